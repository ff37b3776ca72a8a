"""Money that calls cost: counted before they are made, and never above the caps.

Everything is counted in whole millionths of a dollar, days and months in UTC. What a call might
cost at most is counted, as only the bill knows what it did cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Protocol

from scoring.calendar import day_of
from scoring.clock import Clock
from scoring.settings import NetworkSettings
from scoring.store import spending
from scoring.store.db import Database

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Spent:
    """On a day, and in its month until now."""

    day: int = 0
    month: int = 0


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that may be spent on a day and in a month; both 0: nothing at all."""

    day: int = 0
    month: int = 0

    def room(self, spent: Spent, amount: int) -> bool:
        """Whether there is room for so much more."""
        return spent.day + amount <= self.day and spent.month + amount <= self.month


class Ledger(Protocol):
    """Where it is written down."""

    async def spent(self, network: str, now: datetime) -> Spent:
        """Today and this month."""
        ...

    async def book(self, network: str, now: datetime, amount: int, caps: Caps) -> bool:
        """Write it down if the caps have room for it: both at once, whoever else asks."""
        ...


class StoredLedger:
    """In the database, so that a restart forgets nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def spent(self, network: str, now: datetime) -> Spent:
        reader = self._database.reader
        day, month = _days(now)
        return Spent(
            await spending.spent(reader, network, day),
            await spending.spent(reader, network, month),
        )

    async def book(self, network: str, now: datetime, amount: int, caps: Caps) -> bool:
        day, month = _days(now)
        async with self._database.tx() as tx:
            spent = Spent(
                await spending.spent(tx, network, day), await spending.spent(tx, network, month)
            )
            if not caps.room(spent, amount):
                return False
            await spending.add(tx, network, day.start, amount)
            return True


class PassingLedger:
    """In memory, for one answer at the command line."""

    def __init__(self) -> None:
        self._days: Counter[tuple[str, int]] = Counter()

    async def spent(self, network: str, now: datetime) -> Spent:
        return self._spent(network, now)

    async def book(self, network: str, now: datetime, amount: int, caps: Caps) -> bool:
        if not caps.room(self._spent(network, now), amount):
            return False
        self._days[network, day_of(now)] += amount
        return True

    def _spent(self, network: str, now: datetime) -> Spent:
        day, month = (sum(self._days[network, one] for one in days) for days in _days(now))
        return Spent(day, month)


class CappedPurse:
    """The purse of the settings (`networks.base.Purse`)."""

    def __init__(self, ledger: Ledger, caps: Mapping[str, Caps], clock: Clock) -> None:
        self._ledger = ledger
        self._caps = caps
        self._clock = clock

    async def spend(self, network: str, dollars: float) -> bool:
        """Whether the caps allow it; if so it is spent. Raises ValueError on a negative price."""
        caps = self._caps.get(network, Caps())
        return await self._ledger.book(network, self._clock.now(), _amount(dollars), caps)

    async def opens(self, network: str, dollars: float) -> datetime | None:
        """When there is room for it: now, the next day, the next month, or never."""
        caps, amount, now = self._caps.get(network, Caps()), _amount(dollars), self._clock.now()
        if not caps.room(Spent(), amount):
            return None
        spent = await self._ledger.spent(network, now)
        if caps.room(spent, amount):
            return now
        if spent.month + amount > caps.month:
            return _next_month(now)
        return _midnight(now) + timedelta(days=1)


def caps_of(networks: Mapping[str, NetworkSettings]) -> dict[str, Caps]:
    """The caps of the settings; where one of the two is missing nothing may be spent."""
    return {
        name: Caps(_cap(chosen.cap_day), _cap(chosen.cap_month))
        for name, chosen in networks.items()
        if chosen.cap_day > 0 and chosen.cap_month > 0
    }


def _amount(dollars: float) -> int:
    """Rounded up. Raises ValueError."""
    if not 0 <= dollars < MILLION:
        raise ValueError("no price")
    return int((Decimal(str(dollars)) * MILLION).to_integral_value(ROUND_CEILING))


def _cap(dollars: float) -> int:
    """Rounded down."""
    return int((Decimal(str(dollars)) * MILLION).to_integral_value(ROUND_FLOOR))


def _days(now: datetime) -> tuple[range, range]:
    """This day, and the days of this month."""
    today = day_of(now)
    first = day_of(_midnight(now).replace(day=1))
    return range(today, today + 1), range(first, day_of(_next_month(now)))


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _next_month(now: datetime) -> datetime:
    return (_midnight(now).replace(day=1) + timedelta(days=32)).replace(day=1)

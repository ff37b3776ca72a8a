"""Money: never above the caps, whoever asks at once, and not forgotten by a restart."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.clock import ManualClock
from scoring.core import open_core
from scoring.networks.connecting import EmptyPurse
from scoring.settings import NetworkSettings
from scoring.spending import (
    MILLION,
    CappedPurse,
    Caps,
    Ledger,
    PassingLedger,
    StoredLedger,
    caps_of,
)
from scoring.store.db import open_database
from tests.scoring.networks.serving import Host, Reply
from tests.scoring.world import NOW, PURE, STORED, settings_in

CAPS = {"x": Caps(1 * MILLION, 2 * MILLION)}
LAST_OF_MONTH = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)

CENTS = st.integers(0, 120)
STEPS = st.lists(st.tuples(CENTS, st.integers(0, 40)), min_size=1, max_size=30)


def purse(clock: ManualClock, ledger: Ledger | None = None) -> CappedPurse:
    return CappedPurse(ledger or PassingLedger(), CAPS, clock)


async def test_a_day() -> None:
    """What does not fit any more is refused, what still does is not; tomorrow there is more."""
    clock = ManualClock(NOW)
    own = purse(clock)
    assert [await own.spend("x", dollars) for dollars in (0.6, 0.5, 0.4, 0.005)] == [
        True,
        False,
        True,
        False,
    ]
    clock.advance(timedelta(days=1))
    assert await own.spend("x", 0.5)


async def test_when_it_opens() -> None:
    """Now, at midnight UTC, with the new month, or never: whichever the caps mean."""
    clock = ManualClock(datetime(2026, 11, 28, 12, tzinfo=UTC))
    own = purse(clock)
    assert await own.opens("x", 1.0) == clock.now()
    await own.spend("x", 1.0)
    assert await own.opens("x", 0.01) == datetime(2026, 11, 29, tzinfo=UTC)
    clock.advance(timedelta(days=1))
    await own.spend("x", 1.0)
    assert await own.opens("x", 0.01) == datetime(2026, 12, 1, tzinfo=UTC)
    assert await own.opens("x", 1.01) is None
    assert await own.opens("other", 0.01) is None


async def test_the_last_second_of_a_month() -> None:
    """Days and months are those of UTC, and both begin anew together."""
    clock = ManualClock(LAST_OF_MONTH)
    own = purse(clock)
    await own.spend("x", 1.0)
    assert await own.opens("x", 1.0) == datetime(2027, 1, 1, tzinfo=UTC)
    clock.advance(timedelta(seconds=1))
    assert await own.spend("x", 1.0)


async def test_networks_have_purses_of_their_own() -> None:
    """What one spends is not taken from another; without caps nothing is spent."""
    own = CappedPurse(PassingLedger(), {**CAPS, "y": Caps(MILLION, MILLION)}, ManualClock(NOW))
    assert await own.spend("x", 1.0)
    assert await own.spend("y", 1.0)
    assert not await own.spend("z", 0.001)
    assert not await EmptyPurse().spend("x", 0.001)
    assert await EmptyPurse().opens("x", 0.001) is None


@pytest.mark.parametrize("dollars", [-0.01, float("nan"), float("inf")])
async def test_no_price(dollars: float) -> None:
    """Nothing puts money back."""
    with pytest.raises(ValueError, match="no price"):
        await purse(ManualClock(NOW)).spend("x", dollars)


def test_caps_are_exact() -> None:
    """Dollars of the settings become whole millionths, not a hair more or less."""
    settings = NetworkSettings(cap_day=5.0, cap_month=5.0)
    assert caps_of({"x": settings}) == {"x": Caps(5 * MILLION, 5 * MILLION)}


@pytest.mark.parametrize(("day", "month"), [(0, 0), (1, 0), (0, 1)])
def test_both_caps_are_needed(day: float, month: float) -> None:
    """One alone opens nothing."""
    assert caps_of({"x": NetworkSettings(cap_day=day, cap_month=month)}) == {}


async def test_all_at_once(tmp_path: Path) -> None:
    """Of many who ask in the same moment, through two openings of one file, as many get it as
    there is money."""
    clock = ManualClock(NOW)
    path = tmp_path / "renown.db"
    async with open_database(path) as one, open_database(path) as two:
        purses = [purse(clock, StoredLedger(database)) for database in (one, two)]
        asked = [purses[n % 2].spend("x", 0.3) for n in range(20)]
        assert sum(await asyncio.gather(*asked)) == 3
        assert (await StoredLedger(two).spent("x", NOW)).month == 900_000


async def test_a_restart(tmp_path: Path) -> None:
    """What was spent stays spent."""
    clock = ManualClock(NOW)
    for expected in (True, False):
        async with open_database(tmp_path / "renown.db") as database:
            assert await purse(clock, StoredLedger(database)).spend("x", 0.6) is expected


async def _granted(ledger: Ledger, steps: list[tuple[int, int]]) -> list[tuple[datetime, int]]:
    """Cents asked for with so many hours in between: when, and how many were granted."""
    clock = ManualClock(NOW)
    own = purse(clock, ledger)
    granted: list[tuple[datetime, int]] = []
    for cents, hours in steps:
        opens = await own.opens("x", cents / 100)
        fits = await own.spend("x", cents / 100)
        assert fits == (opens == clock.now())
        if fits:
            granted.append((clock.now(), cents))
        clock.advance(timedelta(hours=hours))
    return granted


def _within(granted: list[tuple[datetime, int]]) -> bool:
    days, months = Counter[object](), Counter[object]()
    for at, cents in granted:
        days[at.date()] += cents
        months[at.year, at.month] += cents
    return all(n <= 100 for n in days.values()) and all(n <= 200 for n in months.values())


@PURE
@given(STEPS)
async def test_never_above_a_cap(steps: list[tuple[int, int]]) -> None:
    """Whatever is asked whenever: no day and no month costs more than its cap, and what is
    refused would have."""
    assert _within(await _granted(PassingLedger(), steps))


@STORED
@given(steps=STEPS)
async def test_both_ledgers_agree(tmp_path: Path, steps: list[tuple[int, int]]) -> None:
    """The database grants exactly what memory grants."""
    async with open_database(tmp_path / "renown.db") as database:
        async with database.tx() as tx:
            await tx.run("DELETE FROM spending")
        stored = await _granted(StoredLedger(database), steps)
    assert stored == await _granted(PassingLedger(), steps)
    assert _within(stored)


async def test_the_core_keeps_to_the_caps(tmp_path: Path) -> None:
    """The settings reach the connector: after what the day allows nothing goes out any more."""
    clock = ManualClock(NOW)
    async with Host() as host:
        host.reply("/2/users/by/username/ada", Reply({"data": {"id": "7", "username": "ada"}}))
        base = settings_in(tmp_path)
        paid = NetworkSettings.model_validate(
            {"enabled": True, "base_url": host.url, "token": "t", "cap_day": 0.02, "cap_month": 9}
        )
        http = base.http.model_copy(update={"allow_private_hosts": (host.origin,)})
        settings = base.model_copy(update={"networks": {"x": paid}, "http": http})
        for _ in range(2):
            async with open_core(settings, clock) as core:
                for _ in range(3):
                    await core.networks.reachable("x").profile("ada")
        assert len(host.seen) == 2

"""Reading linked accounts: pages become evidence together with their watermark, then a fact.

A crash between two pages loses nothing and counts nothing twice, because evidence is derived
and idempotent; the account's own watermark moves only with the last page.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

from scoring.calendar import day_of
from scoring.clock import Clock
from scoring.formula import measure
from scoring.grants import Grants
from scoring.live import WINDOW
from scoring.models import Account, AccountState
from scoring.networks.base import (
    Data,
    Failure,
    Gone,
    Hosts,
    Limited,
    Moved,
    NeedsCredentials,
    Network,
    Private,
    Profile,
    Reading,
    Suspended,
    Temporary,
)
from scoring.networks.registry import Networks
from scoring.placing import place
from scoring.scores import snapshot_of
from scoring.store import accounts, evidence, meta, snapshots, subjects
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys
from scoring.weighing import Weighing

STALE_AFTER = timedelta(hours=20)
LATE_REACTIONS = timedelta(days=35)  # younger publications are read again
SECOND_MISS = timedelta(hours=24)
UNUSED = timedelta(days=400)
FORGOT = "forgot_old_on"
TRY_AGAIN = timedelta(minutes=15)
BATCH = 20


class Collector:
    """Refreshes linked accounts, one at a time per network."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        keys: Keys,
        clock: Clock,
        grants: Grants | None = None,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._clock = clock
        self._grants = grants
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._quiet: dict[str, datetime] = {}  # networks that are not asked until then
        self._failed: dict[int, datetime] = {}  # accounts that are not tried until then

    async def refresh_stale(self) -> int:
        """Refresh the stalest accounts that are due; returns how many were tried.

        Each network has its own queue, so that one that is down holds up no other.
        """
        return sum([await self._refresh_queue(name) for name in self._open_networks()])

    def _open_networks(self) -> list[str]:
        """Networks that can be read and have not asked for quiet."""
        now = self._clock.now()
        self._quiet = {name: until for name, until in self._quiet.items() if until > now}
        self._failed = {one: until for one, until in self._failed.items() if until > now}
        names = (one.name for one in self._networks.declarations())
        return [n for n in names if n not in self._quiet and self._networks.connector(n)]

    def _has_many_hosts(self, name: str) -> bool:
        """Whether what one host says or suffers says nothing of the network's other accounts."""
        return self._networks.declaration(name).hosts is Hosts.NAMED

    async def _refresh_queue(self, name: str) -> int:
        """One network's stalest accounts; those that have just failed wait for their next turn."""
        now = self._clock.now()
        room = BATCH + len(self._failed)
        due = await accounts.stalest(self._database.reader, name, now - STALE_AFTER, room)
        tried = 0
        for account in [one for one in due if one.id not in self._failed][:BATCH]:
            tried += 1
            failure = await self.refresh(account)
            if failure is not None:
                self._failed[account.id] = now + TRY_AGAIN
            quiet = _quiet_until(failure, now)
            if quiet is not None and not self._has_many_hosts(name):
                self._quiet[name] = quiet
                break
        return tried

    async def forget_old(self) -> None:
        """Erase, once a day, the hashes of people who have not acted for 400 days."""
        now = self._clock.now()
        today = str(day_of(now))
        if await meta.get(self._database.reader, FORGOT) == today:
            return
        async with self._database.tx() as tx:
            await evidence.forget_before(tx, now - UNUSED)
            await meta.put(tx, FORGOT, today)

    async def refresh(self, account: Account) -> Failure | None:
        """Read one account and append today's fact; what failed is returned, never raised."""
        network = self._networks.connector(account.network)
        if network is None:
            return None
        async with self._turns[account.network]:
            failure = await self._read_with_consent(network, account)
        await self._conclude(account, network, failure)
        return failure

    async def _read_with_consent(self, network: Network, account: Account) -> Failure | None:
        """As the member where they gave their consent; a token that is refused is looked after."""
        if self._grants is None:
            return await self._read(network, account)
        asking = await self._grants.connector(network, account)
        if not isinstance(asking, Data):
            return asking
        failure = await self._read(asking.value, account)
        if isinstance(failure, NeedsCredentials):
            await self._grants.refused(account)
        return failure

    async def _read(self, network: Network, account: Account) -> Failure | None:
        now = self._clock.now()
        outcome = await network.profile(account.native_id)
        if not isinstance(outcome, Data):
            return outcome
        weighing = Weighing(self._database, self._keys, network, account)
        failure = await self._read_pages(network, account, outcome.value, weighing, now)
        if failure is None:
            await weighing.finish(now)
        return failure

    async def _read_pages(
        self,
        network: Network,
        account: Account,
        profile: Profile,
        weighing: Weighing,
        now: datetime,
    ) -> Failure | None:
        reached: datetime | None = None
        observable = False
        async for page in network.read(profile, since=_since(account, now), now=now):
            if not isinstance(page, Data):
                if reached is None:
                    return page
                break
            reached = page.value.reached or reached
            observable |= page.value.observable
            weighing.meet(page.value)
            await self._store(account, profile, page.value, now, observable=observable)
            if page.value.complete:
                return None
        await self._cut(account, now, reached)
        return None

    async def _store(
        self,
        account: Account,
        profile: Profile,
        page: Reading,
        now: datetime,
        *,
        observable: bool,
    ) -> None:
        async with self._database.tx() as tx:
            await evidence.fold(tx, account, page, self._keys, now)
            await evidence.set_observable(tx, account.id, observable=observable)
            await accounts.rename(tx, account.id, profile)
            if page.complete:
                since = _since(account, now)
                await evidence.set_watermark(tx, account.id, now, since, cut=False)

    async def _cut(self, account: Account, now: datetime, reached: datetime | None) -> None:
        """The reading ended before it reached what it wanted: remember from where it knows."""
        async with self._database.tx() as tx:
            await evidence.set_watermark(tx, account.id, now, reached, cut=True)

    async def _conclude(self, account: Account, network: Network, failure: Failure | None) -> None:
        now = self._clock.now()
        async with self._database.tx() as tx:
            if failure is None:
                await self._append_fact(tx, account, network, now)
            else:
                await _note(tx, account, failure, now)
                if isinstance(failure, NeedsCredentials):
                    await self._note_consent(tx, account)
            subject = await subjects.get(tx, account.subject_id)
            if subject is not None:
                await place(tx, subject)

    async def _note_consent(self, tx: Connection, account: Account) -> None:
        """Where it is the member's consent that is missing, only they can mend it."""
        if self._grants is not None and await self._grants.lacks(tx, account):
            await accounts.set_state(tx, account.id, AccountState.NEEDS_CONSENT)

    async def _append_fact(
        self, tx: Connection, account: Account, network: Network, now: datetime
    ) -> None:
        observable = bool(network.declaration.kinds)
        audience = await evidence.load(tx, account, observable=observable, now=now)
        await snapshots.put(tx, [snapshot_of(account.id, measure(audience, now), now)])


def _quiet_until(failure: Failure | None, now: datetime) -> datetime | None:
    """Until when to leave a whole network alone: it said so, or it is not there."""
    match failure:
        case Limited(until=until):
            return until
        case Temporary(reachable=False):
            return now + TRY_AGAIN
        case _:
            return None


def _since(account: Account, now: datetime) -> datetime:
    """From when on to read: a year at first, afterwards what may still draw reactions."""
    return now - WINDOW if account.read_at is None else account.read_at - LATE_REACTIONS


async def _note(tx: Connection, account: Account, failure: Failure, now: datetime) -> None:
    """What the network said, as the account's state; an outage says nothing of the account."""
    match failure:
        case Gone():
            await _miss(tx, account, now)
        case Suspended():
            await accounts.set_state(tx, account.id, AccountState.SUSPENDED)
        case Private():
            await accounts.set_state(tx, account.id, AccountState.PRIVATE)
        case Moved():
            await accounts.set_state(tx, account.id, AccountState.MOVED)
        case _:
            return
    await accounts.mark_read(tx, account.id, now)


async def _miss(tx: Connection, account: Account, now: datetime) -> None:
    """Only a second miss a day later means that an account is gone."""
    first = await accounts.missed_at(tx, account.id)
    if first is None or now - first < SECOND_MISS:
        await accounts.set_state(tx, account.id, AccountState.MISSING, first or now)
    else:
        await accounts.set_state(tx, account.id, AccountState.GONE, first)
        await evidence.erase(tx, account.id)

"""Reading one linked account: pages become evidence together with their window, then a fact.

A crash between two pages loses nothing and counts nothing twice: evidence is derived and
idempotent, and the window moves in the transaction of the page that moves it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from scoring import marks
from scoring.clock import Clock
from scoring.grants import Grants
from scoring.measuring import Measuring
from scoring.models import Account, AccountState
from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Gone,
    Limited,
    Moved,
    NeedsCredentials,
    Network,
    NotModified,
    Outcome,
    Private,
    Profile,
    Reading,
    Resumable,
    Suspended,
    Temporary,
)
from scoring.networks.registry import Networks
from scoring.placing import place
from scoring.store import accounts, evidence, status, subjects
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys
from scoring.weighing import Weighing
from scoring.window import Forward, Onward, Plan, Window

STALE_AFTER = timedelta(hours=20)
SECOND_MISS = timedelta(hours=24)
PATIENCE = 300.0  # seconds for one account; what was read by then counts


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What came of it. `failure` where nothing was read, `broken_by` where not all was."""

    failure: Failure | None = None
    broken_by: Failure | None = None


@dataclass(slots=True)
class _Progress:
    """How far the reading under way has come."""

    pages: int = 0
    reached: datetime | None = None
    position: str | None = None
    complete: bool = False
    observable: bool = False
    broken_by: Failure | None = None

    def note(self, page: Reading) -> None:
        self.pages += 1
        self.reached = page.reached or self.reached
        self.position = page.position
        self.complete = page.complete
        self.observable |= page.observable


class Refreshing:
    """Refreshes accounts, each by one reading at a time."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        keys: Keys,
        clock: Clock,
        measuring: Measuring,
        grants: Grants | None = None,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._clock = clock
        self._measuring = measuring
        self._grants = grants
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def refresh(self, account_id: int) -> Refreshed:
        """Read one account and append today's fact; what failed is returned, never raised."""
        turn = self._turns.setdefault(account_id, asyncio.Lock())
        async with turn:
            account = await accounts.get(self._database.reader, account_id)
            network = None if account is None else self._networks.connector(account.network)
            if account is None or network is None:
                return Refreshed()
            refreshed = await self._read_with_consent(network, account)
            await self._conclude(account, network, refreshed.failure)
        return refreshed

    async def _read_with_consent(self, network: Network, account: Account) -> Refreshed:
        """As the member where they gave their consent; a token that is refused is looked after."""
        if self._grants is None:
            return await self._read(network, account)
        asking = await self._grants.connector(network, account)
        if not isinstance(asking, Data):
            return Refreshed(asking)
        refreshed = await self._read(asking.value, account)
        if isinstance(refreshed.failure, NeedsCredentials):
            await self._grants.refused(account)
        return refreshed

    async def _read(self, network: Network, account: Account) -> Refreshed:
        now = self._clock.now()
        plan = await self._plan(network, account, now)
        outcome = await network.profile(account.native_id)
        if isinstance(outcome, NotModified):
            return await self._unchanged(account, plan)
        if not isinstance(outcome, Data):
            return Refreshed(outcome)
        weighing = Weighing(self._database, self._keys, network, account)
        pages = _pages(network, outcome.value, plan, now)
        refreshed = await self._read_pages(account, outcome.value, plan, pages, weighing, now)
        if refreshed.failure is None:
            await weighing.finish(now)
        return refreshed

    async def _plan(self, network: Network, account: Account, now: datetime) -> Plan:
        """What is new, unless that was read today: then what an earlier reading left."""
        known = await accounts.window(self._database.reader, account.id)
        fresh = known.read_at is not None and now - known.read_at < STALE_AFTER
        if fresh and known.rest is not None and isinstance(network, Resumable):
            return Onward(known, known.rest)
        return Forward(known, now)

    async def _read_pages(
        self,
        account: Account,
        profile: Profile,
        plan: Plan,
        pages: AsyncIterator[Outcome[Reading]],
        weighing: Weighing,
        now: datetime,
    ) -> Refreshed:
        progress = _Progress()
        try:
            async with asyncio.timeout(PATIENCE):
                async for page in pages:
                    if not isinstance(page, Data):
                        progress.broken_by = page
                        break
                    weighing.meet(page.value)
                    progress.note(page.value)
                    if not await self._store(account, profile, page.value, plan, progress, now):
                        return Refreshed()
                    if page.value.complete:
                        break
        except TimeoutError:
            progress.broken_by = Temporary("it took too long")
        finally:
            await _close(pages)
        return await self._end(account, plan, progress)

    async def _store(
        self,
        account: Account,
        profile: Profile,
        page: Reading,
        plan: Plan,
        progress: _Progress,
        now: datetime,
    ) -> bool:
        """A page and what it allows to claim; False where the account was unlinked meanwhile."""
        async with self._database.tx() as tx:
            if await accounts.get(tx, account.id) is None:
                return False
            await evidence.fold(tx, account, page, self._keys, now)
            seen = progress.observable
            if seen or isinstance(plan, Forward):  # the rest alone says nothing of the whole
                await evidence.set_observable(tx, account.id, observable=seen)
            await accounts.rename(tx, account.id, profile)
            claimed = plan.after(page)
            if claimed != plan.before:
                await accounts.set_window(tx, account.id, claimed)
        return True

    async def _end(self, account: Account, plan: Plan, progress: _Progress) -> Refreshed:
        """Where the reading did not come to its end, remember how far it came."""
        broken_by = progress.broken_by
        if progress.complete:
            return Refreshed()
        if isinstance(broken_by, NotModified):
            return await self._unchanged(account, plan)
        if progress.pages or broken_by is None:
            stopped = plan.stopped(progress.reached, progress.position)
            await self._put(account, stopped)
            return Refreshed(broken_by=broken_by)
        if isinstance(plan, Onward) and isinstance(broken_by, Changed):
            await self._put(account, plan.refused())
        return Refreshed(broken_by)

    async def _unchanged(self, account: Account, plan: Plan) -> Refreshed:
        """The network said that nothing is new since it was read, if it was."""
        if isinstance(plan, Onward) or plan.is_first:
            return Refreshed(NotModified())
        await self._put(account, plan.finished())
        return Refreshed()

    async def _put(self, account: Account, known: Window) -> None:
        async with self._database.tx() as tx:
            await accounts.set_window(tx, account.id, known)

    async def _conclude(self, account: Account, network: Network, failure: Failure | None) -> None:
        now = self._clock.now()
        async with self._database.tx() as tx:
            if await accounts.get(tx, account.id) is None:
                return
            if failure is None:
                await self._measuring.append(tx, account, network, now)
                await status.note_read(tx, account.network, now)
            else:
                await _note_trouble(tx, account.network, failure, now)
                await _note(tx, account, failure, now)
                if isinstance(failure, NeedsCredentials):
                    await self._note_consent(tx, account)
            subject = await subjects.get(tx, account.subject_id)
            if subject is not None:
                await place(tx, subject)
                if failure is None:
                    await marks.note(tx, subject, now)

    async def _note_consent(self, tx: Connection, account: Account) -> None:
        """Where it is the member's consent that is missing, only they can mend it."""
        if self._grants is not None and await self._grants.lacks(tx, account):
            await accounts.set_state(tx, account.id, AccountState.NEEDS_CONSENT)


def _pages(
    network: Network, profile: Profile, plan: Plan, now: datetime
) -> AsyncIterator[Outcome[Reading]]:
    if isinstance(plan, Onward) and isinstance(network, Resumable):
        return network.resume(profile, plan.rest.position, since=plan.since, now=now)
    return network.read(profile, since=plan.since, now=now)


async def _close(pages: AsyncIterator[Outcome[Reading]]) -> None:
    """Connectors are generators, and stand open where nobody closes them."""
    if isinstance(pages, AsyncGenerator):
        await pages.aclose()


async def _note_trouble(tx: Connection, network: str, failure: Failure, now: datetime) -> None:
    """For the operator: what a network does, not what its accounts do."""
    match failure:
        case Temporary(detail=detail) | Changed(detail=detail):
            await status.note_failure(tx, network, detail, now)
        case Limited(until=until):
            said = f"no more calls until {until:%Y-%m-%d %H:%M} UTC"
            await status.note_failure(tx, network, said, now)
        case NeedsCredentials():
            await status.note_failure(tx, network, "needs credentials", now)
        case _:
            return


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

"""Refreshing linked accounts in the background: who is next, at which host, and when again.

Every host has a lane of its own, so that a slow one holds up no other. Within a lane the
stalest and most asked come first; what an earlier reading left unread comes after.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from scoring.asked import Asked
from scoring.clock import Clock
from scoring.models import Account
from scoring.networks.base import Changed, Declaration, Failure, Hosts, Limited, Temporary
from scoring.networks.registry import Networks
from scoring.networks.turns import in_background
from scoring.refreshing import STALE_AFTER, Refreshed, Refreshing
from scoring.store import accounts
from scoring.store.accounts import Due
from scoring.store.db import Database
from scoring.window import YEAR

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(minutes=15)  # after a failure; doubled with each further one
LONGEST_REST = timedelta(hours=12)
GO_ON_AFTER = timedelta(hours=1)  # until the rest of a long reading is taken up again
A_MOMENT = timedelta(seconds=1)
HOSTS_AT_ONCE = 8  # of one network whose hosts anybody can name
MOST_ASKED = 9.0  # whoever is asked about more often does not wait less

Lane = tuple[str, str]  # network and, where it has many, host


class Collector:
    """Reads linked accounts, lane by lane. `stop` ends what is under way."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        refreshing: Refreshing,
        clock: Clock,
        asked: Asked | None = None,
    ) -> None:
        self._database = database
        self._networks = networks
        self._clock = clock
        self._asked = asked or Asked(clock)
        self._refreshing = refreshing
        self._running: dict[Lane, asyncio.Task[int]] = {}
        self._hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(HOSTS_AT_ONCE)
        )
        self._quiet: dict[Lane, datetime] = {}  # lanes that are not used until then
        self._resting: dict[int, datetime] = {}  # accounts that are not tried until then
        self._failures: dict[int, int] = {}  # in a row

    async def refresh(self, account: Account) -> Failure | None:
        """Read one account now, for a member who waits for it."""
        return (await self._refreshing.refresh(account.id)).failure

    async def refresh_stale(self) -> int:
        """Refresh every account that is due; returns how many were tried."""
        return sum(await asyncio.gather(*await self._start()))

    async def work(self, seconds: float) -> None:
        """The same for so long. What is not done by then goes on, and is not begun twice."""
        await self._start()
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)

    async def stop(self) -> None:
        """End what is under way; pages that were stored count, the others are read again."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def forget(self, account_ids: Iterable[int]) -> None:
        """These accounts are gone; a reading of one that is under way stores nothing more."""
        for account_id in account_ids:
            self._resting.pop(account_id, None)
            self._failures.pop(account_id, None)

    async def _start(self) -> list[asyncio.Task[int]]:
        """A task for each lane in which somebody is due and nobody is at work."""
        now = self._clock.now()
        self._quiet = {lane: until for lane, until in self._quiet.items() if until > now}
        self._resting = {one: until for one, until in self._resting.items() if until > now}
        started = []
        names = (one.name for one in self._networks.declarations())
        for network in filter(None, map(self._networks.connector, names)):
            declaration = network.declaration
            for lane, queue in (await self._lanes(declaration, now)).items():
                if lane not in self._running:
                    started.append(self._open(lane, queue, declaration.at_once))
        return started

    async def _lanes(self, declaration: Declaration, now: datetime) -> dict[Lane, deque[int]]:
        """Who is due on one network, by lane, in the order of their turn."""
        stale = now - STALE_AFTER
        due = await accounts.due(self._database.reader, declaration.name, stale)
        lanes: defaultdict[Lane, deque[int]] = defaultdict(deque)
        for one in sorted(due, key=lambda one: self._rank(one, now)):
            lane = _lane(declaration, one)
            if one.id not in self._resting and lane not in self._quiet:
                lanes[lane].append(one.id)
        return lanes

    def _rank(self, one: Due, now: datetime) -> tuple[bool, float]:
        """Stale before unfinished; among them by age, times how often they are asked about."""
        age = YEAR if one.read_at is None else now - one.read_at
        asked = min(self._asked.lately(one.subject_id), MOST_ASKED)
        return age <= STALE_AFTER, -age.total_seconds() * (1.0 + asked)

    def _open(self, lane: Lane, queue: deque[int], at_once: int) -> asyncio.Task[int]:
        def closed(done: asyncio.Task[int]) -> None:
            del self._running[lane]
            if not done.cancelled() and (error := done.exception()) is not None:
                log.error("collecting from %s ended", lane[0], exc_info=error)

        task = asyncio.create_task(self._run(lane, queue, at_once), name=f"collect {lane[0]}")
        self._running[lane] = task
        task.add_done_callback(closed)
        return task

    async def _run(self, lane: Lane, queue: deque[int], at_once: int) -> int:
        """One lane to its end, or until its host wants quiet."""
        with in_background():
            async with self._hosts[lane[0]]:
                workers = (self._work_off(lane, queue) for _ in range(min(at_once, len(queue))))
                return sum(await asyncio.gather(*workers))

    async def _work_off(self, lane: Lane, queue: deque[int]) -> int:
        tried = 0
        while queue and lane not in self._quiet:
            account = queue.popleft()
            if account in self._resting:
                continue  # somebody was faster
            tried += 1
            self._conclude(lane, account, await self._refresh(account))
        return tried

    async def _refresh(self, account_id: int) -> Refreshed:
        try:
            return await self._refreshing.refresh(account_id)
        except Exception:
            log.exception("account %s could not be refreshed", account_id)
            return Refreshed(Changed("an error of our own"))

    def _conclude(self, lane: Lane, account: int, refreshed: Refreshed) -> None:
        """When this account, and this lane, may be tried again."""
        now = self._clock.now()
        quiet = _quiet_until(refreshed.failure or refreshed.broken_by, now)
        if quiet is not None:
            self._quiet[lane] = quiet
        if isinstance(refreshed.failure, Limited):
            return  # it was not this account's fault
        if refreshed.failure is None:
            self._failures.pop(account, None)
            self._resting[account] = now + (A_MOMENT if quiet else GO_ON_AFTER)
            return
        self._failures[account] = failures = self._failures.get(account, 0) + 1
        self._resting[account] = now + min(TRY_AGAIN * 2 ** min(failures - 1, 10), LONGEST_REST)


def _lane(declaration: Declaration, one: Due) -> Lane:
    """One for each host of which somebody's account says that it lives there."""
    named = declaration.hosts is Hosts.NAMED
    return declaration.name, (urlsplit(one.url).hostname or "" if named else "")


def _quiet_until(failure: Failure | None, now: datetime) -> datetime | None:
    """Until when to leave a whole host alone: it said so, or it is not there."""
    match failure:
        case Limited(until=until):
            return max(until, now + A_MOMENT)
        case Temporary(reachable=False):
            return now + TRY_AGAIN
        case _:
            return None

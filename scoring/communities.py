"""What a community may choose, and what follows from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scoring.calendar import WEEK
from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.models import Community
from scoring.store import communities, rights, weekly
from scoring.store.db import Database

SECOND_MISS = timedelta(hours=24)
BOUNDS: dict[str, tuple[int, int]] = {
    "weekday": (0, 6),
    "hour": (0, 23),
    "minute": (0, 59),
    "rows": (3, 25),
}


class Communities:
    """The settings of guilds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, community: int) -> Community:
        """A community's settings; defaults where it chose nothing."""
        return await communities.get(self._database.reader, community)

    async def set(self, community: int, **changes: Any) -> Community:
        """Change settings; None sets one back to its default.

        Raises DomainError where a value is out of bounds or a zone does not exist.
        """
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            defaults = Community(community)
            wanted = {
                name: getattr(defaults, name) if value is None else value
                for name, value in changes.items()
            }
            for name, value in wanted.items():
                _check(name, value)
            return await communities.put(tx, self._enabled(former, replace(former, **wanted)))

    async def backdate(self, community: int, enabled_at: datetime) -> None:
        """Let a schedule have begun earlier: for communities moved from elsewhere."""
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            await communities.put(tx, replace(former, enabled_at=enabled_at))

    async def pause(self, community: int, reason: str | None = None) -> Community:
        """No weekly posts until resumed."""
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            paused = replace(former, paused_at=self._clock.now(), pause_reason=reason)
            return await communities.put(tx, paused)

    async def resume(self, community: int) -> Community:
        """Weekly posts again, from the next due time on; one that was held up is tried again."""
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            resumed = replace(
                former, paused_at=None, pause_reason=None, resumed_at=self._clock.now()
            )
            await weekly.unpause(tx, community, self._clock.now() - WEEK)
            return await communities.put(tx, resumed)

    async def left(self, community: int) -> None:
        """The bot was removed: nothing about it is kept, nor what members chose in it."""
        async with self._database.tx() as tx:
            await rights.erase_community(tx, community)

    async def keep_only(self, listed: Collection[int]) -> list[int]:
        """Forget communities that Discord does not list, for the second time, a day apart: the bot
        was removed while it was off. One that is listed, if only as out of order, stays."""
        now = self._clock.now()
        reader = self._database.reader
        missing = set(await rights.communities(reader)) - set(listed)
        before = await communities.unlisted(reader)
        gone = [one for one in missing if one in before and now - before[one] >= SECOND_MISS]
        first = missing - set(before)
        if first or set(before) - missing:
            async with self._database.tx() as tx:
                await communities.mark_unlisted(tx, first, set(before) - missing, now)
        for one in gone:
            await self.left(one)
        return gone

    async def unlisted(self) -> frozenset[int]:
        """Those that Discord did not list when it was last looked."""
        return frozenset(await communities.unlisted(self._database.reader))

    def _enabled(self, former: Community, wanted: Community) -> Community:
        """A schedule begins when a channel is set; another hour or day does not cost a week."""
        if wanted.channel_id is None:
            return replace(wanted, enabled_at=None)
        if former.channel_id is None:
            return replace(wanted, enabled_at=self._clock.now(), paused_at=None, pause_reason=None)
        return wanted


def _check(name: str, value: Any) -> None:
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if not low <= value <= high:
            raise DomainError("setting_out_of_range", name=name, low=low, high=high)
    if name == "zone":
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise DomainError("zone_unknown", zone=value) from None

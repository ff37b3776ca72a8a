"""What a community may choose, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scoring.calendar import WEEK
from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.models import Community
from scoring.store import communities, standings, subjects, weekly
from scoring.store.db import Database

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

    async def greet(self, community: int, language: str) -> bool:
        """Claim the one greeting of a community; False where it was greeted before.

        Its language is the one that it told Discord, unless something was set already.
        """
        async with self._database.tx() as tx:
            await communities.begin(tx, community, language)
            return await communities.greet(tx, community, self._clock.now())

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
        """The bot was removed: nothing about the community is kept."""
        async with self._database.tx() as tx:
            await standings.drop_community(tx, community)
            await subjects.end_membership(tx, community)
            await weekly.drop_community(tx, community)
            await communities.drop(tx, community)

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

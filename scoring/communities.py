"""What a community chose, changed by its managers and by nobody else, and what follows from it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from scoring.calendar import WEEK
from scoring.clock import Clock
from scoring.community_settings import DEFAULTS, SETTINGS, Kind, Setting, check
from scoring.models import Community, SettingChange
from scoring.store import communities, rights, weekly
from scoring.store.db import Connection, Database

audit = logging.getLogger("renown.audit")
SECOND_MISS = timedelta(hours=24)


class Communities:
    """The settings of guilds."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, community: int) -> Community:
        """A community's settings; defaults where it chose nothing."""
        return await communities.get(self._database.reader, community)

    async def set(self, community: int, **changes: Any) -> Community:
        """Change settings by their fields, unasked by anybody; None sets one back.

        Raises DomainError where a value is out of bounds or a zone does not exist.
        """
        async with self._database.tx() as tx:
            return await self._put(tx, await communities.get(tx, community), changes)

    async def change(
        self, community: int, by: int, name: str, values: Mapping[str, Any] | None
    ) -> Community:
        """A manager's change of one setting, noted; None sets it back to its default.

        Raises DomainError as `set` does.
        """
        wanted = SETTINGS[name].defaults if values is None else values
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            changed = await self._put(tx, former, wanted)
            await self._note(tx, by, former, changed)
        return changed

    async def reset(self, community: int, by: int) -> Community:
        """A manager sets everything back to its default, the channel included."""
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            changed = await self._put(tx, former, DEFAULTS)
            await self._note(tx, by, former, changed)
        return changed

    async def last_change(self, community: int) -> SettingChange | None:
        """Who changed what last."""
        return await communities.last_change(self._database.reader, community)

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

    async def pause(
        self, community: int, reason: str | None = None, *, by: int | None = None
    ) -> Community:
        """No weekly posts until resumed."""
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            paused = replace(former, paused_at=self._clock.now(), pause_reason=reason)
            await self._note_pause(tx, by, former, paused)
            return await communities.put(tx, paused)

    async def resume(self, community: int, *, by: int | None = None) -> Community:
        """Weekly posts again, from the next due time on; one that was held up is tried again."""
        async with self._database.tx() as tx:
            former = await communities.get(tx, community)
            resumed = await self._resumed(tx, former)
            await self._note_pause(tx, by, former, resumed)
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

    async def _put(
        self, tx: Connection, former: Community, changes: Mapping[str, Any]
    ) -> Community:
        wanted = {n: DEFAULTS[n] if value is None else value for n, value in changes.items()}
        for name, value in wanted.items():
            check(name, value)
        changed = self._enabled(former, replace(former, **wanted))
        if wanted.get("channel_id") is not None and changed.pause_reason is not None:
            changed = await self._resumed(tx, changed)  # it had paused for want of a channel
        return await communities.put(tx, changed)

    async def _resumed(self, tx: Connection, former: Community) -> Community:
        now = self._clock.now()
        await weekly.unpause(tx, former.id, now - WEEK)
        return replace(former, paused_at=None, pause_reason=None, resumed_at=now)

    async def _note(self, tx: Connection, by: int, former: Community, changed: Community) -> None:
        """Each changed setting as a line of the log, the last one in the panel too."""
        await self._note_pause(tx, by, former, changed)
        for setting in SETTINGS.values():
            if setting.of(former) != setting.of(changed):
                values = (_written(setting, former), _written(setting, changed))
                await self._noted(tx, by, former.id, setting.name, *values)

    async def _note_pause(
        self, tx: Connection, by: int | None, former: Community, changed: Community
    ) -> None:
        values = ["off" if one.paused_at is None else "on" for one in (former, changed)]
        if by is not None and values[0] != values[1]:
            await self._noted(tx, by, former.id, "pause", *values)

    async def _noted(
        self, tx: Connection, by: int, community: int, name: str, before: str, after: str
    ) -> None:
        said = "community %s: %s changed %s from %s to %s"
        audit.info(said, community, by, name, before, after)
        await communities.note_change(tx, community, by, name, self._clock.now())

    def _enabled(self, former: Community, wanted: Community) -> Community:
        """A schedule begins when a channel is set; another hour or day does not cost a week."""
        if wanted.channel_id is None:
            return replace(wanted, enabled_at=None)
        if former.channel_id is None:
            return replace(wanted, enabled_at=self._clock.now(), paused_at=None, pause_reason=None)
        return wanted


def _written(setting: Setting, community: Community) -> str:
    """A value as the log has it; of single members only how many there are."""
    values = list(setting.of(community).values())
    if setting.kind is Kind.MEMBERS:
        return f"{len(values[0])} members"
    if setting.kind is Kind.HOUR:
        return f"{values[0]:02d}:{values[1]:02d}"
    return "none" if values[0] is None else str(values[0])

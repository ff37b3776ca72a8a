"""Departures: Discord tells no bot like this one, so it is asked for rows about to be shown.

A member whom Discord does not know twice, a day apart, has left; one miss may be a hiccup. Those
about whom nobody asks are looked for in a trickle, everybody once in `EVERY`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from scoring.clock import Clock
from scoring.store import standings, subjects, weekly
from scoring.store.db import Database

SECOND_MISS = timedelta(hours=24)
EVERY = timedelta(days=3)
AFTER_SILENCE = timedelta(hours=1)  # until one who was missed is looked for again


class Presence:
    """Keeps memberships in step with who is really there."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def seen(self, community: int, there: Collection[int], absent: Collection[int]) -> None:
        """Note who was found and who was not; a second miss a day later ends a membership."""
        if not absent and not await self._missed(community, there):
            return
        async with self._database.tx() as tx:
            for user in there:
                await subjects.mark_missed(tx, community, user, None)
            for user in absent:
                first = await subjects.missed_since(tx, community, user)
                if first is None:
                    await subjects.mark_missed(tx, community, user, self._clock.now())
                elif self._clock.now() - first >= SECOND_MISS:
                    ids = [s.id for s in await subjects.of_user(tx, user)]
                    await weekly.mark_stale(tx, [community], set(ids))
                    for subject_id in ids:
                        await standings.drop(tx, community, subject_id)
                    await subjects.end_membership(tx, community, user)

    async def to_look_for(
        self, limit: int, except_in: Collection[int] = ()
    ) -> dict[int, list[int]]:
        """Some members whom nobody looked for lately, by community; `except_in` are communities
        about which Discord cannot be asked now."""
        now = self._clock.now()
        pairs = await subjects.to_look_for(
            self._database.reader,
            now - EVERY,
            now - SECOND_MISS,
            now - AFTER_SILENCE,
            [*except_in],
            limit,
        )
        found: dict[int, list[int]] = {}
        for community, user in pairs:
            found.setdefault(community, []).append(user)
        return found

    async def looked_for(self, community: int, users: Collection[int]) -> None:
        """Discord was asked about these, whatever it said: others come first now."""
        async with self._database.tx() as tx:
            await subjects.mark_looked(tx, community, users, self._clock.now())

    async def _missed(self, community: int, users: Collection[int]) -> bool:
        """Whether one of these was noted as missing."""
        reader = self._database.reader
        for user in users:
            if await subjects.missed_since(reader, community, user) is not None:
                return True
        return False

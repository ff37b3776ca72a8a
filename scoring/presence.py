"""Departures: Discord tells no bot like this one, so it is asked for rows about to be shown.

A member whom Discord does not know twice, a day apart, has left; one miss may be a hiccup.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from scoring.clock import Clock
from scoring.store import standings, subjects, weekly
from scoring.store.db import Database

SECOND_MISS = timedelta(hours=24)


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

    async def _missed(self, community: int, users: Collection[int]) -> bool:
        """Whether one of these was noted as missing."""
        reader = self._database.reader
        for user in users:
            if await subjects.missed_since(reader, community, user) is not None:
                return True
        return False

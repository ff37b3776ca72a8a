"""Words that members still have to hear in private, each once.

They are stored with what they are about, in one transaction, so that a crash loses none. A try is
leased before it is made; whoever says it uses the same nonce at each try, so that one that arrived
after all is not said twice.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from scoring.clock import Clock
from scoring.store import notices
from scoring.store.db import Database
from scoring.store.notices import Notice

AT_ONCE = 20
LEASE = timedelta(minutes=2)  # doubled with each further try
TRIES = 10  # over a day and a half


class NoticeKind(StrEnum):
    """What there is to tell."""

    TAKEN_OVER = "taken_over"  # somebody proved the account later
    OPTED_OUT = "opted_out"  # somebody proved it, and chose that it is never measured
    PROOF_MISSING = "proof_missing"  # the proof stands no more: there are some days left
    PROOF_LOST = "proof_lost"  # it still did not: the account is unlinked
    MILESTONE = "milestone"  # a mark worth a smile, see scoring.milestones


class Notices:
    """The queue."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def due(self) -> list[Notice]:
        """What can be said now."""
        return await notices.due(self._database.reader, self._clock.now(), AT_ONCE)

    async def lease(self, notice: Notice) -> bool:
        """Take the next try; a process that dies over it leaves it to a later one."""
        now = self._clock.now()
        async with self._database.tx() as tx:
            return await notices.lease(tx, notice.id, now + LEASE * 2**notice.tries, now)

    async def done(self, notice: Notice) -> None:
        """It was said, or the member's door is closed: either way it is over."""
        async with self._database.tx() as tx:
            await notices.drop(tx, notice.id)

    async def failed(self, notice: Notice) -> None:
        """Discord was out of order: the lease runs out and it is tried again, so many times."""
        if notice.tries + 1 >= TRIES:
            await self.done(notice)

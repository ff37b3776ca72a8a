"""Letting go, once a day, of what is kept for a time only (`scoring.store.retention.RULES`).

After an outage nothing has to be made up for: whatever is too old by then goes.
"""

from __future__ import annotations

import asyncio
import logging

from scoring.calendar import day_of
from scoring.clock import Clock
from scoring.store import meta, retention
from scoring.store.db import Database

log = logging.getLogger(__name__)

DONE = "retention_done_on"


class Retention:
    """The daily job; it may be called at every beat."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._turn = asyncio.Lock()

    async def run(self) -> int:
        """Let go of what is too old, unless that was done today; returns how many rows went."""
        async with self._turn:
            now = self._clock.now()
            today = str(day_of(now))
            if await meta.get(self._database.reader, DONE) == today:
                return 0
            gone = 0
            for kind, rules in retention.RULES.items():
                number = sum([await retention.apply(self._database, one, now) for one in rules])
                gone += number
                if number:
                    log.info("%s: %d rows were too old", kind, number)
            async with self._database.tx() as tx:
                await meta.put(tx, DONE, today)
            return gone

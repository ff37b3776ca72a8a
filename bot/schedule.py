"""The heartbeat: APScheduler calls `tick()` every minute, and nothing else hangs on it.

What is due is decided by plain arithmetic in those who are called, so a missed beat, a long
sleep or a jump of the clock is made up for by the next one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
Task = Callable[[], Awaitable[object]]


class Schedule:
    """Runs registered tasks one after the other on each beat."""

    def __init__(self) -> None:
        self._tasks: list[Task] = []
        self._turn = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone="UTC", jobstores={"default": MemoryJobStore()})

    def on_tick(self, task: Task) -> None:
        """Have `task` called on each beat, after those registered before."""
        self._tasks.append(task)

    async def tick(self) -> None:
        """One beat, now. A task that fails is logged and does not stop the others."""
        async with self._turn:
            for task in self._tasks:
                try:
                    await task()
                except Exception:
                    log.exception("a scheduled task failed; the next beat tries again")

    @property
    def running(self) -> bool:
        """Whether the heart beats by itself."""
        return bool(self._scheduler.running)

    async def __aenter__(self) -> Schedule:
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=EVERY_SECONDS,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # APScheduler carries it out on the loop's next turn
        async with self._turn:
            self._tasks.clear()

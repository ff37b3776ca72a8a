"""Waiting for the world to look a certain way, without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Signal:
    """Rung after every change; whoever waits looks again."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, holds: Callable[[], bool], within: float | None) -> None:
        """Return once `holds()`. Raises TimeoutError after `within` seconds of the loop."""
        async with asyncio.timeout(within):
            while not holds():
                await self._next()

    async def _next(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)

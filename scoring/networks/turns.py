"""Who may ask a host now: so many at once, members before the background, then in their order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

_behind: ContextVar[bool] = ContextVar("behind", default=False)


@contextmanager
def in_background() -> Iterator[None]:
    """Whatever is asked in here lets members go first."""
    token = _behind.set(True)
    try:
        yield
    finally:
        _behind.reset(token)


def is_background() -> bool:
    """Whether nobody waits for what is being asked."""
    return _behind.get()


@dataclass(order=True, slots=True)
class _Waiter:
    behind: bool
    number: int
    at_once: int = field(compare=False)
    called: asyncio.Future[None] = field(compare=False)


@dataclass(slots=True)
class _Line:
    """Those who ask one host, and those who wait for it."""

    asking: int = 0
    waiting: list[_Waiter] = field(default_factory=list)

    def call(self) -> None:
        """Let in whoever is next, as far as there is room."""
        while self.waiting and self.asking < self.waiting[0].at_once:
            called = heappop(self.waiting).called
            if not called.done():  # done without being called: gone home
                self.asking += 1
                called.set_result(None)

    def leave(self) -> None:
        self.asking -= 1
        self.call()


class Turns:
    """One line for each host, shared by look-ups, linking and collection."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._numbers = count()

    async def take(self, host: str, at_once: int, *, within: float) -> None:
        """Wait until fewer than `at_once` are asking; `leave` must follow.

        Raises TimeoutError where that takes longer than `within` seconds.
        """
        line = self._lines.setdefault(host, _Line())
        called = asyncio.get_running_loop().create_future()
        heappush(line.waiting, _Waiter(is_background(), next(self._numbers), at_once, called))
        line.call()
        try:
            async with asyncio.timeout(within):
                await called
        except BaseException:
            if called.done() and not called.cancelled():  # called, and gone at the same moment
                line.leave()
            self._drop(host, line)
            raise

    def leave(self, host: str) -> None:
        """Make room for the next."""
        line = self._lines[host]
        line.leave()
        self._drop(host, line)

    def _drop(self, host: str, line: _Line) -> None:
        if not line.asking and all(one.called.done() for one in line.waiting):
            self._lines.pop(host, None)


class Patience:
    """The seconds that one call may take. Waiting for its turn costs it none."""

    def __init__(self, limit: asyncio.Timeout) -> None:
        self._limit = limit

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """The time in here does not count."""
        loop, ends = asyncio.get_running_loop(), self._limit.when()
        left = None if ends is None else ends - loop.time()
        self._limit.reschedule(None)
        try:
            yield
        finally:
            self._limit.reschedule(None if left is None else loop.time() + left)

"""The writing end of a WebSocket: frames put without waiting, sent in order."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from types import TracebackType
from typing import Any

from aiohttp import web


def _never() -> bool:
    return False


class Outbox:
    """Frames on their way to one socket. What is put while `muted()` is lost."""

    def __init__(self, socket: web.WebSocketResponse, muted: Callable[[], bool] = _never) -> None:
        self._socket = socket
        self._muted = muted
        self._queue: asyncio.Queue[Any] = asyncio.Queue()

    def put(self, frame: Any) -> None:
        self._queue.put_nowait(frame)

    async def __aenter__(self) -> Outbox:
        self._writer = asyncio.create_task(self._write())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._writer.cancel()
        await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        while True:
            frame = await self._queue.get()
            if not self._muted():
                with contextlib.suppress(ConnectionError):
                    await self._socket.send_json(frame)

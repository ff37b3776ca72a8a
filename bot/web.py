"""The bot's own port, on loopback: health for a supervisor, metrics for Prometheus, and, where a
proxy makes it public, the pages of consent under /oauth/."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web

from bot.health import Health

HOST = "127.0.0.1"


class Connection(Protocol):
    """What tells whether Discord is there."""

    def is_ready(self) -> bool: ...


@asynccontextmanager
async def serve_web(
    port: int,
    health: Health,
    connection: Connection,
    routes: Iterable[web.RouteDef] = (),
    *,
    listening: socket.socket | None = None,
) -> AsyncIterator[int]:
    """Serve /healthz, /metrics and `routes` on 127.0.0.1; yields the port that was taken.

    A socket that is `listening` already is used in place of the port, and stays open.
    """

    async def healthz(_: web.Request) -> web.Response:
        ready = connection.is_ready()
        return web.Response(text="ok" if ready else "connecting", status=200 if ready else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=health.metrics(), content_type="text/plain", charset="utf-8")

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/metrics", metrics), *routes])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        site: web.BaseSite = web.TCPSite(runner, HOST, port)
        if listening is not None:
            site = web.SockSite(runner, listening.dup())
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()

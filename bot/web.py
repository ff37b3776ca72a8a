"""The bot's own port, on loopback: health for a supervisor, metrics for Prometheus."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web

from bot.health import Health


class Connection(Protocol):
    """What tells whether Discord is there."""

    def is_ready(self) -> bool: ...


@asynccontextmanager
async def serve_web(port: int, health: Health, connection: Connection) -> AsyncIterator[int]:
    """Serve /healthz and /metrics on 127.0.0.1; yields the port that was taken."""

    async def healthz(_: web.Request) -> web.Response:
        ready = connection.is_ready()
        return web.Response(text="ok" if ready else "connecting", status=200 if ready else 503)

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=health.metrics(), content_type="text/plain", charset="utf-8")

    app = web.Application()
    app.add_routes([web.get("/healthz", healthz), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()

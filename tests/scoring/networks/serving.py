"""Hosts on the loopback that answer as told, and remember what they were asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from scoring.clock import ManualClock
from scoring.networks.http import GuardedClient

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Reply:
    """One answer: a JSON value, or bytes as they are."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def made(self) -> web.Response:
        if isinstance(self.body, bytes):
            return web.Response(body=self.body, status=self.status, headers=self.headers)
        return web.json_response(self.body, status=self.status, headers=self.headers)


class Host:
    """A local HTTP server. Replies of a path are given in turn, the last one for ever."""

    def __init__(self) -> None:
        self.seen: list[web.Request] = []
        self.release = asyncio.Event()
        self._replies: dict[str, list[Reply]] = {}
        self._handlers: dict[str, Handler] = {}

    def reply(self, path: str, *replies: Reply | Any) -> None:
        self._replies[path] = [r if isinstance(r, Reply) else Reply(r) for r in replies]

    def handle(self, path: str, handler: Handler) -> None:
        self._handlers[path] = handler

    def asked(self, path: str) -> list[web.Request]:
        return [request for request in self.seen if request.path == path]

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.origin}"

    async def __aenter__(self) -> Self:
        server = web.Server(self._answer)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port: int = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release.set()
        await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.seen.append(request)  # type: ignore[arg-type]
        if request.path in self._handlers:
            return await self._handlers[request.path](request)  # type: ignore[arg-type]
        replies = self._replies.get(request.path)
        if not replies:
            return web.Response(status=404, text="nothing here")
        return (replies.pop(0) if len(replies) > 1 else replies[0]).made()


class Trap:
    """A local socket that nobody may reach. It counts who did."""

    def __init__(self) -> None:
        self.reached = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._caught, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _caught(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reached += 1
        writer.close()


class Everywhere(AbstractResolver):
    """A name service according to which every name lives at these addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=2, proto=0, flags=0)
            for address in self.addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""


class Waiting:
    """A sleep that takes no time: it moves the clock, and remembers for how long."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.clock.advance(timedelta(seconds=seconds))


def client_for(
    *hosts: Host,
    clock: ManualClock | None = None,
    private: Sequence[str] = (),
    **options: Any,
) -> GuardedClient:
    """A client for which these hosts are open, and that never waits."""
    clock = clock or ManualClock(NOW)
    chosen = {"sleep": Waiting(clock), "random": lambda: 0.5, **options}
    return GuardedClient(
        clock=clock,
        user_agent="Renown-tests (+https://renown.example)",
        allow_private_hosts=[*private, *(host.origin for host in hosts)],
        **chosen,
    )

"""The composition root: everything is built here, in order, and closed in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from discord.asset import Asset
from discord.http import Route

from bot import policy
from bot.client import Renown
from bot.connections import Connections, doors_of
from bot.health import Health
from bot.i18n import I18n
from bot.oauth import ConsentSite
from bot.schedule import Schedule
from bot.settings import Settings
from bot.web import serve_web
from scoring.clock import Clock
from scoring.consent import Doors
from scoring.core import Core, open_core

log = logging.getLogger(__name__)

DRAIN_SECONDS = 10.0
ANSWERS = ("CommandTree", "discord-ui", "discord.py: on_message")  # discord.py's names of tasks
COLLECTING_SECONDS = 30.0  # that a beat waits for readings to end
PROVING_SECONDS = 15.0  # the same for looking at old proofs


@dataclass(frozen=True, slots=True)
class Services:
    """One running bot, before it has logged in."""

    core: Core
    client: Renown
    schedule: Schedule
    health: Health


@asynccontextmanager
async def build(
    settings: Settings,
    clock: Clock,
    *,
    guild_wait: float = 2.0,
    listening: socket.socket | None = None,
) -> AsyncIterator[Services]:
    """Settings -> database -> client for networks -> services -> schedule -> Discord client.

    A socket that is `listening` stands in for the web port. Raises ConfigError and StoreError.
    """
    async with AsyncExitStack() as stack:
        doors = doors_of(settings)
        core = await stack.enter_async_context(open_core(settings, clock, doors=doors))
        schedule = Schedule()
        health = Health(clock)
        point_at(settings)
        client = Renown(
            core,
            I18n.load(),
            gateway=settings.discord.gateway,
            health=health,
            lookups=settings.lookups,
            policy_url=policy.public_url(settings),
            report_url=settings.discord.report_url,
            guild_wait=guild_wait,
        )
        client.on_beat = schedule.on_tick
        await stack.enter_async_context(client)
        schedule.on_tick(health.beat)
        schedule.on_tick(lambda: collect(core))
        schedule.on_tick(lambda: prove(core))
        schedule.on_tick(core.consents.forget_expired)
        schedule.on_tick(core.retention.run)
        if settings.web.port is not None:
            routes = [*_site(settings, client, doors).routes()] if doors else []
            routes += policy.routes(settings)
            port = serve_web(settings.web.port, health, client, routes, listening=listening)
            await stack.enter_async_context(port)
        yield Services(core, client, schedule, health)


@asynccontextmanager
async def logged_in(services: Services, token: str) -> AsyncIterator[asyncio.Task[None]]:
    """The client connected and ready, the schedule beating; yields the connection's task.

    Raises LoginFailure where Discord refuses the token.
    """
    client = services.client
    async with AsyncExitStack() as stack:
        await client.login(token)
        connection = asyncio.create_task(client.connect(), name="gateway")
        stack.push_async_callback(_ended, connection)
        stack.push_async_callback(client.close)
        stack.push_async_callback(drain)
        ready = asyncio.create_task(client.wait_until_ready(), name="ready")
        await asyncio.wait({ready, connection}, return_when=asyncio.FIRST_COMPLETED)
        if connection.done():
            ready.cancel()
            connection.result()
        await stack.enter_async_context(services.schedule)
        yield connection


async def drain() -> None:
    """Let answers in flight finish."""
    flying = {t for t in asyncio.all_tasks() if t.get_name().startswith(ANSWERS)}
    if flying:
        await asyncio.wait(flying, timeout=DRAIN_SECONDS)


async def collect(core: Core) -> None:
    """Read linked accounts; a long reading outlasts the beat."""
    await core.collect(COLLECTING_SECONDS)


async def prove(core: Core) -> None:
    """Look at proofs that are thirty days old, for as long as one beat may last."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PROVING_SECONDS):
            while await core.reproof.prove_due():
                pass


def point_at(settings: Settings) -> None:
    """Large hosts put a proxy before Discord, tests and the sandbox a server of their own."""
    if settings.discord.api_base:
        Route.BASE = settings.discord.api_base
    if settings.discord.cdn:
        Asset.BASE = settings.discord.cdn


def _site(settings: Settings, client: Renown, doors: Doors) -> ConsentSite:
    """The pages of consent."""
    core = client.core
    connections = Connections(settings, core.networks, core.consents, doors, core.clock)
    return ConsentSite(
        core.consents, core.grants, connections, client.i18n, client.name_of, client.health
    )


async def _ended(connection: asyncio.Task[None]) -> None:
    with contextlib.suppress(Exception, asyncio.CancelledError):
        await connection

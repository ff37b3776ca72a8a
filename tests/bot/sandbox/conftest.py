"""A stand-in with a small community, and a real bot connected to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket

from bot.sandbox.standin import StandIn
from bot.sandbox.world import Channel, Person, World
from scoring.clock import ManualClock
from tests.bot.sandbox.small_bot import SmallBot

TOKEN = "a-token"
GUILD, GENERAL, OTHER = 500, 601, 602
ADA, BEN, CLEO = 701, 702, 703

WORLD = World(
    guild_id=GUILD,
    guild_name="Testing",
    people=(
        Person(ADA, "Ada", "tests things", manager=True),
        Person(BEN, "Ben"),
        Person(CLEO, "Cleo"),
    ),
    channels=(Channel(GENERAL, "general", "all"), Channel(OTHER, "other")),
    locale="fr",
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture
async def standin(clock: ManualClock) -> AsyncIterator[StandIn]:
    async with StandIn(clock, [WORLD], token=TOKEN) as running:
        yield running


@contextmanager
def pointed_at(standin: StandIn) -> Iterator[None]:
    """discord.py speaks to the stand-in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(discord.http.Route, "BASE", standin.api_base)
        patch.setattr(discord.asset.Asset, "BASE", standin.cdn)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(standin.gateway_url))
        yield


@asynccontextmanager
async def connected(standin: StandIn, bot: SmallBot) -> AsyncIterator[SmallBot]:
    """A bot that is logged in and listens."""
    with pointed_at(standin):
        async with bot:
            await bot.login(TOKEN)
            running = asyncio.create_task(bot.connect())
            await standin.wait_for_bot()
            yield bot
        await asyncio.gather(running, return_exceptions=True)


@pytest.fixture
async def bot(standin: StandIn) -> AsyncIterator[SmallBot]:
    async with connected(standin, SmallBot()) as running:
        yield running

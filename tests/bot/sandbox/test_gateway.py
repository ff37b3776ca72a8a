"""The gateway: intents, sessions that resume, communities that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.sandbox.standin import StandIn
from bot.sandbox.world import Channel, Person, World
from scoring.clock import ManualClock
from tests.bot.sandbox.conftest import ADA, BEN, GENERAL, GUILD, TOKEN, connected, pointed_at
from tests.bot.sandbox.small_bot import SmallBot


async def test_no_members_without_intent(standin: StandIn, bot: SmallBot) -> None:
    """The community arrives with its channels, and of its members only the bot."""
    await standin.visitor(ADA).command("hello")
    guild = bot.get_guild(GUILD)
    assert guild is not None
    assert (guild.name, guild.preferred_locale) == ("Testing", discord.Locale.french)
    assert [channel.name for channel in guild.text_channels] == ["general", "other"]
    assert [member.id for member in guild.members] == [guild.me.id]
    assert guild.member_count == 4


@pytest.mark.parametrize("intent", ["message_content", "members", "presences"])
async def test_privileged_intents_are_refused(standin: StandIn, intent: str) -> None:
    """A bot that asks for a privileged intent is disconnected with 4014."""
    intents = discord.Intents(guilds=True, **{intent: True})
    with pointed_at(standin):
        async with SmallBot(intents) as greedy:
            with pytest.raises(discord.PrivilegedIntentsRequired):
                await greedy.start(TOKEN)


async def test_resume(standin: StandIn, bot: SmallBot) -> None:
    """A dropped connection is resumed, and what was missed arrives."""
    await standin.drop_gateway()
    standin.visitor(ADA).write("while you were away", mention_bot=True)
    await standin.wait_until(lambda: len(standin.messages(GENERAL)) == 2)
    assert standin.messages(GENERAL)[1].text.endswith("while you were away")
    assert standin.sessions == (1, 1)


async def test_reconnect_request(standin: StandIn, bot: SmallBot) -> None:
    """A bot that is asked to reconnect resumes its session."""
    standin.ask_reconnect()
    await standin.wait_until(lambda: standin.sessions == (1, 1))
    assert (await standin.visitor(ADA).command("hello")).text == "Hello, en-US"


async def test_invalid_session(standin: StandIn, bot: SmallBot) -> None:
    """A bot whose session is gone identifies anew."""
    standin.invalidate_sessions()
    await standin.wait_until(lambda: standin.sessions == (2, 0))
    assert (await standin.visitor(ADA).command("hello")).text == "Hello, en-US"


async def test_silence(standin: StandIn, bot: SmallBot) -> None:
    """While the gateway is silent nothing arrives; after a reconnection it does."""
    standin.go_silent()
    standin.visitor(ADA).write("hello?", mention_bot=True)
    standin.go_silent(False)
    await standin.drop_gateway()
    await standin.wait_until(lambda: len(standin.messages(GENERAL)) == 2)
    assert standin.messages(GENERAL)[1].text.endswith("hello?")


async def test_communities_come_and_go(standin: StandIn, bot: SmallBot) -> None:
    """A second community appears and works; when it throws the bot out, the bot hears of it."""
    dora = Person(801, "Dora")
    standin.add_guild(World(900, "Second", (dora,), (Channel(901, "here"),)))
    visitor = standin.visitor(dora.id, guild_id=900)
    assert (await visitor.command("hello")).message["channel_id"] == "901"
    standin.remove_bot(900)
    await standin.visitor(ADA).command("hello")
    assert [guild.id for guild in bot.gone] == [900]


async def test_deleted_channel(standin: StandIn, bot: SmallBot) -> None:
    """A deleted channel leaves the bot's cache and refuses messages."""
    channel = bot.get_partial_messageable(GENERAL)
    standin.delete_channel(GENERAL)
    await standin.visitor(ADA).command("hello")
    assert bot.get_channel(GENERAL) is None
    with pytest.raises(discord.NotFound) as refused:
        await channel.send("anybody?")
    assert refused.value.code == 10003


async def test_late_answers(clock: ManualClock) -> None:
    """A first answer after the deadline is 10062, a second one 40060."""
    kept: list[discord.Interaction] = []
    async with (
        StandIn(clock, [small_world()], token=TOKEN, callback_seconds=0.05) as impatient,
        connected(impatient, SmallBot()) as bot,
    ):
        bot.add_listener(keeper(kept), "on_interaction")
        ada = impatient.visitor(ADA)
        await asyncio.gather(ada.command("silent"), return_exceptions=True)
        with pytest.raises(discord.NotFound) as late:
            await kept[0].response.send_message("too late")
        await ada.command("hello")
        kept[1].response._response_type = None
        with pytest.raises(discord.HTTPException) as double:
            await kept[1].response.send_message("again")
    assert (late.value.code, double.value.code) == (10062, 40060)


async def test_tokens_expire(standin: StandIn, bot: SmallBot, clock: ManualClock) -> None:
    """Fifteen minutes after an interaction its token is worth nothing."""
    kept: list[discord.Interaction] = []
    bot.add_listener(keeper(kept), "on_interaction")
    await standin.visitor(BEN).command("hello")
    clock.advance(timedelta(minutes=15))
    with pytest.raises(discord.HTTPException) as expired:
        await kept[0].followup.send("still there?")
    assert expired.value.code == 50027


async def test_restart(standin: StandIn, bot: SmallBot) -> None:
    """After a clean end nothing is sent into the void, and a new bot takes over."""
    await bot.close()
    await standin.wait_until(lambda: not standin.state.bot_online)
    async with connected(standin, SmallBot()):
        assert (await standin.visitor(ADA).command("hello")).text == "Hello, en-US"
    assert standin.sessions == (2, 0)


def small_world() -> World:
    return World(GUILD, "Small", (Person(ADA, "Ada"),), (Channel(GENERAL, "general"),))


def keeper(
    kept: list[discord.Interaction],
) -> Callable[[discord.Interaction], Coroutine[Any, Any, None]]:
    """A listener that keeps the interactions it hears of."""

    async def keep(interaction: discord.Interaction) -> None:
        kept.append(interaction)

    return keep

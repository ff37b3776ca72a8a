"""Messages in channels: mentions, nonces, permissions, history and what intents withhold."""

from __future__ import annotations

import io
from datetime import timedelta

import aiohttp
import discord
import pytest

from bot.sandbox.sentences import NotOfferedError
from bot.sandbox.standin import StandIn
from bot.sandbox.world import ALL_NEEDED, ATTACH_FILES, READ_MESSAGE_HISTORY, SEND_MESSAGES
from scoring.clock import ManualClock
from tests.bot.sandbox.conftest import ADA, BEN, GENERAL, GUILD, OTHER, TOKEN
from tests.bot.sandbox.small_bot import PICTURE, SmallBot


def text_channel(bot: SmallBot, channel_id: int = GENERAL) -> discord.TextChannel:
    channel = bot.get_channel(channel_id)
    assert isinstance(channel, discord.TextChannel)
    return channel


async def test_mention_is_answered(standin: StandIn, bot: SmallBot) -> None:
    """A message that mentions the bot carries its content, and the reply points to it."""
    answer = await standin.visitor(ADA).say("what is my score?")
    assert answer.text.endswith("what is my score?")
    assert answer.message["message_reference"]["message_id"] == str(bot.heard[0].id)
    assert standin.violations == []


async def test_content_is_withheld(standin: StandIn, bot: SmallBot) -> None:
    """Without the content intent other messages arrive empty, by gateway and by REST."""
    ada = standin.visitor(ADA)
    written = ada.write("nobody's business")
    role = ada.write("<@&1> hello")
    await ada.command("hello")
    assert [message.content for message in bot.heard[:2]] == ["", ""]
    assert role.raw["mentions"] == []
    fetched = await text_channel(bot).fetch_message(written.id)
    assert (fetched.content, fetched.author.id) == ("", ADA)


async def test_direct_message(standin: StandIn, bot: SmallBot) -> None:
    """In direct messages the bot reads everything and answers there."""
    answer = await standin.visitor(ADA).say("hello", dm=True)
    assert (answer.text, bot.heard[0].content) == ("in private", "hello")


async def test_bot_opens_direct_messages(standin: StandIn, bot: SmallBot) -> None:
    """The bot can write to a member first, unless they closed the door."""
    user = await bot.fetch_user(BEN)
    sent = await user.send("knock")
    assert [message.text for message in standin.messages(sent.channel.id)] == ["knock"]
    standin.close_dms(BEN)
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("knock")
    assert refused.value.code == 50007


async def test_empty_message_is_refused(standin: StandIn, bot: SmallBot) -> None:
    """Neither the bot nor a person can send nothing."""
    with pytest.raises(discord.HTTPException) as refused:
        await text_channel(bot).send("  ")
    assert (refused.value.status, refused.value.code) == (400, 50006)
    with pytest.raises(NotOfferedError):
        standin.visitor(ADA).write(" ")


async def test_form_errors_have_discords_shape(standin: StandIn, bot: SmallBot) -> None:
    """A body that breaks a rule gets 50035 with a path that discord.py can flatten."""
    with pytest.raises(discord.HTTPException) as refused:
        await text_channel(bot).send("x" * 2001)
    assert refused.value.code == 50035
    assert "In content: Must be 2000 or fewer in length." in str(refused.value)
    assert "content" in standin.violations[0]


async def test_nonce(standin: StandIn, bot: SmallBot, clock: ManualClock) -> None:
    """The same nonce gives the same message for some minutes, then a new one."""
    channel = text_channel(bot)
    first = await channel.send("weekly", nonce="2026-10")
    again = await channel.send("weekly", nonce="2026-10")
    elsewhere = await text_channel(bot, OTHER).send("weekly", nonce="2026-10")
    clock.advance(timedelta(minutes=6))
    later = await channel.send("weekly", nonce="2026-10")
    assert first.id == again.id
    assert len({first.id, elsewhere.id, later.id}) == 3


async def test_lost_answer(standin: StandIn, bot: SmallBot) -> None:
    """A request whose answer was lost had its effect, and the nonce finds it again."""
    channel = text_channel(bot)
    standin.fail_next("POST", rf"/channels/{GENERAL}/messages", 503, after_effect=True)
    with pytest.raises(discord.DiscordServerError):
        await channel.send("weekly", nonce="week")
    await channel.send("weekly", nonce="week")
    assert [message.text for message in standin.messages(GENERAL)] == ["weekly"]


async def test_failure_before_effect(standin: StandIn, bot: SmallBot) -> None:
    """A request that fails before its effect leaves nothing behind."""
    standin.fail_next("POST", "/messages", 403, {"code": 50013, "message": "Missing Permissions"})
    with pytest.raises(discord.Forbidden):
        await text_channel(bot).send("hello")
    assert standin.messages(GENERAL) == []


async def test_cut_connection(standin: StandIn, bot: SmallBot) -> None:
    """Status 0 cuts the connection instead of answering."""
    standin.fail_next("GET", "/users/", 0, times=2)
    with pytest.raises(aiohttp.ClientError):
        await bot.fetch_user(ADA)


@pytest.mark.parametrize(
    ("permissions", "code"), [(0, 50001), (ALL_NEEDED & ~SEND_MESSAGES, 50013)]
)
async def test_sending_needs_permission(
    standin: StandIn, bot: SmallBot, permissions: int, code: int
) -> None:
    """A channel that the bot cannot see or write to refuses its messages."""
    standin.set_permissions(GENERAL, permissions)
    with pytest.raises(discord.Forbidden) as refused:
        await text_channel(bot).send("hello")
    assert refused.value.code == code


async def test_files_need_permission(standin: StandIn, bot: SmallBot) -> None:
    """Attaching needs its own permission, and the bot's cache knows of it."""
    standin.set_permissions(GENERAL, ALL_NEEDED & ~ATTACH_FILES)
    await standin.visitor(ADA).command("hello")
    channel = text_channel(bot)
    assert not channel.permissions_for(channel.guild.me).attach_files
    with pytest.raises(discord.Forbidden):
        await channel.send(file=discord.File(__file__))


async def test_history(standin: StandIn, bot: SmallBot) -> None:
    """History pages backwards and forwards, and needs a permission."""
    channel = text_channel(bot)
    sent = [await channel.send(f"m{number}") for number in range(5)]
    newest = [m.content async for m in channel.history(limit=2)]
    assert newest == ["m4", "m3"]
    assert [m.content async for m in channel.history(before=sent[2])] == ["m1", "m0"]
    assert [m.content async for m in channel.history(after=sent[2])] == ["m3", "m4"]
    around = [m.content async for m in channel.history(around=sent[2], limit=3)]
    assert sorted(around) == ["m1", "m2", "m3"]
    standin.set_permissions(GENERAL, ALL_NEEDED & ~READ_MESSAGE_HISTORY)
    with pytest.raises(discord.Forbidden):
        _ = [m async for m in channel.history()]


async def test_edit_and_delete(standin: StandIn, bot: SmallBot) -> None:
    """The bot edits and deletes its own messages, files included, and nobody else's."""
    channel = text_channel(bot)
    sent = await channel.send("before", file=discord.File(__file__, "a.txt"))
    edited = await sent.edit(content="after", attachments=[])
    assert (edited.content, edited.attachments) == ("after", [])
    assert edited.edited_at is not None
    with pytest.raises(discord.HTTPException) as emptied:
        await sent.edit(content="")
    await sent.delete()
    assert standin.messages(GENERAL) == []
    foreign = channel.get_partial_message(standin.visitor(ADA).write("mine").id)
    with pytest.raises(discord.Forbidden) as refused:
        await foreign.edit(content="changed")
    assert (emptied.value.code, refused.value.code) == (50006, 50005)


async def test_attachment_is_served(standin: StandIn, bot: SmallBot) -> None:
    """Files can be read back from the content network, avatars too."""
    sent = await text_channel(bot).send(file=discord.File(io.BytesIO(PICTURE), "a.png"))
    assert await sent.attachments[0].read() == PICTURE
    assert bot.user is not None
    assert (await bot.user.display_avatar.read()).startswith(PICTURE[:8])


async def test_unknown_things(standin: StandIn, bot: SmallBot) -> None:
    """Unknown channels, messages and users get Discord's own codes."""
    codes = []
    for attempt in (
        bot.fetch_channel(999),
        text_channel(bot).fetch_message(999),
        bot.fetch_user(999),
        bot.fetch_guild(999),
    ):
        with pytest.raises(discord.NotFound) as refused:
            await attempt
        codes.append(refused.value.code)
    assert codes == [10003, 10008, 10013, 10004]


async def test_departed_member(standin: StandIn, bot: SmallBot) -> None:
    """Departures come with no event; looking the member up says 10007."""
    guild = bot.get_guild(GUILD)
    assert guild is not None
    assert (await guild.fetch_member(BEN)).display_name == "Ben"
    standin.remove_member(GUILD, BEN)
    with pytest.raises(discord.NotFound) as refused:
        await guild.fetch_member(BEN)
    assert refused.value.code == 10007


async def test_unknown_route_is_noted(standin: StandIn, bot: SmallBot) -> None:
    """What the stand-in does not offer is refused and written down."""
    with pytest.raises(discord.NotFound):
        await bot.http.request(discord.http.Route("GET", "/voice/regions"))
    assert standin.violations == ["GET /api/v10/voice/regions: no such route"]


async def test_wrong_token(standin: StandIn, bot: SmallBot) -> None:
    """A wrong token is turned away at log-in."""
    async with SmallBot() as stranger:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("another")


@pytest.mark.parametrize(
    ("data", "code"), [(b"{", 50109), (b"[]", 50035), (b'{"embeds": [5]}', 50035)]
)
async def test_malformed_bodies(standin: StandIn, data: bytes, code: int) -> None:
    """A body that is no JSON, no object or misshapen is refused, never an inner error."""
    headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": "application/json"}
    address = f"{standin.api_base}/channels/{GENERAL}/messages"
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=data, headers=headers) as response,
    ):
        assert (response.status, (await response.json())["code"]) == (400, code)

"""First words: one message at joining, the first steps of a member, and a way in everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.world import VIEW_CHANNEL, Channel, World
from tests.scenarios.world import ADA, BEN, OLGA, Town, by_bot, open_town

NEW, LOBBY, ELSEWHERE = 500_009, 600_009, 600_010
JOINED = World(
    NEW,
    "Nouvelle ville",
    (OLGA, ADA),
    (Channel(ELSEWHERE, "elsewhere"), Channel(LOBBY, "lobby")),
    locale="fr",
    system_channel=LOBBY,
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        yield opened


async def greeted(town: Town, channel: int = LOBBY) -> Message:
    """The greeting, once it stands there."""
    await town.standin.wait_until(lambda: bool(town.standin.messages(channel)))
    (message,) = town.standin.messages(channel)
    return message


async def settled(town: Town) -> None:
    """Everything that was sent before was heard: the bot has answered somebody since."""
    await town.at(ADA).command("about")


async def test_one_message_in_the_system_channel(town: Town) -> None:
    """In the community's own language, which is also set; it stays silent elsewhere."""
    town.standin.add_guild(JOINED)
    message = await greeted(town)
    assert "Bonjour, je suis Renown" in message.text
    assert town.standin.messages(ELSEWHERE) == []
    assert (await town.core.communities.get(NEW)).locale == "fr"
    assert (await town.core.communities.get(NEW)).channel_id is None


async def test_it_is_said_once(town: Town) -> None:
    """Not after an outage, a second word of Discord's, a new session or a restart."""
    town.standin.add_guild(JOINED)
    await greeted(town)
    town.standin.return_guild(NEW)
    town.standin.invalidate_sessions()
    await town.standin.wait_until(lambda: town.standin.sessions[0] > 1)
    await settled(town)
    await town.stop()
    await town.start()
    await settled(town)
    assert len(town.standin.messages(LOBBY)) == 1


async def test_those_who_were_there_before_are_not_greeted(town: Town) -> None:
    """A community that comes back after an outage did not just invite the bot."""
    town.standin.return_guild(town.standin.state.guild(500_001).id)
    await settled(town)
    assert by_bot(town.public()) == []


async def test_set_up_is_for_managers(town: Town) -> None:
    """The settings for whoever may change them, a refusal for others; *What is it?* for all."""
    town.standin.add_guild(JOINED)
    message = await greeted(town)
    olga, ada = (town.at(who, "fr", LOBBY) for who in (OLGA, ADA))
    panel = await olga.press(message, "Configurer")
    assert town.say("community.show.title", "fr") in panel.text
    assert panel.ephemeral
    refused = await ada.press(message, "Configurer")
    assert refused.text.endswith(town.say("error.manager_only", "fr"))
    assert "De quoi" not in (await ada.press(message, "De quoi s’agit-il\u202f?")).text


async def test_without_a_channel_the_owner_is_told(town: Town) -> None:
    """In private, with the server's name; no other channel is written to."""
    closed = Channel(LOBBY, "lobby", bot_permissions=VIEW_CHANNEL)
    world = replace(JOINED, channels=(Channel(ELSEWHERE, "elsewhere"), closed))
    town.standin.add_guild(world)
    owner = town.standin.state.guild(NEW).owner_id
    channel = town.standin.state.dm_channel(owner)
    town.standin.state.guild(NEW).members[owner] = town.standin.state.user(owner)
    message = await greeted(town, channel)
    assert "Nouvelle ville" in message.text
    assert town.standin.messages(ELSEWHERE) == town.standin.messages(LOBBY) == []


async def test_nobody_to_tell(town: Town) -> None:
    """Every door is closed: it is left at that, and is no error."""
    closed = Channel(LOBBY, "lobby", bot_permissions=VIEW_CHANNEL)
    town.standin.close_dms(town.standin.state.owner.id)
    town.standin.add_guild(replace(JOINED, channels=(closed,)))
    for _ in range(20):  # a refusal wakes nobody who waits
        await settled(town)
    assert any(r.path == "/users/@me/channels" for r in town.standin.requests)
    assert town.standin.messages(LOBBY) == []


async def test_the_first_time_of_a_member(town: Town) -> None:
    """Three steps and three buttons, for their eyes only, in both languages."""
    for locale, button in (("en-US", "Link an account"), ("fr", "Lier un compte")):
        for command in ("score", "why"):
            answer = await town.at(BEN, locale).command(command)
            assert answer.ephemeral
            assert town.say("welcome.first.title", locale[:2]) in answer.text
            assert len(answer.buttons) == 3
        form = await town.at(BEN, locale).press(answer, button)
        assert form.modal is not None
    board = await town.at(BEN).press(await town.at(BEN).command("score"), "See the board")
    assert "Nobody is shown here yet" in board.text


async def test_a_plain_question_gets_the_same_first_steps(town: Town) -> None:
    """In direct messages, where there is no board to see."""
    answer = await town.at(BEN).say("what is my score?", dm=True)
    assert town.say("welcome.first.title", "en") in answer.text
    assert [b.label for b in answer.buttons] == ["Link an account", "What is measured?"]


async def test_empty_places_say_what_to_do_next(town: Town) -> None:
    """Nothing linked, nothing held, nobody shown: each with the form one press away."""
    for command in ("link list", "privacy show", "leaderboard"):
        for locale, label in (("en-US", "Link an account"), ("fr", "Lier un compte")):
            answer = await town.at(BEN, locale).command(command)
            assert label in [b.label for b in answer.buttons], command


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_help_is_for_whoever_asks(town: Town, locale: str) -> None:
    """Managers see their part, others do not; every command named exists."""
    part = town.say("help.group_managers", locale[:2])
    assert part in (await town.at(OLGA, locale).command("help")).text
    others = await town.at(ADA, locale).command("help")
    assert part not in others.text
    assert "</contacts:" in others.text.replace("`", "")

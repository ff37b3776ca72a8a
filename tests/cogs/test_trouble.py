"""What goes wrong on the way: the unexpected, the late, the unreachable; and the bodies sent."""

from __future__ import annotations

import logging
import re

import pytest

from bot.sandbox.world import Channel, Person, World
from tests import openapi
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLBACK = r"/interactions/\d+/[^/]+/callback"


async def test_the_unexpected_has_an_incident_id(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    """A button whose handler fails answers in words, with the id that the log has."""
    fatou = talk.by("fatou")
    card = await fatou.command("score")
    handler = talk.bot._presses.pop("why")
    try:
        answer = await fatou.press(card, "Why?")
    finally:
        talk.bot._presses["why"] = handler
    assert answer.ephemeral
    found = re.search(r"`([0-9a-f]{8})`", answer.text)
    assert found is not None
    errors = [entry for entry in caplog.records if entry.levelno == logging.ERROR]
    assert [found[1] in entry.getMessage() for entry in errors] == [True]


async def test_an_answer_that_came_too_late_raises_nothing(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    """Discord takes no answer any more: the log says so, without an alarm."""
    standin = talk.box.standin
    gone = {"code": 10062, "message": "Unknown interaction"}
    standin.fail_next("POST", CALLBACK, 404, gone)
    with caplog.at_level(logging.INFO):
        answer = await talk.by("fatou").command("help")
    assert "once more" in answer.text
    assert all(entry.levelno < logging.WARNING for entry in caplog.records)


async def test_nobody_can_be_told(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """When not even the reporter is let through, only the log hears it."""
    standin = talk.box.standin
    gone = {"code": 10062, "message": "Unknown interaction"}
    standin.fail_next("POST", CALLBACK, 404, gone, times=2)
    fatou = talk.by("fatou")
    data = fatou._command_data("help", {})
    with caplog.at_level(logging.INFO):
        started = fatou._desk.interactions.start(2, fatou.seat, data, None)
        await standin.wait_until(lambda: "nobody could be told" in caplog.text)
    assert not started.finished
    assert all(entry.levelno < logging.WARNING for entry in caplog.records)


async def test_discord_in_trouble_while_names_are_asked_for(talk: Talk) -> None:
    """A board without a name is better than no board."""
    talk.bot.members._known.clear()
    guild = talk.box.community.guild_id
    aiko = talk.member("aiko").user_id
    refused = {"code": 50001, "message": "Missing Access"}
    talk.box.standin.fail_next("GET", f"/guilds/{guild}/members/{aiko}", 403, refused)
    board = await talk.by("fatou").command("leaderboard")
    assert "Aiko" not in board.text
    assert "Tomasz" in board.text


async def test_commands_are_told_only_when_they_changed(talk: Talk) -> None:
    """The stored hash spares Discord the same commands again; the owner can insist."""
    known = dict(talk.bot.command_ids)
    talk.bot.command_ids = {}
    assert await talk.bot.sync_commands() is False
    assert talk.bot.command_ids == known
    assert await talk.bot.sync_commands(force=True) is True
    assert set(talk.bot.command_ids) == set(known)


async def test_what_was_kept_for_a_community_goes_with_it(talk: Talk) -> None:
    """When the bot is removed, the settings are forgotten."""
    guild, owner = 77_001, Person(77_002, "Owner", manager=True)
    standin = talk.box.standin
    standin.add_guild(World(guild, "Elsewhere", (owner,), (Channel(77_003, "general", ""),)))
    visitor = standin.visitor(owner.id, guild_id=guild)
    assert "**Rows** · 5" in (await visitor.command("community rows", number=5)).text
    standin.remove_bot(guild)
    while (await talk.bot.core.communities.get(guild)).rows == 5:
        await talk.bot.core.communities.get(guild)
    assert talk.bot.get_guild(guild) is None


@pytest.mark.skipif(not openapi.present(), reason=openapi.ABSENT)
async def test_bodies_fit_discords_description(talk: Talk) -> None:
    """All that the bot sent so far, its commands included, is as Discord describes it."""
    fatou = talk.by("fatou")
    for name in ("score", "compare", "leaderboard", "why", "link list", "privacy show", "about"):
        await fatou.command(name)
    await fatou.command("privacy export")
    await fatou.command("link add")
    await fatou.say("top 3")
    requests = talk.box.standin.requests
    problems = {problem for request in requests for problem in openapi.check(*request)}
    assert sorted(p for p in problems if not _OF_DISCORD_PY.search(p)) == []


# discord.py itself says `tts` when it edits, and writes a recipient's id as a number.
_OF_DISCORD_PY = re.compile(r"\('tts' was unexpected\)$|recipient_id: \d+ is not of type")

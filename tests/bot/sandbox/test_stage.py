"""Behind the scenes of the page: who is there, where the bot is, and what it may send."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.page_seams import NoSeams
from bot.sandbox.refusals import RefusedError
from bot.sandbox.sentences import NotOfferedError
from bot.sandbox.stage import Stage
from bot.sandbox.world import ATTACH_FILES, Channel, Person
from scoring.clock import ManualClock
from tests.bot.sandbox.conftest import ADA, BEN, GENERAL, GUILD, WORLD

NEXT_DOOR = replace(WORLD, guild_id=900, guild_name="Next door", channels=(Channel(901, "hall"),))


@pytest.fixture
def state(clock: ManualClock) -> DiscordState:
    return DiscordState(clock, [WORLD], bot=Person(1, "Renown", bot=True))


@pytest.fixture
def stage(state: DiscordState) -> Stage:
    return Stage(state, NoSeams(), [WORLD, NEXT_DOOR])


async def test_a_member_leaves_and_returns(state: DiscordState, stage: Stage) -> None:
    """Who left is remembered with their name until they come back."""
    await stage.act(GUILD, {"do": "leave", "user_id": str(BEN)})
    assert BEN not in state.guild(GUILD).members
    assert stage.told(GUILD)["gone"] == [{"id": str(BEN), "name": "Ben"}]
    await stage.act(GUILD, {"do": "return", "user_id": str(BEN)})
    assert BEN in state.guild(GUILD).members
    assert stage.told(GUILD)["gone"] == []


async def test_the_bot_is_invited_and_removed(state: DiscordState, stage: Stage) -> None:
    """It enters a community once, leaves it, and stays in one at least."""
    await stage.act(GUILD, {"do": "invite", "guild_id": "900"})
    await stage.act(GUILD, {"do": "invite", "guild_id": "900"})
    assert [guild["here"] for guild in stage.told(GUILD)["guilds"]] == [True, True]
    await stage.act(GUILD, {"do": "remove", "guild_id": "900"})
    assert list(state.guilds) == [GUILD]
    with pytest.raises(NotOfferedError):
        await stage.act(GUILD, {"do": "remove", "guild_id": str(GUILD)})


async def test_a_member_becomes_a_manager(state: DiscordState, stage: Stage) -> None:
    """The role of managers is given and taken."""
    await stage.act(GUILD, {"do": "manager", "user_id": str(BEN), "yes": True})
    assert state.guild(GUILD).managers == {ADA, BEN}
    await stage.act(GUILD, {"do": "manager", "user_id": str(BEN), "yes": False})
    assert state.guild(GUILD).managers == {ADA}


async def test_pictures_are_forbidden_and_allowed(state: DiscordState, stage: Stage) -> None:
    """In every channel the bot may attach files, or may not."""
    await stage.act(GUILD, {"do": "pictures", "yes": False})
    assert not state.guild(GUILD).bot_permissions(GENERAL) & ATTACH_FILES
    assert stage.told(GUILD)["pictures"] is False
    await stage.act(GUILD, {"do": "pictures", "yes": True})
    assert stage.told(GUILD)["pictures"] is True


async def test_what_makes_no_sense_is_refused(stage: Stage) -> None:
    """Nobody unknown leaves, nobody returns who did not go, and time needs a sandbox."""
    with pytest.raises(RefusedError):
        await stage.act(GUILD, {"do": "leave", "user_id": "1234"})
    with pytest.raises(KeyError):
        await stage.act(GUILD, {"do": "return", "user_id": str(BEN)})
    assert await stage.act(GUILD, {"do": "wait", "days": 1})


async def test_roles_are_offered(stage: Stage) -> None:
    """Selects of roles have what to offer."""
    names = [role["name"] for role in stage.told(GUILD)["roles"]]
    assert names == ["@everyone", "Managers", "Renown"]

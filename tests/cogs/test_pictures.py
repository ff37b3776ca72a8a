"""Pictures in conversation: as the community wants them, where they may be, of whom may be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.avatars import Avatars
from bot.sandbox.world import ALL_NEEDED, ATTACH_FILES
from scoring.models import Theme
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def here(talk: Talk) -> AsyncIterator[int]:
    """The community, set back to its defaults afterwards."""
    community = talk.box.community.guild_id
    yield community
    await talk.bot.core.communities.set(community, pictures=None, theme=None)


@pytest_asyncio.fixture(loop_scope="session")
async def bare(talk: Talk) -> AsyncIterator[None]:
    """A first channel in which the bot may not attach files."""
    channel = talk.box.community.channels[0].id
    talk.box.standin.set_permissions(channel, ALL_NEEDED & ~ATTACH_FILES)
    yield
    talk.box.standin.set_permissions(channel, None)


async def test_the_ground_is_the_communitys(talk: Talk, here: int) -> None:
    """Light or dark as it chose; dark in direct messages."""
    tomasz = talk.by("tomasz")
    dark = (await tomasz.command("score")).files["card.png"]
    private = (await tomasz.in_dm().command("score")).files["card.png"]
    await talk.bot.core.communities.set(here, theme=Theme.LIGHT)
    light = (await tomasz.command("score")).files["card.png"]
    assert len({dark, light, private}) == 3  # in private there is no place in a community
    assert (await tomasz.in_dm().command("score")).files["card.png"] == private


async def test_without_pictures_the_words_say_it(talk: Talk, here: int) -> None:
    """Where the community wants none: for commands, questions and comparisons."""
    await talk.bot.core.communities.set(here, pictures=False)
    tomasz = talk.by("tomasz")
    aiko = talk.member("aiko").user_id
    for answer in (
        await tomasz.command("score"),
        await tomasz.command("compare", a=aiko),
        await tomasz.say("what is my score?"),
    ):
        assert answer.files == {}
        assert "▰" in answer.text


@pytest.mark.usefixtures("bare")
async def test_where_files_cannot_be_attached_there_are_none(talk: Talk) -> None:
    """A missing permission costs the picture, not the answer."""
    tomasz = talk.by("tomasz")
    command = await tomasz.command("score", show_to_everyone=True)
    question = await tomasz.say("what is my score?")
    assert command.files == question.files == {}
    assert "▰" in command.text
    assert "▰" in question.text


async def test_a_weekly_post_goes_out_in_words_where_it_must(talk: Talk, here: int) -> None:
    """Pictures off, or not permitted in its channel: the chart is drawn with characters."""
    drawn = await talk.bot.posts.preview(here)
    assert [picture.name for picture in drawn.files] == ["community.png"]
    chosen = (await talk.bot.core.communities.get(here)).channel_id
    assert chosen is not None
    await permit(talk, chosen, ALL_NEEDED & ~ATTACH_FILES)
    assert (await talk.bot.posts.preview(here)).files == ()
    await permit(talk, chosen, None)
    assert len((await talk.bot.posts.preview(here)).files) == 1
    await talk.bot.core.communities.set(here, pictures=False)
    assert (await talk.bot.posts.preview(here)).files == ()


async def permit(talk: Talk, channel_id: int, permissions: int | None) -> None:
    """Change what the bot may do, and wait until it has heard of it."""
    heard = talk.bot.wait_for("guild_channel_update", timeout=10)
    talk.box.standin.set_permissions(channel_id, permissions)
    await heard


@pytest.mark.parametrize("key", ["hugo", "zoe", "ravi", "lucie", "sam"])
async def test_nobody_asks_for_the_face_of_who_is_not_shown(
    talk: Talk, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store of avatars hears only of people whose card is shown."""
    asked: list[str] = []

    async def fetch(url: str, most: int) -> bytes:
        asked.append(f"{url} {most}")
        return b""

    monkeypatch.setattr(talk.bot.answers, "_avatars", Avatars(fetch))
    tomasz = talk.by("tomasz")
    await tomasz.command("score", member=talk.member(key).user_id)
    assert asked == []
    await tomasz.command("score", member=talk.member("aiko").user_id)
    assert [str(talk.member("aiko").user_id) in url for url in asked] == [True]


async def test_a_card_has_the_face_of_its_member(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The avatar comes from the store that the settings name, and changes the picture."""
    tomasz = talk.by("tomasz")
    with_face = (await tomasz.command("score")).files["card.png"]

    async def fetch(url: str, most: int) -> bytes:
        raise OSError(url, most)

    monkeypatch.setattr(talk.bot.answers, "_avatars", Avatars(fetch))
    initials = (await tomasz.command("score")).files["card.png"]
    assert with_face != initials

"""Out of the podium without leaving the board: in the weekly post and in `/leaderboard`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.world import Person, World
from bot.ui.board import MEDALS
from scoring.models import Theme
from tests.cogs.monday import MONDAY
from tests.scenarios.world import (
    ADA,
    BEN,
    BOARD,
    CLEO,
    DAN,
    EVE,
    GUILD,
    OLGA,
    TOWN,
    Town,
    by_bot,
    open_town,
)

CHART = "(image:"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Olga, the only manager, is first; then Ada, Ben, Cleo, Dan and Eve."""
    async with open_town(tmp_path) as opened:
        for n, who in enumerate((OLGA, ADA, BEN, CLEO, DAN, EVE)):
            await opened.link(who, people=300 - 40 * n, days=60)
        await opened.board_weekly()
        yield opened


def role(town: Town) -> int:
    return town.standin.state.guild(GUILD).manager_role


def medals(text: str) -> dict[str, str]:
    """Who has which medal, by the line it stands in."""
    lines = [line for line in text.splitlines() if any(m in line for m in MEDALS.values())]
    return {line.split()[2]: line.split()[0] for line in lines}


async def posted(town: Town) -> Message:
    town.clock.advance_to(MONDAY)
    await town.tick()
    [post] = town.posts()
    return post


@pytest.mark.parametrize("by", ["role", "name"])
async def test_the_next_ones_move_up(town: Town, by: str) -> None:
    """Olga keeps the first place and says so; Ada, Ben and Cleo have the medals."""
    chosen = {"podium_roles": (role(town),)} if by == "role" else {"podium_members": (OLGA.id,)}
    await town.core.communities.set(GUILD, **chosen)
    post = await posted(town)
    assert medals(post.text) == {"Ada": "🥇", "Ben": "🥈", "Cleo": "🥉"}
    [line] = [line for line in post.text.splitlines() if "Olga" in line and "**1.**" in line]
    assert line.endswith(town.say("board.aside", "en"))
    assert "**2.** Ada" in post.text
    assert post.text.count(town.say("board.aside", "en")) == 1


async def test_without_exclusions_the_first_three_have_them(town: Town) -> None:
    """Nobody is out of the podium unless a manager says so."""
    post = await posted(town)
    assert medals(post.text) == {"Olga": "🥇", "Ada": "🥈", "Ben": "🥉"}
    assert town.say("board.aside", "en") not in post.text


async def test_a_role_that_exists_no_more_excludes_nobody(town: Town) -> None:
    """A deleted role is nobody's."""
    await town.core.communities.set(GUILD, podium_roles=(424242,))
    assert medals((await posted(town)).text)["Olga"] == "🥇"


async def test_roles_that_discord_does_not_tell_give_no_medal(town: Town) -> None:
    """A medal given wrongly cannot be taken back: for this post Olga and Ada stand aside."""
    await town.core.communities.set(GUILD, podium_roles=(role(town),))
    for who in (OLGA, ADA):
        town.standin.fail_next("GET", f"/guilds/{GUILD}/members/{who.id}", status=403, times=9)
    post = await posted(town)
    assert medals(post.text) == {"Ben": "🥇", "Cleo": "🥈", "Dan": "🥉"}


async def test_the_leaderboard_gives_the_same_medals(town: Town) -> None:
    """In the asker's own line too, in both languages."""
    await town.core.communities.set(GUILD, podium_members=(OLGA.id, BEN.id))
    for language in ("en", "fr"):
        board = await town.at(ADA, language).command("leaderboard")
        assert medals(board.text) == {"Ada": "🥇", "Cleo": "🥈", "Dan": "🥉"}
        assert board.text.count(town.say("board.aside", language)) == 2
        own = board.text.split(town.say("board.own", language))[1]
        assert "🥇 **2.** Ada" in own
    own = (await town.at(OLGA).command("leaderboard")).text.split(town.say("board.own", "en"))[1]
    assert "🥇" not in own
    assert town.say("board.aside", "en") in own


@pytest.mark.parametrize("options", [{}, {"topic": "tea"}, {"period": "all"}])
async def test_a_later_page_has_its_medals_too(tmp_path: Path, options: dict[str, str]) -> None:
    """Ten who are out of the podium fill the first page: the gold is on the second."""
    crowd = tuple(Person(700_100 + n, f"P{n}") for n in range(12))
    world = World(GUILD, "Ourtown", (*TOWN.people, *crowd), TOWN.channels)
    async with open_town(tmp_path, worlds=(world,)) as town:
        for n, who in enumerate(crowd):
            await town.link(who, people=300 - 20 * n, days=60, topics=("tea",))
        out = tuple(who.id for who in crowd[:10])
        await town.core.communities.set(GUILD, podium_members=out)
        first = await town.at(crowd[11]).command("leaderboard", **options)
        assert medals(first.text) == {"P11": "🥈"}  # in one's own line
        second = await town.at(crowd[11]).press(first, "▶")
        assert medals(second.text) == {"P10": "🥇", "P11": "🥈"}


async def test_a_preview_shows_exactly_what_is_posted(town: Town) -> None:
    """The same lines, medals, notes and chart; only the words on what it is differ."""
    await town.core.communities.set(GUILD, podium_roles=(role(town),), podium_members=(CLEO.id,))
    town.clock.advance_to(MONDAY - timedelta(minutes=1))
    await town.tick()  # accounts are read before the board is drawn
    town.clock.advance_to(MONDAY)
    preview = await town.manage("community preview")
    await town.tick()
    [post] = town.posts()
    note = f"**{town.say('weekly.preview', 'en')}**"
    assert [line for line in preview.text.splitlines() if line != note] == post.text.splitlines()
    assert CHART in post.text
    assert [*preview.files.values()] == [*post.files.values()]


async def test_an_edit_honours_what_is_chosen_now(town: Town) -> None:
    """Posts edited because somebody hid follow the podium, the pictures and the language of
    today."""
    post = await posted(town)
    assert CHART in post.text
    chosen = {"podium_members": (ADA.id,), "pictures": False, "theme": Theme.LIGHT, "locale": "fr"}
    await town.core.communities.set(GUILD, **chosen)
    await town.at(OLGA).command("privacy hide")
    await town.tick()
    assert medals(post.text) == {"Ben": "🥇", "Cleo": "🥈", "Dan": "🥉"}
    assert "**1.** Ada" in post.text
    assert town.say("board.aside", "fr") in post.text
    assert town.say("weekly.title", "fr") in post.text
    assert CHART not in post.text
    assert post.files == {}


async def test_who_moves_up_is_looked_at_too(town: Town) -> None:
    """With few rows, whoever comes in for somebody who left is asked about as well."""
    await town.core.communities.set(GUILD, rows=3)
    for who in (OLGA, ADA, BEN):
        town.standin.remove_member(GUILD, who.id)
    town.standin.remove_member(GUILD, CLEO.id)
    post = await posted(town)
    assert "**1.** Dan" in post.text
    assert "**2.** Eve" in post.text
    assert town.say("ui.someone", "en") not in post.text


async def test_a_post_by_hand_has_the_same_podium(town: Town) -> None:
    """Out of turn, but by the same rules."""
    await town.core.communities.set(GUILD, podium_members=(OLGA.id,))
    await town.manage("community post-now")
    [text] = by_bot(town.public(BOARD))
    assert medals(text)["Ada"] == "🥇"


async def test_an_empty_week_is_short(tmp_path: Path) -> None:
    """Week after week the post comes, with one sentence on how to begin and no empty figures."""
    async with open_town(tmp_path) as town:
        await town.board_weekly()
        town.clock.advance_to(MONDAY)
        await town.tick()
        await town.pass_weeks(1)
        for post in town.posts():
            empty = town.say("weekly.empty", "en", link="`/link add`")
            assert post.text.splitlines()[-2:] == [empty, "[My place]"]
            assert len(post.text.splitlines()) <= 5
        assert len(town.posts()) == 2

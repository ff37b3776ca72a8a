"""Boards of topics: who is heard on what in a community, and who is not to be found there."""

from __future__ import annotations

import pytest

from scoring.errors import DomainError
from scoring.models import Board, BoardKind, Period
from scoring.store import snapshots
from tests.scoring.world import ADA, BOB, CY, ELSEWHERE, GUILD, STRANGER, World, ago, fact, refused


async def board(world: World, topic: str, viewer: int = ADA, **more: object) -> Board:
    """The board of a topic as the town sees it."""
    page, around = int(str(more.get("page", 0))), bool(more.get("around", False))
    return await world.core.scores.board(
        viewer, GUILD, BoardKind.TOPIC, Period.WEEK, page, around=around, topic=topic
    )


async def suggested(world: World) -> list[str]:
    """The topics that autocompletion offers."""
    return [tag for _, tag in await world.core.topic_boards.suggest(GUILD, "", "en")]


async def test_a_topic_ranks_by_people(world: World) -> None:
    """Most people first, whatever the spelling asked for; one's own line in sight; by id too."""
    await world.join(ADA, "ada", people=20)
    await world.join(BOB, "bob", people=40)
    found = await board(world, "#JAZZ")
    assert [(r.rank, r.subject.user_id) for r in found.rows] == [(1, BOB), (2, ADA)]
    assert found.own is not None
    assert found.own.rank == 2
    assert found.topic is not None
    assert found.topic.label == "jazz"
    assert found.rows == (await board(world, found.topic.id)).rows
    assert [r.change for r in found.rows] == [None, None]


async def test_pages_and_around(world: World) -> None:
    """Ten on a page, equal people share a rank, *around me* opens one's own page."""
    await world.members(*range(300, 60, -20), 80, 80)
    last = await board(world, "jazz", viewer=24, around=True)
    assert (last.page, last.pages, last.total) == (1, 2, 14)
    assert [row.rank for row in last.rows] == [11, 12, 12, 12]


@pytest.mark.parametrize("way", ["hide", "delete", "opt_out", "hide_topic", "only_me", "unlink"])
async def test_who_is_hidden_is_gone_at_once(world: World, way: str) -> None:
    """From the board, from autocompletion, from the count."""
    subject = await world.join(ADA, "ada", people=20)
    rights, heard = world.core.rights, world.core.heard
    assert await suggested(world) == ["jazz"]
    match way:
        case "hide":
            await rights.hide(ADA, GUILD)
        case "delete":
            await rights.delete(ADA)
        case "opt_out":
            await rights.opt_out(ADA)
        case "hide_topic":
            await heard.hide(ADA, "Jazz")
        case "only_me":
            await rights.only_me(ADA, GUILD, subject.id)
        case "unlink":
            await rights.unlink(ADA, await world.account(ADA))
    found = await board(world, "jazz", viewer=BOB)
    assert (found.rows, found.total) == ((), 0)
    assert await suggested(world) == []
    assert await world.table("topic_standing") == []


async def test_shown_elsewhere_only_is_not_here(world: World) -> None:
    """Every community has topics of its own, and loses them with the bot."""
    await world.join(ADA, "ada", people=20, shown=(ELSEWHERE,))
    assert (await board(world, "jazz")).rows == ()
    await world.core.communities.left(ELSEWHERE)
    assert await world.table("community_topic") == []


async def test_pages_and_strangers_are_on_no_board_of_a_topic(world: World) -> None:
    """People only; and whoever has no account has no line."""
    await world.join(ADA, "shop", people=20, page="The Shop")
    found = await board(world, "jazz", viewer=STRANGER)
    assert (found.rows, found.own) == ((), None)


async def test_what_there_is_not(world: World) -> None:
    """Nobody on a topic is an empty board; an id that is gone, or no word, is said."""
    assert (await board(world, "chess")).rows == ()
    assert (await refused(board(world, "a" * 26))).key == "topic_gone"
    assert (await refused(board(world, "##"))).key == "topic_missing"
    with pytest.raises(DomainError, match="topic_missing"):
        await world.core.scores.board(ADA, GUILD, BoardKind.TOPIC, Period.WEEK, 0)


async def test_the_change_is_in_people(world: World) -> None:
    """Against the facts of a week ago, under whatever spelling they have."""
    await world.join(ADA, "ada", people=20)
    account = (await world.account(ADA)).id
    past = fact(5.0, account=account, at=ago(9), topics={"#Jazz": 5.0})
    async with world.core.database.tx() as tx:
        await snapshots.put(tx, [past])
    (row,) = (await board(world, "jazz")).rows
    assert row.people is not None
    assert row.change == pytest.approx(row.people - 5.0)


async def test_counts_stay_right(world: World) -> None:
    """However often somebody is placed, hidden and shown again, members are counted once."""
    for user, handle in ((ADA, "ada"), (BOB, "bob"), (CY, "cy")):
        await world.join(user, handle, people=10 * user)
    for _ in range(3):
        await world.core.heard.hide(BOB, "jazz")
        await world.core.rights.hide(CY, GUILD)
        await world.core.heard.unhide(BOB, "jazz")
        await world.core.rights.unhide(CY, GUILD)
    ((members, people),) = await world.rows("SELECT members, people FROM community_topic")
    assert members == 3
    ((total,),) = await world.rows("SELECT SUM(people) FROM topic_standing")
    assert people == pytest.approx(total)

"""Boards: queries over facts, from which single people cannot be told where few are shown."""

from __future__ import annotations

import pytest

from scoring.boards import PAGE
from scoring.models import Board, BoardKind, Period, Snapshot
from scoring.store import snapshots
from tests.scoring.world import ADA, BOB, DAY, ELSEWHERE, GUILD, World, ago, fact

FIRST = 11  # of `World.members`


async def board(
    world: World,
    kind: BoardKind = BoardKind.SCORE,
    *,
    viewer: int = FIRST,
    period: Period = Period.WEEK,
    page: int = 0,
    around: bool = False,
    topic: str | None = None,
) -> Board:
    return await world.core.scores.board(
        viewer, GUILD, kind, period, page, around=around, topic=topic
    )


async def put(world: World, user: int, *facts: Snapshot) -> None:
    """Give a member's only account a past."""
    account = (await world.account(user)).id
    async with world.core.database.tx() as tx:
        kept = [fact(f.people, account=account, at=f.measured_at, ever=f.ever) for f in facts]
        await snapshots.put(tx, kept)


async def test_a_board_is_paged_and_clipped(world: World) -> None:
    """Ten on a page; a page that does not exist is the nearest that does."""
    await world.members(*range(300, 40, -20))
    first, last = await board(world), await board(world, page=99)
    assert [row.rank for row in first.rows] == list(range(1, PAGE + 1))
    assert [row.rank for row in last.rows] == [11, 12, 13]
    assert (last.page, last.pages, last.total) == (1, 2, 13)
    assert (await board(world, page=-5)).page == 0


async def test_ones_own_line_is_always_in_sight(world: World) -> None:
    """Wherever one stands; and *around me* opens the page on which it is."""
    await world.members(*range(300, 40, -20))
    first = await board(world, viewer=22)
    assert first.own is not None
    assert (first.own.rank, first.own.subject.user_id) == (12, 22)
    around = await board(world, viewer=22, around=True)
    assert around.own in around.rows
    assert (await board(world, viewer=77)).own is None


async def test_equal_scores_share_a_rank(world: World) -> None:
    """And the next one does not close up."""
    await world.members(40, 30, 30, 20)
    assert [row.rank for row in (await board(world)).rows] == [1, 2, 2, 4]


async def test_pages_have_their_own_board(world: World) -> None:
    """A page never stands among people, nor counts among them."""
    await world.members(9)
    await world.join(FIRST, "shop", people=300, page="The Shop")
    people, pages = await board(world), await board(world, BoardKind.PAGES)
    assert [row.subject.name for row in people.rows] == [""]
    assert [row.subject.name for row in pages.rows] == ["The Shop"]
    assert pages.own is not None


@pytest.mark.parametrize(("members", "given"), [(4, False), (5, True)])
async def test_averages_from_five(world: World, members: int, given: bool) -> None:
    """With fewer shown members neither average nor percentile is given, to nobody."""
    await world.members(*range(10, 10 + members))
    await world.join(ADA, "ada", people=100, shown=())
    for viewer in (FIRST, ADA):
        card = await world.core.scores.card(viewer, viewer, GUILD)
        assert (card.average is not None) is (card.percentile is not None) is given
    assert ((await board(world)).average is not None) is given
    assert (await board(world, BoardKind.RISE)).average == (await board(world)).average


async def test_a_percentile_is_the_share_of_others_below(world: World) -> None:
    """From none to all; who is not shown compares with all who are."""
    await world.members(50, 40, 30, 20, 10)
    cards = [await world.core.scores.card(user, user, GUILD) for user in range(11, 16)]
    assert [card.percentile for card in cards] == [1.0, 0.75, 0.5, 0.25, 0.0]
    assert [(card.rank, card.members) for card in cards] == [(n, 5) for n in range(1, 6)]
    await world.join(ADA, "ada", people=35, shown=())
    card = await world.core.scores.card(ADA, ADA, GUILD)
    assert (card.percentile, card.rank, card.members) == (0.6, None, None)


async def test_an_average_is_that_of_the_shown(world: World) -> None:
    """To a tenth."""
    await world.members(50, 40, 30, 20, 10)
    scores = [(await world.score(user)).value for user in range(11, 16)]
    card = await world.core.scores.card(FIRST, FIRST, GUILD)
    assert card.average == pytest.approx(sum(scores) / 5, abs=0.051)


async def test_a_change_is_over_the_period(world: World) -> None:
    """Against the facts of then; *all* looks at the first one; new is no change."""
    await world.members(100, 100)
    await put(world, 11, fact(3.0, at=ago(200)), fact(10.0, at=ago(40)), fact(20.0, at=ago(8)))
    value = (await world.score(11)).value
    changes = {
        period: {
            row.subject.user_id: row.change for row in (await board(world, period=period)).rows
        }
        for period in Period
    }
    befores = {Period.WEEK: 33.0, Period.MONTH: 30.0, Period.ALL: 24.9}
    assert {p: c[11] for p, c in changes.items()} == {
        p: round(value - before, 1) for p, before in befores.items()
    }
    assert {c[12] for p, c in changes.items() if p is not Period.ALL} == {None}


async def test_linking_one_more_account_is_no_rise(world: World) -> None:
    """The same accounts are compared at both dates."""
    await world.members(20)
    await put(world, 11, fact(12.0, at=ago(8)), fact(12.6, at=ago(0)))
    await world.join(FIRST, "second", people=900)
    _, second = await world.core.links.accounts(FIRST)
    async with world.core.database.tx() as tx:
        await snapshots.put(tx, [fact(900.0, account=second.id)])
    await world.core.rights.unhide(FIRST, GUILD)  # places anew
    (row,) = (await board(world)).rows
    assert row.value > 45
    assert (await board(world, BoardKind.RISE)).rows == ()


async def test_rises_are_beyond_the_margin_and_the_largest_first(world: World) -> None:
    """Nobody else stands there; one's own line is given."""
    await world.members(20, 20, 20, 20)
    for user, before, now in ((11, 10.0, 100.0), (12, 10.0, 400.0), (13, 10.0, 11.0)):
        await put(world, user, fact(before, at=ago(8)), fact(now, at=ago(0)))
    rises = await board(world, BoardKind.RISE)
    assert [(row.rank, row.subject.user_id) for row in rises.rows] == [(1, 12), (2, 11)]
    assert rises.own == rises.rows[1]
    assert all(row.change is not None and row.change > 0 for row in rises.rows)
    assert (rises.total, rises.pages) == (2, 1)


async def test_an_empty_board(world: World) -> None:
    """One page without rows, not a fault."""
    for kind in BoardKind:
        topic = "jazz" if kind is BoardKind.TOPIC else None
        found = await board(world, kind, around=True, topic=topic)
        assert (found.rows, found.page, found.pages, found.total) == ((), 0, 1, 0)


async def test_boards_follow_facts_at_once(world: World) -> None:
    """A reading moves somebody on every board where they are shown, and nowhere else."""
    await world.join(ADA, "ada", people=10, shown=(GUILD, ELSEWHERE))
    await world.join(BOB, "bob", people=20)
    world.clock.advance(DAY)
    world.town.crowd("town-ada", 90, ago(1, world.clock.now()))
    await world.core.collector.refresh_stale()
    assert [row.subject.user_id for row in (await board(world)).rows] == [ADA, BOB]
    value = (await world.score(ADA)).value
    rows = await world.rows("SELECT community_id, score FROM standing ORDER BY community_id")
    assert rows[-1] == (ELSEWHERE, value)
    assert (GUILD, value) in rows

"""The podium: who stands aside keeps the place, the next ones move up."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scoring.models import BoardRow, Subject, SubjectKind
from scoring.podium import is_full, with_podium
from scoring.store import snapshots
from tests.scoring.world import GUILD, World, ago, fact

SCORES = st.lists(st.tuples(st.integers(10, 20), st.booleans()), max_size=30)


def rows_of(scores: list[tuple[int, bool]]) -> tuple[list[BoardRow], set[int]]:
    """Lines by score, equal ones sharing a rank, and who of them stands aside."""
    ordered = sorted(scores, key=lambda pair: -pair[0])
    higher = [sum(other > score for other, _ in ordered) for score, _ in ordered]
    rows = [
        BoardRow(above + 1, Subject(n, SubjectKind.PERSON, n), float(score))
        for n, ((score, _), above) in enumerate(zip(ordered, higher, strict=True))
    ]
    return rows, {n for n, (_, out) in enumerate(ordered) if out}


@given(SCORES)
def test_a_medal_is_the_place_among_those_who_compete(scores: list[tuple[int, bool]]) -> None:
    """Ranks stay; the medal counts only those above who are not aside."""
    rows, aside = rows_of(scores)
    for row, marked in zip(rows, with_podium(rows, aside), strict=True):
        better = [r for r in rows if r.value > row.value and r.subject.user_id not in aside]
        assert marked.rank == row.rank
        assert marked.medal == (None if marked.aside else len(better) + 1)


@given(SCORES)
def test_without_anybody_aside_nothing_changes(scores: list[tuple[int, bool]]) -> None:
    """Medals are ranks where everybody competes."""
    rows, _ = rows_of(scores)
    assert with_podium(rows, ()) == rows
    assert [row.medal for row in rows] == [row.rank for row in rows]


@given(SCORES)
def test_a_full_podium_stays_as_it_is(scores: list[tuple[int, bool]]) -> None:
    """Once three have a medal, nobody further down gets a better one."""
    rows, aside = rows_of(scores)
    marked = with_podium(rows, aside)
    for at in range(len(marked)):
        if is_full(marked[:at]) and marked[at].rank > marked[at - 1].rank:
            assert all((row.medal or 9) > 3 for row in marked[at:])


def test_a_page_is_not_its_steward() -> None:
    """A steward out of the podium leaves the page its medal."""
    page = BoardRow(1, Subject(1, SubjectKind.PAGE, 7), 50.0)
    assert with_podium([page], {7}) == [page]


async def test_who_is_aside_is_on_the_board_and_not_among_the_rises(world: World) -> None:
    """The place and the average stay, the rises and the medals go to the next ones."""
    now = world.clock.now()
    for n, _ in enumerate(await world.members(*([400] * 6)), start=1):
        account = await world.account(10 + n)
        before = [fact(10.0 * n, account=account.id, at=ago(20, now))]
        async with world.core.database.tx() as tx:
            today = fact(250.0 - n, account=account.id, at=now)
            await snapshots.put(tx, [*before, today])
    draft = await world.core.weekly.draft(GUILD)
    everybody = await world.core.weekly.board_of(draft)
    assert [row.subject.user_id for row in everybody.rises] == [11, 12, 13]
    board = await world.core.weekly.board_of(draft, aside={11, 13})
    assert [row.subject.user_id for row in board.rises] == [12, 14, 15]
    assert [row.medal for row in board.rises] == [1, 2, 3]
    assert [row.rank for row in board.top] == [row.rank for row in everybody.top]
    assert {row.subject.user_id for row in board.top if row.aside} == {11, 13}
    assert (board.average, board.shown) == (everybody.average, everybody.shown)


async def test_sections_can_be_left_out(world: World) -> None:
    """Newcomers and pages are a community's to show or not."""
    await world.members(60, 50)
    await world.join(11, "shop", people=9, page="The Shop")
    full = await world.core.weekly.preview(GUILD)
    assert (len(full.newcomers), len(full.pages)) == (2, 1)
    await world.core.communities.set(GUILD, newcomers=False, pages=False)
    world.clock.advance(timedelta(seconds=1))
    less = await world.core.weekly.preview(GUILD)
    assert (less.newcomers, less.pages) == ((), ())
    assert less.top == full.top

"""Medals on any page of a board, with people out of the podium by role or by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.members import Members
from bot.podium import marked, standing_aside
from scoring.clock import ManualClock
from scoring.models import Board, BoardKind, BoardRow, Community, Period, Subject, SubjectKind
from scoring.podium import with_podium
from tests.moments import AUTUMN

GUILD, STAFF, PAGE, CROWD = 9, 77, 10, 35
EVERYBODY = [BoardRow(n, Subject(n, SubjectKind.PERSON, n), 90.0 - n) for n in range(1, CROWD + 1)]


def members(staff: set[int]) -> Members:
    """A community in which these have the role."""

    async def fetch(_guild: int, user: int) -> Mapping[str, Any]:
        roles = [str(STAFF)] if user in staff else ["5"]
        return {"user": {"username": f"m{user}"}, "nick": None, "roles": roles}

    return Members(fetch, ManualClock(AUTUMN))


def page_of(number: int, own: int) -> Board:
    rows = tuple(EVERYBODY[number * PAGE : (number + 1) * PAGE])
    mine = EVERYBODY[own - 1]
    return Board(BoardKind.SCORE, Period.WEEK, rows, number, 4, CROWD, mine, None)


@given(st.sets(st.integers(1, CROWD)), st.integers(0, 3), st.integers(1, CROWD), st.booleans())
async def test_a_page_has_the_medals_of_the_whole_board(
    out: set[int], number: int, own: int, by_role: bool
) -> None:
    """Whatever page is asked for, whoever is out, and whoever asks."""
    chosen = {"podium_roles": (STAFF,)} if by_role else {"podium_members": tuple(out)}
    community = Community(GUILD, **chosen)  # type: ignore[arg-type]

    async def read(page: int) -> Board:
        return page_of(page, own)

    whole = {row.rank: row for row in with_podium(EVERYBODY, out)}
    board = await marked(page_of(number, own), community, members(out), read)
    assert board.own is not None
    for row in (*board.rows, board.own):
        assert row.aside is whole[row.rank].aside
        medal, wanted = row.medal or 99, whole[row.rank].medal or 99
        assert medal == wanted or min(medal, wanted) > 3
    assert [row.rank for row in board.rows] == [row.rank for row in page_of(number, own).rows]


async def test_without_roles_to_leave_out_nobody_is_asked_about() -> None:
    """Names alone need no look at Discord."""

    async def fetch(_guild: int, _user: int) -> Mapping[str, Any]:
        raise AssertionError

    nobody_asked = Members(fetch, ManualClock(AUTUMN))
    community = Community(GUILD, podium_members=(3, 4))
    assert await standing_aside(community, nobody_asked, [1, 2, 3]) == {3}

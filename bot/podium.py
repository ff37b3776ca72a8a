"""Who of those on a board leaves the podium to others: by role or by name, as the community chose.

Roles are Discord's to tell. Somebody whose roles it did not tell stands aside for the moment: a
medal that comes late can be given, one given wrongly cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace

from bot.members import Members
from scoring.models import Board, BoardRow, Community, SubjectKind
from scoring.podium import is_full, with_podium

Read = Callable[[int], Awaitable[Board]]  # another page of the same board


async def standing_aside(
    community: Community, members: Members, users: Iterable[int]
) -> frozenset[int]:
    """Those of these members who are out of the podium."""
    asked = frozenset(users)
    named = asked & frozenset(community.podium_members)
    if not community.podium_roles:
        return named
    await members.names(community.id, asked)
    roles = members.roles(community.id, asked)
    out = frozenset(community.podium_roles)
    return named | {user for user in asked if user not in roles or roles[user] & out}


async def marked(board: Board, community: Community, members: Members, read: Read) -> Board:
    """A page of a board with those aside, and the medals where they then belong."""
    if not (community.podium_roles or community.podium_members):
        return board
    above: list[BoardRow] = []
    for number in range(board.page):
        if is_full(await _marked(above, community, members)):
            break
        above += (await read(number)).rows
    own = [board.own] if board.own else []
    lines = await _marked(_from_the_top([*above, *board.rows, *own]), community, members)
    found = {row.subject.id: row for row in lines}
    shown = tuple(found[row.subject.id] for row in board.rows)
    return replace(board, rows=shown, own=found[own[0].subject.id] if own else None)


def people(rows: Iterable[BoardRow]) -> list[int]:
    """The members among these lines."""
    return [row.subject.user_id for row in rows if row.subject.kind is SubjectKind.PERSON]


async def _marked(
    rows: Sequence[BoardRow], community: Community, members: Members
) -> list[BoardRow]:
    return with_podium(rows, await standing_aside(community, members, people(rows)))


def _from_the_top(rows: Iterable[BoardRow]) -> list[BoardRow]:
    """Each line once, by rank."""
    return sorted({row.subject.id: row for row in rows}.values(), key=lambda row: row.rank)

"""Who stands on the podium: some keep their place on the board and leave the medals to others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from scoring.models import BoardRow, Subject, SubjectKind

STEPS = 3


def stands_aside(subject: Subject, aside: Collection[int]) -> bool:
    """Whether this is one of those people; a page is not its steward."""
    return subject.kind is SubjectKind.PERSON and subject.user_id in aside


def with_podium(rows: Sequence[BoardRow], aside: Collection[int]) -> list[BoardRow]:
    """A board from its top, each line with who of `aside` (user ids) stands above it."""
    marked: list[BoardRow] = []
    ahead = level = 0  # of those aside: strictly above, and at this very rank
    for row in rows:
        if marked and marked[-1].rank != row.rank:
            ahead, level = ahead + level, 0
        out = stands_aside(row.subject, aside)
        level += out
        marked.append(replace(row, aside=out, ahead=ahead))
    return marked


def is_full(rows: Sequence[BoardRow]) -> bool:
    """Whether every medal has found somebody among these lines."""
    return sum(not row.aside for row in rows) >= STEPS

"""Marks worth a smile: which of them somebody has just reached. Each is told once, and only upward.

`Known` is what was told already, or was there before anything was told. A mark counts only where
the score is sure (neither provisional nor held back as a burst), and a rise only where the low end
of today's range lies above the score at the mark before: noise is no news.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

TEN = 10
LEAST_PEOPLE = 5.0


class Milestone(StrEnum):
    """The marks, the one most worth telling first."""

    FIRST = "first"
    TENFOLD = "tenfold"
    TEN = "ten"
    BEST = "best"
    BOARD = "board"


RISES = frozenset(Milestone) - {Milestone.BOARD}


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody heard or had: a sure score, the highest ten, the score at the last mark, the
    people of whom ten times as many are the next one, and boards."""

    measured: bool
    ten: int
    value: float
    people: float
    boards: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Present:
    """Today's score. `best` is the highest of the quarter before, None where it is not known."""

    value: float
    low: float
    people: float
    sure: bool
    boards: frozenset[int] = frozenset()
    best: float | None = None


def milestones(before: Known, after: Present) -> tuple[Milestone, ...]:
    """The marks that were reached between the two, the one most worth telling first."""
    if not after.sure:
        return ()
    if not before.measured:
        return (Milestone.FIRST,)
    rose = after.low > before.value
    reached = {
        Milestone.TENFOLD: before.people >= LEAST_PEOPLE and after.people >= TEN * before.people,
        Milestone.TEN: rose and ten_of(after.value) > before.ten,
        Milestone.BEST: rose and after.best is not None and after.low > after.best,
        Milestone.BOARD: bool(after.boards - before.boards),
    }
    return tuple(mark for mark, holds in reached.items() if holds)


def begun(after: Present, *, fresh: bool) -> Known:
    """Where somebody begins: with everything that they have as known, unless they are new."""
    if fresh:
        return Known(False, 0, after.value, after.people)
    return Known(True, ten_of(after.value), after.value, after.people, after.boards)


def heard(before: Known, after: Present, marks: tuple[Milestone, ...]) -> Known:
    """What is known once these marks were told. Nothing of it ever falls."""
    known = before
    if RISES & set(marks):
        ten = max(before.ten, ten_of(after.value))
        known = replace(known, measured=True, ten=ten, value=max(before.value, after.value))
    if Milestone.FIRST in marks:
        known = replace(known, people=after.people)
    elif Milestone.TENFOLD in marks:
        known = replace(known, people=max(before.people, after.people))
    if marks:
        known = replace(known, boards=before.boards | after.boards)
    return known


def ten_of(value: float) -> int:
    """The highest multiple of ten that a score has reached."""
    return int(value // TEN) * TEN

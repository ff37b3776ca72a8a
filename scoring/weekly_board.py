"""What one weekly post shows, out of its frozen rows: ranks, rises, newcomers, pages, averages."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from scoring.boards import LEAST_SHOWN
from scoring.models import BoardRow, Community, Subject, SubjectKind, WeeklyBoard
from scoring.podium import STEPS, with_podium

RISES = STEPS
NEWCOMERS = 5
PAGES = 5
DECADES = 9  # 10-20, 20-30, ... 90-100

Row = Mapping[str, Any]


def board(
    week: str,
    due_at: datetime,
    rows: Sequence[Row],
    found: Mapping[int, Subject],
    chosen: Community,
    aside: Collection[int] = (),
) -> WeeklyBoard:
    """One week's board as a community wants it; `aside` are user ids out of its podium."""
    people = [r for r in rows if found[r["subject_id"]].kind is SubjectKind.PERSON]
    pages = [r for r in rows if found[r["subject_id"]].kind is SubjectKind.PAGE]
    ranked = with_podium(_ranked(people, found), aside)
    enough = len(people) >= LEAST_SHOWN
    return WeeklyBoard(
        week=week,
        due_at=due_at,
        rises=_rises(people, ranked),
        top=tuple(ranked[: chosen.rows]),
        newcomers=_newcomers(people, ranked) if chosen.newcomers else (),
        pages=tuple(_ranked(pages, found)[:PAGES]) if chosen.pages else (),
        average=_mean([r["value"] for r in people]) if enough else None,
        average_change=_average_change(people) if enough else None,
        shown=len(people),
        histogram=_histogram(people) if enough else (),
    )


def _ranked(rows: Sequence[Row], found: Mapping[int, Subject]) -> list[BoardRow]:
    """Rows by score, equal scores sharing a rank."""
    ranked: list[BoardRow] = []
    ordered = sorted(rows, key=lambda r: (-r["value"], r["subject_id"]))
    for position, row in enumerate(ordered, start=1):
        shared = ranked and ranked[-1].value == row["value"]
        rank = ranked[-1].rank if shared else position
        before = row["before"]
        change = None if before is None else round(row["value"] - before, 1)
        subject = found[row["subject_id"]]
        ranked.append(BoardRow(rank, subject, row["value"], change, row["provisional"]))
    return ranked


def _rises(people: Sequence[Row], ranked: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    """The largest rises among those who compete for the podium, with ranks of their own."""
    competing = {row.subject.id: row for row in ranked if not row.aside}
    rose = [r for r in people if r["rise"] is not None and r["subject_id"] in competing]
    rose.sort(key=lambda r: -r["rise"])
    return tuple(
        replace(competing[r["subject_id"]], rank=rank, ahead=0, change=r["rise"])
        for rank, r in enumerate(rose[:RISES], start=1)
    )


def _newcomers(people: Sequence[Row], ranked: Sequence[BoardRow]) -> tuple[BoardRow, ...]:
    by_id = {row.subject.id: row for row in ranked}
    return tuple([by_id[r["subject_id"]] for r in people if r["before"] is None][:NEWCOMERS])


def _mean(values: Sequence[float]) -> float:
    return round(math.fsum(values) / len(values), 1)


def _average_change(people: Sequence[Row]) -> float | None:
    """How the average moved, over those who were there a week ago as well."""
    both = [r for r in people if r["before"] is not None]
    if len(both) < LEAST_SHOWN:
        return None
    return round(_mean([r["value"] for r in both]) - _mean([r["before"] for r in both]), 1)


def _histogram(people: Sequence[Row]) -> tuple[int, ...]:
    """How many stand in each ten points of the scale."""
    counts = [0] * DECADES
    for row in people:
        counts[min(DECADES - 1, max(0, int(row["value"] // 10) - 1))] += 1
    return tuple(counts)

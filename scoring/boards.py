"""Leaderboards, ranks, averages: queries over facts, nothing that is reset or rewritten."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from scoring.clock import Clock
from scoring.formula import FORMULA_VERSION
from scoring.models import (
    Board,
    BoardKind,
    BoardRow,
    Card,
    Period,
    Score,
    Snapshot,
    Subject,
    SubjectKind,
)
from scoring.rise import rise
from scoring.scores import combine
from scoring.store import snapshots, standings, subjects
from scoring.store.db import Connection, Database
from scoring.store.standings import Place

PAGE = 10
LEAST_SHOWN = 5  # below, an average or a percentile would tell about single people
SINCE = {
    Period.WEEK: timedelta(days=7),
    Period.MONTH: timedelta(days=28),
}
SUBJECT_KIND = {
    BoardKind.SCORE: SubjectKind.PERSON,
    BoardKind.RISE: SubjectKind.PERSON,
    BoardKind.PAGES: SubjectKind.PAGE,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One subject between two dates, over the accounts that were there at both."""

    before: float | None
    rise: float | None

    def points(self, now: float) -> float | None:
        """Points gained or lost, None for somebody who was not there before."""
        return None if self.before is None else round(now - self.before, 1)


class Boards:
    """The boards of communities."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(
        self,
        viewer: int,
        community: int,
        kind: BoardKind,
        period: Period,
        page: int,
        *,
        around: bool,
    ) -> Board:
        """One page of a board and the viewer's own line."""
        if kind is BoardKind.RISE:
            return await self._rises(viewer, community, period, page, around=around)
        reader = self._database.reader
        of = SUBJECT_KIND[kind]
        total = await standings.total(reader, community, of)
        place = await self._own(viewer, community, kind)
        page = clipped((place.rank - 1) // PAGE if place and around else page, total)
        places = await standings.top(reader, community, of, PAGE, page * PAGE)
        rows = await self._rows(places, period)
        own = await self._rows([place], period) if place else []
        return Board(
            kind,
            period,
            tuple(rows),
            page,
            pages_of(total),
            total,
            own[0] if own else None,
            await self.average(community, of),
        )

    async def in_context(self, card: Card, community: int) -> Card:
        """A card with rank, percentile and average of the community where it is shown."""
        value = None if card.score is None else card.score.value
        around = await standings.surroundings(self._database.reader, community, card.subject, value)
        card = replace(
            card,
            shown=around.placed,
            rank=around.above + 1 if around.placed else None,
            members=around.members if around.placed else None,
        )
        if around.members < LEAST_SHOWN or around.mean is None or value is None:
            return card
        others = around.members - 1 if around.placed else around.members
        return replace(
            card, percentile=(others - around.above) / others, average=round(around.mean, 1)
        )

    async def average(self, community: int, kind: SubjectKind) -> float | None:
        """The mean score, or None with fewer than five shown members."""
        reader = self._database.reader
        if await standings.total(reader, community, kind) < LEAST_SHOWN:
            return None
        mean = await standings.average(reader, community, kind)
        return None if mean is None else round(mean, 1)

    async def changes(
        self, connection: Connection, ids: Sequence[int], period: Period
    ) -> Mapping[int, Change]:
        """For each subject, where they stood when the period began, and their rise since."""
        back = SINCE.get(period)
        if back is None:
            before = await snapshots.first(connection, ids, FORMULA_VERSION)
        else:
            since = self._clock.now() - back
            before = await snapshots.as_of(connection, ids, FORMULA_VERSION, since)
        today = await snapshots.as_of(connection, ids, FORMULA_VERSION, self._clock.now())
        return {i: _change(before.get(i, []), today.get(i, [])) for i in ids}

    async def _rises(
        self, viewer: int, community: int, period: Period, page: int, *, around: bool
    ) -> Board:
        """The board of those who rose beyond the margin; everybody else is not on it."""
        reader = self._database.reader
        places = await standings.all_of(reader, community, SubjectKind.PERSON)
        ids = [place.subject_id for place in places]
        changes = await self.changes(reader, ids, period)
        gains = {p.subject_id: changes[p.subject_id].rise for p in places}
        risers = [p for p in places if gains[p.subject_id] is not None]
        risers.sort(key=lambda p: (-(gains[p.subject_id] or 0.0), p.subject_id))
        found = await subjects.several(reader, [p.subject_id for p in risers])
        rows = [
            BoardRow(rank, found[p.subject_id], p.score, gains[p.subject_id], p.provisional)
            for rank, p in enumerate(risers, start=1)
            if p.subject_id in found
        ]
        own = next((row for row in rows if row.subject.user_id == viewer), None)
        page = clipped((own.rank - 1) // PAGE if own and around else page, len(rows))
        shown = tuple(rows[page * PAGE : (page + 1) * PAGE])
        average = await self.average(community, SubjectKind.PERSON)
        return Board(
            BoardKind.RISE, period, shown, page, pages_of(len(rows)), len(rows), own, average
        )

    async def _own(self, viewer: int, community: int, kind: BoardKind) -> Place | None:
        reader = self._database.reader
        best: Place | None = None
        for subject in await subjects.of_user(reader, viewer):
            if subject.kind is SUBJECT_KIND[kind]:
                place = await standings.rank(reader, community, subject.id)
                if place and (best is None or place.rank < best.rank):
                    best = place
        return best

    async def _rows(self, places: Sequence[Place], period: Period) -> list[BoardRow]:
        reader = self._database.reader
        ids = [place.subject_id for place in places]
        found: Mapping[int, Subject] = await subjects.several(reader, ids)
        changes = await self.changes(reader, ids, period)
        return [
            BoardRow(
                place.rank,
                found[place.subject_id],
                place.score,
                changes[place.subject_id].points(place.score),
                place.provisional,
            )
            for place in places
            if place.subject_id in found
        ]


def _change(before: Sequence[Snapshot], today: Sequence[Snapshot]) -> Change:
    """Both ends over the same accounts: linking one more is not a rise."""
    common = {s.account_id for s in before} & {s.account_id for s in today}
    former = _score(before, common)
    present = _score(today, common)
    if former is None or present is None:
        return Change(None, None)
    return Change(former.value, rise(former, present))


def _score(facts: Sequence[Snapshot], common: set[int]) -> Score | None:
    return combine((s for s in facts if s.account_id in common), dict.fromkeys(common, ""))


def pages_of(total: int) -> int:
    """How many pages so many lines have; an empty board has one."""
    return max(1, math.ceil(total / PAGE))


def clipped(page: int, total: int) -> int:
    """The page that is there nearest to the one that was asked for."""
    return max(0, min(page, pages_of(total) - 1))

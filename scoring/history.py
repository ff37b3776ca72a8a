"""A score over time: its days, what they tell in short, and the lines of former formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from scoring.clock import Clock
from scoring.formula import FORMULA_VERSION
from scoring.models import AccountState, Point, Subject
from scoring.scores import trend
from scoring.sight import Sight
from scoring.store import accounts, snapshots, subjects
from scoring.store.db import Database

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Span(StrEnum):
    """How far back a history goes."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


BACK = {
    Span.WEEK: timedelta(days=7),
    Span.MONTH: timedelta(days=30),
    Span.QUARTER: timedelta(days=91),
    Span.YEAR: timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Line:
    """The days that one version of the formula measured, oldest first."""

    version: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The score of somebody over a span: today's line, and the former ones, newest first.

    `changed_at` is when today's formula began, where it did so within the span.
    """

    subject: Subject
    span: Span
    points: tuple[Point, ...]
    former: tuple[Line, ...] = ()
    changed_at: datetime | None = None
    own: bool = False
    shown: bool = False


class Histories:
    """Reads facts back; nothing is computed anew by another formula."""

    def __init__(self, database: Database, sight: Sight, clock: Clock) -> None:
        self._database = database
        self._sight = sight
        self._clock = clock

    async def of(
        self, viewer: int, user: int, community: int | None, span: Span, *, public: bool = False
    ) -> History:
        """A member's history. Raises DomainError where there is no score to show."""
        subject = await self._sight.member(viewer, user, community, public=public)
        return await self._history(viewer, subject, community, span)

    async def by_id(
        self,
        viewer: int,
        subject_id: int,
        community: int | None,
        span: Span,
        *,
        public: bool = False,
    ) -> History:
        """The same of a person or page by id."""
        subject = await self._sight.by_id(viewer, subject_id, community, public=public)
        return await self._history(viewer, subject, community, span)

    async def _history(
        self, viewer: int, subject: Subject, community: int | None, span: Span
    ) -> History:
        reader = self._database.reader
        back = BACK.get(span)
        since = BEGINNING if back is None else self._clock.now() - back
        lines = await self._lines(subject, since)
        points = next((line.points for line in lines if line.version == FORMULA_VERSION), ())
        former = tuple(line for line in lines if line.version != FORMULA_VERSION)
        return History(
            subject,
            span,
            points,
            former,
            points[0].at if points and former else None,
            subject.user_id == viewer,
            community is not None and await subjects.is_visible(reader, subject.id, community),
        )

    async def _lines(self, subject: Subject, since: datetime) -> list[Line]:
        """One line for each version of the formula that measured within the span."""
        reader = self._database.reader
        linked = await accounts.of_subject(reader, subject.id)
        there = {a.id for a in linked if a.state is not AccountState.GONE}
        lines = []
        for version in await snapshots.versions(reader, subject.id):
            past = await snapshots.history(reader, subject.id, version, since)
            points = _within(trend([s for s in past if s.account_id in there]), since)
            if points:
                lines.append(Line(version, points))
        return lines


def _within(points: Sequence[Point], since: datetime) -> tuple[Point, ...]:
    """The days of the span; trends begin with the last fact before it, which stood until then."""
    return tuple(point for point in points if point.at > since - timedelta(days=1))

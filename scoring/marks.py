"""After each reading: whether its owner has reached a mark, and the private word about it.

Kept in the transaction of the reading. What somebody had before anything was kept, and what
another formula makes of them, is taken as known: it is nobody's news.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scoring.formula import FORMULA_VERSION
from scoring.milestones import Milestone, Present, begun, heard, milestones, ten_of
from scoring.models import Point, Score, Subject, SubjectKind
from scoring.notices import NoticeKind
from scoring.placing import stored_score
from scoring.scores import trend
from scoring.store import milestones as store
from scoring.store import notices, snapshots
from scoring.store.db import Connection
from scoring.store.milestones import Kept

DAY = timedelta(days=1)
QUARTER = timedelta(days=90)
NEW = timedelta(days=2)  # a first fact younger than this is a first score


async def note(tx: Connection, subject: Subject, now: datetime) -> None:
    """Compare what is known of a person with today, and put a word about it into the queue."""
    score = await stored_score(tx, subject.id)
    if subject.kind is not SubjectKind.PERSON or score is None:
        return
    past = trend(await snapshots.history(tx, subject.id, FORMULA_VERSION, now - 4 * QUARTER))
    after = await _present(tx, subject, score, past, now)
    kept = await store.get(tx, subject.id)
    if kept is None or kept.formula_version != FORMULA_VERSION:
        kept = await _begun(tx, subject, after, kept, now)
    if kept.told_at is None or now - kept.told_at >= DAY:
        kept = await _told(tx, subject, kept, after, past, now)
    await store.put(tx, subject.id, kept)


async def _present(
    tx: Connection, subject: Subject, score: Score, past: tuple[Point, ...], now: datetime
) -> Present:
    before = [point for point in past if point.at <= now - DAY]
    lately = [point.value for point in before if point.at > now - QUARTER]
    known = bool(lately) and before[0].at <= now - QUARTER
    return Present(
        value=score.value,
        low=score.low,
        people=score.people,
        sure=not score.provisional and not score.burst,
        boards=await store.boards_of(tx, subject.id),
        best=max(lately) if known else None,
    )


async def _begun(
    tx: Connection, subject: Subject, after: Present, kept: Kept | None, now: datetime
) -> Kept:
    """A new member has everything ahead; what was there before is known."""
    if kept is not None:
        known = begun(after, fresh=not kept.known.measured)
        return replace(kept, known=known, formula_version=FORMULA_VERSION)
    first = (await snapshots.first(tx, [subject.id], FORMULA_VERSION)).get(subject.id, [])
    fresh = all(now - fact.measured_at < NEW for fact in first)
    earlier = await snapshots.by_another_formula_of(tx, subject.id, FORMULA_VERSION)
    return Kept(begun(after, fresh=fresh and not earlier), FORMULA_VERSION)


async def _told(
    tx: Connection,
    subject: Subject,
    kept: Kept,
    after: Present,
    past: tuple[Point, ...],
    now: datetime,
) -> Kept:
    """Of several marks at once one is told, and all are known; nothing to whoever wants none."""
    marks = milestones(kept.known, after)
    if not marks:
        return kept
    known = heard(kept.known, after, marks)
    if not await store.wanted(tx, subject.user_id):
        return replace(kept, known=known)
    data = _data(marks[0], after, past, after.boards - kept.known.boards)
    locale = await store.locale_of(tx, subject.id)
    await notices.put(tx, subject.user_id, NoticeKind.MILESTONE, data, locale, now)
    return replace(kept, known=known, told_at=now)


def _data(
    mark: Milestone, after: Present, past: tuple[Point, ...], boards: frozenset[int]
) -> dict[str, str]:
    """What the words need: figures of the member's own."""
    data = {
        "mark": mark.value,
        "value": str(after.value),
        "people": str(after.people),
        "ten": str(ten_of(after.value)),
    }
    since = next((p.at for p in reversed(past[:-1]) if p.value >= after.value), None)
    if mark is Milestone.BEST and since is not None:
        data["since"] = since.isoformat()
    if mark is Milestone.BOARD:
        data["community"] = str(min(boards))
    return data

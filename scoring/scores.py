"""From snapshots of accounts to the score of a person or page: networks add up."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from scoring.calendar import day_of
from scoring.explain import share_out, shown
from scoring.formula import CURRENT, Formula, Measure, people_to_score
from scoring.models import Echo, Flag, Point, Score, Snapshot
from scoring.networks.base import Kind
from scoring.range import Spread, add, in_points, interval, spread
from scoring.topics.facts import TopicFacts, topics_of

FEWEST_PEOPLE = 5  # ever; below it a score is provisional
LOUD = 56.0  # publications in four weeks: two a day
HEARD = 31.5  # people in four weeks: a score of 35


def snapshot_of(
    account_id: int,
    measured: Measure | None,
    now: datetime,
    formula: Formula = CURRENT,
    *,
    beside: bool = False,
) -> Snapshot:
    """What is kept of one measurement by a formula; `beside` keeps it out of every score."""
    if measured is None:
        return Snapshot(account_id, formula.version, now, people=None)
    estimated = measured.sampled or measured.totals_only
    flags = (
        (Flag.SAMPLED if measured.sampled else Flag.NONE)
        | (Flag.TOTALS_ONLY if measured.totals_only else Flag.NONE)
        | (Flag.YOUNG if measured.young else Flag.NONE)
        | (Flag.BURST if measured.burst else Flag.NONE)
        | (Flag.BESIDE if beside else Flag.NONE)
    )
    return Snapshot(
        account_id=account_id,
        formula_version=formula.version,
        measured_at=now,
        people=measured.people,
        variance=spread(
            measured.people,
            measured.observed_days,
            estimated=estimated,
            shape=formula.weights.spreading,
        ).variance,
        observed_days=measured.observed_days,
        ever=measured.ever,
        voice=measured.voice,
        flags=flags,
        credibility=measured.credibility,
        weighed=measured.weighed,
        kinds=measured.kinds,
        topics=measured.topics,
        wider=measured.wider,
    )


def combine(snapshots: Iterable[Snapshot], networks: Mapping[int, str]) -> Score | None:
    """The score of all accounts together, or None where nothing was measurable.

    `networks` names the network of each account id.
    """
    measured = [s for s in snapshots if _counts(s)]
    if not measured:
        return None
    total = _total(measured)
    people_low, people_high = interval(total)
    value, low, high = _standing(total)
    flags = [s.flags for s in measured]
    ever = sum(s.ever for s in measured)
    return Score(
        value=value,
        low=low,
        high=high,
        people=total.mean,
        people_low=people_low,
        people_high=people_high,
        provisional=all(Flag.YOUNG in f for f in flags) or ever < FEWEST_PEOPLE,
        parts=share_out(value, _by_network_and_kind(measured, networks)),
        measured_at=min(s.measured_at for s in measured),
        formula_version=measured[0].formula_version,
        sampled=any(Flag.SAMPLED in f for f in flags),
        totals_only=any(Flag.TOTALS_ONLY in f for f in flags),
        burst=any(Flag.BURST in f for f in flags),
        credibility=_credibility(measured),
        weighed=sum(s.weighed for s in measured),
        observed_days=max(s.observed_days for s in measured),
        ever=ever,
        voice=math.fsum(s.voice for s in measured),
    )


def trend(snapshots: Sequence[Snapshot]) -> tuple[Point, ...]:
    """The score on each day with a snapshot; an account not read that day stands as before."""
    points: dict[int, Point] = {}
    latest: dict[int, Snapshot] = {}
    for snapshot in sorted(snapshots, key=lambda s: s.measured_at):
        latest[snapshot.account_id] = snapshot
        measured = [s for s in latest.values() if _counts(s)]
        if measured:
            day = day_of(snapshot.measured_at)
            at = datetime.fromtimestamp(day * 86_400, UTC)
            points[day] = Point(at, *_standing(_total(measured)))
    return tuple(points.values())


def topics(
    snapshots: Iterable[Snapshot], hidden: Collection[str] = ()
) -> tuple[tuple[str, float], ...]:
    """People in four weeks by topic, the largest first. Topics overlap and do not sum."""
    return tuple((line.label, line.people) for line in heard_on(snapshots, hidden).topics)


def echo(score: Score) -> Echo:
    """How much is said beside how far it carries."""
    loud, heard = score.voice >= LOUD, score.people >= HEARD
    if heard:
        return Echo.LOUD_HEARD if loud else Echo.QUIET_HEARD
    return Echo.LOUD_LITTLE_HEARD if loud else Echo.QUIET_LITTLE_HEARD


def heard_on(snapshots: Iterable[Snapshot], hidden: Collection[str] = ()) -> TopicFacts:
    """The same with what topics belong to; of networks that are part of the score alone."""
    return topics_of(filter(_counts, snapshots), hidden)


def _counts(snapshot: Snapshot) -> bool:
    """Whether a measurement is part of a score."""
    return snapshot.people is not None and Flag.BESIDE not in snapshot.flags


def _total(measured: Iterable[Snapshot]) -> Spread:
    """Networks add up, means and variances alike."""
    return add(Spread(s.people or 0.0, s.variance) for s in measured)


def _standing(total: Spread) -> tuple[float, float, float]:
    """Score and range as shown, the score inside its range."""
    low, high = in_points(*interval(total))
    value = shown(people_to_score(total.mean))
    return value, min(shown(low), value), max(shown(high), value)


def _credibility(measured: Sequence[Snapshot]) -> float:
    """What people count on average, where they were weighed, by how many there were."""
    weighed = [s for s in measured if s.weighed]
    ever = sum(s.ever for s in weighed)
    return math.fsum(s.credibility * s.ever for s in weighed) / ever if ever else 1.0


def _by_network_and_kind(
    snapshots: Iterable[Snapshot], networks: Mapping[int, str]
) -> dict[tuple[str, Kind], float]:
    people: dict[tuple[str, Kind], float] = {}
    for snapshot in snapshots:
        for kind, m in snapshot.kinds.items():
            key = (networks[snapshot.account_id], kind)
            people[key] = people.get(key, 0.0) + m
    return people

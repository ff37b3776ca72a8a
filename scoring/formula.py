"""From evidence to M, the number of people, and from M to the score (docs/score.md).

M is the number of different credible people who act, in four weeks, on what somebody
publishes. The score puts M on one scale on which ten points more is ten times as many.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from scoring.evidence import Audience, Person, Totals
from scoring.networks.base import Kind

FORMULA_VERSION = 1
FLOOR = 10.0
CEILING = 100.0
HALF_LIFE_DAYS = 30.0
WEEKS_OF_M = 28.0
COUNTS_ONLY = 0.3  # what one uncounted face is worth: totals can be bought
PEOPLE_PER_ACT = 0.85  # exponent: different people grow slower than reactions
DAY = 86_400.0

# D_h counts a steady stream of r people a day as r * h / ln 2; this turns it into 28 * r.
PER_FOUR_WEEKS = WEEKS_OF_M * math.log(2) / HALF_LIFE_DAYS


def people_to_score(m: float) -> float:
    """The score of `m` people in four weeks: 10 + 10 log10(1 + 10 m), at most 100.

    Raises ValueError where `m` is negative or not a number.
    """
    if not m >= 0:
        raise ValueError(f"people cannot be {m}")
    if math.isinf(m):
        return CEILING
    return min(CEILING, FLOOR + 10.0 * math.log10(1.0 + 10.0 * m))


def score_to_people(s: float) -> float:
    """The people in four weeks behind a score: the inverse of `people_to_score`.

    Raises ValueError outside 10 to 100.
    """
    if not FLOOR <= s <= CEILING:
        raise ValueError(f"a score lies between 10 and 100, not at {s}")
    return float((10.0 ** ((s - FLOOR) / 10.0) - 1.0) / 10.0)


@dataclass(frozen=True, slots=True)
class Measure:
    """M of one account with what explains it. `kinds` sums to `people`."""

    people: float
    kinds: Mapping[Kind, float]
    topics: Mapping[str, float]
    ever: int  # different people ever seen
    observed_days: float
    voice: float  # publications in four weeks
    sampled: bool  # some faces were estimated from those that were read
    totals_only: bool  # some publications offered figures without faces
    young: bool  # under 28 days: M was multiplied by age / 28
    burst: bool = False  # most of the recent people are newcomers: only credible ones count
    credibility: float = 1.0  # what people count on average
    weighed: int = 0  # of how many the profiles say so


def measure(audience: Audience, now: datetime) -> Measure | None:
    """M of one account at `now`, or None where no reaction could have been seen.

    D_30 with a weight for each person, corrected for a reading that was cut short, widened to
    faces that were counted but not read, plus what totals alone are worth, and held back
    while the account is younger than four weeks.
    """
    if not audience.observable:
        return None
    at = now.timestamp()
    days = max(0.0, (at - audience.observed_from.timestamp()) / DAY)
    cut = _cut_correction(days) if audience.cut else 1.0
    youth = min(1.0, audience.age_days(now) / WEEKS_OF_M)
    sample = _sample_correction(audience.totals, at)
    scale = PER_FOUR_WEEKS * cut * youth
    kinds = _by_kind(audience.people, at)
    named = {kind: part * scale * sample for kind, part in kinds.items()}
    faceless = {kind: part * youth for kind, part in _counts_only(audience.totals, at).items()}
    parts = {k: named.get(k, 0.0) + faceless.get(k, 0.0) for k in {**named, **faceless}}
    return Measure(
        people=math.fsum(parts.values()),
        kinds={kind: part for kind, part in sorted(parts.items()) if part > 0},
        topics=_by_topic(audience, at, scale * sample),
        ever=len(audience.people),
        observed_days=days,
        voice=audience.publications_since(at - WEEKS_OF_M * DAY),
        sampled=sample > 1.0,
        totals_only=bool(faceless),
        young=youth < 1.0,
        burst=audience.burst,
        credibility=audience.credibility,
        weighed=audience.weighed,
    )


def decay(age_seconds: float, half_life_days: float = HALF_LIFE_DAYS) -> float:
    """2^(-age/h), never above one: what lies in the future counts as now."""
    return float(2.0 ** (-max(0.0, age_seconds) / (half_life_days * DAY)))


def people_of_acts(n: float) -> float:
    """E(n): how many different people stand behind `n` acts, as an expectation."""
    return n if n < 1.0 else float(n**PEOPLE_PER_ACT)


def _cut_correction(days: float) -> float:
    """A window of `days` holds only 1 - 2^(-days/h) of a steady stream's D_h."""
    return 1.0 / max(1e-9, 1.0 - decay(max(days, 1.0) * DAY))


def _by_kind(people: Iterable[Person], at: float) -> dict[Kind, float]:
    """D_30 shared out: each person's part is split by their acts of each kind."""
    parts: dict[Kind, float] = {}
    for person in people:
        part = person.weight * decay(at - person.last)
        acts = sum(person.acts.values())
        for kind, n in person.acts.items():
            parts[kind] = parts.get(kind, 0.0) + part * n / acts
    return parts


def _by_topic(audience: Audience, at: float, scale: float) -> dict[str, float]:
    """M of each topic alone; topics overlap and do not sum."""
    parts: dict[str, float] = {}
    for topic, weight, last in audience.topics:
        parts[topic] = parts.get(topic, 0.0) + weight * decay(at - last) * scale
    return dict(sorted(parts.items(), key=lambda item: (-item[1], item[0])))


def _sample_correction(totals: Iterable[Totals], at: float) -> float:
    """E(N) / E(K) over all publications and kinds of which faces were read, by age."""
    read = unread = 0.0
    for item in totals:
        if item.read:
            fresh = decay(at - item.at)
            read += item.read * fresh
            unread += item.unread * fresh
    return people_of_acts(read + unread) / people_of_acts(read) if read else 1.0


def _counts_only(totals: Iterable[Totals], at: float) -> dict[Kind, float]:
    """c * E(R) for publications of which no face could be read, shared out by kind."""
    acts: dict[Kind, float] = {}
    for item in totals:
        if item.unread and not item.read:
            worth = item.unread * decay(at - item.at) * PER_FOUR_WEEKS
            acts[item.kind] = acts.get(item.kind, 0.0) + worth
    total = math.fsum(acts.values())
    if not total:
        return {}
    people = COUNTS_ONLY * people_of_acts(total)
    return {kind: people * part / total for kind, part in acts.items()}

"""From evidence to M, the number of people, and from M to the score (docs/score.md).

M is the number of different credible people who act, in four weeks, on what somebody
publishes. The score puts M on one scale on which ten points more is ten times as many.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scoring.evidence import Audience, Person, Totals
from scoring.models import Branch
from scoring.networks.base import Kind
from scoring.shipped import (
    Spreading,
    Weights,
    contributions,
    load_shipped,
    widened,
    worth_over,
)

FORMULA_VERSION = 2
FLOOR = 10.0
CEILING = 100.0
WEEKS_OF_M = 28.0
COUNTS_ONLY = 0.3  # what one uncounted face is worth: totals can be bought
ONCE_EACH = 0.85  # exponent of E(n) for acts that one person does once, such as likes
YOUNGEST = 1e-3  # of four weeks: for an account that has just begun
OWN_ACTS = 20.0  # acts that the usual exponent weighs against those read on the account itself
TOTALS_HALF_LIFE = 30.0
DAY = 86_400.0

# D_h counts a steady stream of r people a day as r * h / ln 2; this turns it into 28 * r.
PER_FOUR_WEEKS = WEEKS_OF_M * math.log(2) / TOTALS_HALF_LIFE
TALK = frozenset({Kind.REPLY, Kind.QUOTE, Kind.MENTION, Kind.COMMENT, Kind.ANSWER})


@dataclass(frozen=True, slots=True)
class Formula:
    """One version of the formula: weights with their range, and what totals alone are worth."""

    version: int
    weights: Weights
    counts_only: float = COUNTS_ONLY


CURRENT = Formula(FORMULA_VERSION, load_shipped())
FORMER = Formula(
    1,  # D_30 alone, a guessed range
    Weights(
        (0.0, PER_FOUR_WEEKS, 0.0, 0.0, 0.0, 0.0),
        Spreading(math.log(8.0), 0.0, 0.5, 0.3),
        ONCE_EACH,
    ),
)


def trusting(counts_only: float) -> Formula:
    """The current formula with what totals alone are worth by the settings."""
    return replace(CURRENT, counts_only=counts_only)


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
    wider: Mapping[str, Branch]  # what topics belong to
    ever: int  # different people ever seen
    observed_days: float
    voice: float  # publications in four weeks
    sampled: bool  # some faces were estimated from those that were read
    totals_only: bool  # some publications offered figures without faces
    young: bool  # under 28 days: M was multiplied by age / 28
    burst: bool = False  # most of the recent people are newcomers: only credible ones count
    credibility: float = 1.0  # what people count on average
    weighed: int = 0  # of how many the profiles say so


def measure(audience: Audience, now: datetime, formula: Formula = CURRENT) -> Measure | None:
    """M of one account at `now`, or None where no reaction could have been seen.

    What each person brings by the formula's weights, at the rate of what was read where a
    reading was cut short, widened to faces that were counted but not read, plus what totals
    alone are worth, and multiplied by age / 28 while the account is younger than four weeks.
    """
    if not audience.observable:
        return None
    at = now.timestamp()
    days = max(0.0, (at - audience.observed_from.timestamp()) / DAY)
    youth = min(1.0, audience.age_days(now) / WEEKS_OF_M)
    acts = _Acts(audience.people, formula)
    sample = acts.sampling(audience.totals, at)
    reading = _Reading(at, formula.weights.values, days if audience.cut else None, youth)
    parts = reading.parts(audience.people)
    named = _by_kind(audience.people, parts)
    faceless = acts.counts_only(audience.totals, at)
    scale = youth * sample
    kinds = {
        kind: named.get(kind, 0.0) * scale + faceless.get(kind, 0.0) * youth
        for kind in {**named, **faceless}
    }
    return Measure(
        people=math.fsum(kinds.values()),
        kinds={kind: part for kind, part in sorted(kinds.items()) if part > 0},
        topics=_by_topic(audience, reading, scale),
        wider={
            topic: Branch(scale * math.fsum(reading.parts(found.people)), found.of)
            for topic, found in audience.wider.items()
        },
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


def decay(age_seconds: float, half_life_days: float = TOTALS_HALF_LIFE) -> float:
    """2^(-age/h), never above one: what lies in the future counts as now."""
    return float(2.0 ** (-max(0.0, age_seconds) / (half_life_days * DAY)))


def people_of_acts(n: float, exponent: float = ONCE_EACH) -> float:
    """E(n): how many different people stand behind `n` acts, as an expectation."""
    return n if n < 1.0 else float(n**exponent)


@dataclass(frozen=True, slots=True)
class _Reading:
    """How people are counted in one reading at `at` (unix seconds).

    `window` is the span in days where only that was read; `youth` is age / 28, at most 1.
    """

    at: float
    values: Sequence[float]
    window: float | None
    youth: float

    def parts(self, people: Sequence[Person]) -> list[float]:
        """What each person brings.

        A window of T days holds 1 - 2^(-T/h) of a steady stream's D_h: where only that was
        read, so much is made up for, but never beyond everybody seen in it, for four weeks.
        On a young account being fresh is no merit, since nothing can be old: acts age as if
        its days were four weeks, and people count at most as they do on average over these.
        """
        values, most = self.values, math.inf
        if self.window is not None:
            days = max(self.window, 1.0)
            values, most = widened(values, days), max(1.0, WEEKS_OF_M / days)
        if self.youth < 1.0:
            most = min(most, worth_over(self.values, WEEKS_OF_M))
        found = contributions(values, people, self.at, 1.0 / max(self.youth, YOUNGEST))
        total, cap = math.fsum(found), most * math.fsum(person.weight for person in people)
        return [part * cap / total for part in found] if total > cap else found


def _by_kind(people: Sequence[Person], parts: Sequence[float]) -> dict[Kind, float]:
    """Each person's part is split by their acts of each kind."""
    kinds: dict[Kind, float] = {}
    for person, part in zip(people, parts, strict=True):
        acts = sum(person.acts.values())
        for kind, n in person.acts.items():
            kinds[kind] = kinds.get(kind, 0.0) + part * n / acts
    return kinds


def _by_topic(audience: Audience, reading: _Reading, scale: float) -> dict[str, float]:
    """M of each topic alone; topics overlap and do not sum."""
    people: dict[str, list[Person]] = {}
    for topic, person in audience.topics:
        people.setdefault(topic, []).append(person)
    found = {t: scale * math.fsum(reading.parts(who)) for t, who in people.items()}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


class _Acts:
    """How many different people stand behind acts of which no face is known: E(n) = n^beta.

    Beta is the formula's for talk and `ONCE_EACH` for acts that one person does once; where
    faces were read on this very account, what they tell counts more with every act.
    """

    def __init__(self, people: Sequence[Person], formula: Formula) -> None:
        self._formula = formula
        self._read = float(sum(sum(person.acts.values()) for person in people))
        self._faces = len(people)

    def exponent(self, kinds: Mapping[Kind, float]) -> float:
        """Beta for acts of these kinds."""
        acts = math.fsum(kinds.values())
        talk = math.fsum(n for kind, n in kinds.items() if kind in TALK) / acts if acts else 0.0
        usual = talk * self._formula.weights.people_per_act + (1.0 - talk) * ONCE_EACH
        if self._read <= 1.0:
            return usual
        own = min(1.0, math.log(max(1, self._faces)) / math.log(self._read))
        return (self._read * own + OWN_ACTS * usual) / (self._read + OWN_ACTS)

    def sampling(self, totals: Iterable[Totals], at: float) -> float:
        """E(N) / E(K) over all publications and kinds of which faces were read, by age."""
        read: dict[Kind, float] = {}
        unread = 0.0
        for item in totals:
            if item.read:
                fresh = decay(at - item.at)
                read[item.kind] = read.get(item.kind, 0.0) + item.read * fresh
                unread += item.unread * fresh
        known, beta = math.fsum(read.values()), self.exponent(read)
        if not known:
            return 1.0
        return people_of_acts(known + unread, beta) / people_of_acts(known, beta)

    def counts_only(self, totals: Iterable[Totals], at: float) -> dict[Kind, float]:
        """c * E(R) for publications of which no face could be read, shared out by kind."""
        acts: dict[Kind, float] = {}
        for item in totals:
            if item.unread and not item.read:
                worth = item.unread * decay(at - item.at) * PER_FOUR_WEEKS
                acts[item.kind] = acts.get(item.kind, 0.0) + worth
        total = math.fsum(acts.values())
        if not total:
            return {}
        people = self._formula.counts_only * people_of_acts(total, self.exponent(acts))
        return {kind: people * part / total for kind, part in acts.items()}

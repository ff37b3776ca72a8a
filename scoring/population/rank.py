"""Ranking everybody in a log at one moment: people, score and range, with the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from scoring.formula import CEILING, FLOOR
from scoring.population.errors import WeightsError
from scoring.population.features import features
from scoring.population.log import Floats, Ints, Log, written
from scoring.population.model import (
    WINDOW,
    Arrivals,
    Model,
    Weigh,
    cuts_before,
    from_shipped,
    learn,
    sample,
)
from scoring.population.past import Past
from scoring.population.ring import ringed
from scoring.population.spread import NOBODY_YET, interval, sizes
from scoring.population.trust import Flags, Trust, trust
from scoring.population.view import DAY, View
from scoring.shipped import HALF_LIVES, Weights

A_YEAR = 1.0 / (365 * DAY)  # fewer than one person a year is nobody: no order among them

Step = Callable[[str], None]


def silent(_: str) -> None:
    """No progress is shown."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How a population is ranked.

    `shipped` weights serve where the log has too little past, or always if not `fitted`;
    there are none for half-lives of one's own. `trusted` marks the seeds by hand; without
    `weighed` everybody weighs 1. With `ring_rule` a closed circle counts as one.
    """

    shipped: Weights | None
    fitted: bool = True
    weighed: bool = True
    trusted: Flags | None = None
    horizon: float = WINDOW
    half_lives: tuple[float, ...] = HALF_LIVES
    ring_rule: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """Figures of every node; those never seen before the moment have no place.

    `mean` and `size` are those of the negative binomial around `people`; `low` and `high` are
    its range, in people. `models` tells, by whether a community is protected, what was used.
    """

    view: View
    trust: Trust
    models: Mapping[bool, Model]
    people: Floats
    mean: Floats
    size: Floats
    low: Floats
    high: Floats

    @property
    def score(self) -> Floats:
        """The score of each node, to the tenth that is shown."""
        return scores(self.people)

    def places(self) -> Ints:
        """The place of each node in its community by score as shown; equals share a place."""
        score, places = self.score, np.zeros(self.view.size, np.int64)
        for community in range(len(self.view.span)):
            rows = np.flatnonzero((self.view.community == community) & self.view.seen)
            tenths = np.rint(score[rows] * 10.0).astype(np.int64)
            better = len(rows) - np.cumsum(np.bincount(tenths))
            places[rows] = better[tenths] + 1
        return places


def scores(people: Floats) -> Floats:
    """The scale of `scoring.formula.people_to_score`, to the tenth that is shown."""
    found: Floats = np.minimum(CEILING, FLOOR + 10.0 * np.log10(1.0 + 10.0 * people))
    return np.round(found, 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """The moment of a ranking: the log before it, everybody then, and whom one can believe."""

    past: Past
    view: View
    trust: Trust


def rank(log: Log, at: float, rules: Rules, step: Step = silent) -> Ranking:
    """Everybody at the moment `at` (unix seconds), from what came before it alone."""
    weigh = partial(credibility, log, rules)
    step("people before the moment")
    cuts = cuts_before(log, at, rules.horizon) if rules.fitted else []
    past = Past(log, at, cuts, rules.horizon)
    now = past.view(at)
    trusted = weigh(now)
    found = features(now, trusted.on(now.edges), rules.half_lives)
    models = _models(log, cuts, Standing(past, now, trusted), rules, weigh, step)
    people, mean, size = (np.zeros(now.size) for _ in range(3))
    step("scores and ranges")
    for state, model in models.items():
        held = trusted.protected[now.community] == state
        rows = slice(None) if held.all() else np.flatnonzero(held)
        raw = model.people(found[rows], now.community[rows])
        mean[rows] = model.mean(raw, now.community[rows])
        size[rows] = sizes(model.spreading, mean[rows], now.age[rows])
        people[rows] = np.where(raw < A_YEAR * rules.horizon, 0.0, raw)
    low, high = interval(mean, size)
    low, high = np.minimum(low, people), np.maximum(high, np.maximum(people, NOBODY_YET))
    return Ranking(now, trusted, models, people, mean, size, low, high)


def credibility(log: Log, rules: Rules, at: View) -> Trust:
    """The weight of everybody at one moment, under these rules."""
    if not rules.weighed:
        flat = np.zeros(len(at.span), np.bool_)
        return Trust(np.ones(at.size), np.zeros(at.size, np.bool_), flat)
    return (ringed if rules.ring_rule else trust)(log, at, rules.trusted)


def _models(
    log: Log, cuts: Sequence[float], today: Standing, rules: Rules, weigh: Weigh, step: Step
) -> dict[bool, Model]:
    """What to use where there are seeds, where there are none, or both."""
    communities, states = len(log.starts), np.unique(today.trust.protected)
    if not rules.fitted:
        return dict.fromkeys(states.tolist(), _shipped(rules, communities))
    known = None if rules.shipped is None else np.array(rules.shipped.taught)
    arrivals = Arrivals(today.past, today.view, today.trust)
    samples = []
    for cut in cuts:
        step(f"what came after {written(cut)}")
        samples.append(
            sample(log, cut, rules.horizon, weigh, rules.half_lives, today.past, arrivals)
        )
    models = {}
    for state in states.tolist():
        used = [one.only(one.protected == state) for one in samples]
        found = learn(used, communities, known)
        models[state] = found or _shipped(rules, communities)
    return models


def _shipped(rules: Rules, communities: int) -> Model:
    if rules.shipped is None:
        raise WeightsError("The log has too little past to fit weights for these half-lives.")
    return from_shipped(rules.shipped, communities, rules.horizon)

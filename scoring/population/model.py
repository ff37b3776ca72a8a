"""What a log's own past teaches before one moment: weights, level and range."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.population.features import features
from scoring.population.fit import CUTS, Fit, Sample, combine, enough, level
from scoring.population.log import Floats, Ints, Log
from scoring.population.past import Past
from scoring.population.spread import Forecast, fit_spreading
from scoring.population.trust import Trust
from scoring.population.view import DAY, View, outcome, view
from scoring.shipped import HALF_LIVES, Spreading, Weights

WINDOW = 28 * DAY
SOME_PAST = 28 * DAY  # of log before a cut that teaches
STRANGERS = 1.0  # who count beside one credible person among those who came
HEARD = 0.5  # people foretold, from which on an account tells by how much forecasts miss
DRIFT = 180 * DAY  # in which the say of a cut halves against the youngest one

Weigh = Callable[[View], Trust]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights for features and the range around what they give.

    `level` corrects each community; `cuts` are the moments that taught, none if shipped.
    """

    values: Floats
    spreading: Spreading
    level: Floats
    cuts: tuple[float, ...] = ()

    def people(self, found: Floats, community: Ints) -> Floats:
        """M of each account."""
        people: Floats = (found @ self.values) * self.level[community]
        return people

    def mean(self, people: Floats, community: Ints) -> Floats:
        """The mean of the people who come: M, and who comes to anybody."""
        return people + self.spreading.nobody * self.level[community]


def from_shipped(weights: Weights, communities: int, horizon: float) -> Model:
    """The model that the shipped weights make, for windows of `horizon` seconds."""
    longer = horizon / WINDOW
    spreading = replace(weights.spreading, nobody=weights.spreading.nobody * longer)
    return Model(np.array(weights.values) * longer, spreading, np.ones(communities))


class Arrivals:
    """People who came within a window, as far as one can believe it at the moment of ranking.

    What puppets and rings brought must not teach that little evidence foretells many people:
    weights are fitted on the credible alone, and of all who came at most as many others count
    as there are credible people.
    """

    def __init__(self, past: Past, now: View, trust: Trust) -> None:
        self._past, self._size = past, now.size
        pairs, credible = now.edges.target * now.size + now.edges.actor, trust.on(now.edges)
        if not bool((np.diff(pairs) > 0).all()):
            order = np.argsort(pairs)
            pairs, credible = pairs[order], credible[order]
        self._pairs, self._credible = pairs, credible

    def people(self, at: float) -> tuple[Floats, Floats]:
        """The people who came to each node after a cut, and those of them who are credible."""
        target, actor = self._past.arrivals(at)
        place = np.searchsorted(self._pairs, target * self._size + actor)
        credible = np.bincount(target, self._credible[place], self._size).astype(np.float64)
        every = np.bincount(target, minlength=self._size).astype(np.float64)
        return np.minimum(every, credible * (1.0 + STRANGERS)), credible


def sample(
    log: Log,
    at: float,
    horizon: float,
    weigh: Weigh,
    half_lives: Sequence[float] = HALF_LIVES,
    past: Past | None = None,
    arrivals: Arrivals | None = None,
) -> Sample:
    """What the cut at `at` teaches: the accounts of communities that were alive then.

    `past` answers for the log where it was aggregated for several cuts.
    """
    then = past.view(at) if past else view(log, at)
    trust = weigh(then)
    alive = (log.starts <= at - SOME_PAST) & (log.ends >= at)
    rows = then.seen & alive[then.community]
    if arrivals is None:
        people = credible = past.outcome(at) if past else outcome(log, at, at + horizon)
    else:
        people, credible = arrivals.people(at)
    return Sample(
        at,
        features(then, trust.on(then.edges), half_lives)[rows],
        people[rows],
        then.age[rows],
        then.community[rows],
        trust.protected[then.community[rows]],
        credible[rows],
    )


def cuts_before(log: Log, at: float, horizon: float) -> list[float]:
    """Up to six earlier cuts whose windows end by `at`, youngest first."""
    cuts = [at - k * horizon for k in range(1, CUTS + 1)]
    return [cut for cut in cuts if cut >= float(log.starts.min()) + SOME_PAST]


def learn(samples: Sequence[Sample], communities: int, known: Floats | None = None) -> Model | None:
    """The model of these samples (youngest first), or None where they are too few.

    `known` are the weights of other logs, which steady the fit of a small one.
    """
    samples = [one for one in samples if len(one.people)]
    if not enough(samples):
        return None
    found = _taught(samples, known)
    walked = _walk(samples, known) or [(samples[0], found)]
    ratios, forecasts = Ratios(communities), []
    for one, fit in walked:
        raw = fit.forecast(one)
        forecasts.append(Forecast(raw * ratios.levels()[one.community], one.people, one.days))
        ratios.add(one, raw)
    spreading = fit_spreading(forecasts, found.nobody)
    cuts = tuple(one.at for one in samples)
    return Model(found.weights, spreading, ratios.levels(), cuts)


def _taught(samples: Sequence[Sample], known: Floats | None) -> Fit:
    """What samples teach together, the youngest most: what brings people drifts with the years."""
    says = [0.5 ** ((samples[0].at - one.at) / DRIFT) for one in samples]
    return combine(samples, says, known)


def _walk(samples: Sequence[Sample], known: Floats | None) -> list[tuple[Sample, Fit]]:
    """Each sample with what older samples teach, oldest first."""
    return [
        (samples[k], _taught(samples[k + 1 :], known))
        for k in range(len(samples) - 2, -1, -1)
        if enough(samples[k + 1 :])
    ]


class Ratios:
    """People against forecasts of each community, from cut to cut, oldest first."""

    def __init__(self, communities: int) -> None:
        self._pairs: list[list[tuple[float, float]]] = [[] for _ in range(communities)]

    def add(self, one: Sample, mean: Floats) -> None:
        n = len(self._pairs)
        rows = mean >= HEARD
        came = np.bincount(one.community[rows], one.people[rows], n)
        foretold = np.bincount(one.community[rows], mean[rows], n)
        for pairs, people, forecast in zip(self._pairs, came, foretold, strict=True):
            if forecast > 0:
                pairs.insert(0, (float(people), float(forecast)))

    def levels(self) -> Floats:
        return np.array([level(pairs) for pairs in self._pairs])

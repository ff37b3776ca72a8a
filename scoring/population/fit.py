"""Fitting on the past: which features told the people of the next window.

People are a non-negative combination of the features without intercept, a Poisson regression
with identity link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from scoring.population.log import Floats, Ints
from scoring.population.trust import Flags

CUTS = 6
SOME_RECEIVED = 30  # accounts with an outcome, below which nothing can be fitted
LENT = 1_000.0  # people for whom the proportions of known weights stand
TRACE = 1e-6  # of a person: what keeps a logarithm finite
PRECISION = 1e-9  # of the likelihood per person
MOST_ROWS = 100_000
HALVED = 0.5  # the say of a cut in the level, against the next younger one
HOLD = 5.0  # people by which a level is held to 1


@dataclass(frozen=True, slots=True)
class Sample:
    """What one cut teaches: features, people of the window after it, days observed.

    One row per account seen in a community that was alive; `protected` says whether the
    features were weighed by trust. Weights are fitted on `credible` people, where they are
    known apart.
    """

    at: float
    features: Floats
    people: Floats
    days: Floats
    community: Ints
    protected: Flags
    credible: Floats | None = None

    @property
    def believed(self) -> Floats:
        """The people on whom weights are fitted."""
        return self.people if self.credible is None else self.credible

    def only(self, rows: Flags) -> Sample:
        """Some of its rows."""
        if rows.all():
            return self
        return Sample(
            self.at,
            self.features[rows],
            self.people[rows],
            self.days[rows],
            self.community[rows],
            self.protected[rows],
            None if self.credible is None else self.credible[rows],
        )


def enough(samples: Sequence[Sample]) -> bool:
    """Whether so many accounts received somebody that weights can be fitted."""
    return sum(int((s.people > 0).sum()) for s in samples) >= SOME_RECEIVED


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of the features, and the people who come to those whom nobody acted on.

    `nobody` belongs to the forecast, not to M: it is nobody's merit.
    """

    weights: Floats
    nobody: float

    def forecast(self, one: Sample) -> Floats:
        """The people expected for each account of a sample."""
        mean: Floats = one.features @ self.weights + self.nobody
        return mean


def combine(
    samples: Sequence[Sample], says: Sequence[float] | None = None, known: Floats | None = None
) -> Fit:
    """Weights, none negative, of maximum likelihood for Poisson means.

    `says` is how much each sample counts, alike unless given. `known` weights of other logs
    lend their proportions, with the say of `LENT` people.
    """
    x = _thinned(np.concatenate([s.features for s in samples]))
    y = _thinned(np.concatenate([s.believed for s in samples]))
    say = _thinned(np.repeat(says or [1.0] * len(samples), [len(s.people) for s in samples]))
    say = say / say.mean()
    scale = np.maximum(say @ x / len(x), 1e-12)
    x = np.column_stack([x / scale, np.ones(len(x))])
    heard = say * y
    if known is not None:
        say, heard = _lent(say, heard, x[:, :-1] @ (known * scale))
    found = _most_likely(x, say, heard)
    return Fit(found[:-1] / scale, float(found[-1]))


def _most_likely(x: Floats, say: Floats, heard: Floats) -> Floats:
    """Coefficients of Poisson means, none negative: `heard` people among `say` chances.

    Sums are spelled out: for arrays this long and thin a threaded BLAS mostly waits.
    """
    columns = np.ascontiguousarray(x.T)
    people = max(float(heard.sum()), TRACE)
    totals = np.einsum("ji,i->j", columns, say) / people

    def loss(w: Floats) -> tuple[float, Floats]:
        mean = np.einsum("ji,j->i", columns, w) + TRACE
        missed = float((heard * np.log(mean)).sum()) / people
        slope = totals - np.einsum("ji,i->j", columns, heard / mean) / people
        return float(totals @ w) - missed, slope

    start = np.full(x.shape[1], max(float(heard.mean()), TRACE) / x.shape[1])
    bounds = [(0.0, None)] * x.shape[1]
    options = {"ftol": PRECISION, "gtol": PRECISION}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    coefficients: Floats = np.maximum(found.x, 0.0)
    return coefficients


def _lent(say: Floats, heard: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Both sides with what other weights would have expected, brought to this log's level."""
    people, foretold = float(heard.sum()), float(say @ expected)
    if people <= 0 or foretold <= 0:
        return say, heard
    part = LENT / people
    return say * (1.0 + part), heard + part * say * expected * people / foretold


def level(ratios: Sequence[tuple[float, float]]) -> float:
    """By how much forecasts missed, from (people, forecast) of earlier cuts, youngest first."""
    people = forecast = HOLD
    for k, (came, foretold) in enumerate(ratios):
        people += came * HALVED**k
        forecast += foretold * HALVED**k
    return people / forecast


def _thinned(rows: Floats) -> Floats:
    """At most so many rows, evenly chosen."""
    step = -(-len(rows) // MOST_ROWS)
    return rows[:: max(1, step)]

"""The range: how many people the next four weeks may bring, four times out of five.

A negative binomial around M whose spread narrows with the time observed:
its shape comes with the weights (`scoring.shipped.Spreading`), fitted on logs of which it is
known how they grow and shrink. Of live networks it is not, so that there the range is wider
and called uncalibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import NormalDist

from scoring.formula import CURRENT, people_to_score
from scoring.shipped import Spreading

UNCALIBRATED = 1.25  # of a network that no log speaks for: so much more excess variance
ESTIMATED = 2.0  # faces estimated from a sample or from totals: twice the excess variance
INSIDE = 0.80
NOBODY_YET = 1.0  # one person more than nobody would surprise nobody
TRACE = 1e-6  # fewer people than this are nobody

_Z = NormalDist().inv_cdf(0.5 + INSIDE / 2)
_EXACT_UP_TO = 200.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and variance of the people in the next four weeks; spreads of networks add up."""

    mean: float
    variance: float


def spread(
    people: float,
    observed_days: float,
    *,
    estimated: bool = False,
    shape: Spreading = CURRENT.weights.spreading,
) -> Spread:
    """The spread of one account's people, given how long it was observed."""
    size = shape.size(people, observed_days)
    excess = UNCALIBRATED * people * people / size * (ESTIMATED if estimated else 1.0)
    return Spread(people, people + excess)


def add(spreads: Iterable[Spread]) -> Spread:
    """The spread of a sum of independent networks."""
    items = list(spreads)
    return Spread(math.fsum(s.mean for s in items), math.fsum(s.variance for s in items))


def interval(total: Spread) -> tuple[float, float]:
    """The 10 % and 90 % quantiles of the matching negative binomial, in people."""
    if total.mean < TRACE:
        return 0.0, NOBODY_YET
    excess = max(total.variance - total.mean, 1e-9)
    size = total.mean * total.mean / excess
    if total.mean <= _EXACT_UP_TO:
        low, high = (_quantile(total.mean, size, p) for p in (0.5 - INSIDE / 2, 0.5 + INSIDE / 2))
    else:
        low, high = _gamma_interval(total)
    return min(low, total.mean), max(high, total.mean, NOBODY_YET)


def in_points(low: float, high: float) -> tuple[float, float]:
    """An interval in people, on the scale of the score."""
    return people_to_score(low), people_to_score(high)


def _quantile(mean: float, size: float, p: float) -> float:
    """The smallest k with P(X <= k) >= p, by summing the probabilities from 0."""
    ratio = mean / (mean + size)
    term = math.exp(-size * math.log1p(mean / size))
    total, k = term, 0
    while total < p and k < 100_000:
        term *= (size + k) / (k + 1) * ratio
        total += term
        k += 1
    return float(k)


def _gamma_interval(total: Spread) -> tuple[float, float]:
    """For many people the binomial is a gamma; its quantiles by Wilson and Hilferty (1931)."""
    shape = total.mean * total.mean / total.variance
    c = 1.0 / (9.0 * shape)
    low, high = (total.mean * (1.0 - c + sign * _Z * math.sqrt(c)) ** 3 for sign in (-1.0, 1.0))
    return max(0.0, low), high

"""The range: a negative binomial around each forecast, fitted on forecasts of earlier cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betainc, gammaln, nbdtrik

from scoring.population.log import Floats, Ints
from scoring.shipped import Spreading

INSIDE = 0.80
LOWEST_SIZE = 0.02  # floor of the size: the widest a range can be
BINS = 8.0  # per factor of e, when equal cases are counted together
NOBODY_YET = 1.0  # one person more than nobody would surprise nobody
TRACE = 1e-9
STEPPED = 40  # people up to whom a quantile is found by adding chances up


@dataclass(frozen=True, slots=True)
class Forecast:
    """Means forecast for accounts of an earlier cut, what came, and days observed."""

    mean: Floats
    people: Floats
    days: Floats


def sizes(spreading: Spreading, mean: Floats, days: Floats) -> Floats:
    """The size of each negative binomial: exp(a + b log mean + c log(days of the year))."""
    log_size = spreading.a + spreading.b * np.log(np.maximum(mean, TRACE))
    log_size = log_size + spreading.c * np.log(np.clip(days, 1.0, 365.0) / 365.0)
    size: Floats = np.clip(np.exp(np.clip(log_size, -50.0, 50.0)), spreading.floor, 1e6)
    return size


def fit_spreading(forecasts: Sequence[Forecast], nobody: float, least_c: float = 0.0) -> Spreading:
    """The coefficients a, b and c of greatest likelihood for what really came.

    `least_c` is how much less time observed widens at least.
    """
    mean, days, people, count = _grouped(forecasts)

    def loss(p: Floats) -> float:
        size = sizes(Spreading(p[0], p[1], p[2], LOWEST_SIZE), mean, days)
        return -float(count @ _log_likelihood(people, mean, size)) / float(count.sum())

    bounds = [(-10.0, 10.0), (-3.0, 3.0), (least_c, 3.0)]
    start = np.array([0.0, 0.3, max(0.1, least_c)])
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds)
    a, b, c = (float(p) for p in found.x)
    return Spreading(a, b, c, LOWEST_SIZE, nobody)


def interval(mean: Floats, size: Floats) -> tuple[Floats, Floats]:
    """The 10 % and 90 % quantiles of the negative binomials, in people."""
    mean = np.maximum(mean, TRACE)
    return _quantile(0.5 - INSIDE / 2, mean, size), _quantile(0.5 + INSIDE / 2, mean, size)


def inside_randomised(people: Floats, mean: Floats, size: Floats) -> Floats:
    """How likely the randomised probability integral transform lies in the middle 80 %.

    The expectation over the randomisation, so that no dice are needed.
    """
    mean = np.maximum(mean, TRACE)
    upto, chance = cumulative(people, mean, size), np.exp(_log_likelihood(people, mean, size))
    low, high = 0.5 - INSIDE / 2, 0.5 + INSIDE / 2
    overlap = np.minimum(upto, high) - np.maximum(upto - chance, low)
    inside: Floats = np.clip(overlap / np.maximum(chance, 1e-300), 0.0, 1.0)
    return inside


def cumulative(people: Floats, mean: Floats, size: Floats) -> Floats:
    """The probability of at most so many people."""
    found: Floats = betainc(size, people + 1.0, size / (size + mean))
    return np.where(people < 0, 0.0, found)


def _quantile(q: float, mean: Floats, size: Floats) -> Floats:
    """The smallest number of people whose cumulative probability is at least q."""
    found: Floats = np.zeros(len(mean))
    nobody: Floats = np.exp(-size * np.log1p(mean / size))
    rest = np.flatnonzero(nobody < q)
    found[rest], open_ = _stepped(q, mean[rest], size[rest], nobody[rest])
    rest = rest[open_]
    mean, size = mean[rest], size[rest]
    guess = np.ceil(nbdtrik(q, size, size / (size + mean)))
    fewer = np.maximum(guess - 1.0, 0.0)
    found[rest] = np.where(cumulative(fewer, mean, size) >= q, fewer, guess)
    return found


def _stepped(q: float, mean: Floats, size: Floats, nobody: Floats) -> tuple[Floats, Ints]:
    """Quantiles of a few people, and which rows have more: much cheaper than inverting."""
    found: Floats = np.zeros(len(mean))
    rows = np.arange(len(mean))
    chance, upto, fails = nobody, nobody, mean / (size + mean)
    for k in range(1, STEPPED + 1):
        chance = chance * (size + (k - 1)) / k * fails
        upto = upto + chance
        done = upto >= q
        found[rows[done]] = k
        left = ~done
        rows, chance, upto = rows[left], chance[left], upto[left]
        size, fails = size[left], fails[left]
    return found, rows


def _log_likelihood(people: Floats, mean: Floats, size: Floats) -> Floats:
    rising = gammaln(people + size) - gammaln(size) - gammaln(people + 1.0)
    likelihood: Floats = rising - size * np.log1p(mean / size) - people * np.log1p(size / mean)
    return likelihood


def _grouped(forecasts: Sequence[Forecast]) -> tuple[Floats, Floats, Floats, Floats]:
    """Equal cases together: mean, days, people, and how many cases there are of each."""
    mean = np.concatenate([f.mean for f in forecasts])
    days = np.concatenate([f.days for f in forecasts])
    people = np.concatenate([f.people for f in forecasts])
    cells = (
        np.round(np.log(np.maximum(mean, TRACE)) * BINS),
        np.round(np.log(np.clip(days, 1.0, 365.0)) * BINS / 4),
        people,
    )
    (mean, days, people), count = distinct(cells)
    return np.exp(mean / BINS), np.exp(days * 4 / BINS), people, count.astype(float)


def distinct(columns: Sequence[Floats]) -> tuple[list[Floats], Ints]:
    """The distinct combinations of whole numbers, in their order, and how many there are of each.

    Combinations are packed into one number: sorting rows of several columns takes ten times that.
    """
    lows = [int(column.min(initial=0)) for column in columns]
    spans = [
        int(column.max(initial=0)) - low + 1 for column, low in zip(columns, lows, strict=True)
    ]
    packed: Ints = np.zeros(len(columns[0]), np.int64)
    for column, low, span in zip(columns, lows, spans, strict=True):
        packed = packed * span + (column.astype(np.int64) - low)
    packed, count = np.unique(packed, return_counts=True)
    found: list[Floats] = []
    for low, span in zip(lows[::-1], spans[::-1], strict=True):
        found.insert(0, (packed % span + low).astype(np.float64))
        packed = packed // span
    return found, count

"""How well an order of accounts foretells another: pure functions of two arrays."""

from __future__ import annotations

import numpy as np

from scoring.population.log import Floats, Ints


def spearman(score: Floats, people: Floats) -> float:
    """The correlation of ranks, ties at their middle; 0 where one side is constant."""
    a, b = middle_ranks(score), middle_ranks(people)
    a, b = a - a.mean(), b - b.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm else 0.0


def middle_ranks(values: Floats) -> Floats:
    """Ranks from the lowest, equals at the middle of theirs."""
    _, index, count = np.unique(values, return_inverse=True, return_counts=True)
    last: Floats = np.cumsum(count).astype(np.float64)
    return (last - (count - 1) / 2)[index]


def ndcg(score: Floats, people: Floats, k: int) -> float:
    """Discounted gain of the first k against the best order possible; gain is log2(1 + people)."""
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    gain = np.log2(1.0 + people)
    best = np.sort(gain)[::-1][:k]
    got = gain[first(score, k)]
    ideal = float(best @ discount[: len(best)])
    return float(got @ discount[: len(got)]) / ideal if ideal else 0.0


def precision(score: Floats, people: Floats, k: int) -> float:
    """The share of the first k who are among the k who received most people."""
    kth = np.sort(people)[::-1][:k][-1]
    among = people[first(score, k)] >= max(kth, 1.0)
    return float(among.mean())


def first(score: Floats, k: int) -> Ints:
    """The first k by score; of equals those that come first."""
    return np.argsort(-score, kind="stable")[:k]


def r2(score: Floats, other: Floats) -> float:
    """The share of the variance of one that a line through the other explains."""
    if np.ptp(score) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(score, other)[0, 1] ** 2)

"""What stands behind the number of people: decayed, loyal and regular people of each account.

With c_a the credibility of actor a and age the time since a's last act (docs/score.md):
D_h = sum of c_a 2^(-age/h); loyal = the same at 90 days for people who came back after more
than a week; regular = mean over twelve fortnights of min(3, credible people in the fortnight).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scoring.population.log import Floats, Ints
from scoring.population.view import DAY, View
from scoring.shipped import (
    AT_MOST,
    FORTNIGHTS,
    FULL_SPAN,
    HALF_LIVES,
    LOYAL_HALF_LIFE,
    RETURNED,
)


def features(at: View, weight: Floats, half_lives: Sequence[float] = HALF_LIVES) -> Floats:
    """One row per node: D_h for each half-life (days), loyal, regular.

    `weight` is what each edge counts: the credibility of its actor.
    """
    heard = np.flatnonzero(weight)  # the others add nothing, and they are many
    edges, weight = at.edges.only(heard), weight[heard]
    reached, target = _numbered(edges.target, at.size)
    age = (at.at - edges.last) / DAY / _shortened(at)[edges.target]
    returned = np.where(edges.last - edges.first > RETURNED * DAY, weight, 0.0)
    columns = [_sums(target, weight * np.exp2(-age / h), len(reached)) for h in half_lives]
    columns.append(_sums(target, returned * np.exp2(-age / LOYAL_HALF_LIFE), len(reached)))
    columns.append(_regular(target, edges.fortnights, weight, len(reached)))
    found: Floats = np.zeros((at.size, len(columns)))
    found[reached] = np.column_stack(columns)
    return found


def _numbered(target: Ints, size: int) -> tuple[Ints, Ints]:
    """Who is acted on, and the targets by their place among these: of many people few are."""
    acted_on = np.zeros(size, np.bool_)
    acted_on[target] = True
    return np.flatnonzero(acted_on), (np.cumsum(acted_on) - 1)[target]


def _sums(target: Ints, values: Floats, size: int) -> Floats:
    return np.bincount(target, values, size).astype(np.float64, copy=False)


def _regular(target: Ints, fortnights: Ints, weight: Floats, size: int) -> Floats:
    total: Floats = np.zeros(size)
    for k in range(FORTNIGHTS):
        acted = np.flatnonzero(fortnights >> k & 1)
        total += np.minimum(AT_MOST, _sums(target[acted], weight[acted], size))
    return total / FORTNIGHTS


def _shortened(at: View) -> Floats:
    """By how much half-lives shrink for each node: in proportion for logs under 90 days."""
    return np.clip(at.span / FULL_SPAN, 1.0 / FULL_SPAN, 1.0)[at.community]

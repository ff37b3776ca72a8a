"""What stands behind the number of people: decayed, loyal and regular people of each account.

With c_a the credibility of actor a and age the time since a's last act (docs/score.md):
D_h = sum of c_a 2^(-age/h); loyal = the same at 90 days for people who came back after more
than a week; regular = mean over twelve fortnights of min(3, credible people in the fortnight).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scoring.population.log import Floats
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
    at, weight = replace(at, edges=at.edges.only(heard)), weight[heard]
    edges = at.edges
    age = (at.at - edges.last) / DAY / _shortened(at)[edges.target]
    returned = np.where(edges.last - edges.first > RETURNED * DAY, weight, 0.0)
    columns = [at.received(weight * np.exp2(-age / h)) for h in half_lives]
    columns.append(at.received(returned * np.exp2(-age / LOYAL_HALF_LIFE)))
    columns.append(_regular(at, weight))
    return np.column_stack(columns)


def _regular(at: View, weight: Floats) -> Floats:
    total: Floats = np.zeros(at.size)
    for k in range(FORTNIGHTS):
        acted = np.flatnonzero(at.edges.fortnights >> k & 1)
        people = np.bincount(at.edges.target[acted], weight[acted], at.size)
        total += np.minimum(AT_MOST, people)
    return total / FORTNIGHTS


def _shortened(at: View) -> Floats:
    """By how much half-lives shrink for each node: in proportion for logs under 90 days."""
    return np.clip(at.span / FULL_SPAN, 1.0 / FULL_SPAN, 1.0)[at.community]

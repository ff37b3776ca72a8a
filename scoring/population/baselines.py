"""What the score is compared with: simpler orders of the same accounts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.sparse import csr_matrix

from scoring.population.log import Floats, Log
from scoring.population.view import DAY, View

HALF_LIVES = (7.0, 14.0, 30.0, 60.0, 90.0, 180.0, 365.0)
DAMPING = 0.85
TOLERANCE = 1e-10
STEPS = 200
EVENTS = "events received"
DISTINCT = "distinct people"
DECAYED = "decayed distinct people"


def baselines(log: Log, at: View, horizon: float) -> Mapping[str, Floats]:
    """A figure for each node, by the name of the baseline."""
    edges = at.edges
    age = (at.at - edges.last) / DAY
    recent = log.ask("received", since=at.at - horizon, until=at.at)
    last: Floats = np.zeros(at.size)
    last[recent["target"]] = recent["events"]
    return {
        EVENTS: at.received(edges.n),
        DISTINCT: at.received(np.ones(len(edges.n))),
        "h-index of interactors": h_index(at),
        "PageRank": pagerank(at),
        "events in the last window": last,
        **{f"{DECAYED}, {h:g} days": at.received(np.exp2(-age / h)) for h in HALF_LIVES},
    }


def h_index(at: View) -> Floats:
    """For each node the largest h such that h people acted on it at least h times each."""
    order = np.lexsort((-at.edges.n, at.edges.target))
    target, n = at.edges.target[order], at.edges.n[order]
    starts = np.searchsorted(target, target, side="left")
    place = np.arange(len(target)) - starts + 1
    return np.bincount(target, place <= n, at.size).astype(np.float64)


def pagerank(at: View) -> Floats:
    """PageRank along "acted on", an act a vote, restarting anywhere among those seen."""
    edges, n = at.edges, at.size
    acted = np.bincount(edges.actor, edges.n, n)
    paths = csr_matrix((edges.n / acted[edges.actor], (edges.target, edges.actor)), shape=(n, n))
    restart = at.seen / max(1, int(at.seen.sum()))
    walk = restart.copy()
    for _ in range(STEPS):
        after = DAMPING * (paths @ walk + walk[acted == 0].sum() * restart)
        after += (1.0 - DAMPING) * restart
        change = float(np.abs(after - walk).sum())
        walk = after
        if change < TOLERANCE:
            break
    return walk

"""Seeded trust: how credible each actor is where the graph of interactions is known.

Nobody counts without two vouchers: who was there early is vouched for, and then whomever two
people who are vouched for acted on, over and over (bootstrap percolation; Chalupa, Leath and
Reich, 1979). So puppets with at most one honest voucher each weigh nothing, whatever they do
among themselves. From the vouched people of longest tenure a random walk restarts along "acted
on". What it brings to somebody without their single largest voucher, over the median of the
seeds, gives tau; the weight is its root. There is no floor: any floor lets sock puppets count
(docs/score.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from scoring.population.log import Floats, Ints, Log
from scoring.population.view import DAY, Edges, View

RESTART = 0.15
TOLERANCE = 1e-9  # of all the trust there is, summed over changes
STEPS = 500
NOISE = 1e-12  # what rounding leaves of a voucher taken away is nothing
UNCOUNTED = 90.0  # days before the moment that do not count as tenure
TENURED = 0.5  # the share of the vouched who are seeds, at most
EARLY = 0.25  # the part of a community's life in which its founders were first seen
VOUCHERS = 2  # people who must have acted on somebody, for them to count at all
POWER = 0.5  # of tau
TOGETHER = 10  # people who reach each other, below which founders need not be among them
SOME_WEEKS = 2  # of activity, to be a seed at all
SOME_SEEDS = 3  # below which a community is unprotected

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Trust:
    """The weight of every node, and which communities have seeds to protect them.

    `share` is what the ring rule leaves of each edge, where it is asked for.
    """

    weight: Floats
    seeds: Flags
    protected: Flags
    share: Floats | None = None

    def on(self, edges: Edges) -> Floats:
        """What each edge counts."""
        weight: Floats = self.weight[edges.actor]
        return weight if self.share is None else weight * self.share


def trust(log: Log, at: View, trusted: Flags | None = None) -> Trust:
    """The credibility of everybody at one moment; `trusted` replaces seeds by tenure.

    Where a community has too few seeds everybody weighs 1, and it is not protected.
    """
    if trusted is None:
        weeks = _weeks(log, at)
        known = vouched(at, founders(at, weeks))
        chosen = tenured(at, np.where(known, weeks, 0))
    else:
        chosen = trusted & at.seen
        known = vouched(at, chosen, VOUCHERS)
    counts = np.bincount(at.community[chosen], minlength=len(at.span))
    least = SOME_SEEDS if trusted is None else 1
    protected = counts >= least
    seeds = chosen & protected[at.community]
    weight = np.ones(at.size)
    if protected.any():
        inside = protected[at.community]
        weight[inside] = _tau(at, seeds, known)[inside] ** POWER
    return Trust(weight, seeds, protected)


def founders(at: View, weeks: Ints) -> Flags:
    """Who was active in two weeks, was seen early, and is where most people reach each other.

    The last shuts out puppets that nobody honest ever acted on, however early they came.
    """
    early = at.age >= (1.0 - EARLY) * at.span[at.community]
    found: Flags = at.seen & early & (weeks >= SOME_WEEKS) & _together(at)
    return found


def vouched(at: View, first: Flags, say: int = 1) -> Flags:
    """The first, and whomever two who are vouched for acted on; one of the first has `say` votes.

    Accounts that are trusted by hand need no second voucher beside them.
    """
    target, actor = at.edges.target, at.edges.actor
    found, votes = first.copy(), np.where(first, say, 0)
    while True:
        new = (np.bincount(target, votes[actor], at.size) >= VOUCHERS) & ~found
        if not new.any():
            return found
        found |= new
        votes[new] = 1
        rest = ~found[target]
        target, actor = target[rest], actor[rest]


def tenured(at: View, weeks: Ints) -> Flags:
    """The top half of each community by distinct active weeks."""
    seeds: Flags = np.zeros(at.size, np.bool_)
    for community in range(len(at.span)):
        members = np.flatnonzero((at.community == community) & (weeks > 0))
        seeds[members] = weeks[members] >= _threshold(weeks[members])
    return seeds


def _weeks(log: Log, at: View) -> Ints:
    """The distinct active weeks of everybody, the last 90 days apart."""
    found = log.ask("tenure", until=at.at - UNCOUNTED * DAY)
    weeks: Ints = np.zeros(at.size, np.int64)
    weeks[found["actor"]] = found["weeks"]
    return weeks


def _threshold(weeks: Ints) -> int:
    """The fewest weeks that no more than half reach, but for equals at the top."""
    if not len(weeks):
        return SOME_WEEKS
    ordered = np.sort(weeks)[::-1]
    last = ordered[int(len(ordered) * TENURED)]
    return max(SOME_WEEKS, min(int(last) + 1, int(ordered[0])))


def _together(at: View) -> Flags:
    """Who belongs to the most people of a community who all reach each other along acts.

    Everybody, where those are few: in some logs hardly anybody acts back.
    """
    edges, n = at.edges, at.size
    acted = csr_matrix((np.ones(len(edges.n)), (edges.actor, edges.target)), shape=(n, n))
    _, group = connected_components(acted, directed=True, connection="strong")
    members = np.bincount(group)[group]
    most: Ints = np.zeros(len(at.span), np.int64)
    np.maximum.at(most, at.community, members)
    together: Flags = (members == most[at.community]) | (most < TOGETHER)[at.community]
    return together


def _tau(at: View, seeds: Flags, known: Flags) -> Floats:
    """What the walk brings without the largest voucher, over the median of the seeds, to 1.

    Only those who are vouched for receive, and only they pass on.
    """
    edges, n = at.edges, at.size
    share = known[edges.actor] / np.bincount(edges.actor, minlength=n)[edges.actor]
    paths = csr_matrix((share, (edges.target, edges.actor)), shape=(n, n))
    counts = np.bincount(at.community[seeds], minlength=len(at.span))
    restart = np.where(seeds, 1.0 / np.maximum(counts, 1)[at.community], 0.0)
    walk = _settle(paths, restart, at.community)
    brought = walk - (1.0 - RESTART) * _largest(paths, walk)
    brought[(brought < NOISE) | ~known] = 0.0
    medians = [_median(brought[seeds & (at.community == c)]) for c in range(len(at.span))]
    median = np.array(medians)[at.community]
    tau: Floats = np.divide(brought, median, out=np.zeros(n), where=median > 0)
    return np.minimum(1.0, tau)


def _settle(paths: csr_matrix, restart: Floats, community: Ints) -> Floats:
    """The walk, iterated until it changes by less than the tolerance.

    Who acted on nobody sends everything back to the seeds of their community: what does not
    arrive anywhere is what they held. Where nothing can arrive nothing is walked: of many
    people few are ever acted on.
    """
    reached = np.flatnonzero((np.diff(paths.indptr) > 0) | (restart > 0))
    walk: Floats = np.zeros(len(restart))
    within = paths[reached][:, reached]
    held = np.bincount(community, restart).astype(np.float64)
    walk[reached] = _iterated(within, restart[reached], community[reached], held)
    return walk


def _iterated(paths: csr_matrix, restart: Floats, community: Ints, held: Floats) -> Floats:
    walk = restart.copy()
    for _ in range(STEPS):
        after: Floats = paths @ walk
        back = held - _per_community(after, community, len(held))
        after *= 1.0 - RESTART
        share = RESTART + (1.0 - RESTART) * back
        after += restart * (share[community] if len(held) > 1 else share[0])
        change = float(np.abs(after - walk).sum())
        walk = after
        if change < TOLERANCE * len(held):
            break
    return walk


def _per_community(values: Floats, community: Ints, count: int) -> Floats:
    if count == 1:
        return np.array([values.sum()])
    return np.bincount(community, values, count).astype(np.float64)


def _largest(paths: csr_matrix, walk: Floats) -> Floats:
    """The most that any one actor brings to each node."""
    brought = paths.data * walk[paths.indices]
    filled = np.flatnonzero(np.diff(paths.indptr))
    largest: Floats = np.zeros(len(walk))
    if len(filled):
        largest[filled] = np.maximum.reduceat(brought, paths.indptr[filled])
    return largest


def _median(values: Floats) -> float:
    return float(np.median(values)) if len(values) else 0.0

"""The ring rule: people who act on each other in a closed circle count as about one person.

Circles are sought on the graph of mutual acts: two people belong together where those with whom
they have mutual acts are largely the same, at several resolutions. What a circle says of itself
brings no trust, and its mass m on one target counts as m^(1 - min(1, 2 density)), the smallest
over the resolutions. It costs honest tight groups some accuracy, hence a flag (docs/score.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from scipy.sparse import csr_matrix, identity
from scipy.sparse.csgraph import connected_components

from scoring.population.log import Floats, Ints, Log
from scoring.population.trust import Flags, Trust, trust
from scoring.population.view import DAY, Edges, View
from scoring.shipped import LOYAL_HALF_LIFE

RESOLUTIONS = (0.2, 0.4, 0.6)  # of the overlap of two neighbourhoods
SMALLEST = 3  # people in a circle
DENSE = 0.5  # of all pairs mutual: from here on a circle counts as exactly one
LIGHTEST = 1e-3  # the weight of somebody without credibility, when neighbourhoods are compared
CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class Circles:
    """The circle of each node at one resolution, -1 for none, and the density of each circle."""

    of: Ints
    density: Floats

    def inside(self, edges: Edges, at_least: float = 0.0) -> Flags:
        """Which acts stay within a circle of at least this density."""
        circle = self.of[edges.actor]
        within: Flags = (circle >= 0) & (circle == self.of[edges.target])
        within[within] = self.density[circle[within]] >= at_least
        return within


def ringed(log: Log, at: View, trusted: Flags | None = None) -> Trust:
    """The credibility of everybody where no circle can vouch for itself or count as many."""
    first = trust(log, at, trusted)
    found = circles(at, first.weight)
    circular = np.zeros(len(at.edges.n), np.bool_)
    for one in found:
        circular |= one.inside(at.edges, DENSE)
    second = trust(log, replace(at, edges=_only(at.edges, ~circular)), trusted)
    return replace(second, share=shares(at, second, found))


def circles(at: View, weight: Floats) -> list[Circles]:
    """Circles at each resolution."""
    one, other = _mutual(at.edges, at.size)
    alike = _overlap(one, other, np.maximum(weight, LIGHTEST))
    return [_circles(one, other, alike >= least, at.size) for least in RESOLUTIONS]


def shares(at: View, trusted: Trust, found: Sequence[Circles]) -> Floats:
    """What is left of each act's weight, in the order of the edges."""
    edges = at.edges
    age = (at.at - edges.last) / DAY
    mass = trusted.weight[edges.actor] * np.exp2(-age / LOYAL_HALF_LIFE)
    left: Floats = np.ones(len(mass), np.float64)
    for one in found:
        counted = np.flatnonzero(one.of[edges.actor] >= 0)
        if len(counted):
            circle = one.of[edges.actor[counted]]
            together = _together(edges.target[counted], circle, mass[counted])
            power = np.minimum(1.0, one.density[circle] / DENSE)
            left[counted] = np.minimum(left[counted], np.maximum(1.0, together) ** -power)
    return left


def _together(target: Ints, circle: Ints, mass: Floats) -> Floats:
    """For each act the mass of its whole circle on the same target."""
    pair = target * (int(circle.max()) + 1) + circle
    _, index = np.unique(pair, return_inverse=True)
    total = np.bincount(index, mass).astype(np.float64)
    return total[index]


def _mutual(edges: Edges, size: int) -> tuple[Ints, Ints]:
    """The pairs who both acted on the other, the smaller number first."""
    there = edges.actor * size + edges.target
    back = edges.target * size + edges.actor
    both = np.isin(there, back) & (edges.actor < edges.target)
    return edges.actor[both], edges.target[both]


def _overlap(one: Ints, other: Ints, weight: Floats) -> Floats:
    """How far the neighbourhoods of each pair are the same: common over all, by weight."""
    size = len(weight)
    around = csr_matrix((np.ones(len(one)), (one, other)), shape=(size, size))
    around = (around + around.T + identity(size)).tocsr()
    total = around @ weight
    alike: Floats = np.zeros(len(one))
    for start in range(0, len(one), CHUNK):
        a, b = one[start : start + CHUNK], other[start : start + CHUNK]
        common = around[a].multiply(around[b]) @ weight
        alike[start : start + CHUNK] = common / (total[a] + total[b] - common)
    return alike


def _circles(one: Ints, other: Ints, close: Flags, size: int) -> Circles:
    """The connected groups along close pairs, with their density of mutual pairs."""
    joined = csr_matrix((np.ones(int(close.sum())), (one[close], other[close])), shape=(size, size))
    count, label = connected_components(joined, directed=False)
    members = np.bincount(label, minlength=count)
    within = label[one] == label[other]
    pairs = np.bincount(label[one[within]], minlength=count)
    density = pairs / np.maximum(1, members * (members - 1) / 2)
    of: Ints = np.where(members[label] >= SMALLEST, label, -1).astype(np.int64)
    return Circles(of, density)


def _only(edges: Edges, rows: Flags) -> Edges:
    return Edges(**{field.name: getattr(edges, field.name)[rows] for field in fields(Edges)})

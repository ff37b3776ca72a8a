"""A population as it stood at one moment: who had acted on whom, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from scoring.population.log import Floats, Ints, Log

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Edges:
    """One row per (target, actor): times in unix seconds, fortnights as bits back from `at`."""

    target: Ints
    actor: Ints
    n: Floats
    first: Floats
    last: Floats
    fortnights: Ints

    def only(self, rows: Ints) -> Edges:
        """Some of its rows."""
        return Edges(**{field.name: getattr(self, field.name)[rows] for field in fields(Edges)})


@dataclass(frozen=True, slots=True)
class View:
    """A log up to the moment `at` (unix seconds).

    `seen` marks who had been seen, `age` is in days since then, `span` is each community's
    length in days; `community` gives the community of each node.
    """

    at: float
    edges: Edges
    community: Ints
    seen: NDArray[np.bool_]
    age: Floats
    span: Floats

    @property
    def size(self) -> int:
        """How many nodes the log has, seen by then or not."""
        return len(self.seen)

    def received(self, values: Floats) -> Floats:
        """The sum, for each target, of one value per edge."""
        return np.bincount(self.edges.target, values, self.size).astype(np.float64)


def view(log: Log, at: float) -> View:
    """What a log says of the time before `at`."""
    found = log.latest() if at == log.until else log.ask("edges", at=at)
    edges = Edges(
        target=found["target"].astype(np.int64),
        actor=found["actor"].astype(np.int64),
        n=found["n"].astype(np.float64),
        first=found["first"],
        last=found["last"],
        fortnights=found["fortnights"].astype(np.int64),
    )
    return stood(log, at, edges)


def stood(log: Log, at: float, edges: Edges) -> View:
    """A log as it stood at `at`, with the edges of that moment."""
    return View(
        at=at,
        edges=edges,
        community=log.nodes.community,
        seen=log.nodes.first < at,
        age=np.maximum(0.0, at - log.nodes.first) / DAY,
        span=np.maximum(0.0, at - log.starts) / DAY,
    )


def outcome(log: Log, since: float, until: float) -> Floats:
    """How many different people act on each node from `since` to `until`."""
    found = log.ask("outcome", since=since, until=until)
    people: Floats = np.zeros(len(log.nodes))
    people[found["target"]] = found["people"]
    return people

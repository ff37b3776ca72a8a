"""A real log with acts added to it, as if they had stood in the file, and taken away again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.schemes import Acts
from scoring.population.log import Ints, Log, Nodes
from scoring.population.reading import statement


class _Overlay(Log):
    """The log beneath with more people in it; its tables are shared."""

    def __init__(self, beneath: Log, acts: Acts, community: int) -> None:
        self.path, self.malformed, self.faults = beneath.path, 0, ()
        self.starts, self.ends = beneath.starts, beneath.ends
        self._db = beneath._db
        self.nodes = _with_newcomers(beneath.nodes, acts, community)


@contextmanager
def attacked(log: Log, acts: Acts, community: int) -> Iterator[Log]:
    """The log with these acts, within one of its communities; undone on leaving."""
    overlay = _Overlay(log, acts, community)
    added = {"actor": acts.actor, "target": acts.target, "moment": acts.moment}
    log._db.register("added", added)
    log._db.begin()
    try:
        log._db.execute("insert into acts select actor, target, moment from added")
        log._db.execute("drop table weeks")
        log._db.execute(statement("weeks"))
        yield overlay
    finally:
        log._db.rollback()
        log._db.unregister("added")


def _with_newcomers(nodes: Nodes, acts: Acts, community: int) -> Nodes:
    """Numbers from the old length on, with the moment of their first act."""
    everyone = np.concatenate([acts.actor, acts.target])
    size = max(len(nodes), int(everyone.max(initial=-1)) + 1)
    first = np.append(nodes.first, np.full(size - len(nodes), np.inf))
    np.minimum.at(first, everyone, np.tile(acts.moment, 2))
    newcomers: Ints = np.arange(len(nodes), size)
    return Nodes(
        nodes.communities,
        np.append(nodes.community, np.full(len(newcomers), community)),
        np.append(nodes.names, np.array([f"puppet {n}" for n in newcomers], dtype=object)),
        first,
    )

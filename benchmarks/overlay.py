"""A real log with acts added to it, as if they had stood in the file, and taken away again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.schemes import Acts
from scoring.population.log import Ints, Log, Nodes

MORE_ACTS = "insert into acts select actor, target, moment from added"
MORE_WEEKS = """
create or replace table weeks as
with dated as (
    select actor, floor(moment / 604800) as week from added
), placed as (
    select actor, since(week, $until) as since, week from dated
), both_weeks as (
    select actor, since, bits from weeks
    union all
    select actor, since, cast(1 as hugeint) << cast(week - since as bigint) from placed
)
select actor, since, bit_or(bits) as bits from both_weeks group by actor, since
"""


class _Overlay(Log):
    """The log beneath with more people in it; its tables are shared."""

    def __init__(self, beneath: Log, acts: Acts, community: int) -> None:
        self.path, self.malformed, self.faults = beneath.path, 0, ()
        self.starts, self.ends = beneath.starts, beneath.ends
        self.until, self.cuts, self.apart = (
            math.nan,
            0,
            beneath.apart,
        )  # of other acts
        self._followed = True
        self._db = beneath._db
        self.nodes = _with_newcomers(beneath.nodes, acts, community)


@contextmanager
def attacked(log: Log, acts: Acts, community: int) -> Iterator[Log]:
    """The log with these acts, within one of its communities; undone on leaving."""
    overlay = _Overlay(log, acts, community)
    log.follow()
    added = {"actor": acts.actor, "target": acts.target, "moment": acts.moment}
    log._db.register("added", added)
    log._db.begin()
    try:
        log._db.execute(MORE_ACTS)
        log._db.execute(MORE_WEEKS, {"until": log.until})
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
        first,
        lambda: np.append(nodes.names, np.array([f"puppet {n}" for n in newcomers], dtype=object)),
    )

"""A log aggregated once for several cuts: each earlier view is a merge, not a fresh aggregation.

Acts are kept per (target, actor, stretch), a stretch being the time between two cuts. What stood
before a cut is then the first rows of each pair, and what came after it those of one stretch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.population.log import Floats, Ints, Log
from scoring.population.view import DAY, Edges, View, outcome, stood, view
from scoring.shipped import FORTNIGHTS

FORTNIGHT = 14 * DAY
BITS = 62  # of fortnights in one number


class Past:
    """A log before the moment `at`, and how it stood at earlier cuts, `apart` seconds each.

    `cuts` are youngest first, the first of them `apart` before `at`. Where cuts are not whole
    fortnights apart, or too far, each view is aggregated by itself.
    """

    def __init__(self, log: Log, at: float, cuts: Sequence[float], apart: float) -> None:
        self._log, self._at, self._apart = log, at, apart
        self._moments = (at, *cuts)
        self._rows: Mapping[str, NDArray[Any]] | None = None
        if cuts and _fits(at - cuts[-1], apart):
            self._rows = _parts(log, at, len(cuts), apart)

    def view(self, at: float) -> View:
        """What the log says of the time before `at`, which is the moment or one of the cuts."""
        if self._rows is None:
            return view(self._log, at)
        return stood(self._log, at, _merged(self._rows, self._stretch(at), self._shift(at)))

    def outcome(self, at: float) -> Floats:
        """How many different people act on each node from the cut `at` to the next."""
        if self._rows is None:
            return outcome(self._log, at, at + self._apart)
        people = np.bincount(self.arrivals(at)[0], minlength=len(self._log.nodes))
        return people.astype(np.float64)

    def arrivals(self, at: float) -> tuple[Ints, Ints]:
        """Who (target, actor) acted on whom from the cut `at` to the next, each pair once."""
        if self._rows is None:
            rows = self._log.ask("arrivals", since=at, until=at + self._apart)
            return rows["target"].astype(np.int64), rows["actor"].astype(np.int64)
        came = np.flatnonzero(self._rows["stretch"] == self._stretch(at) - 1)
        target, actor = (self._rows[side][came].astype(np.int64) for side in ("target", "actor"))
        once = _starts(target, actor)
        return target[once], actor[once]

    def _stretch(self, at: float) -> int:
        """The youngest stretch that lies before this cut."""
        return self._moments.index(at)

    def _shift(self, at: float) -> int:
        return round((self._at - at) / FORTNIGHT)


def _fits(reach: float, apart: float) -> bool:
    """Whether one number holds the fortnights of every cut, shifted by whole bits."""
    return apart % FORTNIGHT == 0 and reach / FORTNIGHT + FORTNIGHTS <= BITS


def _parts(log: Log, at: float, cuts: int, apart: float) -> Mapping[str, NDArray[Any]]:
    """Acts by pair and stretch, as they were gathered while reading if that was for these cuts."""
    if (at, apart) == (log.until, log.apart) and cuts <= log.cuts:
        return log.ask("parts")
    return log.ask("stretches", at=at, cuts=cuts, apart=apart)


def _merged(rows: Mapping[str, NDArray[Any]], stretch: int, shift: int) -> Edges:
    """One edge per pair from its rows up to a stretch; rows lie by pair and time."""
    kept = np.flatnonzero(rows["stretch"] >= stretch)
    target, actor = rows["target"][kept], rows["actor"][kept]
    starts = _starts(target, actor)
    ends = np.append(starts[1:], len(kept))[: len(starts)] - 1
    fortnights = _reduced(np.bitwise_or, rows["fortnights"][kept], starts)
    return Edges(
        target=target[starts].astype(np.int64),
        actor=actor[starts].astype(np.int64),
        n=_reduced(np.add, rows["n"][kept].astype(np.float64), starts),
        first=rows["first"][kept[starts]],
        last=rows["last"][kept[ends]],
        fortnights=fortnights >> shift & (1 << FORTNIGHTS) - 1,
    )


def _starts(target: Ints, actor: Ints) -> Ints:
    """Where each pair begins."""
    new = np.ones(len(target), np.bool_)
    new[1:] = (target[1:] != target[:-1]) | (actor[1:] != actor[:-1])
    return np.flatnonzero(new)


def _reduced(by: np.ufunc, values: NDArray[Any], starts: Ints) -> NDArray[Any]:
    return by.reduceat(values, starts) if len(starts) else values[:0]

"""Judging a ranking: what was said at a cut against what came after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.population import metrics
from scoring.population.baselines import DISTINCT, EVENTS, baselines
from scoring.population.errors import MomentError
from scoring.population.log import Floats, Log, written
from scoring.population.rank import Ranking, Rules, Step, rank, silent
from scoring.population.spread import inside_randomised
from scoring.population.view import DAY, View, outcome

OURS = "score"
UNWEIGHED = "score without trust"
SIZES = ((0.0, 1.0), (1.0, 5.0), (5.0, 20.0), (20.0, float("inf")))
SOME_SEEN = 20  # accounts in a community, below which no order can be judged

SPACED = 4  # cuts of each community where none are asked for

More = Callable[[Log, View], Mapping[str, Floats]]
Cuts = Mapping[float, Sequence[int]]  # moments, and the communities judged at each


@dataclass(frozen=True, slots=True)
class Row:
    """One method at one cut of one community."""

    at: float
    community: str
    method: str
    spearman: float
    ndcg: float
    precision: float
    k: int


@dataclass(frozen=True, slots=True)
class Covered:
    """How often the range held the outcome: one array entry per account and cut."""

    people: Floats
    randomised: Floats
    raw: Floats


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that an evaluation found."""

    rows: Sequence[Row]
    covered: Mapping[str, Covered]
    r2: Mapping[str, Sequence[float]]
    unprotected: Sequence[tuple[float, str]]


def judge(
    log: Log,
    cuts: Cuts,
    rules: Rules,
    k: int,
    more: More | None = None,
    step: Step = silent,
) -> Judgement:
    """Every method at every cut, in each of its communities, against what came after."""
    found = [_Cut(log, at, cuts[at], rules, more, step) for at in sorted(cuts)]
    return Judgement(
        rows=[row for cut in found for row in cut.rows(k)],
        covered={
            OURS: _joined([cut.covered(cut.ours) for cut in found]),
            UNWEIGHED: _joined([cut.covered(cut.flat) for cut in found]),
        },
        r2=_merged([cut.r2() for cut in found]),
        unprotected=[one for cut in found for one in cut.unprotected()],
    )


def cuts_at(log: Log, moments: Sequence[float], horizon: float) -> Cuts:
    """These moments, with every community that has people before and a whole window after.

    Raises MomentError for a moment at which no community can be judged.
    """
    return {at: _judged(log, at, horizon) for at in moments}


def cuts_spaced(log: Log, horizon: float, each: int = SPACED) -> Cuts:
    """So many cuts of each community that is long enough, evenly over its second half."""
    found: dict[float, list[int]] = {}
    for community, (start, end) in enumerate(zip(log.starts, log.ends, strict=True)):
        middle, last = float(start + end) / 2, float(end) - horizon
        for at in np.linspace(middle, last, each) if middle <= last else ():
            if community in _able(log, float(at), horizon):
                found.setdefault(float(at), []).append(community)
    if not found:
        raise MomentError(f"{log.path} is too short for windows of {horizon / DAY:g} days.")
    return found


def _judged(log: Log, at: float, horizon: float) -> list[int]:
    found = _able(log, at, horizon)
    if not found and at + horizon > float(log.ends.max()) + DAY:
        raise MomentError(
            f"{written(at)} cannot be judged: the log ends {written(float(log.ends.max()))}, "
            f"before the {horizon / DAY:g} days that follow."
        )
    if not found:
        raise MomentError(
            f"{written(at)} cannot be judged: no community has {SOME_SEEN} people before it "
            "and a whole window after it."
        )
    return found


def _able(log: Log, at: float, horizon: float) -> list[int]:
    """The communities with people before `at` and a whole window after it."""
    seen = np.bincount(log.nodes.community[log.nodes.first < at], minlength=len(log.starts))
    whole = (log.starts < at) & (log.ends + DAY >= at + horizon) & (seen >= SOME_SEEN)
    return [int(community) for community in np.flatnonzero(whole)]


class _Cut:
    """One cut: what was said of everybody before it, and what came."""

    def __init__(
        self,
        log: Log,
        at: float,
        communities: Sequence[int],
        rules: Rules,
        more: More | None,
        step: Step,
    ) -> None:
        self.at, self._names = at, log.nodes.communities
        self.ours = rank(log, at, rules, step)
        self.flat = rank(log, at, replace(rules, weighed=False), step)
        step(f"baselines at {written(at)}")
        self._others = baselines(log, self.ours.view, rules.horizon)
        self._more = more(log, self.ours.view) if more else {}
        self._came = outcome(log, at, at + rules.horizon)
        everybody = self.ours.view
        self._members = {
            c: np.flatnonzero((everybody.community == c) & everybody.seen) for c in communities
        }

    def rows(self, k: int) -> Iterator[Row]:
        said = {OURS: self.ours.people, UNWEIGHED: self.flat.people, **self._others, **self._more}
        for community, members in self._members.items():
            came = self._came[members]
            for method, figures in said.items():
                yield Row(
                    self.at,
                    self._names[community],
                    method,
                    metrics.spearman(figures[members], came),
                    metrics.ndcg(figures[members], came, k),
                    metrics.precision(figures[members], came, k),
                    k,
                )

    def covered(self, ranking: Ranking) -> Covered:
        rows = np.concatenate(list(self._members.values()))
        came, low, high = self._came[rows], ranking.low[rows], ranking.high[rows]
        inside = inside_randomised(came, ranking.mean[rows], ranking.size[rows])
        return Covered(ranking.people[rows], inside, ((low <= came) & (came <= high)).astype(float))

    def r2(self) -> dict[str, list[float]]:
        """Of the score against the logarithm of what is counted at sight, by community."""
        found: dict[str, list[float]] = {}
        for counted in (EVENTS, DISTINCT):
            found[f"log({counted})"] = [
                metrics.r2(self.ours.score[rows], np.log1p(self._others[counted][rows]))
                for rows in self._members.values()
            ]
        return found

    def unprotected(self) -> Iterator[tuple[float, str]]:
        for community in self._members:
            if not self.ours.trust.protected[community]:
                yield self.at, self._names[community]


def _joined(parts: Sequence[Covered]) -> Covered:
    return Covered(
        np.concatenate([part.people for part in parts]),
        np.concatenate([part.randomised for part in parts]),
        np.concatenate([part.raw for part in parts]),
    )


def _merged(parts: Sequence[Mapping[str, list[float]]]) -> dict[str, list[float]]:
    merged: dict[str, list[float]] = {}
    for part in parts:
        for name, figures in part.items():
            merged.setdefault(name, []).extend(figures)
    return merged

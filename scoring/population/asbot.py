"""The number that members see: a log replayed through the formula as the bot meets it.

No graph, so everybody weighs the same; names of all reactions, of a uniform sample, or of none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import numpy as np

from scoring.evidence import Audience, Person, Totals
from scoring.formula import CURRENT, measure
from scoring.networks.base import Kind
from scoring.population.log import Floats, Log
from scoring.population.view import View
from scoring.shipped import Weights

PREFIX = "as bot"
SAMPLED = 0.3  # of all reactions, those read with a name
READINGS: Mapping[str, float] = {
    "all names": 1.0,
    "names of a sample": SAMPLED,
    "counts only": 0.0,
}


def as_bot(weights: Weights, log: Log, at: View) -> Mapping[str, Floats]:
    """M of every node by name of the reading, with weights that were fitted on other logs."""
    formula = replace(CURRENT, weights=weights)
    now = datetime.fromtimestamp(at.at, UTC)
    found: dict[str, Floats] = {}
    for reading, share in READINGS.items():
        people = found[f"{PREFIX}, {reading}"] = np.zeros(at.size)
        for node, audience in audiences(log, at, share):
            measured = measure(audience, now, formula)
            people[node] = measured.people if measured else 0.0
    return found


def audiences(log: Log, at: View, share: float) -> Iterator[tuple[int, Audience]]:
    """What the bot would hold of each target, had it read this share of names."""
    read = log.ask("evidence", at=at.at, share=share)
    named = _by_target(read["target"], at.size)
    seen = log.ask("totals", at=at.at, share=share)
    dated = _by_target(seen["target"], at.size)
    for node in np.unique(seen["target"]):
        known, counted = named[node], dated[node]
        persons = [
            Person(first, last, {Kind.REPLY: n}, 1.0, mask)
            for first, last, n, mask in zip(
                read["first"][known].tolist(),
                read["last"][known].tolist(),
                read["n"][known].tolist(),
                read["fortnights"][known].tolist(),
                strict=True,
            )
        ]
        totals = [
            Totals(day, Kind.REPLY, k, n - k)
            for day, k, n in zip(
                seen["day"][counted].tolist(),
                seen["read"][counted].tolist(),
                seen["n"][counted].tolist(),
                strict=True,
            )
        ]
        yield int(node), _audience(persons, totals, float(log.nodes.first[node]))


def _audience(persons: Sequence[Person], totals: Sequence[Totals], first: float) -> Audience:
    since = datetime.fromtimestamp(first, UTC)
    return Audience(persons, totals, (), (), since, since)


def _by_target(target: Floats, size: int) -> Sequence[slice]:
    """Where the rows of each target lie in columns ordered by target."""
    ends = np.searchsorted(target, np.arange(size + 1))
    return [slice(int(a), int(b)) for a, b in pairwise(ends)]

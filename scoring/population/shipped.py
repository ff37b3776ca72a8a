"""The fitted weights as a versioned file, and the same features for one account.

Needs neither NumPy nor DuckDB: the bot reads these weights at its start.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scoring.evidence import FORTNIGHT, MASK_BITS, Person
from scoring.population.errors import WeightsError

SHIPPED = Path(__file__).parents[1] / "weights" / "v2.json"
FORMAT = 1

HALF_LIVES = (7.0, 30.0, 90.0, 365.0)  # days
LOYAL_HALF_LIFE = 90.0
RETURNED = 7.0  # days between the first and the last act of a loyal person
FORTNIGHTS = 12
AT_MOST = 3.0  # people of one fortnight who count as regular
FULL_SPAN = 90.0  # days of log below which half-lives are shortened
NAMES = ("d7", "d30", "d90", "d365", "loyal", "regular")
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Spreading:
    """The range around M: a negative binomial with mean M + `nobody`.

    log size = a + b log mean + c log(min(days, 365) / 365), never under log `floor`.
    """

    a: float
    b: float
    c: float
    floor: float
    nobody: float = 0.0

    def size(self, mean: float, days: float) -> float:
        """The size of the negative binomial for a mean seen during `days`."""
        seen = max(1.0, min(days, 365.0)) / 365.0
        log_size = self.a + self.b * math.log(max(mean, 1e-9)) + self.c * math.log(seen)
        return max(self.floor, math.exp(min(log_size, 50.0)))


@dataclass(frozen=True, slots=True)
class Weights:
    """What turns features into M: D_h by half-life, loyal, regular; none is negative."""

    values: tuple[float, ...]
    spreading: Spreading

    def people(self, found: Sequence[float]) -> float:
        """M: the weighted sum of one account's features."""
        return math.fsum(w * x for w, x in zip(self.values, found, strict=True))


def load(path: Path) -> Weights:
    """The weights in a file written by `python -m scoring fit`. Raises WeightsError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise WeightsError(f"{path} has format {found['format']}, this program reads {FORMAT}.")
        values = tuple(float(found["weights"][name]) for name in NAMES)
        spreading = Spreading(**{k: float(v) for k, v in found["range"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{path} holds no weights that can be read.") from error
    if not all(math.isfinite(w) and w >= 0 for w in values):
        raise WeightsError(f"{path} has a weight below zero.")
    return Weights(values, spreading)


def load_shipped() -> Weights:
    """The weights that come with this version."""
    return load(SHIPPED)


def as_document(weights: Weights, figures: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file of weights; `figures` say how they were found."""
    return {
        "format": FORMAT,
        "weights": {n: round(w, 6) for n, w in zip(NAMES, weights.values, strict=True)},
        "range": {name: round(v, 6) for name, v in asdict(weights.spreading).items()},
        **figures,
    }


def features_of(people: Iterable[Person], at: float) -> tuple[float, ...]:
    """The features of one account at `at` (unix seconds), from the people who were read."""
    sums = [0.0] * (len(HALF_LIVES) + 1)
    fortnights = [0.0] * FORTNIGHTS
    for person in people:
        age = max(0.0, at - person.last) / DAY
        for i, half_life in enumerate(HALF_LIVES):
            sums[i] += person.weight * 2.0 ** (-age / half_life)
        if person.last - person.first > RETURNED * DAY:
            sums[-1] += person.weight * 2.0 ** (-age / LOYAL_HALF_LIFE)
        for k in _acted(person, at):
            fortnights[k] += person.weight
    regular = math.fsum(min(AT_MOST, count) for count in fortnights) / FORTNIGHTS
    return (*sums, regular)


def _acted(person: Person, at: float) -> Iterable[int]:
    """In which of the last twelve fortnights somebody acted, counted back from `at`."""
    now, last = int(at) // FORTNIGHT, int(person.last) // FORTNIGHT
    recent = range(max(0, now - last), FORTNIGHTS)
    return [k for k in recent if person.fortnights >> (now - k) % MASK_BITS & 1]

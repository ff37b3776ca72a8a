"""The fitted weights as a versioned file, and the same features for one account.

Needs neither NumPy nor DuckDB: the bot reads these weights at its start.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scoring.evidence import FORTNIGHT, MASK_BITS, Person
from scoring.population.errors import WeightsError

SHIPPED = Path(__file__).parent / "weights" / "v2.json"
FORMAT = 1

HALF_LIVES = (7.0, 30.0, 90.0, 365.0)  # days
LOYAL_HALF_LIFE = 90.0
RETURNED = 7.0  # days between the first and the last act of a loyal person
FORTNIGHTS = 12
AT_MOST = 3.0  # people of one fortnight who count as regular
FULL_SPAN = 90.0  # days of log below which half-lives are shortened
NAMES = ("d7", "d30", "d90", "d365", "loyal", "regular")
FOUR_WEEKS = 28.0  # days
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
    """What turns features into M: D_h by half-life, loyal, regular; none is negative.

    `people_per_act` is the exponent of E(n) = n^beta, the people expected behind n acts.
    `fitted` are the weights as the logs taught them, before they were brought to the level of
    a steady audience: what a log with a past of its own is steadied with.
    """

    values: tuple[float, ...]
    spreading: Spreading
    people_per_act: float = 1.0
    fitted: tuple[float, ...] = ()

    @property
    def taught(self) -> tuple[float, ...]:
        """The weights as the logs taught them."""
        return self.fitted or self.values


def load(path: Path) -> Weights:
    """The weights in a file written by `python -m scoring fit`. Raises WeightsError."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != FORMAT:
            raise WeightsError(f"{path} has format {found['format']}, this program reads {FORMAT}.")
        values = tuple(float(found["weights"][name]) for name in NAMES)
        spreading = Spreading(**{k: float(v) for k, v in found["range"].items()})
        people_per_act = float(found["people_per_act"])
        fitted = tuple(float(found["fitted"][name]) for name in NAMES)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{path} holds no weights that can be read.") from error
    if not all(math.isfinite(w) and w >= 0 for w in (*values, *fitted)):
        raise WeightsError(f"{path} has a weight below zero.")
    if not 0 < people_per_act <= 1:
        raise WeightsError(f"{path} has more than one person to an act, or none.")
    return Weights(values, spreading, people_per_act, fitted)


def load_shipped() -> Weights:
    """The weights that come with this version."""
    return load(SHIPPED)


def as_document(weights: Weights, figures: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file of weights; `figures` say how they were found."""
    return {
        "format": FORMAT,
        "weights": {n: round(w, 6) for n, w in zip(NAMES, weights.values, strict=True)},
        "fitted": {n: round(w, 6) for n, w in zip(NAMES, weights.taught, strict=True)},
        "range": {name: round(v, 6) for name, v in asdict(weights.spreading).items()},
        "people_per_act": round(weights.people_per_act, 6),
        **figures,
    }


def contributions(
    values: Sequence[float], people: Sequence[Person], at: float, pace: float = 1.0
) -> list[float]:
    """What each person brings to M at `at` (unix seconds); together they are M.

    Acts age `pace` times as fast. Decayed and loyal parts are a person's own; of the regular
    ones of a fortnight, three at most, everybody who acted in it has a share by their weight.
    """
    *decayed, loyal, regular = values
    acted = [_acted(person, at) for person in people]
    present = [0.0] * FORTNIGHTS
    for person, fortnights in zip(people, acted, strict=True):
        for k in fortnights:
            present[k] += person.weight
    shares = [regular / FORTNIGHTS * min(1.0, AT_MOST / w) if w > 0 else 0.0 for w in present]
    found = []
    for person, fortnights in zip(people, acted, strict=True):
        age = max(0.0, at - person.last) / DAY * pace
        own = math.fsum(v * 2.0 ** (-age / h) for v, h in zip(decayed, HALF_LIVES, strict=True))
        if person.last - person.first > RETURNED * DAY:
            own += loyal * 2.0 ** (-age / LOYAL_HALF_LIFE)
        found.append(person.weight * (own + math.fsum(shares[k] for k in fortnights)))
    return found


def worth_over(values: Sequence[float], days: float) -> float:
    """What one act of a new person brings on average over its first `days`, `regular` apart."""
    *decayed, _, _ = values
    return math.fsum(v * stream(h, days) for v, h in zip(decayed, HALF_LIVES, strict=True)) * (
        FOUR_WEEKS / days
    )


def stream(half_life: float, days: float) -> float:
    """D_h of one act in four weeks, at random moments, over so many days."""
    return half_life / (FOUR_WEEKS * math.log(2)) * (1.0 - float(2.0 ** (-days / half_life)))


def widened(values: Sequence[float], days: float) -> tuple[float, ...]:
    """The same weights for a window of `days`, at the rate of a steady stream of new people."""
    *decayed, loyal, regular = values
    found = [v / (1.0 - 2.0 ** (-days / h)) for v, h in zip(decayed, HALF_LIVES, strict=True)]
    seen = min(FORTNIGHTS, max(1.0, days * DAY / FORTNIGHT))
    return (*found, loyal, regular * FORTNIGHTS / seen)


def _acted(person: Person, at: float) -> Sequence[int]:
    """In which of the last twelve fortnights somebody acted, counted back from `at`."""
    now, last = int(at) // FORTNIGHT, int(person.last) // FORTNIGHT
    recent = range(max(0, now - last), FORTNIGHTS)
    return [k for k in recent if person.fortnights >> (now - k) % MASK_BITS & 1]

"""How a score is shared out over networks and kinds, and what would move it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from scoring.formula import CEILING, FLOOR, score_to_people
from scoring.models import Card, Explanation, Part
from scoring.networks.base import Kind

STEP_TARGETS = (5.0, 10.0)


def shown(value: float) -> float:
    """A score as it is shown: to one decimal."""
    return round(value, 1)


def share_out(value: float, people: Mapping[tuple[str, Kind], float]) -> tuple[Part, ...]:
    """Points above 10 in proportion to people, so that 10.0 and the parts make `value`.

    `value` is the score as shown. Rounded to tenths by the largest remainder, so the parts
    as shown sum exactly. Largest first.
    """
    keys = [key for key, m in people.items() if m > 0]
    tenths = _largest_remainder([people[key] for key in keys], round((value - FLOOR) * 10))
    parts = [
        Part(network, kind, tenth / 10, people[network, kind])
        for (network, kind), tenth in zip(keys, tenths, strict=True)
    ]
    return tuple(sorted(parts, key=lambda p: (-p.people, p.network, p.kind)))


def targets(value: float) -> tuple[tuple[float, float], ...]:
    """Counterfactuals: (score, people in four weeks) for the next round scores above."""
    first = math.floor(value / 5.0) * 5.0
    wanted = (first + step for step in STEP_TARGETS)
    return tuple((s, score_to_people(s)) for s in wanted if s <= CEILING)


def explain(card: Card) -> Explanation:
    """The reasons of a card: points by network, and what the next scores above would take."""
    networks: dict[str, float] = {}
    for part in card.score.parts if card.score else ():
        networks[part.network] = round(networks.get(part.network, 0.0) + part.points, 1)
    return Explanation(card, networks, targets(card.score.value) if card.score else ())


def _largest_remainder(weights: Sequence[float], total: int) -> list[int]:
    """Share `total` units in proportion to `weights`, summing exactly."""
    whole = math.fsum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [weight / whole * total for weight in weights]
    floors = [math.floor(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors

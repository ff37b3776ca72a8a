"""What everybody counts: as weighed, or else as the sample of their like says.

Whoever was not weighed gets the mean of those who were, shrunk to what is usual on the network
as if ten usual people stood beside the sample. What is usual is the mean over the network's
accounts, shrunk in the same way to 1: a network on which nobody was weighed stands at 1.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from scoring.burst import LATELY, bursting
from scoring.credibility import Reason, Weight

A = TypeVar("A", bound=Hashable)

FLAT = 1.0  # where nobody was ever weighed
SHRINKAGE = 10.0  # so many usual people stand beside every sample


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody who acted: last when (unix seconds), and their weight where it is known."""

    last: float
    weight: Weight | None = None

    @property
    def known(self) -> Weight | None:
        """The weight, unless nothing was known to weigh."""
        unknown = self.weight is None or self.weight.reason is Reason.UNKNOWN
        return None if unknown else self.weight


@dataclass(frozen=True, slots=True)
class Credit(Generic[A]):
    """Everybody's weight from 0 to 1, how many were weighed for it, and whether it is a burst."""

    weights: Mapping[A, float]
    weighed: int = 0
    burst: bool = False

    @property
    def mean(self) -> float:
        """What people count on average."""
        return math.fsum(self.weights.values()) / len(self.weights) if self.weights else FLAT


def credit(people: Mapping[A, Seen], now: datetime, usual: float = FLAT) -> Credit[A]:
    """What everybody counts at `now`; `usual` is the mean of the network.

    In a burst those who are not credible count nothing, and those who acted lately without
    being weighed count as the sample of that time does, without the network's good name.
    """
    since = (now - LATELY).timestamp()
    lately = {actor: one for actor, one in people.items() if one.last >= since}
    burst = bursting([one.known for one in lately.values() if one.known])
    if burst:
        before = {actor: one for actor, one in people.items() if actor not in lately}
        weights = {**_filled(before, usual, sift=True), **_filled(lately, None, sift=True)}
    else:
        weights = _filled(people, usual)
    weighed = sum(1 for one in people.values() if one.known)
    return Credit(weights, weighed, burst)


def shrunk(total: float, n: float, towards: float) -> float:
    """The mean of `n` weights that add up to `total`, shrunk towards another mean."""
    return (total + SHRINKAGE * towards) / (n + SHRINKAGE)


def _filled(people: Mapping[A, Seen], usual: float | None, *, sift: bool = False) -> dict[A, float]:
    """Each one's own weight, or the mean; only the credible ones' where they are sifted."""
    own = {actor: _worth(one.known, sift=sift) for actor, one in people.items() if one.known}
    mean = _mean(own.values(), usual)
    return {actor: own.get(actor, mean) for actor in people}


def _worth(weight: Weight, *, sift: bool) -> float:
    return weight.value if weight.credible or not sift else 0.0


def _mean(weights: Collection[float], usual: float | None) -> float:
    total = math.fsum(weights)
    if usual is None:
        return total / len(weights) if weights else FLAT
    return shrunk(total, len(weights), usual)

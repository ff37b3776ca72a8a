"""Evidence in memory: who acted on one account's publications, ready to be measured."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from scoring.networks.base import Kind, Reaction

A = TypeVar("A", bound=Hashable)

FORTNIGHT = 14 * 86_400
MASK_BITS = 64


def fortnight_bit(at: float) -> int:
    """The bit of the epoch-aligned fortnight in which `at` (unix seconds) lies."""
    return 1 << (int(at) // FORTNIGHT % MASK_BITS)


@dataclass(frozen=True, slots=True)
class Person:
    """One actor, seen from one account: times in unix seconds, a weight from 0 to 1.

    By a `mark` the same person is known again under another topic.
    """

    first: float
    last: float
    acts: Mapping[Kind, int]
    weight: float = 1.0
    fortnights: int = 0
    mark: Hashable = None


@dataclass(frozen=True, slots=True)
class Wider:
    """Everybody who acted on one of several topics, and which these are."""

    people: Sequence[Person]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """One publication's reactions of one kind: how many were read with a face, how many not."""

    at: float  # of the publication, unix seconds
    kind: Kind
    read: int
    unread: int


@dataclass(frozen=True, slots=True)
class Audience:
    """Everything known of one account at one moment.

    `observed_from` is the account's creation or its first publication, whichever is later, or
    where a reading that was `cut` short began. `topics` holds (topic, person) once per person
    and topic, with what they did about it; `wider` is what topics belong to. `observable` is False
    where the network shows no reactions at all.
    """

    people: Sequence[Person]
    totals: Sequence[Totals]
    topics: Sequence[tuple[str, Person]]
    publications: Sequence[float]  # unix seconds
    created_at: datetime
    observed_from: datetime
    cut: bool = False
    observable: bool = True
    credibility: float = 1.0  # what people count on average
    weighed: int = 0  # of how many the profiles say so
    burst: bool = False
    wider: Mapping[str, Wider] = field(default_factory=dict)

    def age_days(self, now: datetime) -> float:
        """Days since the account began."""
        return max(0.0, (now - self.created_at).total_seconds() / 86_400)

    def publications_since(self, since: float) -> float:
        """How many publications are younger than `since` (unix seconds)."""
        return float(sum(1 for at in self.publications if at >= since))


def time_of(
    reaction: Reaction,
    *,
    published: datetime | None,
    read_before: datetime | None,
    now: datetime,
) -> datetime:
    """When an act happened: as dated, but never in the future nor before the publication.

    An undated act found on the first reading is as old as its publication; one found later
    happened between the previous reading and now, so the middle is taken (docs/score.md).
    """
    if reaction.at is not None:
        at = reaction.at
        if published is not None and at < published:
            at = published
    elif read_before is None:
        at = published or now
    else:
        at = read_before + (now - read_before) / 2
    return min(at, now)


@dataclass(slots=True)
class Acts:
    """What one actor did, while readings are being folded together."""

    first: int
    last: int
    fortnights: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)

    def merge(self, other: Acts) -> None:
        """Add what another reading says; the order of readings does not matter."""
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.fortnights |= other.fortnights
        for kind, n in other.by_kind.items():
            self.by_kind[kind] = self.by_kind.get(kind, 0) + n

    def person(self, weight: float = 1.0, mark: Hashable = None) -> Person:
        """The actor, ready to be measured."""
        kinds = {Kind(kind): n for kind, n in self.by_kind.items()}
        return Person(self.first, self.last, kinds, weight, self.fortnights, mark)


def gather(acts: Iterable[tuple[A, int, Kind]]) -> dict[A, Acts]:
    """Acts given as (actor, unix seconds, kind), folded into one row per actor."""
    rows: dict[A, Acts] = {}
    for actor, at, kind in acts:
        one = Acts(at, at, fortnight_bit(at), {kind.value: 1})
        if actor in rows:
            rows[actor].merge(one)
        else:
            rows[actor] = one
    return rows

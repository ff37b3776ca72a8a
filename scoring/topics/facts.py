"""Topics as facts tell them: old and new snapshots, every spelling, less what somebody hides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from scoring.models import Snapshot
from scoring.topics.spelling import key_of, label_of


@dataclass(frozen=True, slots=True)
class TopicLine:
    """People in four weeks on one topic. `key` compares, `label` is read."""

    key: str
    label: str
    people: float


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """What somebody is heard on, most people first. Topics overlap and do not sum.

    `topics` are the narrowest; `wider` is what they belong to. `hidden` are the keys of those
    that are left out.
    """

    topics: tuple[TopicLine, ...] = ()
    wider: tuple[TopicLine, ...] = ()
    hidden: frozenset[str] = frozenset()

    @property
    def every(self) -> tuple[TopicLine, ...]:
        """The narrow and the wide."""
        return (*self.topics, *self.wider)

    def line(self, key: str) -> TopicLine | None:
        """One topic, where it is shown."""
        return next((line for line in self.every if line.key == key), None)


@dataclass(slots=True)
class _Sums:
    """Topics of several accounts: networks add up, as they do in the score."""

    people: dict[str, float] = field(default_factory=dict)
    labels: dict[str, tuple[float, str]] = field(default_factory=dict)
    narrow: set[str] = field(default_factory=set)
    below: dict[str, set[str]] = field(default_factory=dict)

    def add(self, snapshot: Snapshot) -> None:
        """One account. Of spellings that were not brought together the larger one counts: who
        acted on both is not known, and must not count twice."""
        found: dict[str, float] = {}
        for tag, m in snapshot.topics.items():
            if key := self._named(tag, m):
                found[key] = max(m, found.get(key, 0.0))
                self.narrow.add(key)
        for tag, branch in snapshot.wider.items():
            if key := self._named(tag, branch.people):
                found[key] = max(branch.people, found.get(key, 0.0))
                below = {key_of(topic) for topic in branch.of} - {key}
                self.below.setdefault(key, set()).update(below)
        for key, m in found.items():
            self.people[key] = self.people.get(key, 0.0) + m

    def _named(self, tag: str, m: float) -> str:
        key = key_of(tag)
        self.labels[key] = max(self.labels.get(key, (-1.0, "")), (m, label_of(tag)))
        return key

    def lines(self, keys: Iterable[str]) -> tuple[TopicLine, ...]:
        """These topics, most people first."""
        made = (TopicLine(key, self.labels[key][1], self.people[key]) for key in keys)
        return tuple(sorted(made, key=lambda line: (-line.people, line.key)))


def topics_of(snapshots: Iterable[Snapshot], hidden: Collection[str] = ()) -> TopicFacts:
    """The topics of accounts that count.

    What is hidden takes along what lies below it, and leaves nothing above that would tell of it
    alone.
    """
    sums = _Sums()
    for snapshot in snapshots:
        sums.add(snapshot)
    gone = _hidden(sums.below, frozenset(hidden))
    narrow = sums.narrow - sums.below.keys() - gone
    wider = {key for key, below in sums.below.items() if key not in gone and below & narrow}
    gone |= sums.below.keys() - wider
    return TopicFacts(sums.lines(narrow), sums.lines(wider), frozenset(gone))


def _hidden(below: Mapping[str, set[str]], hidden: frozenset[str]) -> set[str]:
    return set(hidden).union(*(below.get(key, ()) for key in hidden))

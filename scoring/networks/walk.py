"""Going back through a feed, newest first, in steps from any of which a reading can go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from scoring.networks.shapes import earliest, moment

STEP = 10  # posts whose names are read together


class Sorted(Protocol):
    """One entry of a feed."""

    @property
    def position(self) -> datetime | None:
        """The time by which the feed is sorted."""
        ...


Entry = TypeVar("Entry", bound=Sorted)


@dataclass(frozen=True, slots=True)
class Place:
    """Up to where a feed is read: what is younger than `until` on the page at `cursor` is."""

    until: datetime | None = None
    cursor: str = ""

    def __str__(self) -> str:
        return f"{self.until.isoformat() if self.until else ''}|{self.cursor}"

    @classmethod
    def parse(cls, position: str) -> Place | None:
        """A place out of what `str` made of it."""
        until, mark, cursor = position.partition("|")
        found = moment(until)
        return cls(found, cursor) if mark and (found or not until) else None


@dataclass(frozen=True, slots=True)
class Page(Generic[Entry]):
    """One page of a feed, with the cursor of the next, if there is one."""

    items: Sequence[Entry]
    cursor: str

    def parts(self, until: datetime | None) -> Iterator[tuple[Sequence[Entry], bool]]:
        """What is not younger than `until`, step by step, and whether the page ends with it."""
        left = [one for one in self.items if not (until and one.position and one.position > until)]
        for start in range(0, max(1, len(left)), STEP):
            yield left[start : start + STEP], start + STEP >= len(left)


class Walk:
    """How far a reading has come, and from where a later one should go on."""

    def __init__(self, place: Place, since: datetime | None, began: datetime | None) -> None:
        self.place = place
        self.since = since
        self.arrived = False
        self.reached: datetime | None = None
        self._began = began
        self._left: Place | None = None
        self._steps = 0

    @property
    def position(self) -> str | None:
        """Where names began to be left out, else where the walk stands; None at its end."""
        if self._left is None and self.arrived:
            return None
        return str(self._left or self.place)

    def step(
        self, items: Sequence[Sorted], cursor: str, *, last: bool, whole: bool, stopped: bool
    ) -> None:
        """Note that these were read, `whole` if with all their names.

        A step that a limit `stopped` is taken again; a first one for which not even a fresh
        reading has calls enough is not.
        """
        before, self._steps = self.place, self._steps + 1
        oldest = earliest(item.position for item in items[-1:])
        until = earliest([oldest, before.until])
        self.place = Place(until, cursor if last else before.cursor)
        if not whole and self._left is None:
            self._left = before if stopped or self._steps > 1 else self.place
        past = self.since is not None and oldest is not None and oldest < self.since
        self.arrived = past or (last and not cursor)
        self.reached = (self.since or self._began or oldest) if self.arrived else oldest

"""Going through somebody's repositories in small steps, from any of which a reading can go on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from scoring.networks.github_names import Repository

STEP = 3  # repositories whose names are read together


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the listing and what was last read of it; those noticed most are read first."""

    page: int = 1
    noticed: int | None = None
    id: int = 0

    def __str__(self) -> str:
        return f"{self.page}:{'' if self.noticed is None else self.noticed}:{self.id}"

    @classmethod
    def parse(cls, position: str) -> Place | None:
        """A place out of what `str` made of it."""
        parts = position.split(":")
        if len(parts) != 3 or not all(part.isdecimal() or not part for part in parts):
            return None
        page, noticed, number = parts
        return cls(int(page or 1), int(noticed) if noticed else None, int(number or 0))

    def is_before(self, repository: Repository) -> bool:
        """Whether a repository of this page is still to be read."""
        if self.noticed is None:
            return True
        return (-repository.noticed, repository.id) > (-self.noticed, self.id)


def steps(
    repositories: Iterable[Repository], place: Place
) -> Iterator[tuple[Sequence[Repository], bool]]:
    """What is left of a page in the order of reading, and whether the page ends with it."""
    left = sorted(filter(place.is_before, repositories), key=lambda one: (-one.noticed, one.id))
    for start in range(0, max(1, len(left)), STEP):
        yield left[start : start + STEP], start + STEP >= len(left)


class Walk:
    """How far a reading has come, and from where a later one should go on."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.ended = False
        self._left: Place | None = None
        self._steps = 0

    @property
    def position(self) -> str | None:
        """Where names began to be left out, else where the walk stands; None at its end."""
        if self._left is None and self.ended:
            return None
        return str(self._left or self.place)

    def step(
        self,
        read: Sequence[Repository],
        last: bool,
        ends: bool,
        *,
        whole: bool,
        stopped: bool,
    ) -> None:
        """Note that these were read, `whole` if with all their names, and the page with `last`.

        A step that a limit `stopped` is taken again; a first one for which not even a fresh
        reading has calls enough is not.
        """
        before, self._steps = self.place, self._steps + 1
        if last:
            self.place = Place(before.page + 1)
        elif read:
            self.place = Place(before.page, read[-1].noticed, read[-1].id)
        if not whole and self._left is None:
            self._left = before if stopped or self._steps > 1 else self.place
        self.ended = last and ends

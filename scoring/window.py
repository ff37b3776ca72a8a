"""How far an account was read, and where a later reading goes on: plain arithmetic.

A `Window` never claims what was not read. What a reading had to leave is its `rest`, which a
network that is `Resumable` takes up again where it was left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scoring.networks.base import Reading
from scoring.networks.shapes import earliest

YEAR = timedelta(days=365)  # what a first reading wants
LATE_REACTIONS = timedelta(days=35)  # younger publications are read again


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be read: from `position`, in the network's own words, back to `since`."""

    position: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """An account is known from `read_from` to `read_at`. It is `cut` where its year is longer."""

    read_at: datetime | None = None
    read_from: datetime | None = None
    cut: bool = False
    rest: Rest | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """A reading of what is new, begun at `began`, back to `since`."""

    before: Window
    began: datetime

    @property
    def is_first(self) -> bool:
        """Whether nothing was ever read, even where the network answered before."""
        return self.before.read_at is None or self.before.read_from is None

    @property
    def since(self) -> datetime:
        """A year back at first, afterwards as far as reactions may still arrive."""
        if self.is_first or self.before.read_at is None:
            return self.began - YEAR
        return self.before.read_at - LATE_REACTIONS

    def after(self, page: Reading) -> Window:
        """What a page allows to claim, to be stored with it.

        Nothing yet where the reading could not go on from there, or has not come to what is
        known: after a crash it then starts anew, and counts nothing twice.
        """
        if page.complete:
            return self.finished(page.position)
        if page.position is None or self._leaves_gap(page.reached):
            return self.before
        return self.stopped(page.reached, page.position)

    def finished(self, position: str | None = None) -> Window:
        """It came to its end; with a position where names were left out on the way."""
        return Window(
            self.began,
            earliest([self.before.read_from, self.since]),
            cut=self.before.cut and not self.is_first,
            rest=self._rest(position),
        )

    def stopped(self, reached: datetime | None, position: str | None) -> Window:
        """It was cut short. What lies beyond a gap is not claimed until the gap is read."""
        if self.is_first or self._leaves_gap(reached):
            back = self.began - YEAR
            rest = None if position is None else Rest(position, back)
            return Window(self.began, reached, cut=True, rest=rest)
        return replace(self.before, read_at=self.began, rest=self._rest(position))

    def _leaves_gap(self, reached: datetime | None) -> bool:
        known = None if self.is_first else self.before.read_at
        return known is not None and reached is not None and reached > known

    def _rest(self, position: str | None) -> Rest | None:
        """An older rest goes first: what is new is looked at again anyway."""
        if self.before.rest is not None or position is None:
            return self.before.rest
        return Rest(position, self.since)


@dataclass(frozen=True, slots=True)
class Onward:
    """A reading of the rest that an earlier one left."""

    before: Window
    rest: Rest

    @property
    def since(self) -> datetime:
        """As far back as the earlier reading was meant to go."""
        return self.rest.since

    def after(self, page: Reading) -> Window:
        """What a page allows to claim, to be stored with it."""
        if page.complete:
            return self.finished(page.position)
        return self.stopped(page.reached, page.position)

    def finished(self, position: str | None = None) -> Window:
        """It came to the end; the account is whole once that is a year before its last reading."""
        known = self.before.read_at
        whole = known is not None and self.since <= known - YEAR
        return replace(
            self.before,
            read_from=earliest([self.before.read_from, self.since]),
            cut=self.before.cut and not whole,
            rest=None if position is None else Rest(position, self.since),
        )

    def stopped(self, reached: datetime | None, position: str | None) -> Window:
        """It was cut short again, further back."""
        return replace(
            self.before,
            read_from=earliest([self.before.read_from, reached]),
            rest=None if position is None else Rest(position, self.since),
        )

    def refused(self) -> Window:
        """The network does not know the position any more: the rest stays unread."""
        return replace(self.before, rest=None)


Plan = Forward | Onward

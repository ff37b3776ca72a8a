"""The injected clock: every function that needs the time asks one, none reads the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The present moment, aware and in UTC."""
        ...


class SystemClock:
    """The time of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until somebody moves it, and then only forward."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware time")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move forward by `by` and return the new time. Raises ValueError on a step back."""
        if by < timedelta(0):
            raise ValueError("a clock only moves forward")
        self._now += by
        return self._now

    def advance_to(self, when: datetime) -> datetime:
        """Move forward to `when`. Raises ValueError if that lies in the past."""
        return self.advance(when - self._now)


class JumpingClock:
    """The time of the machine plus the jumps that were asked for: the sandbox's clock."""

    def __init__(self, base: Clock | None = None) -> None:
        self._base = base or SystemClock()
        self._offset = timedelta(0)

    def now(self) -> datetime:
        return self._base.now() + self._offset

    def advance_to(self, when: datetime) -> datetime:
        """Jump forward to `when`. Raises ValueError if that lies in the past."""
        ahead = when - self.now()
        if ahead < timedelta(0):
            raise ValueError("a clock only moves forward")
        self._offset += ahead
        return self.now()

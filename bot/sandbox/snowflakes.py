"""Ids as Discord makes them: the time in their upper bits, never the same twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scoring.clock import Clock

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_TIME_SHIFT = 22


class Snowflakes:
    """A source of growing ids that carry the clock's time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        elapsed = (self._clock.now() - EPOCH) // timedelta(milliseconds=1)
        self._last = max(self._last + 1, elapsed << _TIME_SHIFT)
        return self._last


def moment(snowflake: int) -> datetime:
    """When an id was made."""
    return EPOCH + timedelta(milliseconds=snowflake >> _TIME_SHIFT)

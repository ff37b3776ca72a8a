"""Clocks: aware, in UTC, and never back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scoring.clock import JumpingClock, ManualClock, SystemClock
from tests.scoring.world import DAY, NOW


def test_the_machines_time_is_aware() -> None:
    """Nothing naive ever enters."""
    assert SystemClock().now().tzinfo is UTC


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    """Only forward, and by as much as was asked."""
    clock = ManualClock(NOW)
    assert clock.now() == clock.now() == NOW
    assert clock.advance(DAY) == clock.now() == NOW + DAY
    assert clock.advance_to(NOW + 3 * DAY) == NOW + 3 * DAY


@pytest.mark.parametrize("back", [NOW - DAY, NOW - timedelta(microseconds=1)])
def test_no_clock_goes_back(back: datetime) -> None:
    """A step back is refused, by both that can be moved."""
    for clock in (ManualClock(NOW), JumpingClock(ManualClock(NOW))):
        with pytest.raises(ValueError, match="only moves forward"):
            clock.advance_to(back)


def test_a_jump_stays_ahead_of_its_base() -> None:
    """After a jump the clock runs on with its base."""
    base = ManualClock(NOW)
    clock = JumpingClock(base)
    assert clock.advance_to(NOW + DAY) == NOW + DAY
    base.advance(timedelta(hours=1))
    assert clock.now() == NOW + DAY + timedelta(hours=1)


def test_a_clock_speaks_utc() -> None:
    """Another zone's start is the same moment in UTC; a naive one is refused."""
    start = NOW.astimezone(timezone(timedelta(hours=14)))
    assert ManualClock(start).now().tzinfo is UTC
    with pytest.raises(ValueError, match="aware"):
        ManualClock(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point

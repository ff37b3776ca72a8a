"""Not too many questions at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.throttle import Throttle
from scoring.clock import ManualClock
from scoring.errors import DomainError

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def refused(throttle: Throttle, user: int) -> bool:
    try:
        throttle.admit(user)
    except DomainError as error:
        return error.key == "too_fast"
    return False


def test_a_burst_is_let_through_and_no_more() -> None:
    """Five at once pass, the sixth is refused with the moment to come back."""
    throttle = Throttle(ManualClock(START))
    assert [refused(throttle, 7) for _ in range(6)] == [False] * 5 + [True]
    with pytest.raises(DomainError) as caught:
        throttle.admit(7)
    assert caught.value.data["until"] == START + timedelta(seconds=2)


def test_people_do_not_wait_for_each_other() -> None:
    """Everyone has a bucket of their own."""
    throttle = Throttle(ManualClock(START), burst=1)
    assert not refused(throttle, 7)
    assert not refused(throttle, 8)


def test_coming_back_when_told_is_enough() -> None:
    """At the moment that a refusal names, the next question passes."""
    clock = ManualClock(START)
    throttle = Throttle(clock, burst=2, window=timedelta(seconds=10))
    throttle.admit(7)
    throttle.admit(7)
    with pytest.raises(DomainError) as caught:
        throttle.admit(7)
    until = caught.value.data["until"]
    assert isinstance(until, datetime)
    clock.advance_to(until)
    throttle.admit(7)


@given(st.lists(st.integers(0, 5), max_size=60))
def test_never_more_than_the_rate(pauses: list[int]) -> None:
    """Over any stretch, at most the burst and one more for each step are let through."""
    clock = ManualClock(START)
    throttle = Throttle(clock, burst=3, window=timedelta(seconds=6))
    passed = 0
    for pause in pauses:
        clock.advance(timedelta(seconds=pause))
        passed += not refused(throttle, 7)
        assert passed <= 3 + (clock.now() - START).total_seconds() / 2

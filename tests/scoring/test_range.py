"""The range: it holds the value, narrows with time, and never breaks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.formula import people_to_score
from scoring.range import Spread, add, in_points, interval, spread
from tests.scoring.world import PURE

PEOPLE = st.floats(0, 1e9)
DAYS = st.floats(0, 5000)


def width(people: float, days: float, *, estimated: bool = False) -> float:
    """In points."""
    low, high = in_points(*interval(spread(people, days, estimated=estimated)))
    return high - low


@PURE
@given(PEOPLE, DAYS, st.booleans())
def test_the_range_holds_the_value(people: float, days: float, estimated: bool) -> None:
    """M lies between its own low and high end, both finite and not negative."""
    low, high = interval(spread(people, days, estimated=estimated))
    assert 0 <= low <= people <= high < math.inf


@pytest.mark.parametrize("people", [5e-324, 1e-300, 1e-160, 1e-9, 0.05, 199.9, 200.1, 1e12])
def test_tiny_and_huge_audiences(people: float) -> None:
    """Nothing under- or overflows at either end."""
    low, high = interval(spread(people, 365))
    assert 0 <= low <= people <= high < math.inf


@PURE
@given(st.floats(0, 100), DAYS)
def test_a_trace_of_somebody_is_no_surer_than_nobody(people: float, days: float) -> None:
    """Where nobody was seen one person may come; where somebody was, one may come as well."""
    assert interval(spread(people, days))[1] >= interval(spread(0, days))[1] == 1.0


@PURE
@given(st.floats(0.1, 1e6), DAYS, DAYS)
def test_time_narrows_the_range(people: float, a: float, b: float) -> None:
    """The longer somebody was observed, the surer the forecast."""
    short, long = sorted((a, b))
    assert spread(people, long).variance <= spread(people, short).variance


def test_six_weeks_are_a_quarter_wider_than_two_years() -> None:
    """At 44 points: 1.25 times as wide at least, in points."""
    assert width(251, 42) >= 1.25 * width(251, 730)


@PURE
@given(st.floats(30, 1e6), DAYS)
def test_estimates_are_less_sure_than_faces(people: float, days: float) -> None:
    """What comes from a sample or from totals varies more."""
    estimated, read = (spread(people, days, estimated=flag) for flag in (True, False))
    assert estimated.variance >= read.variance
    assert estimated.mean == read.mean


@PURE
@given(st.lists(st.tuples(PEOPLE, DAYS), max_size=6))
def test_networks_add_up(parts: list[tuple[float, float]]) -> None:
    """Means and variances of independent networks add, in any order."""
    spreads = [spread(people, days) for people, days in parts]
    total = add(spreads)
    assert total == add(reversed(spreads))
    assert total.mean == pytest.approx(sum(people for people, _ in parts))


def test_the_interval_is_that_of_a_negative_binomial() -> None:
    """Against the distribution summed by hand: about 80 % of it lies inside."""
    mean, size = 20.0, 8.0
    low, high = interval(Spread(mean, mean + mean**2 / size))
    inside = sum(
        math.exp(
            math.lgamma(k + size)
            - math.lgamma(size)
            - math.lgamma(k + 1)
            + size * math.log(size / (size + mean))
            + k * math.log(mean / (size + mean))
        )
        for k in range(round(low), round(high) + 1)
    )
    assert 0.80 <= inside <= 0.88


def test_many_people_follow_on_where_few_end() -> None:
    """The two ways of reckoning agree where they meet."""
    few, many = interval(spread(200.0, 365)), interval(spread(200.001, 365))
    assert people_to_score(few[0]) == pytest.approx(people_to_score(many[0]), abs=0.2)
    assert people_to_score(few[1]) == pytest.approx(people_to_score(many[1]), abs=0.2)

"""The range: as wide as the past says, and counted without dice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from scoring.population.spread import (
    INSIDE,
    TRACE,
    Forecast,
    cumulative,
    distinct,
    fit_spreading,
    inside_randomised,
    interval,
    sizes,
)
from scoring.shipped import Spreading
from tests.thorough import CASES

MEANS, SIZES = st.floats(1e-4, 50), st.floats(0.1, 50)


@given(MEANS, SIZES)
@settings(max_examples=CASES)
def test_a_right_distribution_is_inside_four_times_out_of_five(mean: float, size: float) -> None:
    """Over its own outcomes the randomised transform is inside at exactly 80 %."""
    people = np.arange(0.0, nbinom.ppf(1 - 1e-7, size, size / (size + mean)) + 2)
    chance = nbinom.pmf(people, size, size / (size + mean))
    each = np.full(len(people), mean), np.full(len(people), size)
    assert chance @ inside_randomised(people, *each) == pytest.approx(INSIDE, abs=1e-6)


@given(MEANS, SIZES)
@settings(max_examples=CASES)
def test_the_interval_holds_at_least_four_fifths(mean: float, size: float) -> None:
    """Between the two quantiles lie 80 % or more of what may come."""
    low, high = interval(np.array([mean]), np.array([size]))
    p = size / (size + mean)
    assert low[0] <= high[0]
    assert nbinom.cdf(high[0], size, p) - nbinom.cdf(low[0] - 1, size, p) >= INSIDE - 1e-9


def test_the_spread_of_forecasts_is_found() -> None:
    """A negative binomial of known size is recognised by its outcomes."""
    dice = np.random.default_rng(1)
    mean, days = dice.uniform(0.5, 30, 20_000), dice.uniform(30, 400, 20_000)
    true = Spreading(0.5, 0.2, 0.4, 0.02)
    size = sizes(true, mean, days)
    people = dice.negative_binomial(size, size / (size + mean)).astype(float)
    found = fit_spreading([Forecast(mean, people, days)], 0.0)
    assert (found.a, found.b, found.c) == pytest.approx((0.5, 0.2, 0.4), abs=0.1)
    inside = inside_randomised(people, mean, sizes(found, mean, days))
    assert inside.mean() == pytest.approx(INSIDE, abs=0.01)


def test_what_is_seen_longer_is_never_less_sure() -> None:
    """The coefficient of time is not negative, whatever the past says."""
    dice = np.random.default_rng(2)
    days = dice.uniform(1, 365, 5_000)
    mean = np.full(5_000, 10.0)
    people = dice.negative_binomial(200 / days, 200 / days / (200 / days + 10)).astype(float)
    assert fit_spreading([Forecast(mean, people, days)], 0.0).c >= 0


@given(st.floats(0, 1e6), st.floats(0, 1e4))
@settings(max_examples=500)
def test_sizes_are_the_same_for_one_and_for_many(mean: float, days: float) -> None:
    """The bot's size of one account is that of the whole population."""
    spreading = Spreading(-1.1, 0.77, 0.3, 0.02)
    together = sizes(spreading, np.array([mean]), np.array([days]))[0]
    assert spreading.size(mean, days) == pytest.approx(together)


@given(st.lists(st.tuples(st.floats(0, 1e5), SIZES), min_size=1, max_size=20))
def test_quantiles_are_those_of_the_distribution(pairs: list[tuple[float, float]]) -> None:
    """However large, a quantile is the first number whose cumulative probability reaches it."""
    mean, size = np.array(pairs).T
    for q, found in zip((0.1, 0.9), interval(mean, size), strict=True):
        given_ = np.maximum(mean, TRACE)
        assert (cumulative(found, given_, size) >= q - 1e-9).all()
        assert (cumulative(found - 1.0, given_, size) < q + 1e-9).all()


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 2), st.integers(0, 9)), max_size=30))
def test_equal_cases_are_counted_together(rows: list[tuple[int, int, int]]) -> None:
    """Distinct rows come in their order, each with how many there are."""
    table = np.array(rows, float).reshape(-1, 3)
    columns, count = distinct(list(table.T))
    expected, times = np.unique(table, axis=0, return_counts=True)
    assert np.column_stack(columns).tolist() == expected.tolist()
    assert count.tolist() == times.tolist()

"""Fitting on the past: weights that are never negative, levels, and what is lent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.population.fit import HOLD, Fit, Sample, combine, enough, level
from scoring.population.model import learn
from scoring.shipped import NAMES
from tests.thorough import CASES

TRUE = np.array([0.5, 0.2, 0.0, 0.05, 0.6, 0.0])
RATIOS = st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), max_size=6)


def sample(seed: int, rows: int = 4_000, level: float = 1.0, at: float = 0.0) -> Sample:
    """Accounts whose people really are a combination of their features."""
    dice = np.random.default_rng(seed)
    features = dice.exponential(1.0, (rows, len(NAMES))) * (dice.random((rows, 1)) < 0.5)
    people = dice.poisson(features @ TRUE * level + 0.02).astype(float)
    days, community = dice.uniform(1, 400, rows), np.zeros(rows, np.int64)
    return Sample(at, features, people, days, community, np.ones(rows, np.bool_))


def test_a_known_combination_is_found() -> None:
    """From enough accounts the weights that made their people come back."""
    found = combine([sample(1, 20_000)])
    assert found.weights == pytest.approx(TRUE, abs=0.05)
    assert found.nobody == pytest.approx(0.02, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_no_weight_is_negative(seed: int) -> None:
    """However little there is to learn from, nobody's people are subtracted."""
    found = combine([sample(seed, 30)])
    assert (found.weights >= 0).all()
    assert found.nobody >= 0


def test_the_mean_of_the_forecast_is_that_of_the_people() -> None:
    """A forecast of what it was fitted on neither exaggerates nor belittles."""
    one = sample(3)
    assert combine([one]).forecast(one).sum() == pytest.approx(one.people.sum(), rel=1e-3)


def test_known_weights_steady_a_small_log() -> None:
    """With a handful of accounts the fit leans on the weights of others, with many it does not."""
    odd = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
    few, many = (combine([sample(4, n)], known=odd).weights for n in (60, 20_000))
    assert few[-1] > few[0]
    assert many == pytest.approx(TRUE, abs=0.15)


def test_accounts_of_a_log_with_a_smaller_say_weigh_less() -> None:
    """The say of a sample decides between two that disagree."""
    loud, quiet = sample(5, level=2.0), sample(6, level=1.0)
    found = combine([loud, quiet], [0.01, 1.0])
    assert found.weights == pytest.approx(TRUE, abs=0.1)


def test_too_little_past_teaches_nothing() -> None:
    """Without thirty accounts that were heard there is no model."""
    barren = replace(sample(7, 100), people=np.zeros(100))
    assert not enough([barren])
    assert learn([barren], 1) is None


def test_drift_is_corrected_from_earlier_cuts() -> None:
    """In a community that shrinks from cut to cut the level falls below one."""
    shrinking = [sample(i, 1_000, level=0.6 ** (5 - i), at=-i) for i in range(6)]
    steady = [sample(i, 1_000, at=-i) for i in range(6)]
    falling, even = learn(shrinking, 1), learn(steady, 1)
    assert falling is not None
    assert even is not None
    assert falling.level[0] < 0.9
    assert even.level[0] == pytest.approx(1.0, abs=0.05)


@given(RATIOS)
@settings(max_examples=CASES)
def test_levels_stay_between_the_extremes(ratios: list[tuple[float, float]]) -> None:
    """A level is a mean of ratios, held to one where little is known."""
    found = level(ratios)
    each = [1.0] + [people / foretold if foretold else np.inf for people, foretold in ratios]
    assert min(each) - 1e-9 <= found <= max(each) + 1e-9
    assert level([]) == 1.0
    assert HOLD > 0


def test_a_forecast_adds_who_comes_to_anybody() -> None:
    """Accounts without features are expected to get what newcomers get."""
    one = sample(8, 10)
    nothing = replace(one, features=np.zeros_like(one.features))
    assert Fit(TRUE, 0.3).forecast(nothing) == pytest.approx(np.full(10, 0.3))

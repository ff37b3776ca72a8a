"""The level of the shipped weights: steady audiences count as what they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.population.fit import Fit
from scoring.population.steady import LOYAL, steady, steady_audiences
from scoring.shipped import NAMES, load_shipped
from tests.scoring.world import PURE

FITS = st.lists(st.floats(0, 5), min_size=len(NAMES), max_size=len(NAMES))


@PURE
@given(FITS)
def test_both_steady_audiences_count_as_one(values: list[float]) -> None:
    """New people all the time and the same people every month, whatever was fitted."""
    assume(sum(values[:4]) > 1e-6)
    found = steady(Fit(np.array(values), 0.1))
    assert steady_audiences() @ found.weights == pytest.approx([1.0, 1.0])


@PURE
@given(FITS)
def test_no_weight_falls_below_zero(values: list[float]) -> None:
    """What decayed people lack on those who come back is never negative."""
    found = steady(Fit(np.array(values), 0.1))
    assert (found.weights >= 0).all()


@PURE
@given(FITS)
def test_how_fast_to_forget_is_what_was_fitted(values: list[float]) -> None:
    """The proportions of decayed people stay as the logs taught them."""
    assume(sum(values[:4]) > 1e-6)
    before, after = np.array(values), steady(Fit(np.array(values), 0.1)).weights
    others = np.arange(len(NAMES)) != LOYAL
    assert np.outer(before[others], after[others]) == pytest.approx(
        np.outer(after[others], before[others])
    )


def test_a_fit_without_decayed_people_is_left_as_it_is() -> None:
    """There is no level to take from it."""
    nothing = Fit(np.zeros(len(NAMES)), 0.1)
    assert steady(nothing) is nothing


def test_the_shipped_weights_are_steady() -> None:
    """The file holds what was fitted and the same at the level of steady audiences."""
    shipped = load_shipped()
    assert steady_audiences() @ np.array(shipped.values) == pytest.approx([1.0, 1.0], abs=1e-4)
    assert steady(Fit(np.array(shipped.taught), 0.0)).weights == pytest.approx(
        shipped.values, abs=1e-4
    )

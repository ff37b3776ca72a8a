"""Measures of an order: their ends, their ties, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from scoring.population.metrics import ndcg, precision, r2, spearman

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=30)


def test_the_true_order_is_perfect() -> None:
    """Who ranks by the outcome itself has 1 in everything."""
    people = np.array([5.0, 3.0, 2.0, 1.0, 0.0])
    assert spearman(people, people) == pytest.approx(1.0)
    assert ndcg(people, people, 3) == pytest.approx(1.0)
    assert precision(people, people, 3) == 1.0


def test_the_reverse_order_is_the_worst() -> None:
    """Upside down the correlation is -1 and none of the first was to be found."""
    people = np.array([9.0, 8.0, 2.0, 1.0])
    assert spearman(-people, people) == pytest.approx(-1.0)
    assert precision(-people, people, 2) == 0.0


def test_nobody_is_not_among_the_first() -> None:
    """Where fewer than k were heard, an account without anybody is no hit."""
    people = np.array([4.0, 0.0, 0.0])
    assert precision(np.array([3.0, 2.0, 1.0]), people, 2) == 0.5


def test_gain_is_logarithmic() -> None:
    """NDCG of the wrong one first, by hand."""
    found = ndcg(np.array([1.0, 2.0]), np.array([3.0, 1.0]), 2)
    second = 1 / np.log2(3)
    assert found == pytest.approx((1 + 2 * second) / (2 + second))


@given(PAIRS)
@settings(max_examples=200)
def test_spearman_is_that_of_the_textbook(pairs: list[tuple[int, int]]) -> None:
    """Ties stand at their middle, as in SciPy; a constant side correlates with nothing."""
    a, b = (np.array(side, float) for side in zip(*pairs, strict=True))
    constant = np.ptp(a) == 0 or np.ptp(b) == 0
    expected = 0.0 if constant else spearmanr(a, b).statistic
    assert spearman(a, b) == pytest.approx(expected, abs=1e-12)


@given(PAIRS, st.integers(1, 5))
@settings(max_examples=200)
def test_measures_are_bounded(pairs: list[tuple[int, int]], k: int) -> None:
    """NDCG, precision and R2 lie between 0 and 1."""
    a, b = (np.array(side, float) for side in zip(*pairs, strict=True))
    for found in (ndcg(a, b, k), precision(a, b, k), r2(a, b)):
        assert -1e-12 <= found <= 1 + 1e-12

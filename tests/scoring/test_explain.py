"""Explanations: the parts as shown sum to the score as shown, always."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.explain import explain, share_out, targets
from scoring.formula import people_to_score
from scoring.models import Card, Coverage, CoverageStatus
from scoring.networks.base import Kind
from scoring.scores import combine
from tests.scoring.world import PROMISED, PURE, fact, subject

KEYS = st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(list(Kind)))
SHARES = st.dictionaries(KEYS, st.floats(0, 1e7), max_size=12)
VALUES = st.integers(100, 1000).map(lambda tenths: tenths / 10)


@PROMISED
@given(SHARES, VALUES)
def test_parts_sum_exactly(people: dict[tuple[str, Kind], float], value: float) -> None:
    """Ten and the parts, added in tenths as a reader would, are the score."""
    parts = share_out(value, people)
    if any(people.values()):
        assert 100 + sum(round(part.points * 10) for part in parts) == round(value * 10)
    else:
        assert parts == ()


@PURE
@given(SHARES, VALUES)
def test_each_part_is_fair(people: dict[tuple[str, Kind], float], value: float) -> None:
    """A part is its share of the points to within a tenth, and the largest comes first."""
    whole = sum(people.values())
    parts = share_out(value, people)
    for part in parts:
        assert part.points == pytest.approx(part.people / whole * (value - 10), abs=0.1)
    assert all(a.people >= b.people for a, b in pairwise(parts))


@PURE
@given(VALUES)
def test_targets_lie_above_and_on_the_scale(value: float) -> None:
    """What would move a score is more than it is, in whole steps, with the people it takes."""
    found = targets(value)
    assert all(value < score <= 100 for score, _ in found)
    assert all(people_to_score(people) == pytest.approx(score) for score, people in found)
    assert (found == ()) == (value == 100)


def test_an_explanation_adds_up_by_network() -> None:
    """Points by network are those of their parts, and sum to the score with the first ten."""
    facts = [
        fact(40.0, account=1, kinds={Kind.LIKE: 30.0, Kind.REPLY: 10.0}),
        fact(21.0, account=2, kinds={Kind.STAR: 21.0}),
    ]
    score = combine(facts, {1: "town", 2: "city"})
    assert score is not None
    explained = explain(Card(subject(), score, ()))
    assert set(explained.networks) == {"town", "city"}
    assert round(10 + sum(explained.networks.values()), 1) == score.value
    assert explained.targets == targets(score.value)


def test_nothing_measured_explains_nothing() -> None:
    """Without a score there are no points and no targets, only the coverage."""
    card = Card(subject(), None, (Coverage("town", "ada", CoverageStatus.WAITING),))
    explained = explain(replace(card, own=True))
    assert (explained.networks, explained.targets) == ({}, ())

"""Rises: only what is beyond the margin, between two settled scores, is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.models import Score
from scoring.rise import rise
from scoring.scores import combine
from tests.scoring.world import fact


def scored(people: float) -> Score:
    score = combine([fact(people)], {1: "town"})
    assert score is not None
    return score


BEFORE, TODAY = scored(20.0), scored(300.0)


def test_a_rise_is_the_points_gained() -> None:
    """Beyond the margin the difference is told, to a tenth."""
    assert rise(BEFORE, TODAY) == round(TODAY.value - BEFORE.value, 1)


def test_within_the_margin_is_about_level() -> None:
    """A gain that lies within today's range is none."""
    assert rise(BEFORE, scored(22.0)) is None


def test_a_fall_is_no_rise() -> None:
    """Who lost does not stand among the risers."""
    assert rise(TODAY, BEFORE) is None


@pytest.mark.parametrize(
    ("before", "today"),
    [
        (None, TODAY),
        (replace(BEFORE, provisional=True), TODAY),
        (BEFORE, replace(TODAY, provisional=True)),
        (replace(BEFORE, formula_version=0), TODAY),
        (scored(4.9), TODAY),
    ],
    ids=["new", "was provisional", "is provisional", "another formula", "from almost nobody"],
)
def test_what_is_not_a_fair_comparison(before: Score | None, today: Score) -> None:
    """Otherwise a newcomer with one fan would win every week."""
    assert rise(before, today) is None

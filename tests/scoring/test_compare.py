"""Comparisons: side by side, and whether the difference is larger than the margin."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.compare import MOST_LINES, compare
from scoring.models import Card
from scoring.networks.base import Kind
from scoring.scores import combine
from tests.scoring.world import fact, subject


def card(people: float, topics: Mapping[str, float] | None = None, network: str = "town") -> Card:
    score = combine(
        [fact(people, kinds={Kind.LIKE: people / 2, Kind.REPLY: people / 2})], {1: network}
    )
    return Card(subject(), score, (), topics=tuple((topics or {}).items()))


def test_close_scores_are_within_the_margin() -> None:
    """Where ranges meet, nobody is said to be ahead."""
    assert compare([card(250.0), card(260.0)], ()).within_margin
    assert not compare([card(250.0), card(5.0)], ()).within_margin


def test_of_several_all_have_to_meet() -> None:
    """One who is clearly apart makes the difference larger than the margin."""
    assert not compare([card(250.0), card(260.0), card(3.0)], ()).within_margin


def test_lines_have_one_figure_for_each() -> None:
    """Networks and topics stand side by side, nobody there is zero, largest difference first."""
    found = compare([card(20.0, {"jazz": 5.0, "food": 1.0}), card(50.0, {"jazz": 1.0}, "city")], ())
    assert found.networks == (("city", (0.0, 50.0)), ("town", (20.0, 0.0)))
    assert found.topics == (("jazz", (5.0, 1.0)), ("food", (1.0, 0.0)))


def test_not_more_lines_than_one_reads() -> None:
    """Only the topics that make the difference."""
    many = {f"topic{n}": float(n) for n in range(20)}
    found = compare([card(20.0, many), card(20.0)], ())
    assert len(found.topics) == MOST_LINES
    assert found.topics[0][0] == "topic19"


def test_positions_without_a_score_are_kept() -> None:
    """Who has no score to show is told by position, not left out in silence."""
    assert compare([card(3.0)], (1, 2)).missing == (1, 2)

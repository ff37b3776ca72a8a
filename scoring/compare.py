"""Cards side by side: where the difference lies, and whether it is larger than the margin."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.models import Card, Comparison, Score

MOST_LINES = 5


def compare(cards: Sequence[Card], missing: Sequence[int]) -> Comparison:
    """A comparison of measured cards. `missing` are positions without a score to show."""
    scores = [card.score for card in cards if card.score is not None]
    return Comparison(
        cards=tuple(cards),
        missing=tuple(missing),
        networks=_lines([_by_network(score) for score in scores]),
        topics=_lines([dict(card.topics) for card in cards]),
        within_margin=_overlap(scores),
    )


def _overlap(scores: Sequence[Score]) -> bool:
    """Whether the ranges of all have a point in common."""
    return max(s.low for s in scores) <= min(s.high for s in scores)


def _by_network(score: Score) -> dict[str, float]:
    people: dict[str, float] = {}
    for part in score.parts:
        people[part.network] = people.get(part.network, 0.0) + part.people
    return people


def _lines(columns: Sequence[dict[str, float]]) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """One line per name, the largest differences first."""
    names = {name for column in columns for name in column}
    lines = [(name, tuple(column.get(name, 0.0) for column in columns)) for name in names]
    lines.sort(key=lambda line: (min(line[1]) - max(line[1]), line[0]))
    return tuple(lines[:MOST_LINES])

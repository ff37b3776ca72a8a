"""Who rose: a comparison of the same accounts under one formula, beyond the margin."""

from __future__ import annotations

from scoring.models import Score

LEAST_PEOPLE = 5.0


def rise(before: Score | None, today: Score) -> float | None:
    """Points gained since `before`, or None where that would not be a fair thing to say.

    Both scores must cover the same linked accounts. Neither end may be provisional, there
    were five people at the start, and today's low end lies above the former score.
    """
    if before is None or before.formula_version != today.formula_version:
        return None
    if before.provisional or today.provisional or before.people < LEAST_PEOPLE:
        return None
    gained = round(today.value - before.value, 1)
    return gained if today.low > before.value else None

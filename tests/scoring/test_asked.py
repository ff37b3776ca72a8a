"""Who is asked about: counted in memory, fading, and without who asked."""

from __future__ import annotations

import pytest

from scoring.asked import HALF_LIFE, MOST, Asked
from scoring.clock import ManualClock
from tests.scoring.world import ADA, BOB, GUILD, NOW, World


def test_counts_fade() -> None:
    """An answer of a week ago is half an answer."""
    clock = ManualClock(NOW)
    asked = Asked(clock)
    for _ in range(4):
        asked.note(1)
    assert (asked.lately(1), asked.lately(2)) == (4.0, 0.0)
    clock.advance(HALF_LIFE)
    assert asked.lately(1) == pytest.approx(2.0)
    asked.note(1)
    assert asked.lately(1) == pytest.approx(3.0)


def test_no_more_are_kept_than_needed() -> None:
    """Whoever was asked about longest ago is forgotten."""
    asked = Asked(ManualClock(NOW))
    for subject in range(MOST + 5):
        asked.note(subject)
    assert asked.lately(4) == 0.0
    assert asked.lately(5) == asked.lately(MOST + 4) == 1.0


async def test_every_answer_counts_once(world: World) -> None:
    """Cards do, refusals do not."""
    ada = await world.join(ADA, "ada", people=3)
    asked = vars(world.core.collector)["_asked"]
    before = asked.lately(ada.id)
    await world.core.scores.card(BOB, ADA, GUILD)
    await world.core.scores.explain(ADA, ADA, None)
    assert asked.lately(ada.id) == before + 2

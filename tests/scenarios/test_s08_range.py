"""S8: the range narrows with the time observed."""

from __future__ import annotations

import re

from scoring.shipped import HALF_LIVES, load_shipped, stream
from tests.scenarios.world import ADA, BEN, Town, score_in

SIX_WEEKS, TWO_YEARS = 42, 730
PEOPLE = 251
SEEN_IN_SIX_WEEKS = sum(
    weight * stream(half_life, SIX_WEEKS)
    for weight, half_life in zip(load_shipped().values, HALF_LIVES, strict=False)
)


def width(why: str) -> float:
    """Points between the ends of the range, as shown."""
    found = re.search(r"\*\*Range (\d+)–(\d+)\*\*", why)
    assert found is not None
    return float(found[2]) - float(found[1])


async def test_six_weeks_are_less_sure_than_two_years(town: Town) -> None:
    """Two people at 44: the range of six weeks is at least 1.25 times as wide."""
    await town.link(ADA, people=PEOPLE / SEEN_IN_SIX_WEEKS, days=SIX_WEEKS)
    await town.link(BEN, people=PEOPLE, days=TWO_YEARS)
    scores = [score_in((await town.at(who).command("score")).text) for who in (ADA, BEN)]
    assert all(abs(score - 44) <= 0.2 for score in scores)
    new = (await town.at(ADA).command("why")).text
    old = (await town.at(BEN).command("why")).text
    assert width(new) >= 1.25 * width(old)
    assert "It narrows with time: so far 42 days" in new
    assert "It narrows with time" not in old

"""S4: a weekend cannot make a reputation, least of all with people made for it."""

from __future__ import annotations

import pytest

from tests.scenarios.world import ADA, BEN, Town, score_in

CROWD = 120
FOUR_DAYS = 28 / 4  # so many times as fast as in four weeks


async def test_a_crowd_of_newcomers_is_flagged_and_counts_for_little(town: Town) -> None:
    """120 people in four days, 80 % of them new: provisional, 25 at most, and said to be so."""
    await town.link(ADA, people=CROWD * FOUR_DAYS, posts=7, days=4, crowd=True)
    answer = await town.at(ADA).command("score")
    assert "provisional" in answer.text
    assert 20 < score_in(answer.text) <= 25
    assert town.say("ui.burst", "en") in answer.text
    why = await town.at(ADA).press(answer, "Why?")
    assert town.say("why.young", "en") in why.text
    assert town.say("ui.burst", "en") in why.text
    assert "on a sample of 100 profiles" in why.text
    in_french = await town.at(ADA, "fr").command("why")
    assert town.say("why.young", "fr") in in_french.text
    assert town.say("ui.burst", "fr") in in_french.text


async def test_four_days_of_credible_people_are_held_back(town: Town) -> None:
    """Without a flag, 120 credible people in four days count for a seventh of what was seen."""
    await town.link(ADA, people=CROWD * FOUR_DAYS, posts=7, days=4)
    answer = await town.at(ADA).command("score")
    assert "provisional" in answer.text
    assert 28 <= score_in(answer.text) <= 31
    assert town.say("ui.burst", "en") not in answer.text


@pytest.mark.parametrize("often", [1, 2])
async def test_the_same_people_for_three_months_make_one(town: Town, often: int) -> None:
    """The same 120 people, credible, every month for three months, give 38 or more."""
    await town.link(BEN, people=often * CROWD, posts=2, days=90, circle=CROWD)
    answer = await town.at(BEN).command("score")
    assert score_in(answer.text) >= 38
    assert "provisional" not in answer.text
    assert town.say("ui.burst", "en") not in answer.text


async def test_a_weekend_never_wins_the_week(town: Town) -> None:
    """Somebody provisional is marked as such on the board, and is no rise."""
    await town.link(BEN, people=2 * CROWD, posts=2, days=90, circle=CROWD)
    await town.link(ADA, people=CROWD * FOUR_DAYS, posts=7, days=4, crowd=True)
    board = (await town.at(BEN).command("leaderboard")).text
    line = next(line for line in board.splitlines() if "Ada" in line)
    assert line.startswith("🥈")
    assert "provisional" in line
    rises = (await town.at(BEN).command("leaderboard", kind="rise")).text
    assert "Ada" not in rises

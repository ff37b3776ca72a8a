"""S2: a minimum that lies inside the range."""

from __future__ import annotations

import pytest

from tests.scenarios.world import ADA, GENERAL, Town

PEOPLE_AT_33 = 19.0  # a month, for a year


async def at_33(town: Town) -> None:
    """Ada, measured at 33 for a year, shown to nobody."""
    await town.link(ADA, people=PEOPLE_AT_33, shown=False)


async def test_within_the_margin_is_no_refusal(town: Town) -> None:
    """Measured at 33 with a range around 35: *within the margin*, with reasons, for oneself."""
    await at_33(town)
    answer = await town.at(ADA).command("check", minimum=35)
    assert "Within the margin of 35" in answer.text
    assert "**33.0**, range 26–37" in answer.text
    assert "35 lies inside the range" in answer.text
    assert "Not for decisions on work" in answer.text
    assert answer.ephemeral


async def test_the_same_in_french(town: Town) -> None:
    """Both languages say it."""
    await at_33(town)
    answer = await town.at(ADA, "fr").command("check", minimum=35)
    assert town.say("check.within", "fr", minimum="35") in answer.text
    assert "33,0" in answer.text


@pytest.mark.parametrize(("minimum", "verdict"), [(20, "Yes, above 20"), (50, "No, below 50")])
async def test_beyond_the_margin_it_is_yes_or_no(town: Town, minimum: int, verdict: str) -> None:
    """Outside the range the answer is plain."""
    await at_33(town)
    assert verdict in (await town.at(ADA).command("check", minimum=minimum)).text


async def test_others_see_it_only_when_the_asker_shows_it(town: Town) -> None:
    """Nothing is public before the press, and what it posts says whose answer it is."""
    await at_33(town)
    answer = await town.at(ADA).command("check", minimum=35)
    assert town.public(GENERAL) == []
    shown = await town.at(ADA).press(answer, "Show the answer to everyone")
    assert not shown.ephemeral
    assert "Ada · Within the margin of 35" in shown.text


async def test_the_verdict_agrees_with_the_range_as_shown(town: Town) -> None:
    """A range that is shown to reach 35 does not lie below 35."""
    await town.link(ADA, people=13.0, shown=False)
    answer = await town.at(ADA).command("check", minimum=35)
    assert "**31.2**, range 20–35" in answer.text
    assert "Within the margin of 35" in answer.text

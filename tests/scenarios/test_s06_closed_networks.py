"""S6: networks that closed or offer no data."""

from __future__ import annotations

import pytest

from tests.scenarios.world import ADA, BEN, Town, score_in

NAMED = [
    ("viadeo:ada-martin", "Viadeo", "viadeo"),
    ("https://plus.google.com/+AdaMartin", "Google+", "googleplus"),
    ("https://www.linkedin.com/in/ada-martin", "LinkedIn", "linkedin"),
]


@pytest.mark.parametrize(("account", "title", "network"), NAMED)
async def test_said_plainly_and_no_score_falls(
    town: Town, account: str, title: str, network: str
) -> None:
    """Naming it is answered with the reason; the card has it in its coverage, the score stays."""
    await town.link(ADA, people=250)
    before = (await town.at(ADA).command("score")).text
    named = await town.at(ADA).command("link add", account=account)
    assert named.ephemeral
    assert f"Noted. {title} cannot be measured" in named.text
    after = (await town.at(ADA).command("score")).text
    assert score_in(after) == score_in(before)
    assert f"{title} (" in after
    assert town.say(f"coverage.reason.closed.{network}", "en") in after
    in_french = (await town.at(ADA, "fr").command("score")).text
    assert town.say(f"coverage.reason.closed.{network}", "fr") in in_french


async def test_others_read_the_network_and_not_the_name(town: Town) -> None:
    """A handle that nobody proved is shown to nobody else."""
    await town.link(ADA, people=250)
    await town.at(ADA).command("link add", account="viadeo:ada-martin")
    theirs = (await town.at(BEN).command("score", member=ADA)).text
    assert "Viadeo" in theirs
    assert "ada-martin" not in theirs


async def test_a_closed_network_alone_is_not_measured_and_not_zero(town: Town) -> None:
    """Somebody who named nothing else has no number, in words."""
    await town.at(BEN).command("link add", account="viadeo:ben")
    text = (await town.at(BEN).command("score")).text
    assert town.say("card.not_measured", "en") in text
    assert "10.0" not in text
    await town.at(BEN).command("link remove", account="viadeo:ben")
    gone = (await town.at(BEN).command("link list")).text
    assert town.say("link.list.none", "en") in gone

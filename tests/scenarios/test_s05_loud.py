"""S5: loud is not heard."""

from __future__ import annotations

import pytest

from tests.scenarios.world import ADA, BEN, CLEO, Town, score_in


@pytest.fixture
async def loud(town: Town) -> Town:
    """Ada publishes 300 times a week and 5 people a month act; Ben twice a month, and 250 do."""
    await town.link(ADA, people=5, posts=300, days=180)
    await town.link(BEN, people=250, posts=0.5)
    return town


async def test_the_cards(loud: Town) -> None:
    """About 27 and *loud, little heard*; about 44 and *quiet and heard*."""
    ada = (await loud.at(CLEO).command("score", member=ADA)).text
    ben = (await loud.at(CLEO).command("score", member=BEN)).text
    assert score_in(ada) == pytest.approx(27, abs=0.5)
    assert loud.say("card.echo_loud_little_heard", "en") in ada
    assert score_in(ben) == pytest.approx(44, abs=0.5)
    assert loud.say("card.echo_quiet_heard", "en") in ben
    in_french = (await loud.at(CLEO, "fr").command("score", member=ADA)).text
    assert loud.say("card.echo_loud_little_heard", "fr") in in_french


async def test_the_heard_one_ranks_first_everywhere(loud: Town) -> None:
    """On the board, in the comparison, in the weekly post and in the answer to a question."""
    await loud.board_weekly()
    await loud.pass_weeks(1)
    answers = [
        (await loud.at(CLEO).command("leaderboard")).text,
        (await loud.at(CLEO).command("compare", a=ADA, b=BEN)).text,
        (await loud.at(CLEO).say("who is in the top 3?")).text,
        loud.posts()[0].text,
    ]
    for text in answers:
        assert text.index("Ben") < text.index("Ada")


async def test_the_difference_is_beyond_the_margin(loud: Town) -> None:
    """The comparison says who is ahead, and how many times as many people that is."""
    text = (await loud.at(CLEO).command("compare", a=ADA, b=BEN)).text
    assert "Ben is ahead by" in text
    assert "times as many people" in text


async def test_how_much_is_published_never_enters_the_score(loud: Town) -> None:
    """The same audience with a hundredth of the publications: the same score."""
    await loud.link(CLEO, people=5, posts=3, days=180)
    ada = (await loud.at(ADA).command("score")).text
    cleo = (await loud.at(CLEO).command("score")).text
    assert score_in(ada) == pytest.approx(score_in(cleo), abs=0.1)

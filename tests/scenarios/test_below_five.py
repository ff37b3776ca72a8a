"""No average and no percentile of fewer than five shown members, on any surface or picture."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.answer import Answer
from tests.scenarios.world import ADA, BEN, CLEO, DAN, EVE, OLGA, Town, open_town

LOCALES = ("en-US", "fr")
TOLD = re.compile(r"average:? \**\d|oyenne\b[^.\d]{0,25}: \**\d|oyenne \**\d|Ahead of|Devant ")
FIVE = (ADA, BEN, CLEO, DAN, EVE)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Five who are shown, on a weekly board."""
    async with open_town(tmp_path) as opened:
        for place, who in enumerate(FIVE):
            await opened.link(who, people=90 - 10 * place, days=60)
        await opened.board_weekly()
        await opened.pass_weeks(2)
        yield opened


async def surfaces(town: Town, locale: str) -> dict[str, Answer]:
    """Every answer in which one of them could stand."""
    ask = town.at(ADA, locale)
    answers = {
        "own card": await ask.command("score"),
        "card": await ask.command("score", member=BEN),
        "why": await ask.command("why"),
        "compare": await ask.command("compare", a=BEN, b=CLEO),
        "menu": await ask.menu("Show score", BEN),
        "mention": await ask.say("what is my score?"),
        "top": await ask.say("top 10"),
        "preview": await town.at(OLGA, locale).command("community preview"),
        "my place": await ask.press(town.posts()[-1], town.say("ui.button.place", "en")),
    }
    for kind in ("score", "rise", "pages"):
        for period in ("week", "month", "all"):
            board = await ask.command("leaderboard", kind=kind, period=period)
            answers[f"{kind} {period}"] = board
    return answers


def telling(answers: dict[str, Answer]) -> set[str]:
    """Those that give an average or a percentile, in words, labels or descriptions."""
    texts = {name: f"{answer.text}\n{answer.stored.raw}" for name, answer in answers.items()}
    return {name for name, text in texts.items() if TOLD.search(text.replace("\xa0", " "))}


@pytest.mark.parametrize("locale", LOCALES)
async def test_with_four_nothing_tells_an_average(town: Town, locale: str) -> None:
    """The moment that the fifth hides: cards, boards, posts, previews, and what pictures say."""
    with_five = telling(await surfaces(town, locale))
    assert {"own card", "card", "score week", "preview"} <= with_five
    assert any("average" in post.text for post in town.posts())
    await town.at(EVE).command("privacy hide")
    await town.standin.wait_until(lambda: not any("Eve" in p.text for p in town.posts()))
    answers = await surfaces(town, locale)
    assert telling(answers) == set()
    assert not any("average" in post.text for post in town.posts())
    assert not any(post.raw["attachments"] for post in town.posts())

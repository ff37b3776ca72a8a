"""History: a score over time, its periods, and the lines of former formulas."""

from __future__ import annotations

import pytest

from scoring.formula import FORMER, FORMULA_VERSION
from scoring.models import Snapshot
from scoring.networks.base import Kind
from scoring.store import snapshots
from tests.scenarios.world import ADA, BEN, CLEO, DAN, GUS, Town


@pytest.fixture
async def past(town: Town) -> Town:
    """Ada, measured for months, at first by the former formula; Ben linked today."""
    await town.link(ADA, people=90)
    await town.link(BEN, people=60)
    await town.link(CLEO, people=60, shown=False)
    (account,) = await town.core.links.accounts(ADA.id)
    now = town.clock.now()
    facts = [
        Snapshot(
            account.id,
            version,
            now.replace(month=month, day=day),
            people=people,
            variance=people,
            observed_days=365.0,
            ever=100,
            kinds={Kind.LIKE: people},
        )
        for version, month, day, people in (
            (FORMER.version, 3, 1, 20.0),
            (FORMER.version, 5, 1, 25.0),
            (FORMULA_VERSION, 6, 1, 30.0),
            (FORMULA_VERSION, 8, 1, 200.0),
            (FORMULA_VERSION, 9, 5, 50.0),
        )
    ]
    async with town.core.database.tx() as tx:
        await snapshots.put(tx, facts)
    return town


async def test_the_line_in_numbers(past: Town) -> None:
    """First, last, highest, lowest, the change and the days, with a picture described in words."""
    answer = await past.at(BEN).command("history", member=ADA, period="year")
    for words in (
        "First **34.8** · Jun 1, 2026",
        "Highest **43.0** · Aug 1, 2026",
        "Lowest **34.8**",
    ):
        assert words in answer.text
    assert "- Sep 5, 2026 · 37.0 (range" in answer.text
    assert "**The formula changed on Jun 1, 2026.**" in answer.text
    assert "- Formula 1: 33.0 on Mar 1, 2026, 34.0 on May 1, 2026, 2 days" in answer.text
    assert answer.ephemeral
    french = (await past.at(BEN, "fr").command("history", member=ADA, period="year")).text
    assert "Premier **34,8** · 1 juin 2026" in french
    assert "**La formule a changé le 1 juin 2026.**" in french


async def test_other_periods_by_button(past: Town) -> None:
    """In place where only the asker reads it; a card's button opens one beside it."""
    card = await past.at(ADA).command("score")
    opened = await past.at(ADA).press(card, "History")
    assert "the score over three months" in opened.text
    turned = await past.at(ADA).press(opened, "A week")
    assert "the score over a week" in turned.text
    assert "First **37.0** · Sep 5, 2026" in turned.text
    assert "Jun 1" not in turned.text
    shared = await past.at(ADA).press(turned, "Show to everyone")
    assert not shared.ephemeral
    assert "Show to everyone" not in [button.label for button in shared.buttons]


async def test_somebody_new_has_one_day(past: Town) -> None:
    """No picture, and no change to speak of."""
    answer = await past.at(BEN).command("history")
    assert "the only day so far" in answer.text
    assert "Change" not in answer.text
    assert "formula" not in answer.text.lower()


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_refusals(past: Town, locale: str) -> None:
    """Who is not shown reads like who never linked; one's own stays private where not shown."""
    language = locale.split("-", maxsplit=1)[0]
    for other in (CLEO, DAN):
        answer = await past.at(BEN, locale).command("history", member=other)
        assert past.say("error.no_score", language) in answer.text
    never = await past.at(GUS, locale).command("history")
    assert past.say("error.own_never_linked", language) in never.text
    public = await past.at(CLEO, locale).command("history", show_to_everyone=True)
    assert public.ephemeral
    assert "Cleo" not in public.text

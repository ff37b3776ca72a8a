"""Whole messages as Discord gets them, kept in tests/golden/ui.

After a wanted change: `RENOWN_REWRITE_GOLDEN=1 python -m pytest tests/bot/ui/test_golden.py`,
then read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.i18n import Translator
from bot.ui import specimens
from bot.ui.board import render_board
from bot.ui.card import render_card
from bot.ui.compare import render_comparison
from bot.ui.parts import Rendered
from bot.ui.weekly import render_weekly
from tests.bot.ui import samples
from tests.bot.ui.samples import COMMUNITY, DUE, LANGUAGES, NOW

FOLDER = Path(__file__).parents[2] / "golden" / "ui"
REWRITE = "RENOWN_REWRITE_GOLDEN"
STATES = tuple(specimens.cards())


async def made(name: str, t: Translator, *, pictures: bool = True) -> Rendered:
    """One message by its name."""
    names = samples.names()
    if name == "card":
        return await render_card(samples.card(), names, t, NOW, pictures=pictures)
    if name == "board":
        return render_board(samples.board(), names, t)
    if name == "comparison":
        found = specimens.comparison(20.0, 90.0, 400.0)
        return await render_comparison(found, names, t, pictures=pictures)
    return await render_weekly(samples.weekly(), names, t, DUE, COMMUNITY, pictures=pictures)


def agreed(name: str, now: object) -> None:
    """Hold what is made against what was kept."""
    path = FOLDER / f"{name}.json"
    if os.environ.get(REWRITE):
        text = json.dumps(now, indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == now


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("name", ["card", "board", "weekly", "comparison"])
async def test_a_message_is_what_was_agreed_upon(name: str, t: Translator) -> None:
    """Each message is, component by component, the one that was looked at."""
    agreed(f"{name}.{t.language}", (await made(name, t)).view.to_components())


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("name", ["weekly", "comparison"])
async def test_the_same_without_pictures(name: str, t: Translator) -> None:
    """Nothing is attached, and characters draw what the picture would have shown."""
    plain = await made(name, t, pictures=False)
    assert plain.files == ()
    agreed(f"{name}-plain.{t.language}", plain.view.to_components())


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("state", STATES)
async def test_every_kind_of_card_in_words(state: str, t: Translator) -> None:
    """Every state of a card has its own words, with and without a picture."""
    name, card = specimens.cards()[state]
    names = {card.subject.id: name}
    plain = await render_card(card, names, t, NOW, pictures=False)
    agreed(f"card-{state}-plain.{t.language}", plain.view.to_components())
    drawn = await render_card(card, names, t, NOW)
    agreed(f"card-{state}.{t.language}", drawn.view.to_components())

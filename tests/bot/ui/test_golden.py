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
from bot.ui.board import render_board
from bot.ui.card import render_card
from bot.ui.parts import Rendered
from bot.ui.weekly import render_weekly
from tests.bot.ui import samples
from tests.bot.ui.samples import COMMUNITY, DUE, LANGUAGES, NOW

FOLDER = Path(__file__).parents[2] / "golden" / "ui"
REWRITE = "RENOWN_REWRITE_GOLDEN"


async def made(name: str, t: Translator) -> Rendered:
    """One message by its name."""
    names = samples.names()
    if name == "card":
        return await render_card(samples.card(), names, t, NOW)
    if name == "board":
        return render_board(samples.board(), names, t)
    return await render_weekly(samples.weekly(), names, t, DUE, COMMUNITY)


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("name", ["card", "board", "weekly"])
async def test_a_message_is_what_was_agreed_upon(name: str, t: Translator) -> None:
    """Card, board and weekly post are, component by component, those that were looked at."""
    path = FOLDER / f"{name}.{t.language}.json"
    now = (await made(name, t)).view.to_components()
    if os.environ.get(REWRITE):
        text = json.dumps(now, indent=1, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == now

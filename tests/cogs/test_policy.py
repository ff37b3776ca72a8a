"""The privacy policy in short, where no page of it can be linked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenarios.world import GUS, Town, open_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("command", ["about", "help"])
@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_the_policy_is_one_press_away(town: Town, command: str, locale: str) -> None:
    """For the presser alone and in their language: what is kept, why, how long, whom to ask."""
    visitor = town.at(GUS, locale)
    asked = await visitor.command(command)
    answer = await visitor.press(asked, "r1:policy")
    assert answer.ephemeral
    for part in ("title", "who", "what", "why", "others", "until", "rights", "ask"):
        assert town.say(f"privacy.policy.{part}", locale[:2]) in answer.text

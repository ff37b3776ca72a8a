"""Milestones over the wire: told once in private, in the member's language, off by one click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.messages import Message
from tests.scenarios.world import ADA, BEN, Town, open_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        yield opened


async def first(town: Town, locale: str = "fr") -> Message:
    """The message about Ada's first score."""
    town.network.add("ada", days=365, people=40, posts=1)
    await town.link_by_hand(ADA, "ada", locale)
    await town.tick()
    channel = town.standin.state.dm_channel(ADA.id)
    (message,) = town.standin.messages(channel)
    return message


async def test_a_first_score_is_told_in_private(town: Town) -> None:
    """In the language in which they linked, with two buttons; later beats repeat nothing."""
    message = await first(town)
    assert "Votre premier score" in message.text
    await town.tick()
    await town.pass_time(hours=3)
    assert len(town.told(ADA)) == 1
    assert town.told(BEN) == []


async def test_my_score_from_there(town: Town) -> None:
    """The button answers with the card."""
    message = await first(town, "en-US")
    answer = await town.at(ADA).in_dm().press(message, "My score")
    assert "Why?" in [b.label for b in answer.buttons]


async def test_off_by_one_click_and_for_good(town: Town) -> None:
    """After the press nothing comes, over a restart; `/privacy show` says so and takes it back."""
    message = await first(town, "en-US")
    town.network.change("ada", people=4000, posts=1)
    answer = await town.at(ADA).in_dm().press(message, "No more of these")
    assert "no more messages about milestones" in answer.text
    await town.stop()
    await town.start()
    before = town.told(ADA)
    await town.pass_weeks(6)
    assert town.told(ADA) == before
    held = await town.at(ADA).command("privacy show")
    assert town.say("privacy.show.no_milestones", "en") in held.text
    again = await town.at(ADA).press(held, "Tell me again")
    assert "hear of milestones again" in again.text
    held = await town.at(ADA, "fr").command("privacy show")
    assert town.say("privacy.show.milestones", "fr") in held.text


async def test_a_rise_is_told(town: Town) -> None:
    """A ten is passed beyond the margin: a word about it, and only one."""
    await first(town, "en-US")
    town.network.change("ada", people=4000, posts=1)
    for _ in range(30):
        await town.pass_time(days=1)
    told = [text for text in town.told(ADA) if "passed" in text or "Ten times" in text]
    assert 1 <= len(told) <= 3
    assert len(told) == len(set(told))


async def test_whoever_deletes_everything_is_told_nothing(town: Town) -> None:
    """A word that still waits goes with everything else."""
    town.network.add("ada", days=365, people=40, posts=1)
    await town.link_by_hand(ADA, "ada")
    await town.core.rights.delete(ADA.id)
    await town.tick()
    assert town.told(ADA) == []


async def test_a_mark_of_an_account_that_went_is_not_told(town: Town) -> None:
    """Somebody else proves the account before the word was said: it is theirs alone."""
    town.network.add("ada", days=365, people=40, posts=1)
    await town.link_by_hand(ADA, "ada")
    await town.link_by_hand(BEN, "ada")
    await town.tick()
    assert not any("first score" in text for text in town.told(ADA))
    assert "first score" in town.told(BEN)[0]

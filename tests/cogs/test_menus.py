"""The context menus on a person: each the same as its command, and as discreet."""

from __future__ import annotations

import pytest

from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")
SHOWN = ("ines", "bram")
UNSEEN = ("hugo", "zoe", "ravi", "lucie", "sam")  # hidden, opted out, only me, never linked


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_compare_with_me_is_compare(talk: Talk, locale: str) -> None:
    """The person who was clicked beside the asker."""
    visitor = talk.by("eleni", locale)
    for key in SHOWN:
        by_menu = await visitor.menu("Compare with me", talk.member(key).user_id)
        by_command = await visitor.command("compare", a=talk.member(key).user_id)
        assert by_menu.text == by_command.text
        assert by_menu.ephemeral


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_why_this_score_is_why(talk: Talk, locale: str) -> None:
    """The sum of the person who was clicked."""
    visitor = talk.by("eleni", locale)
    for key in SHOWN:
        by_menu = await visitor.menu("Why this score?", talk.member(key).user_id)
        assert by_menu.text == (await visitor.command("why", member=talk.member(key).user_id)).text
        assert by_menu.ephemeral


@pytest.mark.parametrize("menu", ["Compare with me", "Why this score?"])
async def test_whom_one_may_not_see_reads_alike(talk: Talk, menu: str) -> None:
    """Hidden, opted out, only me and never linked: the same words, but for the name."""
    texts = set()
    for key in UNSEEN:
        answer = await talk.by("eleni").menu(menu, talk.member(key).user_id)
        texts.add(answer.text.replace(talk.member(key).name, "…"))
    assert len(texts) == 1


async def test_compare_with_me_under_a_card(talk: Talk) -> None:
    """The button on somebody's card says what the command says; one's own card has none."""
    eleni = talk.by("eleni")
    card = await eleni.command("score", member=talk.member("ines").user_id)
    pressed = await eleni.press(card, "Compare with me")
    command = await eleni.command("compare", a=talk.member("ines").user_id)
    assert pressed.text == command.text
    own = await eleni.command("score")
    assert "Compare with me" not in [b.label for b in own.buttons]


async def test_why_under_a_comparison(talk: Talk) -> None:
    """One button for each side."""
    eleni = talk.by("eleni", "fr")
    found = await eleni.command("compare", a=talk.member("ines").user_id)
    labels = [b.label for b in found.buttons]
    assert len(labels) == 2
    answer = await eleni.press(found, next(label for label in labels if "Inès" in label))
    assert "Inès" in answer.text
    assert answer.ephemeral

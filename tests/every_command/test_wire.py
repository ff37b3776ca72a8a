"""Every command over the wire, where all names are as long and as awkward as they can be."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.answer import Answer, buttons_of
from bot.sandbox.messages import Message
from bot.sandbox.sentences import NoAnswerError
from bot.sandbox.strict_components import STRING_SELECT, walk
from bot.sandbox.visitor import Visitor
from tests.every_command.crowd import crowded, open_crowd, stands
from tests.every_command.examples import filled, in_order, missing
from tests.every_command.registered import Leaf, leaves
from tests.scenarios.world import GENERAL, Town

DANGER = 4
LOCALES = ("en-US", "fr")
WORLD = crowded()

pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    async with open_crowd(tmp_path_factory.mktemp("crowd")) as opened:
        yield opened


def at(town: Town, locale: str) -> Visitor:
    """The manager at the keyboard."""
    return town.standin.visitor(WORLD.people[0].id, channel_id=GENERAL, locale=locale)


def known(town: Town) -> list[Leaf]:
    return in_order(leaves(town.standin.commands))


async def sent(visitor: Visitor, leaf: Leaf, *, bare: bool) -> Answer:
    if not leaf.is_slash:
        return await visitor.menu(leaf.path, WORLD.people[3])
    return await visitor.command(leaf.path, **filled(leaf, stands(WORLD), bare=bare))


async def used(visitor: Visitor, answer: Answer) -> None:
    """Press each button that does not undo things, and choose in each select of words."""
    if answer.kind != "message":
        return
    stored = answer.stored
    for custom_id in pressable(stored):
        if custom_id in pressable(stored):  # a press may have changed the message
            await visitor.press(stored, custom_id)
    for custom_id, values in choosable(stored).items():
        if custom_id in choosable(stored):
            await visitor.select(stored, custom_id, values[0])


def pressable(message: Message) -> list[str]:
    """The buttons that can be pressed, but for those that undo things."""
    live = [b for b in buttons_of(message) if not b.disabled and b.style != DANGER]
    return [b.custom_id for b in live if b.custom_id]


def choosable(message: Message) -> dict[str, list[str]]:
    """The selects of words, with what they offer."""
    return {
        c["custom_id"]: [option["value"] for option in c["options"]]
        for c in walk(message.raw["components"])
        if c["type"] == STRING_SELECT and not c.get("disabled")
    }


def complaint(leaf: Leaf, answer: Answer) -> str | None:
    """What is wrong with an answer, if anything."""
    if answer.kind == "message" and not answer.text.strip() and not answer.files:
        return f"/{leaf.path} was answered with nothing to read"
    if len(answer.followups) > 1:
        return f"/{leaf.path} was answered {1 + len(answer.followups)} times"
    return None


async def test_every_command_has_an_example(town: Town) -> None:
    """A new command cannot be left out of the walks through all of them."""
    assert missing(known(town)) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("bare", [True, False], ids=["bare", "filled"])
async def test_every_answer_is_within_the_limits(town: Town, locale: str, bare: bool) -> None:
    """Each command is answered once, and a strict Discord takes each answer and each button."""
    visitor, wrong = at(town, locale), []
    for leaf in known(town):
        before = len(town.standin.violations)
        try:
            answer = await sent(visitor, leaf, bare=bare)
            wrong += filter(None, [complaint(leaf, answer)])
            await used(visitor, answer)
        except NoAnswerError as error:
            wrong.append(f"/{leaf.path}: {error}")
        wrong += [f"/{leaf.path}: {found}" for found in town.standin.violations[before:]]
    assert wrong == []


@pytest.mark.parametrize("typed", ["", "0", "漢", "sample:x", "x" * 100])
async def test_every_suggestion_is_within_the_limits(town: Town, typed: str) -> None:
    """Each autocompletion answers, whatever was typed so far, with what Discord can show."""
    visitor = at(town, "fr")
    for leaf in known(town):
        for option in leaf.options:
            if option.get("autocomplete"):
                offered = await visitor.autocomplete(leaf.path, option["name"], typed)
                assert len(offered) <= 25
    assert town.standin.violations == []


async def test_the_weekly_post_is_within_the_limits(town: Town) -> None:
    """The board of a whole crowd goes out, with its buttons."""
    await town.pass_time(days=7)
    posts = town.posts()
    assert posts
    for button in buttons_of(posts[-1]):
        await at(town, "fr").press(posts[-1], str(button.custom_id))
    assert town.standin.violations == []


@pytest.mark.parametrize("question", ["my score", "top 25", "why", "aide", "compare us"])
async def test_plain_answers_are_within_the_limits(town: Town, question: str) -> None:
    """What is asked in words is answered within the limits as well."""
    answer = await at(town, "fr").say(question)
    assert answer.text
    assert town.standin.violations == []

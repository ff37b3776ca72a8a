"""The matrix: who asks, how things stand with whom, and where; judged by the words people read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.sandbox.answer import Answer
from bot.sandbox.visitor import Visitor
from bot.sandbox.world import Person
from tests.scenarios.world import (
    ADA,
    BEN,
    CLEO,
    DAN,
    EVE,
    FAY,
    GENERAL,
    GUILD,
    GUS,
    NEXT_TOWN,
    OLGA,
    OTHER_BOARD,
    OTHER_GUILD,
    TOWN,
    Town,
    open_town,
)

pytestmark = pytest.mark.long  # `make check`


OPTED_OUT, HIDDEN, NEVER, LEFT, ELSEWHERE, SHOWN = ADA, BEN, CLEO, DAN, EVE, FAY
UNSEEN = (OPTED_OUT, HIDDEN, NEVER, LEFT, ELSEWHERE)
ASKERS = {"a member": GUS, "a manager": OLGA, "somebody shown": SHOWN, "somebody hidden": HIDDEN}
LOCALES = ("en-US", "fr")

Ask = Callable[[Visitor, Person], Awaitable[Answer]]


def _command(name: str, **options: object) -> Ask:
    return lambda visitor, whom: visitor.command(name, member=whom, **options)


def _compared(**options: object) -> Ask:
    return lambda visitor, whom: visitor.command("compare", a=whom, b=GUS, **options)


def _said(words: str, *, dm: bool = False) -> Ask:
    return lambda visitor, whom: visitor.say(words.format(f"<@{whom.id}>"), dm=dm)


HERE: Mapping[str, Ask] = {
    "ephemeral: score": _command("score"),
    "ephemeral: why": _command("why"),
    "ephemeral: compare": _compared(),
    "ephemeral: menu": lambda visitor, whom: visitor.menu("Show score", whom),
    "public: score": _command("score", show_to_everyone=True),
    "public: compare": _compared(show_to_everyone=True),
    "mention: score": _said("what is the score of {}?"),
    "mention: why": _said("why is the score of {} so high?"),
    "mention: compare": _said("compare {} with <@" + str(GUS.id) + ">"),
}
DIRECT: Mapping[str, Ask] = {
    "direct: score": lambda visitor, whom: visitor.in_dm().command("score", member=whom),
    "direct: why": lambda visitor, whom: visitor.in_dm().command("why", member=whom),
    "direct: question": _said("what is the score of {}?", dm=True),
}


@dataclass(frozen=True)
class Matrix:
    """The town, and everybody's own score as it would be written in either language."""

    town: Town
    numbers: Mapping[int, set[str]]

    def at(self, who: Person, locale: str = "en-US", channel: int = GENERAL) -> Visitor:
        return self.town.at(who, locale, channel)

    def leaks(self, answer: Answer) -> set[str]:
        """Numbers of who is not seen here, in words, labels or descriptions of pictures."""
        everything = f"{answer.text}\n{answer.stored.raw}"
        known = (number for each in self.numbers.values() for number in each)
        return {number for number in known if re.search(rf"\b{number}\b", everything)}


@pytest.fixture
async def matrix(tmp_path: Path) -> AsyncIterator[Matrix]:
    """Two communities of the same people, one of them in each state; everybody has a number of
    their own, Gus one that everybody sees."""
    async with open_town(tmp_path, worlds=(TOWN, NEXT_TOWN)) as opened:
        for who, people in ((OPTED_OUT, 40), (HIDDEN, 55), (LEFT, 70), (SHOWN, 20), (GUS, 30)):
            await opened.link(who, people=people, days=60)
        await opened.link(ELSEWHERE, people=90, days=60, guilds=(OTHER_GUILD,))
        known = await numbers(opened)
        await opened.core.rights.opt_out(OPTED_OUT.id)
        await opened.core.rights.hide(HIDDEN.id, GUILD)
        opened.standin.remove_member(GUILD, LEFT.id)
        yield Matrix(opened, known)


async def numbers(town: Town) -> dict[int, set[str]]:
    """Everybody's own score, as it would be written in either language."""
    found = {}
    for who in (OPTED_OUT, HIDDEN, LEFT, ELSEWHERE):
        card = await town.core.scores.card(who.id, who.id, None)
        assert card.score is not None
        written = f"{card.score.value:.1f}"
        found[who.id] = {written, written.replace(".", ",")}
    assert len({frozenset(one) for one in found.values()}) == len(found)
    return found


def neutral(answer: Answer) -> str:
    """What was read, without the names that the question brought along."""
    text = f"{answer.text}\n{[b.label for b in answer.buttons]}\n{answer.ephemeral}"
    for who in UNSEEN:
        text = text.replace(who.name, "…").replace(str(who.id), "…")
    return text


@pytest.mark.parametrize("asker", ASKERS.values(), ids=ASKERS)
@pytest.mark.parametrize("locale", LOCALES)
async def test_one_answer_for_all_who_are_not_seen(
    matrix: Matrix, asker: Person, locale: str
) -> None:
    """Here, in public and in private, and in direct messages: the same words, and no number."""
    for how, ask in {**HERE, **DIRECT}.items():
        answers = [await ask(matrix.at(asker, locale), w) for w in UNSEEN if w is not asker]
        assert len({neutral(answer) for answer in answers}) == 1, how
        assert [matrix.leaks(answer) for answer in answers] == [set()] * len(answers), how


@pytest.mark.parametrize("asker", [GUS, OLGA, SHOWN], ids=["a member", "a manager", "shown"])
async def test_shown_elsewhere_is_shown_there_and_only_there(matrix: Matrix, asker: Person) -> None:
    """In the other community the one who is shown there has a card, all others one answer."""
    there = matrix.at(asker, channel=OTHER_BOARD)
    for how in ("ephemeral: score", "ephemeral: why", "mention: score", "public: score"):
        seen = await HERE[how](there, ELSEWHERE)
        assert matrix.leaks(seen) == {n for n in matrix.numbers[ELSEWHERE.id] if n in seen.text}, (
            how
        )
        assert matrix.leaks(seen), how
        others = [await HERE[how](there, who) for who in UNSEEN if who is not ELSEWHERE]
        assert len({neutral(answer) for answer in others}) == 1, how
        assert not any(matrix.leaks(answer) for answer in others), how


async def test_no_list_or_suggestion_tells_of_them(matrix: Matrix) -> None:
    """Boards of every kind, tops, previews and what autocompletion offers, for who may manage."""
    await matrix.town.board_weekly()
    await matrix.town.pass_weeks(1)
    asker = matrix.at(OLGA)
    answers = [await asker.say("top 10"), await asker.command("community preview")]
    answers += [
        await asker.command("leaderboard", kind=kind, period=period)
        for kind in ("score", "rise", "pages")
        for period in ("week", "month", "all")
    ]
    assert not any(matrix.leaks(answer) for answer in answers)
    texts = [answer.text for answer in answers] + [post.text for post in matrix.town.posts()]
    assert not [w.name for w in UNSEEN for text in texts if w.name in text]
    for typed in ("", "sample", "ada", "eve"):
        for name, option in (("score", "account"), ("why", "account"), ("compare", "page")):
            assert await asker.autocomplete(name, option, typed) == []


async def test_only_oneself_reads_which_it_is(matrix: Matrix) -> None:
    """In private, about oneself: the reason, or the number that nobody else sees."""
    for who, key in ((OPTED_OUT, "own_opted_out"), (NEVER, "own_never_linked")):
        assert matrix.town.say(f"error.{key}", "en") in (await matrix.at(who).command("score")).text
    for who in (HIDDEN, ELSEWHERE):
        assert matrix.leaks(await matrix.at(who).command("score")), who.name
        public = await matrix.at(who).command("score", show_to_everyone=True)
        assert public.ephemeral
        assert matrix.leaks(public) == set()
        assert matrix.leaks(await matrix.at(who).say("what is my score?")) == set()
    assert not any(
        number in message.text
        for message in matrix.town.public(GENERAL)
        for each in matrix.numbers.values()
        for number in each
    )

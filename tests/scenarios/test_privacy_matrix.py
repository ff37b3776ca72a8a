"""Who may see whom, where: asker by state by place, by the words that people read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.answer import Answer
from bot.sandbox.visitor import Visitor
from bot.sandbox.world import Person
from tests.scenarios.world import (
    ADA,
    BEN,
    BOARD,
    CLEO,
    DAN,
    EVE,
    FAY,
    GENERAL,
    GUILD,
    GUS,
    OLGA,
    Town,
    by_bot,
    open_town,
)

OPTED_OUT, HIDDEN, NEVER, LEFT, ONLY_ME = ADA, BEN, CLEO, DAN, EVE
STATES = {
    "opted out": OPTED_OUT,
    "hidden": HIDDEN,
    "never linked": NEVER,
    "left": LEFT,
    "only me": ONLY_ME,
}
SHOWN = FAY
ASKERS = {"a member": GUS, "a manager": OLGA, "somebody shown": SHOWN, "somebody hidden": HIDDEN}
SCORE = "35.0"  # of 40 people a month, for sixty days
COMMANDS = ("score", "why", "compare", "menu")


@pytest.fixture
async def states(tmp_path: Path) -> AsyncIterator[Town]:
    """One person in every state, and one who is shown."""
    async with open_town(tmp_path) as town:
        for who in (OPTED_OUT, HIDDEN, LEFT, SHOWN):
            await town.link(who, people=40, days=60)
        await town.link(ONLY_ME, people=40, days=60, shown=False)
        await town.core.rights.opt_out(OPTED_OUT.id)
        await town.core.rights.hide(HIDDEN.id, GUILD)
        town.standin.remove_member(GUILD, LEFT.id)
        yield town


async def ask(visitor: Visitor, how: str, whom: Person, *, public: bool = False) -> Answer:
    """One question about somebody."""
    if how == "menu":
        return await visitor.menu("Show score", whom)
    if how == "compare":
        return await visitor.command("compare", a=whom, b=SHOWN, show_to_everyone=public)
    if how == "why":
        return await visitor.command("why", member=whom)
    return await visitor.command("score", member=whom, show_to_everyone=public)


def others(asker: Person) -> list[Person]:
    """Everybody in a state but the asker."""
    return [who for who in STATES.values() if who is not asker]


def without_names(text: str) -> str:
    for person in STATES.values():
        text = text.replace(person.name, "…")
    return text


@pytest.mark.parametrize("asker", ASKERS.values(), ids=ASKERS)
async def test_to_others_all_states_read_alike(states: Town, asker: Person) -> None:
    """In the community, in English and French: one answer, the same for every state."""
    for locale in ("en-US", "fr"):
        visitor = states.at(asker, locale)
        for how in COMMANDS:
            if how == "compare" and asker is SHOWN:
                continue  # she would compare with herself
            answers = [await ask(visitor, how, whom) for whom in others(asker)]
            assert len({without_names(answer.text) for answer in answers}) == 1, how
            assert all(answer.ephemeral for answer in answers)
            assert len({tuple(b.label for b in answer.buttons) for answer in answers}) == 1


async def test_asked_about_alone_it_is_the_one_sentence(states: Town) -> None:
    """*There is no score to show*, for score, why and the menu, whatever the state."""
    for locale in ("en-US", "fr"):
        said = states.say("error.no_score", locale[:2])
        for whom in STATES.values():
            for how in ("score", "why", "menu"):
                answer = await ask(states.at(GUS, locale), how, whom)
                assert said in answer.text, (whom.name, how)


async def test_public_questions_are_refused_in_private(states: Town) -> None:
    """Where the answer was to be for everyone, nobody but the asker reads that there is none."""
    for whom in STATES.values():
        answer = await ask(states.at(GUS), "score", whom, public=True)
        assert states.say("error.no_score", "en") in answer.text, whom.name
        assert answer.ephemeral
    assert states.public(GENERAL) == []


async def test_public_comparisons_read_alike(states: Town) -> None:
    """Compared for everyone to see, only the name differs."""
    texts = [
        (await ask(states.at(GUS), "compare", whom, public=True)).text for whom in STATES.values()
    ]
    assert len({without_names(text) for text in texts}) == 1


async def test_plain_questions_read_alike(states: Town) -> None:
    """Asked in the channel by mention, the public answer is the same for every state."""
    texts = [
        (await states.at(GUS).say(f"what is the score of <@{whom.id}>?")).text
        for whom in STATES.values()
    ]
    assert set(texts) == {texts[0]}
    assert states.say("error.no_score", "en") in texts[0]


async def test_in_direct_messages_everybody_reads_alike(states: Town) -> None:
    """Outside a community nobody is shown, not even who is shown in one."""
    visitor = states.at(GUS).in_dm()
    texts = [
        (await visitor.command("score", member=whom)).text for whom in (*STATES.values(), SHOWN)
    ]
    assert set(texts) == {texts[0]}
    assert states.say("error.no_score", "en") in texts[0]


async def test_on_no_board(states: Town) -> None:
    """Boards of every kind and period, and the weekly post, hold only who is shown."""
    await states.board_weekly()
    await states.pass_weeks(1)
    texts = [states.posts()[0].text]
    for kind in ("score", "rise"):
        for period in ("week", "month", "all"):
            board = await states.at(GUS).command("leaderboard", kind=kind, period=period)
            texts.append(board.text)
    texts.append((await states.manage("community preview")).text)
    for text in texts:
        assert without_names(text) == text
    assert "Fay" in texts[0]
    assert "1 member shown" in texts[0]


async def test_only_the_person_concerned_reads_which(states: Town) -> None:
    """About oneself, in private: the state, or one's own card."""
    own = {
        who.name: await states.at(who).command("score")
        for who in (OPTED_OUT, HIDDEN, NEVER, ONLY_ME)
    }
    assert all(answer.ephemeral for answer in own.values())
    assert states.say("error.own_opted_out", "en") in own["Ada"].text
    assert states.say("error.own_never_linked", "en") in own["Cleo"].text
    assert f"# {SCORE}" in own["Ben"].text
    assert f"# {SCORE}" in own["Eve"].text


async def test_in_public_not_even_oneself(states: Town) -> None:
    """One's own card for everyone is refused in private where one is not shown here."""
    for who in (OPTED_OUT, HIDDEN, NEVER, ONLY_ME):
        answer = await states.at(who).command("score", show_to_everyone=True)
        assert answer.ephemeral
        assert states.say("error.own_not_shown_here", "en") in answer.text, who.name
        spoken = await states.at(who).say("what is my score?")
        assert SCORE not in spoken.text
        assert states.say("question.private", "en") in spoken.text, who.name
    assert not any(SCORE in text for text in by_bot(states.public(GENERAL) + states.public(BOARD)))


async def test_who_is_shown_is_shown(states: Town) -> None:
    """The control: the same questions about somebody shown give a card."""
    for how in ("score", "why", "menu"):
        assert SCORE in (await ask(states.at(GUS), how, SHOWN)).text
    public = await ask(states.at(GUS), "score", SHOWN, public=True)
    assert not public.ephemeral
    assert f"# {SCORE}" in public.text


async def test_an_old_button_shows_no_more_than_a_new_question(states: Town) -> None:
    """*Why?* under a card that stands in the channel obeys what its subject chose since."""
    card = await ask(states.at(GUS), "score", SHOWN, public=True)
    await states.at(SHOWN).command("privacy hide")
    pressed = await states.at(GUS).press(card, "Why?")
    assert pressed.ephemeral
    assert states.say("error.no_score", "en") in pressed.text
    compared = await states.at(GUS).press(card, "Why?")
    assert compared.text == pressed.text


async def test_by_its_account_too_every_state_reads_alike(states: Town) -> None:
    """With look-ups off, like an account that nobody linked; with look-ups on, no score."""
    states.network.add("stranger", days=60, people=20, posts=1)
    names = ["ada", "ben", "dan", "eve", "stranger"]
    for locale in ("en-US", "fr"):
        asker = states.at(GUS, locale)
        texts = {(await asker.command("score", account=f"sample:{n}")).text for n in names}
        assert texts == {f"⚠️ {states.say('error.lookups_off', locale[:2])}"}
    await states.core.communities.set(GUILD, lookups=True)
    asker = states.at(GUS)
    texts = {(await asker.command("score", account=f"sample:{n}")).text for n in names[:-1]}
    assert texts == {f"⚠️ {states.say('error.no_score', 'en')}"}

"""Plain questions in a small town: members by name, the asker's language, and too many at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.world import Channel, Person, World
from bot.throttle import Throttle
from tests.scenarios.world import BOARD, GENERAL, GUILD, OLGA, Town, by_bot, open_town

LONG = "W" * 32
ASKER, SAM, SAMMY, SAMIR, HIDDEN, OTHER = people = tuple(
    Person(710_001 + n, name)
    for n, name in enumerate(("Ada", "Sam Ash", "Sam Oak", "Samir", "Sam Elm", LONG))
)
WORLD = World(
    GUILD,
    "Ourtown",
    (OLGA, *people),
    (Channel(GENERAL, "general"), Channel(BOARD, "board")),
)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Two called Sam, one Samir, and one more Sam who hides."""
    async with open_town(tmp_path, worlds=[WORLD]) as town:
        for who in (SAM, SAMMY, SAMIR, HIDDEN, OTHER):
            await town.link(who, people=40, days=60)
        await town.core.rights.hide(HIDDEN.id, GUILD)
        yield town


async def test_which_one_is_asked(town: Town) -> None:
    """Several bear the name: those who are shown are listed, and no number is given."""
    english = await town.at(ASKER).say("what is Sam's score?")
    assert "Several here could be “Sam”: Sam Ash and Sam Oak." in english.text
    french = await town.at(ASKER).say("le score de Sam stp")
    assert "Sam Ash et Sam Oak" in french.text
    assert "Elm" not in english.text + french.text


async def test_a_hidden_namesake_makes_nothing_ambiguous(town: Town) -> None:
    """Of two, one shown and one hidden, the shown one is meant: the other is not here."""
    await town.core.rights.hide(SAMMY.id, GUILD)
    assert "Sam Ash" in (await town.at(ASKER).say("what is Sam's score?")).text


async def test_the_whole_name_is_no_guess(town: Town) -> None:
    """Whoever is named in full is meant, as is the only one whose name begins so."""
    assert "Sam Oak" in (await town.at(ASKER).say("the score of Sam Oak")).text
    assert "Samir" in (await town.at(ASKER).say("le score de Sami")).text
    assert LONG in (await town.at(ASKER).say(f"score of {LONG}")).text


async def test_who_left_has_no_name_here(town: Town) -> None:
    """Discord says that they are gone: nobody is called so."""
    town.standin.remove_member(GUILD, SAMIR.id)
    answer = await town.at(ASKER).say("what is Samir's score?")
    assert town.say("error.name_unknown", "en", called="Samir") in answer.text


async def test_alone_the_language_is_the_one_they_linked_with(town: Town) -> None:
    """Where the words do not tell, French for whoever linked in French."""
    town.network.add("ada", days=60, people=40, posts=1)
    await town.link_by_hand(ASKER, "ada", "fr")
    answer = await town.at(ASKER).say("score", dm=True)
    assert "personnes en quatre semaines" in answer.text


async def test_too_many_questions_stay_unanswered(town: Town) -> None:
    """Whoever asks too much is passed over in silence; the next person is answered."""
    town.services.client.throttle = Throttle(town.clock, burst=1)
    await town.at(ASKER).say("help")
    before = len(by_bot(town.public()))
    town.at(ASKER).write("help", mention_bot=True)
    await town.at(SAM).say("help")
    assert len(by_bot(town.public())) == before + 1

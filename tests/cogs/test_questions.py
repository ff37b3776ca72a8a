"""Plain questions, mentioned and in direct messages; `/about` and `/help`."""

from __future__ import annotations

import pytest

from scoring.formula import FORMULA_VERSION
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_question_that_started_it(talk: Talk) -> None:
    """*Bon sinon c'est combien mon Klout ?* is answered with the card, in French."""
    answer = await talk.by("noor").say("bon sinon c'est combien mon Klout ?")
    assert "Noor Haddad" in answer.text
    assert "personnes en quatre semaines" in answer.text


async def test_somebody_elses_score(talk: Talk) -> None:
    """By mention, only what is shown here."""
    noor = talk.by("noor")
    shown = await noor.say(f"what is the score of <@{talk.member('aiko').user_id}>?")
    assert "Aiko Tanabe" in shown.text
    refused = await noor.say(f"le score de <@{talk.member('zoe').user_id}> stp")
    assert "pas de score à montrer" in refused.text


async def test_what_is_not_shown_here_is_seen_privately(talk: Talk) -> None:
    """In public only a button; behind it one's own answer, for one's own eyes."""
    ravi = talk.by("ravi")
    public = await ravi.say("what's my score?")
    assert "Ravi Subramanian" not in public.text
    private = await ravi.press(public, "See it privately")
    assert private.ephemeral
    assert "Ravi Subramanian" in private.text


async def test_the_button_answers_whoever_presses_it(talk: Talk) -> None:
    """Somebody else who presses it sees their own card, not the asker's."""
    public = await talk.by("ravi").say("my score?")
    other = await talk.by("noor").press(public, "See it privately")
    assert "Noor Haddad" in other.text


async def test_compare_top_and_why(talk: Talk) -> None:
    """The other questions have their answers too."""
    noor = talk.by("noor")
    compared = await noor.say(f"compare me with <@{talk.member('aiko').user_id}>")
    assert "Aiko Tanabe" in compared.text
    assert "Noor Haddad" in compared.text
    board = await noor.say("show the top 3")
    assert "**3.**" in board.text
    assert "**4.**" not in board.text
    assert "Noor Haddad: why" in (await noor.say("why is my score so low?")).text


async def test_pages_by_name(talk: Talk) -> None:
    """A page is found by its name; one that is not here is said so."""
    noor = talk.by("noor")
    assert "Fanal & Fils" in (await noor.say("score of Fanal & Fils?")).text
    assert "no page of that name" in (await noor.say("score of Nowhere Inn?")).text


async def test_direct_messages_are_private(talk: Talk) -> None:
    """There one sees one's own, shown or not; boards need a community."""
    ravi = talk.by("ravi")
    assert "Ravi" in (await ravi.say("my score please", dm=True)).text
    assert "community only" in (await ravi.say("show the leaderboard", dm=True)).text


async def test_anything_else_gets_a_short_help(talk: Talk) -> None:
    """In the question's language, with commands that can be clicked."""
    answer = await talk.by("noor").say("il fait beau aujourd'hui")
    assert "Je réponds aux questions sur les scores" in answer.text
    assert "</help:" in answer.text
    assert answer.text.count("- @renown") == 3


async def test_what_is_not_for_the_bot_stays_unanswered(talk: Talk) -> None:
    """No answer to everyone's mention, nor to a message without one; the next is answered."""
    noor = talk.by("noor")
    noor.write("@everyone what's my score?")
    noor.write("what's my score?")
    answer = await noor.say("help")
    bot = talk.box.standin.state.bot.id
    said = [m for m in talk.box.standin.messages(noor.seat.channel_id) if m.author_id == bot]
    assert said[-1].id == answer.stored.id
    assert said[-2].id < answer.stored.id - 3


async def test_about(talk: Talk) -> None:
    """Formula, networks, what it is not for, and the rights."""
    text = (await talk.by("noor").command("about")).text
    for said in (
        f"Formula version {FORMULA_VERSION}",
        "Bluesky",
        "LinkedIn",
        "Not for",
        "/privacy show",
    ):
        assert said in text


async def test_help(talk: Talk) -> None:
    """Every command can be clicked, and three questions are given as examples."""
    text = (await talk.by("noor", "fr").command("help")).text
    assert "</link add:" in text
    assert text.count("- @") == 3

"""Every plain question in both languages, mentioned and alone, by who is shown and who is not."""

from __future__ import annotations

import pytest

from bot.sandbox.answer import Answer
from tests.cogs.conftest import Talk

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What a public answer says to somebody who is shown here.
SHOWN = [
    ("what's my score?", "Noor Haddad"),
    ("c koi mon score stp", "Noor Haddad"),
    ("what is the score of {aiko}?", "Aiko Tanabe"),
    ("{aiko} il a combien de points ?", "Aiko Tanabe"),
    ("am I ahead of {aiko}?", "Aiko Tanabe"),
    ("compare moi avec {aiko}", "Aiko Tanabe"),
    ("who has the highest score?", "**1.**"),
    ("qui est premier ?", "**1.**"),
    ("who rose this week?", "**1.**"),
    ("qui a progressé ce mois-ci ?", "**1.**"),
    ("why is my score so low?", "Noor Haddad: why"),
    ("pk mon score est si bas", "Noor Haddad\xa0: pourquoi"),
    ("where am I on the leaderboard?", "Noor Haddad"),
    ("quelle est ma place ?", "Noor Haddad"),
    ("what am I known for?", "Noor Haddad"),
    ("c'est quoi mes sujets", "Noor Haddad"),
    ("how did my score change this month?", "Noor Haddad"),
    ("mon évolution", "Noor Haddad"),
]
# What is about oneself alone: not said in public to somebody who is not shown.
OWN = [
    ("what's my score?", "See it privately"),
    ("mon score ?", "Voir en privé"),
    ("why is my score so low?", "See it privately"),
    ("pourquoi mon score est si bas ?", "Voir en privé"),
    ("my rank please", "See it privately"),
    ("quel est mon rang ?", "Voir en privé"),
    ("my topics", "See it privately"),
    ("mes sujets", "Voir en privé"),
    ("my history", "See it privately"),
    ("mon historique", "Voir en privé"),
    ("compare me with {aiko}", "See it privately"),
    ("suis-je devant {aiko} ?", "Voir en privé"),
]
NOT_UNDERSTOOD = [
    ("the score of the match yesterday was 3-1", "I answer questions about scores"),
    ("please don't show my score", "I answer questions about scores"),
    ("thanks!", "I answer questions about scores"),
    ("quel est le score du match ?", "Je réponds aux questions"),
    ("pourquoi le ciel est bleu ?", "Je réponds aux questions"),
    ("je ne veux pas de score", "Je réponds aux questions"),
]


def filled(talk: Talk, text: str) -> str:
    return text.format(aiko=f"<@{talk.member('aiko').user_id}>")


@pytest.mark.parametrize(("text", "said"), SHOWN)
async def test_somebody_shown_is_answered_in_public(talk: Talk, text: str, said: str) -> None:
    """In the channel, in the question's language."""
    answer = await talk.by("noor").say(filled(talk, text))
    assert said in answer.text
    assert not answer.ephemeral


@pytest.mark.parametrize(("text", "button"), OWN)
async def test_somebody_not_shown_is_answered_in_private(
    talk: Talk, text: str, button: str
) -> None:
    """The channel sees a button, and nothing about them; behind it is their own answer."""
    ravi = talk.by("ravi")
    public = await ravi.say(filled(talk, text))
    assert "Ravi" not in public.text
    private = await ravi.press(public, button)
    assert private.ephemeral
    assert "Ravi Subramanian" in private.text


@pytest.mark.parametrize("text", [text for text, _ in OWN if "{" not in text])
async def test_alone_with_the_bot_one_sees_ones_own(talk: Talk, text: str) -> None:
    """In direct messages nothing of one's own is held back; a place needs a community."""
    answer = await talk.by("ravi").say(text, dm=True)
    place = text in ("my rank please", "quel est mon rang ?")
    assert any(s in answer.text for s in (("community", "communauté") if place else ("Ravi",)))


@pytest.mark.parametrize(("text", "said"), NOT_UNDERSTOOD)
@pytest.mark.parametrize("alone", [False, True])
async def test_what_is_not_understood_gets_three_examples(
    talk: Talk, text: str, said: str, alone: bool
) -> None:
    """A line, three examples, and where there is more; never a number."""
    answer = await talk.by("noor").say(text, dm=alone)
    assert said in answer.text
    assert answer.text.count("\n- ") == 3
    assert answer.text.count("- @renown") == (0 if alone else 3)
    assert "</help:" in answer.text


async def test_members_by_name(talk: Talk) -> None:
    """Whoever is shown here is found without a mention, by a part of the name, in any case."""
    noor = talk.by("noor")
    assert "Aiko Tanabe" in (await noor.say("what is Aiko's score?")).text
    assert "Chloé Dubreuil" in (await noor.say("le score de CHLOE DUBREUIL stp")).text
    compared = await noor.say("compare me with Tomasz")
    assert "Tomasz Wieczorek" in compared.text
    assert "Noor Haddad" in compared.text
    assert "Aiko Tanabe: why" in (await noor.say("why is Aiko's score so high?")).text


@pytest.mark.parametrize("text", ["what is her score?", "pourquoi son score est si bas ?"])
async def test_somebody_who_is_not_named_is_not_the_asker(talk: Talk, text: str) -> None:
    """*Her* score, and nobody is mentioned: the help, and not one's own card."""
    answer = await talk.by("noor").say(text)
    assert "Noor Haddad" not in answer.text
    assert answer.text.count("- @renown") == 3


async def unnamed(talk: Talk, name: str, text: str) -> str:
    """An answer without the name that was asked for."""
    answer: Answer = await talk.by("noor").say(text.format(name))
    return answer.text.replace(name, "-")


@pytest.mark.parametrize(
    "text", ["what is {}'s score?", "le score de {}", "compare me with {}", "why is {}'s score low"]
)
async def test_who_is_not_shown_has_no_name(talk: Talk, text: str) -> None:
    """Hidden, opted out, for oneself only, never linked, and nobody at all read alike."""
    names = ("Hugo", "Zoë", "Ravi", "Lucie", "Xerxes")
    answers = {await unnamed(talk, name, text) for name in names}
    assert len(answers) == 1
    assert "-" in answers.pop()


async def test_alone_nobody_is_known_by_name(talk: Talk) -> None:
    """Direct messages belong to no community: it is said so, whoever is asked for."""
    noor = talk.by("noor")
    for name in ("Aiko", "Hugo", "Xerxes"):
        answer = await noor.say(f"what is {name}'s score?", dm=True)
        assert "know nobody by name" in answer.text


async def test_a_topic_board_is_asked_for(talk: Talk) -> None:
    """*The best in ...* is a question about that topic's board, also where there is none."""
    answer = await talk.by("noor").say("who is the best in zymurgy?")
    assert "zymurgy" in answer.text


async def test_without_words_the_language_is_the_community_s(talk: Talk) -> None:
    """A mention alone is answered in the language of the community."""
    answer = await talk.by("noor", "fr").say(f"<@{talk.member('aiko').user_id}>")
    assert "Aiko Tanabe" in answer.text
    assert "people" in answer.text


async def test_nobody_is_pinged(talk: Talk) -> None:
    """Answers mention nobody: not who asked, and not whom they are about."""
    await talk.by("noor").say(filled(talk, "compare me with {aiko}"))
    sent = [r.json for r in talk.box.standin.requests if r.method == "POST" and r.json]
    replies = [body for body in sent if "message_reference" in body]
    assert replies
    assert all(body["allowed_mentions"].get("parse") == [] for body in replies)
    assert not any(body["allowed_mentions"].get("replied_user") for body in replies)


async def test_an_overlong_message_is_read_at_its_beginning(talk: Talk) -> None:
    """What stands beyond is not looked at."""
    answer = await talk.by("noor").say("hmm " * 200 + "what's my score?")
    assert "I answer questions about scores" in answer.text or "Je réponds" in answer.text

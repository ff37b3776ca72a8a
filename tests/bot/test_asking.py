"""Who and what a question is about, beyond its intent; and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import Intent, Question, parse
from bot.phrasebook import phrasebook
from scoring.models import BoardKind, Period

BOT = 1
WORDS = sorted(phrasebook().vocabulary)


def ask(text: str) -> Question:
    return parse(f"<@{BOT}> {text}", bot=BOT)


@pytest.mark.parametrize(
    ("text", "people", "me"),
    [
        ("hey <@2>, look: what's my score?", (), True),
        ("<@2> regarde, mon score ?", (), True),
        ("why is <@2> so high?", (2,), False),
        ("compare <@2> with <@3>", (2, 3), False),
        ("tell me who's ahead, <@2> or <@3>", (2, 3), False),
        ("compare <@2>, <@3> and me", (2, 3), True),
        ("compare moi avec <@2> et <@3>", (2, 3), True),
        ("am I ahead of <@2>?", (2,), True),
        ("son score à <@2>", (2,), False),
        ("my rank <@1> please <@1>", (), True),
        ("<@99999999999999999999> my score", (), True),
    ],
)
def test_whom_it_is_about(text: str, people: tuple[int, ...], me: bool) -> None:
    """Whoever the question names, and not whoever is spoken to."""
    question = ask(text)
    assert (question.people, question.me) == (people, me)


@pytest.mark.parametrize(
    ("text", "intent", "names"),
    [
        ("what is Maya's score", Intent.SCORE, ("Maya",)),
        ("le score de Maya stp", Intent.SCORE, ("Maya",)),
        ("le score de Zoé-Marie", Intent.SCORE, ("Zoé-Marie",)),
        ("why is Maya's score so high?", Intent.WHY, ("Maya",)),
        ("compare me with Noor", Intent.COMPARE, ("Noor",)),
        ("compare Maya et Léo", Intent.COMPARE, ("Maya", "Léo")),
        ("compare <@2> with Maya", Intent.COMPARE, ("Maya",)),
        ("score of Fanal & Fils?", Intent.SCORE, ("Fanal & Fils",)),
    ],
)
def test_names_without_a_mention(text: str, intent: Intent, names: tuple[str, ...]) -> None:
    """A name is what nobody knows, where a name may stand; its spelling is kept."""
    question = ask(text)
    assert (question.intent, question.names) == (intent, names)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("top in python", "python"),
        ("les meilleurs en cuisine", "cuisine"),
        ("who is the best at football?", "football"),
        ("qui s'y connaît en Jardinage ?", "Jardinage"),
        ("top 5 of the week", None),
    ],
)
def test_topic_of_a_board(text: str, topic: str | None) -> None:
    """*In* and *en* name a topic, also one of which the bot knows nothing else."""
    question = ask(text)
    assert (question.intent, question.topic) == (Intent.TOP, topic)


@pytest.mark.parametrize(
    ("text", "count", "period"),
    [
        ("top ten", 10, Period.WEEK),
        ("les cinq meilleurs du mois", 5, Period.MONTH),
        ("who climbed the most over the last 30 days", None, Period.MONTH),
        ("classement depuis toujours", None, Period.ALL),
        ("leaderboard last week", None, Period.WEEK),
        ("mon évolution sur un an", None, Period.ALL),
        ("mon évolution", None, Period.MONTH),
        ("my progress this week", None, Period.WEEK),
    ],
)
def test_how_many_over_what_time(text: str, count: int | None, period: Period) -> None:
    """Numbers in figures and words; days are not counted as rows."""
    question = ask(text)
    assert (question.count, question.period) == (count, period)


def test_a_place_is_on_a_kind_of_board() -> None:
    """*My place among the pages* is looked for among pages."""
    question = ask("ma place parmi les pages")
    assert (question.intent, question.kind) == (Intent.RANK, BoardKind.PAGES)


@pytest.mark.parametrize(
    "text",
    [
        "MON SCORE STP",
        "mo\u200bn sco\u200bre",
        "mon score",
        "`mon score`",
        "**mon** _score_",
        "« mon score »",
        "<@&55> mon score @everyone",
        "mon score https://example.org/score",
        "mon score <:fire:123> 🔥",
        "> mon score",
        "mooooon score",
    ],
)
def test_how_it_is_written_does_not_matter(text: str) -> None:
    """Case, marks, emoji, quotes, links and what cannot be seen say nothing."""
    question = ask(text)
    assert (question.intent, question.people, question.names) == (Intent.SCORE, (), ())


@pytest.mark.parametrize(
    "said",
    ["I don't want {}", "not {}", "forget {}", "hide {}", "I hate {}", "delete {}"],
)
@pytest.mark.parametrize("what", ["my score", "a score"])
def test_a_refusal_is_no_question(said: str, what: str) -> None:
    """Whoever refuses is not shown it all the same."""
    assert ask(said.format(what)).intent is Intent.HELP


@pytest.mark.parametrize("text", ["my ranking, please", "mon rang stp", "score <@2>"])
def test_a_refusal_in_another_sentence_is_about_that(text: str) -> None:
    """A sentence is read by itself."""
    assert ask(f"No need to hide it. {text}").intent is ask(text).intent is not Intent.HELP


@given(st.lists(st.sampled_from([*WORDS, "<@2>", "<@3>", ",", ".", "?", "zzyzx"]), max_size=70))
def test_no_jumble_of_its_own_words_breaks_it(words: list[str]) -> None:
    """Whatever the order, an answer comes, and it is about people who were mentioned."""
    question = ask(" ".join(words))
    assert set(question.people) <= {2, 3}
    assert len(question.names) <= 5


@given(st.lists(st.from_regex(r"[bcdfghjkvwxz]{6,9}", fullmatch=True), min_size=1, max_size=12))
def test_words_that_nobody_knows_ask_for_nothing(words: list[str]) -> None:
    """What holds no word of the tables is not understood."""
    assert ask(" ".join(words)).intent is Intent.HELP

"""Plain questions: what people type, with accents, slips and all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import Intent, Question, parse
from scoring.models import BoardKind, Period

BOT = 1
SCORE, COMPARE, TOP, WHY, HELP = Intent.SCORE, Intent.COMPARE, Intent.TOP, Intent.WHY, Intent.HELP

PHRASES = [
    # my score, in English
    ("what's my score?", SCORE, "en"),
    ("whats my score", SCORE, "en"),
    ("What is my Klout?", SCORE, "en"),
    ("waht is my scroe", SCORE, "en"),
    ("my scor please", SCORE, "en"),
    ("show me my score", SCORE, "en"),
    ("how am I doing?", SCORE, "en"),
    ("how influential am I?", SCORE, "en"),
    ("how many points do i have", SCORE, "en"),
    ("what am I worth", SCORE, "en"),
    ("tell me my number", SCORE, "en"),
    ("MY SCORE!!!", SCORE, "en"),
    # mon score, en français
    ("bon sinon c'est combien mon Klout ?", SCORE, "fr"),
    ("c’est quoi mon score ?", SCORE, "fr"),
    ("c koi mon score", SCORE, "fr"),
    ("quel est mon score ?", SCORE, "fr"),
    ("qel est mon scor", SCORE, "fr"),
    ("montre-moi mon score stp", SCORE, "fr"),
    ("je vaux combien ?", SCORE, "fr"),
    ("combien de points j'ai", SCORE, "fr"),
    ("ma note ?", SCORE, "fr"),
    ("dis-moi mon chiffre", SCORE, "fr"),
    ("suis-je influent ? quelle est mon influence", SCORE, "fr"),
    ("MON SCORE SVP", SCORE, "fr"),
    # somebody else
    ("what is the score of <@2>?", SCORE, "en"),
    ("<@2>'s score please", SCORE, "en"),
    ("le score de <@2> stp", SCORE, "fr"),
    ("c'est combien le klout de <@!2> ?", SCORE, "fr"),
    # comparisons
    ("compare <@2> with <@3>", COMPARE, "en"),
    ("comapre me with <@2>", COMPARE, "en"),
    ("compare me to <@2> please", COMPARE, "en"),
    ("am I ahead of <@2>?", COMPARE, "en"),
    ("difference between <@2> and <@3>", COMPARE, "en"),
    ("compare moi avec <@2>", COMPARE, "fr"),
    ("comparer <@2> et <@3>", COMPARE, "fr"),
    ("conparer <@2> et moi", COMPARE, "fr"),
    ("suis-je devant <@2> ?", COMPARE, "fr"),
    ("quel écart avec <@2> ?", COMPARE, "fr"),
    # boards
    ("top 5 of the week", TOP, "en"),
    ("show the leaderboard", TOP, "en"),
    ("leaderbord please", TOP, "en"),
    ("who is the best this month?", TOP, "en"),
    ("who rose this week?", TOP, "en"),
    ("who has the highest score", TOP, "en"),
    ("le classement", TOP, "fr"),
    ("le clasement stp", TOP, "fr"),
    ("les 3 meilleurs du mois", TOP, "fr"),
    ("qui est en tête du podium ?", TOP, "fr"),
    ("qui a progressé cette semaine ?", TOP, "fr"),
    ("le classement des pages", TOP, "fr"),
    ("classement de toujours", TOP, "fr"),
    # reasons
    ("why is my score so low?", WHY, "en"),
    ("explain my score", WHY, "en"),
    ("explane my score please", WHY, "en"),
    ("what are the reasons of <@2>'s score", WHY, "en"),
    ("pourquoi mon score est si bas ?", WHY, "fr"),
    ("pourkoi mon score a baissé", WHY, "fr"),
    ("explique-moi mon score", WHY, "fr"),
    ("donne le détail de mon score", WHY, "fr"),
    # anything else
    ("help", HELP, "en"),
    ("thanks a lot!", HELP, "en"),
    ("aide-moi", HELP, "fr"),
    ("bonjour !", HELP, "fr"),
    ("il fait beau aujourd'hui", HELP, "fr"),
    ("what do you do with this", HELP, "en"),
]


def ask(text: str) -> Question:
    return parse(f"<@{BOT}> {text}", bot=BOT)


@pytest.mark.parametrize(("text", "intent", "language"), PHRASES)
def test_phrase(text: str, intent: Intent, language: str) -> None:
    """A phrase is understood, and so is its language."""
    question = ask(text)
    assert (question.intent, question.language) == (intent, language)


def test_there_are_enough_phrases_in_both_languages() -> None:
    """The table speaks for both languages alike."""
    french = sum(language == "fr" for _, _, language in PHRASES)
    assert len(PHRASES) >= 60
    assert abs(2 * french - len(PHRASES)) <= 6


def test_mentions_keep_their_order_and_leave_the_bot_out() -> None:
    """The people in a question are those mentioned, in the order of the words."""
    question = parse("compare <@3> <@!2> <@3> <@1>", bot=BOT)
    assert question.people == (3, 2)


@pytest.mark.parametrize("text", ["<@2>", "<@2> ?", "et <@2> ?"])
def test_pointing_at_somebody_asks_for_their_score(text: str) -> None:
    """A mention with hardly a word is a question about that person."""
    question = ask(text)
    assert (question.intent, question.people) == (SCORE, (2,))


@pytest.mark.parametrize("text", ["<@2> <@3>", "<@2> vs <@3>", "moi ou <@2> ?", "me or <@2>?"])
def test_two_sides_are_a_comparison_without_the_word(text: str) -> None:
    """Two people, or somebody and the asker, are compared."""
    assert ask(text).intent is COMPARE


def test_a_conversation_is_not_a_question() -> None:
    """A sentence about something else, with a mention in it, only gets a short help."""
    assert ask("thanks, <@2> was great at the party yesterday evening").intent is HELP


@pytest.mark.parametrize(
    ("text", "count"), [("top 5", 5), ("les 3 meilleurs", 3), ("le top", None), ("top 0", None)]
)
def test_count(text: str, count: int | None) -> None:
    """The number in *top N*, if there is one."""
    assert ask(text).count == count


@pytest.mark.parametrize(
    ("text", "kind", "period"),
    [
        ("top 5 du mois", BoardKind.SCORE, Period.MONTH),
        ("who rose this month", BoardKind.RISE, Period.MONTH),
        ("le classement des pages", BoardKind.PAGES, Period.WEEK),
        ("best overall", BoardKind.SCORE, Period.ALL),
        ("qui monte ?", BoardKind.RISE, Period.WEEK),
    ],
)
def test_board_kind_and_period(text: str, kind: BoardKind, period: Period) -> None:
    """A board is of a kind and over a time."""
    question = ask(text)
    assert (question.intent, question.kind, question.period) == (TOP, kind, period)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("score of Café Central?", "Café Central"),
        ("quel est le score de la page Café Central ?", "Café Central"),
        ("le score de “La Grande Ourse”", "La Grande Ourse"),
        ("why the score of Café Central", "Café Central"),
    ],
)
def test_names_of_pages(text: str, name: str) -> None:
    """What follows *of* and *de*, or stands in quotes, may be a page; its spelling is kept."""
    assert ask(text).names == (name,)


@pytest.mark.parametrize("text", ["quel est mon score de la semaine ?", "score of the week"])
def test_everyday_words_are_no_names(text: str) -> None:
    """*Of the week* names no page."""
    assert ask(text).names == ()


def test_a_bare_mention_asks_for_help() -> None:
    """Only the bot's name: a short help, in the community's language."""
    question = ask("")
    assert (question.intent, question.language) == (HELP, None)


@given(st.text(max_size=600))
def test_never_raises(text: str) -> None:
    """Whatever somebody writes is understood as something."""
    assert ask(text).intent in set(Intent)


@given(st.lists(st.sampled_from(["<@1>", "<@2>", "mon", "score", "top", "«", '"', "de", "5"])))
def test_never_names_the_bot(words: list[str]) -> None:
    """The bot is nobody's subject."""
    assert BOT not in parse(" ".join(words), bot=BOT).people

"""Plain questions in English and French, understood without a model: words, slips, mentions.

    question = parse("<@1> bon sinon c'est combien mon Klout ?", bot=1)
    question.intent, question.language   # Intent.SCORE, "fr"

`parse` is pure and never raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.folding import fold, near
from scoring.models import BoardKind, Period


class Intent(StrEnum):
    """What somebody wants to know."""

    SCORE = "score"
    COMPARE = "compare"
    TOP = "top"
    WHY = "why"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Question:
    """An understood question. `people` are the users mentioned, in order, without the bot;
    `names` what may be pages; `language` is None where the words do not tell."""

    intent: Intent
    people: tuple[int, ...] = ()
    me: bool = False
    names: tuple[str, ...] = ()
    count: int | None = None
    kind: BoardKind = BoardKind.SCORE
    period: Period = Period.WEEK
    language: str | None = None


# Words by meaning and language, folded. Those of five letters and more forgive a slip.
_WHY = {
    "en": "why explain explanation reason reasons because breakdown",
    "fr": "pourquoi explique expliquer explication raison raisons detail details",
}
_COMPARE = {
    "en": "compare comparison comparing versus against difference ahead",
    "fr": "comparer compares comparaison contre ecart difference devant",
    "": "vs",
}
_TOP = {
    "en": "leaderboard ranking rankings highest best board standings first leaders",
    "fr": "classement podium meilleur meilleurs meilleure meilleures premier premiers palmares",
    "": "top",
}
_RISE = {
    "en": "rise rises rose risen rising climbed climbers gained grew progress newcomer",
    "fr": "progresse progression progressions hausse hausses monte montee grimpe augmente",
}
_PAGES = {"": "pages", "en": "brands", "fr": "marques"}
_SCORE = {
    "": "score scores klout points",
    "en": "number influence influential worth rating measured doing",
    "fr": "note chiffre nombre influence combien vaux vaut cote mesure indice",
}
_HELP = {
    "en": "help commands usage hello hi thanks thank",
    "fr": "aide aider commandes bonjour salut merci",
}
_ME = {
    "en": "my mine me i am i'm myself",
    "fr": "mon ma mes moi je j m mien",
}
_WEEK = {"en": "week weekly", "fr": "semaine hebdo"}
_MONTH = {"en": "month monthly", "fr": "mois mensuel"}
_ALL = {"en": "ever overall", "fr": "toujours total"}
_SPOKEN = {
    "en": "the what is what's whats how of a an and with than does do who show tell give us this "
    "that much many in please are you your can it its have has where did more less between at",
    "fr": "le la les l un une de des du d est c c'est quel quelle quels combien et avec que qu qui "
    "montre dis donne nous ce cette cet sinon bon alors entre stp svp comment suis es as tu ton "
    "il elle en par rapport moi ou plus au aux ca va se a on ai pour sur",
}

_TABLES = {
    "why": _WHY,
    "compare": _COMPARE,
    "top": _TOP,
    "rise": _RISE,
    "pages": _PAGES,
    "score": _SCORE,
    "help": _HELP,
    "me": _ME,
    "week": _WEEK,
    "month": _MONTH,
    "all": _ALL,
    "": _SPOKEN,
}

Meanings = frozenset[tuple[str, str]]  # (sense, language); either may be empty


def _lexicon() -> dict[str, Meanings]:
    found: dict[str, set[tuple[str, str]]] = {}
    for sense, table in _TABLES.items():
        for language, words in table.items():
            for word in words.split():
                found.setdefault(word, set()).add((sense, language))
    return {word: frozenset(meanings) for word, meanings in found.items()}


_LEXICON = _lexicon()

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_NOISE = re.compile(r"<[@#:a][^>\s]*>|https?://\S+|@everyone|@here")
_WORD = re.compile(r"[^\W_]+")
_COUNT = re.compile(r"(?<![\w.,])(\d{1,3})(?![\w.,]*\d)")
_QUOTED = re.compile(r"[\"“«]\s*([^\"“”«»]{1,100}?)\s*[\"”»]")
_OF = re.compile(
    r"(?:\bof\b|\bfor\b|\bpage\b|\bde\b|\bdu\b|\bpour\b|\bd['’])\s*(.{1,100}?)\s*[?!.…]*\s*$",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 500
_WORDS_READ = 30


def parse(text: str, *, bot: int) -> Question:
    """Understand one message. What makes no sense is a wish for help."""
    text = text[:_LONGEST]
    mentioned = dict.fromkeys(int(found) for found in _MENTION.findall(text))
    people = tuple(user for user in mentioned if user != bot)
    plain = _NOISE.sub(" ", _MENTION.sub(" ", text))
    words = _WORD.findall(fold(plain))[:_WORDS_READ]
    meanings = [_meanings(word) for word in words]
    senses = {sense for said in meanings for sense, _ in said if sense}
    intent = _intent(senses, words, people)
    return Question(
        intent=intent,
        people=people,
        me="me" in senses,
        names=_names(plain, people, intent),
        count=_count(plain) if intent is Intent.TOP else None,
        kind=_kind(senses),
        period=_period(senses),
        language=_language(meanings),
    )


def _intent(senses: set[str], words: list[str], people: tuple[int, ...]) -> Intent:
    if "why" in senses:
        return Intent.WHY
    if "compare" in senses or _sides(senses, people):
        return Intent.COMPARE
    if senses & {"top", "rise"}:
        return Intent.TOP
    if "score" in senses or ("pages" in senses and "help" not in senses):
        return Intent.SCORE if "score" in senses else Intent.TOP
    if "help" in senses or not people or len(words) > len(_LEXICON.keys() & words) + 3:
        return Intent.HELP
    return Intent.SCORE  # somebody was pointed at, and hardly a word said


def _sides(senses: set[str], people: tuple[int, ...]) -> bool:
    """*<@a> or <@b>?*, *me and <@a>*: two sides without the word."""
    return len(people) > 1 or (len(people) == 1 and "me" in senses and not senses - {"me"})


def _meanings(word: str) -> Meanings:
    """What a word can mean: itself, or else every word that it is a slip of."""
    if word in _LEXICON:
        return _LEXICON[word]
    slipped = (meanings for wanted, meanings in _LEXICON.items() if near(word, wanted))
    return frozenset().union(*slipped)


def _kind(senses: set[str]) -> BoardKind:
    if "rise" in senses:
        return BoardKind.RISE
    return BoardKind.PAGES if "pages" in senses else BoardKind.SCORE


def _period(senses: set[str]) -> Period:
    if "month" in senses:
        return Period.MONTH
    return Period.ALL if "all" in senses and "week" not in senses else Period.WEEK


def _count(plain: str) -> int | None:
    found = _COUNT.search(plain)
    return int(found[1]) if found and int(found[1]) > 0 else None


def _names(plain: str, people: tuple[int, ...], intent: Intent) -> tuple[str, ...]:
    """Quoted names, or what stands after *of* and *de*, unless these are everyday words."""
    if intent not in {Intent.SCORE, Intent.WHY, Intent.COMPARE}:
        return ()
    quoted = tuple(_QUOTED.findall(plain))
    if quoted or people or intent is Intent.COMPARE:
        return quoted[:5]
    after = _OF.search(plain)
    while after and (deeper := _OF.search(after[1])):
        after = deeper
    words = _WORD.findall(fold(after[1])) if after else []
    return (after[1],) if after and not _LEXICON.keys() >= set(words) else ()


def _language(meanings: list[Meanings]) -> str | None:
    """The language with more of the words; None where neither leads."""
    languages = [{language for _, language in said} for said in meanings]
    english = sum("en" in said and "fr" not in said for said in languages)
    french = sum("fr" in said and "en" not in said for said in languages)
    if english == french:
        return None
    return "en" if english > french else "fr"

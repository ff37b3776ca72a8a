"""What is asked in a message: the phrases of all intents, and what makes one count.

A wrong answer is worse than a short help. So a phrase counts in three cases alone:

1. it speaks of a score, a board or reasons by itself (*my score*, *who has the highest klout*):
   then whatever else is said around it;
2. it needs care (`_maybe`: *the score of Maya*): then only if nobody's name but the one in it,
   and no other word that is not known, is said in the same sentence;
3. it says little (`_bare`: *why?*, *top 5*): then only if it is all that is said, courtesies aside.

A sentence that refuses (*not my score*), orders what the bot does not do, or speaks of what it
knows nothing of (a match, the sky, a phone) is not read at all. Phrases of the message's own
language come first; those of another one only where nothing else was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import dropwhile, product

from bot.phrasebook import VETO, Phrasebook
from bot.wording import END, PAUSE, STRANGE


class Intent(StrEnum):
    """What somebody wants to know; of two that fit, the one that stands first."""

    WHY = "why"
    COMPARE = "compare"
    TOPICS = "topics"
    RANK = "rank"
    HISTORY = "history"
    TOP = "top"
    SCORE = "score"
    HELP = "help"


ASKED = tuple(intent for intent in Intent if intent is not Intent.HELP)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and where it stands in all that was said."""

    said: str
    start: int

    def strange(self) -> list[str]:
        """The words that nobody knows."""
        return [word for word in self.said.split() if word.startswith(STRANGE)]


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of an intent in its sentence."""

    intent: Intent
    match: re.Match[str]
    sentence: Sentence

    def names_somebody(self) -> bool:
        """Whether there is a mention or a name in it."""
        return any(self.match.groups())

    def around(self) -> tuple[list[str], list[str]]:
        """What is said before and after it, without a pause."""
        before = self.sentence.said[: self.match.start()].rpartition(PAUSE)[2]
        after = self.sentence.said[self.match.end() :].partition(PAUSE)[0]
        ends = self.match[0].rstrip().endswith(PAUSE)
        return before.split(), [] if ends else after.split()

    def strange_beside(self) -> list[str]:
        """What nobody knows, but for the names in the phrase."""
        named = {word for group in self.match.groups() if group for word in group.split()}
        return [word for word in self.sentence.strange() if word not in named]


_SURE, _MAYBE, _BARE = "", "_maybe", "_bare"


def order(found: Found) -> tuple[int, int, int]:
    """By intent, then the phrase that names somebody, then the longest."""
    named = sum(group is not None for group in found.match.groups())
    return ASKED.index(found.intent), -named, -len(found.match[0])


def find(said: str, language: str | None, book: Phrasebook) -> list[Found]:
    """What is asked in the language of the message, or else in another one."""
    spoken = (language,) if language else tuple(book.phrases)
    others = tuple(other for other in book.phrases if other not in spoken)
    sentences = _open(list(_sentences(said)), spoken, book)
    return _asked_in(sentences, spoken, book) or _asked_in(
        _open(sentences, others, book), others, book
    )


def _sentences(said: str) -> Iterator[Sentence]:
    start = 0
    for part in said.split(f"{END} "):
        yield Sentence(part, start)
        start += len(part) + len(END) + 1


def _open(
    sentences: list[Sentence], languages: tuple[str, ...], book: Phrasebook
) -> list[Sentence]:
    """The sentences that neither refuse nor order anything."""
    vetoes = [veto for language in languages for veto in book.phrases[language][VETO]]
    return [s for s in sentences if not any(veto.search(s.said) for veto in vetoes)]


def _asked_in(
    sentences: list[Sentence], languages: tuple[str, ...], book: Phrasebook
) -> list[Found]:
    """All that is surely asked; where nothing is, what seems to be."""
    firm = [f for s in sentences for f in _search(s, languages, _SURE, book)]
    sure = [f for f in firm if _stands(f, book)]
    helps = [p for language in languages for p in book.phrases[language]["help"]]
    if sure or any(p.search(s.said) for p in helps for s in sentences):
        return sure
    maybe = [f for s in sentences for f in _search(s, languages, _MAYBE, book)]
    bare = [
        f
        for s in sentences
        if _only_courtesies(s, sentences, book)
        for f in _search(s, languages, _BARE, book)
    ]
    alone = [f for f in (*maybe, *bare) if _is_alone(f, book)]
    return [*alone, *(f for f in firm if any(_is_about(f, named) for named in alone))]


def _is_about(found: Found, named: Found) -> bool:
    """*Why* is asked of *the score of Maya*: all that is strange is the name in another phrase."""
    same = found.sentence is named.sentence and found.intent is not Intent.SCORE
    return same and named.intent is Intent.SCORE and named.names_somebody()


def _only_courtesies(sentence: Sentence, sentences: Sequence[Sentence], book: Phrasebook) -> bool:
    """Whether nothing else is said in the other sentences."""
    others = (word for other in sentences if other is not sentence for word in other.said.split())
    return all(book.is_in(word, "polite") for word in others)


def _search(
    sentence: Sentence, languages: tuple[str, ...], tier: str, book: Phrasebook
) -> Iterator[Found]:
    for language, intent in product(languages, ASKED):
        for pattern in book.phrases[language].get(intent.value + tier, ()):
            for match in pattern.finditer(sentence.said):
                yield Found(intent, match, sentence)


def _stands(found: Found, book: Phrasebook) -> bool:
    """Not about something foreign, and not *on* or *of* something that nobody knows."""
    if _foreign(found, book) or _is_part_of_another(found, book):
        return False
    after = found.sentence.said[found.match.end() :].split()
    beyond = list(dropwhile(lambda word: book.is_in(word, "about"), after))
    return len(beyond) == len(after) or not (beyond and beyond[0].startswith(STRANGE))


def _is_part_of_another(found: Found, book: Phrasebook) -> bool:
    """*My history teacher* asks for no history, *wy is my score low* for more than the score."""
    before, after = found.around()
    if found.intent is Intent.SCORE and _is_judged(before, after, book):
        return True
    strange = bool(after) and after[0].startswith(STRANGE)
    last = found.intent in (Intent.SCORE, Intent.WHY, Intent.COMPARE) and len(after) == 1
    return strange and not last


def _is_judged(before: Sequence[str], after: Sequence[str], book: Phrasebook) -> bool:
    """Something strange before a score, and a word for low or lower around it."""
    strange = any(word.startswith(STRANGE) for word in before[-2:])
    return strange and any(book.is_in(word, "level", "move") for word in (*before, *after))


def _is_alone(found: Found, book: Phrasebook) -> bool:
    """Nothing strange is said beside it."""
    if found.strange_beside() or any(_is_foreign(w, book) for w in found.sentence.strange()):
        return False
    before, _ = found.around()
    mine = bool(before) and book.is_in(before[-1], "me")  # *mes points de fidélité*
    return not (mine and found.names_somebody())


def _foreign(found: Found, book: Phrasebook) -> bool:
    """Only a topic may be something that the bot knows nothing of."""
    beside = found.strange_beside() if found.intent is Intent.TOP else found.sentence.strange()
    return any(_is_foreign(word, book) for word in beside)


def _is_foreign(word: str, book: Phrasebook) -> bool:
    return book.is_in(word.removeprefix(STRANGE), "foreign")

"""Plain questions in English and French, understood without a model: phrases, slips, mentions.

    question = parse("<@1> bon sinon c'est combien mon Klout ?", bot=1)
    question.intent, question.language   # Intent.SCORE, "fr"

`parse` is pure and never raises. What counts as asked is decided in `asking.py`; the words and
phrases are in `phrasings/`, one file a language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.asking import Found, find, order
from bot.asking import Intent as Intent
from bot.phrasebook import Phrasebook, phrasebook
from bot.wording import END, STRANGE, Reading, read
from scoring.models import BoardKind, Period


@dataclass(frozen=True, slots=True)
class Question:
    """An understood question. `people` are the users it is about, in order, without the bot;
    `names` what may be a member or a page; `me` whether it is about the asker as well; `language`
    is None where the words do not tell."""

    intent: Intent
    people: tuple[int, ...] = ()
    me: bool = False
    names: tuple[str, ...] = ()
    count: int | None = None
    kind: BoardKind = BoardKind.SCORE
    period: Period = Period.WEEK
    topic: str | None = None
    language: str | None = None


def parse(text: str, *, bot: int) -> Question:
    """Understand one message. What makes no sense is a wish for help."""
    book = phrasebook()
    reading = read(text, bot=bot, book=book)
    said = reading.said + " "
    language = _language(said, book)
    found = find(said, language, book)
    if not found:
        return Question(Intent.HELP, people=reading.people, language=language)
    best = min(found, key=order)
    asked = _Asked(reading, said, best, found, book)
    return asked.question(language)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The phrase that won, in the message where it stands."""

    reading: Reading
    said: str
    best: Found
    others: Sequence[Found]
    book: Phrasebook

    def question(self, language: str | None) -> Question:
        """What is asked, with whom, how many, over what time."""
        intent, people, names = self.best.intent, *self._whom(self.best)
        me = self._is_about_me(self.best)
        if intent is Intent.COMPARE:
            people = self.reading.people
            me = len(people) + len(names) < 2 or self._is_a_side()
        elif not (people or names or me):
            people, names = self._pointed_at()
        if not (people or names or me) and self._is_about_somebody_else(intent):
            return Question(Intent.HELP, language=language)
        if intent is Intent.SCORE and len(people) + len(names) > 1:
            intent = Intent.COMPARE
        topic = names[0] if names and intent is Intent.TOP else None
        return Question(
            intent=intent,
            people=people,
            me=me,
            names=() if intent is Intent.TOP else names,
            count=self._count() if intent is Intent.TOP else None,
            kind=self._kind(),
            period=self._period(intent),
            topic=topic,
            language=language,
        )

    def _whom(self, found: Found) -> tuple[tuple[int, ...], tuple[str, ...]]:
        people: list[int] = []
        names: list[str] = []
        for number, group in enumerate(found.match.groups(), start=1):
            if group and group.startswith(STRANGE):
                start, end = (found.sentence.start + at for at in found.match.span(number))
                names.append(self.reading.spelled(start, end))
            elif group:
                people.append(int(group[1:]))
        return tuple(dict.fromkeys(people)), tuple(dict.fromkeys(names))[:5]

    def _is_about_me(self, found: Found) -> bool:
        return any(self.book.is_in(word, "me") for word in found.match[0].split())

    def _is_a_side(self) -> bool:
        """Whether the asker is compared with others, and not just told."""
        phrases = (found["me_too"] for found in self.book.phrases.values())
        return any(phrase.search(self.said) for many in phrases for phrase in many)

    def _pointed_at(self) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """Whose score is spoken of elsewhere in the message; or else who is mentioned."""
        for other in sorted(self.others, key=order):
            people, names = self._whom(other)
            if other.intent is not Intent.TOP and (people or names):
                return people, names
        return self.reading.people, ()

    def _is_about_somebody_else(self, intent: Intent) -> bool:
        """*Her score*, and nobody is mentioned: that is not the asker's."""
        words = self.best.sentence.said.split()
        return intent is not Intent.TOP and any(self.book.is_in(w, "their") for w in words)

    def _has(self, name: str) -> bool:
        spoken = f" {self.said}"
        return any(f" {word} " in spoken for word in self.book.classes[name])

    def _kind(self) -> BoardKind:
        if self._has("rise"):
            return BoardKind.RISE
        return BoardKind.PAGES if self._has("pages") else BoardKind.SCORE

    def _period(self, intent: Intent) -> Period:
        for name, period in (("week", Period.WEEK), ("all", Period.ALL), ("month", Period.MONTH)):
            if self._has(name):
                return period
        return Period.MONTH if intent is Intent.HISTORY else Period.WEEK

    def _count(self) -> int | None:
        """The first number that counts no days; in figures or in words."""
        words = self.said.split()
        for word, following in zip(words, [*words[1:], END], strict=True):
            number = int(word) if word.isdecimal() else self.book.numbers.get(word, 0)
            if 0 < number < 1000 and not self.book.is_in(following, "days"):
                return number
        return None


def _language(said: str, book: Phrasebook) -> str | None:
    """The language with more of the words; None where neither leads."""
    spoken = [book.vocabulary.get(word, frozenset()) for word in said.split()]
    votes: dict[str, int] = {}
    for languages in spoken:
        if len(languages) == 1:
            (language,) = languages
            votes[language] = votes.get(language, 0) + 1
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]

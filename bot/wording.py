"""A message as plain words: folded, spelled out, with what nobody knows marked as strange.

    read("<@1> cest koi le scor de Théo ?", bot=1, book=BOOK).said
    # "c est quoi le score de ~theo ."

Every word keeps its place in the message, so that a name keeps its spelling.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from bot.folding import fold
from bot.phrasebook import Phrasebook

STRANGE = "~"
END = "."
PAUSE = ","
_LONGEST = 500
_LAST_ID = 2**63 - 1
_WORDS_READ = 60

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]")
_NOISE = re.compile(
    r"<a?:\w*:\d*>|<[@#/][^>\s]*>|https?://\S+|@everyone|@here|[`*_~|]+|^>+\s", re.M
)
_TOKEN = re.compile(
    r"<@!?(?P<user>\d{1,20})>"
    r"|[\"“«]\s*(?P<quoted>[^\"“”«»]{1,100}?)\s*[\"”»]"
    r"|(?P<double>[^\W\d_a-z][^\W\d_A-Z]+(?:-[^\W\d_a-z][^\W\d_A-Z]+)+)"  # Marie-Claude
    r"|(?P<word>\d+\s?[-–]\s?\d+|\d+(?:[.,]\d+)?|[^\W\d_]+|[&+]|\w+)"
    r"|(?P<end>[.!?…;\n]+)|(?P<pause>,)"
)
_DRAWN_OUT = re.compile(r"(\w)\1{2,}")  # *sooo*
_WHOLLY_QUOTED = re.compile(r"^\s*[\"“«]([^\"“”«»]*)[\"”»]\s*$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is understood, and where it stands in the message."""

    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a message; `people` are those mentioned, in order, without the bot."""

    text: str
    words: tuple[Word, ...]
    people: tuple[int, ...]

    @property
    def said(self) -> str:
        """All words, one space between them; a sentence ends with a point."""
        return " ".join(word.said for word in self.words)

    def spelled(self, start: int, end: int) -> str:
        """What stands in the message where `said[start:end]` was understood."""
        starts = list(accumulate((len(w.said) + 1 for w in self.words), initial=0))
        first = self.words[bisect_right(starts, start) - 1]
        last = self.words[bisect_right(starts, end - 1) - 1]
        return self.text[first.start : last.end].strip(" \"“”«»'’")


def read(text: str, *, bot: int, book: Phrasebook) -> Reading:
    """Read one message. Never raises."""
    text = _INVISIBLE.sub("", text[:_LONGEST])
    text = _NOISE.sub(lambda found: _kept(found[0], bot), text)
    text = _WHOLLY_QUOTED.sub(r"\1", text)
    words = list(_words(text, book))[:_WORDS_READ]
    people = dict.fromkeys(int(w.said[1:]) for w in words if w.said[0] == "@")
    return Reading(text, tuple(words), tuple(people))


def _kept(noise: str, bot: int) -> str:
    """People stay; the bot, roles, channels, links, marks and what is no id go."""
    user = re.fullmatch(r"<@!?(\d{1,20})>", noise)
    return noise if user and int(user[1]) not in (0, bot) and int(user[1]) <= _LAST_ID else " "


def _words(text: str, book: Phrasebook) -> Iterator[Word]:
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        pair = tokens[at : at + 2]
        spelled = book.spelled(" ".join(fold(t["word"] or "") for t in pair)) if pair[1:] else None
        if spelled is None:
            opens = at == 0 or bool(tokens[at - 1]["end"])
            said = _said(token, book, opens=opens)
            yield from (Word(one, token.start(), token.end()) for one in said)
        else:
            yield from (Word(one, token.start(), pair[1].end()) for one in spelled.split())
        at += 1 if spelled is None else 2


def _said(token: re.Match[str], book: Phrasebook, *, opens: bool) -> list[str]:
    if token["user"]:
        return [f"@{token['user']}"]
    if token["quoted"] or token["double"]:
        return [STRANGE + "-".join(fold(token["quoted"] or token["double"]).split())]
    if token["end"]:
        return [END]
    if token["pause"]:
        return [PAUSE]
    word = fold(token["word"])
    proper = token["word"].istitle() and not opens
    known = book.spelled(word) or book.known(word, proper=proper)
    if known is None and _DRAWN_OUT.search(word):
        known = book.known(_DRAWN_OUT.sub(r"\1", word))
    return known.split() if known else [STRANGE + "".join(word.split())]

"""The words and phrases that plain questions are made of: `phrasings/*.toml`, one file a language.

`[words]` are classes of words, `[spelled]` what is written short, `[phrases]` what is looked for:

    {score}     a word of that class           [my]     may be missing
    (a|b)       either                         ..       up to four words of any kind
    {who}       a mention, or words that nobody knows (a name)
    {person}    a mention                      {name}   words that nobody knows
    {n}         a number                       {end}    the sentence ends here
    {start}     the sentence begins here

All is folded: no capitals, no accents, no apostrophes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.folding import near, slips

BARE = "_bare"
VETO = "veto"
_LIGHT = frozenset({"plain", "polite", "adj", "after", "about", "network", "foreign", "other"})
FOLDER = Path(__file__).with_name("phrasings")
NAMES = 4  # words in a name at most

_GAP = " (?:, )?"  # what stands after each word
_NAME = rf"~\S+(?: (?:& )?~\S+){{0,{NAMES - 1}}}"
_SLOTS = {
    "who": rf"(@\d+|{_NAME}){_GAP}",
    "person": rf"(@\d+){_GAP}",
    "name": rf"({_NAME}){_GAP}",
    "start": r"^",
    "end": r"(?=\. |$)",
}
_MARKS = {
    "..": rf"(?:[^\s,.]+{_GAP}){{0,4}}?",
    "[": "(?:",
    "]": ")?",
    "(": "(?:",
    ")": ")",
    "|": "|",
}
_PIECE = re.compile(r"\{\w+\}|\.\.|[\[\]()|]|[^\s\[\]()|{}.]+")


@dataclass(frozen=True)
class Phrasebook:
    """All languages together, for people mix them."""

    vocabulary: Mapping[str, frozenset[str]]  # word: the languages it belongs to
    classes: Mapping[str, frozenset[str]]
    short: Mapping[str, str]
    numbers: Mapping[str, int]
    phrases: Mapping[str, Mapping[str, tuple[re.Pattern[str], ...]]]  # by language
    slippery: Mapping[str, tuple[str, ...]]  # by first letter: what others are slips of

    def spelled(self, word: str) -> str | None:
        """What is written short, in full."""
        return self.short.get(word)

    def known(self, word: str, *, proper: bool = False) -> str | None:
        """The word itself, or the one that it is a slip of; None for a strange one. A `proper`
        name, written with a capital, is no slip of anything."""
        if self.is_in(word, "foreign") or (proper and self.is_in(word, "other")):
            return None
        if word in self.vocabulary or word.isdecimal() or word == "&":
            return word
        return None if proper else _nearest(word, self.slippery.get(word[:1], ()))

    def is_in(self, word: str, *names: str) -> bool:
        """Whether a word belongs to one of these classes."""
        return any(word in self.classes.get(name, ()) for name in names)


def _nearest(word: str, wanted: Iterable[str]) -> str | None:
    """The first letter is seldom wrong, and a short word is too soon another one."""
    found = [(slips(word, other), other) for other in wanted if _is_slip(word, other)]
    return min(found)[1] if found else None


def _is_slip(word: str, wanted: str) -> bool:
    if len(wanted) < 5:
        return len(word) == len(wanted) > 2 and word != wanted and sorted(word) == sorted(wanted)
    return near(word, wanted) and (len(wanted) > 6 or slips(word, wanted) < 2)


def _compiled(phrase: str, classes: Mapping[str, Iterable[str]], *, bare: bool) -> re.Pattern[str]:
    """A phrase as an expression over words that each end with a space; a bare one is all that
    is said but for courtesies."""
    expression = "".join(_expressions(phrase, classes))
    if bare:
        polite = f"(?:{'|'.join(map(re.escape, sorted(classes['polite'], reverse=True)))})"
        expression = rf"^(?:{polite}{_GAP})*(?:{expression})(?:{polite}{_GAP})*$"
    return re.compile(r"(?<!\S)" + expression)


def _expressions(phrase: str, classes: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for piece in _PIECE.findall(phrase):
        if piece in _MARKS:
            yield _MARKS[piece]
        elif piece[0] != "{":
            yield re.escape(piece) + _GAP
        elif piece[1:-1] in _SLOTS:
            yield _SLOTS[piece[1:-1]]
        else:
            yield f"(?:{'|'.join(sorted(classes[piece[1:-1]], reverse=True))}){_GAP}"


def _literals(phrases: Iterable[str]) -> set[str]:
    pieces = (piece for phrase in phrases for piece in _PIECE.findall(phrase))
    return {piece for piece in pieces if piece not in _MARKS and piece[0] != "{"}


def _listed(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.split()]


@cache
def phrasebook(folder: Path = FOLDER) -> Phrasebook:
    """Read all files of a folder, once. Raises KeyError where a phrase names no class."""
    files = {path.stem: _file(path) for path in sorted(folder.glob("*.toml"))}
    spoken: dict[str, set[str]] = {}
    classes: dict[str, set[str]] = {}
    for language, file in files.items():
        for word in file.spoken():
            spoken.setdefault(word, set()).add(language)
        for name, words in file.classes.items():
            classes.setdefault(name, set()).update(words)
    weighty = {word for file in files.values() for word in file.weighty()}
    short = {word: full for file in files.values() for word, full in file.short.items()}
    return Phrasebook(
        {word: frozenset(languages) for word, languages in spoken.items()},
        {name: frozenset(words) for name, words in classes.items()},
        short,
        {word: n for file in files.values() for word, n in file.numbers.items()},
        {language: file.compiled() for language, file in files.items()},
        _by_letter(weighty - short.keys()),
    )


@dataclass(frozen=True, slots=True)
class _File:
    """One language as it is written down."""

    classes: Mapping[str, Sequence[str]]
    short: Mapping[str, str]
    numbers: Mapping[str, int]
    phrases: Mapping[str, Sequence[str]]

    def spoken(self) -> set[str]:
        """Every word of the language."""
        listed = [*(word for words in self.classes.values() for word in words)]
        listed += [*self.short.values(), *self.numbers]
        said = {part for words in listed for part in words.split()}
        return said.union(*(_literals(phrases) for phrases in self.phrases.values()))

    def weighty(self) -> set[str]:
        """The words that a question turns on, the only ones of which others may be slips."""
        classes = (words for name, words in self.classes.items() if name not in _LIGHT)
        said = {part for words in classes for word in words for part in word.split()}
        asked = (found for name, found in self.phrases.items() if name != VETO)
        return said.union(*(_literals(phrases) for phrases in asked))

    def compiled(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """All phrases, by intent and how much they say."""
        classes = {**self.classes, "n": [*self.numbers, r"\d{1,3}"]}
        return {
            name: tuple(_compiled(one, classes, bare=name.endswith(BARE)) for one in phrases)
            for name, phrases in self.phrases.items()
        }


def _file(path: Path) -> _File:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    classes = {name: _listed(words) for name, words in tables["words"].items()}
    return _File(classes, tables["spelled"], tables["numbers"], tables["phrases"])


def _by_letter(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    ordered = sorted(words)
    return {
        letter: tuple(word for word in ordered if word[0] == letter)
        for letter in {word[0] for word in ordered}
    }

"""Words as they are drawn: in which font each piece stands, in which order, and where they are cut.

The renderer fails on lines for which it has to mix fonts, so it never has to: every piece of a
line is in one font that has all of its characters, and has a place of its own. The order of
pieces that run from right to left follows the Unicode Bidirectional Algorithm (UAX 9, without
explicit marks, which names are stripped of).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from bot.ui.typeface import EMOJI, FACES, Face

JOINER, VARIATION = "\u200d", "\ufe0f"
MOST_MARKS = 2  # on one letter: they can be stacked without end
BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters by category, and nothing to see

_FLAGS = ("\U0001f1e6", "\U0001f1ff")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


Run = tuple[int, Face, list[str]]  # how deep it is embedded, its font, its letters


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line in one font, in the order in which it is seen."""

    words: str
    face: Face

    def width(self, size: float, *, bold: bool = False) -> float:
        """In the picture's units."""
        return self.face.width(self.words, bold=bold) * size


@lru_cache(maxsize=2048)
def drawable(words: str) -> str:
    """What of some words can be drawn; nothing else takes room."""
    plain = unicodedata.normalize("NFKC", words)  # no fancy dress
    plain = " ".join(plain.replace("−", "–").split())  # the shipped fonts have no minus sign
    return " ".join("".join(text for text, _ in _set(plain)).split())


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a line will be, in the picture's units."""
    return sum(piece.width(size, bold=bold) for piece in pieces(words))


@lru_cache(maxsize=2048)
def fit(words: str, width: float, size: float, *, bold: bool = False) -> str:
    """The words as drawn, cut between letters so that they are at most `width` wide."""
    shown = drawable(words)
    if text_width(shown, size, bold=bold) <= width:
        return shown
    parts = list(clusters(shown))
    while parts and text_width("".join(parts).rstrip() + "…", size, bold=bold) > width:
        parts.pop()
    return "".join(parts).rstrip() + "…"


@lru_cache(maxsize=2048)
def pieces(words: str) -> tuple[Piece, ...]:
    """A line, from left to right."""
    letters = list(_set(words))
    levels = _levels([text for text, _ in letters])
    runs = [
        (level, face, [text for (text, _), _ in run])
        for (level, face), run in groupby(
            zip(letters, levels, strict=True), key=lambda item: (item[1], item[0][1])
        )
    ]
    seen = _in_sight(runs)
    return tuple(Piece(_as_seen(level, parts), face) for level, face, parts in seen)


def clusters(words: str) -> Iterator[str]:
    """Letters as people count them: with their marks, and joined emoji as one."""
    letter = ""
    for character in words:
        if letter and not _continues(letter, character):
            yield letter
            letter = ""
        letter += character
    if letter:
        yield letter


def _continues(letter: str, character: str) -> bool:
    if letter[-1] == JOINER or character in (JOINER, VARIATION, "\u200c"):
        return True
    if _is_flag(letter) and _is_flag(character):
        return len(letter) == 1
    tone_or_tag = "\U0001f3fb" <= character <= "\U0001f3ff" or character >= "\U000e0020"
    return tone_or_tag or unicodedata.category(character) in ("Mn", "Mc", "Me")


def _is_flag(letter: str) -> bool:
    return _FLAGS[0] <= letter[0] <= _FLAGS[1]


def _set(words: str) -> Iterator[tuple[str, Face]]:
    """Letters with the font of each; those that no font has are left out."""
    for letter in clusters(words):
        face = _face_of(letter[0], emoji=VARIATION in letter)
        if face is None:
            continue
        yield (letter[0] + "".join(_kept(letter[1:], face))).rstrip(JOINER), face


def _kept(rest: str, face: Face) -> Iterator[str]:
    """What follows a letter, without what its font lacks and without heaps of marks."""
    marks = 0
    for character in rest:
        joins = face is EMOJI and character == VARIATION
        mark = not joins and unicodedata.category(character) in ("Mn", "Me")
        marks += mark
        if joins or (face.has(character) and not (mark and marks > MOST_MARKS)):
            yield character


@lru_cache(maxsize=8192)
def _face_of(character: str, *, emoji: bool) -> Face | None:
    category = unicodedata.category(character)
    if character in BLANK or category in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return None
    wide = unicodedata.east_asian_width(character) == "W" and "⌀" <= character <= "⯿"
    first = (EMOJI,) if emoji or wide or character >= "\U0001f000" else ()
    return next((face for face in (*first, *FACES) if face.has(character)), None)


def _levels(letters: Sequence[str]) -> list[int]:
    """How deep each letter is embedded: odd ones run from right to left."""
    kinds = [_kind(letter) for letter in letters]
    base = int(next((kind for kind in kinds if kind in "LR"), "L") == "R")
    strong = "R" if base else "L"
    for at, kind in enumerate(kinds):
        strong = kind if kind in "LR" else strong
        if kind == "N" and strong == "L":
            kinds[at] = "L"
    sides = [_side(kinds, at, base) for at in range(len(kinds))]
    runs_left = {"R": 1, "N": 2, "L": 2 if base else 0}
    return [runs_left[side] for side in sides]


def _side(kinds: Sequence[str], at: int, base: int) -> str:
    """What stands between letters goes with them if they agree, and else with the line."""
    if kinds[at] != " ":
        return kinds[at]
    before = next((kind for kind in reversed(kinds[:at]) if kind != " "), "")
    after = next((kind for kind in kinds[at:] if kind != " "), "")
    sides = {"R" if kind == "N" else kind for kind in (before, after)}
    return sides.pop() if len(sides) == 1 and before else "R" if base else "L"


def _kind(letter: str) -> str:
    written = unicodedata.bidirectional(letter[0])
    if written in ("R", "AL"):
        return "R"
    if written in ("EN", "AN"):
        return "N"
    return "L" if written == "L" else " "


def _in_sight(runs: list[Run]) -> list[Run]:
    """Rule L2: what runs to the left is turned around, the deepest first."""
    deepest = max((level for level, _, _ in runs), default=0)
    for depth in range(deepest, 0, -1):
        groups = [list(group) for _, group in groupby(runs, key=lambda run: run[0] >= depth)]
        runs = [run for group in groups for run in _turned(group, depth)]
    return runs


def _turned(group: list[Run], depth: int) -> list[Run]:
    return group[::-1] if group[0][0] >= depth else group


def _as_seen(level: int, parts: list[str]) -> str:
    """Letters turn by themselves; what stands between them has to be turned."""
    if level % 2 == 0 or any(_kind(part) == "R" for part in parts):
        return "".join(parts)
    return "".join(reversed(parts)).translate(_MIRRORED)

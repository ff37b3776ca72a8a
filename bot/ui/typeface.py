"""The shipped fonts: which characters each has, and how wide a line in it is."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont, features

FONTS = Path(__file__).with_name("fonts")
FAMILY = "Noto Sans"

_MEASURE = 100
_BMP, _FULL = 4, 12  # the two forms that tables of characters have here


@dataclass(frozen=True, slots=True)
class Face:
    """A family and the stem of its files; some have no bold."""

    family: str
    stem: str

    def path(self, *, bold: bool = False) -> Path:
        """The file of one weight, or the one that there is."""
        names = [f"{self.stem}-Bold.ttf"] if bold else []
        names += [f"{self.stem}-Regular.ttf", f"{self.stem}-Regular.otf", f"{self.stem}.ttf"]
        return next(FONTS / name for name in names if (FONTS / name).exists())

    def has(self, character: str) -> bool:
        """Whether the face can draw a character."""
        return ord(character) in _characters(self.path())

    def width(self, words: str, *, bold: bool = False) -> float:
        """How wide a line of size 1 is."""
        return _width(_path(self, bold), words) / _MEASURE


SANS = Face(FAMILY, "NotoSans")
EMOJI = Face("Noto Color Emoji", "NotoColorEmoji")
FACES = (
    SANS,
    *(
        Face(f"Noto Sans {script}", f"NotoSans{script}")
        for script in (
            "Arabic",
            "Hebrew",
            "Thai",
            "Devanagari",
            "Bengali",
            "Tamil",
            "Georgian",
            "Armenian",
        )
    ),
    Face("Noto Sans CJK SC", "NotoSansCJK"),
    Face("Noto Sans Symbols", "NotoSansSymbols"),
    Face("Noto Sans Symbols2", "NotoSansSymbols2"),
    EMOJI,
    Face("Noto Emoji", "NotoEmoji"),
)


def files(family: str) -> list[str]:
    """The files that the renderer needs for a family."""
    face = next(face for face in FACES if face.family == family)
    return sorted({str(face.path()), str(face.path(bold=True))})


@cache
def _path(face: Face, bold: bool) -> Path:
    return face.path(bold=bold)


@lru_cache(maxsize=8192)
def _width(path: Path, words: str) -> float:
    return _font(path).getlength(words)


@cache
def _font(path: Path) -> ImageFont.FreeTypeFont:
    """Shaped as the renderer does it, where this Pillow can."""
    shaped = features.check("raqm")
    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(path, _MEASURE, layout_engine=layout)


@cache
def _characters(path: Path) -> frozenset[int]:
    """The code points of a font, from its table `cmap`."""
    raw = path.read_bytes()
    (count,) = struct.unpack_from(">H", raw, 4)
    records = (struct.unpack_from(">4sIII", raw, 12 + 16 * n) for n in range(count))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (tables,) = struct.unpack_from(">H", raw, start + 2)
    found: set[int] = set()
    for n in range(tables):
        _, _, offset = struct.unpack_from(">HHI", raw, start + 4 + 8 * n)
        found.update(_listed(raw, start + offset))
    return frozenset(found - {0, 0xFFFF})


def _listed(raw: bytes, at: int) -> Iterator[int]:
    (form,) = struct.unpack_from(">H", raw, at)
    if form == _FULL:
        (groups,) = struct.unpack_from(">I", raw, at + 12)
        for n in range(groups):
            first, last, _ = struct.unpack_from(">III", raw, at + 16 + 12 * n)
            yield from range(first, last + 1)
    elif form == _BMP:
        segments = struct.unpack_from(">H", raw, at + 6)[0] // 2
        lasts = struct.unpack_from(f">{segments}H", raw, at + 14)
        firsts = struct.unpack_from(f">{segments}H", raw, at + 16 + 2 * segments)
        for first, last in zip(firsts, lasts, strict=True):
            yield from range(first, last + 1)

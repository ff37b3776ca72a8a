"""From SVG to PNG, in a thread, with the fonts that are shipped.

Names may be written in any script: only where the shipped fonts lack a character are those of
the system asked, which takes longer.
"""

from __future__ import annotations

import asyncio
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import resvg_py
from PIL import ImageFont

FONTS = Path(__file__).with_name("fonts")
REGULAR = FONTS / "NotoSans-Regular.ttf"
BOLD = FONTS / "NotoSans-Bold.ttf"
FAMILY = "Noto Sans"
KEPT = 128  # pictures: about 4 MB

_SHIPPED = ((0x20, 0x377), (0x384, 0x3E1), (0x3F0, 0x52F), (0x1E00, 0x1EFF), (0x2010, 0x214F))
_MEASURE = 100


async def render(svg: str) -> bytes:
    """The PNG of a picture; the same picture is drawn once."""
    return await asyncio.to_thread(png, svg)


def forget() -> None:
    """Drop every picture: somebody's name may stand in one."""
    png.cache_clear()


@lru_cache(maxsize=KEPT)
def png(svg: str) -> bytes:
    """The same without leaving the thread."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=[str(REGULAR), str(BOLD)],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
            skip_system_fonts=all(_is_shipped(character) for character in svg),
        )
    )


def text_width(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a line will be, in the picture's units."""
    known = "".join(c for c in words if _is_shipped(c))
    others = [c for c in words if not _is_shipped(c)]
    wide = sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.7 for c in others)
    return _font(bold).getlength(known) * size / _MEASURE + wide * size


def fit(words: str, width: float, size: float, *, bold: bool = False) -> str:
    """The words, cut with an ellipsis so that they are at most `width` wide."""
    if text_width(words, size, bold=bold) <= width:
        return words
    kept = words
    while kept and text_width(kept + "…", size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    basic = ImageFont.Layout.BASIC
    return ImageFont.truetype(BOLD if bold else REGULAR, _MEASURE, layout_engine=basic)


def _is_shipped(character: str) -> bool:
    code = ord(character)
    return any(first <= code <= last for first, last in _SHIPPED)

"""The few shapes that the pictures are made of, and their colours: one accent on dark ink."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

from bot.ui.raster import FAMILY, fit

INK = "#161c24"  # the ground
EDGE = "#2c3846"
TRACK = "#2a3542"
BRIGHT = "#f3f6f8"
SOFT = "#a9b7c4"  # 8:1 on the ground
ACCENT = "#4fb8a8"
TINTS = ("#4fb8a8", "#8fd6ca", "#3a8579", "#c9ebe5", "#5f7d8c")

MOST_PIXELS = 200_000  # the renderer keeps the interpreter busy for 20 ms with these

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML

Spot = tuple[float, float]


def pixels(width: int, height: int) -> tuple[int, int]:
    """The size in which a sheet is rendered: large ones are made smaller."""
    scale = min(1.0, math.sqrt(MOST_PIXELS / (width * height)))
    return round(width * scale), round(height * scale)


def sheet(width: int, height: int, shapes: Iterable[str]) -> str:
    """A picture with the card's ground, whose round corners are transparent.

    `width` and `height` are the units that the shapes are measured in.
    """
    across, down = pixels(width, height)
    ground = (
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" rx="22" '
        f'fill="{INK}" stroke="{EDGE}" stroke-width="2"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" '
        f'viewBox="0 0 {width} {height}" font-family="{FAMILY}">'
        f"{ground}{''.join(shapes)}</svg>"
    )


def label(
    spot: Spot,
    words: str,
    size: int,
    *,
    fill: str = SOFT,
    bold: bool = False,
    anchor: str = "start",
    room: float = 0,
) -> str:
    """A line of text on its baseline, cut to `room` where that is given."""
    plain = _FORBIDDEN.sub("", unicodedata.normalize("NFKC", words))  # no fancy dress
    plain = plain.replace("−", "–")  # the shipped fonts have no minus sign
    shown = fit(plain, room, size, bold=bold) if room else plain
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{spot[0]:.1f}" y="{spot[1]:.1f}" font-size="{size}" fill="{fill}" '
        f'text-anchor="{anchor}"{weight}>{escape(shown)}</text>'
    )


def box(
    spot: Spot, width: float, height: float, *, fill: str, radius: float = 0, opacity: float = 1
) -> str:
    """A rectangle from its upper left corner."""
    return (
        f'<rect x="{spot[0]:.1f}" y="{spot[1]:.1f}" width="{max(width, 0):.1f}" '
        f'height="{max(height, 0):.1f}" rx="{radius:g}" fill="{fill}" opacity="{opacity:g}"/>'
    )


def dot(spot: Spot, radius: float, *, fill: str, ring: str = INK) -> str:
    """A marker that stands out from what lies below it."""
    return (
        f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{radius:g}" fill="{fill}" '
        f'stroke="{ring}" stroke-width="3"/>'
    )


def curve(spots: Sequence[Spot], *, stroke: str = ACCENT) -> str:
    """A line through all spots."""
    return (
        f'<polyline points="{_spots(spots)}" fill="none" stroke="{stroke}" '
        'stroke-width="4" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def area(spots: Sequence[Spot], *, fill: str = ACCENT, opacity: float = 0.2) -> str:
    """The ground inside all spots."""
    return f'<polygon points="{_spots(spots)}" fill="{fill}" opacity="{opacity:g}"/>'


def _spots(spots: Sequence[Spot]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)

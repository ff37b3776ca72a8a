"""The few shapes that the pictures are made of."""

from __future__ import annotations

import math
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from bot.ui.lettering import drawable, fit, pieces, text_width
from bot.ui.palette import Palette
from bot.ui.typeface import FAMILY, SANS

MOST_PIXELS = 200_000  # the renderer keeps the interpreter busy for 15 ms with these

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML
_ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}

Spot = tuple[float, float]


def pixels(width: int, height: int) -> tuple[int, int]:
    """The size in which a sheet is rendered: large ones are made smaller."""
    scale = min(1.0, math.sqrt(MOST_PIXELS / (width * height)))
    return round(width * scale), round(height * scale)


def sheet(width: int, height: int, shapes: Iterable[str], look: Palette) -> str:
    """A picture with the card's ground, whose round corners are transparent.

    `width` and `height` are the units that the shapes are measured in.
    """
    across, down = pixels(width, height)
    ground = (
        f'<rect x="1" y="1" width="{width - 2}" height="{height - 2}" rx="22" '
        f'fill="{look.ground}" stroke="{look.edge}" stroke-width="2"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" '
        f'viewBox="0 0 {width} {height}" font-family="{FAMILY}" xml:space="preserve">'
        f"{ground}{''.join(shapes)}</svg>"
    )


def label(
    spot: Spot,
    words: str,
    size: int,
    *,
    fill: str,
    bold: bool = False,
    anchor: str = "start",
    room: float = 0,
) -> str:
    """A line of text on its baseline, cut to `room` where that is given."""
    plain = _FORBIDDEN.sub("", words)
    shown = fit(plain, room, size, bold=bold) if room else drawable(plain)
    parts = pieces(shown)
    weight = ' font-weight="700"' if bold else ""
    style = f'y="{spot[1]:.1f}" font-size="{size}" fill="{fill}"{weight}'
    if len(parts) == 1 and parts[0].face is SANS:
        return f'<text x="{spot[0]:.1f}" {style} text-anchor="{anchor}">{escape(shown)}</text>'
    x, spans = spot[0] - _ANCHORS[anchor] * text_width(shown, size, bold=bold), []
    for part in parts:
        family = f'x="{x:.1f}" font-family="{part.face.family}"'
        spans.append(f"<tspan {family}>{escape(part.words)}</tspan>")
        x += part.width(size, bold=bold)
    return f"<text {style}>{''.join(spans)}</text>"


def box(
    spot: Spot, width: float, height: float, *, fill: str, radius: float = 0, opacity: float = 1
) -> str:
    """A rectangle from its upper left corner."""
    return (
        f'<rect x="{spot[0]:.1f}" y="{spot[1]:.1f}" width="{max(width, 0):.1f}" '
        f'height="{max(height, 0):.1f}" rx="{radius:g}" fill="{fill}" opacity="{opacity:g}"/>'
    )


def stroke(start: Spot, end: Spot, *, fill: str, width: float = 2, dash: str = "") -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{fill}" stroke-width="{width:g}"{dashed}/>'
    )


def dot(spot: Spot, radius: float, *, fill: str, ring: str) -> str:
    """A marker that stands out from what lies below it."""
    return (
        f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="{radius:g}" fill="{fill}" '
        f'stroke="{ring}" stroke-width="3"/>'
    )


def sign(spot: Spot, corners: int, radius: float, *, fill: str, ring: str) -> str:
    """The same with corners: three make a triangle, four a diamond."""
    turns = [2 * math.pi * n / corners - math.pi / 2 for n in range(corners)]
    spots = [(spot[0] + radius * math.cos(a), spot[1] + radius * math.sin(a)) for a in turns]
    return f'<polygon points="{_spots(spots)}" fill="{fill}" stroke="{ring}" stroke-width="3"/>'


def curve(spots: Sequence[Spot], *, fill: str, width: float = 4, dash: str = "") -> str:
    """A line through all spots."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{_spots(spots)}" fill="none" stroke="{fill}" stroke-width="{width:g}" '
        f'stroke-linejoin="round" stroke-linecap="round"{dashed}/>'
    )


def area(spots: Sequence[Spot], *, fill: str, opacity: float = 0.2) -> str:
    """The ground inside all spots."""
    return f'<polygon points="{_spots(spots)}" fill="{fill}" opacity="{opacity:g}"/>'


def round_image(middle: Spot, radius: float, png: bytes) -> str:
    """A picture inside a circle."""
    x, y = middle[0] - radius, middle[1] - radius
    source = f"data:image/png;base64,{b64encode(png).decode()}"
    return (
        f'<clipPath id="round"><circle cx="{middle[0]:g}" cy="{middle[1]:g}" r="{radius:g}"/>'
        f'</clipPath><image x="{x:g}" y="{y:g}" width="{2 * radius:g}" height="{2 * radius:g}" '
        f'clip-path="url(#round)" href="{source}"/>'
    )


def _spots(spots: Sequence[Spot]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)

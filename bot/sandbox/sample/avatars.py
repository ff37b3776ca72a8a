"""Small pictures for made-up people: a lamp over waves in two colours, with initials."""

from __future__ import annotations

import io
import math
import unicodedata
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont

SIZE = 128
_DRAWN = SIZE * 2  # drawn twice as large and scaled down, which smooths every edge
_WAVES = 3
_ALIKE = str.maketrans("ΑΒΕΗΙΚΜΝΟΡΤΥΧΖАВЕКМНОРСТХІ", "ABEHIKMNOPTYXZABEKMHOPCTXI")

Rgb = tuple[int, int, int]
Spot = tuple[float, float]


class Face(Protocol):
    """Whatever has a name and two colours: a member or a page."""

    @property
    def name(self) -> str: ...

    @property
    def colours(self) -> tuple[str, str]: ...


def avatar_png(face: Face) -> bytes:
    """A PNG of 128 x 128 pixels, the same for the same name and colours."""
    ground, light = _rgb(face.colours[0]), _rgb(face.colours[1])
    if _brightness(ground) > _brightness(light):
        ground, light = light, ground
    picture = Image.new("RGB", (_DRAWN, _DRAWN), ground)
    pen = ImageDraw.Draw(picture)
    lean = _lean(face.name)
    centre = (_DRAWN / 2 + lean * _DRAWN / 16, _DRAWN * 0.44)
    _draw_lamp(pen, centre, ground, light)
    _draw_waves(pen, lean, ground, light)
    _draw_initials(pen, centre, initials(face.name), ground)
    buffer = io.BytesIO()
    picture.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def initials(name: str) -> str:
    """One or two capital letters that the built-in font can draw: without accents, and with
    Latin letters for the Greek and Cyrillic ones that look like them."""
    words = [word for word in name.split() if word[0].isupper()]
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    plain = unicodedata.normalize("NFKD", letters.translate(_ALIKE))
    return "".join(letter for letter in plain if letter.isascii())


def _draw_lamp(pen: ImageDraw.ImageDraw, centre: Spot, ground: Rgb, light: Rgb) -> None:
    """A lamp with two halos, for everybody a little elsewhere."""
    x, y = centre
    for radius, strength in ((0.62, 0.25), (0.48, 0.5), (0.34, 1.0)):
        reach = radius * _DRAWN
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), _mix(ground, light, strength))


def _draw_waves(pen: ImageDraw.ImageDraw, lean: float, ground: Rgb, light: Rgb) -> None:
    """Waves before the lamp, darker towards the shore."""
    for number in range(_WAVES):
        level = _DRAWN * (0.74 + 0.09 * number)
        turn = lean * math.pi + number * 2.1
        crest = [
            (x, level + math.sin(x / _DRAWN * 2.5 * math.pi + turn) * _DRAWN * 0.03)
            for x in range(0, _DRAWN + 1, 4)
        ]
        colour = _mix(ground, light, 0.45 - 0.15 * number)
        pen.polygon([*crest, (_DRAWN, _DRAWN), (0, _DRAWN)], colour)


def _draw_initials(pen: ImageDraw.ImageDraw, centre: Spot, text: str, colour: Rgb) -> None:
    font = ImageFont.load_default(_DRAWN * 0.3)
    pen.text(centre, text, colour, font, "mm", stroke_width=2)


def _lean(name: str) -> float:
    """From -1 to 1, made from the name."""
    return (sum(name.encode()) % 201 - 100) / 100


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _brightness(colour: Rgb) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue

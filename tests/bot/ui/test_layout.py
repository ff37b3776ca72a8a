"""What is drawn stays on its sheet, keeps apart, and can be read on its ground."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import partial
from itertools import combinations
from xml.etree import ElementTree

import pytest

from bot.i18n import Translator
from bot.ui import picture, portrait, specimens
from bot.ui.lettering import text_width
from bot.ui.palette import DARK, LIGHT, Palette
from scoring.models import Card, Score
from tests.bot.ui import samples
from tests.bot.ui.samples import FR, LANGUAGES, WORST_NAMES

READ = 4.5  # the least contrast of text, by WCAG 2.2 AA
SEEN = 3.0  # of lines and markers
TALL, DEEP = 0.76, 0.22  # of a line above and below its baseline, in sizes


@dataclass(frozen=True)
class Box:
    """Where a line of text is."""

    words: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two lines would be written over each other."""
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)


def texts_of(svg: str) -> Iterator[Box]:
    """Every line of text with its room."""
    for element in ElementTree.fromstring(svg).iter():  # noqa: S314 - our own
        if not element.tag.endswith("}text"):
            continue
        spans = list(element)
        words = "".join(element.itertext())
        size, bold = float(element.get("font-size", 0)), element.get("font-weight") == "700"
        width = text_width(words, size, bold=bold)
        x = float((spans[0] if spans else element).get("x", 0))
        x -= {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", ""), 0.0) * width
        y = float(element.get("y", 0))
        yield Box(words, x, x + width, y - TALL * size, y + DEEP * size)


def sheets(t: Translator, look: Palette) -> Iterator[tuple[str, str]]:
    """Every drawing in usual and in the worst states."""
    for state, (name, card) in specimens.cards().items():
        if card.score:
            yield state, portrait.card_svg(card, card.score, name, t, look)
    worst = specimens.cards()["many-networks"][1]
    for at, name in enumerate((*WORST_NAMES, *specimens.SCRIPTS.values())):
        topics = tuple((name, 1.0) for name in WORST_NAMES)
        yield f"worst-{at}", portrait.card_svg(*_with(worst, topics), name, t, look)
    sides = [
        picture.Side(name, samples.score(20.0 * 2**at), specimens.line(33.0 + at, 90, 0.05))
        for at, name in enumerate(WORST_NAMES)
    ]
    for count in (1, 2, 3, 5):
        yield f"comparison-{count}", picture.comparison_svg(sides[:count], t, look)
    for days in (2, 7, 90, 365):
        line = specimens.line(99.0, days, 0.2)
        yield f"history-{days}", picture.history_svg(line, WORST_NAMES[2], t, look)
    for average in (None, 10.0, 33.3, 99.9):
        crowd = specimens.CROWD if average != 33.3 else (9999, 12345, 1, 0, 0, 0, 0, 0, 99999)
        yield f"histogram-{average}", picture.histogram_svg(crowd, t, average, look)


def _with(card: Card, topics: tuple[tuple[str, float], ...]) -> tuple[Card, Score]:
    changed = specimens.card(5e7, score=card.score, topics=topics, rank=1234, members=98765)
    assert changed.score
    return changed, changed.score


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
def test_texts_stay_on_the_sheet_and_apart(t: Translator) -> None:
    """No line of text leaves the sheet or is written over another one."""
    for state, svg in sheets(t, DARK):
        width, height = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
        boxes = list(texts_of(svg))
        for box in boxes:
            assert box.left >= 20, (state, box)
            assert box.right <= width - 20, (state, box)
            assert box.top >= 8, (state, box)
            assert box.bottom <= height - 8, (state, box)
        met = [(a.words, b.words) for a, b in combinations(boxes, 2) if a.meets(b)]
        assert not met, state


def test_shapes_stay_on_the_sheet() -> None:
    """No rectangle, circle, line or marker leaves it either."""
    for state, svg in sheets(FR, LIGHT):
        width, height = map(float, re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
        for x, y in spots_of(svg):
            assert 0 <= x <= width, state
            assert 0 <= y <= height, state


def spots_of(svg: str) -> Iterator[tuple[float, float]]:
    """The corners of all shapes."""
    for element in ElementTree.fromstring(svg).iter():  # noqa: S314 - our own
        number = partial(_number, element)
        if element.tag.endswith("rect"):
            yield number("x"), number("y")
            yield number("x") + number("width"), number("y") + number("height")
        elif element.tag.endswith("circle"):
            yield number("cx") - number("r"), number("cy") - number("r")
            yield number("cx") + number("r"), number("cy") + number("r")
        elif element.tag.endswith(("polygon", "polyline")):
            for spot in element.get("points", "").split():
                x, _, y = spot.partition(",")
                yield float(x), float(y)


def _number(element: ElementTree.Element, name: str) -> float:
    return float(element.get(name, 0))


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=["dark", "light"])
def test_texts_can_be_read(look: Palette) -> None:
    """Every colour that is used for text has 4.5:1 on the ground, and initials on theirs."""
    used = {
        fill
        for _, svg in sheets(FR, look)
        for fill in re.findall(r'<text[^>]* fill="(#[0-9a-f]{6})"', svg)
    }
    assert {look.bright, look.soft, look.accent} <= used <= _known(look)
    assert all(contrast(fill, look.ground) >= READ for fill in used)
    assert contrast(look.bright, look.track) >= READ
    assert all(contrast(line, look.ground) >= SEEN for line in look.lines)


def _known(look: Palette) -> set[str]:
    values = (getattr(look, field.name) for field in fields(look))
    return {colour for value in values for colour in ([value] if isinstance(value, str) else value)}


def test_lines_are_told_apart_without_colour() -> None:
    """Five lines have five dashes, and each its marker and number."""
    sides = [
        picture.Side(f"Side {n}", samples.score(20.0 * n), specimens.line(33.0 + 4 * n, 90, 0.05))
        for n in range(1, 6)
    ]
    svg = picture.comparison_svg(sides, FR, DARK)
    drawn = re.findall(r"<polyline[^>]*>", svg)
    dashes = [re.findall(r'stroke-dasharray="([^"]+)"', line) for line in drawn]
    assert len({tuple(dash) for dash in dashes}) == len(drawn) == 5
    numbers = sorted(box.words for box in texts_of(svg) if box.words in "12345")
    assert numbers == sorted("1234512345")


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, by WCAG."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

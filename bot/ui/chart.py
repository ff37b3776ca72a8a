"""Lines over days, as drawings and as words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.i18n import Translator
from bot.ui.palette import Palette
from bot.ui.parts import points, span
from bot.ui.svg import Spot, area, box, curve, dot, label, sign, stroke
from scoring.formula import CEILING, FLOOR
from scoring.models import Point

LEAST_SPAN = 6.0  # points: a quiet line is drawn flat, not as mountains
DASHES = ("", "14 9", "3 9", "22 8 4 8", "9 5")
CORNERS = (0, 3, 4, 5, 6)  # of the markers; a circle has none
HEIGHTS, SPARKS = "▁▂▃▄▅▆▇█", 18
STEPS = (1, 2, 5, 10, 20, 30)
DATES = 5
APART = 26.0  # between the numbers at the ends of lines

Trend = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Frame:
    """Where time and score are on the sheet."""

    corner: Spot
    size: tuple[float, float]
    first: datetime
    last: datetime
    bottom: float
    top: float

    def place(self, at: datetime, value: float) -> Spot:
        """The spot of a score on a day; what lies outside is drawn on the edge."""
        whole = (self.last - self.first).total_seconds()
        across = (at - self.first).total_seconds() / whole if whole > 0 else 1.0
        up = (min(max(value, self.bottom), self.top) - self.bottom) / (self.top - self.bottom)
        return self.corner[0] + self.size[0] * across, self.corner[1] + self.size[1] * (1 - up)


def frame(points_of: Iterable[Point], corner: Spot, size: tuple[float, float]) -> Frame:
    """The part of the scale that is drawn: all of the bands, and never a sliver."""
    known = list(points_of)
    bottom = max(FLOOR, min(point.low for point in known))
    top = min(CEILING, max(point.high for point in known))
    if top - bottom < LEAST_SPAN:
        middle = min(max((top + bottom) / 2, FLOOR + LEAST_SPAN / 2), CEILING - LEAST_SPAN / 2)
        bottom, top = middle - LEAST_SPAN / 2, middle + LEAST_SPAN / 2
    days = [point.at for point in known]
    return Frame(corner, size, min(days), max(days), bottom, top)


def trend(
    line: Trend, corner: Spot, size: tuple[float, float], t: Translator, look: Palette
) -> list[str]:
    """The line of a card with its range as a band, and its two ends as numbers."""
    (x, y), (width, height) = corner, size
    if len(line) < 2:
        spot = (x + width / 2, y + height / 2 + 7)
        words = label(spot, t("card.no_line"), 22, fill=look.soft, anchor="middle", room=width)
        return [box(corner, width, height, radius=12, fill=look.track, opacity=0.45), words]
    within = frame(line, (x + 62, y + 34), (width - 132, height - 42))
    start, end = within.place(line[0].at, line[0].value), within.place(line[-1].at, line[-1].value)
    first, last = points(line[0].value, t), points(line[-1].value, t)
    return [
        label((x, y + 16), _title(line, t), 21, fill=look.soft, room=width),
        *_band(line, within, look),
        curve(_places(line, within), fill=look.accent),
        dot(end, 8, fill=look.bright, ring=look.ground),
        label((x, start[1] + 7), first, 21, fill=look.soft),
        label((x + width, end[1] + 8), last, 23, fill=look.bright, bold=True, anchor="end"),
    ]


def history(
    line: Trend, corner: Spot, size: tuple[float, float], t: Translator, look: Palette
) -> list[str]:
    """The same over a whole sheet, with days below and scores beside it."""
    within = frame(line, corner, size)
    end = within.place(line[-1].at, line[-1].value)
    number = (corner[0] + size[0] + 18, end[1] + 10)
    return [
        *axes(within, t, look),
        *_band(line, within, look),
        curve(_places(line, within), fill=look.accent),
        dot(end, 9, fill=look.bright, ring=look.ground),
        label(number, points(line[-1].value, t), 28, fill=look.bright, bold=True),
    ]


def lines(
    trends: Sequence[Trend], corner: Spot, size: tuple[float, float], t: Translator, look: Palette
) -> list[str]:
    """One line for each: told apart by dashes, by markers and by the number at the end."""
    known = [(at, line) for at, line in enumerate(trends) if len(line) > 1]
    within = frame((point for _, line in known for point in _bare(line)), corner, size)
    shapes, ends = axes(within, t, look), list[tuple[float, int, float]]()
    for at, line in known:
        places = _places(line, within)
        shapes.append(curve(places, fill=look.lines[at], dash=DASHES[at]))
        shapes += [mark(at, spot, look) for spot in places[:: max(1, len(places) // 4)]]
        ends.append((places[-1][1], at, places[-1][0]))
    for y, at, x in _apart(ends):
        spot = (x + 18, y + 8)
        shapes.append(label(spot, f"{at + 1}", 22, fill=look.lines[at], bold=True))
    return shapes


def mark(at: int, spot: Spot, look: Palette, radius: float = 9) -> str:
    """The marker of one of several lines."""
    if not CORNERS[at]:
        return dot(spot, radius - 1, fill=look.lines[at], ring=look.ground)
    return sign(spot, CORNERS[at], radius + 1, fill=look.lines[at], ring=look.ground)


def axes(within: Frame, t: Translator, look: Palette) -> list[str]:
    """Thin lines at round scores, and a few days."""
    (x, y), (width, height) = within.corner, within.size
    shapes = []
    for value in _round_scores(within):
        _, level = within.place(within.first, value)
        shapes += [
            stroke((x, level), (x + width, level), fill=look.track),
            label((x - 14, level + 7), t.number(value), 20, fill=look.soft, anchor="end"),
        ]
    days = max(1, (within.last - within.first).days)
    count = min(DATES, days + 1)
    for n in range(count):
        share = n / (count - 1)
        day = within.first + (within.last - within.first) * share
        spot = (x + width * share, y + height + 34)
        shapes.append(label(spot, t.day(day), 20, fill=look.soft, anchor="middle"))
    return shapes


def spark(line: Trend, t: Translator) -> str:
    """The line drawn with characters, between the numbers at its ends."""
    if len(line) < 2:
        return ""
    values = [point.value for point in line[:: -(-len(line) // SPARKS)]] + [line[-1].value]
    low, room = min(values), max(max(values) - min(values), LEAST_SPAN)
    drawn = "".join(HEIGHTS[round((value - low) / room * (len(HEIGHTS) - 1))] for value in values)
    return f"{points(line[0].value, t)} {drawn} {points(line[-1].value, t)}"


def words(line: Trend, t: Translator) -> str:
    """What the line shows."""
    if len(line) < 2:
        return ""
    first, last = points(line[0].value, t), points(line[-1].value, t)
    return t("alt.trend", n=days_of(line), first=first, last=last)


def reach(line: Trend, t: Translator) -> str:
    """How far the line and its band went."""
    values = [point.value for point in line]
    band = span(line[-1].low, line[-1].high, t)
    low, high = points(min(values), t), points(max(values), t)
    return t("alt.reach", low=low, high=high, span=band)


def days_of(line: Trend) -> int:
    """Over how many days a line goes."""
    return max(1, (line[-1].at - line[0].at).days)


def _title(line: Trend, t: Translator) -> str:
    change = round(line[-1].value - line[0].value, 1)
    return t("card.line", n=days_of(line), change=t.signed(change))


def _places(line: Trend, within: Frame) -> list[Spot]:
    return [within.place(point.at, point.value) for point in line]


def _band(line: Trend, within: Frame, look: Palette) -> list[str]:
    upper = [within.place(point.at, point.high) for point in line]
    lower = [within.place(point.at, point.low) for point in line]
    return [area([*upper, *reversed(lower)], fill=look.accent)]


def _bare(line: Trend) -> list[Point]:
    """Bands of several people would hide each other."""
    return [Point(point.at, point.value, point.value, point.value) for point in line]


def _round_scores(within: Frame) -> list[int]:
    room = within.top - within.bottom
    step = next((step for step in STEPS if room / step <= 4), STEPS[-1])
    low = -(-within.bottom // step)
    return [int(n * step) for n in range(int(low), int(within.top // step) + 1)]


def _apart(ends: Sequence[tuple[float, int, float]]) -> list[tuple[float, int, float]]:
    """Moved down where they would overlap, then up again by what that is too much."""
    ordered = sorted(ends)
    heights = [y for y, _, _ in ordered]
    for before, after in pairwise(range(len(heights))):
        heights[after] = max(heights[after], heights[before] + APART)
    drift = (sum(heights) - sum(y for y, _, _ in ordered)) / len(heights)
    return [(y - drift, at, x) for y, (_, at, x) in zip(heights, ordered, strict=True)]

"""The pictures: card, comparison, history, histogram. Each comes with words that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce

from bot.i18n import Translator
from bot.ui import chart
from bot.ui.coverage import network_title
from bot.ui.palette import Palette, palette
from bot.ui.parts import ALT_LENGTH, Picture, isolated, networks_of, points, span
from bot.ui.portrait import card_svg, facts, scale
from bot.ui.raster import render
from bot.ui.svg import box, label, sheet, stroke
from scoring.formula import CEILING, FLOOR
from scoring.models import Card, Point, Score, Theme

WIDTH = 960
ROW_HEIGHT = 68
LINES_HEIGHT = 250
SCALE = 330
HISTORY_HEIGHT = 400
HISTOGRAM_HEIGHT = 340


@dataclass(frozen=True, slots=True)
class Side:
    """One of those who are compared."""

    name: str
    score: Score
    trend: Sequence[Point] = ()


async def card(
    shown: Card,
    name: str,
    t: Translator,
    *,
    theme: Theme = Theme.DARK,
    avatar: bytes | None = None,
) -> Picture:
    """The score card. Raises ValueError where there is no score to draw."""
    if shown.score is None:
        raise ValueError("a card without a score has no picture")
    png = await render(partial(card_svg, shown, shown.score, name, t, palette(theme), avatar))
    return Picture("card.png", png, _card_alt(shown, shown.score, name, t))


async def comparison(sides: Sequence[Side], t: Translator, *, theme: Theme = Theme.DARK) -> Picture:
    """Bars with ranges, one row for each, above their lines over time."""
    png = await render(partial(comparison_svg, sides, t, palette(theme)))
    figures = [_figure(side, t) for side in sides]
    words = t("alt.comparison", figures=_row(figures, t))
    return Picture("comparison.png", png, words[:ALT_LENGTH])


async def history(
    trend: Sequence[Point], name: str | None, t: Translator, *, theme: Theme = Theme.DARK
) -> Picture:
    """A line over days with its band; without a `name` it is nobody's in particular.

    Raises ValueError for less than two points, which make no line.
    """
    if len(trend) < 2:
        raise ValueError("a line needs two points")
    png = await render(partial(history_svg, trend, name, t, palette(theme)))
    title = t("alt.history", name=isolated(name)) if name else t("alt.history_all")
    said = " ".join([title, chart.words(trend, t), chart.reach(trend, t)])
    return Picture("history.png", png, said[:ALT_LENGTH])


async def histogram(
    counts: Sequence[int],
    t: Translator,
    average: float | None = None,
    *,
    theme: Theme = Theme.DARK,
) -> Picture:
    """How many members stand where, without names, and where their average is."""
    png = await render(partial(histogram_svg, counts, t, average, palette(theme)))
    said = [t("alt.histogram", bins=bins_in_words(counts, t))]
    if average is not None:
        said.append(t("alt.average", average=points(average, t)))
    return Picture("community.png", png, " ".join(said)[:ALT_LENGTH])


def comparison_svg(sides: Sequence[Side], t: Translator, look: Palette) -> str:
    """One row for each: marker, name, scale with range, number; then the lines."""
    shapes: list[str] = []
    for at, side in enumerate(sides):
        middle = 54 + at * ROW_HEIGHT
        number = points(side.score.value, t)
        band = span(side.score.low, side.score.high, t)
        shapes += [
            label((40, middle + 9), f"{at + 1}", 24, fill=look.lines[at], bold=True),
            chart.mark(at, (80, middle), look),
            label((104, middle + 9), side.name, 26, fill=look.bright, bold=True, room=250),
            *scale(side.score, (390, middle - 6), SCALE, look, fill=look.lines[at]),
            label((390 + SCALE + 16, middle + 8), band, 20, fill=look.soft),
            label((920, middle + 13), number, 38, fill=look.bright, bold=True, anchor="end"),
        ]
    foot = 54 + len(sides) * ROW_HEIGHT
    shapes += [
        label((390, foot - 8), t.number(FLOOR), 20, fill=look.soft),
        label((390 + SCALE, foot - 8), t.number(CEILING), 20, fill=look.soft, anchor="end"),
    ]
    if not any(len(side.trend) > 1 for side in sides):
        return sheet(WIDTH, foot + 20, shapes, look)
    trends = [side.trend for side in sides]
    shapes += chart.lines(trends, (100, foot + 30), (780, LINES_HEIGHT - 60), t, look)
    return sheet(WIDTH, foot + LINES_HEIGHT + 30, shapes, look)


def history_svg(trend: Sequence[Point], name: str | None, t: Translator, look: Palette) -> str:
    """The name, how much it moved, and the line."""
    change = t.signed(round(trend[-1].value - trend[0].value, 1))
    moved = t("card.line", n=chart.days_of(trend), change=change)
    title = [label((40, 62), name, 30, fill=look.bright, bold=True, room=520)] if name else []
    spot, anchor = ((920, 62), "end") if name else ((40, 62), "start")
    shapes = [
        *title,
        label(spot, moved, 24, fill=look.soft, anchor=anchor),
        *chart.history(trend, (100, 104), (720, HISTORY_HEIGHT - 174), t, look),
    ]
    return sheet(WIDTH, HISTORY_HEIGHT, shapes, look)


def histogram_svg(
    counts: Sequence[int], t: Translator, average: float | None, look: Palette
) -> str:
    """Bars for each ten points, with their counts as numbers, and a line at the average."""
    most, width = max(max(counts, default=0), 1), (WIDTH - 80) / max(len(counts), 1)
    shapes = [label((40, 54), t("weekly.chart"), 26, fill=look.bright, bold=True, room=480)]
    for at, ((low, high), n) in enumerate(bins(counts)):
        x, height = 40 + at * width, max(150 * n / most, 3)
        fill = look.accent if n else look.track
        shapes += [
            box((x + 6, 280 - height), width - 12, height, radius=5, fill=fill),
            label((x + width / 2, 312), f"{low}–{high}", 20, fill=look.soft, anchor="middle"),
        ]
        if n:
            spot = (x + width / 2, 270 - height)
            number = t.number(n)
            shapes.append(label(spot, number, 22, fill=look.bright, bold=True, anchor="middle"))
    return sheet(WIDTH, HISTOGRAM_HEIGHT, shapes + _average(average, width, t, look), look)


def _average(average: float | None, width: float, t: Translator, look: Palette) -> list[str]:
    if average is None:
        return []
    x = 40 + (average - FLOOR) / 10 * width
    words = t("weekly.average", average=points(average, t))
    side, anchor = (12, "start") if x < WIDTH / 2 else (-12, "end")
    return [
        stroke((x, 72), (x, 280), fill=look.bright, width=3, dash="6 6"),
        label((x + side, 90), words, 22, fill=look.bright, anchor=anchor),
    ]


def bins_in_words(counts: Sequence[int], t: Translator) -> str:
    """How many stand where; tens in which nobody is are left out."""
    said = [t("alt.bin", low=low, high=high, n=n) for (low, high), n in bins(counts) if n]
    return _row(said, t)


def bins(counts: Sequence[int]) -> list[tuple[tuple[int, int], int]]:
    """Each ten points with how many stand there."""
    return [((10 + 10 * at, 20 + 10 * at), n) for at, n in enumerate(counts)]


def _row(items: Sequence[str], t: Translator) -> str:
    """Items of a list whose own commas do not part them."""
    both = partial(t, "alt.between")
    return reduce(lambda first, rest: both(first=first, rest=rest), items) if items else ""


def _figure(side: Side, t: Translator) -> str:
    score = side.score
    span_of = span(score.low, score.high, t)
    said = t("alt.figure", name=isolated(side.name), value=points(score.value, t), span=span_of)
    return f"{said}. {chart.words(side.trend, t)}".rstrip(". ")


def _card_alt(shown: Card, score: Score, name: str, t: Translator) -> str:
    figures = {"value": points(score.value, t), "span": span(score.low, score.high, t)}
    said = [t("alt.card", name=isolated(name), **figures)]
    said += [t("ui.provisional").capitalize() + "."] * score.provisional
    said.append(chart.words(shown.trend, t))
    parts = [
        f"{network_title(network, t)} {t.signed(gained)}"
        for network, (gained, _) in networks_of(score).items()
    ]
    if parts:
        said.append(t("alt.networks", networks=t.listing(parts)))
    said += [
        t("alt.fact", title=title[:1].upper() + title[1:], value=value)
        for title, value in facts(shown, score, t)
    ]
    return " ".join(line for line in said if line)[:ALT_LENGTH]

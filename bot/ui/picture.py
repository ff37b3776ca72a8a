"""The pictures: card, comparison, histogram. Each comes with the words that say the same."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Translator
from bot.ui import chart
from bot.ui.coverage import network_title
from bot.ui.parts import ALT_LENGTH, Picture, networks_of, points, span
from bot.ui.raster import render
from bot.ui.svg import ACCENT, BRIGHT, SOFT, TINTS, TRACK, box, label, sheet
from scoring.formula import CEILING, FLOOR
from scoring.models import Card, Point, Score, Theme

WIDTH = 960
CARD_HEIGHT = 330
ROW_HEIGHT = 84
HISTOGRAM_HEIGHT = 320
LEGEND = 4


async def card(shown: Card, name: str, t: Translator) -> Picture:
    """The score card. Raises ValueError where there is no score to draw."""
    if shown.score is None:
        raise ValueError("a card without a score has no picture")
    png = await render(card_svg(shown, shown.score, name, t))
    return Picture("card.png", png, _card_alt(shown, shown.score, name, t))


async def comparison(rows: Sequence[tuple[str, Score]], t: Translator) -> Picture:
    """Bars with ranges, one row for each name."""
    png = await render(comparison_svg(rows, t))
    figures = [
        t("alt.figure", name=name, value=points(s.value, t), span=span(s.low, s.high, t))
        for name, s in rows
    ]
    words = t("alt.comparison", figures="; ".join(figures))
    return Picture("comparison.png", png, words[:ALT_LENGTH])


async def history(
    trend: Sequence[Point], name: str | None, t: Translator, *, theme: Theme = Theme.DARK
) -> Picture:
    """A score over time, with its range as a band; `theme` is the ground it will lie on."""
    shapes = chart.history(trend, (40, 30), (WIDTH - 80, 240), t)
    png = await render(sheet(WIDTH, HISTOGRAM_HEIGHT, shapes))
    words = f"{name or ''} {chart.words(trend, t)}".strip() or t("card.no_line")
    return Picture(f"history-{theme}.png", png, words[:ALT_LENGTH])


async def histogram(counts: Sequence[int], t: Translator) -> Picture:
    """How many members stand where, without names."""
    png = await render(histogram_svg(counts, t))
    bins = [t("alt.bin", low=low, high=high, n=n) for (low, high), n in _bins(counts) if n]
    words = t("alt.histogram", bins="; ".join(bins))
    return Picture("community.png", png, words[:ALT_LENGTH])


def card_svg(shown: Card, score: Score, name: str, t: Translator) -> str:
    """Number and range on the left, ninety days and networks on the right."""
    said = [t("card.range", span=span(score.low, score.high, t))]
    said += [t("ui.provisional")] * score.provisional
    shapes = [
        label((40, 66), name, 32, fill=BRIGHT, bold=True, room=400),
        label((36, 186), points(score.value, t), 112, fill=ACCENT, bold=True),
        label((40, 232), " · ".join(said), 22, room=400),
        *_scale(score, 40, 268, 380),
        *chart.history(shown.trend, (490, 40), (430, 130), t),
        *_networks(score, t),
    ]
    return sheet(WIDTH, CARD_HEIGHT, shapes)


def comparison_svg(rows: Sequence[tuple[str, Score]], t: Translator) -> str:
    """One row for each: name, scale with range and marker, number."""
    shapes: list[str] = []
    for at, (name, score) in enumerate(rows):
        top = 20 + at * ROW_HEIGHT
        shapes += [
            label((40, top + 52), f"{at + 1}.", 26),
            label((72, top + 52), name, 26, fill=BRIGHT, bold=True, room=240),
            *_scale(score, 335, top + 36, 440, ends=False),
            label(
                (920, top + 56), points(score.value, t), 40, fill=ACCENT, bold=True, anchor="end"
            ),
        ]
    foot = 20 + len(rows) * ROW_HEIGHT + 14
    shapes += [
        label((335, foot), t.number(FLOOR), 18),
        label((775, foot), t.number(CEILING), 18, anchor="end"),
    ]
    return sheet(WIDTH, foot + 24, shapes)


def histogram_svg(counts: Sequence[int], t: Translator) -> str:
    """Bars for each ten points, with their counts as numbers."""
    most, width = max(max(counts, default=0), 1), (WIDTH - 80) / max(len(counts), 1)
    shapes = [label((40, 54), t("weekly.chart"), 24, fill=BRIGHT, bold=True, room=WIDTH - 80)]
    for at, ((low, high), n) in enumerate(_bins(counts)):
        x, height = 40 + at * width, 150 * n / most
        middle = x + width / 2
        shapes += [
            box(
                (x + 6, 262 - max(height, 3)),
                width - 12,
                max(height, 3),
                radius=5,
                fill=ACCENT if n else TRACK,
            ),
            label((middle, 292), f"{low}–{high}", 18, anchor="middle"),
        ]
        if n:
            shapes.append(
                label(
                    (middle, 252 - height), t.number(n), 22, fill=BRIGHT, bold=True, anchor="middle"
                )
            )
    return sheet(WIDTH, HISTOGRAM_HEIGHT, shapes)


def _bins(counts: Sequence[int]) -> list[tuple[tuple[int, int], int]]:
    return [((10 + 10 * at, 20 + 10 * at), n) for at, n in enumerate(counts)]


def _scale(score: Score, x: float, y: float, width: float, *, ends: bool = True) -> list[str]:
    """The scale from 10 to 100 with the range as a band and the score as a marker."""

    def at(value: float) -> float:
        return x + width * (min(max(value, FLOOR), CEILING) - FLOOR) / (CEILING - FLOOR)

    low, high = at(score.low), at(score.high)
    shapes = [
        box((x, y), width, 12, radius=6, fill=TRACK),
        box((low, y), max(high - low, 6), 12, radius=6, fill=ACCENT, opacity=0.75),
        box((at(score.value) - 4, y - 9), 8, 30, radius=4, fill=BRIGHT),
    ]
    if ends:
        shapes += [
            label((x, y + 38), f"{FLOOR:.0f}", 18),
            label((x + width, y + 38), f"{CEILING:.0f}", 18, anchor="end"),
        ]
    return shapes


def _networks(score: Score, t: Translator) -> list[str]:
    """A bar shared by the networks in proportion to their points, and its legend."""
    named = [(network_title(n, t), gained) for n, (gained, _) in networks_of(score).items()]
    shares = named[:LEGEND]
    rest = round(sum(gained for _, gained in named[LEGEND:]), 1)
    if rest:
        shares.append((t("card.others"), rest))
    total = sum(gained for _, gained in shares)
    if not total:
        return []
    x, shapes = 490.0, [box((490, 214), 430, 14, radius=7, fill=TRACK)]
    for (_, gained), tint in zip(shares, TINTS, strict=False):
        width = 430 * gained / total
        shapes.append(box((x, 214), max(width - 3, 2), 14, radius=4, fill=tint))
        x += width
    return shapes + _legend(shares, t)


def _legend(shares: Sequence[tuple[str, float]], t: Translator) -> list[str]:
    """Names are cut where there is little room, figures never; one network has it all."""
    shapes: list[str] = []
    columns = 1 if len(shares) == 1 else 2
    for at, ((title, gained), tint) in enumerate(zip(shares, TINTS, strict=False)):
        x, y = 490 + 215 * (at % columns), 258 + 26 * (at // columns)
        shapes += [
            box((x, y - 13), 13, 13, radius=4, fill=tint),
            label((x + 22, y), t.signed(gained), 19, fill=BRIGHT, bold=True),
            label((x + 82, y), title, 19, fill=SOFT, room=125 if columns == 2 else 340),
        ]
    return shapes


def _card_alt(shown: Card, score: Score, name: str, t: Translator) -> str:
    figures = {"value": points(score.value, t), "span": span(score.low, score.high, t)}
    said = [t("alt.card", name=name, **figures), chart.words(shown.trend, t)]
    parts = [
        f"{network_title(network, t)} {t.signed(gained)}"
        for network, (gained, _) in networks_of(score).items()
    ]
    if parts:
        said.append(t("alt.networks", networks=t.listing(parts)))
    return " ".join(line for line in said if line)[:ALT_LENGTH]

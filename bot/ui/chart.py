"""The line of ninety days, as a drawing and as words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Translator
from bot.ui.parts import points
from bot.ui.svg import BRIGHT, TRACK, Spot, area, box, curve, dot, label
from scoring.formula import CEILING, FLOOR
from scoring.models import Point

LEAST_SPAN = 6.0  # points: a quiet line is drawn flat, not as mountains


def history(
    trend: Sequence[Point], corner: Spot, size: tuple[float, float], t: Translator
) -> list[str]:
    """The line with its range as a band, and its two ends as numbers."""
    x, y = corner
    width, height = size
    if len(trend) < 2:
        ground = box((x, y + 12), width, height, radius=12, fill=TRACK, opacity=0.5)
        spot = (x + width / 2, y + 12 + height / 2 + 7)
        return [ground, label(spot, t("card.no_line"), 20, anchor="middle", room=width - 30)]
    spots, upper, lower = _spots(trend, (x, y + 30), (width - 66, height - 8))
    return [
        label((x, y + 16), _title(trend, t), 19, room=width),
        area([*upper, *reversed(lower)]),
        curve(spots),
        dot(spots[-1], 8, fill=BRIGHT),
        label(
            (x + width, spots[-1][1] + 8),
            points(trend[-1].value, t),
            24,
            fill=BRIGHT,
            bold=True,
            anchor="end",
        ),
    ]


def words(trend: Sequence[Point], t: Translator) -> str:
    """What the line shows."""
    if len(trend) < 2:
        return ""
    first, last = points(trend[0].value, t), points(trend[-1].value, t)
    return t("alt.trend", n=_days(trend), first=first, last=last)


def _title(trend: Sequence[Point], t: Translator) -> str:
    change = round(trend[-1].value - trend[0].value, 1)
    return t("card.line", n=_days(trend), change=t.signed(change))


def _days(trend: Sequence[Point]) -> int:
    return max(1, (trend[-1].at - trend[0].at).days)


def _spots(
    trend: Sequence[Point], corner: Spot, size: tuple[float, float]
) -> tuple[list[Spot], list[Spot], list[Spot]]:
    """The line and both edges of its band in the picture's units."""
    first, last = trend[0].at.timestamp(), trend[-1].at.timestamp()
    bottom, top = _limits(trend)

    def place(at: float, value: float) -> Spot:
        across = (at - first) / (last - first) if last > first else 1.0
        up = (min(max(value, bottom), top) - bottom) / (top - bottom)
        return corner[0] + size[0] * across, corner[1] + size[1] * (1 - up)

    times = [point.at.timestamp() for point in trend]
    values = [[p.value for p in trend], [p.high for p in trend], [p.low for p in trend]]
    line, upper, lower = (
        [place(at, v) for at, v in zip(times, row, strict=True)] for row in values
    )
    return line, upper, lower


def _limits(trend: Sequence[Point]) -> tuple[float, float]:
    """The part of the scale that is drawn: all of the band, and never a sliver."""
    bottom = max(FLOOR, min(point.low for point in trend))
    top = min(CEILING, max(point.high for point in trend))
    if top - bottom < LEAST_SPAN:
        middle = (top + bottom) / 2
        bottom, top = middle - LEAST_SPAN / 2, middle + LEAST_SPAN / 2
    return bottom, top

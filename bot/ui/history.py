"""A score over time: the line, and the numbers that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.i18n import Translator
from bot.ui import controls, picture
from bot.ui.parts import (
    Block,
    Names,
    Rendered,
    name_of,
    points,
    rendered,
    row,
    rule,
    safe,
    small,
    span,
    text,
)
from scoring.history import History, Line, Span
from scoring.models import Point, Theme

DATED = 8  # points that are written out
FORMER = 3  # lines of former formulas
ZONE = ZoneInfo("UTC")  # days of facts are days in UTC


async def render_history(
    history: History,
    names: Names,
    t: Translator,
    *,
    private: bool = True,
    pictures: bool = True,
    theme: Theme = Theme.DARK,
) -> Rendered:
    """The chart, first and last, highest and lowest, some days, and what former formulas said."""
    name = name_of(history.subject, names, t)
    line = history.points
    worth_drawing = pictures and len(line) > 1
    drawn = await picture.history(line, name, t, theme=theme) if worth_drawing else None
    title = t("history.title", name=safe(name), period=t(f"history.span_{history.span}"))
    blocks: list[Block] = [text(f"### {title}")]
    if drawn:
        blocks.append(drawn.gallery())
    if line:
        paragraphs = (_figures(line, t), _days(line, t))
        blocks += [text(*lines) for lines in paragraphs if lines]
    else:
        blocks.append(text(t("history.empty")))
    former = _former(history, t)
    blocks += [rule(), text(*former)] if former else []
    return rendered([*blocks, *_buttons(history, t, private=private)], drawn)


def _figures(line: Sequence[Point], t: Translator) -> list[str]:
    """First and last, highest and lowest, and the change between the ends."""
    first, last = line[0], line[-1]
    said = {"first": first, "last": last}
    if len(line) > 2:
        said["highest"] = max(line, key=lambda p: p.value)
        said["lowest"] = min(line, key=lambda p: p.value)
    if len(line) == 1:
        return [t("history.only", value=points(last.value, t), date=_date(last, t))]
    lines = [
        t(f"history.at_{which}", value=points(p.value, t), date=_date(p, t))
        for which, p in said.items()
    ]
    change = t.signed(round(last.value - first.value, 1))
    return [*lines, t("history.change", change=change)]


def _days(line: Sequence[Point], t: Translator) -> list[str]:
    """Some days of the line, evenly spaced, the newest first."""
    if len(line) < 3:
        return []
    step = max(1, (len(line) - 1) / (DATED - 1))
    chosen = dict.fromkeys(round(n * step) for n in range(DATED))
    picked = [line[n] for n in chosen if n < len(line)]
    days = [
        t(
            "history.day",
            date=_date(p, t),
            value=points(p.value, t),
            span=span(p.low, p.high, t),
        )
        for p in reversed(picked)
    ]
    return [t("history.days"), *days]


def _former(history: History, t: Translator) -> list[str]:
    """What former formulas said, each on a line of its own."""
    lines = [_former_line(line, t) for line in history.former[:FORMER]]
    if lines and history.changed_at is not None:
        since = t.date(history.changed_at, ZONE, "medium")
        return [t("history.changed", date=since), *lines, small(t("history.never_rewritten"))]
    return [*lines, small(t("history.never_rewritten"))] if lines else []


def _former_line(line: Line, t: Translator) -> str:
    first, last = line.points[0], line.points[-1]
    return t(
        "history.former",
        version=str(line.version),
        n=len(line.points),
        first=points(first.value, t),
        from_date=_date(first, t),
        last=points(last.value, t),
        to_date=_date(last, t),
    )


def _buttons(history: History, t: Translator, *, private: bool) -> list[Block]:
    subject = history.subject.id
    buttons: list[Block] = [
        controls.HistorySpan.button(
            t,
            label=t(f"history.span_{other}").capitalize(),
            subject=subject,
            span=other,
            way="turn",
        )
        for other in Span
        if other is not history.span
    ]
    if private and history.own and history.shown and history.points:
        by = history.subject.user_id
        buttons.append(controls.ShareHistory.button(t, subject=subject, span=history.span, by=by))
    return [row(*buttons)]


def _date(point: Point, t: Translator) -> str:
    return t.date(point.at, ZONE, "medium")

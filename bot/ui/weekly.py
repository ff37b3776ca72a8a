"""The weekly post: rises first, then the highest, who is new, pages, and one chart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.i18n import Translator
from bot.ui import controls, picture
from bot.ui.board import rows
from bot.ui.parts import (
    Block,
    Names,
    Picture,
    Rendered,
    fitted,
    points,
    rendered,
    row,
    rule,
    safe_name,
    slash,
    small,
    text,
)
from scoring.models import BoardKind, BoardRow, Community, Period, Theme, WeeklyBoard

LATE = timedelta(hours=1)
NEWCOMERS = 8
RISES = 3
LONGEST = 25
CELLS = 20  # of the longest bar that is drawn with characters


class Post(StrEnum):
    """How a weekly post comes to be: on its hour, as a preview, or because somebody asked."""

    DUE = "due"
    PREVIEW = "preview"
    NOW = "now"


async def render_weekly(
    board: WeeklyBoard,
    names: Names,
    t: Translator,
    now: datetime,
    community: Community,
    *,
    post: Post = Post.DUE,
    pictures: bool = True,
    theme: Theme = Theme.DARK,
) -> Rendered:
    """The post in the community's language and zone; its picture carries no names."""
    drawn = await _chart(board, t, theme) if pictures else None
    subjects = [line.subject for line in (*board.rises, *board.top, *board.newcomers, *board.pages)]
    title = _title(board, t, now, community, post)
    place = controls.Place.button(t, community=community.id, week=board.week, post=post)

    def build(short: Names) -> Rendered:
        blocks: list[Block] = [text(*title), rule()]
        blocks += [text(*section) for section in _sections(board, short, t)]
        if drawn:
            blocks.append(drawn.gallery())
        elif not pictures and _crowd(board):
            blocks.append(text(*_bins(_crowd(board), t)))
        foot = _foot(board, t)
        blocks += [text(*foot)] if foot else []
        return rendered([*blocks, row(place)], drawn)

    return fitted(subjects, names, t, build)


async def _chart(board: WeeklyBoard, t: Translator, theme: Theme) -> Picture | None:
    crowd = _crowd(board)
    return await picture.histogram(crowd, t, board.average, theme=theme) if crowd else None


def _crowd(board: WeeklyBoard) -> tuple[int, ...]:
    """The crowd without names; too small a one has no average, and is not shown either."""
    shown = board.average is not None and any(board.histogram)
    return board.histogram if shown else ()


def _bins(crowd: Sequence[int], t: Translator) -> list[str]:
    """The chart in characters."""
    cells = round(most) if (most := max(crowd)) < CELLS else CELLS
    lines = [
        f"`{low}–{high}` {'▰' * max(1, round(n / most * cells))} {t.number(n)}"
        for (low, high), n in picture.bins(crowd)
        if n
    ]
    return [f"### {t('weekly.chart')}", *lines]


def _title(
    board: WeeklyBoard, t: Translator, now: datetime, community: Community, post: Post
) -> list[str]:
    zone = ZoneInfo(community.zone)
    week = int(board.week.rpartition("W")[2])
    lines = [
        f"## {t('weekly.title')}",
        t("weekly.week", week=str(week), date=t.date(board.due_at, zone)),
    ]
    if post is not Post.DUE:
        lines.append(f"**{t(f'weekly.{post}')}**")
    elif now - board.due_at > LATE:
        lines.append(small(t("weekly.late", due=t.datetime(board.due_at, zone))))
    return lines


def _sections(board: WeeklyBoard, names: Names, t: Translator) -> list[list[str]]:
    if not board.top and not board.pages:
        return [[t("weekly.empty", link=slash("link add", t))]]
    highest, week = BoardKind.SCORE, Period.WEEK
    left = len(board.top) - LONGEST
    more = [t("weekly.more", n=left, board=slash("leaderboard", t))] if left > 0 else []
    sections = [
        _rises(board.rises[:RISES], names, t) if board.top else [],
        _headed("weekly.top", [*rows(board.top[:LONGEST], highest, week, names, t), *more], t),
        _newcomers(board.newcomers, names, t),
        _headed("weekly.pages", rows(board.pages[:NEWCOMERS], highest, week, names, t), t),
    ]
    return [section for section in sections if section]


def _headed(key: str, lines: list[str], t: Translator) -> list[str]:
    return [f"### {t(key)}", *lines] if lines else []


def _rises(rises: Sequence[BoardRow], names: Names, t: Translator) -> list[str]:
    lines = rows(rises, BoardKind.RISE, Period.WEEK, names, t)
    return [f"### {t('weekly.rises')}", *(lines or [t("weekly.no_rises")])]


def _newcomers(newcomers: Sequence[BoardRow], names: Names, t: Translator) -> list[str]:
    if not newcomers:
        return []
    who = [f"{safe_name(item.subject, names, t)} ({points(item.value, t)})" for item in newcomers]
    lines = [t.listing(who[:NEWCOMERS])]
    if len(who) > NEWCOMERS:
        lines.append(t("weekly.more_newcomers", n=len(who) - NEWCOMERS))
    return [f"### {t('weekly.newcomers')}", *lines]


def _foot(board: WeeklyBoard, t: Translator) -> list[str]:
    if not board.shown:
        return [small(t("weekly.join", link=slash("link add", t)))] if board.pages else []
    said = [t("weekly.shown", n=board.shown)]
    if board.average is not None:
        average = points(board.average, t)
        change = board.average_change
        key = "weekly.average" if change is None else "weekly.average_change"
        said.append(t(key, average=average, change=t.signed(change or 0.0)))
    return [" · ".join(said), small(t("weekly.join", link=slash("link add", t)))]

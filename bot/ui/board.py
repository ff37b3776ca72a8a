"""One page of a leaderboard, with the asker's own line wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.i18n import Translator
from bot.ui import controls
from bot.ui.parts import (
    Block,
    Names,
    Rendered,
    people,
    points,
    rendered,
    row,
    rule,
    safe,
    safe_name,
    slash,
    small,
    text,
)
from scoring.models import Board, BoardKind, BoardRow, Period

MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
OWN_NONE = {
    BoardKind.SCORE: "board.own_none",
    BoardKind.RISE: "board.own_none_rise",
    BoardKind.TOPIC: "board.own_none_topic",
    BoardKind.PAGES: "board.own_none_pages",
}

SWITCHES = (BoardKind.SCORE, BoardKind.RISE, BoardKind.PAGES)


def render_board(board: Board, names: Names, t: Translator) -> Rendered:
    """Ten rows, the own line, and controls that keep their state in themselves."""
    blocks: list[Block] = [text(*_heading(board, t))]
    if board.rows:
        own = board.own.subject.id if board.own else None
        blocks.append(text(*rows(board.rows, board.kind, board.period, names, t, own=own)))
    else:
        topic = _topic(board)
        blocks.append(text(t(f"board.empty_{board.kind}", link=slash("link add", t), topic=topic)))
    blocks += [rule(), text(*_own(board, names, t), *_foot(board, t))]
    return rendered([*blocks, *_buttons(board, t)])


def _heading(board: Board, t: Translator) -> list[str]:
    title = t(f"board.title_{board.kind}_{board.period}", topic=_topic(board))
    by = small(t("board.by_people")) if board.kind is BoardKind.TOPIC else ""
    return [f"## {title}", by]


def _topic(board: Board) -> str:
    return safe(board.topic.label) if board.topic else ""


def rows(
    items: Sequence[BoardRow],
    kind: BoardKind,
    period: Period,
    names: Names,
    t: Translator,
    *,
    own: int | None = None,
) -> list[str]:
    """Lines of a board: place, name, number, movement; the subject `own` is pointed at."""
    lines = [_line(item, kind, period, names, t) for item in items]
    marked = t("board.you")
    return [
        f"{line} · {marked}" if item.subject.id == own else line
        for item, line in zip(items, lines, strict=True)
    ]


def movement(item: BoardRow, t: Translator) -> str:
    """The points since the period's start, with a word where a number alone might mislead."""
    return t("board.new") if item.change is None else arrow(item.change, t)


def arrow(change: float, t: Translator) -> str:
    """Up, down or level by a direction and a number: ▲ 1.2."""
    moved = round(change, 1)
    return f"{'▲' if moved > 0 else '▼'} {points(abs(moved), t)}" if moved else "="


def _line(item: BoardRow, kind: BoardKind, period: Period, names: Names, t: Translator) -> str:
    medal = MEDALS.get(item.medal or 0, "")
    place = " ".join(part for part in (medal, f"**{item.rank}.**") if part)
    return f"{place} {safe_name(item.subject, names, t)} · {_figures(item, kind, period, t)}"


def _figures(item: BoardRow, kind: BoardKind, period: Period, t: Translator) -> str:
    value = points(item.value, t)
    if item.people is not None:
        return " · ".join([f"**{people(item.people, t)}**", *_more_people(item, period, t)])
    if kind is BoardKind.RISE and item.change is not None:
        figures = [t("board.rise", points=f"**{arrow(item.change, t)}**", value=value)]
    elif period is Period.ALL and item.change is None:
        figures = [f"**{value}**"]
    else:
        figures = [f"**{value}**", movement(item, t)]
    said = {"ui.provisional": item.provisional, "board.aside": item.aside}
    return " · ".join(figures + [t(key) for key, holds in said.items() if holds])


def _more_people(item: BoardRow, period: Period, t: Translator) -> list[str]:
    """How many more or fewer people than when the period began."""
    if item.change is None:
        return [] if period is Period.ALL else [t("board.new")]
    return [t.signed(item.change, 0)] if round(item.change) else []


def _own(board: Board, names: Names, t: Translator) -> list[str]:
    if board.own is None:
        return [t(OWN_NONE[board.kind], link=slash("link add", t))]
    return [t("board.own"), _line(board.own, board.kind, board.period, names, t)]


def _foot(board: Board, t: Translator) -> list[str]:
    said = [t("board.total", n=board.total)] if board.total else []
    if board.average is not None:
        said.append(t("board.average", average=points(board.average, t)))
    return [small(" · ".join(said))] if said else []


def _buttons(board: Board, t: Translator) -> list[Block]:
    """A way onto an empty board; pages where there are several; the other boards and periods."""
    begin = [row(controls.LinkAccount.button(t))]
    first = begin if not board.total and board.kind is BoardKind.SCORE else []
    paging = [row(*_paging(board, t))] if board.pages > 1 else []
    return [*first, *paging, row(*_others(board, t))]


def _paging(board: Board, t: Translator) -> list[Block]:
    last = board.pages - 1
    where = t("board.page", page=board.page + 1, pages=board.pages)
    return [
        _page(board, t, "back", max(0, board.page - 1), "◀", disabled=board.page == 0),
        _page(board, t, "here", board.page, where, disabled=True),
        _page(board, t, "next", min(last, board.page + 1), "▶", disabled=board.page >= last),
        _page(board, t, "around", board.page, t("board.around"), disabled=board.own is None),
    ]


def _others(board: Board, t: Translator) -> list[Block]:
    kinds = [kind for kind in SWITCHES if kind is not board.kind]
    switches: list[Block] = [
        controls.BoardPage.button(
            t, label=t(f"board.kind_{kind}"), kind=kind, period=board.period, page=0, way="kind"
        )
        for kind in kinds
    ]
    periods = (period for period in Period if period is not board.period)
    return switches + [
        _page(replace(board, period=period), t, "period", 0, t(f"board.period_{period}"))
        for period in periods
    ]


def _page(
    board: Board, t: Translator, way: str, page: int, label: str, *, disabled: bool = False
) -> Block:
    if board.topic is not None:
        return controls.TopicPage.button(
            t,
            label=label,
            disabled=disabled,
            period=board.period,
            page=page,
            way=way,
            topic=board.topic.id,
        )
    return controls.BoardPage.button(
        t,
        label=label,
        disabled=disabled,
        kind=board.kind,
        period=board.period,
        page=page,
        way=way,
    )

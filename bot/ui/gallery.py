"""`python -m bot.ui.gallery FOLDER` draws every message in every state, to be looked at.

Words and pictures stand side by side in one page that needs no server.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from string import Template

from discord import ui

from bot.avatars import small
from bot.i18n import I18n, Translator
from bot.sandbox.sample.avatars import avatar_png
from bot.ui import notice, picture, specimens
from bot.ui.board import render_board
from bot.ui.card import render_card
from bot.ui.compare import render_comparison
from bot.ui.parts import Picture, Rendered, rendered
from bot.ui.weekly import render_weekly
from scoring.models import Community, Theme

NOW = specimens.DAY_ONE + timedelta(hours=5)
PAGE = Path(__file__).with_name("gallery.html")

_INLINE = (
    (re.compile(r"\*\*(.+?)\*\*"), r"<b>\1</b>"),
    (re.compile(r"(?<![\\*])\*([^*]+)\*"), r"<i>\1</i>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\\(.)"), r"\1"),
)
_TIME = re.compile(r"&lt;t:(\d+):R&gt;")
_STYLES = {"### ": "h4", "## ": "h3", "# ": "h2", "-# ": "small"}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One message in one state."""

    kind: str
    state: str
    made: Rendered


@dataclass(frozen=True, slots=True)
class _Face:
    name: str
    colours: tuple[str, str] = ("#27495c", "#f2c14e")


async def exhibits(t: Translator, theme: Theme) -> AsyncIterator[Exhibit]:
    """Every message in one language, on one ground."""
    face = small(avatar_png(_Face("Camille Dupont")))
    names = specimens.names()
    for state, (name, card) in specimens.cards().items():
        made = await render_card(card, names | {1: name}, t, NOW, theme=theme, avatar=face)
        yield Exhibit("card", state, made)
        face = None if state != "measured" else face
    for script, name in specimens.SCRIPTS.items():
        made = await render_card(specimens.card(), {1: name}, t, NOW, theme=theme)
        yield Exhibit("script", script, made)
    for people in ((20.0, 400.0), (20.0, 90.0, 400.0), (20.0, 90.0, 400.0, 3.0, 60.0)):
        made = await render_comparison(specimens.comparison(*people), names, t, theme=theme)
        yield Exhibit("comparison", f"of-{len(people)}", made)
    level = specimens.comparison(20.0, 22.0, within=True)
    yield Exhibit("comparison", "level", await render_comparison(level, names, t, theme=theme))
    async for exhibit in _others(t, theme):
        yield exhibit


async def _others(t: Translator, theme: Theme) -> AsyncIterator[Exhibit]:
    names = specimens.names()
    for state, days, slope in (("long", 365, 0.03), ("ninety-days", 90, -0.05), ("short", 5, 0.6)):
        drawn = await picture.history(
            specimens.line(42.0, days, slope), "Camille Dupont", t, theme=theme
        )
        yield Exhibit("history", state, _alone(drawn))
    for state, board in specimens.boards().items():
        yield Exhibit("board", state, render_board(board, names, t))
    chosen = Community(1, zone="Europe/Paris", locale=t.language)
    week = specimens.weekly()
    now = week.due_at
    weeks = {
        "usual": week,
        "one-bin": replace(week, histogram=specimens.FEW, rises=(), average=25.1, shown=5),
        "too-few": replace(week, average=None, average_change=None, shown=3),
        "empty": specimens.weekly(
            top=(), pages=(), rises=(), newcomers=(), average=None, shown=0, histogram=()
        ),
    }
    for state, board_of in weeks.items():
        made = await render_weekly(board_of, names, t, now, chosen, theme=theme)
        yield Exhibit("weekly", state, made)
    yield Exhibit("notice", "done", notice.success(t("community.resumed")))
    yield Exhibit("notice", "problem", notice.problem(t("card.not_measured")))
    plain = await render_card(specimens.card(), names, t, NOW, pictures=False)
    yield Exhibit("without pictures", "card", plain)
    found = specimens.comparison(20.0, 90.0, 400.0)
    made = await render_comparison(found, names, t, pictures=False)
    yield Exhibit("without pictures", "comparison", made)
    made = await render_weekly(week, names, t, now, chosen, pictures=False)
    yield Exhibit("without pictures", "weekly", made)


async def pictures(t: Translator, theme: Theme = Theme.DARK) -> AsyncIterator[tuple[str, Picture]]:
    """Every picture with the name of its state."""
    async for exhibit in exhibits(t, theme):
        for drawn in exhibit.made.files:
            yield f"{exhibit.kind}-{exhibit.state}", drawn


async def main(folder: Path) -> None:
    """Save all pictures in all languages on both grounds, and the page that shows them."""
    i18n = I18n.load()
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs here
    shown = [
        _article(exhibit, language, theme, folder)
        for language in i18n.languages
        for theme in Theme
        async for exhibit in exhibits(i18n.speak(language), theme)
    ]
    page = Template(PAGE.read_text(encoding="utf-8"))
    made = page.substitute(count=len(shown), articles="\n".join(shown))
    (folder / "index.html").write_text(made, encoding="utf-8")
    print(f"{len(shown)} messages: {folder / 'index.html'}")


def _alone(drawn: Picture) -> Rendered:
    return rendered([drawn.gallery()], drawn)


def _article(exhibit: Exhibit, language: str, theme: Theme, folder: Path) -> str:
    named = f"{exhibit.kind}-{exhibit.state}.{language}.{theme}".replace(" ", "-")
    tags = f'data-kind="{exhibit.kind}" data-language="{language}" data-theme="{theme}"'
    body = []
    for item in exhibit.made.view.walk_children():
        if isinstance(item, ui.TextDisplay):
            body.append(f"<div>{_html(item.content)}</div>")
        elif isinstance(item, ui.MediaGallery):
            drawn = exhibit.made.files[0]
            (folder / f"{named}.png").write_bytes(drawn.png)
            said = escape(drawn.description)
            body.append(f'<img src="{named}.png" alt="{said}"><p>{said}</p>')
        elif isinstance(item, ui.Separator):
            body.append("<hr>")
        elif isinstance(item, ui.Button):
            body.append(f"<span>{escape(item.label or '')}</span>")
    title = f"<h2>{escape(exhibit.state.replace('-', ' '))}</h2>"
    where = f"<small>{exhibit.kind} · {language} · {theme}</small>"
    head, main = f"<header>{title}{where}</header>", f"<section>{''.join(body)}</section>"
    return f"<article {tags}>{head}{main}</article>"


def _html(written: str) -> str:
    return "".join(_line(line) for line in written.splitlines())


def _line(line: str) -> str:
    mark = next((mark for mark in _STYLES if line.startswith(mark)), "")
    words = _TIME.sub(_day, escape(line.removeprefix(mark)))
    for pattern, tag in _INLINE:
        words = pattern.sub(tag, words)
    name = _STYLES.get(mark, "div")
    return f'<{name} dir="auto">{words}</{name}>'


def _day(found: re.Match[str]) -> str:
    return datetime.fromtimestamp(int(found[1]), UTC).strftime("%Y-%m-%d")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

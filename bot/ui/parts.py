"""The small pieces that every view is made of: what is sent, and how names and numbers are said."""

from __future__ import annotations

import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import discord
from discord import ui

from bot.i18n import Translator
from bot.ui.lettering import BLANK
from scoring.formula import CEILING, FLOOR
from scoring.models import Score, Subject

ACCENT = 0x4FB8A8
NAME_LENGTH = 40
ALT_LENGTH = 1000
TEXT_LIMIT = 4000  # characters over all text of a message
BYTES_LIMIT = 9000  # Discord answers 500 somewhat above
STALE = timedelta(days=2)
SHORTER_ALT = (600, 300)
SHORTER = (NAME_LENGTH, 28, 20, 14, 9, 6)

Names = Mapping[int, str]
Block = ui.Item[Any]  # a button of ours belongs to any view

_JOINERS = "\u200c\u200d"  # they hold emoji and some scripts together
_LEFTWARDS = ("R", "AL", "AN")
_MARKDOWN = re.compile(r"([\\*_~`|<>\[\]])")


@dataclass(frozen=True)
class Picture:
    """A PNG and the words that say the same."""

    name: str
    png: bytes
    description: str

    def file(self) -> discord.File:
        """The attachment, made anew for each sending."""
        stream = io.BytesIO(self.png)
        return discord.File(stream, filename=self.name, description=self.description)

    def gallery(self) -> ui.MediaGallery[ui.LayoutView]:
        """The component that shows the attachment."""
        source = f"attachment://{self.name}"
        return ui.MediaGallery(discord.MediaGalleryItem(source, description=self.description))


@dataclass(frozen=True)
class Rendered:
    """What is sent: a view and the pictures that it shows."""

    view: ui.LayoutView
    files: tuple[Picture, ...] = ()

    def attachments(self) -> list[discord.File]:
        """The files for one sending."""
        return [picture.file() for picture in self.files]


def rendered(
    blocks: Iterable[Block], picture: Picture | None = None, *, accent: int = ACCENT
) -> Rendered:
    """One container in a view that outlives the process: its controls keep their own state."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*blocks, accent_colour=accent))
    return Rendered(view, (picture,) if picture else ())


def fits(view: ui.LayoutView) -> bool:
    """Whether Discord takes it; it counts, but does not say so in time."""
    components: list[dict[str, Any]] = view.to_components()  # type: ignore[no-untyped-call]
    size = len(json.dumps(components))
    return view.content_length() <= TEXT_LIMIT and size <= BYTES_LIMIT


def fitted(
    subjects: Iterable[Subject], names: Names, t: Translator, build: Callable[[Names], Rendered]
) -> Rendered:
    """What `build` makes with names as long as there is room for."""
    whole = {subject.id: name_of(subject, names, t) for subject in subjects}
    shorter = ({key: cut(name, length) for key, name in whole.items()} for length in SHORTER)
    return first_that_fits(map(build, shorter))


def first_that_fits(candidates: Iterable[Rendered]) -> Rendered:
    """The first that Discord takes; they come one by one, the last is the shortest."""
    for made in candidates:
        if fits(made.view):
            break
    return made


def told_shorter(drawn: Picture | None) -> Iterator[Picture | None]:
    """A picture with its description, and with less of it where there is no room."""
    yield drawn
    if drawn:
        for length in SHORTER_ALT:
            yield replace(drawn, description=cut(drawn.description, length))


def text(*lines: str) -> ui.TextDisplay[ui.LayoutView]:
    """Lines as one block; empty ones are left out."""
    return ui.TextDisplay("\n".join(line for line in lines if line))


def rule() -> ui.Separator[ui.LayoutView]:
    """A thin line between two thoughts."""
    return ui.Separator()


def row(*buttons: Block) -> ui.ActionRow[ui.LayoutView]:
    """Up to five buttons side by side."""
    return ui.ActionRow(*buttons)


def small(line: str) -> str:
    """A line in Discord's small print."""
    return f"-# {line}"


def cut(raw: str, length: int = NAME_LENGTH) -> str:
    """Text of others on one line, without control or direction marks, at most `length` long."""
    kept = "".join(_visible(character) for character in raw)
    line = " ".join(kept.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def safe(raw: str, length: int = NAME_LENGTH) -> str:
    """The same for Discord: nothing in it is markdown, a mention, a link or a time."""
    escaped = _MARKDOWN.sub(r"\\\1", cut(raw, length))
    return isolated(escaped.replace("://", ":\u200b//").replace("@", "@\u200b"))


def isolated(words: str) -> str:
    """Words among others: where they run from right to left, the line around them does not."""
    turning = any(unicodedata.bidirectional(character) in _LEFTWARDS for character in words)
    return f"\u2068{words}\u2069" if turning else words


def code(raw: str, length: int = NAME_LENGTH) -> str:
    """The same as it can be typed: everything in it stands for itself."""
    return f"`{cut(raw, length).replace('`', '') or ' '}`"


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    hidden = category in ("Cf", "Cs", "Co") or character in BLANK
    return "" if hidden and character not in _JOINERS else character


def name_of(subject: Subject, names: Names, t: Translator) -> str:
    """Who this is, as plain text: their name in Discord, a page's own, or *someone*."""
    return cut(names.get(subject.id) or subject.name) or t("ui.someone")


def safe_name(subject: Subject, names: Names, t: Translator) -> str:
    """The same as it can stand in a message."""
    return safe(name_of(subject, names, t))


def when(moment: datetime) -> str:
    """A moment that Discord writes in the reader's own words and zone."""
    return discord.utils.format_dt(moment, "R")


def slash(path: str, t: Translator) -> str:
    """A command as the reader's Discord calls it: `/link add`."""
    words, entry = [], "command"
    for word in path.split():
        entry = f"{entry}.{word}"
        words.append(t(f"{entry}.name") if t.has(f"{entry}.name") else word)
    return f"`/{' '.join(words)}`"


def points(value: float, t: Translator) -> str:
    """A score or a part of it, with one decimal."""
    return t.number(value, 1)


def span(low: float, high: float, t: Translator) -> str:
    """A range in whole points, never narrower than it is: 28–38."""
    return f"{t.number(math.floor(low))}–{t.number(math.ceil(high))}"


def people(m: float, t: Translator) -> str:
    """A number of people in words; nobody has ever met 0.4 of one."""
    if m < 1:
        return t("ui.people_few" if m > 0 else "ui.people_none")
    return t("ui.people", n=round(m))


def goal(value: float, t: Translator) -> str:
    """A score somebody thinks of: 35, not 35.0."""
    return t.number(value, 0 if value == round(value) else 1)


def bar(value: float, cells: int = 12) -> str:
    """A score on the scale from 10 to 100, drawn with characters."""
    share = (min(max(value, FLOOR), CEILING) - FLOOR) / (CEILING - FLOOR)
    full = max(1, round(share * cells))
    return "▰" * full + "▱" * (cells - full)


def caveats(score: Score, t: Translator) -> list[str]:
    """What has to be said next to the number: provisional, uncalibrated."""
    said = {"ui.provisional": score.provisional, "ui.uncalibrated": not score.calibrated}
    return [t(key) for key, holds in said.items() if holds]


def age(score: Score, t: Translator, now: datetime) -> str:
    """When it was measured, and a word where that is long ago."""
    key = "card.stale" if now - score.measured_at > STALE else "card.measured"
    return t(key, when=when(score.measured_at))


def networks_of(score: Score) -> dict[str, tuple[float, float]]:
    """Points and people by network, most points first; the points add up as shown."""
    totals: dict[str, tuple[float, float]] = {}
    for part in score.parts:
        sum_points, sum_people = totals.get(part.network, (0.0, 0.0))
        totals[part.network] = (round(sum_points + part.points, 1), sum_people + part.people)
    return dict(sorted(totals.items(), key=lambda item: (-item[1][0], item[0])))

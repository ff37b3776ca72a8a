"""Whatever the data, Discord takes the message."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from discord import ui

from bot.i18n import Translator
from bot.panels import milestones, welcome
from bot.panels.about import about
from bot.panels.community import question, settings
from bot.panels.community_editor import editor, suggestions
from bot.panels.help import help_
from bot.panels.link import challenge
from bot.ui import notice
from bot.ui.board import render_board
from bot.ui.card import render_card
from bot.ui.check import render_check
from bot.ui.compare import render_comparison
from bot.ui.contacts import render_circle
from bot.ui.parts import Rendered, first_that_fits, fits, rendered, text
from bot.ui.weekly import Post, render_weekly
from bot.ui.why import render_why
from bot.zones import Zone
from scoring.community_settings import SETTINGS
from scoring.milestones import Milestone
from scoring.models import BoardKind, Margin, Period
from scoring.networks.closed import CLOSED
from scoring.networks.registry import FACTORIES
from tests.bot.ui import samples, topic_samples
from tests.bot.ui.samples import BIG, COMMUNITY, LANGUAGES, NOW, WORST_NAMES


async def every_view(t: Translator) -> AsyncIterator[tuple[str, Rendered]]:
    """The worst of each kind."""
    names = samples.worst_names()
    worst = samples.worst_card()
    cards = tuple(samples.worst_card(n) for n in range(5))
    figures = tuple((name, (1e6, 0.0, 3.0, 0.5, 1e3)) for name in WORST_NAMES)
    many = samples.comparison(cards=cards, missing=(5, 6, 7), networks=figures, topics=figures)
    yield "card", await render_card(worst, names, t, NOW)
    yield "compare", await render_comparison(many, names, t, asked=WORST_NAMES * 2)
    yield "why", render_why(samples.explanation(worst), names, t, NOW)
    yield "weekly", await render_weekly(samples.worst_weekly(), names, t, NOW, COMMUNITY)
    every = [*(one for one, _ in FACTORIES.values()), *CLOSED]
    links = [("policy", "https://example.org/p"), ("report", "https://example.org/r")]
    yield "about", about(every, lambda _: True, t, links, lambda name: name == "youtube")
    for declaration, _ in FACTORIES.values():
        yield declaration.name, challenge(samples.challenge(declaration), t, BIG)
    scene = samples.worst_scene(t)
    yield "settings", settings(scene, changed="podium_members")
    for setting in SETTINGS.values():
        yield setting.name, editor(setting, scene, ("en", "fr"))
    zones = [Zone(*(f"{n:02d}" + "z" * 98,) * 2, ()) for n in range(40)]
    yield "zones", suggestions(SETTINGS["zone"], scene, zones)
    for what in ("post", "reset"):
        yield what, question(what, t)
    yield "notice", notice.problem("long " * 2000)
    yield "contacts", render_circle(samples.worst_circle(), names, t, user=BIG, here=BIG)
    for mark in Milestone:
        figures = {"mark": mark, "value": "88.8", "people": "1e6", "ten": "80"}
        data = {**figures, "since": NOW.isoformat(), "community": str(BIG)}
        yield mark, milestones.told(data, t, WORST_NAMES[0])
    yield "help", help_(mention, t, WORST_NAMES[2], known=lambda _: True, manager=True)
    yield "joined", welcome.joined(mention, t, in_server=False, server=WORST_NAMES[0])
    yield "newcomer", welcome.newcomer(mention, t, in_server=True)
    for verdict in Margin:
        yield verdict, render_check(samples.check(verdict), t, user=BIG, name=WORST_NAMES[0])
    async for name, view in topic_samples.worst(t):
        yield name, view
    for kind in BoardKind:
        for period in Period:
            rows = tuple(samples.board_row(n, 88.8, first=BIG) for n in range(1, 11))
            board = samples.board(kind, period=period, rows=rows, own=rows[0], page=99_999)
            yield f"{kind} {period}", render_board(board, names, t)


def mention(path: str) -> str:
    """A command as it is written where it can be clicked."""
    return f"</{path}:{BIG}>"


def all_components(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Components with those inside them."""
    inner = [child for c in components for child in all_components(c.get("components", []))]
    return [*components, *inner]


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
async def test_worst_case_stays_within_the_limits(t: Translator) -> None:
    """No view passes 40 components, 4,000 characters or 9,000 bytes, or repeats an id."""
    async for name, made in every_view(t):
        top = made.view.to_components()
        components = all_components(top)
        written = sum(len(c["content"]) for c in components if c["type"] == 10)
        ids = [c["custom_id"] for c in components if "custom_id" in c]
        labels = [c["label"] for c in components if c.get("label")]
        assert len(components) <= 40, name
        assert written <= 4000, name
        assert len(json.dumps(top)) <= 9000, name
        assert all(len(custom_id) <= 100 for custom_id in ids), name
        assert len(set(ids)) == len(ids), name
        assert all(len(label) <= 80 for label in labels), name
        assert all(c["content"] for c in components if c["type"] == 10), name


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
async def test_views_are_persistent_and_pictures_belong_to_them(t: Translator) -> None:
    """Each view outlives a restart, and shows exactly the files that go with it, described."""
    async for name, made in every_view(t):
        assert made.view.is_persistent(), name
        shown = [
            (item.media.url, item.description)
            for gallery in made.view.walk_children()
            if isinstance(gallery, ui.MediaGallery)
            for item in gallery.items
        ]
        assert shown == [(f"attachment://{f.name}", f.description) for f in made.files], name
        assert all(0 < len(f.description) <= 1024 for f in made.files), name


async def test_names_are_as_long_as_there_is_room_for() -> None:
    """A short board shows forty characters of a name, a full one fewer."""
    names = {1: "a" * 100}
    short = render_board(samples.board(rows=(samples.board_row(1),)), names, samples.EN)
    assert "a" * 39 + "…" in samples.texts(short)
    full = await render_weekly(
        samples.worst_weekly(), samples.worst_names(), samples.EN, NOW, COMMUNITY, post=Post.NOW
    )
    assert "a" * 39 not in samples.texts(full)


def test_the_first_that_fits_is_taken_and_else_the_shortest() -> None:
    """Candidates are tried in order, and none after the first that fits is made."""
    long, short, unused = (rendered([text("x" * n)]) for n in (5000, 4000, 10))
    assert first_that_fits(iter([long, short, unused])) is short
    assert first_that_fits(iter([long])) is long
    assert not fits(long.view)

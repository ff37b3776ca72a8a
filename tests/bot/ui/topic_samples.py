"""Topics, vouches and histories for the views: usual ones, and the worst that could come."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.i18n import Translator
from bot.ui.history import render_history
from bot.ui.parts import Rendered
from bot.ui.specimens import line
from bot.ui.topics import choose_topic, choose_vouch, render_topics, render_vouched
from scoring.heard import TopicsOf
from scoring.history import History, Line, Span
from scoring.models import Point, Vouch
from scoring.topics import TopicLine
from scoring.topics.room import Word
from scoring.vouching import Vouched
from tests.bot.ui.samples import BIG, NOW, WORST_NAMES, subject, worst_names

WORDS = {"knitting": Word("Tricot", ("Fabriquer", "Laine"))}
TOPICS = (TopicLine("knitting", "knitting", 12.0), TopicLine("tea", "tea", 0.4))
WIDER = (TopicLine("making", "Making", 14.0),)


def speak(tag: str) -> Word:
    """Some topics have another name here."""
    return WORDS.get(tag, Word(tag))


def vouch(n: int, by: int | None, key: str = "knitting") -> Vouch:
    """The n-th vouch, by a member or by somebody without a name."""
    return Vouch(n, key, key, None if by is None else subject(by))


def topics_of(**changes: Any) -> TopicsOf:
    """The first member, heard on two topics, one vouched for by four."""
    vouches = tuple(vouch(n, by) for n, by in enumerate((2, 3, None, 4, 5), start=1))
    return replace(TopicsOf(subject(1), TOPICS, WIDER, vouches, own=True, shown=True), **changes)


def history(*, days: int = 90, **changes: Any) -> History:
    """Three months of a score that rises."""
    found = History(subject(1), Span.QUARTER, line(33.0, days, 0.05), own=True, shown=True)
    return replace(found, **changes)


def former(version: int = 1) -> Line:
    """A month under a former formula."""
    return Line(version, tuple(replace(p, at=p.at - timedelta(days=60)) for p in line(30.0, 30, 0)))


def _worst_word(tag: str) -> Word:
    return Word(tag, tuple(WORST_NAMES[:3]))


def _worst_topics() -> TopicsOf:
    lines = tuple(TopicLine(f"k{n}", WORST_NAMES[n % 5], 5e7) for n in range(10))
    given = tuple(
        Vouch(BIG + n, f"k{n % 10}", WORST_NAMES[n % 5], subject(BIG + n)) for n in range(60)
    )
    hidden = tuple(TopicLine(f"h{n}", WORST_NAMES[n % 5], 0.0) for n in range(60))
    return TopicsOf(subject(BIG), lines, lines[:5], given, hidden, own=True, shown=True)


async def worst(t: Translator) -> AsyncIterator[tuple[str, Rendered]]:
    """Every view of topics, vouches and histories, with everything long and much of it."""
    view, names = _worst_topics(), worst_names()
    yield "topics", render_topics(view, names, t, _worst_word)
    yield "topics choose", choose_topic(view, t, _worst_word)
    yield "vouches choose", choose_vouch(view, names, t, _worst_word)
    done = Vouched(subject(BIG), WORST_NAMES[0], given=True, left=2, named=False, vouch=BIG)
    yield "vouched", render_vouched(done, names, t, _worst_word, by=BIG)
    points = tuple(Point(NOW + timedelta(days=n), 10.0, 10.0, 100.0) for n in range(-900, 0))
    lines = tuple(Line(n, points) for n in range(9))
    long = History(subject(BIG), Span.ALL, points, lines, NOW, own=True, shown=True)
    yield "history", await render_history(long, names, t)

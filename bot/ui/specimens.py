"""Made-up messages in every state that they can have: for the gallery, and for tests."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from scoring.explain import share_out
from scoring.formula import FLOOR, people_to_score
from scoring.models import (
    Board,
    BoardKind,
    BoardRow,
    Card,
    Comparison,
    Coverage,
    CoverageStatus,
    Echo,
    Part,
    Period,
    Point,
    Score,
    Subject,
    SubjectKind,
    WeeklyBoard,
)
from scoring.networks.base import Kind

DAY_ONE = datetime(2026, 1, 1, tzinfo=UTC)
MIXED = (("bluesky", Kind.LIKE, 0.6), ("github", Kind.STAR, 0.3), ("mastodon", Kind.REPLY, 0.1))
MANY = tuple((f"network_{n}", Kind.COMMENT, 1 / 7) for n in range(7))
CROWD = (3, 7, 11, 5, 2, 0, 1, 0, 0)
FEW = (0, 5, 0, 0, 0, 0, 0, 0, 0)
MEMBERS = (
    "Camille Dupont",
    "Øystein Ærø",
    "Дмитрий",
    "Ζωή",
    "山田太郎",
    "محمد علي",
    "Aïcha",
    "Zoë",
)
SCRIPTS = {
    "latin": "Łucja Nguyễn-Ağaoğlu",
    "greek": "Ζωή Παπαδοπούλου",
    "cyrillic": "Дмитрий Щербаков",
    "arabic": "محمد علي الحسن",
    "hebrew": "שירה לוי",
    "han": "王小明 · 山田太郎",
    "kana": "さくら サクラ",
    "hangul": "김하늘",
    "thai": "สมชาย ใจดี",
    "devanagari": "प्रिया शर्मा",
    "bengali": "অনন্যা সেন",
    "tamil": "மீனா",
    "georgian": "ნინო ბერიძე",
    "armenian": "Անի Պետրոսյան",
    "emoji": "Zoë 👩‍👩‍👧 🦄 👍🏽 🇫🇷 ❤️",
    "mixed": "Ada محمد 山田 ✨ (2)",
    "stacked": "Z̷̧̢̛̪̳̈́͌a̴̢̛l̵̨̛g̶̢̛o̵̢̕",
    "fancy": "𝓒𝓪𝓶𝓲𝓵𝓵𝓮 ★ 𝕏",
    "long": "Maximiliane-Aleksandra von und zu Hohenstein-Sonderburg",
    "unknown": "𐊠𐊡𐊢 \u3164",
}

Cards = Mapping[str, tuple[str, Card]]


def score(people: float, shares: tuple[tuple[str, Kind, float], ...] = MIXED) -> Score:
    """A score of so many people, shared out over networks."""
    value = round(people_to_score(people), 1)
    parts: tuple[Part, ...] = share_out(value, {(n, k): people * s for n, k, s in shares})
    low, high = people * 0.3, people * 3 + 1
    return Score(
        value=value,
        low=people_to_score(low),
        high=people_to_score(high),
        people=people,
        people_low=low,
        people_high=high,
        provisional=people < 5,
        parts=parts,
        measured_at=DAY_ONE,
        formula_version=1,
        observed_days=90.0,
        ever=round(people * 4),
    )


def line(value: float, days: int, slope: float) -> tuple[Point, ...]:
    """A believable history that ends at `value`."""
    points = []
    for day in range(days):
        level = value - slope * (days - 1 - day) + math.sin(day / 5) - math.sin((days - 1) / 5)
        level = max(level, FLOOR)
        points.append(Point(DAY_ONE + timedelta(days=day), level, max(level - 5, FLOOR), level + 4))
    return tuple(points)


def card(people: float = 20.0, **changes: Any) -> Card:
    """Somebody's own card in a community of eighteen."""
    measured = score(people)
    data: dict[str, Any] = {
        "subject": Subject(1, SubjectKind.PERSON, 1),
        "score": measured,
        "coverage": (
            Coverage("bluesky", "camille.example", CoverageStatus.MEASURED),
            Coverage("github", "camille", CoverageStatus.MEASURED),
            Coverage("viadeo", "camille", CoverageStatus.CLOSED, "closed_no_public_data"),
        ),
        "trend": line(measured.value, 90, 0.05),
        "topics": (("python", 12.0), ("history", 4.0), ("open data", 3.0)),
        "echo": Echo.QUIET_HEARD,
        "rank": 4,
        "members": 18,
        "percentile": 0.76,
        "average": 30.2,
        "shown": True,
        "own": True,
    }
    return Card(**{**data, **changes})


def cards() -> Cards:
    """Names and cards by the state that they show."""
    waiting = (Coverage("bluesky", "camille.example", CoverageStatus.WAITING),)
    unread = (Coverage("bluesky", "camille.example", CoverageStatus.PRIVATE),)
    page = Subject(40, SubjectKind.PAGE, 1, "Café Central")
    burst = replace(score(20.0), value=25.0, burst=True, provisional=True)
    alone: dict[str, Any] = {"rank": None, "members": None, "percentile": None, "average": None}
    states = {
        "measured": card(),
        "falling": card(400.0, trend=line(46.0, 60, -0.09)),
        "level": card(90.0, trend=line(39.5, 30, 0.0)),
        "provisional": card(2.0, trend=line(19.6, 9, 0.4)),
        "burst": card(score=burst, trend=line(25.0, 4, 3.0)),
        "new": card(0.4, trend=(), topics=(), echo=None),
        "nobody-yet": card(0.0, trend=line(10.0, 12, 0.0), topics=()),
        "loud-little-heard": card(5.0, echo=Echo.LOUD_LITTLE_HEARD),
        "many-networks": card(5e7, score=score(5e7, MANY), trend=line(97.0, 90, 0.2)),
        "small-community": card(**{**alone, "rank": 2, "members": 4}),
        "direct-message": card(**alone),
        "somebody-else": card(own=False),
        "look-up": card(**alone, own=False, stored=False, shown=False, trend=()),
        "not-measured": card(score=None, coverage=unread, trend=(), topics=(), **alone),
        "waiting": card(score=None, coverage=waiting, trend=(), topics=(), **alone),
        "page": card(90.0, subject=page, own=False),
    }
    return {
        state: ("Café Central" if state == "page" else "Camille Dupont", made)
        for state, made in states.items()
    }


def comparison(*people: float, within: bool = False) -> Comparison:
    """Members side by side."""
    made = tuple(
        card(m, subject=Subject(n, SubjectKind.PERSON, n), trend=_end(m, n))
        for n, m in enumerate(people, start=1)
    )
    figures = (("bluesky", people), ("github", tuple(m / 3 for m in people)))
    return Comparison(made, (), figures, (("python", people),), within)


def _end(people: float, n: int) -> tuple[Point, ...]:
    return line(people_to_score(people), 90, 0.08 - 0.04 * n)


def row(n: int, change: float | None = 1.2, *, first: int = 1) -> BoardRow:
    """The n-th line of a board."""
    who = Subject(first + n - 1, SubjectKind.PERSON, first + n - 1)
    return BoardRow(n, who, 60.0 - n, change, provisional=n == 5)


def boards() -> dict[str, Board]:
    """Leaderboards by the state that they show."""
    changes = (1.2, None, -0.4, 0.0, 2.0, 1.0, 0.1, None)
    full = tuple(row(n, change) for n, change in enumerate(changes, start=1))
    usual = Board(BoardKind.SCORE, Period.WEEK, full, 0, 3, 27, full[3], 38.4)
    return {
        "score": usual,
        "rise": replace(usual, kind=BoardKind.RISE, rows=full[:3], own=None, pages=1),
        "all-time": replace(usual, period=Period.ALL, own=row(14, first=1)),
        "empty": replace(usual, rows=(), own=None, pages=0, total=0, average=None),
    }


def weekly(**changes: Any) -> WeeklyBoard:
    """A week with a little of everything."""
    data: dict[str, Any] = {
        "week": "2026-W48",
        "due_at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        "rises": tuple(row(n, 9.0 - n) for n in (1, 2, 3)),
        "top": tuple(row(n) for n in range(1, 9)),
        "newcomers": (row(7, None), row(8, None)),
        "pages": (BoardRow(1, Subject(50, SubjectKind.PAGE, 9, "Café Central"), 51.0, 0.4),),
        "average": 38.4,
        "average_change": 0.3,
        "shown": 29,
        "histogram": CROWD,
    }
    return WeeklyBoard(**{**data, **changes})


def names() -> dict[int, str]:
    """What everybody is called."""
    return {n: MEMBERS[(n - 1) % len(MEMBERS)] for n in range(1, 40)}

"""Data for the views: usual lives, and the worst that could come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from discord import ui

from bot.i18n import I18n, Translator
from bot.panels.community import Scene
from bot.ui.parts import Rendered
from bot.ui.specimens import line, score
from scoring.challenge import Challenge
from scoring.consent import Offer
from scoring.contacts import Circle, Contact, Lately
from scoring.models import (
    Board,
    BoardKind,
    BoardRow,
    BoardTopic,
    Card,
    Check,
    Community,
    Comparison,
    Coverage,
    CoverageStatus,
    Echo,
    Explanation,
    Margin,
    Period,
    Score,
    SettingChange,
    Subject,
    SubjectKind,
    WeeklyBoard,
)
from scoring.networks.base import Declaration, Kind
from scoring.proofs import ways

I18N = I18n.load()
EN, FR = I18N.speak("en"), I18N.speak("fr")
LANGUAGES: tuple[Translator, ...] = (EN, FR)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
COMMUNITY = Community(id=900_000_000_000_000_001, zone="Europe/Paris", locale="fr")
TOPIC = BoardTopic("a" * 26, "*_~`|<>[]" * 10)
BIG = 1_290_000_000_000_000_000
WORST_NAMES = ("*_~`|<>[]\\" * 10, "👩‍👩‍👧" * 33, "𝕏" * 100, "Ж" * 100, "a" * 100)
WORST_KINDS = tuple(
    (network, kind, 1 / 60)
    for network in ("bluesky", "github", "mastodon", "discourse", "stackexchange")
    for kind in Kind
)


def subject(n: int, kind: SubjectKind = SubjectKind.PERSON) -> Subject:
    """A member, or a page with a name of its own."""
    name = f"Page {n}" if kind is SubjectKind.PAGE else ""
    return Subject(n, kind, 7000 + n, name)


def card(n: int = 1, people: float = 20.0, **changes: Any) -> Card:
    """A measured member of a community of eighteen."""
    data: dict[str, Any] = {
        "subject": subject(n),
        "score": score(people),
        "coverage": (
            Coverage("bluesky", "camille.example", CoverageStatus.MEASURED),
            Coverage("viadeo", "camille", CoverageStatus.CLOSED, "closed_no_public_data"),
        ),
        "trend": line(33.0, 90, 0.05),
        "topics": (("python", 12.0), ("history", 4.0)),
        "echo": Echo.QUIET_HEARD,
        "rank": 4,
        "members": 18,
        "percentile": 0.76,
        "average": 30.2,
        "shown": True,
        "own": True,
    }
    return Card(**{**data, **changes})


def worst_card(n: int = 0) -> Card:
    """Everything long, and every network with another reason."""
    coverage = tuple(
        Coverage(f"network_{i}", WORST_NAMES[i % 5], status, "closed_shut_down", NOW)
        for i, status in enumerate([*CoverageStatus, *CoverageStatus])
    )
    topics = tuple((name, 1.0) for name in WORST_NAMES)
    return card(
        n, 5e7, score=worst_score(), coverage=coverage, topics=topics, subject=subject(BIG + n)
    )


def worst_score() -> Score:
    """Sixty parts, every caveat."""
    return replace(
        score(5e7, WORST_KINDS),
        provisional=True,
        sampled=True,
        totals_only=True,
        burst=True,
        credibility=0.13,
        weighed=100,
        ever=1,
        observed_days=3.0,
        voice=1234.0,
    )


def worst_names() -> dict[int, str]:
    """A name of a hundred characters for everybody."""
    return {BIG + n: WORST_NAMES[n % 5] for n in range(200)}


def worst_circle() -> Circle:
    """More contacts than are listed, on many networks, for ever."""
    networks = ("bluesky", "mastodon", "stackexchange", "sample")
    many = tuple(Contact(subject(n), networks, 64, Lately.QUARTER) for n in range(40))
    return Circle(subject(1), True, True, many, many)


def board_row(n: int, change: float | None = 1.2, first: int = 1) -> BoardRow:
    """The n-th line of a board."""
    return BoardRow(n, subject(first + n - 1), 60.0 - n, change, provisional=n == 3)


def board(kind: BoardKind = BoardKind.SCORE, **changes: Any) -> Board:
    """The first of three pages; the asker stands on the second."""
    changes_of = [1.2, None, -0.4, 0.0, 2.0, 1.0, 0.1, None, -3.5, 0.7]
    data: dict[str, Any] = {
        "kind": kind,
        "period": Period.WEEK,
        "rows": tuple(board_row(n, change) for n, change in enumerate(changes_of, start=1)),
        "page": 0,
        "pages": 3,
        "total": 27,
        "own": board_row(14),
        "average": 38.4,
        "topic": TOPIC if kind is BoardKind.TOPIC else None,
    }
    return Board(**{**data, **changes})


def names(count: int = 60) -> dict[int, str]:
    """Short names for everybody."""
    return {n: f"Member {n}" for n in range(1, count)}


def weekly(**changes: Any) -> WeeklyBoard:
    """A week with a little of everything."""
    pages = (BoardRow(1, subject(50, SubjectKind.PAGE), 51.0, 0.4),)
    data: dict[str, Any] = {
        "week": "2026-W48",
        "due_at": DUE,
        "rises": tuple(board_row(n, 9.0 - n, first=20) for n in (1, 2, 3)),
        "top": tuple(board_row(n) for n in range(1, 11)),
        "newcomers": (board_row(1, None, first=31), board_row(2, None, first=31)),
        "pages": pages,
        "average": 38.4,
        "average_change": 0.3,
        "shown": 27,
        "histogram": (2, 6, 10, 5, 3, 1, 0, 0, 0),
    }
    return WeeklyBoard(**{**data, **changes})


def worst_weekly() -> WeeklyBoard:
    """As many lines as a community can ask for, and more."""

    def lines(count: int, start: int) -> tuple[BoardRow, ...]:
        return tuple(
            BoardRow(n + 1, subject(BIG + start + n), 88.8, -88.8, provisional=True, aside=True)
            for n in range(count)
        )

    return weekly(
        rises=lines(10, 0), top=lines(60, 10), newcomers=lines(40, 70), pages=lines(20, 110)
    )


def worst_scene(t: Translator) -> Scene:
    """Every list of a community's settings full, and everything there is to warn of."""
    many = tuple(BIG + n for n in range(25))
    chosen = replace(COMMUNITY, channel_id=BIG, zone="America/Argentina/ComodRivadavia", rows=25)
    return Scene(
        community=replace(chosen, podium_roles=many, podium_members=many),
        t=t,
        upcoming=NOW,
        last=SettingChange(BIG, "podium_members", NOW),
        roles=frozenset(many),
        trouble="⚠" * 300,
    )


def comparison(people: tuple[float, ...] = (20.0, 400.0), **changes: Any) -> Comparison:
    """Members side by side."""
    cards = tuple(card(n, m) for n, m in enumerate(people, start=1))
    data: dict[str, Any] = {
        "cards": cards,
        "missing": (),
        "networks": (("bluesky", people), ("github", tuple(m / 3 for m in people))),
        "topics": (("python", people),),
        "within_margin": False,
    }
    return Comparison(**{**data, **changes})


def explanation(of: Card | None = None) -> Explanation:
    """Why, with two counterfactuals."""
    return Explanation(of or card(), {}, ((35.0, 31.5), (40.0, 99.9)))


def check(verdict: Margin = Margin.WITHIN) -> Check:
    """S2: a minimum of 35 for somebody measured at 33."""
    return Check(35.0, verdict, score(20), 31.5)


def texts(made: Rendered) -> str:
    """All that is written in a view."""
    shown = (item for item in made.view.walk_children() if isinstance(item, ui.TextDisplay))
    return "\n".join(item.content for item in shown)


def days(n: int) -> timedelta:
    """So many days."""
    return timedelta(days=n)


def challenge(declaration: Declaration) -> Challenge:
    """All that proves an account of a network whose handles and hosts are long."""
    host = f"{'a' * 60}.{'b' * 60}.example.com"
    offers = (declaration.name, "discord")
    return Challenge(
        network=declaration.name,
        title=declaration.title,
        handle=host,
        code="renown-0123456789abcdef",
        field=declaration.ownership_field or "",
        url=f"https://{host}/{'c' * 200}",
        expires_at=NOW,
        ways=ways(declaration, host, f"https://{host}/feed"),
        offers=tuple(Offer(site, f"https://{host}/{'d' * 200}") for site in offers),
    )

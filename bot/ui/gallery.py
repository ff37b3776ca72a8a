"""`python -m bot.ui.gallery FOLDER` saves every picture in several states, to be looked at."""

from __future__ import annotations

import asyncio
import math
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.i18n import I18n, Translator
from bot.ui import picture
from bot.ui.parts import Picture
from scoring.explain import share_out
from scoring.formula import people_to_score
from scoring.models import Card, Part, Point, Score, Subject, SubjectKind
from scoring.networks.base import Kind

DAY_ONE = datetime(2026, 1, 1, tzinfo=UTC)
MIXED = (("bluesky", Kind.LIKE, 0.6), ("github", Kind.STAR, 0.3), ("mastodon", Kind.REPLY, 0.1))
MANY = tuple((f"network_{n}", Kind.COMMENT, 1 / 7) for n in range(7))
CROWD = (3, 7, 11, 5, 2, 0, 1, 0, 0)


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
        points.append(Point(DAY_ONE + timedelta(days=day), level, level - 5, level + 4))
    return tuple(points)


def cards() -> dict[str, tuple[str, Card]]:
    """Names and cards by the state that they show."""
    person = Subject(1, SubjectKind.PERSON, 1)
    long_name = "Maximiliane-Aleksandra von und zu Hohenstein"
    return {
        "usual": ("Camille Dupont", Card(person, score(20), (), trend=line(33.0, 90, 0.05))),
        "falling": ("Øystein Ærø", Card(person, score(400), (), trend=line(46.0, 60, -0.09))),
        "new": ("Ζωή", Card(person, score(0.4, MIXED[:1]), ())),
        "nobody": ("Дмитрий", Card(person, score(0), (), trend=line(10.0, 12, 0.0))),
        "many": (long_name, Card(person, score(5e7, MANY), (), trend=line(97.0, 90, 0.2))),
        "scripts": ("山田太郎 ✨ محمد", Card(person, score(251), (), trend=line(44.0, 30, 0.1))),
    }


async def pictures(t: Translator) -> AsyncIterator[tuple[str, Picture]]:
    """Every picture with the name of its state."""
    shown = cards()
    for state, (name, card) in shown.items():
        yield f"card-{state}", await picture.card(card, name, t)
    scored = [(name, card.score) for name, card in shown.values() if card.score]
    scored.sort(key=lambda pair: -pair[1].value)
    yield "comparison-two", await picture.comparison(scored[2:4], t)
    yield "comparison-five", await picture.comparison(scored[:5], t)
    yield "histogram", await picture.histogram(CROWD, t)
    yield "histogram-few", await picture.histogram((0, 5, 0, 0, 0, 0, 0, 0, 0), t)


async def main(folder: Path) -> None:
    """Save all pictures in all languages, and print what they say."""
    i18n = I18n.load()
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs here
    for language in i18n.languages:
        async for state, made in pictures(i18n.speak(language)):
            path = folder / f"{state}.{language}.png"
            path.write_bytes(made.png)
            print(f"{path}: {made.description}")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))

"""The pictures of docs/score.md, drawn from the formula itself and from the figures measured.

Run with `python -m benchmarks.charts`, after `python -m benchmarks.attacks`.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.attacks import OUT as ATTACKS
from benchmarks.attacks import WITH, WITHOUT
from scoring.formula import CURRENT, people_to_score
from scoring.range import in_points, interval, spread
from scoring.shipped import HALF_LIVES, LOYAL_HALF_LIFE

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 360, 64, 52, 48, 24
INK, SOFT, ACCENT, OTHER = "#1f2933", "#9aa5b1", "#2a9d8f", "#e76f51"
LANDMARKS = ((3, "3 people"), (31.5, "31"), (251, "250"), (1000, "1,000"), (50_000, "50,000"))
SHOWN = "ABCDFGHJKLNO"
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axes:
    """Where figures lie on the sheet; x may be logarithmic."""

    x: tuple[float, float]
    y: tuple[float, float]
    log: bool = False

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The place of a point, in pixels."""
        scale = math.log10 if self.log else float
        low, high = scale(self.x[0]), scale(self.x[1])
        across = (scale(x) - low) / (high - low)
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - up * (HEIGHT - BOTTOM - TOP),
        )

    def line(self, points: Points, colour: str) -> str:
        """A curve."""
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in (self.at(x, y) for x, y in points))
        return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="3"/>'

    def band(self, lows: Points, highs: Points, colour: str) -> str:
        """What lies between two curves."""
        around = [*(self.at(x, y) for x, y in lows), *(self.at(x, y) for x, y in reversed(highs))]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in around)
        return f'<polygon points="{path}" fill="{colour}" fill-opacity="0.18"/>'

    def ticks(self, xs: Iterable[tuple[float, str]], ys: Iterable[float]) -> list[str]:
        """Numbers along both axes, with a faint line for each height."""
        drawn = []
        for y in ys:
            a, b = self.at(self.x[0], y)
            drawn.append(f'<path d="M{a} {b:.1f}H{WIDTH - RIGHT}" stroke="{SOFT}" opacity="0.35"/>')
            drawn.append(words(LEFT - 10, b + 5, f"{y:g}", anchor="end", colour=SOFT))
        for x, said in xs:
            a, _ = self.at(x, self.y[0])
            anchor = "end" if a > WIDTH - RIGHT - 20 else "middle"
            drawn.append(words(a, HEIGHT - BOTTOM + 22, said, anchor=anchor, colour=SOFT))
        return drawn


def words(x: float, y: float, said: str, *, anchor: str = "start", colour: str = INK) -> str:
    """A piece of text."""
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
    return f'<text {place} font-size="14">{escape(said)}</text>'


def sheet(title: str, below: str, drawn: Iterable[str]) -> str:
    """A whole picture with its title and the name of its horizontal axis."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
            f'font-family="Noto Sans, sans-serif" role="img" aria-label="{escape(title)}">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="#ffffff"/>',
            f'<text x="{LEFT - 40}" y="30" font-size="17" font-weight="bold" fill="{INK}">'
            f"{escape(title)}</text>",
            words((WIDTH + LEFT) / 2, HEIGHT - 10, below, anchor="middle"),
            *drawn,
            "</svg>",
            "",
        ]
    )


def scale() -> str:
    """From people to points."""
    axes = Axes((1, 1e6), (10, 90), log=True)
    xs = [10 ** (k / 20) for k in range(121)]
    drawn = axes.ticks([(10.0**k, f"{10**k:,}") for k in range(7)], (20, 40, 60, 80))
    drawn.append(axes.line([(x, people_to_score(x)) for x in xs], ACCENT))
    for people, said in LANDMARKS:
        a, b = axes.at(people, people_to_score(people))
        drawn.append(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="5" fill="{ACCENT}"/>')
        drawn.append(words(a + 8, b + 18, f"{said}: {people_to_score(people):.0f}"))
    return sheet("Ten points more is ten times as many people", "people in four weeks", drawn)


def fading() -> str:
    """What somebody who acted once, or again and again, still counts so many days later."""
    axes = Axes((0, 120), (0, 2))
    *decayed, loyal, _ = CURRENT.weights.values
    days = [n / 2 for n in range(241)]
    once = [
        (d, math.fsum(w * 2 ** (-d / h) for w, h in zip(decayed, HALF_LIVES, strict=True)))
        for d in days
    ]
    again = [(d, y + loyal * 2 ** (-d / LOYAL_HALF_LIFE)) for d, y in once]
    drawn = axes.ticks([(d, str(d)) for d in range(0, 121, 20)], (0.5, 1.0, 1.5, 2.0))
    drawn += [axes.line(once, OTHER), axes.line(again, ACCENT)]
    drawn.append(words(*axes.at(26, again[52][1] + 0.12), "came back after a week", colour=ACCENT))
    drawn.append(words(*axes.at(5, 0.2), "acted once", colour=OTHER))
    return sheet("How a person fades after their last act", "days since the last act", drawn)


def ranges() -> str:
    """The range around three scores, by the time observed."""
    axes = Axes((14, 730), (10, 60), log=True)
    days = [14 * (730 / 14) ** (k / 60) for k in range(61)]
    named = [(14, "2 weeks"), (42, "6 weeks"), (90, "3 months"), (365, "a year"), (730, "2 years")]
    drawn = axes.ticks(named, (20, 30, 40, 50))
    for people, colour in ((20.0, OTHER), (251.0, ACCENT), (1000.0, "#264653")):
        ends = [in_points(*interval(spread(people, d))) for d in days]
        lows, highs = ([(d, e[i]) for d, e in zip(days, ends, strict=True)] for i in (0, 1))
        score = people_to_score(people)
        drawn += [axes.band(lows, highs, colour), axes.line([(d, score) for d in days], colour)]
        drawn.append(
            words(WIDTH - RIGHT - 130, axes.at(14, score)[1] - 8, f"a score of {score:.0f}")
        )
    return sheet("The range narrows with the time observed", "observed for", drawn)


def bought(found: Mapping[str, Any]) -> str:
    """What each attack gains at the most, without trust and with it."""
    known = [one for one in found["communities"] if one["protected"]]
    axes = Axes((0, len(SHOWN)), (0, 60))
    drawn = axes.ticks([(i + 0.5, letter) for i, letter in enumerate(SHOWN)], (15, 30, 45, 60))
    for i, letter in enumerate(SHOWN):
        for k, (method, colour) in enumerate(((WITHOUT, OTHER), (WITH, ACCENT))):
            gained = [one["attacks"][letter][method]["median"] for one in known]
            most = max(0.0, min(60.0, max(gained)))
            a, b = axes.at(i + 0.18 + 0.32 * k, most)
            base = axes.at(0, 0)[1]
            if max(gained) > most:
                drawn.append(words(a - 4, b - 6, f"{max(gained):.0f}", anchor="end", colour=colour))
            drawn.append(
                f'<rect x="{a:.1f}" y="{b:.1f}" width="16" height="{max(1.5, base - b):.1f}" '
                f'fill="{colour}"/>'
            )
    drawn.append(words(WIDTH - 300, TOP + 14, "without trust", colour=OTHER))
    drawn.append(words(WIDTH - 300, TOP + 34, "with trust", colour=ACCENT))
    title = "People gained by each attack, in the community where it gains most"
    return sheet(title, "attack (the letters of the table below)", drawn)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--attacks", type=Path, default=ATTACKS, help="figures of the attacks")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    drawn = {"scale": scale(), "fading": fading(), "ranges": ranges()}
    if given.attacks.is_file():
        drawn["bought"] = bought(json.loads(given.attacks.read_text(encoding="utf-8")))
    for name, picture in drawn.items():
        (given.out / f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()

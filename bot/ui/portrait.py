"""The drawing of a score card: who, how much, since when, from where, and what is known beside."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Translator
from bot.ui import chart
from bot.ui.coverage import network_title
from bot.ui.lettering import clusters, drawable, text_width
from bot.ui.palette import Palette
from bot.ui.parts import networks_of, points, span
from bot.ui.svg import Spot, box, dot, label, round_image, sheet, stroke
from scoring.formula import CEILING, FLOOR
from scoring.models import Card, CoverageStatus, Score, SubjectKind

WIDTH, HEIGHT = 960, 440
LEFT, RIGHT = (40, 400), (500, 420)  # where each column begins, and how wide it is
NAME = 344
LEGEND = 4
TOPICS = 3
LETTERS = 2
GAP = 26  # between facts

Shares = list[tuple[str, float]]


def card_svg(
    card: Card, score: Score, name: str, t: Translator, look: Palette, avatar: bytes | None = None
) -> str:
    """Who and the number on the left, ninety days and networks on the right, facts below."""
    said = [t("card.range", span=span(score.low, score.high, t))]
    said += [t("ui.provisional")] * score.provisional
    x, width = LEFT
    shapes = [
        *_who(card, name, t, look, avatar),
        label((x - 5, 222), points(score.value, t), 100, fill=look.accent, bold=True),
        label((x, 264), " · ".join(said), 22, fill=look.soft, room=width),
        *scale(score, (x, 288), width, look, ends=True),
        *chart.trend(card.trend, (RIGHT[0], 36), (RIGHT[1], 152), t, look),
        *_networks(score, t, look),
        stroke((x, 354), (WIDTH - 40, 354), fill=look.edge),
        *_facts(facts(card, score, t), look),
    ]
    return sheet(WIDTH, HEIGHT, shapes, look)


def scale(
    score: Score, spot: Spot, width: float, look: Palette, *, fill: str = "", ends: bool = False
) -> list[str]:
    """The scale from 10 to 100 with the range as a band and the score as a marker."""
    x, y = spot

    def at(value: float) -> float:
        return x + width * (min(max(value, FLOOR), CEILING) - FLOOR) / (CEILING - FLOOR)

    low, high = at(score.low), at(score.high)
    shapes = [
        box(spot, width, 12, radius=6, fill=look.track),
        box((low, y), max(high - low, 8), 12, radius=6, fill=fill or look.accent, opacity=0.7),
        box((at(score.value) - 4, y - 8), 8, 28, radius=4, fill=look.bright),
    ]
    if ends:
        shapes += [
            label((x, y + 38), f"{FLOOR:.0f}", 19, fill=look.soft),
            label((x + width, y + 38), f"{CEILING:.0f}", 19, fill=look.soft, anchor="end"),
        ]
    return shapes


def facts(card: Card, score: Score, t: Translator) -> list[tuple[str, str]]:
    """What is known beside the number, as title and value; what is not known is left out."""
    found = []
    if card.percentile is not None:
        found.append((t("card.fact.ahead"), t.percent(card.percentile)))
    if card.average is not None:
        found.append((t("card.fact.average"), points(card.average, t)))
    if card.topics:
        topics = [topic for topic, _ in card.topics[:TOPICS]]
        found.append((t("card.fact.topics"), ", ".join(topics)))
    covered = _covered(card, t)
    if covered:
        found.append((t("card.fact.coverage"), covered))
    return [*found, (t("card.fact.measured"), t.day(score.measured_at, year=True))]


def _covered(card: Card, t: Translator) -> str:
    read = sum(c.status is CoverageStatus.MEASURED for c in card.coverage)
    if not card.coverage:
        return ""
    return t("card.fact.covered", read=read, n=len(card.coverage))


def _who(card: Card, name: str, t: Translator, look: Palette, avatar: bytes | None) -> list[str]:
    middle, radius = (80.0, 78.0), 38
    shown = name if drawable(name) else t("ui.someone")
    below = _place(card, t)
    initials = label((80, 88), _initials(shown), 28, fill=look.bright, bold=True, anchor="middle")
    face = round_image(middle, radius, avatar) if avatar else initials
    top = 74 if below else 88
    return [
        dot(middle, radius, fill=look.track, ring=look.ground),
        face,
        label((136, top), shown, 30, fill=look.bright, bold=True, room=NAME),
        *([label((136, 104), below, 21, fill=look.soft, room=NAME)] if below else []),
    ]


def _place(card: Card, t: Translator) -> str:
    said = [t("card.page")] * (card.subject.kind is SubjectKind.PAGE)
    if card.rank and card.members:
        said.append(t("card.rank", rank=card.rank, n=card.members).rstrip("."))
    return " · ".join(said)


def _initials(name: str) -> str:
    words = [word for word in drawable(name).split() if word[0].isalnum()] or [drawable(name)]
    first = "".join(next(clusters(word)) for word in words[:LETTERS])
    return first.upper() if drawable(first.upper()) == first.upper() else first


def _networks(score: Score, t: Translator, look: Palette) -> list[str]:
    """A bar shared by the networks in proportion to their points, and its legend."""
    named = [(network_title(n, t), gained) for n, (gained, _) in networks_of(score).items()]
    shares = named[:LEGEND]
    rest = round(sum(gained for _, gained in named[LEGEND:]), 1)
    if rest:
        shares.append((t("card.others"), rest))
    total = sum(gained for _, gained in shares)
    if not total:
        return []
    x, whole = float(RIGHT[0]), RIGHT[1]
    shapes = [box((x, 222), whole, 14, radius=7, fill=look.track)]
    for (_, gained), tint in zip(shares, look.tints, strict=False):
        width = whole * gained / total
        shapes.append(box((x, 222), max(width - 3, 2), 14, radius=4, fill=tint))
        x += width
    return shapes + _legend(shares, t, look)


def _legend(shares: Shares, t: Translator, look: Palette) -> list[str]:
    """Names are cut where there is little room, figures never; one network has it all."""
    shapes: list[str] = []
    columns = 1 if len(shares) == 1 else 2
    for at, ((title, gained), tint) in enumerate(zip(shares, look.tints, strict=False)):
        x, y = RIGHT[0] + 214 * (at % columns), 270 + 30 * (at // columns)
        room = 110 if columns == 2 else 320
        shapes += [
            box((x, y - 14), 14, 14, radius=4, fill=tint),
            label((x + 24, y), t.signed(gained), 20, fill=look.bright, bold=True),
            label((x + 92, y), title, 20, fill=look.soft, room=room),
        ]
    return shapes


def _facts(known: Sequence[tuple[str, str]], look: Palette) -> list[str]:
    """Side by side; what is long gets what the others leave."""
    wanted = [
        max(text_width(title, 18), text_width(value, 22, bold=True)) for title, value in known
    ]
    room = (WIDTH - 80 - GAP * (len(known) - 1)) / len(known)
    spare = sum(max(room - width, 0) for width in wanted)
    over = sum(max(width - room, 0) for width in wanted) or 1
    shapes: list[str] = []
    x = 40.0
    for (title, value), width in zip(known, wanted, strict=True):
        granted = room + (width - room) * min(1, spare / over) if width > room else width
        shapes += [
            label((x, 386), title, 18, fill=look.soft, room=granted + 1),
            label((x, 414), value, 22, fill=look.bright, bold=True, room=granted + 1),
        ]
        x += granted + GAP + min(max(spare - over, 0) / len(known), GAP)
    return shapes

"""Why a score is what it is: points, range, what would move it, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.i18n import Translator
from bot.ui.coverage import coverage_lines, network_title
from bot.ui.parts import (
    Block,
    Names,
    Rendered,
    age,
    first_that_fits,
    goal,
    networks_of,
    people,
    points,
    rendered,
    rule,
    safe_name,
    small,
    span,
    text,
    when,
)
from scoring.formula import FLOOR, WEEKS_OF_M
from scoring.models import Card, Explanation, Part, Score

MOST_KINDS = 6
A_YEAR = 365
FEW_EVER = 5


@dataclass(frozen=True)
class Room:
    """How much is told: kinds a network, what would move the score, lines of coverage."""

    kinds: int
    advice: bool = True
    coverage: int | None = None


# In a language of long words the sum comes before the advice, and that before the coverage.
TIGHT = (Room(0, advice=False), *(Room(0, advice=False, coverage=n) for n in (12, 6, 3, 1)))


def render_why(explanation: Explanation, names: Names, t: Translator, now: datetime) -> Rendered:
    """The explanation; without a score, what is missing for one."""
    card = explanation.card
    name = safe_name(card.subject, names, t)
    if card.score is None:
        lines = [t("why.not_measured"), *coverage_lines(card.coverage, t)]
        return rendered([text(f"### {name}", *lines)])
    details = [Room(kinds) for kinds in range(MOST_KINDS, -1, -1)]
    rooms = (*details, *TIGHT)
    return first_that_fits(
        rendered(_blocks(explanation, card.score, name, room, t, now)) for room in rooms
    )


def _blocks(
    explanation: Explanation, score: Score, name: str, room: Room, t: Translator, now: datetime
) -> list[Block]:
    blocks = [
        text(f"### {t('why.title', name=name, value=points(score.value, t))}"),
        text(t("why.meaning", people=people(score.people, t)), *_credible(score, t)),
        text(*_sum(score, room.kinds, t)),
        rule(),
        text(*_range(score, t)),
        text(*(_moves(explanation, score, t) if room.advice else ())),
        rule(),
        text(*(small(line) for line in _limits(explanation, score, room, t, now))),
    ]
    return [block for block in blocks if not _is_empty(block)]


def _is_empty(block: Block) -> bool:
    return getattr(block, "content", "something") == ""


def _credible(score: Score, t: Translator) -> list[str]:
    """What people weigh, and whether a burst is on."""
    lines = [t("ui.burst")] if score.burst else []
    if score.weighed:
        lines.append(t("why.weighed", share=t.percent(score.credibility), n=score.weighed))
    return lines


def _sum(score: Score, shown: int, t: Translator) -> list[str]:
    """The addition, network by network and kind by kind, exactly as its total is shown."""
    parts = sorted(score.parts, key=lambda part: part.network)
    kinds = {network: list(group) for network, group in groupby(parts, lambda part: part.network)}
    lines = [t("why.base", points=points(FLOOR, t))]
    for network, (gained, m) in networks_of(score).items():
        title, count = network_title(network, t), people(m, t)
        lines.append(t("why.network", network=title, points=t.signed(gained), people=count))
        lines += _kinds(kinds[network], shown, t)
    return [*lines, t("why.total", value=points(score.value, t))]


def _kinds(parts: list[Part], shown: int, t: Translator) -> list[str]:
    ordered = sorted(parts, key=lambda part: (-part.points, part.kind))
    lines = [_kind(part, t) for part in ordered[:shown]]
    rest = sum(part.points for part in ordered[shown:])
    if ordered[shown:]:
        lines.append(t("why.other_kinds", points=t.signed(rest)))
    return [f"- {line}" for line in lines]


def _kind(part: Part, t: Translator) -> str:
    kind = t(f"kind.{part.kind}", n=max(2, round(part.people)))
    return t("why.kind", kind=kind, points=t.signed(part.points), people=people(part.people, t))


def _range(score: Score, t: Translator) -> list[str]:
    low, high = round(score.people_low), round(score.people_high)
    lines = [t("why.range", span=span(score.low, score.high, t), low=low, n=high)]
    if score.observed_days < A_YEAR:
        lines.append(t("why.narrows_time", n=round(score.observed_days)))
    if score.sampled:
        lines.append(t("why.sampled"))
    if score.totals_only:
        lines.append(t("why.totals"))
    if not score.calibrated:
        lines.append(t("why.uncalibrated"))
    return lines


def _moves(explanation: Explanation, score: Score, t: Translator) -> list[str]:
    """Counterfactuals: what other scores would take."""
    above = [(s, m) for s, m in explanation.targets if m > score.people]
    if not above:
        return []
    lines = [t("why.target", value=goal(s, t), people=people(m, t)) for s, m in above]
    return [t("why.moves"), *lines, t("why.today", people=people(score.people, t))]


def _limits(
    explanation: Explanation, score: Score, room: Room, t: Translator, now: datetime
) -> list[str]:
    lines = coverage_lines(explanation.card.coverage, t)[: room.coverage]
    if score.provisional and score.observed_days < WEEKS_OF_M:
        lines.append(t("why.young"))
    if score.provisional and score.ever < FEW_EVER:
        lines.append(t("why.few_ever" if score.ever else "why.few_ever_none", n=score.ever))
    if len(networks_of(score)) > 1:
        lines.append(t("why.overlap"))
    if score.voice:
        each = people(score.people / score.voice, t)
        lines.append(t("why.voice", n=round(score.voice), people=each))
    return [*lines, age(score, t, now), *_version(explanation.card, score, t)]


def _version(card: Card, score: Score, t: Translator) -> list[str]:
    """Which formula this is, and, while a change is young, what the former one says."""
    lines = [t("why.version", version=score.formula_version)]
    if card.former is not None:
        value, until = points(card.former.value, t), when(card.former.until)
        lines.append(t("why.former", version=card.former.version, value=value, until=until))
    return lines

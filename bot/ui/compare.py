"""Two to five cards side by side, and whether their difference means anything."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Translator
from bot.ui import chart, controls, picture
from bot.ui.coverage import network_title
from bot.ui.parts import (
    Block,
    Names,
    Rendered,
    bar,
    fitted,
    name_of,
    points,
    rendered,
    row,
    rule,
    safe,
    safe_name,
    small,
    span,
    text,
)
from scoring.models import Card, Comparison, Score, Theme

DIFFERENCES = 3

Figures = tuple[str, tuple[float, ...]]


async def render_comparison(
    comparison: Comparison,
    names: Names,
    t: Translator,
    *,
    asked: Sequence[str] = (),
    pictures: bool = True,
    theme: Theme = Theme.DARK,
) -> Rendered:
    """The comparison; `asked` are the names in the question, to say for whom there is none."""
    ranked = _ranked(comparison)
    sides = [
        picture.Side(name_of(card.subject, names, t), score, card.trend) for card, score in ranked
    ]
    drawn = await picture.comparison(sides, t, theme=theme) if pictures and sides else None

    def build(short: Names) -> Rendered:
        blocks: list[Block] = [text(f"### {t('compare.title')}")]
        named = [(safe_name(card.subject, short, t), score) for card, score in ranked]
        if named:
            blocks.append(text(*_lines(named, t)))
        if drawn:
            blocks.append(drawn.gallery())
        elif not pictures:
            blocks += [text(*lines) for lines in _sparks(ranked, short, t)]
        blocks += [text(*group) for group in _differences(comparison, short, t)]
        said = [*_margin(comparison, named, t), *_missing(comparison, asked, t)]
        if not all(score.calibrated for _, score in named):
            said.append(small(t("compare.uncalibrated")))
        return rendered([*blocks, rule(), text(*said), *_whys(ranked, short, t)], drawn)

    return fitted([card.subject for card in comparison.cards], names, t, build)


def _whys(ranked: Sequence[tuple[Card, Score]], names: Names, t: Translator) -> list[Block]:
    """*Why?* for each of them."""
    buttons: list[Block] = [
        controls.Why.button(
            t,
            label=t("compare.why", name=name_of(card.subject, names, t)),
            subject=card.subject.id,
        )
        for card, _ in ranked
    ]
    return [row(*buttons)] if buttons else []


def _ranked(comparison: Comparison) -> list[tuple[Card, Score]]:
    pairs = [(card, card.score) for card in comparison.cards if card.score]
    return sorted(pairs, key=lambda pair: -pair[1].value)


def _sparks(ranked: Sequence[tuple[Card, Score]], names: Names, t: Translator) -> list[list[str]]:
    """The lines over time, drawn with characters."""
    return [
        [f"{safe_name(card.subject, names, t)} · {chart.spark(card.trend, t)}"]
        for card, _ in ranked
        if len(card.trend) > 1
    ]


def _lines(rows: Sequence[tuple[str, Score]], t: Translator) -> list[str]:
    return [_line(f"**{at}.** {name}", score, t) for at, (name, score) in enumerate(rows, start=1)]


def _line(name: str, score: Score, t: Translator) -> str:
    said = [bar(score.value), t("compare.range", span=span(score.low, score.high, t))]
    said += [t("ui.provisional")] * score.provisional
    return f"{name} · **{points(score.value, t)}**\n{small(' · '.join(said))}"


def _differences(comparison: Comparison, names: Names, t: Translator) -> list[list[str]]:
    who = [safe_name(card.subject, names, t) for card in comparison.cards]
    networks = [(network_title(name, t), m) for name, m in _widest(comparison.networks)]
    topics = [(safe(name, 32), m) for name, m in _widest(comparison.topics)]
    groups = [("compare.networks", networks), ("compare.topics", topics)]
    return [
        [t(key), *(_figures(title, who, values, t) for title, values in figures)]
        for key, figures in groups
        if figures
    ]


def _widest(figures: Sequence[Figures]) -> list[Figures]:
    """Where the subjects differ most, in people."""
    apart = [(max(values) - min(values), name, values) for name, values in figures if values]
    apart.sort(key=lambda item: (-item[0], item[1]))
    return [(name, values) for gap, name, values in apart[:DIFFERENCES] if gap > 0]


def _figures(title: str, who: Sequence[str], values: Sequence[float], t: Translator) -> str:
    each = [f"{name} {_count(m, t)}" for name, m in zip(who, values, strict=True)]
    return f"**{title}** · " + " · ".join(each)


def _count(m: float, t: Translator) -> str:
    return f"**{t.number(m)}**" if m >= 1 or m == 0 else "**< 1**"


def _margin(comparison: Comparison, rows: Sequence[tuple[str, Score]], t: Translator) -> list[str]:
    if len(rows) < 2:
        return [t("compare.nothing")]
    if comparison.within_margin:
        return [t("compare.within")]
    (name, first), (_, last) = rows[0], rows[-1]
    ahead = points(first.value - last.value, t)
    if len(rows) > 2:
        return [t("compare.beyond_many", name=name, points=ahead)]
    return [t("compare.beyond", name=name, points=ahead), _times(first, last, t)]


def _times(first: Score, last: Score, t: Translator) -> str:
    """How many times as many people: what a difference on this scale means."""
    if last.people < 1:
        return ""
    ratio = first.people / last.people
    return t("compare.times", times=t.number(ratio, 0 if ratio >= 10 else 1))


def _missing(comparison: Comparison, asked: Sequence[str], t: Translator) -> list[str]:
    if not comparison.missing:
        return []
    named = [safe(asked[at]) for at in comparison.missing if at < len(asked)]
    if len(named) == len(comparison.missing):
        return [t("compare.missing", names=t.listing(named))]
    return [t("compare.missing_count", n=len(comparison.missing))]

"""The card: the answer to *what is my score?*"""

from __future__ import annotations

from datetime import datetime

from discord import ButtonStyle

from bot.i18n import Translator
from bot.ui import chart, controls, picture
from bot.ui.coverage import coverage_lines, network_title
from bot.ui.parts import (
    Block,
    Names,
    Picture,
    Rendered,
    age,
    bar,
    caveats,
    first_that_fits,
    name_of,
    networks_of,
    people,
    points,
    rendered,
    row,
    rule,
    safe,
    slash,
    small,
    span,
    text,
    told_shorter,
)
from bot.ui.topics import vouch_line
from scoring.formula import CEILING, FLOOR
from scoring.history import Span
from scoring.models import Card, CoverageStatus, Score, SubjectKind, Theme

LEVEL = 0.5  # a change of less than half a point is not worth a direction
NETWORKS = 10
TOPICS = 5


async def render_card(
    card: Card,
    names: Names,
    t: Translator,
    now: datetime,
    *,
    private: bool = True,
    pictures: bool = True,
    theme: Theme = Theme.DARK,
    avatar: bytes | None = None,
) -> Rendered:
    """The card in words and, where there is a score, in a picture."""
    name = name_of(card.subject, names, t)
    drawn = None
    if pictures and card.score:
        drawn = await picture.card(card, name, t, theme=theme, avatar=avatar)

    def build(shown: Picture | None) -> Rendered:
        blocks: list[Block] = [text(_heading(card, name, t))]
        if card.score:
            vouched = vouch_line(card.vouches, names, t)
            blocks += _measured(card, card.score, t, now, shown, vouched)
        else:
            blocks += _not_measured(card, t)
        return rendered([*blocks, *_buttons(card, t, private=private)], shown)

    return first_that_fits(map(build, told_shorter(drawn)))


def _heading(card: Card, name: str, t: Translator) -> str:
    mark = t("card.page") if card.subject.kind is SubjectKind.PAGE else ""
    return f"### {safe(name)}" + (f" · {mark}" if mark else "")


def _measured(
    card: Card, score: Score, t: Translator, now: datetime, drawn: Picture | None, vouched: str
) -> list[Block]:
    blocks: list[Block] = [text(*_number(score, t))]
    if drawn:
        blocks.append(drawn.gallery())
    else:
        blocks.append(text(*_plain(card, score, t)))
    blocks += [text(*breakdown(score, t)), rule()]
    aside = [*_standing(card, score, t), *_character(card, t), vouched]
    if aside:
        blocks.append(text(*aside))
    return [*blocks, text(*_small_print(card, score, t, now))]


def _number(score: Score, t: Translator) -> list[str]:
    said = [t("card.range", span=span(score.low, score.high, t)), *caveats(score, t)]
    return [
        f"# {points(score.value, t)}",
        " · ".join(said),
        t("card.people", people=people(score.people, t)),
        t("ui.burst") if score.burst else "",
    ]


def _plain(card: Card, score: Score, t: Translator) -> list[str]:
    """What the picture shows at a glance, drawn with characters."""
    scale = f"{t.number(FLOOR)} {bar(score.value)} {t.number(CEILING)}"
    return [scale, chart.spark(card.trend, t), chart.words(card.trend, t)]


def breakdown(score: Score, t: Translator) -> list[str]:
    """Points by network; with the ten of the start they make the score as shown."""
    totals = list(networks_of(score).items())
    lines = [
        t(
            "card.network",
            network=network_title(network, t),
            points=t.signed(gained),
            people=people(m, t),
        )
        for network, (gained, m) in totals[:NETWORKS]
    ]
    rest = sum(gained for _, (gained, _) in totals[NETWORKS:])
    if rest:
        lines.append(t("card.other_networks", points=t.signed(rest)))
    base, value = points(FLOOR, t), points(score.value, t)
    return [t("card.from"), *lines, small(t("card.sum", base=base, value=value))]


def trend(card: Card, score: Score, t: Translator) -> str:
    """How the score moved over the days that are known, in words."""
    if len(card.trend) < 2:
        return t("card.trend_new")
    change = round(score.value - card.trend[0].value, 1)
    days = max(1, (card.trend[-1].at - card.trend[0].at).days)
    if abs(change) < LEVEL:
        return t("card.trend_level", n=days)
    key = "card.trend_up" if change > 0 else "card.trend_down"
    return t(key, n=days, points=points(abs(change), t))


def _standing(card: Card, score: Score, t: Translator) -> list[str]:
    lines = []
    if card.rank and card.members:
        lines.append(t("card.rank", rank=card.rank, n=card.members))
    if card.percentile is not None:
        lines.append(t("card.percentile", share=t.percent(card.percentile)))
    if card.average is not None:
        lines.append(t("card.average", average=points(card.average, t)))
    return [trend(card, score, t), " ".join(lines)]


def _character(card: Card, t: Translator) -> list[str]:
    topics = [safe(topic, 32) for topic, _ in card.topics[:TOPICS]]
    heard = t("card.topics", topics=t.listing(topics)) if topics else ""
    return [heard, t(f"card.echo_{card.echo}") if card.echo else ""]


def _small_print(card: Card, score: Score, t: Translator, now: datetime) -> list[str]:
    lines = [age(score, t, now)]
    if not card.stored:
        lines.append(t("card.lookup"))
    return [small(line) for line in [*coverage_lines(card.coverage, t), *lines]]


def _not_measured(card: Card, t: Translator) -> list[Block]:
    """No number, never a zero: what is known, and what to do next."""
    waiting = any(c.status is CoverageStatus.WAITING for c in card.coverage)
    commands = {"link": slash("link add", t), "about": slash("about", t)}
    next_step = "card.nothing_own" if card.own else "card.nothing_other"
    said = [t("card.not_measured"), t("card.waiting" if waiting else next_step, **commands)]
    return [text(*said, *(small(line) for line in coverage_lines(card.coverage, t)))]


def _buttons(card: Card, t: Translator, *, private: bool) -> list[Block]:
    if not card.score or not card.stored:
        return []
    subject, user = card.subject.id, card.subject.user_id
    buttons: list[Block] = [
        controls.Why.button(t, subject=subject),
        controls.HistorySpan.button(t, subject=subject, span=Span.QUARTER, way="open"),
    ]
    if private and card.own and card.shown:
        buttons.append(controls.Share.button(t, subject=subject, by=user))
    if not card.own and card.subject.kind is SubjectKind.PERSON:
        buttons.append(_compare(user, t))
    return [row(*buttons)]


def _compare(user: int, t: Translator) -> Block:
    return controls.SeePrivately.button(
        t, label=t("card.compare"), style=ButtonStyle.secondary, what="compare", user=user
    )

"""Is my score above a minimum? An answer that knows its margin, about oneself only."""

from __future__ import annotations

from discord import ButtonStyle

from bot.i18n import Translator
from bot.ui import controls
from bot.ui.parts import (
    Block,
    Rendered,
    caveats,
    goal,
    people,
    points,
    rendered,
    row,
    rule,
    safe,
    small,
    span,
    text,
    when,
)
from scoring.models import Check, Margin


def render_check(
    check: Check,
    t: Translator,
    *,
    user: int,
    name: str | None = None,
    private: bool = True,
) -> Rendered:
    """The verdict with its reasons. `name` says whose it is when it is shown to others."""
    heading = t(f"check.{check.verdict}", minimum=goal(check.minimum, t))
    measured = t("card.measured", when=when(check.score.measured_at))
    who = f"{safe(name)} · " if name else ""
    blocks: list[Block] = [
        text(f"### {who}{heading}"),
        text(*_reasons(check, t)),
        rule(),
        text(small(t("check.not_for")), small(measured)),
    ]
    if private:
        minimum = f"{round(check.minimum, 1):g}"
        share = controls.ShareCheck.button(t, minimum=minimum, by=user)
        blocks.append(row(_why(t), share))
    return rendered(blocks)


def _why(t: Translator) -> Block:
    label = t("ui.button.why")
    return controls.SeePrivately.button(
        t, label=label, style=ButtonStyle.secondary, what="why", user=0
    )


def _reasons(check: Check, t: Translator) -> list[str]:
    score = check.score
    figures = {"value": points(score.value, t), "span": span(score.low, score.high, t)}
    minimum = goal(check.minimum, t)
    needed = people(check.people_needed, t)
    said = caveats(score, t)
    return [
        t("check.score", **figures),
        t(f"check.reason_{check.verdict}", minimum=minimum),
        t("check.people", minimum=minimum, needed=needed, people=people(score.people, t)),
        t("check.wider", caveats=t.listing(said))
        if said and check.verdict is Margin.WITHIN
        else "",
    ]

"""A mark that somebody reached, in a few warm words for them alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import discord

from bot.i18n import Translator
from bot.ui import controls, notice
from bot.ui.parts import Rendered, people, points, safe, slash, small

MARKS = {"first": "🌱", "tenfold": "🚀", "ten": "🎉", "best": "⭐", "board": "📋"}


def told(data: Mapping[str, str], t: Translator, community: str | None = None) -> Rendered:
    """The word, where it comes from, and the way never to hear another."""
    mark = data["mark"]
    key = "best_ever" if mark == "best" and "since" not in data else mark
    said = t(
        f"milestone.{key}",
        value=points(float(data["value"]), t),
        people=people(float(data["people"]), t),
        ten=data["ten"],
        since=_day(data.get("since")),
        community=safe(community) if community else t("milestone.somewhere"),
    )
    return notice.info(
        "\n".join([f"{MARKS[mark]} {said}", small(t("milestone.why", why=slash("why", t)))]),
        controls.SeePrivately.button(t, label=t("milestone.my_score"), what="card", user=0),
        controls.Cheer.button(t, way="off"),
    )


def switched(way: str, t: Translator) -> Rendered:
    """Said after a press, with the way back."""
    if way == "on":
        return notice.success(t("milestone.on"))
    back = controls.Cheer.button(t, label=t("milestone.again"), way="on")
    return notice.success(t("milestone.off"), back)


def _day(since: str | None) -> str:
    return "" if since is None else discord.utils.format_dt(datetime.fromisoformat(since), "D")

"""A community's settings as its managers see them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import discord

from bot.i18n import Translator
from bot.ui.parts import Rendered, rendered, small, text
from scoring.models import Community

NEEDED = ("view_channel", "send_messages", "attach_files", "read_message_history")


def settings(
    community: Community,
    t: Translator,
    upcoming: datetime | None,
    *,
    changed: str | None = None,
) -> Rendered:
    """Every setting with its value, the state of the schedule, and the `upcoming` post."""
    title = t("community.show.title")
    if changed is not None:
        title = t("community.changed", name=t(f"community.setting.{changed}"))
    lines = [
        f"**{t(f'community.setting.{name}')}** · {value}"
        for name, value in _values(community, t).items()
    ]
    return rendered(
        [
            text(f"### {title}"),
            text(*lines),
            text(_schedule(community, t, upcoming)),
            text(small(t("community.show.unset"))),
        ]
    )


def missing_permissions(granted: discord.Permissions) -> list[str]:
    """What the bot needs in the board's channel and has not."""
    return [name for name in NEEDED if not getattr(granted, name)]


def clock_face(hour: int, minute: int) -> str:
    """The hour as clocks show it."""
    return f"{hour:02d}:{minute:02d}"


def _values(community: Community, t: Translator) -> dict[str, str]:
    channel = community.channel_id
    return {
        "channel": t("community.show.no_channel") if channel is None else f"<#{channel}>",
        "day": t(f"command.choice.day_{community.weekday}"),
        "time": clock_face(community.hour, community.minute),
        "zone": community.zone,
        "language": t(f"community.language.{community.locale}"),
        "rows": t.number(community.rows),
        "lookups": t("community.show.on" if community.lookups else "community.show.off"),
    }


def _schedule(community: Community, t: Translator, upcoming: datetime | None) -> str:
    if community.channel_id is None:
        return t("community.show.choose_channel")
    if upcoming is None:
        return t("community.show.paused")
    date = t.datetime(upcoming, ZoneInfo(community.zone))
    return t("community.show.next", when=discord.utils.format_dt(upcoming, "R"), date=date)

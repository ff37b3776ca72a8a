"""A community's settings as its managers see them: all at a glance, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import discord
from discord import ui

from bot.i18n import Translator
from bot.panels.community_values import worded
from bot.ui import notice
from bot.ui.controls import Manage, PickSetting, Sure
from bot.ui.parts import Block, Rendered, rendered, row, rule, small, text, when
from scoring.community_settings import SETTINGS
from scoring.models import Community, SettingChange


@dataclass(frozen=True, slots=True)
class Scene:
    """What a panel shows. `roles` are those that exist; `trouble` is what keeps the next board
    from its channel, in words."""

    community: Community
    t: Translator
    upcoming: datetime | None = None
    last: SettingChange | None = None
    roles: frozenset[int] = frozenset()
    trouble: str = ""


def settings(scene: Scene, changed: str | None = None) -> Rendered:
    """Every setting with its value, the schedule, a menu to change one, and the buttons."""
    t = scene.t
    title = t("community.show.title")
    if changed is not None:
        title = t("community.changed", name=t(f"community.setting.{changed}"))
    lines = [
        f"**{t(f'community.setting.{one.name}')}** · {worded(one, scene.community, t, scene.roles)}"
        for one in SETTINGS.values()
    ]
    return rendered(
        [
            text(f"### {title}"),
            text(*lines),
            rule(),
            text(_schedule(scene), scene.trouble and f"⚠️ {scene.trouble}", _last(scene)),
            row(_menu(scene)),
            row(*_buttons(scene.community, t)),
        ]
    )


def question(what: str, t: Translator) -> Rendered:
    """Asked before `post` and `reset`."""
    return notice.info(
        t(f"community.{what}.question"),
        Sure.button(t, label=t(f"community.{what}.yes"), what=what),
        Manage.button(t, what="show"),
    )


def done(said: str, t: Translator) -> Rendered:
    """Something was done from the panel, and the way back to it."""
    return notice.success(said, Manage.button(t, what="show"))


def _menu(scene: Scene) -> Block:
    t = scene.t
    menu: ui.Select[ui.LayoutView] = ui.Select(placeholder=t("community.show.change"))
    for name in SETTINGS:
        menu.add_option(label=t(f"community.setting.{name}"), value=name)
    return PickSetting.around(menu)


def _buttons(community: Community, t: Translator) -> list[Block]:
    flow = "pause" if community.paused_at is None else "resume"
    posts = community.channel_id is not None
    whats = {"preview": True, flow: posts, "post": posts, "reset": True}
    return [
        Manage.button(t, label=t(f"community.button.{what}"), what=what, disabled=not possible)
        for what, possible in whats.items()
    ]


def _schedule(scene: Scene) -> str:
    t, community = scene.t, scene.community
    if community.channel_id is None:
        return t("community.show.choose_channel")
    if scene.upcoming is None:
        return t("community.show.paused")
    date = t.datetime(scene.upcoming, ZoneInfo(community.zone))
    return t("community.show.next", when=discord.utils.format_dt(scene.upcoming, "R"), date=date)


def _last(scene: Scene) -> str:
    last = scene.last
    if last is None:
        return ""
    name = scene.t(f"community.setting.{last.setting}")
    said = scene.t("community.show.last", name=name, who=f"<@{last.user_id}>", when=when(last.at))
    return small(said)

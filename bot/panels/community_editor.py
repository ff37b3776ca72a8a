"""One setting on its own: what it does, its value, and the control that changes it."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import SelectDefaultValue, SelectDefaultValueType, ui

from bot.i18n import Translator
from bot.panels.community import Scene
from bot.panels.community_values import about, hint, language_name, word_of, worded
from bot.ui.controls import ChooseSetting, Manage, Select, UnsetSetting, WriteSetting
from bot.ui.forms import SettingForm
from bot.ui.parts import Block, Rendered, rendered, row, text
from bot.zones import SHOWN, Zone
from scoring.community_settings import MOST_LISTED, Kind, Setting
from scoring.models import Community

TYPED = {Kind.HOUR: 10, Kind.NUMBER: 5, Kind.ZONE: 60}  # characters that a form takes
POSTABLE = [discord.ChannelType.text, discord.ChannelType.news]


def editor(setting: Setting, scene: Scene, languages: Sequence[str]) -> Rendered:
    """The panel of one setting."""
    menu = _menu(setting, scene, languages)
    return _panel(setting, scene, menu)


def suggestions(setting: Setting, scene: Scene, zones: Sequence[Zone]) -> Rendered:
    """The same where several zones could be meant."""
    menu: ui.Select[ui.LayoutView] = ui.Select(placeholder=scene.t("community.edit.which"))
    for zone in zones[:SHOWN]:
        menu.add_option(label=zone.label, value=zone.key)
    return _panel(setting, scene, menu)


def form(setting: Setting, community: Community, t: Translator) -> SettingForm:
    """The form in which a setting is typed, with what it is now."""
    title, value = t(f"community.setting.{setting.name}"), worded(setting, community, t)
    longest = TYPED[setting.kind]
    return SettingForm(setting.name, title, hint(setting, t), value, longest=longest)


def _panel(setting: Setting, scene: Scene, menu: Select | None) -> Rendered:
    t, name = scene.t, setting.name
    value = worded(setting, scene.community, t, scene.roles)
    rows: list[Block] = [] if menu is None else [row(ChooseSetting.around(menu, setting=name))]
    return rendered(
        [
            text(f"### {t(f'community.setting.{name}')}"),
            text(about(setting, t), t("community.edit.now", value=value)),
            *rows,
            row(*_buttons(setting, scene)),
        ]
    )


def _buttons(setting: Setting, scene: Scene) -> list[Block]:
    t, name = scene.t, setting.name
    typed: list[Block] = []
    if setting.kind in TYPED:
        typed = [WriteSetting.button(t, setting=name)]
    default = t("community.edit.default", value=worded(setting, Community(0), t))
    unset = setting.is_default(scene.community)
    return [
        *typed,
        UnsetSetting.button(t, label=default, setting=name, disabled=unset),
        Manage.button(t, what="show"),
    ]


def _menu(setting: Setting, scene: Scene, languages: Sequence[str]) -> Select | None:
    """The menu for this kind of setting; None where it is typed."""
    value = next(iter(setting.of(scene.community).values()))
    if setting.kind is Kind.CHANNEL:
        chosen = [] if value is None else [_default(value, SelectDefaultValueType.channel)]
        return ui.ChannelSelect(channel_types=POSTABLE, default_values=chosen)
    if setting.kind is Kind.ROLES:
        kept = [one for one in value if one in scene.roles]
        return _several(ui.RoleSelect, kept, SelectDefaultValueType.role)
    if setting.kind is Kind.MEMBERS:
        return _several(ui.UserSelect, value, SelectDefaultValueType.user)
    return _words(setting, value, scene.t, languages)


def _several(
    kind: type[ui.RoleSelect[ui.LayoutView] | ui.UserSelect[ui.LayoutView]],
    chosen: Sequence[int],
    default: SelectDefaultValueType,
) -> Select:
    """A menu in which nothing at all can be chosen, too."""
    values = [_default(one, default) for one in chosen[:MOST_LISTED]]
    return kind(min_values=0, max_values=MOST_LISTED, default_values=values)


def _default(number: int, kind: SelectDefaultValueType) -> SelectDefaultValue:
    return SelectDefaultValue(id=number, type=kind)


def _words(
    setting: Setting, value: object, t: Translator, languages: Sequence[str]
) -> Select | None:
    """A choice out of words."""
    if setting.kind is Kind.LANGUAGE:
        words = {code: language_name(code, t) for code in languages}
        chosen = str(value)
    elif setting.kind is Kind.CHOICE:
        words = {word: t(f"command.choice.{word}") for word in setting.choices}
        chosen = word_of(setting, value)
    else:
        return None
    menu: ui.Select[ui.LayoutView] = ui.Select()
    for word, label in words.items():
        menu.add_option(label=label.capitalize(), value=word, default=word == chosen)
    return menu

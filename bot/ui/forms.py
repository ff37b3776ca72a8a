"""Forms that survive a restart: what was typed is handled by the form's id, not by its object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import discord
from discord import ui

from bot.ui.controls import SETTING, VERSION

OPEN = 900.0  # seconds after which discord.py forgets a form that nobody sent
TITLE = 45
FIELD = "typed"
_SETTING = re.compile(rf"{VERSION}:(?P<name>setting_typed):(?P<setting>{SETTING})")


class SettingForm(ui.Modal):
    """One line of text for one setting; the client hands it to whoever answers `setting_typed`."""

    def __init__(self, setting: str, title: str, hint: str, value: str, *, longest: int) -> None:
        title = title[:TITLE]
        super().__init__(title=title, timeout=OPEN, custom_id=f"{VERSION}:setting_typed:{setting}")
        entry: ui.TextInput[SettingForm] = ui.TextInput(
            custom_id=FIELD, default=value, max_length=longest
        )
        self.add_item(ui.Label(text=title, description=hint, component=entry))


def submitted(interaction: discord.Interaction[Any]) -> tuple[str, Mapping[str, str]] | None:
    """Who answers a form that was sent, and its state with what was `typed`; None: no such form."""
    data: Any = interaction.data
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    match = _SETTING.fullmatch(data["custom_id"])
    if match is None:
        return None
    typed = next(_values(data["components"]), "")
    return match["name"], {"setting": match["setting"], FIELD: typed}


def _values(components: Any) -> Iterator[str]:
    """The texts of the fields, however they are wrapped."""
    for part in components:
        if part.get("custom_id") == FIELD:
            yield str(part.get("value", ""))
        inner = part.get("component")
        yield from _values(part.get("components", ()) if inner is None else [inner])

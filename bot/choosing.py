"""What managers pick, type or name, turned into a community's settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.hours import parse_hour
from bot.zones import Zone, ZoneIndex
from scoring.community_settings import Kind, Setting
from scoring.errors import DomainError

NEEDED = ("view_channel", "send_messages", "attach_files", "read_message_history")


def from_menu(setting: Setting, values: Sequence[str]) -> dict[str, Any] | None:
    """The fields for what was picked in a menu; None where that was nothing.

    Raises DomainError where it is nothing that the menu offered.
    """
    name = setting.fields[0]
    if not values:
        return None
    if setting.kind is Kind.CHOICE:
        if values[0] not in setting.choices:
            raise DomainError("option_invalid")
        return {name: setting.choices[values[0]]}
    if setting.kind is Kind.CHANNEL:
        return {name: int(values[0])}
    if setting.kind in (Kind.ROLES, Kind.MEMBERS):
        return {name: tuple(sorted(int(value) for value in values))}
    return {name: values[0]}


def from_text(setting: Setting, typed: str) -> dict[str, Any]:
    """The fields for an hour or a number as people type them. Raises DomainError."""
    if setting.kind is Kind.HOUR:
        return dict(zip(setting.fields, parse_hour(typed), strict=True))
    name, number = setting.fields[0], typed.strip()
    if not number.isdecimal():
        low, high = setting.bounds[name]
        raise DomainError("setting_out_of_range", name=setting.name, low=low, high=high)
    return {name: int(number)}


def zones_for(zones: ZoneIndex, typed: str) -> list[Zone]:
    """The one zone that was meant, or those that could be. Raises DomainError on none."""
    found = zones.search(typed)
    exact = [zone for zone in found if zone.answers_to(typed)]
    if not found:
        raise DomainError("zone_unknown", zone=typed)
    return exact if len(exact) == 1 else found


def the_zone(zones: ZoneIndex, typed: str) -> str:
    """A zone's key by itself or by the name of its city; what is only similar is no choice."""
    exact = [zone.key for zone in zones.search(typed) if zone.answers_to(typed)]
    if not exact:
        raise DomainError("zone_unknown", zone=typed)
    return exact[0]


def toggled(chosen: tuple[int, ...], one: int) -> tuple[int, ...]:
    """A list with somebody put on it, or taken off again."""
    return tuple(sorted({*chosen} ^ {one}))


def require_postable(guild: discord.Guild | None, channel_id: int) -> None:
    """Raises DomainError where the weekly post cannot appear in this channel, and why."""
    channel = None if guild is None else guild.get_channel(channel_id)
    if not isinstance(channel, discord.TextChannel):  # announcement channels are such too
        raise DomainError("channel_unfit", channel=channel_id)
    missing = missing_permissions(channel.permissions_for(channel.guild.me))
    if missing:
        raise DomainError("channel_forbidden", channel=channel_id, permissions=missing)


def missing_permissions(granted: discord.Permissions) -> list[str]:
    """What the bot needs in the board's channel and has not."""
    return [name for name in NEEDED if not getattr(granted, name)]

"""Pressing what a message or a modal offers: the data that Discord's app sends for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.interactions import Seat
from bot.sandbox.messages import Message
from bot.sandbox.refusals import Json
from bot.sandbox.resolving import Resolver
from bot.sandbox.sentences import NotOfferedError
from bot.sandbox.strict_components import (
    BUTTON,
    CHANNEL_SELECT,
    LABEL,
    MENTIONABLE_SELECT,
    ROLE_SELECT,
    ROW,
    SELECTS,
    STRING_SELECT,
    USER_SELECT,
    walk,
)

LINK = 5
TEXT_MAX = 4000


def control(message: Message, custom_id: str) -> Json:
    """The button or select of a message with this id, if it can be used."""
    for component in walk(message.raw["components"]):
        if component.get("custom_id") == custom_id and not component.get("disabled"):
            return component
    raise NotOfferedError("unknown-control")


def component_data(
    state: DiscordState, seat: Seat, message: Message, custom_id: str, values: list[str]
) -> Json:
    """The data of a press on a button or of a choice in a select. Raises `NotOfferedError`."""
    if message.deleted or not message.seen_by(seat.person.id):
        raise NotOfferedError("unknown-message")
    component = control(message, custom_id)
    head: Json = {"custom_id": custom_id, "component_type": component["type"]}
    head["id"] = component.get("id", 0)
    if component["type"] == BUTTON:
        return head
    resolver = Resolver(state, seat)
    _check_values(resolver, component, values)
    chosen = head | {"values": values}
    return chosen | ({"resolved": resolver.found} if resolver.found else {})


def modal_data(state: DiscordState, seat: Seat, modal: Json, values: Mapping[str, Any]) -> Json:
    """The data of a submitted modal; `values` by custom id. Raises `NotOfferedError`."""
    resolver = Resolver(state, seat)
    known = {c["custom_id"] for c in walk(modal["components"]) if "custom_id" in c}
    for name in values.keys() - known:
        raise NotOfferedError("unknown-option", name=name)
    components = [
        _modal_part(resolver, part, number, values)
        for number, part in enumerate(modal["components"], start=1)
    ]
    data: Json = {"custom_id": modal["custom_id"], "components": components}
    return data | ({"resolved": resolver.found} if resolver.found else {})


def submitted(components: Any) -> dict[str, Any]:
    """Values by custom id, from the raw components of a page's submit."""
    return {
        part["custom_id"]: part.get("values", part.get("value"))
        for part in walk(components)
        if isinstance(part.get("custom_id"), str)
    }


def _modal_part(resolver: Resolver, part: Json, number: int, values: Mapping[str, Any]) -> Json:
    head: Json = {"type": part["type"], "id": part.get("id") or number}
    if part["type"] == LABEL:
        field = part["component"]
        return head | {"component": _field(resolver, field, part["label"], values)}
    if part["type"] == ROW:
        fields = part["components"]
        filled = [_field(resolver, field, field.get("label"), values) for field in fields]
        return head | {"components": filled}
    return head


def _field(resolver: Resolver, field: Json, label: Any, values: Mapping[str, Any]) -> Json:
    name, head = field["custom_id"], {"type": field["type"], "custom_id": field["custom_id"]}
    if field["type"] in SELECTS:
        chosen = [str(value) for value in values.get(name) or []]
        _check_values(resolver, field | {"placeholder": label}, chosen)
        return head | {"values": chosen}
    value = values.get(name, field.get("value")) or ""
    least, most = field.get("min_length") or 0, field.get("max_length") or TEXT_MAX
    least = max(least, 1) if field.get("required", True) else least
    if (value or field.get("required", True)) and not least <= len(value) <= most:
        raise NotOfferedError("too-long", name=label, least=least, most=most)
    return head | {"value": value}


def _check_values(resolver: Resolver, select: Json, values: list[str]) -> None:
    name = select.get("placeholder") or select["custom_id"]
    least, most = select.get("min_values"), select.get("max_values")
    least, most = 1 if least is None else least, 1 if most is None else most
    optional = select.get("required") is False and not values
    if not optional and not least <= len(values) <= most:
        raise NotOfferedError("too-many", name=name, least=least, most=most)
    if select["type"] == STRING_SELECT:
        known = {option["value"] for option in select["options"]}
        if not set(values) <= known:
            raise NotOfferedError("bad-option", name=name)
        return
    pick = {
        USER_SELECT: resolver.user,
        ROLE_SELECT: resolver.role,
        MENTIONABLE_SELECT: resolver.mentionable,
        CHANNEL_SELECT: resolver.channel,
    }[select["type"]]
    for value in values:
        pick(value)

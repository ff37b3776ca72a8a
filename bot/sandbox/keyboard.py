"""What Discord's own app does between a person and the wire: offer commands, check, resolve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.interactions import Seat
from bot.sandbox.refusals import Json
from bot.sandbox.resolving import Resolver
from bot.sandbox.sentences import NotOfferedError
from bot.sandbox.strict_commands import (
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    SLASH,
    STRING,
    SUBCOMMAND,
    USER,
    USER_MENU,
)
from bot.sandbox.world import ADMINISTRATOR

IN_GUILD, IN_DM = 0, 1
STRING_MAX = 6000


def offered(state: DiscordState, seat: Seat) -> list[Json]:
    """The commands that a person sees where they sit."""
    return [c for c in state.commands_for(seat.guild_id) if _shown(state, seat, c)]


def command_data(state: DiscordState, seat: Seat, raw: Json) -> Json:
    """The data of a command as Discord sends it. Raises `NotOfferedError`."""
    command = _command(state, seat, raw)
    resolver = Resolver(state, seat)
    data = _head(command)
    if command["type"] == SLASH:
        given = raw.get("options") or []
        data["options"] = _filled(resolver, command.get("options") or [], given)
    elif command["type"] == USER_MENU:
        data["target_id"] = str(raw.get("target_id"))
        resolver.user(data["target_id"])
    else:
        raise NotOfferedError("hidden-command")
    if resolver.found:
        data["resolved"] = resolver.found
    return data


def autocomplete_data(state: DiscordState, seat: Seat, raw: Json) -> Json:
    """The data of an autocompletion: nothing is required yet, nothing resolved."""
    command = _command(state, seat, raw)
    given = raw.get("options") or []
    definitions, options = command.get("options") or [], given
    while options and options[0].get("type") in (SUBCOMMAND, GROUP):
        definition = _definition(definitions, options[0])
        definitions, options = definition.get("options") or [], options[0].get("options") or []
    for option in options:
        definition = _definition(definitions, option)
        if option.get("focused") and not definition.get("autocomplete"):
            raise NotOfferedError("bad-option", name=definition["name"])
    return _head(command) | {"options": given}


def _head(command: Json) -> Json:
    head: Json = {key: command[key] for key in ("id", "name", "type")}
    return head | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _command(state: DiscordState, seat: Seat, raw: Json) -> Json:
    command = state.command(raw.get("id"), seat.guild_id)
    if command is None or command["name"] != raw.get("name"):
        raise NotOfferedError("unknown-command")
    if not _shown(state, seat, command):
        raise NotOfferedError("hidden-command")
    return command


def _shown(state: DiscordState, seat: Seat, command: Json) -> bool:
    contexts = command.get("contexts")
    if contexts is None:
        contexts = [IN_GUILD] if command.get("dm_permission") is False else [IN_GUILD, IN_DM]
    if seat.guild_id is None:
        return IN_DM in contexts
    guild = state.guild(seat.guild_id)
    if seat.person.id not in guild.members:
        return False
    held = guild.permissions(seat.person.id)
    needed = command.get("default_member_permissions")
    if needed is None or held & ADMINISTRATOR:
        return IN_GUILD in contexts
    allowed = needed != "0" and held & int(needed) == int(needed)
    return allowed and IN_GUILD in contexts


def _filled(resolver: Resolver, definitions: list[Json], given: Sequence[Json]) -> list[Json]:
    """The chosen options, checked against their definitions."""
    if any(definition["type"] in (SUBCOMMAND, GROUP) for definition in definitions):
        if len(given) != 1:
            raise NotOfferedError("unknown-command")
        definition = _definition(definitions, given[0])
        inner = _filled(resolver, definition.get("options") or [], given[0].get("options") or [])
        return [{"type": definition["type"], "name": definition["name"], "options": inner}]
    named = {option.get("name"): option for option in given}
    for name in named.keys() - {definition["name"] for definition in definitions}:
        raise NotOfferedError("unknown-option", name=name)
    for definition in definitions:
        if definition.get("required") and definition["name"] not in named:
            raise NotOfferedError("missing-option", name=definition["name"])
    return [_option(resolver, _definition(definitions, option), option) for option in given]


def _definition(definitions: list[Json], option: Json) -> Json:
    name = option.get("name")
    found = next((d for d in definitions if d["name"] == name), None)
    if found is None or option.get("type", found["type"]) != found["type"]:
        raise NotOfferedError("unknown-option", name=name)
    return found


def _option(resolver: Resolver, definition: Json, given: Json) -> Json:
    kind, value = definition["type"], given.get("value")
    if kind == STRING:
        _check_text(definition, value)
    elif kind in (INTEGER, NUMBER):
        _check_number(definition, value)
    elif kind == BOOLEAN:
        _require(definition, isinstance(value, bool))
    else:
        _check_picked(resolver, definition, value)
    choices = [choice["value"] for choice in definition.get("choices") or []]
    _require(definition, not choices or value in choices)
    return {"type": kind, "name": definition["name"], "value": value}


def _check_picked(resolver: Resolver, definition: Json, value: Any) -> None:
    pick = {
        USER: resolver.user,
        CHANNEL: resolver.channel,
        ROLE: resolver.role,
        MENTIONABLE: resolver.mentionable,
    }.get(definition["type"])
    _require(definition, pick is not None and isinstance(value, str))
    if pick is not None:
        pick(value)


def _check_text(definition: Json, value: Any) -> None:
    _require(definition, isinstance(value, str))
    least = definition.get("min_length") or 0
    most = definition.get("max_length") or STRING_MAX
    if not least <= len(value) <= most:
        raise NotOfferedError("too-long", name=definition["name"], least=least, most=most)


def _check_number(definition: Json, value: Any) -> None:
    wanted = int if definition["type"] == INTEGER else int | float
    _require(definition, isinstance(value, wanted) and not isinstance(value, bool))
    least, most = definition.get("min_value"), definition.get("max_value")
    _require(definition, least is None or value >= least)
    _require(definition, most is None or value <= most)


def _require(definition: Json, holds: bool) -> None:
    if not holds:
        raise NotOfferedError("bad-option", name=definition["name"])

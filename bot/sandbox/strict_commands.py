"""What Discord refuses in command definitions and in the choices of an autocompletion."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.refusals import Json, Path, Problem
from bot.sandbox.strict_shape import shape_problems
from bot.sandbox.strict_text import bad_type, items, text

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL = 3, 4, 5, 6, 7
ROLE, MENTIONABLE, NUMBER, FILE = 8, 9, 10, 11
_CHOOSABLE = {STRING, INTEGER, NUMBER}

PER_SCOPE = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
CHARACTERS_MAX = 8000
LOCALES = frozenset(
    {"ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr"}
    | {"he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro"}
    | {"ru", "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW"}
)


def command_problems(commands: Any) -> list[Problem]:
    """Everything wrong with a bulk overwrite of one scope."""
    if not isinstance(commands, list):
        return [bad_type((), "list")]
    found = [p for n, command in enumerate(commands) for p in shape_problems((n,), command)]
    if found:
        return found
    for kind, most in PER_SCOPE.items():
        alike = [c for c in commands if c.get("type", SLASH) == kind]
        if len(alike) > most:
            found.append(Problem((), "APPLICATION_COMMANDS_MAX", f"At most {most} per scope."))
        found += _names((), alike, "APPLICATION_COMMANDS_DUPLICATE_NAME")
    for index, command in enumerate(commands):
        found += _command((index,), command)
    return found


def choices_problems(choices: Any, option_type: int) -> list[Problem]:
    """Everything wrong with the choices that answer an autocompletion."""
    misshapen = list(shape_problems((), {"choices": choices}))
    return misshapen or list(_choices(("choices",), choices, option_type))


def _command(at: Path, command: Json) -> Iterator[Problem]:
    if command.get("type", SLASH) == SLASH:
        yield from _named(at, command)
        yield from _options(at, command.get("options"), depth=0)
    else:
        yield from _menu(at, command)
    yield from _reach(at, command)
    size = characters(command)
    if size > CHARACTERS_MAX:
        message = f"{size} characters, {CHARACTERS_MAX} at most."
        yield Problem(at, "APPLICATION_COMMAND_TOO_LARGE", message)


def _menu(at: Path, command: Json) -> Iterator[Problem]:
    if command["type"] not in PER_SCOPE:
        yield Problem((*at, "type"), "BASE_TYPE_CHOICES", "Not a type of command.")
    yield from text((*at, "name"), command.get("name"), 32, 1)
    yield from _localised(at, command, "name", 32)
    if command.get("description") or command.get("options"):
        code = "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED"
        yield Problem(at, code, "Context menus have neither description nor options.")


def _reach(at: Path, command: Json) -> Iterator[Problem]:
    for key, known in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
        value = command.get(key)
        if value is not None and (not value or not set(value) <= known):
            yield Problem((*at, key), "BASE_TYPE_CHOICES", f"Not {key} that Discord knows.")
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdigit():
        yield bad_type((*at, "default_member_permissions"), "integer")


def _named(at: Path, thing: Json) -> Iterator[Problem]:
    yield from _name((*at, "name"), thing.get("name"))
    yield from _localised(at, thing, "name", 32)
    yield from text((*at, "description"), thing.get("description"), 100, 1)
    yield from _localised(at, thing, "description", 100)


def _name(at: Path, name: Any) -> Iterator[Problem]:
    broken = list(text(at, name, 32, 1))
    yield from broken
    if not broken and not _is_command_name(name):
        code = "APPLICATION_COMMAND_INVALID_NAME"
        yield Problem(at, code, "Lower case letters, digits, - _ and ' only.")


def _is_command_name(name: str) -> bool:
    allowed = all(c in "-_'" or unicodedata.category(c)[0] in "LNM" for c in name)
    return allowed and name == name.lower()


def _localised(at: Path, thing: Json, key: str, most: int) -> Iterator[Problem]:
    slash_name = key == "name" and "description" in thing and thing["description"] != ""
    for locale, value in (thing.get(f"{key}_localizations") or {}).items():
        where: Path = (*at, f"{key}_localizations", locale)
        if locale not in LOCALES:
            yield Problem(where, "BASE_TYPE_CHOICES", "Not a locale of Discord.")
        if slash_name:
            yield from _name(where, value)
        else:
            yield from text(where, value, most, 1)


def _options(at: Path, options: Any, depth: int) -> Iterator[Problem]:
    yield from items((*at, "options"), options, 0, 25)
    inside: list[Json] = options or []
    already = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
    yield from _names((*at, "options"), inside, already)
    nested = [option.get("type") in (SUBCOMMAND, GROUP) for option in inside]
    if any(nested) and not all(nested):
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        yield Problem((*at, "options"), code, "Subcommands and options cannot be mixed.")
    optional_seen = False
    for index, option in enumerate(inside):
        where: Path = (*at, "options", index)
        yield from _option(where, option, depth)
        if option.get("required") and optional_seen:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            yield Problem(where, code, "Required options come before optional ones.")
        optional_seen = optional_seen or not option.get("required")


def _names(at: Path, things: list[Json], code: str) -> Iterator[Problem]:
    """Names that siblings share, as they stand or in one of the languages."""
    yield from _duplicates(at, [thing.get("name") for thing in things], code)
    locales = {loc for thing in things for loc in thing.get("name_localizations") or {}}
    for locale in sorted(locales):
        shown = [
            (thing.get("name_localizations") or {}).get(locale, thing.get("name"))
            for thing in things
        ]
        yield from _duplicates((*at, locale), shown, code)


def _option(at: Path, option: Json, depth: int) -> Iterator[Problem]:
    kind = option.get("type")
    yield from _named(at, option)
    if kind not in range(SUBCOMMAND, FILE + 1):
        yield Problem((*at, "type"), "BASE_TYPE_CHOICES", "Not a type of option.")
    elif (kind == GROUP and depth > 0) or (kind == SUBCOMMAND and depth > 1):
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        yield Problem((*at, "type"), code, "Nested too deeply.")
    elif kind in (SUBCOMMAND, GROUP):
        yield from _options(at, option.get("options"), depth + (1 if kind == GROUP else 2))
    else:
        yield from _value_rules(at, option)


def _value_rules(at: Path, option: Json) -> Iterator[Problem]:
    kind, choices = option["type"], option.get("choices")
    if (choices or option.get("autocomplete")) and kind not in _CHOOSABLE:
        code = "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID"
        yield Problem(at, code, "Only texts and numbers can be chosen from a list.")
    elif choices and option.get("autocomplete"):
        code = "APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE"
        yield Problem(at, code, "Choices and autocompletion exclude each other.")
    elif choices:
        yield from _choices((*at, "choices"), choices, kind)
    for least, most in (("min_length", "max_length"), ("min_value", "max_value")):
        low, high = option.get(least), option.get(most)
        if low is not None and high is not None and low > high:
            yield Problem((*at, least), "NUMBER_TYPE_MAX", f"More than {most}.")


def _choices(at: Path, choices: Any, kind: int) -> Iterator[Problem]:
    yield from items(at, choices, 0, 25)
    names = [choice.get("name") for choice in choices or []]
    yield from _duplicates(at, names, "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS")
    for index, choice in enumerate(choices or []):
        where: Path = (*at, index)
        yield from text((*where, "name"), choice.get("name"), 100, 1)
        yield from _localised(where, choice, "name", 100)
        yield from _choice_value((*where, "value"), choice.get("value"), kind)


def _choice_value(at: Path, value: Any, kind: int) -> Iterator[Problem]:
    if kind == STRING:
        yield from text(at, value, 100, 1)
    elif isinstance(value, bool) or not isinstance(value, int if kind == INTEGER else int | float):
        yield bad_type(at, "integer" if kind == INTEGER else "float")


def _duplicates(at: Path, names: list[Any], code: str) -> Iterator[Problem]:
    for name, count in Counter(n for n in names if isinstance(n, str)).items():
        if count > 1:
            yield Problem(at, code, f"The name '{name}' is used twice.")


def characters(thing: Json) -> int:
    """Discord's measure of a command: names, descriptions and values, the longest locale."""
    own = sum(_longest(thing, key) for key in ("name", "description"))
    value = thing.get("value")
    own += len(value) if isinstance(value, str) else 0
    inner = [*(thing.get("options") or []), *(thing.get("choices") or [])]
    return own + sum(map(characters, inner))


def _longest(thing: Json, key: str) -> int:
    texts = [thing.get(key), *(thing.get(f"{key}_localizations") or {}).values()]
    return max(len(entry) if isinstance(entry, str) else 0 for entry in texts)

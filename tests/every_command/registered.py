"""The commands as Discord was told of them: what can be typed, in which language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import Json
from bot.sandbox.strict_commands import GROUP, SLASH, SUBCOMMAND


@dataclass(frozen=True)
class Leaf:
    """Something that can be sent: a command, a subcommand, or an entry of the menu on a person."""

    kind: int
    path: str
    labels: tuple[Json, ...]  # the definitions from the command down to itself
    options: tuple[Json, ...]

    @property
    def is_slash(self) -> bool:
        return self.kind == SLASH

    def label(self, locale: str) -> str:
        """What it is called in a language of Discord's."""
        return " ".join(localised(one, locale) for one in self.labels)


def leaves(commands: Iterable[Json]) -> list[Leaf]:
    """Everything that can be sent, in the order in which it was registered."""
    return [leaf for command in commands for leaf in _spread(command["type"], (command,))]


def localised(thing: Json, locale: str) -> str:
    """The name of a command, an option or a choice in a language."""
    names: dict[str, Any] = thing.get("name_localizations") or {}
    return str(names.get(locale, thing["name"]))


def _spread(kind: int, way: tuple[Json, ...]) -> Iterator[Leaf]:
    inside: list[Json] = way[-1].get("options") or []
    deeper = [option for option in inside if option["type"] in (SUBCOMMAND, GROUP)]
    for option in deeper:
        yield from _spread(kind, (*way, option))
    if not deeper:
        path = " ".join(str(one["name"]) for one in way)
        yield Leaf(kind, path, way, tuple(inside))

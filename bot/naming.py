"""Names and descriptions of commands, taken from the catalogues: `command.<path>.*`.

A command is declared by its path alone; its options find their own entries by their names in
the callback: `command.<path>.options.<parameter>.name` and `.description`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import discord
from discord import app_commands
from discord.app_commands import Choice, Command, locale_str

from bot.i18n import DEFAULT, I18n, Translator

if TYPE_CHECKING:
    from discord.app_commands.commands import CommandCallback

P = ParamSpec("P")
T = TypeVar("T")


def said(key: str) -> locale_str:
    """A text of the catalogue, in the default language and translatable at sync."""
    return locale_str(_default()(key), key=key)


def command(path: str) -> Callable[[CommandCallback[Any, P, T]], Command[Any, P, T]]:
    """Make a method of a cog the slash command that the catalogues describe at `path`."""

    def decorate(callback: CommandCallback[Any, P, T]) -> Command[Any, P, T]:
        _word_options(path, callback)
        entry = f"command.{path}"
        make = app_commands.command(
            name=said(f"{entry}.name"), description=said(f"{entry}.description")
        )
        return make(callback)

    return decorate


def community_only(entry: T) -> T:
    """A command, or a cog that is a group, for communities that the bot is a member of."""
    nowhere_else = app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    invited_only = app_commands.allowed_installs(guilds=True, users=False)
    return nowhere_else(invited_only(entry))


def choices(*values: str) -> list[Choice[str]]:
    """Choices worded by `command.choice.<value>`."""
    return [Choice(name=said(f"command.choice.{value}"), value=value) for value in values]


def languages() -> list[Choice[str]]:
    """A choice of the languages that are there; each reader's Discord names them in its own."""
    own = _catalogues().speak(DEFAULT)
    return [
        Choice(name=locale_str(own.language_name(language), language=language), value=language)
        for language in _catalogues().languages
    ]


class CommandTranslator(app_commands.Translator):
    """Gives Discord the names and descriptions in every language but the default, at sync."""

    def __init__(self, i18n: I18n) -> None:
        self._i18n = i18n

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the key says it all
    ) -> str | None:
        spoken = self._i18n.language_of(locale.value)
        if spoken is None or spoken == DEFAULT:
            return None
        t, named = self._i18n.speak(spoken), string.extras.get("language")
        if named is not None:
            return t.language_name(named)
        key = string.extras.get("key")
        return None if key is None else t(key)


def _word_options(path: str, callback: Callable[..., Any]) -> None:
    options = list(inspect.signature(callback).parameters)[2:]  # after self and interaction
    if not options:
        return
    entry = f"command.{path}.options"
    app_commands.rename(**{name: said(f"{entry}.{name}.name") for name in options})(callback)
    app_commands.describe(**{name: said(f"{entry}.{name}.description") for name in options})(
        callback
    )


@lru_cache(maxsize=1)
def _catalogues() -> I18n:
    return I18n.load()


@lru_cache(maxsize=1)
def _default() -> Translator:
    return _catalogues().speak(DEFAULT)

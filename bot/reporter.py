"""Everything that goes wrong in a conversation becomes one sentence in the reader's language.

What has a name keeps it (`error.<key>`); what has none gets an incident id that the log has too.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n import Translator
from bot.ui.parts import code, safe
from scoring.errors import DomainError

log = logging.getLogger(__name__)

# Unknown interaction, unknown webhook, invalid webhook token: the fifteen minutes or the three
# seconds are over. 40060: somebody has answered already.
LATE = frozenset({10062, 10015, 50027, 40060})
NEWS = frozenset({"closed_noted"})  # what was asked for was done, and there is more to say
NEWCOMER = "own_never_linked"  # no fault: what is shown then is how to begin
GONE_MESSAGE = frozenset({10003, 10008})
QUOTED = 100
_NAMED_BY: Mapping[str, str] = {
    "network": "network",
    "networks": "network",
    "close": "network",
    "reason": "error.because",
    "name": "community.setting",
    "places": "link.field",
    "permissions": "community.permission",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What to say (`error.<key>` with `data`), how loud to log it, and the id in both."""

    key: str
    data: Mapping[str, object] = field(default_factory=dict)
    level: int = logging.INFO
    incident: str | None = None


def diagnose(error: BaseException, new_incident: Callable[[], str] | None = None) -> Problem:
    """Find the words for an error; an unexpected one gets a new incident id of 8 digits."""
    cause = _unwrapped(error)
    if isinstance(cause, DomainError):
        return Problem(cause.key, cause.data)
    if isinstance(cause, discord.HTTPException):
        known = _of_discord(cause)
        if known is not None:
            return known
    for kinds, problem in _KNOWN:
        if isinstance(cause, kinds):
            return problem
    incident = (new_incident or _new_incident)()
    return Problem("unexpected", {"incident": incident}, logging.ERROR, incident)


def sentence(problem: Problem, t: Translator) -> str:
    """The words for a problem; what came from people in them is quoted harmlessly."""
    key = f"error.{problem.key}"
    written = {name: _written(name, value, t) for name, value in problem.data.items()}
    try:
        return t(key, **written)
    except KeyError:
        log.exception("no words for %s with %s", key, sorted(problem.data))
        return t("error.unexpected", incident=problem.incident or "-")


def record(problem: Problem, error: BaseException, where: str) -> None:
    """Write to the log what happened; the unexpected with its trace."""
    trace = error if problem.level >= logging.ERROR else None
    label = problem.incident or problem.key
    log.log(problem.level, "%s in %s: %s", label, where, _unwrapped(error), exc_info=trace)


def _unwrapped(error: BaseException) -> BaseException:
    while isinstance(error, app_commands.CommandInvokeError | commands.CommandInvokeError):
        error = error.original
    if isinstance(error, app_commands.TransformerError) and error.__cause__ is not None:
        return error if not isinstance(error.__cause__, DomainError) else error.__cause__
    return error


def _of_discord(error: discord.HTTPException) -> Problem | None:
    if error.code in LATE:
        return Problem("too_late")
    if error.code in GONE_MESSAGE:
        return Problem("message_gone")
    if isinstance(error, discord.Forbidden):
        return Problem("forbidden", level=logging.WARNING)
    if isinstance(error, discord.DiscordServerError) or error.status == 429:
        return Problem("discord_busy", level=logging.WARNING)
    return None


_KNOWN: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Problem], ...] = (
    (app_commands.NoPrivateMessage, Problem("guild_only")),
    (app_commands.MissingPermissions, Problem("manager_only")),
    (
        (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch),
        Problem("command_outdated", level=logging.WARNING),
    ),
    (app_commands.TransformerError, Problem("option_invalid")),
    (discord.RateLimited, Problem("discord_busy", level=logging.WARNING)),
    (discord.InteractionResponded, Problem("too_late")),
)


def _written(name: str, value: object, t: Translator) -> object:
    """One placeholder: moments, channels and catalogue names in words, the rest escaped."""
    if isinstance(value, datetime):
        return discord.utils.format_dt(value, "R")
    if name == "channel":
        return f"<#{value}>"
    if name == "example":
        return code(str(value), QUOTED)
    if isinstance(value, list | tuple | set | frozenset):
        return t.listing([str(_written(name, item, t)) for item in value])
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    catalogued = f"{_NAMED_BY.get(name, '')}.{value}"
    return t(catalogued) if t.has(catalogued) else safe(value, QUOTED)


def _new_incident() -> str:
    return secrets.token_hex(4)

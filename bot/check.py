"""`python -m bot check`: whether what the settings name can be reached, before a member asks."""

from __future__ import annotations

import discord
from rich.console import Console

from bot.settings import Settings
from scoring.clock import SystemClock
from scoring.core import open_core
from scoring.networks.base import Data, Limited, Outcome, Profile
from scoring.networks.words import status_of
from scoring.overview import answers, try_each

GOOD, BAD = "[green]✓[/]", "[red]✗[/]"


async def run_check(settings: Settings, console: Console) -> bool:
    """Print one line for each thing that was tried; True where all of them work.

    Raises StoreError where the database cannot be used.
    """
    async with open_core(settings, SystemClock()) as core:
        console.print(f"{GOOD} settings and database ({settings.database.path})")
        fine = await _discord(settings, console)
        async for declaration, outcome in try_each(core.networks):
            works = answers(outcome)
            fine = fine and works
            said = "answers" if works else _trouble(outcome)
            console.print(f"{GOOD if works else BAD} {declaration.title}: {said}")
    return fine


async def _discord(settings: Settings, console: Console) -> bool:
    """Whether Discord takes the token. Without one there is nothing to try."""
    token = settings.discord.token.get_secret_value() if settings.discord.token else ""
    if not token:
        console.print(f"{GOOD} no Discord token: `make run` starts the sandbox")
        return True
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(token)
        except discord.LoginFailure:
            console.print(f"{BAD} Discord refuses the token: copy it anew from its portal")
            return False
        console.print(f"{GOOD} Discord takes the token of {client.user}")
    return True


def _trouble(outcome: Outcome[Profile]) -> str:
    """What to tell the operator."""
    if isinstance(outcome, Data):
        return "answers"
    if isinstance(outcome, Limited):
        return f"no more calls until {outcome.until:%Y-%m-%d %H:%M} UTC"
    detail = getattr(outcome, "detail", "")
    return f"{status_of(outcome).value.replace('_', ' ')}{f': {detail}' if detail else ''}"

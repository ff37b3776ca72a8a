"""What autocompletion offers. It comes from memory and the database, never from a network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from discord.app_commands import Choice

from bot.folding import fold
from bot.reply import Asked, community_of

if TYPE_CHECKING:
    from scoring.networks.base import Declaration
    from scoring.service import ScoreService

SHOWN = 25
LONGEST = 100


async def account_choices(
    scores: ScoreService, interaction: Asked, partial: str
) -> list[Choice[str]]:
    """The asker's own accounts and the pages shown here."""
    found = await scores.suggest_accounts(interaction.user.id, community_of(interaction), partial)
    return listed(found)


async def page_choices(scores: ScoreService, interaction: Asked, partial: str) -> list[Choice[str]]:
    """The pages shown here, by name."""
    community = community_of(interaction)
    names = [] if community is None else await scores.suggest_pages(community, partial)
    return listed((name, name) for name in names)


def network_choices(declarations: Iterable[Declaration], partial: str) -> list[Choice[str]]:
    """Accounts as they may be written: what was typed on each network that knows such handles."""
    before, colon, after = partial.strip().partition(":")
    wanted, handle = (fold(before), after) if colon else ("", before)
    handle = handle.strip().lstrip("@")
    provable = (d for d in declarations if d.ownership_field and fold(d.name).startswith(wanted))
    fitting = ((d, _handle(d, handle)) for d in provable)
    return listed((f"{d.title}: {found}", f"{d.name}:{found}") for d, found in fitting if found)


def _handle(declaration: Declaration, typed: str) -> str:
    """What was typed, if the network has such handles; an example if nothing was."""
    if not typed:
        return declaration.handle_example
    return typed if re.fullmatch(declaration.handle_pattern, typed, re.IGNORECASE) else ""


def listed(pairs: Iterable[tuple[str, str]]) -> list[Choice[str]]:
    """As many as Discord takes, each within its limits."""
    fitting = [(label, value) for label, value in pairs if 0 < len(value) <= LONGEST]
    return [Choice(name=label[:LONGEST], value=value) for label, value in fitting[:SHOWN]]

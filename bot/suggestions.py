"""What autocompletion offers. It comes from memory and the database, never from a network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from discord.app_commands import Choice

from bot.folding import fold
from bot.reply import Asked, community_of

if TYPE_CHECKING:
    from bot.members import Members
    from scoring.heard import HeardOn
    from scoring.networks.base import Declaration
    from scoring.service import ScoreService
    from scoring.topic_boards import TopicBoards

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


async def own_topic_choices(heard: HeardOn, interaction: Asked, partial: str) -> list[Choice[str]]:
    """What the asker is heard on."""
    return await _topics_of(heard, interaction, interaction.user.id, partial)


async def topic_choices_of(
    heard: HeardOn, members: Members, interaction: Asked, partial: str
) -> list[Choice[str]]:
    """What the member in the option `member` is heard on, as far as the asker may see it."""
    number = getattr(getattr(interaction.namespace, "member", None), "id", None)
    if number is None or members.departed(community_of(interaction), [number]):
        return []
    return await _topics_of(heard, interaction, number, partial)


async def hidden_choices(heard: HeardOn, interaction: Asked, partial: str) -> list[Choice[str]]:
    """What the asker hides."""
    language = str(interaction.locale)
    return listed(await heard.suggest_hidden(interaction.user.id, partial, language_of(language)))


async def board_topic_choices(
    boards: TopicBoards, interaction: Asked, partial: str
) -> list[Choice[str]]:
    """What people shown here are heard on, most people first."""
    community = community_of(interaction)
    if community is None:
        return []
    return listed(await boards.suggest(community, partial, language_of(str(interaction.locale))))


async def _topics_of(
    heard: HeardOn, interaction: Asked, user: int, partial: str
) -> list[Choice[str]]:
    language = language_of(str(interaction.locale))
    asker, community = interaction.user.id, community_of(interaction)
    return listed(await heard.suggest(asker, user, community, partial, language))


def language_of(locale: str) -> str:
    """The language of a locale such as `en-GB`."""
    return locale.split("-", maxsplit=1)[0].lower()


def network_choices(declarations: Iterable[Declaration], partial: str) -> list[Choice[str]]:
    """Accounts as they may be written: an example of each network that was begun to be typed,
    then what was typed on each network that knows such handles."""
    before, colon, after = partial.strip().partition(":")
    wanted = fold(before).strip()
    handle = (after if colon else before).strip().lstrip("@")
    provable = [d for d in declarations if d.proofs]
    named = [d for d in provable if any(fold(n).startswith(wanted) for n in (d.name, d.title))]
    if colon:
        found = [(d, _handle(d, handle)) for d in named]
    else:
        found = [(d, d.handle_example) for d in named]
        found += [(d, _handle(d, handle)) for d in provable if handle]
    pairs = ((f"{d.title}: {one}", f"{d.name}:{one}") for d, one in found if one)
    return listed(dict.fromkeys(pairs))


def _handle(declaration: Declaration, typed: str) -> str:
    """What was typed, if the network has such handles; an example if nothing was."""
    if not typed:
        return declaration.handle_example
    return typed if re.fullmatch(declaration.handle_pattern, typed, re.IGNORECASE) else ""


def listed(pairs: Iterable[tuple[str, str]]) -> list[Choice[str]]:
    """As many as Discord takes, each within its limits."""
    fitting = [(label, value) for label, value in pairs if 0 < len(value) <= LONGEST]
    return [Choice(name=label[:LONGEST], value=value) for label, value in fitting[:SHOWN]]

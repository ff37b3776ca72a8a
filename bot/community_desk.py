"""What commands and panel of a community's settings share: who may, change, show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.choosing import require_postable
from bot.i18n import Translator
from bot.panels import community as panels
from bot.panels.community import Scene
from bot.reply import Asked, Reply
from bot.reporter import diagnose, sentence
from scoring.errors import DomainError
from scoring.models import Community

if TYPE_CHECKING:
    from bot.client import Renown


class CommunityDesk:
    """Changes go through here, whether they were typed, picked or pressed."""

    def __init__(self, bot: Renown) -> None:
        self._bot = bot
        self._communities = bot.core.communities

    async def change(self, reply: Reply, name: str, values: Mapping[str, Any] | None) -> None:
        """Change one setting, or set it back with None, and show them all.

        Raises DomainError where the value is refused, or the bot may not post in the channel.
        """
        if name == "channel" and values is not None:
            require_postable(reply.interaction.guild, values["channel_id"])
        community = community_of(reply)
        await self._communities.change(community, reply.asker, name, values)
        await self.show(reply, name)

    async def show(self, reply: Reply, changed: str | None = None) -> None:
        """All settings."""
        await reply.send(panels.settings(await self.scene(reply), changed))

    async def scene(self, reply: Reply) -> Scene:
        """What there is to show of the asker's community."""
        chosen = await self._communities.get(community_of(reply))
        guild = reply.interaction.guild
        return Scene(
            community=chosen,
            t=reply.t,
            upcoming=await self._bot.core.weekly.upcoming(chosen),
            last=await self._communities.last_change(chosen.id),
            roles=frozenset(role.id for role in guild.roles) if guild else frozenset(),
            trouble=_trouble(guild, chosen, reply.t),
        )


def require_manager(interaction: Asked) -> None:
    """Discord's own check is only a default that a server can widen: look again, every time."""
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])


def community_of(reply: Reply) -> int:
    """The community in which this is asked. Raises DomainError `guild_only`."""
    if reply.community is None:
        raise DomainError("guild_only")
    return reply.community


def _trouble(guild: discord.Guild | None, chosen: Community, t: Translator) -> str:
    """What keeps the next board from its channel, in words."""
    if chosen.channel_id is None:
        return ""
    try:
        require_postable(guild, chosen.channel_id)
    except DomainError as error:
        return sentence(diagnose(error), t)
    return ""

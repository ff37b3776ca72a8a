"""The command tree: a throttle before every command, the one reporter after every error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from scoring.errors import DomainError

if TYPE_CHECKING:
    from bot.client import Renown

LONGEST_OPTION = 200


class RenownTree(app_commands.CommandTree["Renown"]):
    """Commands work wherever the bot was installed; a cog narrows that where it must."""

    def __init__(self, client: Renown) -> None:
        super().__init__(
            client,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
        )

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Autocompletion asks at every key and is not counted."""
        if interaction.type is discord.InteractionType.autocomplete:
            return True
        try:
            self.client.throttle.admit(interaction.user.id)
            refuse_long_options(interaction.data)
        except Exception as error:
            await self.client.report(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        await self.client.report(interaction, error)


def refuse_long_options(data: Any) -> None:
    """Nothing that people type here is a page long. Raises DomainError `option_too_long`."""
    for option in (data or {}).get("options", ()):
        value = option.get("value")
        if isinstance(value, str) and len(value) > LONGEST_OPTION:
            raise DomainError("option_too_long", n=LONGEST_OPTION)
        refuse_long_options(option)

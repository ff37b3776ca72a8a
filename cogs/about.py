"""`/about` and `/help`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.naming import command
from bot.panels import about as panels
from bot.panels.help import help_
from bot.panels.policy import policy
from bot.reply import Asked, Reply

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.networks.registry import Networks


class AboutCog(commands.Cog):
    """What people have a right to know about the number."""

    def __init__(self, networks: Networks, bot: Renown) -> None:
        self._networks = networks
        self._bot = bot

    @command("about")
    async def about(self, interaction: Asked) -> None:
        """The formula, the networks, what it is not for, privacy, and where to report."""
        await self._tell(await Reply.begin(interaction))

    @command("help")
    async def help(self, interaction: Asked) -> None:
        """The commands and three examples."""
        reply = await Reply.begin(interaction)
        bot, manager, known = self._bot, _manages(interaction), self._is_known
        await reply.send(
            help_(bot.mention, reply.t, bot.display_name, bot.links, known=known, manager=manager)
        )

    async def pressed(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - discord.py's signature
        """*What is it?*, for the presser's own eyes."""
        await self._tell(await Reply.begin(interaction))

    async def policy(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - every handler has it
        """*Privacy policy*, where it has no page of its own."""
        reply = await Reply.begin(interaction)
        await reply.send(policy(reply.t, self._bot.links))

    async def _tell(self, reply: Reply) -> None:
        declarations = self._networks.declarations()
        links = self._bot.links
        beside = self._networks.beside
        await reply.send(panels.about(declarations, self._is_on, reply.t, links, beside))

    def _is_on(self, network: str) -> bool:
        return self._networks.connector(network) is not None

    def _is_known(self, path: str) -> bool:
        return self._bot.tree.get_command(path.split(" ", maxsplit=1)[0]) is not None


def _manages(interaction: Asked) -> bool:
    return interaction.guild_id is not None and interaction.permissions.manage_guild


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = AboutCog(bot.core.networks, bot)
    await bot.add_cog(cog)
    bot.on_press("about", cog.pressed)
    bot.on_press("policy", cog.policy)

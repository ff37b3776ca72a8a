"""`/about` and `/help`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.naming import command
from bot.panels import about as panels
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
        reply = await Reply.begin(interaction)
        declarations = self._networks.declarations()
        links = self._bot.links
        beside = self._networks.beside
        await reply.send(panels.about(declarations, self._is_on, reply.t, links, beside))

    @command("help")
    async def help(self, interaction: Asked) -> None:
        """The commands and three examples."""
        reply = await Reply.begin(interaction)
        bot = self._bot
        await reply.send(panels.help_(bot.mention, reply.t, bot.display_name, bot.links))

    async def policy(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - every handler has it
        """*Privacy policy*, where it has no page of its own."""
        reply = await Reply.begin(interaction)
        await reply.send(policy(reply.t, self._bot.links))

    def _is_on(self, network: str) -> bool:
        return self._networks.connector(network) is not None


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = AboutCog(bot.core.networks, bot)
    await bot.add_cog(cog)
    bot.on_press("policy", cog.policy)

"""`/check`: is my own score above a minimum? Only about oneself, and with its margin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.answers import Answers
from bot.naming import command
from bot.reply import Asked, Reply

if TYPE_CHECKING:
    from bot.client import Renown


class CheckCog(commands.Cog):
    """The asker alone decides whether others see the answer."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @command("check")
    async def check(self, interaction: Asked, minimum: float) -> None:
        """Yes, no, or within the margin."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._answers.check(reply.to, minimum))

    async def share(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Show to everyone*, under one's own answer."""
        reply = await Reply.begin(interaction, public=True)
        name = interaction.user.display_name
        await reply.send(await self._answers.check(reply.to, float(state["minimum"]), name))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = CheckCog(bot.answers)
    await bot.add_cog(cog)
    bot.on_press("share_check", cog.share)

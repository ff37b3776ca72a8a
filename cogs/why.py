"""`/why` and the *Why?* button: the sum behind a score, and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.answers import Answers
from bot.members import Members
from bot.naming import command, said
from bot.reply import Asked, Reply
from bot.suggestions import account_choices

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.service import ScoreService


class WhyCog(commands.Cog):
    """Every number has its why."""

    def __init__(self, answers: Answers, scores: ScoreService, members: Members) -> None:
        self._answers = answers
        self._scores = scores
        self._members = members
        self.menu = app_commands.ContextMenu(
            name=said("command.why_this_score.name"), callback=self.this_score
        )

    @command("why")
    async def why(
        self,
        interaction: Asked,
        member: discord.User | None = None,
        account: str | None = None,
    ) -> None:
        """Of oneself, of a member, or of a page."""
        reply = await Reply.begin(interaction)
        if account is not None:
            await reply.send(await self._answers.why_account(reply.to, account))
            return
        if member is not None:
            self._members.met(reply.community, member)
        await reply.send(await self._answers.why(reply.to, (member or interaction.user).id))

    async def this_score(self, interaction: Asked, member: discord.User) -> None:
        """*Why this score?* of the person who was clicked, if they are shown here."""
        reply = await Reply.begin(interaction)
        self._members.met(reply.community, member)
        await reply.send(await self._answers.why(reply.to, member.id))

    @why.autocomplete("account")
    async def accounts(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """One's own accounts and the pages shown here."""
        return await account_choices(self._scores, interaction, partial)

    async def pressed(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Why?* under a card."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._answers.why_subject(reply.to, int(state["subject"])))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = WhyCog(bot.answers, bot.core.scores, bot.members)
    await bot.add_cog(cog)
    bot.tree.add_command(cog.menu)
    bot.on_press("why", cog.pressed)

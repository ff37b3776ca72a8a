"""`/score` and *Show score* on a person: the card, and the button that shows one's own to all."""

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


class ScoreCog(commands.Cog):
    """One number, its reasons, its range and its age."""

    def __init__(self, answers: Answers, scores: ScoreService, members: Members) -> None:
        self._answers = answers
        self._scores = scores
        self._members = members
        self.menu = app_commands.ContextMenu(
            name=said("command.show_score.name"), callback=self.show_score
        )

    @command("score")
    async def score(
        self,
        interaction: Asked,
        member: discord.User | None = None,
        account: str | None = None,
        show_to_everyone: bool = False,
    ) -> None:
        """The card of oneself, of a member, or of an account."""
        reply = await Reply.begin(interaction, public=show_to_everyone)
        if account is not None:
            answer = await self._answers.card_of_account(reply.to, account)
        else:
            answer = await self._answers.card(reply.to, self._whom(reply, member))
        await reply.send(answer)

    @score.autocomplete("account")
    async def accounts(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """One's own accounts and the pages shown here."""
        return await account_choices(self._scores, interaction, partial)

    async def show_score(self, interaction: Asked, member: discord.User) -> None:
        """*Show score*: the card of the person who was clicked, if they are shown here."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._answers.card(reply.to, self._whom(reply, member)))

    async def share(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Show to everyone*, under one's own card."""
        reply = await Reply.begin(interaction, public=True)
        await reply.send(await self._answers.card_of_subject(reply.to, int(state["subject"])))

    def _whom(self, reply: Reply, member: discord.abc.User | None) -> int:
        if member is None:
            return reply.asker
        self._members.met(reply.community, member)
        return member.id


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = ScoreCog(bot.answers, bot.core.scores, bot.members)
    await bot.add_cog(cog)
    bot.tree.add_command(cog.menu)
    bot.on_press("share", cog.share)

"""`/compare`: two to five members or pages side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.answers import Answers
from bot.members import Members
from bot.naming import command, said
from bot.reply import Asked, Reply
from bot.suggestions import page_choices

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.service import ScoreService

User = discord.abc.User


class CompareCog(commands.Cog):
    """All sides are optional: one alone is compared with the asker."""

    def __init__(self, answers: Answers, scores: ScoreService, members: Members) -> None:
        self._answers = answers
        self._scores = scores
        self._members = members
        self.menu = app_commands.ContextMenu(
            name=said("command.compare_with_me.name"), callback=self.with_me
        )

    @command("compare")
    async def compare(
        self,
        interaction: Asked,
        a: discord.User | None = None,
        b: discord.User | None = None,
        c: discord.User | None = None,
        d: discord.User | None = None,
        e: discord.User | None = None,
        page: str | None = None,
        other_page: str | None = None,
        show_to_everyone: bool = False,
    ) -> None:
        """Members by user, pages by name."""
        reply = await Reply.begin(interaction, public=show_to_everyone)
        people = [user for user in (a, b, c, d, e) if user is not None]
        pages = [name for name in (page, other_page) if name is not None]
        subjects, asked = self._sides(reply, people, pages)
        await reply.send(await self._answers.comparison(reply.to, subjects, asked))

    async def with_me(self, interaction: Asked, member: discord.User) -> None:
        """*Compare with me*: the person who was clicked beside the asker."""
        reply = await Reply.begin(interaction)
        subjects, asked = self._sides(reply, [member], [])
        await reply.send(await self._answers.comparison(reply.to, subjects, asked))

    @compare.autocomplete("page")
    @compare.autocomplete("other_page")
    async def pages(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """The pages shown here."""
        return await page_choices(self._scores, interaction, partial)

    def _sides(
        self, reply: Reply, people: list[discord.User], pages: list[str]
    ) -> tuple[list[int | str], list[str]]:
        """Whom to compare and what they are called; the asker comes first if one is missing."""
        users: list[User] = [*people]
        if len(people) + len(pages) < 2:
            users.insert(0, reply.interaction.user)
        for user in users:
            self._members.met(reply.community, user)
        subjects: list[int | str] = [*(user.id for user in users), *pages]
        return subjects, [*(user.display_name for user in users), *pages]


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = CompareCog(bot.answers, bot.core.scores, bot.members)
    await bot.add_cog(cog)
    bot.tree.add_command(cog.menu)

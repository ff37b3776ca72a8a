"""`/history` and the *History* button: a score over time, as a line and in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.members import Members
from bot.naming import choices, command
from bot.reply import Asked, Reply, is_private_message
from scoring.history import Span

if TYPE_CHECKING:
    from bot.client import Renown
    from bot.history_answers import HistoryAnswers


class HistoryCog(commands.Cog):
    """History is appended, and never computed anew."""

    def __init__(self, answers: HistoryAnswers, members: Members) -> None:
        self._answers = answers
        self._members = members

    @command("history")
    @app_commands.choices(period=choices(*Span))
    async def history(
        self,
        interaction: Asked,
        member: discord.User | None = None,
        period: str = Span.QUARTER,
        show_to_everyone: bool = False,
    ) -> None:
        """Of oneself, or of a member."""
        reply = await Reply.begin(interaction, public=show_to_everyone)
        if member is not None:
            self._members.met(reply.community, member)
        whom = (member or interaction.user).id
        await reply.send(await self._answers.show(reply.to, whom, Span(period)))

    async def turn(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*History* under a card, and another period under a history."""
        here = state["way"] == "turn" and is_private_message(interaction)
        reply = await Reply.begin(interaction, in_place=here)
        await self._send(reply, state)

    async def share(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Show to everyone*, under one's own history."""
        await self._send(await Reply.begin(interaction, public=True), state)

    async def _send(self, reply: Reply, state: Mapping[str, str]) -> None:
        subject, span = int(state["subject"]), Span(state["span"])
        await reply.send(await self._answers.show_subject(reply.to, subject, span))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = HistoryCog(bot.history_answers, bot.members)
    await bot.add_cog(cog)
    bot.on_press("history", cog.turn)
    bot.on_press("share_history", cog.share)

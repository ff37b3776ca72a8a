"""`/vouch`: endorse a member on a topic. It is shown, and counted in no score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord.app_commands import Choice
from discord.ext import commands

from bot.members import Members
from bot.naming import command, community_only
from bot.reply import Asked, Reply
from bot.suggestions import topic_choices_of

if TYPE_CHECKING:
    from bot.client import Renown
    from bot.topic_answers import TopicAnswers
    from scoring.heard import HeardOn


class VouchCog(commands.Cog):
    """Three a day, never for oneself; a second time takes it back."""

    def __init__(self, answers: TopicAnswers, heard: HeardOn, members: Members) -> None:
        self._answers = answers
        self._heard = heard
        self._members = members

    @command("vouch")
    @community_only
    async def vouch(self, interaction: Asked, member: discord.User, topic: str) -> None:
        """For somebody who is shown here, on one of their topics."""
        reply = await Reply.begin(interaction)
        self._members.met(reply.community, member)
        await reply.send(await self._answers.vouch(reply.to, member.id, topic))

    @vouch.autocomplete("topic")
    async def topics(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """What the chosen member is heard on, as far as the asker may see it."""
        return await topic_choices_of(self._heard, self._members, interaction, partial)


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    await bot.add_cog(VouchCog(bot.topic_answers, bot.core.heard, bot.members))

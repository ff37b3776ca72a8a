"""`/topics`: what somebody is heard on; hide one's own, remove vouches for oneself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.app_commands import Choice
from discord.ext import commands

from bot.members import Members
from bot.naming import command, said
from bot.reply import Asked, Reply
from bot.suggestions import hidden_choices, own_topic_choices
from bot.ui import notice
from bot.ui.parts import safe

if TYPE_CHECKING:
    from bot.client import Renown
    from bot.topic_answers import TopicAnswers
    from scoring.heard import HeardOn
    from scoring.vouching import Vouching


class TopicsCog(
    commands.GroupCog,
    group_name=said("command.topics.name"),
    group_description=said("command.topics.description"),
):
    """Everybody reads what is shown; the owner alone changes it."""

    def __init__(
        self, answers: TopicAnswers, heard: HeardOn, vouching: Vouching, members: Members
    ) -> None:
        self._answers = answers
        self._heard = heard
        self._vouching = vouching
        self._members = members

    @command("topics.show")
    async def show(
        self,
        interaction: Asked,
        member: discord.User | None = None,
        show_to_everyone: bool = False,
    ) -> None:
        """Of oneself, or of a member."""
        reply = await Reply.begin(interaction, public=show_to_everyone)
        if member is not None:
            self._members.met(reply.community, member)
        await reply.send(await self._answers.show(reply.to, (member or interaction.user).id))

    @command("topics.hide")
    async def hide(self, interaction: Asked, topic: str) -> None:
        """Be seen on a topic no more."""
        reply = await Reply.begin(interaction)
        tag = await self._heard.hide(reply.asker, topic)
        name = safe(self._answers.name(reply.to, tag))
        await reply.send(notice.success(reply.t("topics.now_hidden", topic=name)))

    @command("topics.unhide")
    async def unhide(self, interaction: Asked, topic: str) -> None:
        """Be seen on it again."""
        reply = await Reply.begin(interaction)
        tag = await self._heard.unhide(reply.asker, topic)
        name = safe(self._answers.name(reply.to, tag))
        await reply.send(notice.success(reply.t("topics.now_shown", topic=name)))

    @hide.autocomplete("topic")
    async def own(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """What one is heard on."""
        return await own_topic_choices(self._heard, interaction, partial)

    @unhide.autocomplete("topic")
    async def hidden(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """What one hides."""
        return await hidden_choices(self._heard, interaction, partial)

    async def share(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Show to everyone*, under one's own topics."""
        reply = await Reply.begin(interaction, public=True)
        await reply.send(await self._answers.show_subject(reply.to, int(state["subject"])))

    async def edit(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Hide a topic*, *Remove a vouch*, *Back*."""
        reply = await Reply.begin(interaction, in_place=True)
        await reply.send(await self._answers.edit(reply.to, state["what"]))

    async def change(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """One of one's own topics was pressed."""
        reply = await Reply.begin(interaction, in_place=True)
        await reply.send(await self._answers.change(reply.to, state["way"], state["topic"]))

    async def unvouch(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """A vouch that one gave or got is removed."""
        reply = await Reply.begin(interaction, in_place=True)
        tag = await self._vouching.remove(reply.asker, int(state["vouch"]))
        name = safe(self._answers.name(reply.to, tag))
        await reply.send(notice.success(reply.t("vouch.removed", topic=name)))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    core = bot.core
    cog = TopicsCog(bot.topic_answers, core.heard, core.vouching, bot.members)
    await bot.add_cog(cog)
    bot.on_press("share_topics", cog.share)
    bot.on_press("topics", cog.edit)
    bot.on_press("hide_topic", cog.change)
    bot.on_press("unvouch", cog.unvouch)

"""One question on its way: who asks, where, in which words; and the way back for the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import discord

from bot.answers import Audience
from bot.i18n import Translator
from bot.ui.parts import Rendered

if TYPE_CHECKING:
    from bot.client import Renown

Asked = discord.Interaction[Any]
PUBLIC = "public"  # in `interaction.extras`: the answer under way would be seen by everyone


class Way(Enum):
    """How an answer reaches people."""

    PRIVATE = "private"
    PUBLIC = "public"
    IN_PLACE = "in_place"  # the message with the pressed button changes


@dataclass(frozen=True, slots=True)
class Reply:
    """An acknowledged interaction; its audience's `t` speaks the asker's language, in public
    the community's."""

    interaction: Asked
    to: Audience
    way: Way

    @classmethod
    async def begin(
        cls, interaction: Asked, *, public: bool = False, in_place: bool = False
    ) -> Reply:
        """Acknowledge first; whether everyone sees the answer is fixed from here on."""
        way = Way.IN_PLACE if in_place else Way.PUBLIC if public else Way.PRIVATE
        bot: Renown = interaction.client
        community = community_of(interaction)
        interaction.extras[PUBLIC] = way is Way.PUBLIC
        if way is Way.IN_PLACE:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=not public, thinking=True)
        bot.members.met(community, interaction.user)
        private = way is not Way.PUBLIC
        t = await bot.speech(None if private else community, interaction.locale)
        return cls(interaction, Audience(interaction.user.id, community, t, private), way)

    @property
    def t(self) -> Translator:
        return self.to.t

    @property
    def asker(self) -> int:
        return self.to.viewer

    @property
    def community(self) -> int | None:
        return self.to.community

    async def send(self, answer: Rendered, extra: Sequence[discord.File] = ()) -> None:
        """Deliver the answer the way that was acknowledged."""
        files = [*answer.attachments(), *extra]
        if self.way is Way.IN_PLACE:
            await self.interaction.edit_original_response(view=answer.view, attachments=files)
        else:
            private = self.way is Way.PRIVATE
            await self.interaction.followup.send(view=answer.view, files=files, ephemeral=private)
        self.interaction.extras[PUBLIC] = False


def community_of(interaction: Asked) -> int | None:
    """The guild that the bot is a member of, or None: direct messages and user installs."""
    return interaction.guild_id if interaction.is_guild_integration() else None


def is_private_message(interaction: Asked) -> bool:
    """Whether the pressed button stands in a message that only the presser sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def whisper(interaction: Asked, answer: Rendered) -> None:
    """Tell only the asker, whatever has or has not been acknowledged before."""
    files = answer.attachments()
    if not interaction.response.is_done():
        await interaction.response.send_message(view=answer.view, files=files, ephemeral=True)
        return
    if interaction.extras.get(PUBLIC):
        # The first follow-up inherits the visibility of what was acknowledged.
        await interaction.delete_original_response()
    await interaction.followup.send(view=answer.view, files=files, ephemeral=True)

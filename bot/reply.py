"""One question on its way: who asks, where, in which words; and the way back for the answer.

Most answers come from memory and the database and are the first thing that Discord hears. What
takes longer is acknowledged in time, and the answer follows.
"""

from __future__ import annotations

import asyncio
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
PROMISE = "promise"  # the acknowledgement that waits there
PATIENCE = 1.5  # seconds; Discord's own ends after three


class Way(Enum):
    """How an answer reaches people."""

    PRIVATE = "private"
    PUBLIC = "public"
    IN_PLACE = "in_place"  # the message with the pressed button changes


class Promise:
    """Acknowledges an interaction if its answer is not there soon."""

    def __init__(self, interaction: Asked, way: Way) -> None:
        self._interaction = interaction
        self._way = way
        self._task: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._begin)

    async def settle(self) -> None:
        """After this the interaction is either acknowledged, or the answer comes first.

        Raises what Discord said to an acknowledgement that it refused.
        """
        self._timer.cancel()
        if self._task is not None:
            await self._task

    def _begin(self) -> None:
        self._task = asyncio.create_task(self._acknowledge())

    async def _acknowledge(self) -> None:
        response = self._interaction.response
        if response.is_done():
            return
        self._interaction.extras[PUBLIC] = self._way is Way.PUBLIC
        if self._way is Way.IN_PLACE:
            await response.defer()
        else:
            await response.defer(ephemeral=self._way is Way.PRIVATE, thinking=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """An interaction that is answered in time; the audience's `t` speaks the asker's language,
    in public the community's."""

    interaction: Asked
    to: Audience
    way: Way

    @classmethod
    async def begin(
        cls, interaction: Asked, *, public: bool = False, in_place: bool = False
    ) -> Reply:
        """Whether everyone sees the answer is fixed from here on."""
        way = Way.IN_PLACE if in_place else Way.PUBLIC if public else Way.PRIVATE
        bot: Renown = interaction.client
        community = community_of(interaction)
        interaction.extras[PROMISE] = Promise(interaction, way)
        bot.members.met(community, interaction.user)
        private = way is not Way.PUBLIC
        t = await bot.speech(None if private else community, interaction.locale)
        attaching = interaction.app_permissions.attach_files
        look = await bot.look(community, attaching=attaching)
        return cls(interaction, Audience(interaction.user.id, community, t, private, look), way)

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
        """Deliver the answer, as the first word or after an acknowledgement."""
        await settle(self.interaction)
        files = [*answer.attachments(), *extra]
        if self.interaction.response.is_done():
            await self._follow(answer, files)
        elif self.way is Way.IN_PLACE:
            await self.interaction.response.edit_message(view=answer.view, attachments=files)
        else:
            private = self.way is Way.PRIVATE
            await self.interaction.response.send_message(
                view=answer.view, files=files, ephemeral=private
            )

    async def _follow(self, answer: Rendered, files: Sequence[discord.File]) -> None:
        if self.way is Way.IN_PLACE:
            await self.interaction.edit_original_response(view=answer.view, attachments=files)
        else:
            private = self.way is Way.PRIVATE
            await self.interaction.followup.send(view=answer.view, files=files, ephemeral=private)
        self.interaction.extras[PUBLIC] = False


async def settle(interaction: Asked) -> None:
    """Wait for an acknowledgement that is under way, and prevent one that is not."""
    promise = interaction.extras.get(PROMISE)
    if isinstance(promise, Promise):
        await promise.settle()


def community_of(interaction: Asked) -> int | None:
    """The guild that the bot is a member of, or None: direct messages and user installs."""
    return interaction.guild_id if interaction.is_guild_integration() else None


def is_private_message(interaction: Asked) -> bool:
    """Whether the pressed button stands in a message that only the presser sees."""
    return interaction.message is not None and interaction.message.flags.ephemeral


async def whisper(interaction: Asked, answer: Rendered) -> None:
    """Tell only the asker, whatever has or has not been acknowledged before."""
    await settle(interaction)
    files = answer.attachments()
    if not interaction.response.is_done():
        await interaction.response.send_message(view=answer.view, files=files, ephemeral=True)
        return
    if interaction.extras.get(PUBLIC):
        # The first follow-up inherits the visibility of what was acknowledged.
        await interaction.delete_original_response()
    await interaction.followup.send(view=answer.view, files=files, ephemeral=True)

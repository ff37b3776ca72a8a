"""What members are told in private, each thing once: an account taken over, a proof not found, a
mark that they reached; and the button for no more of the last."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.panels import milestones
from bot.panels.link import told
from bot.reply import Asked, Reply
from bot.ui.parts import Rendered
from scoring.notices import NoticeKind

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.notices import Notices
    from scoring.store.notices import Notice

log = logging.getLogger(__name__)

REFUSED = (discord.Forbidden, discord.NotFound)
FAULTS = (discord.DiscordException, OSError, TimeoutError)
TOO_FAST = 40003  # direct messages opened too fast: a refusal that passes
NOBODY = 50033  # whom it should go to is not there


class NoticesCog(commands.Cog):
    """Delivers notices at every beat, and when there is a new one."""

    def __init__(self, bot: Renown, notices: Notices) -> None:
        self._bot = bot
        self._notices = notices
        self._turn = asyncio.Lock()

    async def tick(self) -> None:
        """Say what there is to say."""
        async with self._turn:
            for notice in await self._notices.due():
                if await self._notices.lease(notice):
                    await self._deliver(notice)

    async def _deliver(self, notice: Notice) -> None:
        try:
            await self._write(notice)
        except FAULTS as error:
            log.info("%s could not be told of %s: %s", notice.user_id, notice.kind, error)
            await (self._notices.done if _is_final(error) else self._notices.failed)(notice)
        else:
            await self._notices.done(notice)

    async def _write(self, notice: Notice) -> None:
        words = self._words(notice)
        channel = await self._bot.create_dm(discord.Object(notice.user_id))
        await channel.send(view=words.view, nonce=f"notice.{notice.id}"[:25])

    def _words(self, notice: Notice) -> Rendered:
        t = self._bot.i18n.speak(notice.locale)
        if notice.kind != NoticeKind.MILESTONE:
            return told(notice, t)
        guild = self._bot.get_guild(int(notice.data.get("community", 0)))
        return milestones.told(notice.data, t, guild.name if guild else None)

    async def switch(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*No more of these*, and the way back."""
        reply = await Reply.begin(interaction)
        rights = self._bot.core.rights
        await (rights.quiet if state["way"] == "off" else rights.unquiet)(reply.asker)
        await reply.send(milestones.switched(state["way"], reply.t))


def _is_final(error: Exception) -> bool:
    """Whether the member cannot be told: their messages are closed, or they are gone."""
    code = error.code if isinstance(error, discord.HTTPException) else 0
    return code == NOBODY or (isinstance(error, REFUSED) and code != TOO_FAST)


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = NoticesCog(bot, bot.core.notices)
    await bot.add_cog(cog)
    bot.tell = cog.tick
    bot.on_beat(cog.tick)
    bot.on_press("cheer", cog.switch)

"""What members are told in private, each thing once: an account taken over, a proof not found."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.panels.link import told

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
        words = told(notice, self._bot.i18n.speak(notice.locale))
        channel = await self._bot.create_dm(discord.Object(notice.user_id))
        await channel.send(view=words.view, nonce=f"notice.{notice.id}"[:25])


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

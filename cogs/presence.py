"""Who is still there: a few members at each beat, and the communities that Discord lists."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.core import Core

log = logging.getLogger(__name__)

AT_ONCE = 5  # members at each beat: seven thousand a day, far below Discord's limits
COMMUNITIES_EVERY = timedelta(hours=1)


class PresenceCog(commands.Cog):
    """Asks Discord, since it does not tell a bot without the members intent."""

    def __init__(self, bot: Renown, core: Core) -> None:
        self._bot = bot
        self._presence = core.presence
        self._communities = core.communities
        self._clock = core.clock
        self._compared_at: datetime | None = None

    async def tick(self) -> None:
        """Nothing while Discord has not said where the bot is."""
        if self._bot.is_ready():
            await self._compare()
            await self._look()

    async def _compare(self) -> None:
        """Communities that the bot knows, and those that Discord lists."""
        now = self._clock.now()
        if self._compared_at is not None and now - self._compared_at < COMMUNITIES_EVERY:
            return
        self._compared_at = now
        listed = [guild.id for guild in self._bot.guilds]
        for community in await self._communities.keep_only(listed):
            log.warning("guild %s is listed no more: everything about it is erased", community)

    async def _look(self) -> None:
        """Where Discord has an outage, or the bot is not any more, nobody is looked for."""
        away = {guild.id for guild in self._bot.guilds if guild.unavailable}
        away |= await self._communities.unlisted()
        wanted = await self._presence.to_look_for(AT_ONCE, away)
        for community, users in wanted.items():
            there, gone = await self._bot.members.look(community, users)
            await self._presence.looked_for(community, users)
            await self._presence.seen(community, there, gone)
            if gone:
                await self._bot.nudge()


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = PresenceCog(bot, bot.core)
    await bot.add_cog(cog)
    bot.on_beat(cog.tick)

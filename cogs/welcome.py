"""What the bot says when it joins a server: one message, once, to those who can set it up."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.panels import welcome as panels
from bot.ui.parts import Rendered

if TYPE_CHECKING:
    from bot.client import Renown

log = logging.getLogger(__name__)

REFUSED = (discord.Forbidden, discord.NotFound)
FAULTS = (discord.DiscordException, OSError, TimeoutError)
JUST_NOW = timedelta(hours=1)  # an older membership was not begun by this event


class WelcomeCog(commands.Cog):
    """discord.py tells a join from a return after an outage; a claim makes sure of it."""

    def __init__(self, bot: Renown) -> None:
        self._bot = bot

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server that has just invited the bot."""
        joined = guild.me.joined_at
        if joined is not None and self._bot.core.clock.now() - joined > JUST_NOW:
            return
        language = self._bot.i18n.speak(str(guild.preferred_locale)).language
        if await self._bot.core.communities.greet(guild.id, language):
            await self._say(guild, language)

    async def _say(self, guild: discord.Guild, language: str) -> None:
        """In the first place that takes it; where none does, nowhere."""
        for channel in _channels(guild):
            if await _sent(channel.send(view=self._words(guild, language, in_server=True).view)):
                return
        await _sent(self._tell_owner(guild, self._words(guild, language, in_server=False)))

    def _words(self, guild: discord.Guild, language: str, *, in_server: bool) -> Rendered:
        t = self._bot.i18n.speak(language)
        return panels.joined(self._bot.mention, t, in_server=in_server, server=guild.name)

    async def _tell_owner(self, guild: discord.Guild, said: Rendered) -> None:
        channel = await self._bot.create_dm(discord.Object(guild.owner_id or 0))
        await channel.send(view=said.view)


def _channels(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    """Where Discord itself writes: to everyone, then to managers. Never just any channel: a bot
    that starts to talk in the middle of one is a nuisance."""
    for channel in (guild.system_channel, guild.public_updates_channel):
        if channel is not None:
            allowed = channel.permissions_for(guild.me)
            if allowed.view_channel and allowed.send_messages:
                yield channel


async def _sent(sending: Awaitable[object]) -> bool:
    """False where it was refused; after another fault it may stand there all the same."""
    try:
        await sending
    except REFUSED:
        return False
    except FAULTS as error:
        log.info("no word of welcome: %s", error)
    return True


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    await bot.add_cog(WelcomeCog(bot))

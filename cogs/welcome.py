"""What the bot says when it joins a server: one message, once, to those who can set it up."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.panels import welcome as panels

if TYPE_CHECKING:
    from bot.client import Renown

log = logging.getLogger(__name__)

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
        locale = str(guild.preferred_locale)
        language = self._bot.i18n.speak(locale).language
        if await self._bot.core.communities.greet(guild.id, language):
            await self._say(guild, locale)

    async def _say(self, guild: discord.Guild, locale: str) -> None:
        """In the first place that takes it; where none does, nowhere."""
        t = self._bot.i18n.speak(locale)
        async for place in self._places(guild):
            in_server = isinstance(place, discord.abc.GuildChannel)
            said = panels.joined(self._bot.mention, t, in_server=in_server, server=guild.name)
            try:
                await place.send(view=said.view)
            except discord.HTTPException as error:
                log.info("no word of welcome in %s: %s", place, error)
            else:
                return

    async def _places(self, guild: discord.Guild) -> AsyncIterator[discord.abc.Messageable]:
        """The system channel; the channel in which Discord itself writes to managers; the owner.

        Never just any channel: a bot that starts to talk in the middle of one is a nuisance.
        """
        for channel in (guild.system_channel, guild.public_updates_channel):
            if channel is not None and _may_write(channel):
                yield channel
        if guild.owner_id is not None:
            yield await self._bot.create_dm(discord.Object(guild.owner_id))


def _may_write(channel: discord.TextChannel) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.send_messages


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    await bot.add_cog(WelcomeCog(bot))

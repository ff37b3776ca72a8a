"""`/community`: where, when and in which language the weekly board appears."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.hours import parse_hour
from bot.naming import choices, command, community_only, said
from bot.panels import community as panels
from bot.reply import Asked, Reply
from bot.suggestions import listed
from bot.ui import notice
from bot.zones import ZoneIndex
from scoring.errors import DomainError
from scoring.models import Community

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.communities import Communities

DAYS = [f"day_{weekday}" for weekday in range(7)]
DEFAULTS = Community(0)


@community_only
@app_commands.default_permissions(manage_guild=True)
class CommunityCog(
    commands.GroupCog,
    group_name=said("command.community.name"),
    group_description=said("command.community.description"),
):
    """For managers only; a setting left empty goes back to what it was at first."""

    def __init__(self, communities: Communities, zones: ZoneIndex, bot: Renown) -> None:
        self._communities = communities
        self._zones = zones
        self._bot = bot

    async def interaction_check(self, interaction: Asked, /) -> bool:
        """Discord's own check is only a default that a server can widen: look again."""
        if interaction.guild_id is None:
            raise app_commands.NoPrivateMessage
        if not interaction.permissions.manage_guild:
            raise app_commands.MissingPermissions(["manage_guild"])
        return True

    @command("community.channel")
    async def channel(self, interaction: Asked, channel: discord.TextChannel | None = None) -> None:
        """Where the board appears; left empty, nowhere."""
        reply = await Reply.begin(interaction)
        if channel is not None:
            _require_permissions(channel)
        number = None if channel is None else channel.id
        await self._change(reply, "channel", channel_id=number)

    @command("community.day")
    @app_commands.choices(day=choices(*DAYS))
    async def day(self, interaction: Asked, day: str | None = None) -> None:
        """On which day of the week."""
        reply = await Reply.begin(interaction)
        weekday = DEFAULTS.weekday if day is None else DAYS.index(day)
        await self._change(reply, "day", weekday=weekday)

    @command("community.time")
    async def time(self, interaction: Asked, time: str | None = None) -> None:
        """At what hour, in the community's zone."""
        reply = await Reply.begin(interaction)
        hour, minute = (DEFAULTS.hour, DEFAULTS.minute) if time is None else parse_hour(time)
        await self._change(reply, "time", hour=hour, minute=minute)

    @command("community.zone")
    async def zone(self, interaction: Asked, city: str | None = None) -> None:
        """In which time zone, found by a city."""
        reply = await Reply.begin(interaction)
        zone = DEFAULTS.zone if city is None else self._zone_of(city)
        await self._change(reply, "zone", zone=zone)

    @zone.autocomplete("city")
    async def cities(self, interaction: Asked, partial: str) -> list[Choice[str]]:  # noqa: ARG002 - discord.py's signature
        """Cities by what was typed so far, in any of our languages."""
        return listed((zone.label, zone.key) for zone in self._zones.search(partial))

    @command("community.language")
    @app_commands.choices(language=choices("en", "fr"))
    async def language(self, interaction: Asked, language: str | None = None) -> None:
        """In which language public posts are."""
        reply = await Reply.begin(interaction)
        await self._change(reply, "language", locale=language or DEFAULTS.locale)

    @command("community.rows")
    async def rows(self, interaction: Asked, number: int | None = None) -> None:
        """How many names the weekly board has."""
        reply = await Reply.begin(interaction)
        await self._change(reply, "rows", rows=DEFAULTS.rows if number is None else number)

    @command("community.lookups")
    async def lookups(self, interaction: Asked, allowed: bool = False) -> None:
        """Whether members may look up accounts that nobody linked."""
        reply = await Reply.begin(interaction)
        await self._change(reply, "lookups", lookups=allowed)

    @command("community.show")
    async def show(self, interaction: Asked) -> None:
        """All settings and the next post."""
        reply = await Reply.begin(interaction)
        await self._show(reply, await self._communities.get(_community(reply)))

    @command("community.preview")
    async def preview(self, interaction: Asked) -> None:
        """The next board as it would look now, for the manager's eyes."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._bot.posts.preview(_community(reply)))

    @command("community.pause")
    async def pause(self, interaction: Asked) -> None:
        """No weekly boards until further notice."""
        reply = await Reply.begin(interaction)
        await self._communities.pause(_community(reply))
        await reply.send(notice.success(reply.t("community.paused")))

    @command("community.resume")
    async def resume(self, interaction: Asked) -> None:
        """Weekly boards again, from the next one on."""
        reply = await Reply.begin(interaction)
        await self._communities.resume(_community(reply))
        await reply.send(notice.success(reply.t("community.resumed")))

    @command("community.post_now")
    async def post_now(self, interaction: Asked) -> None:
        """A board out of turn; the weekly one still comes."""
        reply = await Reply.begin(interaction)
        url = await self._bot.posts.post_now(_community(reply))
        await reply.send(notice.success(reply.t("community.posted", url=url)))

    async def set_up(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - discord.py's signature
        """*Set up*, under the words at joining: the settings, for those who may change them."""
        await self.interaction_check(interaction)
        reply = await Reply.begin(interaction)
        await self._show(reply, await self._communities.get(_community(reply)))

    def _zone_of(self, city: str) -> str:
        """A zone's key, by itself or by the name of its city; what is only similar is no choice."""
        exact = [zone.key for zone in self._zones.search(city) if zone.answers_to(city)]
        if not exact:
            raise DomainError("zone_unknown", zone=city)
        return exact[0]

    async def _change(self, reply: Reply, name: str, **changes: Any) -> None:
        changed = await self._communities.set(_community(reply), **changes)
        await self._show(reply, changed, name)

    async def _show(self, reply: Reply, community: Community, changed: str | None = None) -> None:
        upcoming = await self._bot.core.weekly.upcoming(community)
        await reply.send(panels.settings(community, reply.t, upcoming, changed=changed))


def _community(reply: Reply) -> int:
    if reply.community is None:
        raise DomainError("guild_only")
    return reply.community


def _require_permissions(channel: discord.TextChannel) -> None:
    missing = panels.missing_permissions(channel.permissions_for(channel.guild.me))
    if missing:
        raise DomainError("channel_forbidden", channel=channel.id, permissions=missing)


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    zones = await asyncio.to_thread(ZoneIndex.build, bot.i18n.languages)
    cog = CommunityCog(bot.core.communities, zones, bot)
    await bot.add_cog(cog)
    bot.on_press("set_up", cog.set_up)

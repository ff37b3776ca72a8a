"""`/community`: every setting by a command of its own, thin over the one table."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.choosing import from_menu, from_text, the_zone, toggled
from bot.community_desk import CommunityDesk, community_of, require_manager
from bot.naming import choices, command, community_only, said
from bot.panels import community as panels
from bot.reply import Asked, Reply
from bot.suggestions import listed
from bot.ui import notice
from bot.zones import ZoneIndex
from cogs.community_panel import add_panel
from scoring.community_settings import SETTINGS
from scoring.errors import DomainError

if TYPE_CHECKING:
    from bot.client import Renown


@community_only
@app_commands.default_permissions(manage_guild=True)
class CommunityCog(
    commands.GroupCog,
    group_name=said("command.community.name"),
    group_description=said("command.community.description"),
):
    """For managers only; a setting left empty goes back to what it was at first."""

    def __init__(self, desk: CommunityDesk, zones: ZoneIndex, bot: Renown) -> None:
        self._desk = desk
        self._communities = bot.core.communities
        self._zones = zones
        self._bot = bot

    async def interaction_check(self, interaction: Asked, /) -> bool:
        """Only those who may manage the server."""
        require_manager(interaction)
        return True

    @command("community.channel")
    async def channel(self, interaction: Asked, channel: discord.TextChannel | None = None) -> None:
        """Where the board appears; left empty, nowhere."""
        reply = await Reply.begin(interaction)
        await self._pick(reply, "channel", None if channel is None else str(channel.id))

    @command("community.day")
    @app_commands.choices(day=choices(*SETTINGS["day"].choices))
    async def day(self, interaction: Asked, day: str | None = None) -> None:
        """On which day of the week."""
        await self._pick(await Reply.begin(interaction), "day", day)

    @command("community.time")
    async def time(self, interaction: Asked, time: str | None = None) -> None:
        """At what hour, in the community's zone."""
        reply = await Reply.begin(interaction)
        values = None if time is None else from_text(SETTINGS["time"], time)
        await self._desk.change(reply, "time", values)

    @command("community.zone")
    async def zone(self, interaction: Asked, city: str | None = None) -> None:
        """In which time zone, found by a city."""
        reply = await Reply.begin(interaction)
        values = None if city is None else {"zone": the_zone(self._zones, city)}
        await self._desk.change(reply, "zone", values)

    @zone.autocomplete("city")
    async def cities(self, interaction: Asked, partial: str) -> list[Choice[str]]:  # noqa: ARG002 - discord.py's signature
        """Cities by what was typed so far, in any of our languages."""
        return listed((zone.label, zone.key) for zone in self._zones.search(partial))

    @command("community.language")
    @app_commands.choices(language=choices("en", "fr"))
    async def language(self, interaction: Asked, language: str | None = None) -> None:
        """In which language public posts are."""
        await self._pick(await Reply.begin(interaction), "language", language)

    @command("community.rows")
    async def rows(self, interaction: Asked, number: int | None = None) -> None:
        """How many names the weekly board has."""
        reply = await Reply.begin(interaction)
        await self._desk.change(reply, "rows", None if number is None else {"rows": number})

    @command("community.podium")
    async def podium(
        self,
        interaction: Asked,
        role: discord.Role | None = None,
        member: discord.User | None = None,
    ) -> None:
        """Out of the podium, or back; left empty, everybody is back."""
        reply = await Reply.begin(interaction)
        if role is not None and role.is_default():
            raise DomainError("role_of_all")
        if role or member is None:
            await self._leave_out(reply, "podium_roles", role)
        if member or role is None:
            await self._leave_out(reply, "podium_members", member)
        await self._desk.show(reply, "podium_members" if role is None else "podium_roles")

    @command("community.newcomers")
    async def newcomers(self, interaction: Asked, shown: bool = True) -> None:
        """Whether the weekly post says who is new."""
        await self._switch(await Reply.begin(interaction), "newcomers", shown)

    @command("community.pages")
    async def pages(self, interaction: Asked, shown: bool = True) -> None:
        """Whether the weekly post has pages."""
        await self._switch(await Reply.begin(interaction), "pages", shown)

    @command("community.pictures")
    async def pictures(self, interaction: Asked, shown: bool = True) -> None:
        """Whether answers have pictures beside the words."""
        await self._switch(await Reply.begin(interaction), "pictures", shown)

    @command("community.theme")
    @app_commands.choices(theme=choices(*SETTINGS["theme"].choices))
    async def theme(self, interaction: Asked, theme: str | None = None) -> None:
        """On which ground pictures are drawn."""
        await self._pick(await Reply.begin(interaction), "theme", theme)

    @command("community.lookups")
    async def lookups(self, interaction: Asked, allowed: bool = False) -> None:
        """Whether members may look up accounts that nobody linked."""
        await self._switch(await Reply.begin(interaction), "lookups", allowed)

    @command("community.show")
    async def show(self, interaction: Asked) -> None:
        """All settings, the next post, and a menu to change them."""
        await self._desk.show(await Reply.begin(interaction))

    @command("community.reset")
    async def reset(self, interaction: Asked) -> None:
        """Everything back to what it was at first, after a question."""
        reply = await Reply.begin(interaction)
        await reply.send(panels.question("reset", reply.t))

    @command("community.preview")
    async def preview(self, interaction: Asked) -> None:
        """The next board as it would look now, for the manager's eyes."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._bot.posts.preview(community_of(reply)))

    @command("community.pause")
    async def pause(self, interaction: Asked) -> None:
        """No weekly boards until further notice."""
        reply = await Reply.begin(interaction)
        await self._communities.pause(community_of(reply), by=reply.asker)
        await reply.send(notice.success(reply.t("community.paused")))

    @command("community.resume")
    async def resume(self, interaction: Asked) -> None:
        """Weekly boards again, from the next one on."""
        reply = await Reply.begin(interaction)
        await self._communities.resume(community_of(reply), by=reply.asker)
        await reply.send(notice.success(reply.t("community.resumed")))

    @command("community.post_now")
    async def post_now(self, interaction: Asked) -> None:
        """A board out of turn; the weekly one still comes."""
        reply = await Reply.begin(interaction)
        url = await self._bot.posts.post_now(community_of(reply))
        await reply.send(notice.success(reply.t("community.posted", url=url)))

    async def set_up(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - discord.py's signature
        """*Set up*, under the words at joining: the settings, for those who may change them."""
        await self.interaction_check(interaction)
        await self._desk.show(await Reply.begin(interaction))

    async def _pick(self, reply: Reply, name: str, word: str | None) -> None:
        values = from_menu(SETTINGS[name], [] if word is None else [word])
        await self._desk.change(reply, name, values)

    async def _switch(self, reply: Reply, name: str, on: bool) -> None:
        await self._desk.change(reply, name, {SETTINGS[name].fields[0]: on})

    async def _leave_out(self, reply: Reply, name: str, one: discord.abc.Snowflake | None) -> None:
        """Put somebody on a list or off it again; nobody empties it."""
        community = community_of(reply)
        former = getattr(await self._communities.get(community), name)
        values = None if one is None else {name: toggled(former, one.id)}
        await self._communities.change(community, reply.asker, name, values)


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    zones = await asyncio.to_thread(ZoneIndex.build, bot.i18n.languages)
    desk = CommunityDesk(bot)
    cog = CommunityCog(desk, zones, bot)
    await bot.add_cog(cog)
    bot.on_press("set_up", cog.set_up)
    await add_panel(desk, zones, bot)

"""The panel under `/community show`: menus, forms and buttons, each press checked anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.choosing import from_menu, from_text, zones_for
from bot.community_desk import CommunityDesk, community_of, require_manager
from bot.panels import community as panels
from bot.panels.community_editor import editor, form, suggestions
from bot.reply import Asked, Reply
from bot.ui.controls import picked
from bot.ui.forms import FIELD
from bot.zones import ZoneIndex
from scoring.community_settings import SETTINGS, Kind, Setting
from scoring.errors import DomainError

if TYPE_CHECKING:
    from bot.client import Renown

State = Mapping[str, str]


class CommunityPanelCog(commands.Cog):
    """Everything a panel needs stands in its controls; managers alone may press them."""

    def __init__(self, desk: CommunityDesk, zones: ZoneIndex, bot: Renown) -> None:
        self._desk = desk
        self._communities = bot.core.communities
        self._zones = zones
        self._bot = bot

    async def pick(self, interaction: Asked, state: State) -> None:  # noqa: ARG002 - discord.py's signature
        """One setting was picked: its own panel."""
        reply = await _begin(interaction)
        setting = _setting(next(iter(picked(interaction)), ""))
        scene = await self._desk.scene(reply)
        await reply.send(editor(setting, scene, self._bot.i18n.languages))

    async def choose(self, interaction: Asked, state: State) -> None:
        """A value was picked."""
        reply = await _begin(interaction)
        setting = _setting(state["setting"])
        values = from_menu(setting, picked(interaction))
        await self._desk.change(reply, setting.name, values)

    async def unset(self, interaction: Asked, state: State) -> None:
        """One setting goes back to its default."""
        reply = await _begin(interaction)
        await self._desk.change(reply, _setting(state["setting"]).name, None)

    async def open_form(self, interaction: Asked, state: State) -> None:
        """A setting that is typed: open its form."""
        require_manager(interaction)
        setting = _setting(state["setting"])
        t = self._bot.i18n.speak(str(interaction.locale))
        chosen = await self._communities.get(interaction.guild_id or 0)
        await interaction.response.send_modal(form(setting, chosen, t))

    async def typed(self, interaction: Asked, state: State) -> None:
        """A form was sent."""
        reply = await _begin(interaction)
        setting = _setting(state["setting"])
        if setting.kind is Kind.ZONE:
            await self._zone(reply, setting, state[FIELD])
            return
        await self._desk.change(reply, setting.name, from_text(setting, state[FIELD]))

    async def manage(self, interaction: Asked, state: State) -> None:
        """One of the buttons under the settings."""
        what = state["what"]
        reply = await _begin(interaction, in_place=what != "preview")
        ways: Mapping[str, Callable[[Reply], Awaitable[None]]] = {
            "show": self._desk.show,
            "preview": self._preview,
            "pause": self._pause,
            "resume": self._resume,
        }
        if what in ways:
            await ways[what](reply)
        else:
            await reply.send(panels.question(what, reply.t))

    async def sure(self, interaction: Asked, state: State) -> None:
        """The question was answered with yes."""
        reply = await _begin(interaction)
        await (self._post if state["what"] == "post" else self._reset)(reply)

    async def _zone(self, reply: Reply, setting: Setting, typed: str) -> None:
        found = zones_for(self._zones, typed)
        if len(found) == 1:
            await self._desk.change(reply, setting.name, {"zone": found[0].key})
            return
        await reply.send(suggestions(setting, await self._desk.scene(reply), found))

    async def _preview(self, reply: Reply) -> None:
        await reply.send(await self._bot.posts.preview(community_of(reply)))

    async def _pause(self, reply: Reply) -> None:
        await self._communities.pause(community_of(reply), by=reply.asker)
        await self._desk.show(reply)

    async def _resume(self, reply: Reply) -> None:
        await self._communities.resume(community_of(reply), by=reply.asker)
        await self._desk.show(reply)

    async def _post(self, reply: Reply) -> None:
        url = await self._bot.posts.post_now(community_of(reply))
        await reply.send(panels.done(reply.t("community.posted", url=url), reply.t))

    async def _reset(self, reply: Reply) -> None:
        await self._communities.reset(community_of(reply), reply.asker)
        await self._desk.show(reply, "all")


async def _begin(interaction: Asked, *, in_place: bool = True) -> Reply:
    """Only for those who may manage the server, now as at the opening of the panel."""
    require_manager(interaction)
    return await Reply.begin(interaction, in_place=in_place)


def _setting(name: str) -> Setting:
    if name not in SETTINGS:
        raise DomainError("option_invalid")
    return SETTINGS[name]


async def add_panel(desk: CommunityDesk, zones: ZoneIndex, bot: Renown) -> None:
    """Called by the commands' `setup`, with what both share."""
    cog = CommunityPanelCog(desk, zones, bot)
    await bot.add_cog(cog)
    bot.on_press("setting_pick", cog.pick)
    bot.on_press("setting_choose", cog.choose)
    bot.on_press("setting_unset", cog.unset)
    bot.on_press("setting_form", cog.open_form)
    bot.on_press("setting_typed", cog.typed)
    bot.on_press("manage", cog.manage)
    bot.on_press("sure", cog.sure)

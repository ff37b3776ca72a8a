"""Routes of communities, members and users."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.payloads import (
    Guild,
    channel_json,
    full_member_json,
    guild_json,
    roles_json,
    user_json,
)
from bot.sandbox.refusals import Json
from bot.sandbox.rest import Call, Rest


class CommunityRoutes:
    """What the bot may look up about the places it is in."""

    def __init__(self, state: DiscordState) -> None:
        self._state = state

    def mount(self, rest: Rest, app: web.Application) -> None:
        rest.add(app, "GET", "/guilds/{guild}", self.guild)
        rest.add(app, "GET", "/guilds/{guild}/channels", self.channels)
        rest.add(app, "GET", "/guilds/{guild}/roles", self.roles)
        rest.add(app, "GET", "/guilds/{guild}/members/{user}", self.member)
        rest.add(app, "DELETE", "/users/@me/guilds/{guild}", self.leave)
        rest.add(app, "GET", "/users/{user}", self.user)

    def guild(self, call: Call) -> Json:
        guild = self._guild(call)
        counted: Json = {}
        if call.query("with_counts") in ("1", "true"):
            counted = {"approximate_member_count": len(guild.members) + 1}
        return guild_json(guild) | counted

    def channels(self, call: Call) -> list[Json]:
        guild = self._guild(call)
        return [channel_json(guild, channel) for channel in guild.channels.values()]

    def roles(self, call: Call) -> list[Json]:
        return roles_json(self._guild(call))

    def member(self, call: Call) -> Json:
        guild = self._guild(call)
        return full_member_json(guild, self._state.member(guild.id, call.id("user")))

    def leave(self, call: Call) -> None:
        self._state.remove_bot(call.id("guild"))

    def user(self, call: Call) -> Json:
        return user_json(self._state.user(call.id("user")))

    def _guild(self, call: Call) -> Guild:
        return self._state.guild(call.id("guild"))

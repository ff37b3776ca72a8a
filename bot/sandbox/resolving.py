"""Turning the ids that a person picked into the objects that Discord sends beside them."""

from __future__ import annotations

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.interactions import Seat
from bot.sandbox.payloads import channel_json, member_json, roles_json, user_json
from bot.sandbox.refusals import Json
from bot.sandbox.sentences import NotOfferedError


class Resolver:
    """Collects what `resolved` has to hold for one interaction."""

    def __init__(self, state: DiscordState, seat: Seat) -> None:
        self._state = state
        self._seat = seat
        self.found: dict[str, Json] = {}

    def user(self, user_id: str) -> None:
        """A user, with the member if they are in the community. Raises if nobody has the id."""
        person = self._state.users.get(int(user_id)) if user_id.isdigit() else None
        if person is None:
            raise NotOfferedError("unknown-person")
        self._put("users", user_id, user_json(person))
        guild = self._state.guilds.get(self._seat.guild_id or 0)
        if guild is None or not (person.bot or person.id in guild.members):
            return
        member = member_json(guild, person)
        for absent in ("deaf", "mute"):
            del member[absent]
        permissions = str(guild.permissions(person.id))
        self._put("members", user_id, member | {"permissions": permissions})

    def channel(self, channel_id: str) -> None:
        guild = self._state.guilds.get(self._seat.guild_id or 0)
        channel = guild.channels.get(int(channel_id)) if guild and channel_id.isdigit() else None
        if guild is None or channel is None:
            raise NotOfferedError("unknown-place")
        permissions = str(guild.permissions(self._seat.person.id))
        whole = channel_json(guild, channel) | {"permissions": permissions}
        self._put("channels", channel_id, whole)

    def role(self, role_id: str) -> None:
        guild = self._state.guilds.get(self._seat.guild_id or 0)
        roles = roles_json(guild) if guild else []
        role = next((role for role in roles if role["id"] == role_id), None)
        if role is None:
            raise NotOfferedError("unknown-person")
        self._put("roles", role_id, role)

    def mentionable(self, some_id: str) -> None:
        """A user if there is one with the id, else a role."""
        try:
            self.user(some_id)
        except NotOfferedError:
            self.role(some_id)

    def _put(self, kind: str, key: str, value: Json) -> None:
        self.found.setdefault(kind, {})[key] = value

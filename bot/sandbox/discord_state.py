"""All that the stand-in knows: people, communities, channels, messages, commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.sandbox.events import (
    CommandsSynced,
    Dispatched,
    Event,
)
from bot.sandbox.payloads import (
    Guild,
    channel_json,
    full_member_json,
    guild_create_json,
    user_json,
)
from bot.sandbox.refusals import Json, unknown_channel, unknown_guild, unknown_member, unknown_user
from bot.sandbox.snowflakes import Snowflakes
from bot.sandbox.waiting import Signal
from bot.sandbox.world import Person, World
from scoring.clock import Clock

GUILDS = 1 << 0
GUILD_MEMBERS = 1 << 1
GLOBAL = 0


class DiscordState:
    """The state, and the one place where changes of it are announced."""

    def __init__(self, clock: Clock, worlds: Sequence[World], *, bot: Person) -> None:
        self.clock = clock
        self.bot = bot
        self.base = ""  # the stand-in's own address, known once it listens
        self.ids = Snowflakes(clock)
        self.owner = Person(id=bot.id + 1, name="Keeper of the sandbox")
        self.users: dict[int, Person] = {bot.id: bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.dms: dict[int, int] = {}  # user -> channel
        self.closed_dms: set[int] = set()
        self.commands: dict[int, list[Json]] = {GLOBAL: []}  # guild or GLOBAL -> commands
        self.violations: list[str] = []
        self.listeners: list[Callable[[Event], None]] = []
        self.changed = Signal()
        self.bot_online = False
        for world in worlds:
            self._settle(world)

    @property
    def cdn(self) -> str:
        return f"{self.base}/cdn"

    @property
    def gateway_url(self) -> str:
        return f"{self.base.replace('http', 'ws', 1)}/gateway"

    def emit(self, event: Event) -> None:
        """Tell everybody who listens, then wake those who wait."""
        for listener in list(self.listeners):
            listener(event)
        self.changed.ring()

    def dispatch(self, name: str, data: Json, intent: int = 0) -> None:
        self.emit(Dispatched(name, data, intent))

    # people and communities

    def guild(self, guild_id: int) -> Guild:
        if guild_id not in self.guilds:
            raise unknown_guild()
        return self.guilds[guild_id]

    def user(self, user_id: int) -> Person:
        if user_id not in self.users:
            raise unknown_user()
        return self.users[user_id]

    def member(self, guild_id: int, user_id: int) -> Person:
        guild = self.guild(guild_id)
        if user_id == self.bot.id:
            return self.bot
        if user_id not in guild.members:
            self.user(user_id)
            raise unknown_member()
        return guild.members[user_id]

    def guild_of_channel(self, channel_id: int) -> Guild | None:
        """The community of a channel; None for direct messages. Raises on unknown channels."""
        for guild in self.guilds.values():
            if channel_id in guild.channels:
                return guild
        if channel_id in self.dms.values():
            return None
        raise unknown_channel()

    def dm_channel(self, user_id: int) -> int:
        """The channel between the bot and a user, opened when needed."""
        self.user(user_id)
        if user_id not in self.dms:
            self.dms[user_id] = self.ids.next()
        return self.dms[user_id]

    def dm_partner(self, channel_id: int) -> Person:
        for user_id, dm in self.dms.items():
            if dm == channel_id:
                return self.users[user_id]
        raise unknown_channel()

    def dm_reachable(self, user_id: int) -> bool:
        shared = any(user_id in guild.members for guild in self.guilds.values())
        return shared and user_id not in self.closed_dms

    def commands_for(self, guild_id: int | None) -> Iterator[Json]:
        """The commands that exist in a community, or in direct messages for None."""
        yield from self.commands[GLOBAL]
        if guild_id is not None:
            yield from self.commands.get(guild_id, [])

    def command(self, command_id: Any, guild_id: int | None) -> Json | None:
        wanted = str(command_id)
        return next((c for c in self.commands_for(guild_id) if c["id"] == wanted), None)

    # things that happen

    def sync_commands(self, scope: int, definitions: list[Json]) -> list[Json]:
        """Overwrite the commands of one scope; a name that stays keeps its id."""
        known = {(c["type"], c["name"]): c["id"] for c in self.commands.get(scope, [])}
        stored = [self._command(scope, definition, known) for definition in definitions]
        self.commands[scope] = stored
        self.emit(CommandsSynced(len(stored)))
        return stored

    def _command(self, scope: int, definition: Json, known: dict[tuple[int, str], str]) -> Json:
        kind = definition.get("type", 1)
        command_id = known.get((kind, definition["name"])) or str(self.ids.next())
        permissions = definition.get("default_member_permissions")
        place = {} if scope == GLOBAL else {"guild_id": str(scope)}
        return {
            "description": "",
            "options": [],
            "nsfw": False,
            "contexts": None,
            "integration_types": [0],
            **definition,
            **place,
            "id": command_id,
            "type": kind,
            "application_id": str(self.bot.id),
            "version": str(self.ids.next()),
            "default_member_permissions": None if permissions is None else str(permissions),
        }

    def add_guild(self, world: World) -> None:
        """The bot is invited: told as Discord tells it, without a word about availability."""
        joined = guild_create_json(self._settle(world))
        del joined["unavailable"]
        self.dispatch("GUILD_CREATE", joined, GUILDS)

    def remove_bot(self, guild_id: int) -> None:
        """Throw the bot out of a community."""
        del self.guilds[self.guild(guild_id).id]
        self.dispatch("GUILD_DELETE", {"id": str(guild_id)}, GUILDS)

    def remove_member(self, guild_id: int, user_id: int) -> None:
        guild = self.guild(guild_id)
        person = guild.members.pop(self.member(guild_id, user_id).id)
        guild.managers.discard(user_id)
        data = {"guild_id": str(guild_id), "user": user_json(person)}
        self.dispatch("GUILD_MEMBER_REMOVE", data, GUILD_MEMBERS)

    def add_member(self, guild_id: int, person: Person) -> None:
        guild = self.guild(guild_id)
        self._join(guild, person)
        data = full_member_json(guild, person) | {"guild_id": str(guild_id)}
        self.dispatch("GUILD_MEMBER_ADD", data, GUILD_MEMBERS)

    def set_manager(self, guild_id: int, user_id: int, manager: bool) -> None:
        guild = self.guild(guild_id)
        person = replace(self.member(guild_id, user_id), manager=manager)
        self._join(guild, person)
        data = full_member_json(guild, person) | {"guild_id": str(guild_id)}
        self.dispatch("GUILD_MEMBER_UPDATE", data, GUILD_MEMBERS)

    def delete_channel(self, channel_id: int) -> None:
        guild = self._guild_with(channel_id)
        data = channel_json(guild, guild.channels[channel_id])
        del guild.channels[channel_id]
        self.dispatch("CHANNEL_DELETE", data, GUILDS)

    def set_permissions(self, channel_id: int, bot_permissions: int | None) -> None:
        guild = self._guild_with(channel_id)
        channel = replace(guild.channels[channel_id], bot_permissions=bot_permissions)
        guild.channels[channel_id] = channel
        self.dispatch("CHANNEL_UPDATE", channel_json(guild, channel), GUILDS)

    def _guild_with(self, channel_id: int) -> Guild:
        guild = self.guild_of_channel(channel_id)
        if guild is None:
            raise unknown_channel()
        return guild

    def _settle(self, world: World) -> Guild:
        guild = Guild(
            world=world,
            owner_id=self.owner.id,
            manager_role=self.ids.next(),
            bot_role=self.ids.next(),
            joined_at=self.clock.now(),
            bot=self.bot,
            channels={channel.id: channel for channel in world.channels},
        )
        self.guilds[guild.id] = guild
        for person in world.people:
            self._join(guild, person)
        return guild

    def _join(self, guild: Guild, person: Person) -> None:
        self.users[person.id] = person
        guild.members[person.id] = person
        (guild.managers.add if person.manager else guild.managers.discard)(person.id)

"""What the page can change around the conversation: time, who is there, and where the bot is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.page_seams import PageSeams
from bot.sandbox.payloads import roles_json
from bot.sandbox.refusals import Json
from bot.sandbox.sentences import NotOfferedError
from bot.sandbox.world import ALL_NEEDED, ATTACH_FILES, Person, World

MOST_DAYS = 7
WITHOUT_PICTURES = ALL_NEEDED & ~ATTACH_FILES


class Stage:
    """One for all tabs. `worlds` are the communities into which the bot can be invited."""

    def __init__(self, state: DiscordState, seams: PageSeams, worlds: Sequence[World]) -> None:
        self._state = state
        self._seams = seams
        self._worlds = {world.guild_id: world for world in worlds}
        self._gone: dict[int, dict[int, Person]] = {}
        self._acts: dict[str, Callable[[int, Json], Awaitable[str | None]]] = {
            "wait": self._wait,
            "invite": self._invite,
            "remove": self._remove,
            "leave": self._leave,
            "return": self._return,
            "manager": self._manager,
            "pictures": self._pictures,
        }

    async def act(self, guild_id: int, frame: Json) -> str | None:
        """Do what a frame asks in a community. A sentence says why that was not possible."""
        return await self._acts[frame["do"]](guild_id, frame)

    def told(self, guild_id: int) -> Json:
        """What a page shows of it."""
        guild = self._state.guild(guild_id)
        gone = self._gone.get(guild_id, {}).values()
        may = [guild.bot_permissions(channel) & ATTACH_FILES for channel in guild.channels]
        return {
            "guilds": [
                {"id": str(world.guild_id), "name": world.guild_name, "here": here}
                for world in self._worlds.values()
                for here in [world.guild_id in self._state.guilds]
            ],
            "roles": [{"id": role["id"], "name": role["name"]} for role in roles_json(guild)],
            "gone": [{"id": str(person.id), "name": person.name} for person in gone],
            "pictures": any(may),
        }

    async def _wait(self, _guild_id: int, frame: Json) -> str | None:
        return await self._seams.wait(min(max(int(frame["days"]), 1), MOST_DAYS))

    async def _invite(self, _guild_id: int, frame: Json) -> None:
        world = self._worlds[int(frame["guild_id"])]
        if world.guild_id not in self._state.guilds:
            self._state.add_guild(world)

    async def _remove(self, _guild_id: int, frame: Json) -> None:
        if len(self._state.guilds) < 2:
            raise NotOfferedError("last-community")
        self._state.remove_bot(int(frame["guild_id"]))

    async def _leave(self, guild_id: int, frame: Json) -> None:
        person = self._state.member(guild_id, int(frame["user_id"]))
        self._state.remove_member(guild_id, person.id)
        self._gone.setdefault(guild_id, {})[person.id] = person

    async def _return(self, guild_id: int, frame: Json) -> None:
        self._state.add_member(guild_id, self._gone[guild_id].pop(int(frame["user_id"])))

    async def _manager(self, guild_id: int, frame: Json) -> None:
        self._state.set_manager(guild_id, int(frame["user_id"]), bool(frame["yes"]))

    async def _pictures(self, guild_id: int, frame: Json) -> None:
        allowed = None if frame["yes"] else WITHOUT_PICTURES
        for channel_id in list(self._state.guild(guild_id).channels):
            self._state.set_permissions(channel_id, allowed)

"""What people are called in a community, their faces, and who left it: Discord's to tell.

Nothing of it is stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord
from discord.asset import Asset

from scoring.clock import Clock
from scoring.models import Subject, SubjectKind

log = logging.getLogger(__name__)

KEPT = timedelta(minutes=10)
AT_ONCE = 3
PATIENCE = 2.0  # seconds; names that come later are left out of this answer
CROWD = 20_000
UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
FACE = 128  # pixels that are asked for

Fetch = Callable[[int, int], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Known:
    name: str | None  # None: not in the community
    until: datetime
    face: str | None = None  # the address of the avatar; None: not of their own
    roles: frozenset[int] = frozenset()


class Members:
    """Names by `GET /guilds/{guild}/members/{user}`, kept for ten minutes."""

    def __init__(self, fetch: Fetch, clock: Clock) -> None:
        self._fetch = fetch
        self._clock = clock
        self._known: dict[tuple[int | None, int], _Known] = {}
        self._gate = asyncio.Semaphore(AT_ONCE)

    def met(self, guild_id: int | None, user: discord.abc.User) -> None:
        """Keep the name that came with an interaction or a message."""
        if guild_id is None or isinstance(user, discord.Member):
            self._keep(guild_id, user.id, user.display_name, _face_met(user), _roles(user))

    def forget(self, user_ids: Collection[int]) -> None:
        """Drop the names of members about whom nothing is to be known any more."""
        known = self._known.items()
        self._known = {key: one for key, one in known if key[1] not in user_ids}

    def forget_guild(self, guild_id: int) -> None:
        """Drop the names of a community that removed the bot."""
        self._known = {key: one for key, one in self._known.items() if key[0] != guild_id}

    async def names(self, guild_id: int | None, user_ids: Iterable[int]) -> dict[int, str]:
        """Display names by user id. Who left, or could not be asked about in time, is absent."""
        wanted = list(dict.fromkeys(user_ids))
        if guild_id is not None:
            await self._learn(guild_id, [u for u in wanted if self._fresh(guild_id, u) is None])
        found = ((user, self._fresh(guild_id, user)) for user in wanted)
        return {user: known.name for user, known in found if known and known.name is not None}

    def face(self, guild_id: int | None, user_id: int) -> str | None:
        """Where the avatar is that goes with a name just given, if there is one of their own."""
        known = self._fresh(guild_id, user_id)
        return known.face if known else None

    def departed(self, guild_id: int | None, user_ids: Iterable[int]) -> frozenset[int]:
        """Those of whom Discord just said that they are not in the community."""
        asked = ((user, self._fresh(guild_id, user)) for user in user_ids)
        return frozenset(user for user, known in asked if known and known.name is None)

    def present(self, guild_id: int | None, user_ids: Iterable[int]) -> frozenset[int]:
        """Those of whom Discord just said that they are in the community."""
        asked = ((user, self._fresh(guild_id, user)) for user in user_ids)
        return frozenset(user for user, known in asked if known and known.name is not None)

    def roles(self, guild_id: int, user_ids: Iterable[int]) -> dict[int, frozenset[int]]:
        """The roles, by user id, of those whose name is known; the others are absent."""
        asked = ((user, self._fresh(guild_id, user)) for user in user_ids)
        return {user: known.roles for user, known in asked if known}

    async def look(
        self, guild_id: int, user_ids: Iterable[int]
    ) -> tuple[frozenset[int], frozenset[int]]:
        """Who is there and who is not, asked anew and whatever is remembered; that somebody was
        there is not kept, so that a post soon after asks for itself."""
        wanted = list(user_ids)
        for user in wanted:
            self._known.pop((guild_id, user), None)
        await self._learn(guild_id, wanted)
        there, gone = self.present(guild_id, wanted), self.departed(guild_id, wanted)
        for user in there:
            self._known.pop((guild_id, user), None)
        return there, gone

    async def subject_names(
        self, guild_id: int | None, subjects: Iterable[Subject]
    ) -> dict[int, str]:
        """What to call each subject, by subject id: a page's own name, a person's display name."""
        listed = list(subjects)
        people = [s.user_id for s in listed if s.kind is SubjectKind.PERSON and not s.name]
        called = await self.names(guild_id, people)
        pages = {s.id: s.name for s in listed if s.kind is SubjectKind.PAGE}
        return pages | {
            s.id: called[s.user_id]
            for s in listed
            if s.kind is SubjectKind.PERSON and s.user_id in called
        }

    async def _learn(self, guild_id: int, user_ids: list[int]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(self._ask(guild_id, user) for user in user_ids))
        except TimeoutError:
            log.info("names in guild %s took too long", guild_id)

    async def _ask(self, guild_id: int, user_id: int) -> None:
        try:
            async with self._gate:
                member = await self._fetch(guild_id, user_id)
        except discord.HTTPException as error:
            if error.code in {UNKNOWN_MEMBER, UNKNOWN_USER}:
                self._keep(guild_id, user_id, None)
            else:
                log.warning("no name for %s in guild %s: %s", user_id, guild_id, error)
            return
        user = member["user"]
        name = member.get("nick") or user.get("global_name") or user["username"]
        roles = frozenset(map(int, member.get("roles", ())))
        self._keep(guild_id, user_id, name, _face_told(guild_id, user_id, member), roles)

    def _fresh(self, guild_id: int | None, user_id: int) -> _Known | None:
        known = self._known.get((guild_id, user_id))
        return known if known and known.until > self._clock.now() else None

    def _keep(
        self,
        guild_id: int | None,
        user_id: int,
        name: str | None,
        face: str | None = None,
        roles: frozenset[int] = frozenset(),
    ) -> None:
        now = self._clock.now()
        if len(self._known) >= CROWD:
            self._known = {key: known for key, known in self._known.items() if known.until > now}
        self._known[guild_id, user_id] = _Known(name, now + KEPT, face, roles)


def _roles(user: discord.abc.User) -> frozenset[int]:
    """The roles that came with an interaction or a message."""
    return frozenset(role.id for role in getattr(user, "roles", ()))


def _face_met(user: discord.abc.User) -> str | None:
    """The one chosen for the community, or else the one for everywhere."""
    chosen = user.guild_avatar if isinstance(user, discord.Member) else None
    asset = chosen or user.avatar
    return asset.replace(size=FACE, format="png").url if asset else None


def _face_told(guild_id: int, user_id: int, member: Mapping[str, Any]) -> str | None:
    chosen, usual = member.get("avatar"), member["user"].get("avatar")
    if chosen:
        path = f"guilds/{guild_id}/users/{user_id}/avatars/{chosen}"
    elif usual:
        path = f"avatars/{user_id}/{usual}"
    else:
        return None
    return f"{Asset.BASE}/{path}.png?size={FACE}"

"""Hacker News: own stories and comments, and by name who commented below them or answered.

Everybody is their name, which no one can change. Points of stories are totals without names;
points of comments are not shown, and neither is who voted. All comments below a story of one's
own count for the story, except answers to one's own comments there, which count for those.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import Field

from scoring.networks.base import (
    ActorProfile,
    Allowance,
    Capability,
    Changed,
    Data,
    Declaration,
    Gone,
    Kind,
    NetworkClass,
    Outcome,
    Profile,
    Proof,
    Reading,
)
from scoring.networks.connecting import Tools
from scoring.networks.hackernews_names import Api, Hit, Hits, NameLimits, NameReader
from scoring.networks.http import GuardedClient
from scoring.networks.markup import words_and_links
from scoring.networks.shapes import Epoch, Items, Shape, Text, earliest, one
from scoring.settings import NetworkSettings

PAGE = 100

DECLARATION = Declaration(
    name="hackernews",
    title="Hacker News",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.COMMENT, Kind.REPLY, Kind.LIKE),
    handle_pattern=r"[A-Za-z0-9_-]{2,15}",
    handle_example="pg",
    url_patterns=(
        r"news\.ycombinator\.com/(?:user|submitted|threads|favorites|upvoted)"
        r"\?(?:[^#]*&)?id=([A-Za-z0-9_-]+)",
    ),
    ownership_field="about",
    capabilities=(Capability.EVENTS, Capability.COUNTS),
    proofs=(Proof.CODE,),  # it presents no place as the owner's own
    calls="2 to 160",
    home="https://news.ycombinator.com",
    terms="https://www.ycombinator.com/legal/",
    case_sensitive=True,
    actors=True,
    allowance=Allowance(calls=10_000, seconds=3600.0),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of a hundred items, calls for profiles and for names."""

    pages: int = 20
    actors: int = 50
    names: NameLimits = field(default_factory=NameLimits)


class _User(Shape):
    id: str
    created: Epoch = None
    about: Text = ""
    submitted: Items = Field(default_factory=list)


class HackerNews:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._api = Api(client, base_url)
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account of that name. One that never wrote anything is not shown to anybody."""
        outcome = await self._api.user(handle)
        if not isinstance(outcome, Data):
            return outcome
        if outcome.value.json is None:
            return Gone()
        found = one(_User, outcome.value.json)
        if found is None or found.id != handle:
            return Changed("hackernews: a profile without its id")
        return Data(
            Profile(
                network=DECLARATION.name,
                native_id=found.id,
                handle=found.id,
                name=found.id,
                url=f"{DECLARATION.home}/user?id={found.id}",
                created_at=found.created,
                texts=words_and_links(found.about),
                publications=len(found.submitted),
            )
        )

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Stories and comments, newest first, with those who commented and answered."""
        names = NameReader(self._api, profile, now, self._limits.names)
        tags = f"author_{profile.native_id},(story,comment,poll)"
        seen: set[str] = set()
        until: datetime | None = None
        for _ in range(self._limits.pages):
            outcome = await self._api.search(tags, PAGE, since=since, until=until)
            if not isinstance(outcome, Data):
                yield outcome
                return
            page = outcome.value
            fresh = [hit for hit in page.hits if hit.number not in seen]
            seen.update(hit.number for hit in fresh)
            if page.hits and not fresh:
                return  # a search that turns in circles
            until = earliest(hit.created_at_i for hit in page.hits)
            mine = [hit for hit in fresh if hit.author == profile.native_id]
            yield Data(await self._reading(mine, page, profile, since, names))
            if names.stopped is not None:
                yield names.stopped
            if names.stopped or names.spent or not page.more:
                return

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles behind the first of these names, one call for each."""
        found: list[ActorProfile] = []
        for name in native_ids[: self._limits.actors]:
            outcome = await self._api.user(name)
            if not isinstance(outcome, Data):
                return Data(found) if found else outcome
            found.append(_actor(name, one(_User, outcome.value.json)))
        return Data(found)

    async def _reading(
        self,
        mine: Sequence[Hit],
        page: Hits,
        profile: Profile,
        since: datetime | None,
        names: NameReader,
    ) -> Reading:
        in_order = sorted(mine, key=names.published, reverse=True)
        publications, reactions = await names.read(in_order)
        cut = names.spent or names.stopped is not None
        complete = not page.more and not cut
        oldest = earliest(hit.created_at_i for hit in page.hits)
        reached = since or profile.created_at or oldest if complete else oldest
        if cut:
            reached = earliest(one.at for one in publications)
        return Reading(tuple(publications), tuple(reactions), reached, complete)


def connect(tools: Tools, settings: NetworkSettings) -> HackerNews:
    """The connector as the settings want it. A base URL stands for both hosts."""
    return HackerNews(tools.client, settings.base_url)


def _actor(name: str, user: _User | None) -> ActorProfile:
    if user is None:
        return ActorProfile(name)
    return ActorProfile(
        native_id=name,
        created_at=user.created,
        publications=len(user.submitted),
        has_text=bool(user.about),
    )

"""Who liked a Vimeo video, or commented on it, as far as a reading's calls go."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic import Field

from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Failure,
    Kind,
    NeedsCredentials,
    Outcome,
    Profile,
    Publication,
    Reaction,
)
from scoring.networks.http import GuardedClient
from scoring.networks.listing import sensible
from scoring.networks.shapes import (
    Items,
    Moment,
    Record,
    Shape,
    Text,
    count,
    each,
    one,
    record,
    text,
    topics_of,
)
from scoring.networks.wire import Answer

PAGE = 100  # the most that the network gives at once
BORN = datetime(2004, 11, 1, tzinfo=UTC)  # nothing was published here before
_VERSION = "application/vnd.vimeo.*+json;version=3.4"
_ACTOR = "uri,created_time,bio,pictures.type,metadata.connections"


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Calls for names in one reading, pages of a hundred for one list, and calls for profiles.

    A free application may ask some fifty times a minute.
    """

    calls: int = 25
    pages: int = 2
    actors: int = 15


def native_id(uri: str, kind: str = "users") -> str:
    """The id in `/users/7`, or in `/videos/7:key`; empty where there is none."""
    found = re.fullmatch(rf"/{kind}/([0-9]+)(?::\w+)?", uri)
    return found[1] if found else ""


class Linked(Shape):
    """Anything with totals among its connections."""

    kind: ClassVar[str] = "users"
    uri: str
    metadata: Record = Field(default_factory=dict)

    @property
    def id(self) -> str:
        return native_id(self.uri, self.kind)

    def total(self, connection: str) -> int | None:
        """How many there are of it; None where that is not told."""
        connections = record(self.metadata.get("connections"))
        return count(record(connections.get(connection)).get("total"))


class Video(Linked):
    """What we read of a video."""

    kind: ClassVar[str] = "videos"
    created_time: Moment = None
    privacy: Record = Field(default_factory=dict)
    user: Record = Field(default_factory=dict)
    tags: Items = Field(default_factory=list)
    categories: Items = Field(default_factory=list)

    @property
    def topics(self) -> tuple[str, ...]:
        """Categories and tags by name."""
        return topics_of(record(found).get("name") for found in [*self.categories, *self.tags])

    def is_shown_by(self, owner: str) -> bool:
        """Whether it is the owner's own, and for everybody to see."""
        by = native_id(text(self.user.get("uri")))
        return bool(self.id) and by in ("", owner) and self.privacy.get("view") == "anybody"


class _Comment(Shape):
    uri: Text = ""
    created_on: Moment = None
    user: Record = Field(default_factory=dict)


class _Actor(Linked):
    created_time: Moment = None
    bio: Text = ""
    pictures: Record = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody acted. `key` tells two comments of one person apart."""

    actor: str
    at: datetime | None = None
    key: str = ""


def _likes(body: object) -> list[Act]:
    return [Act(user.id) for user in each(Linked, body)]


def _comments(body: object) -> list[Act]:
    found = each(_Comment, body)
    return [Act(native_id(text(one.user.get("uri"))), one.created_on, one.uri) for one in found]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the names of one kind are. Likes come newest first, and without a date."""

    kind: Kind
    connection: str
    params: Mapping[str, str]
    acts: Callable[[object], list[Act]]


SOURCES = (
    _Source(Kind.LIKE, "likes", {"sort": "date", "direction": "desc", "fields": "uri"}, _likes),
    _Source(
        Kind.COMMENT,
        "comments",
        {"direction": "desc", "fields": "uri,created_on,user.uri"},
        _comments,
    ),
)


class Api:
    """REST by GET. Nothing can be read without a token."""

    def __init__(self, client: GuardedClient, base_url: str, token: str | None) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._token = token

    @property
    def now(self) -> datetime:
        """The client's time."""
        return self._client.clock.now()

    async def get(self, path: str, params: Mapping[str, str | int]) -> Outcome[Answer]:
        """The answer, refusals included; without a valid token there is none."""
        if not self._token:
            return NeedsCredentials()
        outcome = await self._client.get_json(
            self._base + path, params=params, credential=self._token, accept=_VERSION
        )
        if isinstance(outcome, Data) and _lacks_rights(outcome.value):
            return NeedsCredentials()
        return outcome


def _lacks_rights(answer: Answer) -> bool:
    words = text(record(answer.json).get("developer_message")).lower()
    return answer.status == 401 or (answer.status == 403 and "scope" in words)


class NameReader:
    """Reads names for the videos of one account, newest first, until its calls are spent.

    `stopped` is the outcome after which no further call makes sense.
    """

    def __init__(self, api: Api, profile: Profile, now: datetime, limits: CallLimits) -> None:
        self._api = api
        self._owner = profile.native_id
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self.stopped: Failure | None = None

    async def read(self, video: Video, at: datetime) -> tuple[Publication, list[Reaction]]:
        """The video with its totals, and the reactions that could be read by name."""
        totals: dict[Kind, int] = {}
        unread: dict[Kind, int] = {}
        reactions: list[Reaction] = []
        for source in SOURCES:
            total = video.total(source.connection)
            if total is None:
                continue
            acts, finished = await self._acts(video, source) if total else ([], True)
            others = [act for act in acts if act.actor not in ("", self._owner)]
            totals[source.kind] = max(total - sum(act.actor == self._owner for act in acts), 0)
            faceless = totals[source.kind] - len(others)
            if faceless > 0 and not (finished and acts):
                unread[source.kind] = faceless
            reactions += [self._reaction(video, at, source.kind, act) for act in others]
        found = Publication(video.id, at, totals, video.topics, unread=unread)
        return found, reactions

    def _reaction(self, video: Video, published: datetime, kind: Kind, act: Act) -> Reaction:
        at = sensible(act.at, BORN, self._now)
        at = None if at is None else max(at, published)
        return Reaction(video.id, act.actor, kind, at, video.topics)

    async def _acts(self, video: Video, source: _Source) -> tuple[list[Act], bool]:
        """Names page by page, and whether these are all."""
        found: dict[Act, None] = {}
        for number in range(1, self._pages + 1):
            body = await self._page(video, source, number)
            if body is None:
                return list(found), False
            known = len(found)
            found.update(dict.fromkeys(source.acts(body.get("data"))))
            if not record(body.get("paging")).get("next"):
                return list(found), True
            if len(found) == known:
                break  # a list that turns in circles
        return list(found), False

    async def _page(self, video: Video, source: _Source, number: int) -> Mapping[str, Any] | None:
        """One page of names; None where there is none to be had."""
        if self.stopped is not None or self._left <= 0:
            return None
        self._left -= 1
        path = f"/videos/{video.id}/{source.connection}"
        params: dict[str, str | int] = {**source.params, "per_page": PAGE, "page": number}
        outcome = await self._api.get(path, params)
        if isinstance(outcome, Data):
            return record(outcome.value.json) if outcome.value.ok else None
        if not isinstance(outcome, Changed):
            self.stopped = outcome
        return None


async def read_actors(api: Api, ids: Sequence[str], calls: int) -> Outcome[Sequence[ActorProfile]]:
    """The first of them, as far as the calls go; a failure is told where it comes first."""
    found: list[ActorProfile] = []
    for one_id in ids[:calls]:
        outcome = await api.get(f"/users/{one_id}", {"fields": _ACTOR})
        if not isinstance(outcome, Data):
            return Data(found) if found else outcome
        actor = one(_Actor, outcome.value.json) if outcome.value.ok else None
        found.append(ActorProfile(one_id) if actor is None else _actor(one_id, actor, api.now))
    return Data(found)


def _actor(one_id: str, found: _Actor, now: datetime) -> ActorProfile:
    kind = text(found.pictures.get("type"))
    return ActorProfile(
        native_id=one_id,
        created_at=sensible(found.created_time, BORN, now),
        followers=found.total("followers"),
        followings=found.total("following"),
        publications=found.total("videos"),
        has_picture=kind != "default" if kind else None,
        has_text=bool(found.bio.strip()),
    )

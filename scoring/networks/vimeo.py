"""Vimeo: an account's public videos, and by name who liked them or commented on them.

Its API answers nobody without an application's token. Likes are not dated; comments are. Private,
unlisted and password-protected videos are not read, whatever the token could see.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import Field

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Failure,
    Gone,
    Kind,
    Moved,
    NetworkClass,
    Outcome,
    Private,
    Profile,
    Proof,
    Publication,
    Reaction,
    Reading,
    Suspended,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.http import GuardedClient
from scoring.networks.listing import covered, sensible
from scoring.networks.shapes import Items, Moment, Text, earliest, listed, one, record, text
from scoring.networks.vimeo_names import (
    BORN,
    PAGE,
    Api,
    CallLimits,
    Linked,
    NameReader,
    Video,
    read_actors,
)
from scoring.networks.wire import Answer
from scoring.settings import NetworkSettings

BASE_URL = "https://api.vimeo.com"
_RESERVED = (
    r"\d+|about|album|api|apps|blog|cameo|categories|channels|contact|cookie_policy|create|customers"
    "|dashboard|developers?|enterprise|event|explore|features|folder|for-hire|forgot_password|groups"
    "|help|home|integrations|join|jobs|live|log_in|login|manage|maker|musicstore|ondemand|ott"
    "|plans|pricing|privacy|professionals|project|review|search|settings|showcase|site_map"
    "|solutions|stats|stock|store|tag|tags|terms|tools|upgrade|upload|video|videos|vimeopro|watch"
)

DECLARATION = Declaration(
    name="vimeo",
    title="Vimeo",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.LIKE, Kind.COMMENT),
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    handle_pattern=r"[a-z0-9][a-z0-9_-]{0,99}",
    handle_example="staff",
    url_patterns=(rf"(?:www\.)?vimeo\.com/(?!(?:{_RESERVED})(?:[/?#]|$))([^/?#]+)",),
    ownership_field="bio",
    proofs=(Proof.CODE,),
    home="https://vimeo.com",
    terms="https://vimeo.com/terms",
    calls="2 to 50",
    needs=("token",),
    actors=True,
)

_USER = "uri,name,link,bio,short_bio,websites,created_time,metadata.connections"
_VIDEO = (
    "uri,created_time,privacy.view,user.uri,tags.name,categories.name"
    ",metadata.connections.likes.total,metadata.connections.comments.total"
)
_ASLEEP = ("suspended", "deactivated", "disabled")
_UNNAMED = re.compile(r"user(\d+)")  # the address of an account that chose no name


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of a hundred videos, and calls for names."""

    pages: int = 5
    names: CallLimits = field(default_factory=CallLimits)


class _User(Linked):
    name: Text = ""
    link: Text = ""
    bio: Text = ""
    short_bio: Text = ""
    websites: Items = Field(default_factory=list)
    created_time: Moment = None

    @property
    def handle(self) -> str:
        """The last part of the profile's address."""
        return self.link.rstrip("/").rpartition("/")[2].lower() or self.id

    @property
    def words(self) -> tuple[str, ...]:
        """What only the owner writes."""
        sites = [text(record(site).get("link")) for site in self.websites]
        return tuple(line for line in (self.bio, self.short_bio, *sites) if line)


@dataclass(frozen=True, slots=True)
class _Page:
    videos: Sequence[Video]
    last: bool


class Vimeo:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        token: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._api = Api(client, base_url or BASE_URL, token)
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a name, or behind an id (digits)."""
        unnamed = _UNNAMED.fullmatch(handle.lower())
        wanted = unnamed[1] if unnamed else handle
        outcome = await self._api.get(f"/users/{wanted}", {"fields": _USER})
        if not isinstance(outcome, Data):
            return outcome
        if not outcome.value.ok:
            return _refusal(outcome.value)
        found = one(_User, outcome.value.json)
        if found is None or not found.id:
            return Changed("vimeo: a profile without id")
        if not wanted.isdecimal() and found.handle != wanted.lower():
            return Moved(found.handle)
        return Data(_profile(found, self._api.now))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Public videos, newest first, with their totals and the names behind them."""
        names = NameReader(self._api, profile, now, self._limits.names)
        for number in range(1, self._limits.pages + 1):
            page = await self._page(profile, number)
            if not isinstance(page, Data):
                yield page
                return
            reading = await _reading(page.value, profile, since, now, names)
            yield Data(reading)
            if names.stopped is not None:
                yield names.stopped
            if names.stopped or reading.complete:
                return

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles behind the first of these ids."""
        return await read_actors(self._api, native_ids, self._limits.names.actors)

    async def _page(self, profile: Profile, number: int) -> Outcome[_Page]:
        order = {"sort": "date", "direction": "desc", "fields": _VIDEO}
        path = f"/users/{profile.native_id}/videos"
        outcome = await self._api.get(path, {**order, "per_page": PAGE, "page": number})
        if not isinstance(outcome, Data):
            return outcome
        if not outcome.value.ok:
            return _refusal(outcome.value)
        body = record(outcome.value.json)
        found = listed(Video, body.get("data"))
        if found is None:
            return Changed("vimeo: videos of another shape")
        return Data(_Page(found, last=not (record(body.get("paging")).get("next") and found)))


def connect(tools: Tools, settings: NetworkSettings) -> Vimeo:
    """The connector as the settings want it."""
    return Vimeo(tools.client, settings.base_url, secret(settings.token))


def _profile(found: _User, now: datetime) -> Profile:
    return Profile(
        network=DECLARATION.name,
        native_id=found.id,
        handle=found.handle,
        name=found.name or found.handle,
        url=found.link or f"{DECLARATION.home}/user{found.id}",
        created_at=sensible(found.created_time, BORN, now),
        texts=found.words,
        followers=found.total("followers"),
        publications=found.total("videos"),
    )


async def _reading(
    page: _Page, profile: Profile, since: datetime | None, now: datetime, names: NameReader
) -> Reading:
    publications: list[Publication] = []
    reactions: list[Reaction] = []
    dates = [sensible(video.created_time, BORN, now) for video in page.videos]
    for video, at in zip(page.videos, dates, strict=True):
        if at is None or (since is not None and at < since):
            continue
        if video.is_shown_by(profile.native_id):
            publication, found = await names.read(video, at)
            publications.append(publication)
            reactions += found
    reached, complete = covered(dates, profile, since, last=page.last)
    if names.stopped is not None:
        reached, complete = earliest(dates), False
    return Reading(tuple(publications), tuple(reactions), reached, complete)


def _refusal(answer: Answer) -> Failure:
    body = record(answer.json)
    words = f"{text(body.get('error'))} {text(body.get('developer_message'))}".lower()
    if any(word in words for word in _ASLEEP):
        return Suspended()
    if answer.status in (404, 410):
        return Gone()
    return Private() if answer.status == 403 else Changed(f"vimeo: HTTP {answer.status}")

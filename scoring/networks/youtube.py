"""YouTube: a channel's public videos, their likes as totals, and by name who commented.

It takes the operator's own key. YouTube's policy forbids figures that are blended with those of
other platforms, so these stand beside the score. Counts come as texts, subscribers rounded to
three digits or hidden; nobody is named who liked.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

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
    Moved,
    NetworkClass,
    Outcome,
    Private,
    Profile,
    Proof,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.http import GuardedClient
from scoring.networks.listing import covered, sensible
from scoring.networks.shapes import (
    Moment,
    Record,
    Shape,
    Text,
    each,
    earliest,
    moment,
    record,
    text,
)
from scoring.networks.youtube_api import BORN, PER_CALL, Api, Number
from scoring.networks.youtube_comments import CommentLimits, CommentReader, Video
from scoring.settings import NetworkSettings

BASE_URL = "https://www.googleapis.com/youtube/v3"
_CHANNEL = "UC[A-Za-z0-9_-]{22}"
_HOST = r"(?:(?:www|m|music)\.)?youtube\.com"

DECLARATION = Declaration(
    name="youtube",
    title="YouTube",
    network_class=NetworkClass.CREDENTIALS,
    kinds=(Kind.LIKE, Kind.COMMENT),
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    handle_pattern=rf"{_CHANNEL}|(?:c/|user/)?@?[\w.·-]{{1,100}}",
    handle_example="youtube",
    url_patterns=(
        rf"{_HOST}/@([^/?#]+)",
        rf"{_HOST}/channel/(UC[^/?#]+)",
        rf"{_HOST}/((?:c|user)/[^/?#]+)",
    ),
    ownership_field="description",
    proofs=(Proof.CODE, Proof.CONNECTION),
    connection="youtube",
    home="https://www.youtube.com",
    terms="https://developers.google.com/youtube/terms/developer-policies",
    case_sensitive=True,
    calls="4 to 64, of 10,000 free units a day",
    allowance=Allowance(calls=10_000, seconds=86_400),
    needs=("api_key",),
    beside=True,
    actors=True,
)

_ID = re.compile(_CHANNEL)
_PARTS = "snippet,statistics,status"
_VIDEO = (  # no text is asked for
    "items(id,snippet(publishedAt,channelId,tags),statistics(likeCount,commentCount)"
    ",status(privacyStatus),topicDetails(topicCategories))"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of fifty videos, two calls each, and calls for comments."""

    pages: int = 10
    comments: CommentLimits = field(default_factory=CommentLimits)


class _Snippet(Shape):
    title: Text = ""
    description: Text = ""
    custom_url: Text = Field(default="", alias="customUrl")
    published_at: Moment = Field(default=None, alias="publishedAt")


class _Statistics(Shape):
    subscribers: Number = Field(default=None, alias="subscriberCount")
    hidden: Any = Field(default=None, alias="hiddenSubscriberCount")
    videos: Number = Field(default=None, alias="videoCount")


class _Channel(Shape):
    id: str = Field(pattern=rf"^{_CHANNEL}$")
    snippet: _Snippet = Field(default_factory=_Snippet)
    statistics: _Statistics = Field(default_factory=_Statistics)
    status: Record = Field(default_factory=dict)
    content: Record = Field(default_factory=dict, alias="contentDetails")

    @property
    def handle(self) -> str:
        """The name behind the @; channels without one, or with an older kind, have their id."""
        custom = self.snippet.custom_url
        return custom.removeprefix("@").casefold() if custom.startswith("@") else self.id

    @property
    def followers(self) -> int | None:
        return None if self.statistics.hidden is True else self.statistics.subscribers

    @property
    def uploads(self) -> str:
        """The list of all its videos."""
        return text(record(self.content.get("relatedPlaylists")).get("uploads"))


class _Item(Shape):
    snippet: Record = Field(default_factory=dict)
    content: Record = Field(default_factory=dict, alias="contentDetails")

    @property
    def video(self) -> str:
        inside = record(self.snippet.get("resourceId"))
        return text(self.content.get("videoId")) or text(inside.get("videoId"))

    @property
    def dated(self) -> datetime | None:
        """When the video was published; private and deleted ones have no such date."""
        return moment(self.content.get("videoPublishedAt") or self.snippet.get("publishedAt"))


@dataclass(frozen=True, slots=True)
class _Page:
    items: Sequence[_Item]
    videos: Sequence[Video]
    next: str


class YouTube:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        api_key: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._api = Api(client, base_url or BASE_URL, api_key)
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The channel behind an id, an @handle, or an older address (`c/name`, `user/name`)."""
        outcome = await self._channel(_PARTS, handle)
        if not isinstance(outcome, Data):
            return outcome
        found = outcome.value
        if found.status.get("privacyStatus") == "private":
            return Private()
        by_handle = not _ID.fullmatch(handle) and "/" not in handle
        if by_handle and found.handle not in (found.id, _bare(handle)):
            return Moved(found.handle)
        return Data(_profile(found, self._api.now))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Public videos, newest first, with their totals and who commented."""
        channel = await self._channel("contentDetails", profile.native_id)
        if not isinstance(channel, Data):
            yield channel
            return
        names = CommentReader(self._api, profile, now, self._limits.comments)
        tokens = [""]
        for _ in range(self._limits.pages):
            page = await self._page(channel.value.uploads, tokens[-1])
            if not isinstance(page, Data):
                yield page
                return
            reading = await _reading(page.value, profile, since, now, names)
            yield Data(reading)
            if names.stopped is not None:
                yield names.stopped
            if names.stopped or reading.complete or page.value.next in tokens:
                return
            tokens.append(page.value.next)

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The channels behind these ids, fifty at a time."""
        found: dict[str, ActorProfile] = {}
        for start in range(0, len(native_ids), PER_CALL):
            chunk = native_ids[start : start + PER_CALL]
            params: dict[str, str | int] = {"part": "snippet,statistics", "id": ",".join(chunk)}
            outcome = await self._api.list("channels", {**params, "maxResults": PER_CALL})
            if not isinstance(outcome, Data):
                return Data(list(found.values())) if found else outcome
            known = {one.id: one for one in each(_Channel, outcome.value.get("items"))}
            found |= {one: _actor(one, known.get(one), self._api.now) for one in chunk}
        return Data([found[one] for one in native_ids])

    async def _channel(self, parts: str, handle: str) -> Outcome[_Channel]:
        """One channel. Where there is none, the list is empty or not there at all."""
        outcome = await self._api.list("channels", {"part": parts, **_which(handle)})
        if not isinstance(outcome, Data):
            return outcome
        listed = outcome.value.get("items")
        found = each(_Channel, listed)
        if listed and not found:
            return Changed("youtube: a channel without id")
        return Data(found[0]) if found else Gone()

    async def _page(self, uploads: str, token: str) -> Outcome[_Page]:
        """One page of a channel's videos; a channel without a list of them has none."""
        if not uploads:
            return Data(_Page((), (), ""))
        params: dict[str, str | int] = {"part": "contentDetails", "playlistId": uploads}
        params |= {"maxResults": PER_CALL} | ({"pageToken": token} if token else {})
        outcome = await self._api.list("playlistItems", params)
        if not isinstance(outcome, Data):
            return Data(_Page((), (), "")) if outcome == Gone() and not token else outcome
        items = [one for one in each(_Item, outcome.value.get("items")) if one.video]
        if outcome.value.get("items") and not items:
            return Changed("youtube: videos of another shape")
        videos = await self._videos([one.video for one in items])
        if not isinstance(videos, Data):
            return videos
        return Data(_Page(items, videos.value, text(outcome.value.get("nextPageToken"))))

    async def _videos(self, ids: Sequence[str]) -> Outcome[Sequence[Video]]:
        if not ids:
            return Data(())
        parts = {"part": "snippet,statistics,status,topicDetails", "fields": _VIDEO}
        outcome = await self._api.list("videos", {**parts, "id": ",".join(ids)})
        if not isinstance(outcome, Data):
            return outcome
        return Data(each(Video, outcome.value.get("items")))


def connect(tools: Tools, settings: NetworkSettings) -> YouTube:
    """The connector as the settings want it."""
    return YouTube(tools.client, settings.base_url, secret(settings.api_key))


def _which(handle: str) -> dict[str, str | int]:
    """By which parameter a channel is asked for."""
    if _ID.fullmatch(handle):
        return {"id": handle}
    if handle.startswith("user/"):
        return {"forUsername": handle.removeprefix("user/")}
    return {"forHandle": f"@{_bare(handle)}"}


def _bare(handle: str) -> str:
    return handle.removeprefix("c/").removeprefix("@").casefold()


def _profile(found: _Channel, now: datetime) -> Profile:
    handle = found.handle
    path = f"channel/{found.id}" if handle == found.id else f"@{handle}"
    return Profile(
        network=DECLARATION.name,
        native_id=found.id,
        handle=handle,
        name=found.snippet.title or handle,
        url=f"{DECLARATION.home}/{path}",
        created_at=sensible(found.snippet.published_at, BORN, now),
        texts=(found.snippet.description,) if found.snippet.description else (),
        followers=found.followers,
        publications=found.statistics.videos,
        listed=found.status.get("privacyStatus") != "unlisted",
    )


def _actor(native_id: str, found: _Channel | None, now: datetime) -> ActorProfile:
    """Everybody has a picture there, if only a letter: it says nothing."""
    if found is None:
        return ActorProfile(native_id)
    return ActorProfile(
        native_id=native_id,
        created_at=sensible(found.snippet.published_at, BORN, now),
        followers=found.followers,
        publications=found.statistics.videos,
        has_text=bool(found.snippet.description.strip()),
    )


async def _reading(
    page: _Page, profile: Profile, since: datetime | None, now: datetime, names: CommentReader
) -> Reading:
    publications: list[Publication] = []
    reactions: list[Reaction] = []
    dates = {one.video: sensible(one.dated, BORN, now) for one in page.items}
    for video in page.videos:
        at = dates.get(video.id) or sensible(moment(video.snippet.get("publishedAt")), BORN, now)
        if at is None or (since is not None and at < since):
            continue
        if video.is_shown_by(profile.native_id):
            publication, found = await names.read(video, at)
            publications.append(publication)
            reactions += found
    reached, complete = covered(dates.values(), profile, since, last=not page.next)
    if names.stopped is not None:
        reached, complete = earliest(dates.values()), False
    return Reading(tuple(publications), tuple(reactions), reached, complete)

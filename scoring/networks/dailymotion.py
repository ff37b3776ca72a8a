"""Dailymotion: likes of an account's public videos, as totals: it names nobody who liked.

Read without any token. Its API shows at most the thousand newest videos of an account, dates
them itself in unix seconds, and has had no comments since 2018.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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
    Limited,
    Moved,
    NeedsCredentials,
    NetworkClass,
    Outcome,
    Private,
    Profile,
    Proof,
    Publication,
    Reading,
    Suspended,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.listing import covered, faceless, sensible
from scoring.networks.shapes import (
    Count,
    Epoch,
    Items,
    Shape,
    Text,
    count,
    listed,
    one,
    record,
    text,
    topics_of,
)
from scoring.settings import NetworkSettings

BASE_URL = "https://api.dailymotion.com"
BORN = datetime(2005, 3, 15, tzinfo=UTC)  # nothing was published here before
PAGE = 100  # the most that the network gives at once
_RESERVED = (
    "video|playlist|embed|player|search|topic|signin|register|upload|legal|partner|feed|library"
    "|hashtag|live|live-streams|swf|crawler|settings|about|jobs|rss|explore|history"
)

DECLARATION = Declaration(
    name="dailymotion",
    title="Dailymotion",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.LIKE,),
    capabilities=(Capability.COUNTS, Capability.TOPICS),
    handle_pattern=r"[a-z0-9][a-z0-9_-]{0,99}",
    handle_example="euronews-fr",
    url_patterns=(
        r"(?:(?:www|geo|touch)\.)?dailymotion\.com/(?:[a-z]{2}/)?(?:old/)?(?:user/)?"
        rf"(?!(?:[a-z]{{2}}|old|user|{_RESERVED})(?:[/?#]|$))([^/?#]+)",
    ),
    ownership_field="description",
    proofs=(Proof.CODE,),
    home="https://www.dailymotion.com",
    terms="https://legal.dailymotion.com/en/terms-of-use/",
    calls="2 to 11",
)

_USER = "id,username,screenname,description,created_time,followers_total,videos_total"
_VIDEO = "id,owner,created_time,private,likes_total,tags,channel"
_ASLEEP = ("suspend", "disabled", "banned", "deactivated")
_BUSY = ("rate limit", "rate_limit", "too many", "spam")


@dataclass(frozen=True, slots=True)
class Limits:
    """Pages of a hundred videos in one reading; the network itself ends at a thousand videos."""

    pages: int = 10


class _User(Shape):
    id: str
    username: Text = ""
    screenname: Text = ""
    description: Text = ""
    created_time: Epoch = None
    followers_total: Count = None
    videos_total: Count = None


class _Video(Shape):
    id: str
    owner: Text = ""
    created_time: Epoch = None
    private: bool | None = None
    likes_total: Count = None
    tags: Items = Field(default_factory=list)
    channel: Text = ""

    def publication(self, at: datetime) -> Publication:
        """Its likes are a number without faces."""
        topics = topics_of([*self.tags, self.channel])
        return faceless(self.id, at, {Kind.LIKE: self.likes_total}, topics)


@dataclass(frozen=True, slots=True)
class _Page:
    videos: Sequence[_Video]
    last: bool


class Dailymotion:
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
        self._client = client
        self._base = (base_url or BASE_URL).rstrip("/")
        self._token = token
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a user name or an id."""
        outcome = await self._get(f"/user/{handle}", {"fields": _USER})
        if not isinstance(outcome, Data):
            return outcome
        found = one(_User, outcome.value)
        if found is None:
            return Changed("dailymotion: a profile without id")
        if handle != found.id and handle.casefold() != found.username.casefold():
            return Moved((found.username or found.id).lower())
        return Data(_profile(found, self._client.clock.now()))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Public videos, newest first, with their likes."""
        for number in range(1, self._limits.pages + 1):
            page = await self._page(profile, number)
            if not isinstance(page, Data):
                yield page
                return
            reading = _reading(page.value, profile, since, now)
            yield Data(reading)
            if reading.complete:
                return

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Nobody is named, so there is nobody to ask for."""
        return Data([ActorProfile(native_id) for native_id in native_ids])

    async def _page(self, profile: Profile, number: int) -> Outcome[_Page]:
        outcome = await self._get(
            f"/user/{profile.native_id}/videos",
            {
                "fields": _VIDEO,
                "sort": "recent",
                "family_filter": "false",  # otherwise videos marked as sensitive are left out
                "page": number,
                "limit": PAGE,
            },
        )
        if not isinstance(outcome, Data):
            return outcome
        found = listed(_Video, outcome.value.get("list"))
        if found is None:
            return Changed("dailymotion: videos of another shape")
        return Data(_Page(found, last=outcome.value.get("has_more") is not True or not found))

    async def _get(self, path: str, params: Mapping[str, str | int]) -> Outcome[Mapping[str, Any]]:
        """A JSON object; refusals, which may come with any status, end as their outcomes."""
        outcome = await self._client.get_json(
            self._base + path, params=params, credential=self._token
        )
        if not isinstance(outcome, Data):
            return outcome
        body = record(outcome.value.json)
        if outcome.value.ok and "error" not in body:
            return Data(body)
        return self._refusal(outcome.value.status, record(body.get("error")))

    def _refusal(self, status: int, error: Mapping[str, Any]) -> Failure:
        code = count(error.get("code")) or status
        kind, detail = text(error.get("type")), record(error.get("error_data"))
        words = f"{kind} {text(error.get('message'))} {text(detail.get('reason'))}".lower()
        if any(word in words for word in _ASLEEP):
            return Suspended()
        if code in (404, 410) or kind == "not_found" or detail.get("param") == "id":
            return Gone()
        if code == 401 or kind in ("invalid_token", "insufficient_scope"):
            return NeedsCredentials()
        if code == 403:
            busy = any(word in words for word in _BUSY)
            return Limited(self._client.clock.now() + DEFAULT_LIMIT) if busy else Private()
        return Changed(f"dailymotion: HTTP {code} {kind}".strip())


def connect(tools: Tools, settings: NetworkSettings) -> Dailymotion:
    """The connector as the settings want it."""
    return Dailymotion(tools.client, settings.base_url, secret(settings.token))


def _profile(found: _User, now: datetime) -> Profile:
    handle = (found.username or found.id).lower()
    return Profile(
        network=DECLARATION.name,
        native_id=found.id,
        handle=handle,
        name=found.screenname or handle,
        url=f"{DECLARATION.home}/{handle}",
        created_at=sensible(found.created_time, BORN, now),
        texts=(found.description,) if found.description else (),
        followers=found.followers_total,
        publications=found.videos_total,
    )


def _reading(page: _Page, profile: Profile, since: datetime | None, now: datetime) -> Reading:
    dated = [(video, sensible(video.created_time, BORN, now)) for video in page.videos]
    publications = tuple(
        video.publication(at)
        for video, at in dated
        if at is not None
        and (since is None or at >= since)
        and not video.private
        and video.owner in ("", profile.native_id)
    )
    reached, complete = covered((at for _, at in dated), profile, since, last=page.last)
    return Reading(publications, (), reached, complete)

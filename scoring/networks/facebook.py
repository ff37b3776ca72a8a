"""Facebook pages: own posts with their totals of reactions, comments and shares.

Only pages are shown to programs, not persons, and of a page nobody is named. It takes an app with
*Page Public Content Access*, or a token of the page itself. Comments include the page's own.
Hashtags become topics; of the posts' text nothing is kept.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pydantic import Field

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Kind,
    NetworkClass,
    Outcome,
    Profile,
    Proof,
    Reading,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.graph import GraphApi, next_page
from scoring.networks.graph_posts import Page, readings
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import Count, Moment, Record, Shape, Text, count, listed, one, record
from scoring.settings import NetworkSettings

_RESERVED = (
    r"ads|business|bookmarks|dialog|events|friends|gaming|groups|hashtag|help|home\.php|l\.php"
    r"|legal|login|login\.php|marketplace|messages|notes|notifications|pages|people|permalink\.php"
    r"|photo|photo\.php|photos|plugins|policies|privacy|profile\.php|public|reel|reels|search"
    r"|settings|share|share\.php|sharer|sharer\.php|stories|story\.php|terms|video|videos|watch"
)
_HOST = r"(?:(?:www|m|mbasic|mobile|touch|web|[a-z]{2}-[a-z]{2})\.)?(?:facebook|fb)\.com"
_END = r"/?(?:[?#]|$)"

DECLARATION = Declaration(
    name="facebook",
    title="Facebook",
    network_class=NetworkClass.CREDENTIALS,
    kinds=(Kind.LIKE, Kind.COMMENT, Kind.REPOST),
    capabilities=(Capability.COUNTS, Capability.TOPICS),
    handle_pattern=r"(?=[0-9.]*[a-z])[a-z0-9.]{5,50}|[0-9]{5,20}",
    handle_example="ada.lovelace.page",
    url_patterns=(
        rf"{_HOST}/profile\.php\?(?:[^#]*&)?id=([0-9]+)",
        rf"{_HOST}/people/[^/?#]+/([0-9]+)",
        rf"{_HOST}/pages/(?:[^?#]*[/-])?([0-9]{{5,20}}){_END}",
        rf"{_HOST}/p/(?:[^/?#]*-)?([0-9]{{5,20}}){_END}",
        rf"{_HOST}/(?:pg/)?[^/?#]+-([0-9]{{9,20}})(?:[/?#]|$)",
        rf"{_HOST}/(?:pg/)?@?(?!(?:{_RESERVED})(?:[/?#]|$))([^/?#]{{2,}})",
        r"(?:fb|m)\.me/(?!(?:p|s|r|g|v)/)([^/?#]+)",
    ),
    ownership_field="about",
    proofs=(Proof.CODE,),
    home="https://www.facebook.com",
    terms="https://developers.facebook.com/terms",
    needs=("token",),
    calls="2 to 11",
)

PAGE = 50
_PROFILE = "id,name,username,about,description,link,followers_count,fan_count"
_SUMMARY = "summary(true).limit(0)"
_POSTS = f"id,created_time,message,shares,reactions.{_SUMMARY},comments.{_SUMMARY}"


@dataclass(frozen=True, slots=True)
class Limits:
    """Pages of fifty posts in one reading."""

    pages: int = 10


class _Profile(Shape):
    id: str = Field(pattern=r"^[0-9]+$")
    name: Text = ""
    username: Text = ""
    about: Text = ""
    description: Text = ""
    link: Text = ""
    followers_count: Count = None
    fan_count: Count = None


class _Post(Shape):
    id: str
    at: Moment = Field(default=None, alias="created_time")
    words: Text = Field(default="", alias="message")
    shares: Record = Field(default_factory=dict)
    reactions: Record = Field(default_factory=dict)
    comments: Record = Field(default_factory=dict)

    @property
    def shown(self) -> dict[Kind, int | None]:
        return {
            Kind.LIKE: _total(self.reactions),
            Kind.COMMENT: _total(self.comments),
            Kind.REPOST: count(self.shares.get("count")),
        }


class Facebook:
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
        self._api = GraphApi(client, base_url, token)
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The page behind a name or an id. Persons are not shown to programs: private."""
        outcome = await self._api.get(handle, {"fields": _PROFILE})
        if not isinstance(outcome, Data):
            return outcome
        found = one(_Profile, outcome.value)
        return Changed("facebook: a page without id") if found is None else Data(_profile(found))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """The page's own posts, newest first, with their totals."""
        ask = partial(self._page, profile)
        async for outcome in readings(ask, self._limits.pages, profile, since, now):
            yield outcome

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Nobody acts by name here."""
        del native_ids
        return Data(())

    async def _page(self, profile: Profile, position: Mapping[str, str]) -> Outcome[Page]:
        params: dict[str, str | int] = {"fields": _POSTS, "limit": PAGE, **position}
        outcome = await self._api.get(f"{profile.native_id}/posts", params)
        if not isinstance(outcome, Data):
            return outcome
        found = listed(_Post, outcome.value.get("data"))
        if found is None:
            return Changed("facebook: posts of another shape")
        return Data(Page(found, next_page(outcome.value.get("paging"))))


def connect(tools: Tools, settings: NetworkSettings) -> Facebook:
    """The connector as the settings want it."""
    return Facebook(tools.client, settings.base_url, secret(settings.token))


def _total(summarised: Mapping[str, object]) -> int | None:
    return count(record(summarised.get("summary")).get("total_count"))


def _profile(found: _Profile) -> Profile:
    handle = found.username.lower() or found.id
    followers = found.fan_count if found.followers_count is None else found.followers_count
    return Profile(
        network=DECLARATION.name,
        native_id=found.id,
        handle=handle,
        name=found.name or handle,
        url=f"{DECLARATION.home}/{handle}",
        created_at=None,
        texts=tuple(word for word in (found.about, found.description) if word),
        followers=followers,
    )

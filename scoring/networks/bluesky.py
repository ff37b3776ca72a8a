"""Bluesky through its public AppView: posts, totals, and by name who liked, reposted or answered.

Everything is keyed on the DID. Dates are written by clients, so the earlier of theirs and the
network's is taken.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
    NeedsCredentials,
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
from scoring.networks.bluesky_actors import read_actors
from scoring.networks.bluesky_names import PAGE, Api, Author, NameLimits, NameReader, Post
from scoring.networks.connecting import Tools, secret
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import (
    CamelShape,
    Count,
    Moment,
    Record,
    Text,
    earliest,
    listed,
    moment,
    one,
    record,
    text,
)
from scoring.networks.walk import Page, Place, Walk
from scoring.networks.wire import Answer
from scoring.settings import NetworkSettings

BASE_URL = "https://public.api.bsky.app"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"

DECLARATION = Declaration(
    name="bluesky",
    title="Bluesky",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.LIKE, Kind.REPOST, Kind.REPLY, Kind.QUOTE),
    handle_pattern=rf"did:[a-z]+:[a-z0-9._:-]+|(?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9])?",
    handle_example="ada.bsky.social",
    url_patterns=(
        r"(?:www\.)?bsky\.app/profile/([^/?#]+)",
        r"([a-z0-9-]+\.bsky\.social)(?:[/?#].*)?$",
    ),
    ownership_field="description",
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.ATPROTO, Proof.CONNECTION),
    connection="bluesky",
    calls="3 to 130",
    home="https://bsky.app",
    terms="https://bsky.social/about/support/tos",
    actors=True,
)

_ASLEEP = frozenset({"AccountTakedown", "AccountDeactivated", "AccountSuspended", "RepoTakendown"})
_NOBODY = ("not found", "at identifier", "valid handle")
_NO_HANDLE = "handle.invalid"
_HIDES = "!no-unauthenticated"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of a hundred posts, and calls for names."""

    pages: int = 10
    names: NameLimits = field(default_factory=NameLimits)


class _Profile(Author):
    handle: Text = ""
    display_name: Text = ""
    description: Text = ""
    website: Text = ""
    followers_count: Count = None
    posts_count: Count = None
    created_at: Moment = None
    indexed_at: Moment = None


class _Feed(CamelShape):
    feed: list[Any]
    cursor: Text = ""


class Item(CamelShape):
    """One entry of a feed: a post, or with a reason somebody's repost of it."""

    post: Post
    reason: Record = Field(default_factory=dict)

    @property
    def position(self) -> datetime | None:
        """The time by which the feed is sorted."""
        return moment(self.reason.get("indexedAt")) if self.reason else self.post.dated


class Bluesky:
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
        """The account behind a handle or a DID."""
        outcome = await self._api.call("app.bsky.actor.getProfile", {"actor": handle})
        if not isinstance(outcome, Data):
            return outcome
        if not outcome.value.ok:
            return _refusal(outcome.value)
        found = one(_Profile, outcome.value.json)
        if found is None:
            return Changed("bluesky: a profile without a DID")
        return Private() if found.is_called(_HIDES) else Data(_profile(found))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Posts and replies, newest first, with their totals and the names behind them."""
        names = NameReader(self._api, profile, now, self._limits.names)
        walk = Walk(Place(), since, profile.created_at)
        async for outcome in self._pages(profile, names, walk):
            yield outcome

    async def resume(
        self, profile: Profile, position: str, *, since: datetime, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """The same from where names or pages ended."""
        place = Place.parse(position)
        if place is None:
            yield Changed("bluesky: an unknown position")
            return
        names = NameReader(self._api, profile, now, self._limits.names)
        walk = Walk(place, since, profile.created_at)
        async for outcome in self._pages(profile, names, walk):
            yield outcome

    async def _pages(
        self, profile: Profile, names: NameReader, walk: Walk
    ) -> AsyncIterator[Outcome[Reading]]:
        cursors: list[str] = []
        for _ in range(self._limits.pages):
            page = await self._page(profile, walk.place.cursor or None)
            if not isinstance(page, Data):
                if not cursors or not isinstance(page, Changed):
                    yield page
                return  # a later page that nobody serves cuts the reading, it does not end it
            until = None if cursors else walk.place.until  # of the page that is taken up again
            for items, last in page.value.parts(until):
                cursor = page.value.cursor
                yield Data(await self._reading(items, profile, names, walk, cursor, last=last))
                if names.stopped is not None:
                    yield names.stopped
                if names.stopped or walk.arrived:
                    return
            if cursor in cursors:
                return
            cursors.append(cursor)

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles behind DIDs."""
        return await read_actors(self._api, native_ids)

    async def _page(self, profile: Profile, cursor: str | None) -> Outcome[Page[Item]]:
        """One page of the feed. Asks again who this is where the feed alone is refused."""
        params: dict[str, str | int] = {"actor": profile.native_id, "limit": PAGE}
        params |= {"cursor": cursor} if cursor else {}
        outcome = await self._api.call("app.bsky.feed.getAuthorFeed", params)
        if not isinstance(outcome, Data):
            return outcome
        if not outcome.value.ok:
            return Changed("bluesky: no page") if cursor else await self._why(profile)
        page = one(_Feed, outcome.value.json)
        if page is None:
            return Changed("bluesky: an answer without a feed")
        found = listed(Item, page.feed)
        if found is None:
            return Changed("bluesky: posts of another shape")
        return Data(Page(found, page.cursor))

    async def _why(self, profile: Profile) -> Outcome[Page[Item]]:
        """The feed of a suspended account says *not found*; its profile says the truth."""
        outcome = await self.profile(profile.native_id)
        return Changed("bluesky: no feed") if isinstance(outcome, Data) else outcome

    async def _reading(
        self,
        items: Sequence[Item],
        profile: Profile,
        names: NameReader,
        walk: Walk,
        cursor: str,
        *,
        last: bool,
    ) -> Reading:
        publications: list[Publication] = []
        reactions: list[Reaction] = []
        for item in items:
            if item.reason or item.post.author.did != profile.native_id:
                continue  # a repost carries the figures of somebody else's post
            names.note_own_reply(item.post)
            at = names.published(item.post)
            if walk.since is None or at >= walk.since:
                publication, found = await names.read(item.post, at)
                publications.append(publication)
                reactions += found
        stopped = names.stopped is not None
        walk.step(items, cursor, last=last, whole=not (stopped or names.spent), stopped=stopped)
        complete = walk.arrived and not stopped
        return Reading(
            tuple(publications),
            tuple(reactions),
            walk.reached,
            complete,
            position=walk.position,
        )


def connect(tools: Tools, settings: NetworkSettings) -> Bluesky:
    """The connector as the settings want it."""
    return Bluesky(tools.client, settings.base_url, secret(settings.token))


def _profile(found: _Profile) -> Profile:
    created = earliest([found.created_at, found.indexed_at]) if found.created_at else None
    handle = found.handle or found.did
    return Profile(
        network=DECLARATION.name,
        native_id=found.did,
        handle=handle,
        name=found.display_name or handle,
        url=f"{DECLARATION.home}/profile/{handle if found.handle != _NO_HANDLE else found.did}",
        created_at=created,
        texts=tuple(line for line in (found.description, found.website) if line),
        followers=found.followers_count,
        publications=found.posts_count,
    )


def _refusal(answer: Answer) -> Failure:
    """Unknown, malformed and renamed are all HTTP 400: only the words tell them apart."""
    body = record(answer.json)
    error, message = text(body.get("error")), text(body.get("message")).lower()
    if error in _ASLEEP:
        return Suspended()
    if error and any(words in message for words in _NOBODY):
        return Gone()
    if error == "AuthMissing" or answer.status in (401, 403):
        return NeedsCredentials()
    return Changed(f"bluesky: HTTP {answer.status} {error}".strip())

"""Blogs by their feed: entries with dates and categories, and how many comments each drew.

A feed names nobody who reacts: it has counts, where it has any (`slash:comments`, `thr:total`,
`thr:count`). Where it has none nothing is measured, and the reading says so. Authors' own
comments are among the counts. A feed is bound to its address; whoever owns the host may move it
there as they like, elsewhere it has moved.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from yarl import URL

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Failure,
    Gone,
    Hosts,
    Kind,
    Moved,
    NetworkClass,
    Outcome,
    Private,
    Profile,
    Proof,
    Publication,
    Reading,
)
from scoring.networks.connecting import Tools
from scoring.networks.feed_pages import plain_text, read_page
from scoring.networks.feed_parsing import Entry, Feed, HostileFeedError, is_page, parse, plain
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import earliest
from scoring.networks.wire import Document
from scoring.settings import NetworkSettings

PAGES = 5  # of older entries
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
)
_HOST = r"(?:[\w-]{1,63}\.)+[\w-]{1,63}"

DECLARATION = Declaration(
    name="feed",
    title="Blog",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.COMMENT,),
    handle_pattern=rf"{_HOST}(?::\d{{1,5}})?(?:[/?][^\s#]*)?",
    handle_example="blog.example.com/feed",
    url_patterns=(rf"({_HOST})(/(?!@|(?:u|users)/[^/]+)[^\s#]*)",),
    url_handle="{0}{1}",
    ownership_field="description",
    capabilities=(Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.DOMAIN, Proof.REL_ME),
    calls="1 to 7",
    case_sensitive=True,
    bare=False,
    hosts=Hosts.NAMED,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A feed and where it was found."""

    url: URL
    feed: Feed


class FeedConnector:
    """The connector."""

    declaration = DECLARATION

    def __init__(self, client: GuardedClient, *, pages: int = PAGES) -> None:
        self._client = client
        self._pages = pages

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The feed at an address, or the one to which a page at this address links."""
        asked = _address(handle)
        if asked is None:
            return Gone()
        by_id = "://" in handle
        outcome = await (self._feed(asked) if by_id else self._discover(asked))
        if not isinstance(outcome, Data):
            return outcome
        found = outcome.value
        if by_id and found.url.origin() != asked.origin():
            return Moved(_handle(found.url))
        return Data(_profile(found))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Entries with their counts, page by page where the feed has pages."""
        url: URL | None = URL(profile.native_id)
        seen: set[URL] = set()
        while url is not None and len(seen) < self._pages:
            seen.add(url)
            outcome = await self._feed(url)
            if not isinstance(outcome, Data):
                if len(seen) == 1:
                    yield outcome
                return  # without its older pages a reading is cut
            found = outcome.value
            following = _next(found)
            last = following is None or following in seen
            reading = _reading(found.feed, since=since, now=now, last=last)
            yield Data(reading)
            url = None if last or reading.complete else following

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Nobody is named here."""
        return Data([ActorProfile(native_id) for native_id in native_ids])

    async def _discover(self, asked: URL) -> Outcome[_Found]:
        """The feed there, or the first feed that the page there names."""
        outcome = await self._document(asked)
        if not isinstance(outcome, Data):
            return outcome
        document = outcome.value
        if not is_page(document.body):
            return await self._parsed(document)
        page = await asyncio.to_thread(read_page, document.body)
        targets = [_joined(document.url, href) for href in page.feeds]
        for target in [one for one in targets if one is not None][:1]:
            return await self._feed(target)
        return Gone()

    async def _feed(self, url: URL) -> Outcome[_Found]:
        """The feed at this very address."""
        outcome = await self._document(url)
        return await self._parsed(outcome.value) if isinstance(outcome, Data) else outcome

    async def _parsed(self, document: Document) -> Outcome[_Found]:
        kind = document.headers.get("Content-Type", "")
        try:
            feed = await asyncio.to_thread(parse, document.body, kind)
        except HostileFeedError as error:
            return Changed(f"feed: {error}")
        except Exception as error:  # whatever a parser makes of foreign bytes
            return Changed(f"feed: {type(error).__name__}")
        if feed is None:
            return Changed("feed: neither RSS nor Atom nor JSON Feed")
        return Data(_Found(document.url, feed))

    async def _document(self, url: URL) -> Outcome[Document]:
        outcome = await self._client.get_bytes(url, accept=ACCEPT)
        if isinstance(outcome, Data) and not outcome.value.ok:
            return _refusal(outcome.value)
        return outcome


def connect(tools: Tools, settings: NetworkSettings) -> FeedConnector:
    """The connector; it takes no settings."""
    del settings
    return FeedConnector(tools.client)


def _address(handle: str) -> URL | None:
    """Where a handle or native id leads. Only hosts that the settings open have a port."""
    try:
        if "://" in handle:
            return URL(handle).with_fragment(None)
        secure = re.match(r"[^/?]*:\d", handle) is None
        return URL(f"{'https' if secure else 'http'}://{handle}").with_fragment(None)
    except ValueError:
        return None


def _handle(url: URL) -> str:
    return str(url).partition("://")[2]


def _joined(base: URL, href: str) -> URL | None:
    """Where a link leads. Plain http is asked by https where the page was."""
    try:
        target = base.join(URL(href)).with_fragment(None)
        if target.scheme == "http" and base.scheme == "https" and target.is_default_port():
            target = target.with_scheme("https")
    except ValueError:
        return None
    return target if target.scheme in ("http", "https") and target.host else None


def _next(found: _Found) -> URL | None:
    """The page with older entries, on the same host."""
    target = _joined(found.url, found.feed.next) if found.feed.next else None
    return target if target is not None and target.origin() == found.url.origin() else None


def _profile(found: _Found) -> Profile:
    feed, url = found.feed, found.url
    home = _joined(url, feed.home) if feed.home else None
    name = plain_text(feed.title)
    return Profile(
        network=DECLARATION.name,
        native_id=str(url),
        handle=_handle(url),
        name=name or url.host or _handle(url),
        url=str(home or url.origin()),
        created_at=None,
        texts=plain([feed.title, feed.about]),
        listed=feed.listed,
    )


def _reading(feed: Feed, *, since: datetime | None, now: datetime, last: bool) -> Reading:
    """One page. A feed that ends before `since` does not say whether there was more."""
    dated = [entry for entry in feed.entries if entry.at is not None]
    publications = (_publication(entry, entry.at or now, now) for entry in dated)
    oldest = earliest(entry.at for entry in dated)
    back = since is not None and oldest is not None and oldest < since
    complete = back or (last and (feed.whole or not feed.entries))
    return Reading(
        publications=tuple(one for one in publications if since is None or one.at >= since),
        reactions=(),
        reached=(since or oldest) if complete else oldest,
        complete=complete,
        observable=any(entry.comments is not None for entry in dated),
    )


def _publication(entry: Entry, at: datetime, now: datetime) -> Publication:
    counts = {} if entry.comments is None else {Kind.COMMENT: entry.comments}
    return Publication(entry.native_id, min(at, now), counts, entry.topics, unread=counts)


def _refusal(document: Document) -> Failure:
    if document.status in (404, 410):
        return Gone()
    if document.status in (401, 403, 451):
        return Private()
    return Changed(f"feed: HTTP {document.status}")

"""Feeds: RSS, Atom and JSON, served by a local host."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from scoring.networks import bluesky, feed, github
from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    Moved,
    Outcome,
    Private,
    Publication,
    Reading,
)
from scoring.networks.closed import CLOSED
from scoring.networks.feed import FeedConnector
from scoring.networks.http import GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from tests.scoring.networks.blog import ATOM, HTML, RSS, comments, found, item, only, read, rss
from tests.scoring.networks.reading import days
from tests.scoring.networks.serving import NOW, Host, Reply, client_for


@pytest.fixture
def blog(client: GuardedClient) -> FeedConnector:
    return FeedConnector(client)


async def test_a_profile(host: Host, blog: FeedConnector) -> None:
    """A feed is its address; its title names it, its texts may hold a proof."""
    channel = (
        "<title>Ada&amp;#8217;s &lt;b&gt;blog&lt;/b&gt;</title><link>https://ada.example/</link>"
    )
    channel += "<description>On looms. renown-77</description>"
    host.reply("/feed", Reply(rss(channel=channel), headers=RSS))
    profile = await found(blog, f"{host.origin}/feed")
    assert profile.native_id == f"{host.url}/feed"
    assert profile.handle == f"{host.origin}/feed"
    assert (profile.name, profile.url) == ("Ada’s blog", "https://ada.example/")
    assert "On looms. renown-77" in profile.texts
    assert (profile.created_at, profile.listed) == (None, True)


async def test_entries(host: Host, blog: FeedConnector) -> None:
    """Each dated entry is a publication with its count and its categories; nobody is named."""
    category = "<category>Jazz</category><category><![CDATA[ Looms ]]></category>"
    address = '<category domain="x">http://schemas.example/kind#post</category>'
    items = item(1, days(2), comments(3), category, address), item(2, days(9), comments(0))
    host.reply("/feed", Reply(rss(*items), headers=RSS))
    reading = await only(blog, host)
    counts = {Kind.COMMENT: 3}
    assert reading.publications == (
        Publication("post-1", days(2), counts, ("jazz", "looms"), unread=counts),
        Publication("post-2", days(9), {Kind.COMMENT: 0}, (), unread={Kind.COMMENT: 0}),
    )
    assert reading.reactions == ()
    assert (reading.complete, reading.reached, reading.observable) == (False, days(9), True)


@pytest.mark.parametrize(
    "told",
    [
        '<thr:total xmlns:thr="http://purl.org/syndication/thread/1.0">4</thr:total>',
        '<t:total xmlns:t="http://purl.org/syndication/thread/1.0">4</t:total>',
        '<link rel="replies" href="https://a.example/c" thr:count="4"'
        ' xmlns:thr="http://purl.org/syndication/thread/1.0"/>',
    ],
)
async def test_comments_of_atom(host: Host, blog: FeedConnector, told: str) -> None:
    """Atom counts comments in an element or at the link to the replies."""
    entry = f"<entry><id>a</id><updated>2026-11-20T10:00:00Z</updated>{told}</entry>"
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entry}</feed>'
    host.reply("/feed", Reply(body.encode(), headers=ATOM))
    (publication,) = (await only(blog, host)).publications
    assert publication.unread == {Kind.COMMENT: 4}
    assert publication.at == datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize("odd", ["", "many", "-3", "1" * 40, "1.5"])
async def test_counts_that_are_none(host: Host, blog: FeedConnector, odd: str) -> None:
    """What is no number is no count, and not zero."""
    host.reply("/feed", Reply(rss(item(1, days(1), comments(odd))), headers=RSS))
    reading = await only(blog, host)
    assert reading.publications[0].unread == {}
    assert not reading.observable


async def test_a_feed_without_counts(host: Host, blog: FeedConnector) -> None:
    """Nobody could have been seen: the reading says so, and keeps entries and topics."""
    host.reply("/feed", Reply(rss(item(1, days(1), "<category>Jazz</category>")), headers=RSS))
    reading = await only(blog, host)
    assert [one.topics for one in reading.publications] == [("jazz",)]
    assert not reading.observable


async def test_an_empty_feed(host: Host, blog: FeedConnector) -> None:
    """Nothing was published: that is the whole of it."""
    host.reply("/feed", Reply(rss(), headers=RSS))
    reading = await only(blog, host, days(30))
    assert (reading.publications, reading.complete, reading.reached) == ((), True, days(30))


async def test_since(host: Host, blog: FeedConnector) -> None:
    """A feed that reaches further back than asked is read in full; older entries are left out,
    and still say that comments are counted here."""
    host.reply("/feed", Reply(rss(item(1, days(40), comments(2))), headers=RSS))
    reading = await only(blog, host, days(30))
    assert (reading.publications, reading.complete, reading.reached) == ((), True, days(30))
    assert reading.observable


@pytest.mark.parametrize(
    ("date", "at"),
    [
        (None, None),
        ("soon", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Sat, 01 Jan 2999 00:00:00 GMT", NOW),
        ("Fri, 20 Nov 2026 12:00:00 +0200", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
    ],
)
async def test_dates(
    host: Host, blog: FeedConnector, date: str | None, at: datetime | None
) -> None:
    """Entries without a sensible date are left out; the future counts as now."""
    host.reply("/feed", Reply(rss(item(1, date, comments(2))), headers=RSS))
    reading = await only(blog, host)
    assert [one.at for one in reading.publications] == ([at] if at else [])
    assert not reading.complete


async def test_entries_that_nothing_tells_apart(host: Host, blog: FeedConnector) -> None:
    """Twice the same id is one entry; without id and link the date and title serve."""
    title = f"<item><title>x</title><pubDate>{format_datetime(days(1))}</pubDate></item>"
    host.reply("/feed", Reply(rss(item(1, days(1)), item(1, days(2)), title), headers=RSS))
    first, second = (await only(blog, host)).publications
    assert (first.native_id, first.at) == ("post-1", days(1))
    assert second.native_id.endswith(" x")


async def test_pages(host: Host, blog: FeedConnector) -> None:
    """Older entries are read where the feed links to them, and end where it says so."""
    following = f'<atom:link rel="next" href="{host.url}/feed?page=2"/>'
    ends = rss(item(2, days(9), comments(1)), channel="<fh:complete/>")

    async def page(request: web.Request) -> web.Response:
        older = request.query.get("page") == "2"
        body = ends if older else rss(item(1, days(2)), channel=following)
        return web.Response(body=body, headers=RSS)

    host.handle("/feed", page)
    one, two = [value.value for value in await read(blog, host) if isinstance(value, Data)]
    assert [p.native_id for p in (*one.publications, *two.publications)] == ["post-1", "post-2"]
    assert (one.complete, two.complete) == (False, True)
    assert (one.reached, two.reached) == (days(2), days(9))


async def test_pages_without_end(host: Host, blog: FeedConnector, client: GuardedClient) -> None:
    """A feed that links to itself, to another host, or on for ever, is not followed for long."""
    around = '<atom:link rel="next" href="/feed"/>'
    host.reply("/feed", Reply(rss(item(1, days(2)), channel=around), headers=RSS))
    assert len(await read(blog, host)) == 1
    away = '<atom:link rel="next" href="https://elsewhere.example/feed"/>'
    host.reply("/feed", Reply(rss(item(1, days(2)), channel=away), headers=RSS))
    assert len(await read(blog, host)) == 1

    async def endless(request: web.Request) -> web.Response:
        number = int(request.query.get("n", "0")) + 1
        more = f'<atom:link rel="next" href="/feed?n={number}"/>'
        return web.Response(body=rss(item(number, days(number)), channel=more), headers=RSS)

    host.handle("/feed", endless)
    pages = await read(FeedConnector(client, pages=3), host)
    assert len(pages) == 3
    assert not any(page.value.complete for page in pages if isinstance(page, Data))


async def test_a_page_that_fails(host: Host, blog: FeedConnector) -> None:
    """What was read before counts; the reading is cut, not failed."""
    more = '<atom:link rel="next" href="/older"/>'
    host.reply("/feed", Reply(rss(item(1, days(2)), channel=more), headers=RSS))
    reading = await only(blog, host)
    assert not reading.complete
    assert host.asked("/older")


async def test_a_json_feed(host: Host, blog: FeedConnector) -> None:
    """JSON Feed has dates and tags, and no count of comments at all."""
    entry = {"id": 7, "date_published": "2026-11-20T10:00:00Z", "tags": ["Jazz", 4]}
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ada",
        "description": "renown-1",
        "home_page_url": "https://ada.example",
        "items": [entry, {"title": "no id"}, "odd"],
    }
    host.reply("/feed", body)
    profile = await found(blog, f"{host.origin}/feed")
    assert (profile.name, profile.texts) == ("Ada", ("Ada", "renown-1"))
    reading = await only(blog, host)
    at = datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert reading.publications == (Publication("7", at, {}, ("jazz",)),)
    assert not reading.observable


async def test_a_site_leads_to_its_feed(host: Host, blog: FeedConnector) -> None:
    """The first feed that a page links to, not the one in a comment; the front page is asked."""
    links = (
        "<!-- <link rel=alternate type=application/rss+xml href=/old> -->"
        '<link rel="stylesheet" href="/x.css"><link rel="alternate" hreflang="fr" href="/fr">'
        '<LINK REL="alternate" TYPE="application/atom+xml; charset=utf-8" HREF="feed?a=1&amp;b=2">'
        '<link rel="alternate" type="application/rss+xml" href="/comments">'
    )
    host.reply("/blog/", Reply(f"<!DOCTYPE html><head>{links}".encode(), headers=HTML))
    host.reply("/blog/feed", Reply(rss(), headers=RSS))
    profile = await found(blog, f"{host.origin}/blog/")
    assert profile.native_id == f"{host.url}/blog/feed?a=1&b=2"


@pytest.mark.parametrize("links", ["", '<link rel=alternate type="application/rss+xml" href="x:">'])
async def test_a_site_without_a_feed(host: Host, blog: FeedConnector, links: str) -> None:
    """There is no such account."""
    host.reply("/", Reply(f"<html><head>{links}".encode(), headers=HTML))
    assert await blog.profile(f"{host.origin}/") == Gone()


async def test_a_page_instead_of_the_feed(host: Host, blog: FeedConnector) -> None:
    """A web page with 200 in a feed's place is no feed, though it links to one, and not gone."""
    link = b'<!doctype html><link rel="alternate" type="application/rss+xml" href="/other">'
    host.reply("/feed", Reply(link, headers=RSS))
    outcome = Changed("feed: neither RSS nor Atom nor JSON Feed")
    assert await read(blog, host) == [outcome]
    assert await blog.profile(f"{host.url}/feed") == outcome
    assert not host.asked("/other")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, Gone()),
        (410, Gone()),
        (401, Private()),
        (403, Private()),
        (451, Private()),
        (418, Changed("feed: HTTP 418")),
    ],
)
async def test_refusals(
    host: Host, blog: FeedConnector, status: int, outcome: Outcome[Reading]
) -> None:
    """Each status has its outcome, by handle, by native id, and when it is read."""
    host.reply("/feed", Reply(b"no", status, RSS))
    assert await blog.profile(f"{host.origin}/feed") == outcome
    assert await blog.profile(f"{host.url}/feed") == outcome
    assert await read(blog, host) == [outcome]


async def test_a_limit(host: Host, blog: FeedConnector) -> None:
    """A host that asks to wait is waited for."""
    host.reply("/feed", Reply(b"", 429, {"Retry-After": "600"}))
    assert await read(blog, host) == [Limited(NOW + timedelta(minutes=10))]


async def test_a_feed_that_moved(host: Host, blog: FeedConnector) -> None:
    """On its own host a feed moves as its owner likes; elsewhere it needs a new proof."""
    async with Host() as other, client_for(host, other) as client:
        host.reply("/here", Reply(b"", 301, {"Location": "/feed"}))
        host.reply("/there", Reply(b"", 301, {"Location": f"{other.url}/feed"}))
        for one in (host, other):
            one.reply("/feed", Reply(rss(), headers=RSS))
        roaming = FeedConnector(client)
        assert (await found(roaming, f"{host.url}/here")).native_id == f"{host.url}/feed"
        assert await roaming.profile(f"{host.url}/there") == Moved(f"{other.origin}/feed")
        assert (await found(roaming, f"{host.origin}/there")).native_id == f"{other.url}/feed"


async def test_only_the_feed_is_asked_for(host: Host, blog: FeedConnector) -> None:
    """What else its host holds for a proof is not looked at with each reading."""
    host.reply("/feed", Reply(rss(), headers=RSS))
    assert (await found(blog, f"{host.origin}/feed")).texts == ("Ada's blog",)
    assert [request.path for request in host.seen] == ["/feed"]


async def test_a_feed_that_asks_not_to_be_listed(host: Host, blog: FeedConnector) -> None:
    """What is said to one directory of podcasts is heard here too."""
    namespace = "http://www.itunes.com/dtds/podcast-1.0.dtd"
    block = f'<itunes:block xmlns:itunes="{namespace}">yes</itunes:block>'
    host.reply("/feed", Reply(rss(channel=block), headers=RSS))
    assert not (await found(blog, f"{host.origin}/feed")).listed


async def test_an_unchanged_feed(host: Host, blog: FeedConnector) -> None:
    """The second time the host only confirms; the reading is the same."""

    async def answer(request: web.Request) -> web.Response:
        same = request.headers.get("If-None-Match") == '"1"'
        body = None if same else rss(item(1, days(1), comments(2)))
        return web.Response(status=304 if same else 200, body=body, headers={**RSS, "ETag": '"1"'})

    host.handle("/feed", answer)
    first, second = await only(blog, host), await only(blog, host)
    assert first == second
    assert host.seen[1].headers["If-None-Match"] == '"1"'


DECLARED = (bluesky.DECLARATION, github.DECLARATION, feed.DECLARATION, *CLOSED)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("feed:blog.example.com/feed.xml", "feed:blog.example.com/feed.xml"),
        ("feed:https://blog.example.com/Feed", "feed:blog.example.com/Feed"),
        ("feed:blog.example.com", "feed:blog.example.com"),
        ("feed:127.0.0.1:8000/feed", "feed:127.0.0.1:8000/feed"),
        ("https://blog.example.com", "feed:blog.example.com/"),
        ("https://blog.example.com/?feed=rss2#top", "feed:blog.example.com/?feed=rss2"),
        ("<http://Blog.Example.com/a/b.xml>", "feed:Blog.Example.com/a/b.xml"),
        ("blog.example.com/feed", "feed:blog.example.com/feed"),
        ("https://bücher.example/feed", "feed:bücher.example/feed"),
        ("https://github.com/octocat", "github:octocat"),
        ("ada.example.org", "bluesky:ada.example.org"),
        ("https://www.linkedin.com/in/ada", "linkedin:ada"),
    ],
)
def test_what_people_type(text: str, handle: str) -> None:
    """Addresses that no other network knows are feeds or sites; a bare domain is not."""
    on = ["bluesky", "github", "feed"]
    assert str(parse_reference(text, DECLARED, on=on)) == handle
    assert str(parse_reference(handle, DECLARED, on=on)) == handle


@pytest.mark.parametrize(
    "text",
    [
        "feed:",
        "feed:ada",
        "feed:/feed",
        "https://forum.example/u/ada",
        "https://mastodon.example/@ada",
        "https://localhost/feed",
        "https://user@host.example/feed",
        "https://host.example:8443/feed",
    ],
)
def test_what_is_no_feeds_address(text: str) -> None:
    """Profiles of other networks, and hosts that nobody may name, are not taken for feeds."""
    with pytest.raises(UnclearReferenceError):
        parse_reference(text, DECLARED, on=["feed"])

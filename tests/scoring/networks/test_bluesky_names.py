"""Who acted on Bluesky: read on where a reading ended, as a sample, and without programs."""

from __future__ import annotations

import pytest
from aiohttp import web

from scoring.networks.base import Changed, Data, Kind
from scoring.networks.bluesky import Bluesky, Limits
from scoring.networks.bluesky_names import NameLimits
from scoring.networks.http import GuardedClient
from tests.scoring.networks.reading import days, only, read, value
from tests.scoring.networks.serving import NOW, Host, Reply, client_for
from tests.scoring.networks.skies import (
    ADA,
    BORN,
    FEED,
    LIKES,
    PROFILE,
    QUOTES,
    REPOSTS,
    THREAD,
    ada,
    feed,
    like,
    post,
    uri,
)


@pytest.fixture
def bluesky(client: GuardedClient, host: Host) -> Bluesky:
    return Bluesky(client, host.url)


def named_feed(host: Host, posts: int, page: int) -> None:
    """A feed of daily posts in pages, each liked by one person of its own."""

    async def feed_page(request: web.Request) -> web.StreamResponse:
        first = int(request.query.get("cursor", "0"))
        shown = [
            post(str(n), days(n + 1), likeCount=1) for n in range(first, min(first + page, posts))
        ]
        more = str(first + page) if first + page < posts else None
        return web.json_response(feed(*shown, cursor=more))

    async def likes(request: web.Request) -> web.StreamResponse:
        key = request.query["uri"].rpartition("/")[2]
        return web.json_response({"likes": [like(f"did:plc:fan{key}", days(int(key) + 0.5))]})

    host.handle(FEED, feed_page)
    host.handle(LIKES, likes)


@pytest.mark.parametrize("calls", [3, 12, 20, 500])
@pytest.mark.parametrize("page", [4, 10, 100])
async def test_names_that_were_left_out_are_read_on(
    host: Host, client: GuardedClient, calls: int, page: int
) -> None:
    """From position to position everybody is met, whatever a reading's calls and pages are."""
    named_feed(host, posts=45, page=page)
    bluesky = Bluesky(client, host.url, limits=Limits(pages=2, names=NameLimits(calls=calls)))
    since, met, position, turns = days(365), set[str](), "", 0
    pages = bluesky.read(ada(), since=since, now=NOW)
    while turns == 0 or position:
        readings = [value(outcome) async for outcome in pages]
        met |= {reaction.actor for reading in readings for reaction in reading.reactions}
        assert all(reading.position for reading in readings[:-1])
        position, turns = readings[-1].position or "", turns + 1
        pages = bluesky.resume(ada(), position, since=since, now=NOW)
    await pages.aclose()  # type: ignore[attr-defined]
    assert readings[-1].complete
    assert turns <= 45
    assert len(met) == 45 if calls >= 10 else met


async def test_a_reading_goes_on_within_a_page(host: Host, client: GuardedClient) -> None:
    """What was read of the page before is not asked about again."""
    named_feed(host, posts=25, page=100)
    bluesky = Bluesky(client, host.url, limits=Limits(names=NameLimits(calls=10)))
    first = [value(outcome) async for outcome in bluesky.read(ada(), since=None, now=NOW)]
    assert [len(reading.reactions) for reading in first] == [10, 0, 0]
    assert (first[-1].complete, first[-1].reached) == (True, BORN)
    position = first[-1].position or ""
    again = [o async for o in bluesky.resume(ada(), position, since=days(365), now=NOW)]
    assert [len(value(outcome).reactions) for outcome in again] == [10, 0]
    assert len(host.asked(LIKES)) == 20


async def test_a_limit_is_where_a_reading_goes_on(host: Host, bluesky: Bluesky) -> None:
    """The posts that a limit met are looked at again, the first ones too."""
    host.reply(FEED, feed(post("1", days(1), likeCount=1)))
    host.reply(LIKES, Reply({}, 429, {"Retry-After": "600"}))
    page, _ = await read(bluesky, ada())
    position = value(page).position or ""
    host.reply(LIKES, {"likes": [like("did:plc:bob", days(0.5))]})
    later = Bluesky(client_for(host), host.url)
    async with later._api._client:
        pages = later.resume(ada(), position, since=days(365), now=NOW)
        (outcome,) = [outcome async for outcome in pages]
    assert len(value(outcome).reactions) == 1
    assert (value(outcome).complete, value(outcome).position) == (True, None)


@pytest.mark.parametrize("position", ["", "x", "yesterday|c", "1"])
async def test_positions_that_are_none(bluesky: Bluesky, position: str) -> None:
    """What this connector did not write is refused without asking anybody."""
    pages = bluesky.resume(ada(), position, since=days(365), now=NOW)
    assert [outcome async for outcome in pages] == [Changed("bluesky: an unknown position")]


async def test_the_newest_names_of_many_stand_for_all(host: Host, client: GuardedClient) -> None:
    """Of fifty thousand likes of a spring post the latest hundred do not all count as late."""
    host.reply(FEED, feed(post("1", days(200), likeCount=50_000)))
    newest = [like(f"did:plc:{n}", days(n / 5)) for n in range(100)]
    host.reply(LIKES, {"likes": newest, "cursor": "more"})
    bluesky = Bluesky(client, host.url, limits=Limits(names=NameLimits(pages=1)))
    publication, reactions = await only(bluesky, ada())
    assert publication.unread == {Kind.LIKE: 49_900}
    times = sorted(reaction.at for reaction in reactions if reaction.at)
    assert len(times) == 100
    assert days(200) <= times[0]
    assert times[49] < days(170)
    assert len([at for at in times if at >= days(20)]) <= 3


async def test_programs_are_nobody(host: Host, bluesky: Bluesky) -> None:
    """Accounts that call themselves a bot are no people, and no part of a total."""
    host.reply(FEED, feed(post("a", days(9), likeCount=3, repostCount=1, replyCount=2)))
    robot = {"did": "did:plc:robot", "labels": [{"val": "bot"}, "odd"]}
    former = {"did": "did:plc:former", "labels": [{"val": "bot", "neg": True}]}
    likes = [like("did:plc:ben", days(8)) | {"actor": who} for who in (robot, former)]
    host.reply(LIKES, {"likes": [*likes, like("did:plc:ben", days(8))]})
    host.reply(REPOSTS, {"repostedBy": [robot]})
    answers = [post("b", days(7)) | {"author": robot}, post("c", days(7), did="did:plc:dan")]
    host.reply(THREAD, {"thread": {"replies": [{"post": one} for one in answers]}})
    publication, reactions = await only(bluesky, ada())
    totals = {Kind.LIKE: 2, Kind.REPOST: 0, Kind.REPLY: 1, Kind.QUOTE: 0}
    assert (publication.totals, publication.unread) == (totals, {})
    assert [one.actor for one in reactions] == ["did:plc:former", "did:plc:ben", "did:plc:dan"]


async def test_a_website_may_prove_an_account(host: Host, bluesky: Bluesky) -> None:
    """The link that an owner put on the profile is told beside the description."""
    host.reply(PROFILE, {"did": ADA, "handle": "ada.test", "website": "https://ada.example"})
    found = await bluesky.profile("ada.test")
    assert isinstance(found, Data)
    assert found.value.texts == ("https://ada.example",)


async def test_answers_that_are_hidden(host: Host, bluesky: Bluesky) -> None:
    """Of a thread only what is shown is read: deleted and blocked answers have no face."""
    host.reply(FEED, feed(post("a", days(9), replyCount=4)))
    kind = "app.bsky.feed.defs#"
    hidden = [
        {"$type": kind + "notFoundPost", "uri": uri("x"), "notFound": True},
        {"$type": kind + "blockedPost", "uri": uri("y"), "blocked": True, "author": {"did": "d"}},
    ]
    deeper = {"post": post("d", days(7), did="did:plc:eve")}
    shown = {"post": post("c", days(8), did="did:plc:dan"), "replies": [deeper]}
    host.reply(THREAD, {"thread": {"replies": [*hidden, shown]}})
    _, reactions = await only(bluesky, ada())
    assert [(one.actor, one.kind) for one in reactions] == [("did:plc:dan", Kind.REPLY)]


async def test_quotes_have_pages(host: Host, bluesky: Bluesky) -> None:
    """Lists of quotes follow their cursor like any other; one's own do not count."""
    host.reply(FEED, feed(post("a", days(9), quoteCount=3)))
    first = {"posts": [post("q1", days(8), did="did:plc:ben"), post("q2", days(8))], "cursor": "2"}
    host.reply(QUOTES, first, {"posts": [post("q3", days(7), did="did:plc:cyd")]})
    publication, reactions = await only(bluesky, ada())
    assert publication.totals[Kind.QUOTE] == 2
    assert [one.actor for one in reactions] == ["did:plc:ben", "did:plc:cyd"]

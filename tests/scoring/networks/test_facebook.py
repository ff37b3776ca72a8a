"""The connector for Facebook pages on small answers of its shape, and on recorded ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    NeedsCredentials,
    NetworkClass,
    Outcome,
    Private,
    Profile,
    Publication,
    Reading,
)
from scoring.networks.facebook import DECLARATION, Facebook, Limits
from scoring.networks.graph import PAUSE
from scoring.networks.http import GuardedClient
from scoring.networks.reference import Reference, UnclearReferenceError, parse_reference
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

ADA = Profile("facebook", "7", "adapage", "Ada", "https://www.facebook.com/adapage", None)
BY_NAME, BY_ID, POSTS = "/v24.0/adapage", "/v24.0/7", "/v24.0/7/posts"


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def summary(total: object) -> dict[str, Any]:
    return {"data": [], "summary": {"total_count": total, "viewer_reaction": "NONE"}}


def post(number: int, age: float, **fields: Any) -> dict[str, Any]:
    shown = {
        "id": f"7_{number}",
        "created_time": iso(days(age)),
        "reactions": summary(3),
        "comments": summary(1),
    }
    return {key: value for key, value in (shown | fields).items() if value is not None}


def page(*posts: dict[str, Any], after: str = "") -> dict[str, Any]:
    more = {"next": f"https://graph.facebook.com/x?access_token=other&after={after}"}
    cursors = {"before": "b", "after": after or "last"}
    return {"data": list(posts), "paging": {"cursors": cursors} | (more if after else {})}


@pytest.fixture
def facebook(client: GuardedClient, host: Host) -> Facebook:
    return Facebook(client, host.url, "a-secret-token")


async def test_a_page(host: Host, facebook: Facebook) -> None:
    """A page is its id; what it says of itself may hold a proof."""
    body = {
        "id": "7",
        "name": "Ada's",
        "username": "AdaPage",
        "about": "renown-1",
        "description": "Long.",
        "fan_count": 9,
        "followers_count": 0,
    }
    host.reply(BY_NAME, body)
    host.reply(BY_ID, body)
    texts = ("renown-1", "Long.")
    url = "https://www.facebook.com/adapage"
    expected = Profile("facebook", "7", "adapage", "Ada's", url, None, texts, 0)
    assert await facebook.profile("adapage") == await facebook.profile("7") == Data(expected)


async def test_a_page_without_a_name(host: Host, facebook: Facebook) -> None:
    """Its id stands for it; followers that are not told are those who like it."""
    host.reply(BY_ID, {"id": "7", "fan_count": 9, "followers_count": "many"})
    url = "https://www.facebook.com/7"
    expected = Profile("facebook", "7", "7", "7", url, None, (), 9)
    assert await facebook.profile("7") == Data(expected)


PERSON = "(#100) Tried accessing nonexisting field (about) on node type (User)"
HIDDEN = (
    "Unsupported get request. Object with ID '7' does not exist, cannot be loaded due to missing"
)
FEATURE = "Object does not exist … or the 'Page Public Content Access' feature"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"error": {"code": 100, "message": PERSON}}, 400), Private()),
        (Reply({"error": {"code": 100, "error_subcode": 33, "message": HIDDEN}}, 400), Private()),
        (Reply({"error": {"code": 100, "message": FEATURE}}, 400), NeedsCredentials()),
        (Reply({"error": {"code": 190}}, 401), NeedsCredentials()),
        (Reply({"error": {"code": 803}}, 404), Gone()),
        (Reply({"error": {"code": 32}}, 403), Limited(NOW + PAUSE)),
    ],
)
async def test_refusals(
    host: Host, facebook: Facebook, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Persons are not shown, nor is what may be hidden from us: neither is taken for gone."""
    host.reply(BY_NAME, reply)
    host.reply(POSTS, reply)
    assert await facebook.profile("adapage") == outcome
    assert await read(facebook, ADA) == [outcome]


@pytest.mark.parametrize("body", [{"name": "Ada"}, {"id": "me"}, {"id": 7}])
async def test_a_page_without_id(host: Host, facebook: Facebook, body: object) -> None:
    """Without an id nothing can be bound."""
    host.reply(BY_NAME, body)
    assert await facebook.profile("adapage") == Changed("facebook: a page without id")


async def test_without_a_token(host: Host, client: GuardedClient) -> None:
    """Nothing is asked."""
    assert await Facebook(client, host.url).profile("adapage") == NeedsCredentials()
    assert host.seen == []


async def test_totals(host: Host, facebook: Facebook) -> None:
    """Of each post its totals, all without a face; hashtags are topics, the text is not kept."""
    written = post(
        1,
        3,
        reactions=summary(30),
        comments=summary(0),
        shares={"count": 4},
        message="Spring! #Gardening",
    )
    host.reply(POSTS, page(written))
    (outcome,) = await read(facebook, ADA, since=days(30))
    reading = value(outcome)
    totals = {Kind.LIKE: 30, Kind.COMMENT: 0, Kind.REPOST: 4}
    unread = {Kind.LIKE: 30, Kind.REPOST: 4}
    assert reading.publications == (
        Publication("7_1", days(3), totals, ("gardening",), unread=unread),
    )
    assert (reading.reactions, reading.complete, reading.reached) == ((), True, days(30))
    assert "Spring" not in repr(reading)
    assert "reactions.summary(true).limit(0)" in host.seen[0].query["fields"]


async def test_totals_that_are_missing(host: Host, facebook: Facebook) -> None:
    """What is not told is not offered; what is odd neither."""
    odd = post(1, 3, reactions=[], comments={"summary": {"total_count": "1"}}, shares=None)
    host.reply(POSTS, page(odd))
    (outcome,) = await read(facebook, ADA)
    assert value(outcome).publications[0].totals == {}


async def test_odd_posts(host: Host, facebook: Facebook) -> None:
    """Undated and odd posts are left out; nothing was published in the future."""
    host.reply(POSTS, page(post(1, -2), post(2, 1, created_time=None), {"odd": 1}, post(3, 4)))
    (outcome,) = await read(facebook, ADA)
    assert [(one.native_id, one.at) for one in value(outcome).publications] == [
        ("7_1", NOW),
        ("7_3", days(4)),
    ]


async def test_pages(host: Host, facebook: Facebook) -> None:
    """Pages follow their cursor; a cursor without a next page is the last one."""
    host.reply(POSTS, page(post(2, 2), after="two"), page(post(1, 9)))
    one, two = map(value, await read(facebook, ADA))
    first, second = host.asked(POSTS)
    assert ("after" in first.query, second.query["after"]) == (False, "two")
    assert second.query["access_token"] == "a-secret-token"
    assert (one.complete, one.reached) == (False, days(2))
    assert (two.complete, two.reached) == (True, days(9))


async def test_since(host: Host, facebook: Facebook) -> None:
    """The reading ends where its time does."""
    host.reply(POSTS, page(post(2, 2), post(1, 40), after="more"))
    (outcome,) = await read(facebook, ADA, since=days(30))
    assert [one.native_id for one in value(outcome).publications] == ["7_2"]
    assert (value(outcome).complete, value(outcome).reached) == (True, days(30))


async def test_a_cursor_that_repeats(host: Host, facebook: Facebook) -> None:
    """A page that leads to itself is read once more at most, and completes nothing."""
    host.reply(POSTS, page(post(2, 2), after="again"))
    assert [value(outcome).complete for outcome in await read(facebook, ADA)] == [False, False]


async def test_ten_thousand_posts(host: Host, client: GuardedClient) -> None:
    """The limit of pages ends the reading, which says how far it came."""

    async def endless(_: web.Request) -> web.StreamResponse:
        first = 50 * len(host.seen)
        posts = [post(n, n / 10) for n in range(first, first + 50)]
        return web.json_response(page(*posts, after=f"c{first}"))

    host.handle(POSTS, endless)
    outcomes = await read(Facebook(client, host.url, "t", limits=Limits(3)), ADA)
    assert len(outcomes) == len(host.seen) == 3
    assert (value(outcomes[-1]).complete, value(outcomes[-1]).reached) == (False, days(19.9))


async def test_nothing_published(host: Host, facebook: Facebook) -> None:
    """No posts are no refusal."""
    host.reply(POSTS, {"data": []})
    (outcome,) = await read(facebook, ADA)
    assert value(outcome) == Reading((), (), None, complete=True)


@pytest.mark.parametrize("body", [{"data": [{"odd": 1}]}, {"data": {}}, {"id": "7"}])
async def test_posts_of_another_shape(host: Host, facebook: Facebook, body: object) -> None:
    """Posts without ids, or no list at all, are told to the operator."""
    host.reply(POSTS, body)
    assert await read(facebook, ADA) == [Changed("facebook: posts of another shape")]


def test_the_declaration() -> None:
    """Off by default, and proved by a code, as Discord knows persons there and not pages."""
    assert DECLARATION.network_class is NetworkClass.CREDENTIALS
    assert (DECLARATION.needs, DECLARATION.connection) == (("token",), None)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("facebook:AdaPage", "adapage"),
        ("Facebook: @ada.page", "ada.page"),
        ("facebook:19292868552", "19292868552"),
        ("https://www.facebook.com/AdaPage/", "adapage"),
        ("facebook.com/ada.page?ref=bookmarks&mibextid=x", "ada.page"),
        ("https://m.facebook.com/adapage/posts/123", "adapage"),
        ("https://fr-fr.facebook.com/adapage", "adapage"),
        ("https://web.facebook.com/adapage?_rdc=1", "adapage"),
        ("https://fb.com/adapage", "adapage"),
        ("https://fb.me/adapage", "adapage"),
        ("https://m.me/adapage", "adapage"),
        ("https://www.facebook.com/pg/adapage/about/", "adapage"),
        ("https://www.facebook.com/@adapage", "adapage"),
        ("https://www.facebook.com/profile.php?id=100064", "100064"),
        ("https://www.facebook.com/profile.php?sk=about&id=100064", "100064"),
        ("https://www.facebook.com/people/Ada-Lovelace/100064/", "100064"),
        ("https://www.facebook.com/pages/Ada/19292868552", "19292868552"),
        ("https://www.facebook.com/pages/category/Artist/Ada-19292868552/", "19292868552"),
        ("https://www.facebook.com/p/Ada-19292868552/", "19292868552"),
        ("https://www.facebook.com/Ada-Lovelace-19292868552/posts/", "19292868552"),
        ("https://www.facebook.com/watch.ada", "watch.ada"),
    ],
)
def test_what_people_paste(text: str, handle: str) -> None:
    """Prefixes and every form of address name one page, by name or id."""
    assert parse_reference(text, [DECLARATION]) == Reference("facebook", handle)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.facebook.com/",
        "https://www.facebook.com/groups/123456",
        "https://www.facebook.com/events/123456",
        "https://www.facebook.com/watch/?v=1",
        "https://www.facebook.com/sharer/sharer.php?u=x",
        "https://www.facebook.com/share/1AbcDef/",
        "https://www.facebook.com/photo.php?fbid=1",
        "https://fb.me/p/abc",
        "https://notfacebook.com/adapage",
        "facebook:ada",
        "facebook:ada-page",
    ],
)
def test_what_names_no_page(text: str) -> None:
    """Groups, events, links to share, other hosts and impossible names are refused."""
    with pytest.raises(UnclearReferenceError):
        parse_reference(text, [DECLARATION])


# Recorded answers.

META = SHARED / "apis" / "meta" / "recorded"
RECORDED = sorted(str(path.relative_to(META)) for path in META.rglob("*.json"))
Recorded = Callable[[str], Any]


@pytest.mark.parametrize("name", RECORDED or ["none"])
async def test_recorded_answers(
    host: Host, facebook: Facebook, recorded: Recorded, name: str
) -> None:
    """Whichever recorded answer of Meta stands in for whichever call, the outcome is declared."""
    body = recorded(f"meta/recorded/{name}")
    reply = Reply(body, 400 if "error" in body else 200)
    host.reply(BY_NAME, reply)
    host.reply(POSTS, reply)
    outcome = await facebook.profile("adapage")
    (posts, *_) = await read(facebook, ADA)
    if "error" in body:
        assert outcome == posts == NeedsCredentials()
    else:
        named = str(body.get("id", "")).isdecimal()
        assert isinstance(outcome, Data if named else Changed)
        listed = isinstance(body.get("data"), list) and all("id" in one for one in body["data"])
        assert isinstance(posts, Data if listed else Changed)


async def test_the_recorded_page(host: Host, facebook: Facebook, recorded: Recorded) -> None:
    """The recorded page has its id, its text for a proof, and its figures."""
    host.reply(BY_NAME, recorded("meta/recorded/facebook/apidata/pages/single_default_page.json"))
    outcome = await facebook.profile("adapage")
    assert isinstance(outcome, Data)
    found = outcome.value
    assert (found.native_id, found.handle, found.followers) == (
        "20531316728",
        "facebookapp",
        214507731,
    )
    assert found.texts[0].startswith("The Facebook Page celebrates")


async def test_recorded_posts(host: Host, facebook: Facebook, recorded: Recorded) -> None:
    """Two recorded pages follow each other, with the totals of their posts."""
    folder = "meta/recorded/facebook/apidata/posts"
    host.reply(POSTS, *(recorded(f"{folder}/feeds_default_fields_p{n}.json") for n in (1, 2)))
    first, second = map(value, await read(facebook, ADA))
    assert (first.complete, second.complete) == (False, True)
    totals = {Kind.LIKE: 125, Kind.COMMENT: 13, Kind.REPOST: 10}
    assert first.publications[0].totals == totals
    assert second.publications[0].totals == {Kind.LIKE: 157, Kind.COMMENT: 23, Kind.REPOST: 17}


async def test_recorded_posts_by_time(host: Host, facebook: Facebook, recorded: Recorded) -> None:
    """Recorded pages without a cursor follow each other by time, without the URL's own token."""
    folder = "meta/recorded/facebook/apidata/posts"
    host.reply(POSTS, *(recorded(f"{folder}/feed_fields_p{n}.json") for n in (1, 2)))
    _, second = map(value, await read(facebook, ADA))
    assert second.complete
    query = host.asked(POSTS)[1].query
    assert (query["until"], query["access_token"]) == ("1624385168", "a-secret-token")

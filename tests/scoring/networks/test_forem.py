"""The Forem connector on small answers of the software's shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Profile,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.forem import DECLARATION, Forem, Limits
from scoring.networks.forem_names import NameLimits
from scoring.networks.http import GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import days, iso, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

BORN = datetime(2020, 1, 1, tzinfo=UTC)
ADA = Profile("forem", "7", "ada", "Ada", "", BORN)
BY_NAME, ARTICLES, COMMENTS = "/api/users/by_username", "/api/articles", "/api/comments"
RECORDED = SHARED / "apis" / "forem" / "article.spec-example.json"
MISSING = Reply({"error": "not found", "status": 404}, 404)


def user(number: int = 7, username: str = "ada", **fields: Any) -> dict[str, Any]:
    return {
        "type_of": "user",
        "id": number,
        "username": username,
        "name": "Ada L.",
        "joined_at": "Jan  1, 2020",
    } | fields


def article(number: int, age: float, **fields: Any) -> dict[str, Any]:
    return {
        "type_of": "article",
        "id": number,
        "published_at": iso(days(age)),
        "comments_count": 0,
        "public_reactions_count": 0,
        "tag_list": [],
        "user": {"user_id": 7, "username": "ada"},
    } | fields


def comment(code: str, who: int | None, age: float, *children: Any) -> dict[str, Any]:
    return {
        "type_of": "comment",
        "id_code": code,
        "created_at": iso(days(age)),
        "user": {"user_id": who, "username": f"user{who}"} if who else {},
        "children": list(children),
    }


@pytest.fixture
def network(client: GuardedClient, host: Host) -> Forem:
    return Forem(client, host.url)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("https://dev.to/ben", "ben"),
        ("https://www.dev.to/Ada_L/an-article-3k2", "ada_l"),
        ("dev.to/some-org?x=1", "some-org"),
        ("https://dev.to/feed/ada", "ada"),
        ("https://dev.to/topcoder", "topcoder"),
        ("forem:Ben", "ben"),
        ("DEV: @ben", "ben"),
        ("https://dev.to/t/python", None),
        ("https://dev.to/top/week", None),
        ("https://dev.to/settings", None),
        ("https://dev.to/", None),
        ("https://dev.to.evil.example/ben", None),
        ("forem:12345", None),
        ("forem:a b", None),
    ],
)
def test_what_people_paste(text: str, handle: str | None) -> None:
    """Profiles and articles name an account; pages of the site itself do not."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["forem"])
    else:
        assert parse_reference(text, [DECLARATION], on=["forem"]).handle == handle


async def test_a_profile(host: Host, network: Forem) -> None:
    """An account is its id; what its owner writes may hold a proof."""
    body = user(summary="renown-1234", website_url="https://ada.example", location=None)
    host.reply(BY_NAME, body)
    host.reply("/api/users/7", body)
    texts = ("renown-1234", "https://ada.example")
    url, links = f"{host.url}/ada", ("https://ada.example",)
    expected = Profile("forem", "7", "ada", "Ada L.", url, BORN, texts, links=links)
    assert await network.profile("ada") == await network.profile("7") == Data(expected)
    assert host.seen[0].query["url"] == "ada"
    assert host.seen[0].headers["Accept"] == "application/vnd.forem.api-v1+json"


async def test_an_organisation(host: Host, network: Forem) -> None:
    """Where nobody has the name an organisation may; its number is its own."""
    body = user(7, "Ada-Org", type_of="organization", joined_at=iso(BORN), tag_line="Hi")
    host.reply(BY_NAME, MISSING)
    host.reply("/api/organizations/ada-org", body)
    host.reply("/api/organizations/7", body)
    name, by_id = await network.profile("ada-org"), await network.profile("organization/7")
    assert isinstance(name, Data)
    assert name == by_id
    assert (name.value.native_id, name.value.handle) == ("organization/7", "ada-org")
    assert (name.value.created_at, name.value.texts) == (BORN, ("Hi",))


async def test_a_name_that_begins_with_digits(host: Host, network: Forem) -> None:
    """The network takes it for the id of an organisation: that is somebody else."""
    host.reply(BY_NAME, MISSING)
    host.reply("/api/organizations/3d-shop", user(3, "other", type_of="organization"))
    assert await network.profile("3d-shop") == Gone()


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (MISSING, Gone()),
        (Reply({"error": "unauthorized", "status": 401}, 401), NeedsCredentials()),
        (Reply(b"Forbidden", 403), Changed("forem: no profile, HTTP 403")),
        (user(7, "ada_now"), Moved("ada_now")),
        ({"username": "ada"}, Changed("forem: no profile, HTTP 200")),
        ([], Changed("forem: no profile, HTTP 200")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, network: Forem, reply: Any, outcome: Outcome[Profile]
) -> None:
    """Each refusal of the network has its own outcome."""
    host.reply(BY_NAME, reply)
    assert await network.profile("ada") == outcome


async def test_by_id(host: Host, network: Forem) -> None:
    """A renamed account is found under its id, a deleted one is gone, another's is an error."""
    host.reply("/api/users/7", user(7, "ada_now"), MISSING, user(8))
    outcome = await network.profile("7")
    assert isinstance(outcome, Data)
    assert outcome.value.handle == "ada_now"
    assert await network.profile("7") == Gone()
    assert isinstance(await network.profile("7"), Changed)


@pytest.mark.parametrize("joined", ["Mai 3, 2020", "soon", 5, None, "Feb 30, 2020"])
async def test_odd_joining_dates(host: Host, network: Forem, joined: object) -> None:
    """A day that is none, or in another language, is not known."""
    host.reply(BY_NAME, user(joined_at=joined))
    outcome = await network.profile("ada")
    assert isinstance(outcome, Data)
    assert outcome.value.created_at is None


async def test_who_did_what(host: Host, network: Forem) -> None:
    """Comments are read by name and date, however deep; reactions are a total."""
    told = article(1, 9, comments_count=5, public_reactions_count=4, tag_list=["Python", "webdev"])
    deep = comment("d", 22, 3, comment("e", 7, 2))
    hidden = comment("h", None, 4)
    host.reply(ARTICLES, [told])
    host.reply(COMMENTS, [comment("a", 20, 8), comment("b", 21, 7, deep), hidden])
    (outcome,) = await read(network, ADA, since=days(30))
    reading = value(outcome)
    topics = ("python", "webdev")
    totals = {Kind.LIKE: 4, Kind.COMMENT: 4}
    assert reading.publications == (
        Publication("1", days(9), totals, topics, unread={Kind.LIKE: 4}),
    )
    assert set(reading.reactions) == {
        Reaction("1", "20", Kind.COMMENT, days(8), topics),
        Reaction("1", "21", Kind.COMMENT, days(7), topics),
        Reaction("1", "22", Kind.COMMENT, days(3), topics),
    }
    assert (reading.complete, reading.reached) == (True, days(30))
    assert host.asked(COMMENTS)[0].query["a_id"] == "1"


async def test_articles_of_an_organisation(host: Host, network: Forem) -> None:
    """Whoever wrote an article for it is no one else there."""
    told = article(1, 9, comments_count=2, user={"user_id": 30}, tag_list="a, b")
    host.reply(ARTICLES, [told])
    host.reply(COMMENTS, [comment("a", 30, 8), comment("b", 7, 7)])
    organisation = Profile("forem", "organization/7", "ada-org", "", "", BORN)
    (outcome,) = await read(network, profile=organisation)
    assert [one.actor for one in value(outcome).reactions] == ["7"]
    assert value(outcome).publications[0].totals == {Kind.COMMENT: 1, Kind.LIKE: 0}
    assert value(outcome).publications[0].topics == ("a", "b")


async def test_a_name_that_changed_hands(host: Host, network: Forem) -> None:
    """Articles of whoever has the name now are not the subject's."""
    host.reply(ARTICLES, [article(1, 9, user={"user_id": 8}), article(2, 9)])
    (outcome,) = await read(network, ADA)
    assert [one.native_id for one in value(outcome).publications] == ["2"]


async def test_without_counts(host: Host, network: Forem) -> None:
    """Figures that do not come are not offered; quiet articles cost no call."""
    host.reply(ARTICLES, [{"id": 1, "published_at": iso(days(3))}, "odd", article(2, 4)])
    host.reply(COMMENTS, [])
    (outcome,) = await read(network, ADA)
    assert [one.totals for one in value(outcome).publications] == [
        {},
        {Kind.LIKE: 0, Kind.COMMENT: 0},
    ]
    assert len(host.asked(COMMENTS)) == 1


async def test_pages(host: Host, network: Forem) -> None:
    """A full page is followed by the next; `since` ends the reading."""
    first = [article(n, n / 10) for n in range(1, 101)]
    host.reply(ARTICLES, first, [article(101, 11)])
    one, two = [value(outcome) for outcome in await read(network, ADA)]
    assert (one.complete, one.reached) == (False, days(10))
    assert (two.complete, two.reached) == (True, BORN)
    assert [request.query["page"] for request in host.asked(ARTICLES)] == ["1", "2"]
    host.reply(ARTICLES, first)
    (only,) = [value(outcome) for outcome in await read(network, ADA, since=days(5))]
    assert (only.complete, len(only.publications)) == (True, 50)


async def test_endless_lists(host: Host, client: GuardedClient) -> None:
    """Ten thousand articles end at the limit, and a server that turns in circles at once."""

    async def endless(request: web.Request) -> web.StreamResponse:
        number = int(request.query["page"])
        return web.json_response([article(number * 100 + n, number) for n in range(100)])

    host.handle(ARTICLES, endless)
    outcomes = await read(Forem(client, host.url, limits=Limits(pages=3)), ADA)
    assert [value(one).complete for one in outcomes] == [False] * 3

    async def circle(_: web.Request) -> web.StreamResponse:
        return web.json_response([article(n, 3) for n in range(100)])

    host.handle(ARTICLES, circle)
    assert len(await read(Forem(client, host.url), ADA)) == 1


async def test_pages_of_comments(host: Host, network: Forem) -> None:
    """Fifty threads to the page, until a page is not full."""
    host.reply(ARTICLES, [article(1, 9, comments_count=60)])
    threads = [comment(f"c{n}", 100 + n, 5) for n in range(60)]
    host.reply(COMMENTS, threads[:50], threads[50:])
    (outcome,) = await read(network, ADA)
    assert len(value(outcome).reactions) == 60
    assert value(outcome).publications[0].unread == {}


async def test_comments_without_pages(host: Host, network: Forem) -> None:
    """A server that gives everything at once, again and again, is asked twice at most."""
    host.reply(ARTICLES, [article(1, 9, comments_count=50)])
    host.reply(COMMENTS, [comment(f"c{n}", 100 + n, 5) for n in range(50)])
    (outcome,) = await read(network, ADA)
    assert len(value(outcome).reactions) == 50
    assert len(host.asked(COMMENTS)) == 2


async def test_calls_have_a_limit(host: Host, client: GuardedClient) -> None:
    """What was not read is unread: all comments, or the rest of many."""
    host.reply(ARTICLES, [article(1, 8, comments_count=80), article(2, 9, comments_count=3)])
    host.reply(COMMENTS, [comment(f"c{n}", 100 + n, 5) for n in range(50)])
    limits = Limits(names=NameLimits(calls=1))
    (outcome,) = await read(Forem(client, host.url, limits=limits), ADA)
    assert [one.unread for one in value(outcome).publications] == [
        {Kind.COMMENT: 30},
        {Kind.COMMENT: 3},
    ]
    assert value(outcome).complete


async def test_a_limit_in_the_middle(host: Host, network: Forem) -> None:
    """What was read before a limit is kept, and the limit follows."""
    host.reply(ARTICLES, [article(1, 8, comments_count=1), article(2, 9, comments_count=3)])
    host.reply(COMMENTS, [comment("a", 20, 5)], Reply({}, 429, {"Retry-After": "600"}))
    page, end = await read(network, ADA)
    assert len(value(page).reactions) == 1
    assert value(page).publications[1].unread == {Kind.COMMENT: 3}
    assert (value(page).complete, value(page).reached) == (False, days(9))
    assert end == Limited(NOW + timedelta(minutes=10))


@pytest.mark.parametrize("reply", [MISSING, {"odd": 1}, ["odd", {"id_code": 3}, None]])
async def test_comments_of_another_shape(host: Host, network: Forem, reply: Any) -> None:
    """Where comments cannot be read, the total remains."""
    host.reply(ARTICLES, [article(1, 8, comments_count=2)])
    host.reply(COMMENTS, reply)
    (outcome,) = await read(network, ADA)
    assert value(outcome).publications[0].totals[Kind.COMMENT] == 2
    assert value(outcome).reactions == ()


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (MISSING, Changed("forem: no articles, HTTP 404")),
        (Reply({"error": "unauthorized"}, 401), NeedsCredentials()),
        ({}, Changed("forem: no articles, HTTP 200")),
        ([{"odd": 1}], Changed("forem: no articles, HTTP 200")),
    ],
)
async def test_no_list(host: Host, network: Forem, reply: Any, outcome: Outcome[Reading]) -> None:
    """Without articles there is one outcome that says why."""
    host.reply(ARTICLES, reply)
    assert await read(network, ADA) == [outcome]


@pytest.mark.parametrize("when", ["1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon", None, 5])
async def test_dates_out_of_time(host: Host, network: Forem, when: object) -> None:
    """Nothing is older than what it belongs to, and nothing is in the future."""
    host.reply(ARTICLES, [article(1, 9, comments_count=1, published_at=when)])
    host.reply(COMMENTS, [comment("a", 20, 5) | {"created_at": when}])
    (outcome,) = await read(network, ADA)
    (publication,), (reaction,) = value(outcome).publications, value(outcome).reactions
    assert BORN <= publication.at <= NOW
    assert reaction.at is None or publication.at <= reaction.at <= NOW


async def test_the_key(host: Host, client: GuardedClient) -> None:
    """A key goes out in its header, and shows in no text of the connector."""
    host.reply(BY_NAME, user())
    network = Forem(client, host.url, "a-secret-key")
    assert isinstance(await network.profile("ada"), Data)
    assert host.seen[0].headers["api-key"] == "a-secret-key"
    assert "a-secret-key" not in repr(network) + repr(client) + repr(client.budgets)


async def test_actors(host: Host, client: GuardedClient) -> None:
    """One call for each, as far as the calls go; nobody comes back bare."""
    host.reply("/api/users/1", user(1, summary="Hello."))
    host.reply("/api/users/2", MISSING)
    host.reply("/api/users/3", {"odd": 1})
    host.reply("/api/users/4", Reply({}, 429, {"Retry-After": "600"}))
    network = Forem(client, host.url, limits=Limits(actors=4))
    assert await network.actors(["1", "2", "3", "4", "5"]) == Data(
        [ActorProfile("1", BORN, has_text=True), ActorProfile("2"), ActorProfile("3")]
    )
    assert isinstance(await network.actors(["4"]), Limited)


@pytest.mark.skipif(not RECORDED.is_file(), reason=f"there is no described answer at {RECORDED}")
async def test_the_described_answer(host: Host, network: Forem) -> None:
    """The described article is a publication; as a profile or as comments it is none."""
    body = json.loads(RECORDED.read_text("utf-8"))["answer"]
    host.reply(ARTICLES, body)
    author = Profile("forem", "3620", "username382", "", "", None)
    (outcome,) = await read(network, profile=author)
    published = datetime(2023, 1, 11, 16, 0, 22, tzinfo=UTC)
    totals = {Kind.LIKE: 0, Kind.COMMENT: 0}
    assert value(outcome).publications == (Publication("1544", published, totals, ("discuss",)),)
    host.reply(BY_NAME, body)
    assert await network.profile("ada") == Changed("forem: no profile, HTTP 200")
    host.reply(BY_NAME, body[0])
    assert await network.profile("ada") == Changed("forem: no profile, HTTP 200")
    host.reply(ARTICLES, [article(1, 9, comments_count=2)])
    host.reply(COMMENTS, body)
    (outcome,) = await read(network, ADA)
    assert value(outcome).reactions == ()

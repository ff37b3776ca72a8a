"""The Hacker News connector on small answers of the two hosts' shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
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
    Outcome,
    Profile,
    Publication,
    Reaction,
    Reading,
    Temporary,
)
from scoring.networks.hackernews import DECLARATION, HackerNews, Limits
from scoring.networks.hackernews_names import NameLimits
from scoring.networks.http import GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Everywhere, Host, Reply, client_for

BORN = datetime(2020, 1, 1, tzinfo=UTC)
ADA = Profile("hackernews", "Ada", "Ada", "Ada", "", BORN)
USER, SEARCH = "/v0/user/Ada.json", "/api/v1/search_by_date"
DESCRIBED = SHARED / "apis" / "hackernews" / "README.md"


def at(moment: datetime) -> int:
    return int(moment.timestamp())


def story(number: int, age: float, **fields: Any) -> dict[str, Any]:
    return {
        "objectID": str(number),
        "author": "Ada",
        "created_at_i": at(days(age)),
        "points": 1,
        "num_comments": 0,
        "story_id": number,
        "_tags": ["story", "author_Ada", f"story_{number}"],
    } | fields


def comment(
    number: int, below: int, thread: int, author: str | None, age: float, **fields: Any
) -> dict[str, Any]:
    return {
        "objectID": str(number),
        "author": author,
        "created_at_i": at(days(age)),
        "points": None,
        "num_comments": None,
        "story_id": thread,
        "parent_id": below,
        "_tags": ["comment", f"author_{author}", f"story_{thread}"],
    } | fields


def fits(hit: dict[str, Any], query: Any) -> bool:
    """Whether the search finds it: one tag of each group, and all bounds."""
    groups = re.findall(r"\(([^)]*)\)|([^,()]+)", query["tags"])
    wanted = [(several or single).split(",") for several, single in groups]
    bounds = re.findall(r"created_at_i([<>])=(\d+)", query.get("numericFilters", ""))
    when = hit["created_at_i"] or 0
    return all(set(group) & set(hit["_tags"]) for group in wanted) and all(
        when >= int(bound) if sign == ">" else when <= int(bound) for sign, bound in bounds
    )


def index(host: Host, hits: Sequence[dict[str, Any]]) -> None:
    """A search over these items, newest first, as Algolia answers."""

    async def search(request: web.Request) -> web.StreamResponse:
        found = [hit for hit in hits if fits(hit, request.query)]
        found.sort(key=lambda hit: -(hit["created_at_i"] or 0))
        size = int(request.query["hitsPerPage"])
        return web.json_response({"hits": found[:size], "nbHits": len(found), "page": 0})

    host.handle(SEARCH, search)


@pytest.fixture
def network(client: GuardedClient, host: Host) -> HackerNews:
    return HackerNews(client, host.url)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("https://news.ycombinator.com/user?id=pg", "pg"),
        ("news.ycombinator.com/user?id=Ada-L_1", "Ada-L_1"),
        ("https://news.ycombinator.com/submitted?id=Ada&next=3", "Ada"),
        ("https://news.ycombinator.com/threads?x=1&id=Ada#5", "Ada"),
        ("https://news.ycombinator.com/favorites?id=Ada&comments=t", "Ada"),
        ("hackernews:Ada", "Ada"),
        ("Hackernews: @ada", "ada"),
        ("https://news.ycombinator.com/item?id=8863", None),
        ("https://news.ycombinator.com/user", None),
        ("https://news.ycombinator.com.evil.example/user?id=pg", None),
        ("hackernews:a", None),
        ("hackernews:sixteen_letters_", None),
        ("hackernews:a/b", None),
    ],
)
def test_what_people_paste(text: str, handle: str | None) -> None:
    """Profiles are understood, and names keep their case."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["hackernews"])
    else:
        assert parse_reference(text, [DECLARATION], on=["hackernews"]).handle == handle


async def test_a_profile(host: Host, network: HackerNews) -> None:
    """An account is its name; what its owner writes, escaped, may hold a proof."""
    about = 'renown&#x2D;1234<p><a href="https:&#x2F;&#x2F;ada.example&#x2F;">https:...</a>'
    body = {"id": "Ada", "created": at(BORN), "karma": 9, "about": about, "submitted": [3, 2]}
    host.reply(USER, body | {"delay": 5})
    texts = ("renown-1234  https:...", "https://ada.example/")
    url = "https://news.ycombinator.com/user?id=Ada"
    expected = Profile("hackernews", "Ada", "Ada", "Ada", url, BORN, texts, None, 2)
    assert await network.profile("Ada") == Data(expected)


async def test_a_bare_profile(host: Host, network: HackerNews) -> None:
    """What is not told is not known, and odd figures are none."""
    host.reply(USER, {"id": "Ada", "created": "soon", "about": 3, "submitted": "many"})
    outcome = await network.profile("Ada")
    assert isinstance(outcome, Data)
    assert (outcome.value.created_at, outcome.value.texts) == (None, ())


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(b"null", 200, {"Content-Type": "application/json"}), Gone()),
        ({}, Changed("hackernews: a profile without its id")),
        ({"id": "ada"}, Changed("hackernews: a profile without its id")),
        ([], Changed("hackernews: a profile without its id")),
        (Reply({"error": "Permission denied"}, 401), Changed("hackernews: HTTP 401")),
        (Reply({"error": "not found"}, 404), Changed("hackernews: HTTP 404")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, network: HackerNews, reply: Any, outcome: Outcome[Profile]
) -> None:
    """Nobody is null; what does not fit is never taken for nobody."""
    host.reply(USER, reply)
    assert await network.profile("Ada") == outcome


async def test_who_did_what(host: Host, network: HackerNews) -> None:
    """Who commented below a story or answered a comment is read by name; points are a total."""
    index(
        host,
        [
            story(1, 9, points=42, num_comments=3),
            comment(2, 1, 1, "ben", 8),
            comment(3, 2, 1, "cyd", 7),
            comment(4, 1, 1, None, 7),
            comment(50, 49, 40, "Ada", 5),
            comment(51, 50, 40, "dot", 4),
            comment(52, 40, 40, "eve", 4),
            comment(53, 51, 40, "eve", 3),
            comment(54, 50, 40, "Ada", 3),
        ],
    )
    (outcome,) = await read(network, ADA, since=days(30))
    reading = value(outcome)
    assert reading.publications == (
        Publication("54", days(3), {Kind.REPLY: 0}),
        Publication("50", days(5), {Kind.REPLY: 1}),
        Publication("1", days(9), {Kind.LIKE: 41, Kind.COMMENT: 2}, unread={Kind.LIKE: 41}),
    )
    assert set(reading.reactions) == {
        Reaction("1", "ben", Kind.COMMENT, days(8)),
        Reaction("1", "cyd", Kind.COMMENT, days(7)),
        Reaction("50", "dot", Kind.REPLY, days(4)),
    }
    assert (reading.complete, reading.reached) == (True, days(30))


async def test_answers_in_a_thread_of_ones_own(host: Host, network: HackerNews) -> None:
    """An answer to a comment of one's own counts for the comment, and not for the story again."""
    index(
        host,
        [
            story(1, 9, num_comments=3),
            comment(2, 1, 1, "Ada", 8),
            comment(3, 2, 1, "ben", 7),
            comment(4, 1, 1, "ben", 6),
        ],
    )
    (outcome,) = await read(network, ADA)
    assert {(one.publication, one.kind) for one in value(outcome).reactions} == {
        ("2", Kind.REPLY),
        ("1", Kind.COMMENT),
    }
    assert value(outcome).publications[-1].totals == {Kind.LIKE: 0, Kind.COMMENT: 1}
    threads = [request.query["tags"] for request in host.asked(SEARCH)]
    assert threads == ["author_Ada,(story,comment,poll)", "comment,story_1"]


async def test_no_text_is_asked_for(host: Host, network: HackerNews) -> None:
    """Neither titles nor texts come, and quiet stories cost no call."""
    index(host, [story(1, 9), story(2, 10)])
    await read(network, ADA, since=days(30))
    (asked,) = host.asked(SEARCH)
    fields = asked.query["attributesToRetrieve"].split(",")
    assert not {"title", "story_text", "comment_text"} & set(fields)
    assert asked.query["numericFilters"] == f"created_at_i>={at(days(30))}"


async def test_names_differ_in_case(host: Host, network: HackerNews) -> None:
    """What somebody of the same letters wrote is not the subject's."""
    index(host, [story(1, 9, author="ada"), story(2, 8, author=None), story(3, 7)])
    (outcome,) = await read(network, ADA)
    assert [one.native_id for one in value(outcome).publications] == ["3"]


async def test_pages(host: Host, network: HackerNews) -> None:
    """Every hundred items are a page of evidence; the last one is complete."""
    index(host, [story(n, n / 10) for n in range(1, 251)])
    readings = [value(outcome) for outcome in await read(network, ADA)]
    assert [len(one.publications) for one in readings] == [100, 99, 51]
    assert len({p.native_id for one in readings for p in one.publications}) == 250
    assert [one.complete for one in readings] == [False, False, True]
    assert [one.reached for one in readings] == [days(10), days(19.9), BORN]


async def test_ten_thousand_items(host: Host, client: GuardedClient) -> None:
    """They end at the limit of pages, and the reading says how far it came."""
    index(host, [story(n, n / 100) for n in range(1, 10_001)])
    outcomes = await read(HackerNews(client, host.url, limits=Limits(pages=3)), ADA)
    assert [value(one).complete for one in outcomes] == [False] * 3


async def test_a_search_in_circles(host: Host, network: HackerNews) -> None:
    """The same page again ends the reading."""
    host.reply(SEARCH, {"hits": [story(1, 9)], "nbHits": 500})
    (outcome,) = await read(network, ADA)
    assert not value(outcome).complete


async def test_calls_have_a_limit(host: Host, client: GuardedClient) -> None:
    """What lies below the last thread that could be read is left for another reading."""
    hits = [comment(n, n + 500, n + 1000, "Ada", n) for n in range(1, 6)]
    index(host, hits)
    limits = Limits(names=NameLimits(calls=2))
    (outcome,) = await read(HackerNews(client, host.url, limits=limits), ADA)
    reading = value(outcome)
    assert [one.native_id for one in reading.publications] == ["1", "2"]
    assert (reading.complete, reading.reached) == (False, days(2))


async def test_a_long_thread(host: Host, client: GuardedClient) -> None:
    """Of a thread longer than its limit the newest comments are read, the others are unread."""
    busy = [comment(n, 1, 1, f"user{n}", 8 - n / 1000) for n in range(2, 2502)]
    index(host, [story(1, 9, num_comments=2500), *busy])
    limits = Limits(names=NameLimits(pages=2))
    (outcome,) = await read(HackerNews(client, host.url, limits=limits), ADA)
    (publication,) = value(outcome).publications
    read_by_name = len(value(outcome).reactions)
    assert 1900 < read_by_name <= 2000
    assert publication.totals[Kind.COMMENT] == 2500
    assert publication.unread == {Kind.COMMENT: 2500 - read_by_name}


async def test_a_limit_in_the_middle(host: Host, network: HackerNews) -> None:
    """What was read before a limit is kept, and the limit follows."""
    hits = [story(1, 3), story(2, 4, num_comments=9)]
    host.reply(SEARCH, {"hits": hits, "nbHits": 2}, Reply({}, 429, {"Retry-After": "600"}))
    page, end = await read(network, ADA)
    assert [one.native_id for one in value(page).publications] == ["1"]
    assert (value(page).complete, value(page).reached) == (False, days(3))
    assert end == Limited(NOW + timedelta(minutes=10))


async def test_a_thread_of_another_shape(host: Host, network: HackerNews) -> None:
    """Where a thread cannot be read, the total remains."""
    hits = [story(1, 3, num_comments=9), comment(5, 4, 4, "Ada", 4)]
    host.reply(SEARCH, {"hits": hits, "nbHits": 2}, {"message": "no"})
    (outcome,) = await read(network, ADA)
    one, two = value(outcome).publications
    assert (one.unread, one.totals[Kind.COMMENT]) == ({Kind.COMMENT: 9}, 9)
    assert two.totals == {}


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"message": "Unknown parameter"}, 400), Changed("hackernews: no hits, HTTP 400")),
        ({"hits": {}}, Changed("hackernews: no hits, HTTP 200")),
        ({"hits": [{"odd": 1}]}, Changed("hackernews: hits of another shape")),
        (Reply(b"null", 200, {"Content-Type": "application/json"}), None),
    ],
)
async def test_no_list(
    host: Host, network: HackerNews, reply: Any, outcome: Outcome[Reading] | None
) -> None:
    """Without hits there is one outcome that says why."""
    host.reply(SEARCH, reply)
    assert await read(network, ADA) == [outcome or Changed("hackernews: no hits, HTTP 200")]


@pytest.mark.parametrize("when", [0, -1, 2**33, 10**30, "soon", None])
async def test_dates_out_of_time(host: Host, network: HackerNews, when: object) -> None:
    """Nothing is older than what it belongs to, and nothing is in the future."""
    below = comment(2, 1, 1, "ben", 3, created_at_i=when)
    host.reply(
        SEARCH,
        {"hits": [story(1, 9, num_comments=1, created_at_i=when)], "nbHits": 1},
        {"hits": [below], "nbHits": 1},
    )
    (outcome,) = await read(network, ADA)
    (publication,), (reaction,) = value(outcome).publications, value(outcome).reactions
    assert BORN <= publication.at <= NOW
    assert reaction.at is None or publication.at <= reaction.at <= NOW
    assert (reaction.at is None) == (when in (10**30, "soon", None))


async def test_actors(host: Host, client: GuardedClient) -> None:
    """One call for each, as far as the calls go; nobody comes back bare."""
    host.reply("/v0/user/ben.json", {"id": "ben", "created": at(BORN), "submitted": [1]})
    host.reply("/v0/user/cyd.json", Reply(b"null", 200, {"Content-Type": "application/json"}))
    network = HackerNews(client, host.url, limits=Limits(actors=2))
    assert await network.actors(["ben", "cyd", "dot"]) == Data(
        [ActorProfile("ben", BORN, publications=1, has_text=False), ActorProfile("cyd")]
    )
    assert isinstance(await network.actors(["nobody"]), Changed)


async def test_both_hosts(host: Host) -> None:
    """People live on one public host, what they wrote on another."""
    names = Everywhere("127.0.0.1")
    async with client_for(host, resolver=names) as client:
        network = HackerNews(client)
        assert isinstance(await network.profile("Ada"), Temporary)
        assert isinstance((await read(network, ADA))[0], Temporary)
    assert names.asked == ["hacker-news.firebaseio.com", "hn.algolia.com"]


def described() -> list[dict[str, Any]]:
    """The examples of the network's own description; its lists with gaps are no JSON."""
    if not DESCRIBED.is_file():
        return []
    blocks = re.findall(r"```javascript\n(.*?)```", DESCRIBED.read_text("utf-8"), re.DOTALL)
    return [json.loads(block, strict=False) for block in blocks if "..." not in block[:200]]


@pytest.mark.skipif(not DESCRIBED.is_file(), reason=f"there is no description at {DESCRIBED}")
async def test_described_answers(host: Host, network: HackerNews) -> None:
    """Whichever described answer comes from whichever host, the outcome is a declared one."""
    answers = described()
    assert len(answers) >= 7
    for body in answers:
        host.reply("/v0/user/jl.json", Reply(body))
        outcome = await network.profile("jl")
        is_user = isinstance(body, dict) and body.get("id") == "jl"
        assert isinstance(outcome, Data if is_user else Changed)
        host.reply(SEARCH, Reply(body))
        assert await read(network, ADA) == [Changed("hackernews: no hits, HTTP 200")]

"""The Dailymotion connector on small answers of the shape that its documentation shows."""

from __future__ import annotations

from datetime import UTC, datetime
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
    Private,
    Profile,
    Publication,
    Reading,
    Suspended,
)
from scoring.networks.dailymotion import DECLARATION, Dailymotion, Limits
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import build_networks
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

BORN = datetime(2012, 5, 1, tzinfo=UTC)
ADA = Profile("dailymotion", "x1abc", "ada", "Ada", "https://www.dailymotion.com/ada", BORN)
VIDEOS = "/user/x1abc/videos"


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def video(name: str = "xv1", age: float = 1, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "owner": "x1abc",
        "created_time": seconds(days(age)),
        "private": False,
        "likes_total": 0,
        "tags": [],
        "channel": None,
    } | fields


def listed(*videos: Any, more: Any = False, page: int = 1) -> dict[str, Any]:
    return {
        "page": page,
        "limit": 100,
        "explicit": False,
        "total": 2,
        "has_more": more,
        "list": list(videos),
    }


def refused(code: int, kind: str, message: str = "", **data: str) -> Reply:
    error = {"more_info": "https://developer.dailymotion.com/api#error-codes", "code": code}
    return Reply({"error": error | {"message": message, "type": kind, "error_data": data}}, code)


@pytest.fixture
def dailymotion(client: GuardedClient, host: Host) -> Dailymotion:
    return Dailymotion(client, host.url)


async def test_a_profile(host: Host, dailymotion: Dailymotion) -> None:
    """An account is its id, by whichever name it was asked; its description may hold a proof."""
    body = {
        "id": "x1abc",
        "username": "Ada",
        "screenname": "Ada L.",
        "description": "renown-1234",
        "created_time": seconds(BORN),
        "followers_total": 3,
        "videos_total": 2,
    }
    host.reply("/user/ada", body)
    host.reply("/user/x1abc", body)
    home = "https://www.dailymotion.com/ada"
    expected = Profile("dailymotion", "x1abc", "ada", "Ada L.", home, BORN, ("renown-1234",), 3, 2)
    by_name = await dailymotion.profile("ada")
    assert by_name == await dailymotion.profile("x1abc") == Data(expected)
    assert "Authorization" not in host.seen[0].headers


async def test_a_bare_profile(host: Host, dailymotion: Dailymotion) -> None:
    """Of what the network leaves out nothing is made up."""
    host.reply("/user/x1abc", {"id": "x1abc", "created_time": 0, "followers_total": None})
    outcome = await dailymotion.profile("x1abc")
    home = "https://www.dailymotion.com/x1abc"
    assert outcome == Data(Profile("dailymotion", "x1abc", "x1abc", "x1abc", home, None))


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(404, "not_found", "This user does not exist", reason="object_not_found"), Gone()),
        (refused(400, "invalid_parameter", "Invalid value", param="id"), Gone()),
        (Reply({}, 410), Gone()),
        (Reply(b"<html>", 404, {"Content-Type": "text/html"}), Gone()),
        (Reply({"error": {"code": 404, "type": "not_found"}}), Gone()),
        (refused(403, "access_forbidden", "This user has been suspended"), Suspended()),
        (refused(403, "access_forbidden", "", reason="user_disabled"), Suspended()),
        (refused(403, "access_forbidden", "You are not allowed to access it"), Private()),
        (Reply({"error": "odd"}, 403), Private()),
        (refused(403, "access_forbidden", "Rate limit reached"), Limited(NOW + DEFAULT_LIMIT)),
        (refused(401, "invalid_token"), NeedsCredentials()),
        (refused(403, "insufficient_scope"), NeedsCredentials()),
        (refused(400, "invalid_parameter"), Changed("dailymotion: HTTP 400 invalid_parameter")),
        (Reply({"id": "x1abc", "username": "ada-now"}), Moved("ada-now")),
        (Reply({"username": "ada"}), Changed("dailymotion: a profile without id")),
        (Reply([]), Changed("dailymotion: a profile without id")),
        (Reply({"id": 7, "username": "ada"}), Changed("dailymotion: a profile without id")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, dailymotion: Dailymotion, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Each refusal of the network has its own outcome, whatever status it comes with."""
    host.reply("/user/ada", reply)
    assert await dailymotion.profile("ada") == outcome


async def test_likes(host: Host, dailymotion: Dailymotion) -> None:
    """Likes are totals without faces; tags and channel are topics."""
    host.reply(VIDEOS, listed(video(likes_total=9, tags=["Maps", "maps"], channel="Travel")))
    (outcome,) = await read(dailymotion, ADA, since=days(30))
    likes = {Kind.LIKE: 9}
    topics = ("maps", "travel")
    assert value(outcome).publications == (
        Publication("xv1", days(1), likes, topics, unread=likes),
    )
    assert (value(outcome).reactions, value(outcome).complete) == ((), True)
    assert value(outcome).reached == days(30)
    (asked,) = host.asked(VIDEOS)
    assert (asked.query["sort"], asked.query["page"]) == ("recent", "1")


async def test_no_likes_and_none_offered(host: Host, dailymotion: Dailymotion) -> None:
    """Zero is zero; a figure that is not offered is no total."""
    host.reply(VIDEOS, listed(video("xv1"), video("xv2", likes_total=None), video("xv3", 2)))
    (outcome,) = await read(dailymotion, ADA)
    assert [one.totals for one in value(outcome).publications] == [
        {Kind.LIKE: 0},
        {},
        {Kind.LIKE: 0},
    ]
    assert all(one.unread == {} for one in value(outcome).publications)
    assert value(outcome).reached == BORN


async def test_what_is_left_out(host: Host, dailymotion: Dailymotion) -> None:
    """Private, foreign, undated and odd videos are not read; one from the future is from now."""
    others = [video("p", private=True), video("f", owner="x9"), {"id": 4}, "odd"]
    undated = [video("u", created_time=None), video("z", created_time=0)]
    host.reply(VIDEOS, listed(video("a", -3), *others, *undated, video("b", 2, owner=None)))
    (outcome,) = await read(dailymotion, ADA, since=days(30))
    found = [(one.native_id, one.at) for one in value(outcome).publications]
    assert found == [("a", NOW), ("b", days(2))]


async def test_pages(host: Host, dailymotion: Dailymotion) -> None:
    """Pages follow each other until the network has no more."""
    host.reply(VIDEOS, listed(video("a", 1), more=True), listed(video("b", 9), page=2))
    one, two = await read(dailymotion, ADA, since=days(30))
    assert (value(one).complete, value(one).reached) == (False, days(1))
    assert (value(two).complete, value(two).reached) == (True, days(30))
    assert [request.query["page"] for request in host.asked(VIDEOS)] == ["1", "2"]


async def test_since(host: Host, dailymotion: Dailymotion) -> None:
    """Older videos are left out, and end the reading."""
    host.reply(VIDEOS, listed(video("a", 1), video("b", 40), more=True))
    (outcome,) = await read(dailymotion, ADA, since=days(30))
    assert [one.native_id for one in value(outcome).publications] == ["a"]
    assert (value(outcome).complete, value(outcome).reached) == (True, days(30))


async def test_ten_thousand_videos(host: Host, client: GuardedClient) -> None:
    """A list without end is cut after the pages that one reading may cost."""

    async def page(request: web.Request) -> web.StreamResponse:
        number = int(request.query["page"])
        found = [video(f"x{number}-{n}", number) for n in range(100)]
        return web.json_response(listed(*found, more=True, page=number))

    host.handle(VIDEOS, page)
    outcomes = await read(Dailymotion(client, host.url, limits=Limits(pages=3)), ADA)
    assert len(outcomes) == len(host.seen) == 3
    assert (value(outcomes[-1]).complete, value(outcomes[-1]).reached) == (False, days(3))


async def test_an_empty_page_that_promises_more(host: Host, dailymotion: Dailymotion) -> None:
    """Where nothing comes there is nothing more to ask for."""
    host.reply(VIDEOS, listed(more=True))
    (outcome,) = await read(dailymotion, ADA)
    assert value(outcome) == Reading((), (), BORN, complete=True)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(404, "not_found"), Gone()),
        (refused(403, "access_forbidden"), Private()),
        (Reply({}), Changed("dailymotion: videos of another shape")),
        (Reply({"list": [{"title": "x"}]}), Changed("dailymotion: videos of another shape")),
        (Reply({"list": "none"}), Changed("dailymotion: videos of another shape")),
    ],
)
async def test_no_list_of_videos(
    host: Host, dailymotion: Dailymotion, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """Without videos there is one outcome that says why."""
    host.reply(VIDEOS, reply)
    assert await read(dailymotion, ADA) == [outcome]


async def test_a_page_that_fails(host: Host, dailymotion: Dailymotion) -> None:
    """What was read before a failure stays; the failure follows it."""
    host.reply(VIDEOS, listed(video(), more=True), refused(404, "not_found"))
    one, two = await read(dailymotion, ADA)
    assert (value(one).complete, two) == (False, Gone())


async def test_nobody_is_named(dailymotion: Dailymotion) -> None:
    """There are no profiles of people who liked."""
    assert await dailymotion.actors(["x2"]) == Data([ActorProfile("x2")])


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("dailymotion:Ada", "ada"),
        ("dailymotion:x1abc", "x1abc"),
        ("https://www.dailymotion.com/ada", "ada"),
        ("https://www.dailymotion.com/ada/videos", "ada"),
        ("dailymotion.com/user/ada/1", "ada"),
        ("https://www.dailymotion.com/fr/ada", "ada"),
        ("https://www.dailymotion.com/old/user/ada?x=1", "ada"),
        ("https://touch.dailymotion.com/Euronews-FR", "euronews-fr"),
        ("https://www.dailymotion.com/video/x8abc", None),
        ("https://www.dailymotion.com/playlist/x8abc", None),
        ("https://www.dailymotion.com/fr", None),
        ("https://www.dailymotion.com/", None),
        ("https://dailymotion.com.evil.example/ada", None),
        ("dailymotion:ada.bsky.social", None),
    ],
)
def test_what_people_type(text: str, handle: str | None) -> None:
    """Names, ids and pasted addresses of profiles name one account; other pages name none."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["dailymotion"])
    else:
        assert parse_reference(text, [DECLARATION]).handle == handle


async def test_it_is_on(client: GuardedClient) -> None:
    """It needs no credentials."""
    found = build_networks(client).connector("dailymotion")
    assert isinstance(found, Dailymotion)

"""The Vimeo connector on small answers of the network's shape, and on its own examples."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

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
    Reaction,
    Reading,
    Suspended,
)
from scoring.networks.http import GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import build_networks
from scoring.networks.vimeo import DECLARATION, Limits, Vimeo
from scoring.networks.vimeo_names import CallLimits
from scoring.settings import NetworkSettings
from tests.scoring.networks.examples import example
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

BORN = datetime(2012, 5, 1, tzinfo=UTC)
ADA = Profile("vimeo", "7", "ada", "Ada", "https://vimeo.com/ada", BORN)
VIDEOS = "/users/7/videos"
LIKES, COMMENTS = "/videos/1/likes", "/videos/1/comments"
DESCRIPTION = "vimeo/api.v3.4-2023.subset.json"


def video(
    number: int = 1, age: float = 1, likes: Any = 0, comments: Any = 0, **fields: Any
) -> dict[str, Any]:
    connections = {"likes": {"total": likes}, "comments": {"total": comments}}
    return {
        "uri": f"/videos/{number}",
        "created_time": days(age).isoformat(),
        "privacy": {"view": "anybody"},
        "user": {"uri": "/users/7"},
        "tags": [],
        "categories": [],
        "metadata": {"connections": connections},
    } | fields


def listed(*found: Any, more: bool = False) -> dict[str, Any]:
    paging = {"next": "/next?page=2" if more else None}
    return {"total": len(found), "page": 1, "per_page": 100, "paging": paging, "data": list(found)}


def likers(*numbers: int) -> list[dict[str, Any]]:
    return [{"uri": f"/users/{number}"} for number in numbers]


def comment(number: int, by: int | None, age: float | None = 1) -> dict[str, Any]:
    return {
        "uri": f"/videos/1/comments/{number}",
        "created_on": None if age is None else days(age).isoformat(),
        "user": None if by is None else {"uri": f"/users/{by}"},
    }


def refused(status: int, error: str = "", detail: str = "") -> Reply:
    body = {"error": error, "link": None, "developer_message": detail, "error_code": 5000}
    headers = {"Content-Type": "application/vnd.vimeo.error+json"}
    return Reply(json.dumps(body).encode(), status, headers)


@pytest.fixture
def vimeo(client: GuardedClient, host: Host) -> Vimeo:
    return Vimeo(client, host.url, "a-token")


async def test_a_profile(host: Host, vimeo: Vimeo) -> None:
    """An account is its numeric id; what its owner writes may hold a proof."""
    body = {
        "uri": "/users/7",
        "name": "Ada L.",
        "link": "https://vimeo.com/Ada",
        "bio": "renown-1234",
        "short_bio": None,
        "websites": [{"link": "https://ada.example"}, "odd"],
        "created_time": BORN.isoformat(),
        "metadata": {"connections": {"followers": {"total": 3}, "videos": {"total": 2}}},
    }
    host.reply("/users/ada", body)
    host.reply("/users/7", body)
    texts = ("renown-1234", "https://ada.example")
    expected = Profile("vimeo", "7", "ada", "Ada L.", "https://vimeo.com/Ada", BORN, texts, 3, 2)
    assert await vimeo.profile("ada") == await vimeo.profile("7") == Data(expected)
    assert await vimeo.profile("user7") == Data(expected)
    assert host.seen[0].headers["Authorization"] == "Bearer a-token"
    assert host.seen[0].headers["Accept"] == "application/vnd.vimeo.*+json;version=3.4"


async def test_a_bare_profile(host: Host, vimeo: Vimeo) -> None:
    """Of what the network leaves out nothing is made up."""
    host.reply("/users/7", {"uri": "/users/7"})
    outcome = await vimeo.profile("7")
    assert outcome == Data(Profile("vimeo", "7", "7", "7", "https://vimeo.com/user7", None))


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(404, "The requested user could not be found"), Gone()),
        (refused(410), Gone()),
        (refused(401, "Something strange occurred.", "No user credentials"), NeedsCredentials()),
        (refused(403, "", "Your access token does not have the scope"), NeedsCredentials()),
        (refused(403, "This profile is private."), Private()),
        (refused(404, "This account was suspended."), Suspended()),
        (refused(400, "Bad"), Changed("vimeo: HTTP 400")),
        (Reply({"uri": "/users/7", "link": "https://vimeo.com/ada2"}), Moved("ada2")),
        (Reply({"link": "https://vimeo.com/ada"}), Changed("vimeo: a profile without id")),
        (Reply({"uri": "/me"}), Changed("vimeo: a profile without id")),
        (Reply([]), Changed("vimeo: a profile without id")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, vimeo: Vimeo, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Each refusal of the network has its own outcome."""
    host.reply("/users/ada", reply)
    assert await vimeo.profile("ada") == outcome


async def test_without_a_token(host: Host, client: GuardedClient) -> None:
    """Without a token nothing is asked at all."""
    vimeo = Vimeo(client, host.url)
    assert await vimeo.profile("ada") == await vimeo.actors(["1"]) == NeedsCredentials()
    assert await read(vimeo, ADA) == [NeedsCredentials()]
    assert host.seen == []


async def test_when_it_is_on(client: GuardedClient, host: Host) -> None:
    """It is scored, and on by itself as soon as there is a token."""
    host.reply("/users/ada", {"uri": "/users/7", "link": "https://vimeo.com/ada"})
    assert build_networks(client).connector("vimeo") is None
    empty = NetworkSettings(token=SecretStr(""))
    assert build_networks(client, {"vimeo": empty}).connector("vimeo") is None
    settings = NetworkSettings(token=SecretStr("a-token"), base_url=host.url)
    network = build_networks(client, {"vimeo": settings}).reachable("vimeo")
    assert isinstance(await network.profile("ada"), Data)
    forced = build_networks(client, {"vimeo": NetworkSettings(enabled=True)}).reachable("vimeo")
    assert await forced.profile("ada") == NeedsCredentials()


async def test_who_did_what(host: Host, vimeo: Vimeo) -> None:
    """Likes are read by name, comments by name and date; categories and tags are topics."""
    named = {"categories": [{"name": "Travel"}], "tags": [{"name": "maps"}, {"tag": "odd"}]}
    host.reply(VIDEOS, listed(video(likes=2, comments=1, **named)))
    host.reply(LIKES, listed(*likers(1, 2)))
    host.reply(COMMENTS, listed(comment(1, 3, 0.5)))
    (outcome,) = await read(vimeo, ADA, since=days(30))
    topics = ("travel", "maps")
    totals = {Kind.LIKE: 2, Kind.COMMENT: 1}
    assert value(outcome) == Reading(
        (Publication("1", days(1), totals, topics),),
        (
            Reaction("1", "1", Kind.LIKE, None, topics),
            Reaction("1", "2", Kind.LIKE, None, topics),
            Reaction("1", "3", Kind.COMMENT, days(0.5), topics),
        ),
        days(30),
        complete=True,
    )
    assert host.asked(LIKES)[0].query["sort"] == "date"


async def test_oneself_and_nobody(host: Host, vimeo: Vimeo) -> None:
    """One's own likes and comments are no total; deleted people are nobody."""
    host.reply(VIDEOS, listed(video(likes=2, comments=3)))
    host.reply(LIKES, listed(*likers(7, 1)))
    host.reply(COMMENTS, listed(comment(1, 7), comment(2, None), comment(3, 4)))
    (outcome,) = await read(vimeo, ADA)
    assert [(r.actor, r.kind) for r in value(outcome).reactions] == [
        ("1", Kind.LIKE),
        ("4", Kind.COMMENT),
    ]
    (publication,) = value(outcome).publications
    assert publication.totals == {Kind.LIKE: 1, Kind.COMMENT: 2}
    assert publication.unread == {}


async def test_two_comments_of_one_person(host: Host, vimeo: Vimeo) -> None:
    """Each comment counts, even where neither is dated."""
    host.reply(VIDEOS, listed(video(comments=2)))
    host.reply(COMMENTS, listed(comment(1, 3, None), comment(2, 3, None), comment(2, 3, None)))
    (outcome,) = await read(vimeo, ADA)
    assert len(value(outcome).reactions) == 2


@pytest.mark.parametrize(
    ("age", "expected"), [(-5, NOW), (3, days(1)), (0.5, days(0.5)), (20_000, None)]
)
async def test_odd_dates(host: Host, vimeo: Vimeo, age: float, expected: datetime | None) -> None:
    """A comment is never later than now nor earlier than its video; 1970 is no date."""
    host.reply(VIDEOS, listed(video(comments=1)))
    host.reply(COMMENTS, listed(comment(1, 3, age)))
    (outcome,) = await read(vimeo, ADA)
    assert [reaction.at for reaction in value(outcome).reactions] == [expected]


@pytest.mark.parametrize(
    "view", ["contacts", "disable", "nobody", "password", "unlisted", "users", None, {}]
)
async def test_what_is_not_for_everybody(host: Host, vimeo: Vimeo, view: Any) -> None:
    """Only what anybody may view is read, whatever the token could see."""
    host.reply(VIDEOS, listed(video(likes=1, privacy={"view": view})))
    (outcome,) = await read(vimeo, ADA)
    assert value(outcome).publications == ()
    assert len(host.seen) == 1


async def test_what_else_is_left_out(host: Host, vimeo: Vimeo) -> None:
    """Foreign, undated and odd videos are not read; a quiet one costs no call."""
    foreign = video(2, user={"uri": "/users/9"})
    odd = [{"name": "x"}, "odd", video(4, created_time="soon"), video(5, uri="/videos/odd")]
    host.reply(VIDEOS, listed(video(1, likes=None, comments=0), foreign, *odd))
    (outcome,) = await read(vimeo, ADA)
    assert value(outcome).publications == (Publication("1", days(1), {Kind.COMMENT: 0}),)
    assert len(host.seen) == 1


async def test_pages_and_since(host: Host, vimeo: Vimeo) -> None:
    """Pages follow each other until `since` is reached."""
    older = listed(video(2, 9), video(3, 40), more=True)
    host.reply(VIDEOS, listed(video(1, 2), more=True), older)
    one, two = await read(vimeo, ADA, since=days(30))
    assert (value(one).reached, value(one).complete) == (days(2), False)
    assert [p.native_id for p in value(two).publications] == ["2"]
    assert (value(two).reached, value(two).complete) == (days(30), True)


async def test_ten_thousand_videos(host: Host, client: GuardedClient) -> None:
    """A list without end is cut after the pages that one reading may cost."""

    async def page(request: web.Request) -> web.StreamResponse:
        number = int(request.query["page"])
        return web.json_response(listed(video(number, number), more=True))

    host.handle(VIDEOS, page)
    outcomes = await read(Vimeo(client, host.url, "a-token", limits=Limits(pages=3)), ADA)
    assert len(outcomes) == 3
    assert (value(outcomes[-1]).reached, value(outcomes[-1]).complete) == (days(3), False)


async def test_a_sample_of_a_big_audience(host: Host, client: GuardedClient) -> None:
    """Of many likes two pages are read by name; the rest has no face."""

    async def page(request: web.Request) -> web.StreamResponse:
        start = 1000 * int(request.query["page"])
        return web.json_response(listed(*likers(*range(start, start + 100)), more=True))

    host.reply(VIDEOS, listed(video(likes=5000)))
    host.handle(LIKES, page)
    (outcome,) = await read(Vimeo(client, host.url, "a-token"), ADA)
    assert len(value(outcome).reactions) == 200
    assert value(outcome).publications[0].unread == {Kind.LIKE: 4800}


async def test_calls_that_do_not_last(host: Host, client: GuardedClient) -> None:
    """Where the calls are spent, the rest has no face, and the reading is whole all the same."""
    host.reply(VIDEOS, listed(video(1, likes=1), video(2, 2, likes=3)))
    host.reply(LIKES, listed(*likers(1)))
    limits = Limits(names=CallLimits(calls=1))
    (outcome,) = await read(Vimeo(client, host.url, "a-token", limits=limits), ADA)
    assert [one.unread for one in value(outcome).publications] == [{}, {Kind.LIKE: 3}]
    assert value(outcome).complete


async def test_a_list_in_circles(host: Host, client: GuardedClient) -> None:
    """A list that repeats itself ends."""
    host.reply(VIDEOS, listed(video(likes=9)))
    host.reply(LIKES, listed(*likers(1), more=True))
    limits = Limits(names=CallLimits(pages=20))
    (outcome,) = await read(Vimeo(client, host.url, "a-token", limits=limits), ADA)
    assert len(host.asked(LIKES)) == 2
    assert value(outcome).publications[0].unread == {Kind.LIKE: 8}


@pytest.mark.parametrize("reply", [refused(404), refused(403), Reply({}), Reply([])])
async def test_names_that_are_refused(host: Host, vimeo: Vimeo, reply: Reply) -> None:
    """Where a list of names is refused or empty, the total remains without faces."""
    host.reply(VIDEOS, listed(video(likes=4)))
    host.reply(LIKES, reply)
    (outcome,) = await read(vimeo, ADA)
    assert value(outcome).publications[0].unread == {Kind.LIKE: 4}


async def test_a_limit_among_names(host: Host, vimeo: Vimeo) -> None:
    """A limit ends the reading, and says until when."""
    reset = NOW + timedelta(minutes=10)
    headers = {
        "X-RateLimit-Limit": "50",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": reset.isoformat(),
    }
    host.reply(VIDEOS, listed(video(likes=4), more=True))
    host.reply(LIKES, Reply({"error": "Too many"}, 429, headers))
    one, two = await read(vimeo, ADA)
    assert (value(one).reached, value(one).complete) == (days(1), False)
    assert two == Limited(reset)


async def test_the_budget_of_the_headers(host: Host, vimeo: Vimeo) -> None:
    """What the headers say is left is kept to before the network has to refuse."""
    reset = NOW + timedelta(seconds=30)
    headers = {
        "X-RateLimit-Limit": "50",
        "X-RateLimit-Remaining": "1",
        "X-RateLimit-Reset": str(int(reset.timestamp())),
    }
    host.reply("/users/7", Reply({"uri": "/users/7"}, 200, headers))
    assert isinstance(await vimeo.profile("7"), Data)
    assert await read(vimeo, ADA) == [Limited(reset)]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(404), Gone()),
        (refused(401), NeedsCredentials()),
        (Reply({}), Changed("vimeo: videos of another shape")),
        (Reply(listed({"name": "x"})), Changed("vimeo: videos of another shape")),
    ],
)
async def test_no_list_of_videos(
    host: Host, vimeo: Vimeo, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """Without videos there is one outcome that says why."""
    host.reply(VIDEOS, reply)
    assert await read(vimeo, ADA) == [outcome]


async def test_actors(host: Host, client: GuardedClient) -> None:
    """Those who acted are shown one by one, as far as the calls go; who is gone has no figure."""
    connections = {"followers": {"total": 3}, "following": {"total": 4}, "videos": {"total": 5}}
    host.reply(
        "/users/1",
        {
            "uri": "/users/1",
            "created_time": BORN.isoformat(),
            "bio": " ",
            "pictures": {"type": "default"},
            "metadata": {"connections": connections},
        },
    )
    host.reply("/users/2", refused(404))
    vimeo = Vimeo(client, host.url, "a-token", limits=Limits(names=CallLimits(actors=2)))
    known = ActorProfile("1", BORN, 3, 4, 5, has_picture=False, has_text=False)
    assert await vimeo.actors(["1", "2", "3"]) == Data([known, ActorProfile("2")])


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("vimeo:Staff", "staff"),
        ("vimeo:user152184", "user152184"),
        ("https://vimeo.com/staff", "staff"),
        ("vimeo.com/staff/videos?x=1", "staff"),
        ("https://www.vimeo.com/user152184/about", "user152184"),
        ("https://vimeo.com/123456789", None),
        ("https://vimeo.com/channels/staffpicks", None),
        ("https://vimeo.com/ondemand/film", None),
        ("https://player.vimeo.com/video/1", None),
        ("https://vimeo.com/", None),
        ("vimeo:ada.bsky.social", None),
    ],
)
def test_what_people_type(text: str, handle: str | None) -> None:
    """Names and pasted addresses of profiles name one account; other pages name none."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["vimeo"])
    else:
        assert parse_reference(text, [DECLARATION]).handle == handle


async def test_examples_of_the_description(
    host: Host, vimeo: Vimeo, recorded: Callable[[str], Any]
) -> None:
    """A user, a video and a comment made of the network's own examples are understood."""
    document = recorded(DESCRIPTION)
    schemas = document["components"]["schemas"]
    user, film, said = (example(schemas[name], document) for name in ("user", "video", "comment"))
    host.reply("/users/staff", user)
    outcome = await vimeo.profile("staff")
    assert isinstance(outcome, Data)
    assert (outcome.value.native_id, outcome.value.handle) == ("152184", "staff")
    host.reply("/users/152184/videos", listed(film))
    native_id = film["uri"].rpartition("/")[2]
    fan = user | {"uri": "/users/1"}
    host.reply(f"/videos/{native_id}/likes", listed(fan))
    host.reply(f"/videos/{native_id}/comments", listed(said | {"user": fan}))
    (reading,) = await read(vimeo, profile=outcome.value)
    (publication,) = value(reading).publications
    assert publication.totals == {Kind.LIKE: 230, Kind.COMMENT: 14}
    kinds = [(reaction.actor, reaction.kind) for reaction in value(reading).reactions]
    assert kinds == [("1", Kind.LIKE), ("1", Kind.COMMENT)]


@pytest.mark.parametrize("name", ["user", "picture", "comment", "legacy-error", "video", "tag"])
async def test_any_example_anywhere(
    host: Host, vimeo: Vimeo, recorded: Callable[[str], Any], name: str
) -> None:
    """Whichever example stands in for whichever answer, every outcome is a declared one."""
    document = recorded(DESCRIPTION)
    made = example(document["components"]["schemas"][name], document)
    host.reply("/users/ada", made)
    assert isinstance(await vimeo.profile("ada"), Moved if name == "user" else Changed)
    for body in (made, [made], listed(made)):
        host.reply(VIDEOS, body)
        host.reply(LIKES, body)
        assert all(isinstance(one, Data | Changed) for one in await read(vimeo, ADA))
        host.reply(VIDEOS, listed(video(likes=1)))
        assert isinstance(value((await read(vimeo, ADA))[0]), Reading)

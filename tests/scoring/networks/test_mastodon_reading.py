"""The Mastodon connector on small answers of the network's shape: who acted on what."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
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
    NeedsCredentials,
    Outcome,
    Private,
    Publication,
    Reaction,
    Reading,
    Suspended,
    Temporary,
)
from scoring.networks.http import GuardedClient
from scoring.networks.mastodon import Limits, Mastodon
from scoring.networks.mastodon_actors import MOST_FACES, Account, Faces
from scoring.networks.mastodon_names import NameLimits
from tests.scoring.networks.fediverse import (
    BORN,
    HOME,
    LOOKUP,
    POSTS,
    account,
    ada,
    client_of,
    instances,
    path,
    settle,
    status,
)
from tests.scoring.networks.reading import days, only, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

LIKES, BOOSTS, THREAD = path("1", "favourited_by"), path("1", "reblogged_by"), path("1", "context")


@pytest.fixture
async def client(host: Host) -> AsyncIterator[GuardedClient]:
    settle(host)
    async with client_of(host) as client:
        yield client


@pytest.fixture
def fedi(client: GuardedClient, host: Host) -> Mastodon:
    return Mastodon(client, instances(host))


def person(name: str, **fields: Any) -> dict[str, Any]:
    return account(100 + sum(map(ord, name)), name, **fields)


def uri(name: str, host: str = HOME) -> str:
    return f"https://{host}/users/{name}"


def answer(key: str, at: datetime, name: str, parent: str = "1", **fields: Any) -> dict[str, Any]:
    return status(key, at, account=person(name), in_reply_to_id=parent, **fields)


def linked(host: Host, where: str, max_id: str, body: Any) -> Reply:
    """A page that is followed by another."""
    target = f"<http://{HOME}:{host.port}{where}?max_id={max_id}&limit=9>"
    return Reply(body, headers={"Link": f'{target}; rel="next", <http://x/>; rel="prev"'})


async def test_who_did_what(host: Host, fedi: Mastodon) -> None:
    """Favourites and boosts by name without a date, answers with theirs, quotes as a total."""
    tags = [{"name": "Python"}, {"name": "python"}, "odd"]
    counts = {"favourites_count": 1, "reblogs_count": 1, "replies_count": 1, "quotes_count": 2}
    host.reply(POSTS, [status("1", days(9), tags=tags, **counts)])
    host.reply(LIKES, [person("ben", acct="ben@other.example")])
    host.reply(BOOSTS, [person("cyd")])
    deeper = answer("3", days(7), "eve", parent="2")
    host.reply(THREAD, {"ancestors": [], "descendants": [answer("2", days(8), "dan"), deeper]})
    host.reply(path("1", "quotes"), Reply({"error": "This needs a token"}, 401))
    publication, reactions = await only(fedi, ada())
    totals = {Kind.LIKE: 1, Kind.REPOST: 1, Kind.REPLY: 1, Kind.QUOTE: 2}
    topics = ("python",)
    assert publication == Publication("1", days(9), totals, topics, unread={Kind.QUOTE: 2})
    assert reactions == (
        Reaction("1", uri("ben", "other.example"), Kind.LIKE, None, topics),
        Reaction("1", uri("cyd"), Kind.REPOST, None, topics),
        Reaction("1", uri("dan"), Kind.REPLY, days(8), topics),
    )
    asked = host.asked(POSTS)[0].query
    assert (asked["exclude_reblogs"], asked["limit"]) == ("true", "40")
    assert host.asked(LIKES)[0].query["limit"] == "80"


async def test_quotes_by_name(host: Host, fedi: Mastodon) -> None:
    """Where an instance shows who quoted, they are read."""
    host.reply(POSTS, [status("1", days(9), quotes_count=1)])
    host.reply(path("1", "quotes"), [status("2", days(8), account=person("ben"))])
    publication, reactions = await only(fedi, ada())
    assert reactions == (Reaction("1", uri("ben"), Kind.QUOTE, days(8)),)
    assert publication.unread == {}


async def test_nobody_is_asked_about_nothing(host: Host, fedi: Mastodon) -> None:
    """Where every total is 0, the posts are the only page; a total that is absent is no zero."""
    host.reply(POSTS, [status("1", days(1), replies_count=None)])
    publication, _ = await only(fedi, ada())
    assert publication.totals == {Kind.LIKE: 0, Kind.REPOST: 0}
    assert [request.path for request in host.seen] == [LOOKUP, POSTS]


async def test_what_is_not_for_everybody(host: Host, fedi: Mastodon) -> None:
    """Only public and unlisted posts are read, and only those of the account itself."""
    hidden = ("private", "direct", "local", "mutuals_only", None)
    posts = [status(str(n), days(1), visibility=way) for n, way in enumerate(hidden, 10)]
    boost = status("3", days(1), reblog=status("4", days(2), favourites_count=9))
    stray = status("5", days(1), account=person("ben"))
    unlisted = status("2", days(1), visibility="unlisted")
    host.reply(POSTS, [status("1", days(1)), unlisted, boost, stray, *posts])
    (outcome,) = await read(fedi, ada())
    assert [one.native_id for one in value(outcome).publications] == ["1", "2"]


async def test_robots_groups_and_oneself(host: Host, fedi: Mastodon) -> None:
    """Programs, groups and the owner are nobody, and no part of a total."""
    host.reply(POSTS, [status("1", days(2), favourites_count=4, replies_count=3)])
    crowd = [account(), person("bot", bot=True), person("club", group=True), person("ben")]
    host.reply(LIKES, crowd)
    secret = answer("4", days(1), "dan", visibility="private")
    own = status("2", days(1), in_reply_to_id="1")
    host.reply(THREAD, {"descendants": [own, answer("3", days(1), "ben"), secret, {"id": "5"}]})
    publication, reactions = await only(fedi, ada())
    assert publication.totals == {Kind.LIKE: 1, Kind.REPOST: 0, Kind.REPLY: 2}
    assert [(one.actor, one.kind) for one in reactions] == [
        (uri("ben"), Kind.LIKE),
        (uri("ben"), Kind.REPLY),
    ]


async def test_a_thread_of_oneself_costs_no_call(host: Host, fedi: Mastodon) -> None:
    """Where only the author answered, nobody is asked who did."""
    host.reply(
        POSTS, [status("2", days(1), in_reply_to_id="1"), status("1", days(2), replies_count=1)]
    )
    (outcome,) = await read(fedi, ada())
    assert value(outcome).publications[1].totals[Kind.REPLY] == 0
    assert not host.asked(THREAD)


@pytest.mark.parametrize(
    ("created", "published", "answered"),
    [
        ("1970-01-01T00:00:00Z", BORN, BORN),
        ("2999-01-01T00:00:00.000Z", NOW, NOW),
        ("yesterday", NOW, None),
        (None, NOW, None),
    ],
)
async def test_posts_out_of_time(
    host: Host, fedi: Mastodon, created: str | None, published: datetime, answered: datetime | None
) -> None:
    """A post is not older than its account and not in the future, its answers neither."""
    odd = status("1", days(2), replies_count=1) | {"created_at": created}
    host.reply(POSTS, [odd])
    host.reply(THREAD, {"descendants": [answer("2", days(1), "ben") | {"created_at": created}]})
    publication, (reaction,) = await only(fedi, ada())
    assert (publication.at, reaction.at) == (published, answered)


async def test_pages_until_the_end(host: Host, fedi: Mastodon) -> None:
    """Pages follow the links on the instance itself; the last one reaches the account's start."""
    first = linked(host, POSTS, "41", [status("41", days(1))])
    host.reply(POSTS, first, [status("1", days(2))])
    one, two = (value(outcome) for outcome in await read(fedi, ada()))
    assert (one.reached, one.complete) == (days(1), False)
    assert (two.reached, two.complete) == (BORN, True)
    assert host.asked(POSTS)[1].query["max_id"] == "41"


async def test_a_server_that_links_nowhere(host: Host, fedi: Mastodon) -> None:
    """Without links a full page is followed by what is older than its last post."""
    full = [status(str(n), days(1)) for n in range(140, 100, -1)]
    host.reply(POSTS, full, [status("1", days(2))])
    outcomes = await read(fedi, ada())
    assert [request.query.get("max_id") for request in host.asked(POSTS)] == [None, "101"]
    assert value(outcomes[-1]).complete


async def test_pages_until_since(host: Host, fedi: Mastodon) -> None:
    """Reading stops at `since`, and leaves out what is older."""
    posts = [status("2", days(1)), status("1", days(9), favourites_count=4)]
    host.reply(POSTS, linked(host, POSTS, "1", posts))
    (outcome,) = await read(fedi, ada(), since=days(5))
    assert [one.native_id for one in value(outcome).publications] == ["2"]
    assert (value(outcome).reached, value(outcome).complete) == (days(5), True)
    assert len(host.asked(POSTS)) == 1


async def test_a_server_that_turns_in_circles(host: Host, fedi: Mastodon) -> None:
    """A link that comes back ends the reading, which says how far it came."""
    host.reply(POSTS, linked(host, POSTS, "1", [status("1", days(1))]))
    outcomes = await read(fedi, ada())
    assert len(outcomes) == 2
    assert (value(outcomes[-1]).reached, value(outcomes[-1]).complete) == (days(1), False)


async def test_ten_thousand_posts(host: Host, client: GuardedClient) -> None:
    """They are not read in one go: the reading ends where its pages do."""

    async def page(request: web.Request) -> web.Response:
        start = int(request.query.get("max_id", 10_000))
        posts = [
            status(str(n), NOW - timedelta(hours=10_000 - n))
            for n in range(start - 1, start - 41, -1)
        ]
        reply = linked(host, POSTS, str(start - 40), posts)
        return web.json_response(reply.body, headers=reply.headers)

    host.handle(POSTS, page)
    outcomes = await read(Mastodon(client, instances(host)), ada())
    assert len(host.asked(POSTS)) == 20
    assert value(outcomes[-1]).reached == NOW - timedelta(hours=800)
    assert not value(outcomes[-1]).complete


async def test_names_have_pages_and_a_limit(host: Host, client: GuardedClient) -> None:
    """Of fifty thousand favourites some pages are read, and the rest is told as unread."""
    host.reply(POSTS, [status("1", days(1), favourites_count=50_000)])
    pages = [
        linked(
            host,
            LIKES,
            str(9 - turn),
            [account(1000 + turn * 80 + n, f"f{turn}_{n}") for n in range(80)],
        )
        for turn in range(9)
    ]
    host.reply(LIKES, *pages)
    publication, reactions = await only(Mastodon(client, instances(host)), ada())
    assert len(reactions) == 240
    assert publication.unread == {Kind.LIKE: 49_760}
    assert [request.query.get("max_id") for request in host.asked(LIKES)] == [None, "9", "8"]


async def test_calls_for_names_have_a_limit(host: Host, client: GuardedClient) -> None:
    """When they are spent, totals go on and what is unread is told."""
    host.reply(POSTS, [status(key, days(1), favourites_count=1) for key in "321"])
    for key in "321":
        host.reply(path(key, "favourited_by"), [person("ben")])
    limits = Limits(names=NameLimits(calls=2))
    (outcome,) = await read(Mastodon(client, instances(host), limits=limits), ada())
    assert [one.unread for one in value(outcome).publications] == [{}, {}, {Kind.LIKE: 1}]


async def test_a_list_that_turns_in_circles(host: Host, fedi: Mastodon) -> None:
    """A page of names that was read already ends the list, and leaves the rest unread."""
    host.reply(POSTS, [status("1", days(1), favourites_count=9)])
    host.reply(LIKES, linked(host, LIKES, "5", [person("ben")]))
    publication, reactions = await only(fedi, ada())
    assert len(reactions) == 1
    assert publication.unread == {Kind.LIKE: 8}
    assert len(host.asked(LIKES)) == 2


async def test_long_threads_are_shown_in_part(host: Host, fedi: Mastodon) -> None:
    """Strangers see sixty answers: those beyond are unread, not absent."""
    host.reply(POSTS, [status("1", days(3), replies_count=500)])
    shown = [
        status(str(n), days(1), account=account(200 + n, f"u{n}"), in_reply_to_id="1")
        for n in range(60)
    ]
    host.reply(THREAD, {"descendants": shown})
    publication, reactions = await only(fedi, ada())
    assert len(reactions) == 60
    assert publication.unread == {Kind.REPLY: 440}


@pytest.mark.parametrize(
    "fault",
    [
        Reply({"error": "Unauthorized"}, 401),
        Reply({"error": "This method requires an authenticated user"}, 422),
        Reply(b"<html>", headers={"Content-Type": "text/html"}),
        Reply(b"oops", 500),
        Reply({"error": "?"}, 400),
    ],
)
async def test_names_that_cannot_be_had(host: Host, fedi: Mastodon, fault: Reply) -> None:
    """An instance that hides a list of names is asked once; totals remain, other lists are read."""
    posts = [status(key, days(1), favourites_count=4, reblogs_count=1) for key in "12"]
    host.reply(POSTS, posts)
    for key in "12":
        host.reply(path(key, "favourited_by"), fault)
        host.reply(path(key, "reblogged_by"), [person("cyd"), {"id": "odd"}])
    (outcome,) = await read(fedi, ada())
    assert [one.unread for one in value(outcome).publications] == [{Kind.LIKE: 4}] * 2
    assert [one.actor for one in value(outcome).reactions] == [uri("cyd")] * 2
    assert not host.asked(path("2", "favourited_by"))


@pytest.mark.parametrize("body", [{"accounts": []}, {}, "none", [7]])
async def test_lists_of_another_shape(host: Host, fedi: Mastodon, body: Any) -> None:
    """A list in which nobody can be made out leaves the total as unread."""
    host.reply(POSTS, [status("1", days(1), favourites_count=4, replies_count=1)])
    host.reply(LIKES, body)
    host.reply(THREAD, body)
    publication, reactions = await only(fedi, ada())
    assert publication.unread == {Kind.LIKE: 4, Kind.REPLY: 1}
    assert reactions == ()


async def test_one_post_that_is_gone_spoils_no_other(host: Host, fedi: Mastodon) -> None:
    """A list that is not there for one post is asked for with the next."""
    host.reply(POSTS, [status(key, days(1), favourites_count=1) for key in "12"])
    host.reply(LIKES, Reply({"error": "Record not found"}, 404))
    host.reply(path("2", "favourited_by"), [person("ben")])
    (outcome,) = await read(fedi, ada())
    assert [one.unread for one in value(outcome).publications] == [{Kind.LIKE: 1}, {}]


async def test_a_limit_in_the_middle(host: Host, fedi: Mastodon) -> None:
    """What was read before a limit is kept, the limit follows, and nothing more is asked."""
    posts = [status(key, days(1), favourites_count=1) for key in "12"]
    host.reply(POSTS, linked(host, POSTS, "2", posts))
    host.reply(LIKES, [person("ben")])
    reset = {"X-RateLimit-Reset": "2026-11-23T12:05:00.996774Z", "X-RateLimit-Remaining": "0"}
    host.reply(path("2", "favourited_by"), Reply({"error": "Throttled"}, 429, reset))
    page, end = await read(fedi, ada())
    assert [one.unread for one in value(page).publications] == [{}, {Kind.LIKE: 1}]
    assert not value(page).complete
    assert isinstance(end, Limited)
    assert end.until == NOW + timedelta(minutes=5, microseconds=996774)
    assert len(host.asked(POSTS)) == 1


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"error": "?"}, 404), Changed("mastodon: no posts, HTTP 404")),
        (Reply({"error": "token"}, 401), NeedsCredentials()),
        (Reply({}), Changed("mastodon: posts of another shape")),
        (Reply([{"id": "1"}]), Changed("mastodon: posts of another shape")),
        (
            Reply(b"<html>", headers={"Content-Type": "text/html"}),
            Changed("the answer is not JSON"),
        ),
        (Reply(b"", 503), Temporary("HTTP 503")),
    ],
)
async def test_no_posts(
    host: Host, fedi: Mastodon, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """Without a first page there is one outcome that says why."""
    host.reply(POSTS, reply)
    assert await read(fedi, ada()) == [outcome]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (account(suspended=True), Suspended()),
        (account(locked=True), Private()),
        (Reply({"error": "Record not found"}, 404), Gone()),
        (Reply({"error": "Unauthorized"}, 401), NeedsCredentials()),
    ],
)
async def test_an_account_that_is_not_read(
    host: Host, fedi: Mastodon, reply: Any, outcome: Outcome[Reading]
) -> None:
    """Whoever is locked, suspended or gone meanwhile is not read."""
    host.reply(LOOKUP, reply)
    assert await read(fedi, ada()) == [outcome]
    assert not host.asked(POSTS)


async def test_a_later_page_that_nobody_serves(host: Host, fedi: Mastodon) -> None:
    """It cuts the reading and leaves what was read; a limit is told."""
    first = linked(host, POSTS, "1", [status("1", days(1))])
    host.reply(POSTS, first, Reply({"error": "?"}, 400))
    (outcome,) = await read(fedi, ada())
    assert (value(outcome).reached, value(outcome).complete) == (days(1), False)
    host.reply(POSTS, first, Reply({}, 429, {"Retry-After": "600"}))
    assert (await read(fedi, ada()))[1:] == [Limited(NOW + timedelta(minutes=10))]


async def test_somebody_who_never_published(host: Host, fedi: Mastodon) -> None:
    """They were read completely."""
    host.reply(POSTS, [])
    (outcome,) = await read(fedi, ada())
    assert value(outcome) == Reading((), (), BORN, complete=True)


async def test_who_acted_is_known_without_another_call(host: Host, fedi: Mastodon) -> None:
    """Lists of names carry profiles: those met are remembered, nobody is asked for."""
    host.reply(POSTS, [status("1", days(1), favourites_count=2)])
    figures = {"followers_count": 7, "following_count": 9, "statuses_count": 11}
    host.reply(LIKES, [person("ben", **figures), person("cyd")])
    await only(fedi, ada())
    calls = len(host.seen)
    outcome = await fedi.actors([uri("ben"), uri("cyd"), "https://x.example/users/x", uri("ben")])
    assert isinstance(outcome, Data)
    ben, cyd = outcome.value
    assert ben == ActorProfile(uri("ben"), BORN, 7, 9, 11, has_picture=True, has_text=True)
    assert cyd.native_id == uri("cyd")
    assert len(host.seen) == calls
    assert await fedi.actors(["https://x.example/users/x"]) == Data([])


def test_faces_fade() -> None:
    """At most so many are remembered, the latest, and none for longer than an hour."""
    faces = Faces()
    shown = Account.model_validate(account())
    for n in range(MOST_FACES + 1):
        faces.meet(str(n), shown, NOW)
    assert len(faces) == MOST_FACES
    assert faces.of(["0"]) == []
    faces.meet("late", shown, NOW + timedelta(minutes=50))
    faces.forget(NOW + timedelta(minutes=61))
    assert len(faces) == 1
    assert [face.native_id for face in faces.of(["late"])] == ["late"]


@pytest.mark.parametrize("calls", [12, 25, 500])
async def test_names_that_were_left_out_are_read_on(
    host: Host, client: GuardedClient, calls: int
) -> None:
    """From position to position everybody is met, whatever a reading's calls are."""

    async def page(request: web.Request) -> web.Response:
        start = int(request.query.get("max_id", 45))
        numbers = range(start - 1, max(-1, start - 41), -1)
        posts = [status(str(n), days(46 - n), favourites_count=1) for n in numbers]
        reply = linked(host, POSTS, str(start - 40), posts) if start > 40 else Reply(posts)
        return web.json_response(reply.body, headers=reply.headers)

    host.handle(POSTS, page)
    for n in range(45):
        host.reply(path(str(n), "favourited_by"), [account(100 + n, f"fan{n}")])
    limits = Limits(names=NameLimits(calls=calls))
    mastodon = Mastodon(client, instances(host), limits=limits)
    met, position, turns = set[str](), "", 0
    pages = mastodon.read(ada(), since=days(365), now=NOW)
    while turns == 0 or position:
        readings = [value(outcome) async for outcome in pages]
        met |= {reaction.actor for reading in readings for reaction in reading.reactions}
        position, turns = readings[-1].position or "", turns + 1
        pages = mastodon.resume(ada(), position, since=days(365), now=NOW)
    await pages.aclose()  # type: ignore[attr-defined]
    assert len(met) == 45
    assert readings[-1].complete
    assert (turns == 1) == (calls == 500)


@pytest.mark.parametrize("position", ["", "x", "yesterday|c"])
async def test_positions_that_are_none(client: GuardedClient, host: Host, position: str) -> None:
    """What this connector did not write is refused without asking anybody."""
    pages = Mastodon(client, instances(host)).resume(ada(), position, since=days(9), now=NOW)
    assert [outcome async for outcome in pages] == [Changed("mastodon: an unknown position")]
    assert not host.seen

"""The X connector on small answers of the network's shape."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import (
    Changed,
    Data,
    Failure,
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
    Suspended,
)
from scoring.networks.connecting import EmptyPurse
from scoring.networks.http import GuardedClient
from scoring.networks.x import DECLARATION, Limits, X
from scoring.networks.x_api import LARGEST_PAGE, POST_PRICE, USER_PRICE
from scoring.spending import MILLION, CappedPurse, Caps, PassingLedger
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

BORN = datetime(2012, 5, 1, tzinfo=UTC)
ADA = Profile("x", "7", "ada", "Ada", "https://x.com/ada", BORN)
BY_NAME, BY_ID, POSTS = "/2/users/by/username/ada", "/2/users/7", "/2/users/7/tweets"
TODAY = datetime(2026, 11, 23, tzinfo=UTC)
PROBLEMS = "https://api.twitter.com/2/problems/"


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def user(**fields: Any) -> dict[str, Any]:
    return {"data": {"id": "7", "username": "Ada", "name": "Ada L."} | fields}


def post(number: int, age: float, **fields: Any) -> dict[str, Any]:
    metrics = {"like_count": 3, "retweet_count": 2, "reply_count": 1, "quote_count": 0}
    return {
        "id": str(number),
        "created_at": iso(days(age)),
        "edit_history_tweet_ids": [str(number)],
        "public_metrics": metrics,
    } | fields


def page(*posts: dict[str, Any], token: str | None = None) -> dict[str, Any]:
    meta: dict[str, Any] = {"result_count": len(posts)} | ({"next_token": token} if token else {})
    return ({"data": list(posts)} if posts else {}) | {"meta": meta}


def problem(kind: str, detail: str = "", **more: Any) -> dict[str, Any]:
    return {"type": PROBLEMS + kind, "title": "…", "detail": detail} | more


def made(client: GuardedClient, host: Host, *, cap: float = 100, limits: Limits | None = None) -> X:
    caps = {"x": Caps(int(cap * MILLION), 100 * MILLION)}
    purse = CappedPurse(PassingLedger(), caps, client.clock)
    return X(client, purse, host.url, "a-secret-token", limits=limits)


@pytest.fixture
def x(client: GuardedClient, host: Host) -> X:
    return made(client, host)


@pytest.mark.parametrize("posts", ["tweet_count", "post_count"])
async def test_a_profile(host: Host, x: X, posts: str) -> None:
    """An account is its id, by name and by id; both vocabularies are read, links in full."""
    body = user(
        created_at=iso(BORN),
        description="renown-1 https://t.co/b",
        location="Paris",
        public_metrics={"followers_count": 5, posts: 9},
        entities={
            "url": {"urls": [{"expanded_url": "https://ada.example"}]},
            "description": {"urls": [{"expanded_url": "https://b.example"}]},
        },
        protected=False,
    )
    host.reply(BY_NAME, body)
    host.reply(BY_ID, body)
    words = ("renown-1 https://t.co/b", "Paris", "https://ada.example", "https://b.example")
    url = "https://x.com/Ada"
    expected = Profile("x", "7", "ada", "Ada L.", url, BORN, words, 5, 9)
    assert await x.profile("ada") == await x.profile("7") == Data(expected)
    assert host.seen[0].headers["Authorization"] == "Bearer a-secret-token"
    assert "a-secret-token" not in repr(x)


async def test_what_is_not_told(host: Host, x: X) -> None:
    """Figures that are missing or odd are not offered; zero is zero."""
    host.reply(BY_NAME, user(public_metrics={"tweet_count": 0}, entities=[], created_at="soon"))
    outcome = await x.profile("ada")
    assert isinstance(outcome, Data)
    found = outcome.value
    assert (found.followers, found.publications, found.created_at, found.texts) == (
        None,
        0,
        None,
        (),
    )


REFUSALS: list[tuple[Reply, Failure]] = [
    (Reply({"errors": [problem("resource-not-found", "Could not find user with …")]}), Gone()),
    (Reply({"errors": [problem("resource-not-found")]}, 404), Gone()),
    (Reply(b"", 404), Changed("x: HTTP 404")),
    (
        Reply({"errors": [problem("resource-not-found", "User has been suspended: [ada].")]}),
        Suspended(),
    ),
    (Reply(problem("forbidden", "User has been suspended: [ada]."), 403), Suspended()),
    (
        Reply({"errors": [problem("not-authorized-for-resource", "Sorry, you are …")]}),
        Private(),
    ),
    (Reply({"errors": [problem("resource-unavailable")]}), Private()),
    (Reply({"title": "Unauthorized", "type": "about:blank"}, 401), NeedsCredentials()),
    (
        Reply(problem("client-forbidden", "…", reason="client-not-enrolled"), 403),
        NeedsCredentials(),
    ),
    (Reply(problem("unsupported-authentication"), 403), NeedsCredentials()),
    (Reply(problem("credits", "… does not have any credits"), 402), Limited(NOW + timedelta(1))),
    (
        Reply(problem("invalid-request", "…"), 400),
        Changed("x: HTTP 400 invalid-request"),
    ),
    (Reply({}), Changed("x: HTTP 200")),
    (Reply([1]), Changed("x: HTTP 200")),
    (Reply({"errors": "odd", "data": None}), Changed("x: HTTP 200")),
]


@pytest.mark.parametrize(("reply", "outcome"), REFUSALS)
async def test_refusals(host: Host, x: X, reply: Reply, outcome: Failure) -> None:
    """Each problem has its outcome, with 200 too, for the profile as for the posts."""
    host.reply(BY_NAME, reply)
    host.reply(POSTS, reply)
    assert await x.profile("ada") == outcome
    assert await read(x, ADA) == [outcome]


async def test_problem_types_of_the_new_address(host: Host, x: X) -> None:
    """Only the end of a problem's type counts, not the host that it names."""
    kind = "https://api.x.com/2/problems/resource-not-found"
    host.reply(BY_NAME, {"errors": [{"type": kind}]})
    assert await x.profile("ada") == Gone()


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (user(protected=True), Private()),
        ({"data": {"username": "ada"}}, Changed("x: a profile without id and name")),
        ({"data": {"id": "7/../8", "username": "a"}}, Changed("x: a profile without id and name")),
        ({"data": [1]}, Changed("x: a profile without id and name")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, x: X, body: object, outcome: Outcome[Profile]
) -> None:
    """A protected account is not read; one of another shape is told to the operator."""
    host.reply(BY_NAME, body)
    assert await x.profile("ada") == outcome


async def test_errors_beside_data(host: Host, x: X) -> None:
    """What is wrong with something that the account refers to is not wrong with the account."""
    host.reply(BY_NAME, user() | {"errors": [problem("resource-not-found")]})
    assert isinstance(await x.profile("ada"), Data)


@pytest.mark.parametrize("reposts", ["retweet_count", "repost_count"])
async def test_totals(host: Host, x: X, reposts: str) -> None:
    """Of each own post its totals, all of them without a face; its hashtags are topics."""
    metrics = {"like_count": 30, reposts: 4, "reply_count": 2, "quote_count": 0, "views": 99}
    tags = {"hashtags": [{"tag": "Maps"}, {"tag": "maps"}, {"odd": 1}]}
    host.reply(POSTS, page(post(1, 3, public_metrics=metrics, entities=tags)))
    (outcome,) = await read(x, ADA, since=days(30))
    reading = value(outcome)
    totals = {Kind.LIKE: 30, Kind.REPOST: 4, Kind.REPLY: 2, Kind.QUOTE: 0}
    unread = {Kind.LIKE: 30, Kind.REPOST: 4, Kind.REPLY: 2}
    assert reading.publications == (Publication("1", days(3), totals, ("maps",), unread=unread),)
    assert (reading.reactions, reading.complete, reading.reached) == ((), True, days(30))
    query = host.asked(POSTS)[0].query
    assert (query["start_time"], query["exclude"]) == ("2026-10-24T12:00:00Z", "retweets")
    assert "text" not in query["tweet.fields"]


async def test_totals_that_are_missing(host: Host, x: X) -> None:
    """A figure that is not told is not offered, one that is odd neither."""
    host.reply(POSTS, page(post(1, 3, public_metrics={"like_count": "7", "quote_count": 1})))
    (outcome,) = await read(x, ADA)
    assert value(outcome).publications[0].totals == {Kind.QUOTE: 1}


async def test_what_is_not_ones_own(host: Host, x: X) -> None:
    """Reposts carry somebody else's figures; undated and odd posts are left out."""
    repost = post(2, 2, referenced_tweets=[{"type": "retweeted", "id": "99"}])
    undated = post(3, 3, created_at=None)
    host.reply(POSTS, page(post(1, 1), repost, undated, {"odd": 1}))
    (outcome,) = await read(x, ADA)
    assert [one.native_id for one in value(outcome).publications] == ["1"]


async def test_answers_to_oneself(host: Host, client: GuardedClient) -> None:
    """A thread is no conversation: own replies and quotes are taken off, on later pages too."""
    thread = post(3, 1, referenced_tweets=[{"type": "replied_to", "id": "1"}])
    quote = post(2, 2, referenced_tweets=[{"type": "quoted", "id": "1"}])
    first = post(1, 9, public_metrics={"reply_count": 3, "quote_count": 1})
    host.reply(POSTS, page(thread, quote, token="more"), page(first))
    (_, outcome) = await read(made(client, host, limits=Limits(200)), ADA)
    (found,) = value(outcome).publications
    assert (found.totals, found.unread) == (
        {Kind.REPLY: 2, Kind.QUOTE: 0},
        {Kind.REPLY: 2},
    )


async def test_an_edited_post(host: Host, x: X) -> None:
    """It keeps the id that it had at first, so that an edit makes no second publication."""
    host.reply(POSTS, page(post(8, 1, edit_history_tweet_ids=["5", "8"])))
    (outcome,) = await read(x, ADA)
    assert [one.native_id for one in value(outcome).publications] == ["5"]


async def test_odd_dates(host: Host, x: X) -> None:
    """Nothing was published in the future; 1970 is believed."""
    host.reply(POSTS, page(post(1, -3), post(2, 0, created_at="1970-01-01T00:00:00.000Z")))
    (outcome,) = await read(x, ADA)
    assert [one.at.year for one in value(outcome).publications] == [2026, 1970]
    assert value(outcome).publications[0].at == NOW


async def test_pages(host: Host, client: GuardedClient) -> None:
    """Pages follow their token; the last one has none and completes the reading."""
    host.reply(POSTS, page(post(2, 2), token="two"), page(post(1, 9)))
    one, two = map(value, await read(made(client, host, limits=Limits(200)), ADA))
    assert [request.query.get("pagination_token") for request in host.asked(POSTS)] == [None, "two"]
    assert (one.complete, one.reached) == (False, days(2))
    assert (two.complete, two.reached) == (True, BORN)


async def test_a_token_that_repeats(host: Host, client: GuardedClient) -> None:
    """A page that leads to itself is read once more at most, and completes nothing."""
    host.reply(POSTS, page(post(2, 2), token="again"))
    outcomes = await read(made(client, host, limits=Limits(3000)), ADA)
    assert [value(outcome).complete for outcome in outcomes] == [False, False]


async def test_since(host: Host, x: X) -> None:
    """Where the network does not stop at `since`, the reading does."""
    host.reply(POSTS, page(post(2, 2), post(1, 40), token="more"))
    (outcome,) = await read(x, ADA, since=days(30))
    assert [one.native_id for one in value(outcome).publications] == ["2"]
    assert (value(outcome).complete, value(outcome).reached) == (True, days(30))


async def test_since_before_there_were_posts(host: Host, x: X) -> None:
    """The network refuses to begin before November 2010."""
    host.reply(POSTS, page(post(1, 2)))
    await read(x, ADA, since=datetime(1970, 1, 1, tzinfo=UTC))
    assert host.asked(POSTS)[0].query["start_time"] == "2010-11-06T00:00:00Z"


async def test_nothing_published(host: Host, x: X) -> None:
    """No posts are no refusal."""
    host.reply(POSTS, page())
    (outcome,) = await read(x, ADA)
    assert value(outcome) == Reading((), (), BORN, complete=True)


async def test_posts_of_another_shape(host: Host, x: X) -> None:
    """Posts without ids are told to the operator."""
    host.reply(POSTS, {"data": [{"odd": 1}]})
    assert await read(x, ADA) == [Changed("x: posts of another shape")]


async def test_ten_thousand_posts(host: Host, client: GuardedClient) -> None:
    """The limit of posts ends the reading, which says how far it came and costs what it may."""
    numbers = count(1)

    async def endless(request: web.Request) -> web.StreamResponse:
        size = int(request.query["max_results"])
        found = [post(10_000 - n, n / 10) for n in (next(numbers) for _ in range(size))]
        return web.json_response(page(*found, token=f"t{found[-1]['id']}"))

    host.handle(POSTS, endless)
    outcomes = await read(made(client, host, limits=Limits(250)), ADA)
    assert [r.query["max_results"] for r in host.asked(POSTS)] == ["100", "100", "50"]
    last = value(outcomes[-1])
    assert (last.complete, last.reached) == (False, days(25))


@pytest.mark.parametrize(("posts", "size"), [(0, "5"), (3, "5"), (40, "40"), (4000, "100")])
async def test_small_accounts_are_cheap(host: Host, x: X, posts: int, size: str) -> None:
    """A page is no larger than what there is to read."""
    host.reply(POSTS, page(post(1, 1)))
    await read(x, profile=Profile("x", "7", "ada", "", "", BORN, publications=posts))
    assert host.asked(POSTS)[0].query["max_results"] == size


# Money.


def test_the_price_as_declared() -> None:
    """One refresh is one user and one page of posts; off by default, with consent."""
    assert pytest.approx(USER_PRICE + LARGEST_PAGE * POST_PRICE) == DECLARATION.price
    assert Limits().posts == LARGEST_PAGE
    assert DECLARATION.consent
    assert DECLARATION.network_class is NetworkClass.CREDENTIALS
    assert DECLARATION.needs == ("token", "cap_day", "cap_month")


async def test_the_cap_ends_it(host: Host, client: GuardedClient) -> None:
    """What the caps do not allow does not go out: limited until the next day."""
    x = made(client, host, cap=0.51)
    host.reply(BY_NAME, user())
    host.reply(POSTS, page(post(1, 1)))
    assert isinstance(await x.profile("ada"), Data)
    assert isinstance((await read(x, ADA))[0], Data)
    assert await x.profile("ada") == Limited(TODAY + timedelta(days=1))
    assert await read(x, ADA) == [Limited(TODAY + timedelta(days=1))]
    assert len(host.seen) == 2


async def test_the_cap_between_two_pages(host: Host, client: GuardedClient) -> None:
    """A reading that runs out of money keeps what it has and says so."""
    host.reply(POSTS, page(post(2, 2), token="two"))
    first, second = await read(made(client, host, cap=0.7, limits=Limits(200)), ADA)
    assert not value(first).complete
    assert second == Limited(TODAY + timedelta(days=1))


@pytest.mark.parametrize("token", [None, "t"])
async def test_without_money_or_token(host: Host, client: GuardedClient, token: str | None) -> None:
    """Without caps or without a token nothing is ever asked: the operator has to act."""
    x = X(client, EmptyPurse(), host.url, token)
    assert await x.profile("ada") == NeedsCredentials()
    assert await read(x, ADA) == [NeedsCredentials()]
    assert host.seen == []


async def test_a_closed_host_costs_nothing(host: Host, client: GuardedClient) -> None:
    """While the network wants no calls, none is paid for."""
    caps = {"x": Caps(20_000, 20_000)}
    purse = CappedPurse(PassingLedger(), caps, client.clock)
    x = X(client, purse, host.url, "t")
    reset = NOW + timedelta(minutes=15)
    headers = {"x-rate-limit-reset": str(int(reset.timestamp())), "x-rate-limit-remaining": "0"}
    host.reply(BY_NAME, Reply(problem("usage-capped", "Usage cap exceeded"), 429, headers))
    for _ in range(5):
        assert await x.profile("ada") == Limited(reset)
    assert await purse.opens("x", 0.01) == NOW
    assert len(host.seen) == 1

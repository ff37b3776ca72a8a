"""Reading posts of Stack Exchange, and the names behind them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import (
    Changed,
    Data,
    Kind,
    Limited,
    Outcome,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.http import GuardedClient
from scoring.networks.stackexchange import Limits, StackExchange
from scoring.networks.stackexchange_names import NameLimits
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, client_for
from tests.scoring.networks.sites import (
    ADA,
    ANSWERS,
    BORN,
    FILTERS,
    QUESTIONS,
    SITE,
    USER,
    answer,
    at,
    comment,
    error,
    owner,
    page,
    question,
    user,
)


@pytest.fixture(autouse=True)
def quiet(host: Host) -> None:
    """A site on which the subject wrote nothing."""
    host.reply(FILTERS, page({"filter": "!abc", "included_fields": []}))
    host.reply(ANSWERS, page())
    host.reply(QUESTIONS, page())


@pytest.fixture
def network(client: GuardedClient, host: Host) -> StackExchange:
    return StackExchange(client, host.url)


async def test_who_did_what(host: Host, network: StackExchange) -> None:
    """Comments and answers are read by name and date, acceptance by name, votes as totals."""
    accepted = answer(1, 9, is_accepted=True, up_vote_count=5, comment_count=1, tags=["Python"])
    asked = question(2, 8, answer_count=1, up_vote_count=1, tags=["sql"])
    host.reply(ANSWERS, page(accepted))
    host.reply(QUESTIONS, page(asked))
    host.reply("/posts/1/comments", page(comment(1, 20, 5)))
    host.reply("/questions/2/answers", page(answer(3, 7, question_id=2, owner=owner(30))))
    host.reply("/questions/1001", page(question(1001, 20, owner=owner(40))))
    (outcome,) = await read(network, ADA, since=days(30))
    reading = value(outcome)
    likes, comments, answers, accepts = Kind.LIKE, Kind.COMMENT, Kind.ANSWER, Kind.ACCEPTED
    assert reading.publications == (
        Publication("2", days(8), {likes: 1, comments: 0, answers: 1}, ("sql",), unread={likes: 1}),
        Publication(
            "1", days(9), {likes: 5, comments: 1, accepts: 1}, ("python",), unread={likes: 5}
        ),
    )
    assert reading.reactions == (
        Reaction("1", f"{SITE}/20", comments, days(5), ("python",)),
        Reaction("2", f"{SITE}/30", answers, days(7), ("sql",)),
        Reaction("1", f"{SITE}/40", accepts, None, ("python",)),
    )
    assert (reading.complete, reading.reached) == (True, days(30))
    assert host.asked(ANSWERS)[0].query["fromdate"] == str(at(days(30)))


async def test_oneself_and_nobody(host: Host, network: StackExchange) -> None:
    """The subject, deleted people and the site's robot are nobody; own acts are no total."""
    host.reply(ANSWERS, page(answer(1, 9, comment_count=5, is_accepted=True, owner=None)))
    gone = comment(1, None, 4) | {"owner": owner(None, user_type="does_not_exist")}
    others = [comment(1, 7, 5), comment(1, -1, 5), gone, comment(1, 8, 3), {"post_id": 1}]
    host.reply("/posts/1/comments", page(*others))
    host.reply("/questions/1001", page(question(1001, 20)))
    (outcome,) = await read(network, ADA)
    reading = value(outcome)
    assert [(one.actor, one.kind) for one in reading.reactions] == [(f"{SITE}/8", Kind.COMMENT)]
    assert reading.publications[0].totals == {Kind.LIKE: 0, Kind.COMMENT: 4, Kind.ACCEPTED: 0}
    assert reading.publications[0].unread == {}


async def test_without_counts(host: Host, network: StackExchange) -> None:
    """Figures that do not come are not offered; a score is no number of people."""
    bare = {"answer_id": 1, "question_id": 2, "score": 9, "creation_date": at(days(3))}
    host.reply(ANSWERS, page(bare, {"odd": 1}))
    host.reply("/posts/1/comments", page())
    (outcome,) = await read(network, ADA)
    assert value(outcome).publications == (Publication("1", days(3), {Kind.ACCEPTED: 0}),)


async def test_quiet_posts_cost_no_call(host: Host, network: StackExchange) -> None:
    """Two lists are asked for, and names only where there are some."""
    host.reply(ANSWERS, page(answer(1, 3), answer(2, 4)))
    host.reply(QUESTIONS, page(question(5, 3)))
    await read(network, ADA)
    assert [request.path for request in host.seen] == [FILTERS, ANSWERS, QUESTIONS]


async def test_a_hundred_posts_in_one_question(host: Host, network: StackExchange) -> None:
    """Names are asked for a hundred posts at a time."""
    numbers = list(range(1, 151))
    host.reply(ANSWERS, page(*[answer(n, 5, comment_count=1) for n in numbers[:100]]))
    host.reply(QUESTIONS, page(*[question(n, 6, comment_count=1) for n in numbers[100:]]))
    for chunk in (numbers[:100], numbers[100:]):
        path = f"/posts/{';'.join(map(str, chunk))}/comments"
        host.reply(path, page(*[comment(n, n + 1000, 2) for n in chunk]))
    (outcome,) = await read(network, ADA)
    assert len(value(outcome).reactions) == 150
    assert len(host.seen) == 5


async def test_pages(host: Host, network: StackExchange) -> None:
    """The list that was read less far back goes on, until both are at their end."""
    host.reply(
        ANSWERS,
        page(answer(1, 1), answer(2, 10), more=True),
        page(answer(3, 30), more=True),
        page(answer(4, 90)),
    )
    host.reply(QUESTIONS, page(question(5, 20), more=True), page(question(6, 60)))
    readings = [value(outcome) for outcome in await read(network, ADA)]
    assert [[one.native_id for one in r.publications] for r in readings] == [
        ["1", "2", "5"],
        ["3"],
        ["6"],
        ["4"],
    ]
    assert [r.complete for r in readings] == [False, False, False, True]
    assert [r.reached for r in readings] == [days(10), days(20), days(30), BORN]


async def test_back_to_since(host: Host, network: StackExchange) -> None:
    """Posts older than `since` end a list, should the network show them."""
    host.reply(ANSWERS, page(answer(1, 1), answer(2, 40), more=True))
    (outcome,) = await read(network, ADA, since=days(30))
    assert [one.native_id for one in value(outcome).publications] == ["1"]
    assert value(outcome).complete


async def test_endless_lists(host: Host, client: GuardedClient) -> None:
    """Ten thousand posts end at the limit, and a server that turns in circles at once."""

    async def endless(request: web.Request) -> web.StreamResponse:
        number = int(request.query["page"])
        posts = [answer(number * 100 + n, number + n / 100) for n in range(100)]
        return web.json_response(page(*posts, more=True))

    host.handle(ANSWERS, endless)
    network = StackExchange(client, host.url, limits=Limits(pages=3))
    outcomes = await read(network, ADA)
    assert [value(one).complete for one in outcomes] == [False] * 3
    host.handle("/users/7/answers", _circle)
    assert len(await read(StackExchange(client, host.url), ADA)) == 1


async def _circle(_: web.Request) -> web.StreamResponse:
    return web.json_response(page(answer(1, 3), more=True))


async def test_calls_have_a_limit(host: Host, client: GuardedClient) -> None:
    """What was not read is unread: all of a kind, or the rest of a long list."""
    host.reply(ANSWERS, page(answer(1, 9, comment_count=3)))
    host.reply(QUESTIONS, page(question(2, 8, answer_count=2)))
    host.reply("/posts/1/comments", page(comment(1, 20, 5), more=True))
    limits = Limits(names=NameLimits(calls=1))
    (outcome,) = await read(StackExchange(client, host.url, limits=limits), ADA)
    reading = value(outcome)
    assert [one.unread for one in reading.publications] == [{Kind.ANSWER: 2}, {Kind.COMMENT: 2}]
    assert reading.complete


async def test_a_limit_in_the_middle(host: Host, network: StackExchange) -> None:
    """What was read before a limit is kept, and the limit follows."""
    host.reply(ANSWERS, page(answer(1, 9, comment_count=1, is_accepted=True)))
    host.reply("/posts/1/comments", error(502, "available in 600 seconds"))
    one, end = await read(network, ADA)
    assert value(one).publications[0].unread == {Kind.COMMENT: 1, Kind.ACCEPTED: 1}
    assert (value(one).complete, value(one).reached) == (False, days(9))
    assert end == Limited(NOW + timedelta(minutes=10))
    assert await network.profile(f"{SITE}/7") == end
    assert not host.asked(USER)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (error(404, "", "no_method"), Changed("stackexchange: HTTP 400 no_method")),
        (page({"odd": 1}), Changed("stackexchange: questions of another shape")),
    ],
)
async def test_no_list(
    host: Host, network: StackExchange, reply: Any, outcome: Outcome[Reading]
) -> None:
    """Without a list there is one outcome that says why."""
    host.reply(QUESTIONS, reply)
    assert await read(network, ADA) == [outcome]


async def test_names_of_another_shape(host: Host, network: StackExchange) -> None:
    """Where names are refused, the totals remain."""
    host.reply(ANSWERS, page(answer(1, 9, comment_count=3)))
    host.reply("/posts/1/comments", error(400, "", "bad_parameter"))
    (outcome,) = await read(network, ADA)
    assert value(outcome).publications[0].unread == {Kind.COMMENT: 3}


async def test_backoff_is_obeyed(host: Host) -> None:
    """A method that asked for quiet is not asked before; others are."""
    host.reply(USER, page(user(), backoff=10))
    async with client_for(host) as client:
        network = StackExchange(client, host.url)
        assert isinstance(await network.profile(f"{SITE}/7"), Data)
        assert await network.profile(f"{SITE}/9") == Limited(NOW + timedelta(seconds=10))
        assert await network.actors([f"{SITE}/9"]) == Limited(NOW + timedelta(seconds=10))
        assert isinstance((await read(network, ADA))[0], Data)
        client.clock.advance(timedelta(seconds=11))  # type: ignore[attr-defined]
        assert isinstance(await network.profile(f"{SITE}/7"), Data)


async def test_the_quota_is_not_used_up(host: Host, network: StackExchange) -> None:
    """With a twentieth of the day's calls left, nothing more is asked until midnight."""
    host.reply(USER, page(user(), quota_remaining=15))
    assert isinstance(await network.profile(f"{SITE}/7"), Data)
    assert await read(network, ADA) == [Limited(datetime(2026, 11, 24, tzinfo=UTC))]


@pytest.mark.parametrize("odd", [-5, "soon", None, 10**30, True])
async def test_odd_pauses(host: Host, network: StackExchange, odd: object) -> None:
    """A pause of another shape is none, and a very long one ends in a day."""
    host.reply(USER, page(user(), backoff=odd, quota_remaining="many"))
    assert isinstance(await network.profile(f"{SITE}/7"), Data)
    again = await network.profile(f"{SITE}/7")
    assert isinstance(again, Data) or again == Limited(NOW + timedelta(days=1))


@pytest.mark.parametrize("when", [0, -1, 2**33, 10**30, "soon", None])
async def test_dates_out_of_time(host: Host, network: StackExchange, when: object) -> None:
    """Nothing is older than what it belongs to, and nothing is in the future."""
    host.reply(ANSWERS, page(answer(1, 9, comment_count=1, creation_date=when)))
    host.reply("/posts/1/comments", page(comment(1, 20, 5) | {"creation_date": when}))
    (outcome,) = await read(network, ADA)
    assert BORN <= value(outcome).publications[0].at <= NOW
    (reaction,) = value(outcome).reactions
    assert reaction.at is None or BORN <= reaction.at <= NOW


async def test_the_key(host: Host, client: GuardedClient) -> None:
    """A key goes out as a parameter, and shows in no text of the connector."""
    host.reply(USER, page(user()))
    network = StackExchange(client, host.url, "a-secret-key")
    assert isinstance(await network.profile(f"{SITE}/7"), Data)
    assert all(request.query["key"] == "a-secret-key" for request in host.seen)
    assert "a-secret-key" not in repr(network) + repr(client) + repr(client.budgets)


@pytest.mark.parametrize("made", [page(), page({}), page({"filter": 3}), error(404)])
async def test_no_filter(host: Host, network: StackExchange, made: Any) -> None:
    """Without a filter nothing is read: a proof would not be found."""
    host.reply(FILTERS, made)
    assert isinstance(await network.profile(f"{SITE}/7"), Changed)
    assert not host.asked(USER)

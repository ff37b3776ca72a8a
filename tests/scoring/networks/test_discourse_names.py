"""Discourse readings: who liked, answered, quoted or mentioned, within the limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import (
    Changed,
    Data,
    Kind,
    Limited,
    Outcome,
    Private,
    Publication,
    Reaction,
    Reading,
    Temporary,
)
from scoring.networks.discourse import Discourse, Limits
from scoring.networks.discourse_names import NameLimits
from scoring.networks.http import GuardedClient
from tests.scoring.networks.forum import (
    ACTIVITY,
    BORN,
    CATEGORIES,
    LIKERS,
    MISSING,
    REFUSED,
    acts,
    iso,
    like,
    only,
    post,
    read,
    row,
    show,
    topic,
    who,
)
from tests.scoring.networks.reading import days
from tests.scoring.networks.serving import NOW, Host, Reply


@pytest.fixture
def forum(client: GuardedClient, host: Host) -> Discourse:
    return Discourse(client, host.url)


async def test_who_did_what_in_ones_own_topic(host: Host, forum: Discourse) -> None:
    """Answers count for the first post, unless they answer another; likes have no time."""
    posts = [
        post(1, 1, 7, 9, likes=2),
        post(1, 2, 20, 8),
        post(1, 3, 21, 7, reply_to_post_number=2),
        post(1, 4, 7, 6, reply_to_post_number=2),
        post(1, 5, 22, 5, reply_to_post_number=4),
        post(1, 6, 23, 4, reply_to_post_number=1),
    ]
    tagged = topic(1, *posts, tags=["Looms", {"id": 3, "name": "Jazz"}], category_id=5)
    show(host, tagged, rows=[row(1, 4, 6), row(1, 1, 9)])
    inner = {"id": 5, "name": "Show & Tell", "subcategory_list": None}
    listed = {"categories": [{"id": 1, "name": "All", "subcategory_list": [inner]}]}
    host.reply(CATEGORIES, {"category_list": listed})
    like(host, p101=[30, 7])
    reading = await only(forum)
    topics = ("looms", "jazz", "show & tell")
    assert reading.publications == (
        Publication("104", days(6), {Kind.LIKE: 0, Kind.REPLY: 1}, topics),
        Publication("101", days(9), {Kind.LIKE: 1, Kind.REPLY: 2}, topics),
    )
    assert reading.reactions == (
        Reaction("104", who(22), Kind.REPLY, days(5), topics),
        Reaction("101", who(20), Kind.REPLY, days(8), topics),
        Reaction("101", who(23), Kind.REPLY, days(4), topics),
        Reaction("101", who(30), Kind.LIKE, None, topics),
    )
    assert (reading.complete, reading.reached) == (True, BORN)
    assert len(host.asked("/t/1.json")) == 1


async def test_who_did_what_in_others_topics(host: Host, forum: Discourse) -> None:
    """Answers, quotes and mentions, each post once and as the plainest of them."""
    quote = '<aside class="quote no-group" data-username="ADA" data-post="3" data-topic="2">'
    other = quote.replace('data-topic="2"', 'data-topic="9"')
    name = '<a class="mention" href="/u/ada">@ada</a>'
    posts = [
        post(2, 1, 20, 9, cooked=name),
        post(2, 2, 21, 8),
        post(2, 3, 7, 7),
        post(2, 4, 22, 6, reply_to_post_number=3, cooked=quote + name),
        post(2, 5, 23, 5, cooked=quote),
        post(2, 6, 24, 4, cooked=name),
        post(2, 7, 25, 3, cooked=other),
        post(2, 8, 26, 2, reply_to_post_number=2),
    ]
    show(host, topic(2, *posts), rows=[row(2, 3, 7)])
    assert acts(await only(forum)) == {
        ("203", who(22), Kind.REPLY),
        ("203", who(23), Kind.QUOTE),
        ("203", who(24), Kind.MENTION),
    }


async def test_nobody_and_oneself(host: Host, forum: Discourse) -> None:
    """Robots, anonymous and deleted people, notices, and what was taken away are no reactions."""
    posts = [
        post(1, 1, 7, 9, likes=4),
        post(1, 2, -1, 8),
        post(1, 3, 21, 8, username="anonymous42"),
        post(1, 4, 22, 8, user_id=None),
        post(1, 5, 23, 8, post_type=3),
        post(1, 6, 24, 8, hidden=True),
        post(1, 7, 25, 8, user_deleted=True),
        post(1, 8, 26, 8, deleted_at=iso(days(1))),
        post(1, 9, 7, 8),
    ]
    show(host, topic(1, *posts), rows=[row(1, 1, 9)])
    likers = [{"id": -2, "username": "discobot"}, {"id": 40, "username": "anonymous1"}]
    likers += [{"id": 41, "username": "ben"}, {"id": 7, "username": "ada"}]
    host.reply(LIKERS, {"post_action_users": likers})
    reading = await only(forum)
    assert acts(reading) == {("101", who(41), Kind.LIKE)}
    first = reading.publications[-1]
    assert (first.totals, first.unread) == ({Kind.LIKE: 1, Kind.REPLY: 0}, {})


async def test_answers_far_away(host: Host, forum: Discourse) -> None:
    """Where more answers were told than came along, the post's own list is asked."""
    show(host, topic(2, post(2, 3, 7, 7, reply_count=3)), rows=[row(2, 3, 7)])
    answers = [post(2, n, n, 5, reply_to_post_number=3) for n in (50, 51)]
    host.reply("/posts/203/replies.json", answers)
    reading = await only(forum)
    assert acts(reading) == {("203", who(n), Kind.REPLY) for n in (50, 51)}
    assert reading.publications[0].unread == {Kind.REPLY: 1}
    assert reading.publications[0].totals[Kind.REPLY] == 3


async def test_posts_of_ones_own_that_did_not_come_along(host: Host, forum: Discourse) -> None:
    """The account's other posts of a topic are asked for by their ids, twenty at once."""
    rows = [row(2, n, 9 - n / 10) for n in range(25, 2, -1)]
    show(host, topic(2, post(2, 3, 7, 9)), rows=rows)

    async def more(request: web.Request) -> web.Response:
        ids = [int(one) for one in request.query.getall("post_ids[]")]
        found = [post(2, number - 200, 7, 8) for number in ids]
        return web.json_response({"id": 2, "post_stream": {"posts": found}})

    host.handle("/t/2/posts.json", more)
    reading = await only(forum)
    assert len(reading.publications) == 23
    asked = [len(r.query.getall("post_ids[]")) for r in host.asked("/t/2/posts.json")]
    assert asked == [20, 2]


async def test_a_long_topic(host: Host, forum: Discourse, client: GuardedClient) -> None:
    """Of a topic of one's own the end is read; the rest is guessed from what was read."""
    everything = [post(1, n, 7 if n == 1 else 1000 + n, 10) for n in range(1, 501)]
    front = topic(1, *everything[:20], posts_count=500)
    front["post_stream"]["stream"] = [100 + n for n in range(1, 501)]
    show(host, front, rows=[row(1, 1, 10)])

    async def more(request: web.Request) -> web.Response:
        ids = {int(one) for one in request.query.getall("post_ids[]")}
        found = [one for one in everything if one["id"] in ids]
        return web.json_response({"post_stream": {"posts": found}})

    host.handle("/t/1/posts.json", more)
    limits = Limits(names=NameLimits(chunks=2))
    (outcome,) = await read(Discourse(client, host.url, limits=limits))
    assert isinstance(outcome, Data)
    (publication,) = outcome.value.publications
    assert {r.actor for r in outcome.value.reactions} >= {who(1500), who(1461), who(1020)}
    assert len(outcome.value.reactions) == 59
    assert publication.unread == {Kind.REPLY: 440}
    assert publication.approx


async def test_many_likes(host: Host, client: GuardedClient) -> None:
    """Names come two hundred at once, as far as the pages go; the rest has no face."""
    show(host, topic(1, post(1, 1, 7, 9, likes=700)), rows=[row(1, 1, 9)])
    like(host, p101=list(range(1000, 1700)))
    (outcome,) = await read(Discourse(client, host.url))
    assert isinstance(outcome, Data)
    assert len(outcome.value.reactions) == 600
    assert outcome.value.publications[0].unread == {Kind.LIKE: 100}
    assert outcome.value.publications[0].totals[Kind.LIKE] == 700


async def test_likes_without_names(host: Host, forum: Discourse) -> None:
    """A forum that names nobody who likes is asked once; the totals remain."""
    topics = [topic(n, post(n, 1, 7, 9, likes=3)) for n in (1, 2)]
    show(host, *topics, rows=[row(1, 1, 9), row(2, 1, 9)])
    host.reply(LIKERS, Reply(REFUSED, 403))
    reading = await only(forum)
    assert [one.unread for one in reading.publications] == [{Kind.LIKE: 3}] * 2
    assert len(host.asked(LIKERS)) == 1


@pytest.mark.parametrize(
    ("solution", "found", "unread"),
    [
        ({"post_number": 2, "accepter_username": "user20"}, {who(20)}, {}),
        ({"post_number": 2, "accepter_username": "stranger"}, set(), {Kind.ACCEPTED: 1}),
        ({"post_number": 2}, set(), {Kind.ACCEPTED: 1}),
        ({"post_number": 2, "accepter_username": "Ada"}, set(), {}),
        ({"post_number": 3}, set(), {}),
    ],
)
async def test_solutions(
    host: Host, forum: Discourse, solution: dict[str, Any], found: set[str], unread: dict[Kind, int]
) -> None:
    """Somebody accepted an answer: by name where the forum shows who."""
    solved = topic(2, post(2, 1, 20, 9), post(2, 2, 7, 8), accepted_answer=solution)
    show(host, solved, rows=[row(2, 2, 8)])
    reading = await only(forum)
    assert {r.actor for r in reading.reactions if r.kind is Kind.ACCEPTED} == found
    assert reading.publications[0].unread == unread


async def test_pages(host: Host, forum: Discourse) -> None:
    """Activity comes thirty at once; the last page is complete, and nothing is read twice."""
    many = [row(n, 1, n) for n in range(1, 46)]
    show(host, *(topic(n, post(n, 1, 7, n)) for n in range(1, 46)), rows=[])

    async def page(request: web.Request) -> web.Response:
        start = max(int(request.query["offset"]) - 1, 0)  # somebody wrote meanwhile
        return web.json_response({"user_actions": many[start : start + 30]})

    host.handle(ACTIVITY, page)
    one, two = [x.value for x in await read(forum) if isinstance(x, Data)]
    assert (len(one.publications), len(two.publications)) == (30, 15)
    assert (one.complete, one.reached) == (False, days(30))
    assert (two.complete, two.reached) == (True, BORN)
    query = host.asked(ACTIVITY)[1].query
    assert (query["username"], query["filter"], query["offset"]) == ("ada", "4,5", "30")


async def test_a_forum_that_turns_in_circles(host: Host, forum: Discourse) -> None:
    """The same page again ends the reading."""
    many = [row(n, 1, n) for n in range(1, 31)]
    show(host, *(topic(n, post(n, 1, 7, n)) for n in range(1, 31)), rows=many)
    assert len(await read(forum)) == 1
    assert len(host.asked(ACTIVITY)) == 2


async def test_since(host: Host, forum: Discourse) -> None:
    """Older activity is left out, also where it stands in the same topic."""
    mixed = topic(1, post(1, 1, 7, 90), post(1, 2, 20, 80), post(1, 3, 7, 9))
    show(host, mixed, topic(2, post(2, 1, 7, 95)), rows=[row(1, 3, 9), row(1, 1, 90)])
    reading = await only(forum, days(30))
    assert [one.native_id for one in reading.publications] == ["103"]
    assert (reading.complete, reading.reached) == (True, days(30))
    assert not host.asked("/t/2.json")


async def test_calls_have_a_limit(host: Host, client: GuardedClient) -> None:
    """The newest topics are read; the reading says how far it came."""
    show(
        host,
        *(topic(n, post(n, 1, 7, n)) for n in range(1, 6)),
        rows=[row(n, 1, n) for n in range(1, 6)],
    )
    limits = Limits(names=NameLimits(topics=3))
    (outcome,) = await read(Discourse(client, host.url, limits=limits))
    assert isinstance(outcome, Data)
    assert [one.native_id for one in outcome.value.publications] == ["101", "201", "301"]
    assert (outcome.value.complete, outcome.value.reached) == (False, days(4))


async def test_ten_thousand_posts_end(host: Host, client: GuardedClient) -> None:
    """Pages have a limit too."""

    async def page(request: web.Request) -> web.Response:
        start = int(request.query["offset"])
        rows = [row(n, 1, n / 1000) for n in range(start, start + 30)]
        return web.json_response({"user_actions": rows})

    host.handle(ACTIVITY, page)
    readings = await read(Discourse(client, host.url, limits=Limits(pages=2)))
    assert len(readings) == 2
    assert not any(one.value.complete for one in readings if isinstance(one, Data))


async def test_a_limit_in_the_middle(host: Host, forum: Discourse) -> None:
    """What was read before a limit is kept, and the limit follows."""
    topics = [topic(n, post(n, 1, 7, n)) for n in (1, 2)]
    show(host, *topics, rows=[row(1, 1, 1), row(2, 1, 2)])
    host.reply("/t/2.json", Reply({}, 429, {"Retry-After": "600"}))
    page, end = await read(forum)
    assert isinstance(page, Data)
    assert [one.native_id for one in page.value.publications] == ["101"]
    assert not page.value.complete
    assert end == Limited(NOW + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("reply", "complete"),
    [
        (Reply(MISSING, 404), True),
        (Reply(REFUSED, 403), True),
        (Reply(topic(2, post(2, 1, 7, 2), visible=False)), True),
        (Reply(topic(2, post(2, 1, 7, 2), archetype="private_message")), True),
        (Reply({"id": "two"}), True),
        (Reply(b"oops", 500), False),
    ],
)
async def test_topics_that_are_not_shown(
    host: Host, forum: Discourse, reply: Reply, complete: bool
) -> None:
    """One topic that is not to be had leaves the others; an outage leaves a gap."""
    topics = [topic(n, post(n, 1, 7, n)) for n in (1, 2)]
    show(host, *topics, rows=[row(1, 1, 1), row(2, 1, 2)])
    host.reply("/t/2.json", reply)
    reading = await only(forum)
    assert [one.native_id for one in reading.publications] == ["101"]
    assert reading.complete is complete


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(MISSING, 404), Private()),
        (Reply(REFUSED, 403), Private()),
        (Reply({"error_type": "not_logged_in"}, 403), Private()),
        (Reply({}, 418), Changed("discourse: HTTP 418")),
        (Reply({}), Changed("discourse: activity of another shape")),
        (Reply({"user_actions": ["odd"]}), Changed("discourse: activity of another shape")),
        (Reply(b"", 503), Temporary("HTTP 503")),
    ],
)
async def test_no_activity(
    host: Host, forum: Discourse, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """Forums may hide what people write from strangers; each refusal has one outcome."""
    host.reply(ACTIVITY, reply)
    assert await read(forum) == [outcome]


async def test_nothing_written(host: Host, forum: Discourse) -> None:
    """An account that never wrote is read in full with one call."""
    host.reply(ACTIVITY, {"user_actions": []})
    reading = await only(forum)
    assert (reading.publications, reading.complete, reading.reached) == ((), True, BORN)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon", None])
async def test_dates_out_of_time(host: Host, forum: Discourse, at: str | None) -> None:
    """An answer is not older than what it answers and not in the future."""
    posts = [post(1, 1, 7, 9), post(1, 2, 20, 1, created_at=at)]
    show(host, topic(1, *posts), rows=[row(1, 1, 9)])
    (reaction,) = (await only(forum)).reactions
    assert reaction.at is None or days(9) <= reaction.at <= NOW
    assert (reaction.at is None) == (at in ("soon", None))


async def test_missing_fields(host: Host, forum: Discourse) -> None:
    """What an older forum does not tell is not made up."""
    bare = {"id": 101, "post_number": 1, "user_id": 7}
    host.reply(ACTIVITY, {"user_actions": [{"topic_id": 1, "post_id": None}]})
    host.reply("/t/1.json", {"id": 1, "post_stream": {"posts": [bare, {"id": 5}, None]}})
    (publication,) = (await only(forum)).publications
    assert publication == Publication("101", NOW, {Kind.LIKE: 0, Kind.REPLY: 0})

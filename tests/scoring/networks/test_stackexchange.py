"""The Stack Exchange connector on small answers of the network's shape."""

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
    Suspended,
    Temporary,
)
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.stackexchange import DECLARATION, Limits, StackExchange
from scoring.networks.stackexchange_names import NameLimits
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply, client_for

BORN = datetime(2020, 1, 1, tzinfo=UTC)
SITE = "stackoverflow.com"
ADA = Profile("stackexchange", f"{SITE}/7", f"{SITE}/7", "Ada", "", BORN)
USER, ANSWERS, QUESTIONS = "/users/7", "/users/7/answers", "/users/7/questions"
FILTERS = "/filters/create"
RECORDED = SHARED / "apis" / "stackexchange"


def at(moment: datetime) -> int:
    return int(moment.timestamp())


def page(*items: Any, more: bool = False, **wrapper: Any) -> dict[str, Any]:
    return {"items": list(items), "has_more": more, "quota_max": 300, "quota_remaining": 250} | (
        wrapper
    )


def error(number: int, message: str = "", name: str = "") -> Reply:
    return Reply({"error_id": number, "error_message": message, "error_name": name}, 400)


def user(number: int = 7, **fields: Any) -> dict[str, Any]:
    return {
        "user_id": number,
        "user_type": "registered",
        "display_name": "Ada &amp; Co",
        "link": f"https://{SITE}/users/{number}/ada",
        "creation_date": at(BORN),
    } | fields


def owner(number: int | None, **fields: Any) -> dict[str, Any]:
    return {"user_type": "registered"} | ({"user_id": number} if number else {}) | fields


def answer(number: int, age: float, **fields: Any) -> dict[str, Any]:
    return {
        "answer_id": number,
        "question_id": number + 1000,
        "owner": owner(7),
        "creation_date": at(days(age)),
        "is_accepted": False,
        "up_vote_count": 0,
        "comment_count": 0,
        "tags": [],
    } | fields


def question(number: int, age: float, **fields: Any) -> dict[str, Any]:
    return {
        "question_id": number,
        "owner": owner(7),
        "creation_date": at(days(age)),
        "up_vote_count": 0,
        "comment_count": 0,
        "answer_count": 0,
        "tags": [],
    } | fields


def comment(post: int, who: int | None, age: float, number: int = 1) -> dict[str, Any]:
    return {
        "comment_id": number,
        "post_id": post,
        "owner": owner(who),
        "creation_date": at(days(age)),
    }


@pytest.fixture(autouse=True)
def quiet(host: Host) -> None:
    """A site on which the subject wrote nothing."""
    host.reply(FILTERS, page({"filter": "!abc", "included_fields": []}))
    host.reply(ANSWERS, page())
    host.reply(QUESTIONS, page())


@pytest.fixture
def network(client: GuardedClient, host: Host) -> StackExchange:
    return StackExchange(client, host.url)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("https://stackoverflow.com/users/22656/jon-skeet", "stackoverflow.com/22656"),
        ("https://stackoverflow.com/users/22656?tab=profile", "stackoverflow.com/22656"),
        ("stackoverflow.com/users/22656", "stackoverflow.com/22656"),
        ("<https://www.stackoverflow.com/users/22656/>", "stackoverflow.com/22656"),
        ("https://stackoverflow.com/users/flair/22656.png", "stackoverflow.com/22656"),
        ("https://pt.stackoverflow.com/users/101/x", "pt.stackoverflow.com/101"),
        ("https://meta.stackoverflow.com/users/1", "meta.stackoverflow.com/1"),
        ("https://es.meta.stackoverflow.com/users/1", "es.meta.stackoverflow.com/1"),
        ("https://math.stackexchange.com/users/12", "math.stackexchange.com/12"),
        ("https://math.meta.stackexchange.com/users/12/x", "math.meta.stackexchange.com/12"),
        ("https://meta.stackexchange.com/users/1", "meta.stackexchange.com/1"),
        ("https://askubuntu.com/users/3/ada", "askubuntu.com/3"),
        ("https://meta.superuser.com/users/3", "meta.superuser.com/3"),
        ("https://mathoverflow.net/users/4/ada", "mathoverflow.net/4"),
        ("https://stackexchange.com/users/11683/jon-skeet", "stackexchange.com/11683"),
        ("stackexchange:StackOverflow.com/22656", "stackoverflow.com/22656"),
        ("Stack Exchange: 7", None),
        ("stackoverflow.com/22656", "stackoverflow.com/22656"),
        ("https://chat.stackexchange.com/users/5", None),
        ("https://api.stackexchange.com/users/5", None),
        ("https://evil.example/users/5", None),
        ("https://stackoverflow.com.evil.example/users/5", None),
        ("https://stackoverflow.com/questions/11227809", None),
        ("https://stackoverflow.com/users/0", None),
        ("stackexchange:evil.example/5", None),
        ("stackexchange:stackoverflow.com/ada", None),
    ],
)
def test_what_people_paste(text: str, handle: str | None) -> None:
    """Profiles of every site are understood, and no other host becomes a site."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["stackexchange"])
    else:
        found = parse_reference(text, [DECLARATION], on=["stackexchange"])
        assert str(found) == f"stackexchange:{handle}"


async def test_a_profile(host: Host, network: StackExchange) -> None:
    """An account is its site and id; what its owner writes may hold a proof."""
    about = '<p>renown-12&#51;4 <a href="https://ada.example/a?b=1&amp;c=2">me…</a></p>'
    host.reply(
        USER,
        page(user(about_me=about, website_url="https://ada.example", location="", answer_count=3)),
    )
    texts = ("renown-1234  me…", "https://ada.example/a?b=1&c=2", "https://ada.example")
    url = f"https://{SITE}/users/7"
    expected = Profile(
        "stackexchange",
        f"{SITE}/7",
        f"{SITE}/7",
        "Ada & Co",
        url,
        BORN,
        texts,
        None,
        3,
        links=("https://ada.example",),  # where they call it their own, not what they mention
    )
    assert await network.profile(f"{SITE}/7") == Data(expected)
    (asked,) = host.asked(USER)
    assert (asked.query["site"], asked.query["filter"]) == (SITE, "!abc")


async def test_the_filter_is_made_once(host: Host, network: StackExchange) -> None:
    """Fields are chosen once, among them those that a proof needs, and no text of a post."""
    host.reply(USER, page(user()))
    await network.profile(f"{SITE}/7")
    await network.profile(f"{SITE}/7")
    (asked,) = host.asked(FILTERS)
    fields = asked.query["include"].split(";")
    assert {"user.about_me", "user.website_url", ".backoff", "comment.owner"} <= set(fields)
    assert not [name for name in fields if name.endswith((".body", ".title", ".body_markdown"))]
    assert asked.query["base"] == "none"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (page(), Gone()),
        (page(user(user_type="does_not_exist")), Gone()),
        (page(user(timed_penalty_date=at(NOW) + 60)), Suspended()),
        (page(user(link="https://superuser.com/users/7/ada")), Moved("superuser.com/7")),
        (error(400, "No site found for name `x`", "bad_parameter"), Gone()),
        (error(400, "`key` doesn't match a known application"), NeedsCredentials()),
        (error(403, "access denied", "access_denied"), NeedsCredentials()),
        (error(400, "ids", "bad_parameter"), Changed("stackexchange: HTTP 400 bad_parameter")),
        (error(503, "", "temporarily_unavailable"), Temporary("stackexchange: error 503")),
        (error(502, "Violation of backoff parameter"), Limited(NOW + DEFAULT_LIMIT)),
        (
            error(502, "too many requests from this IP, more requests available in 7200 seconds"),
            Limited(NOW + timedelta(hours=2)),
        ),
        (error(502, "available in 9999999 seconds"), Limited(NOW + timedelta(days=1))),
        (Reply(b"<html>", 404, {"Content-Type": "text/html"}), Changed("stackexchange: HTTP 404")),
        ({"items": {}}, Changed("stackexchange: an answer without items")),
        ([], Changed("stackexchange: an answer without items")),
        (page("odd"), Changed("stackexchange: a profile without its id")),
        (page(user(8)), Changed("stackexchange: a profile without its id")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, network: StackExchange, reply: Any, outcome: Outcome[Profile]
) -> None:
    """Each refusal of the network has its own outcome."""
    host.reply(USER, reply)
    assert await network.profile(f"{SITE}/7") == outcome


async def test_a_penalty_that_is_over(host: Host, network: StackExchange) -> None:
    """Whoever was suspended once is an account like any other."""
    host.reply(USER, page(user(timed_penalty_date=at(NOW) - 60)))
    assert isinstance(await network.profile(f"{SITE}/7"), Data)


@pytest.mark.parametrize("handle", ["evil.example/7", f"{SITE}/7;8", f"{SITE}/x", "7", ""])
async def test_sites_are_never_free_text(host: Host, network: StackExchange, handle: str) -> None:
    """What names no account of a site is nobody, without a question."""
    assert await network.profile(handle) == Gone()
    assert not host.seen


async def test_a_network_account(host: Host, network: StackExchange) -> None:
    """It stands for the account with the highest reputation; one without sites is nobody."""
    accounts = [
        {"site_url": "https://superuser.com", "user_id": 9, "reputation": 5},
        {"site_url": f"https://{SITE}", "user_id": 7, "reputation": 50},
        {"site_url": "https://elsewhere.example", "user_id": 3, "reputation": 500},
    ]
    host.reply("/users/1/associated", page(*accounts), page(accounts[2]), page())
    host.reply(USER, page(user()))
    outcome = await network.profile("stackexchange.com/1")
    assert isinstance(outcome, Data)
    assert outcome.value.native_id == f"{SITE}/7"
    assert await network.profile("stackexchange.com/1") == Changed("stackexchange: unknown sites")
    assert await network.profile("stackexchange.com/1") == Gone()


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


async def test_actors(host: Host, network: StackExchange) -> None:
    """A hundred people cost one call and come back in the order of asking, ghosts bare."""
    picture = "https://i.sstatic.net/x.png"
    known = user(9, profile_image=picture, answer_count=3, question_count=1, location="Paris")
    drawn = user(8, profile_image="https://www.gravatar.com/avatar/0?d=identicon")
    host.reply("/users/8;9;10", page(known, drawn))
    outcome = await network.actors([f"{SITE}/{n}" for n in (8, 9, 10)])
    assert outcome == Data(
        [
            ActorProfile(f"{SITE}/8", BORN, has_text=False),
            ActorProfile(f"{SITE}/9", BORN, publications=4, has_picture=True, has_text=True),
            ActorProfile(f"{SITE}/10"),
        ]
    )


async def test_actors_end_with_the_calls(host: Host, network: StackExchange) -> None:
    """Those beyond the calls are left out, from the end."""
    ids = [f"{SITE}/{n}" for n in range(1, 151)]
    host.reply(f"/users/{';'.join(map(str, range(1, 101)))}", page())
    outcome = await network.actors(ids)
    assert isinstance(outcome, Data)
    assert [actor.native_id for actor in outcome.value] == ids[:100]


@pytest.mark.parametrize(
    ("name", "as_profile", "as_network_account"),
    [
        ("test_users_associated.txt", Changed, Data),
        ("test_stackoverflow_exists.txt", Changed, Changed),
    ],
)
async def test_recorded_answers(
    host: Host, network: StackExchange, name: str, as_profile: type, as_network_account: type
) -> None:
    """Whichever recorded answer comes from whichever method, the outcome is a declared one."""
    if not RECORDED.is_dir():
        pytest.skip(f"recorded answers of the network are not at {RECORDED}")
    body = json.loads((RECORDED / name).read_text(encoding="utf-8"))
    host.reply("/users/1/associated", body)
    host.reply("/users/1", page(user(1, link="https://meta.stackexchange.com/users/1")))
    outcome = await network.profile("stackexchange.com/1")
    assert isinstance(outcome, as_network_account)
    if isinstance(outcome, Data):
        assert outcome.value.native_id == "meta.stackexchange.com/1"
    host.reply(USER, body)
    assert isinstance(await network.profile(f"{SITE}/7"), as_profile)
    host.reply(ANSWERS, body)
    assert await read(network, ADA) == [Changed("stackexchange: answers of another shape")]
    host.reply(ANSWERS, page(answer(1, 9, comment_count=3)))
    host.reply("/posts/1/comments", body)
    (outcome_of_names,) = await read(network, ADA)
    assert value(outcome_of_names).reactions == ()

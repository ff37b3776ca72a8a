"""Discourse accounts: who they are, how they are named, and what recorded answers say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from scoring.networks import bluesky, discourse, feed, github
from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    Moved,
    Outcome,
    Private,
    Profile,
    Suspended,
    Temporary,
)
from scoring.networks.closed import CLOSED
from scoring.networks.discourse import Discourse
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.forum import (
    ACTIVITY,
    ADA,
    BORN,
    CARDS,
    CATEGORIES,
    FORUM,
    LIKERS,
    MISSING,
    PROFILE,
    REFUSED,
    iso,
    post,
    read,
    row,
    show,
    topic,
    user,
    who,
)
from tests.scoring.networks.reading import days
from tests.scoring.networks.serving import NOW, Host, Reply

RECORDED = sorted((SHARED / "apis" / "discourse" / "responses").rglob("*.json"))


@pytest.fixture
def forum(client: GuardedClient, host: Host) -> Discourse:
    return Discourse(client, host.url)


async def test_a_profile(host: Host, forum: Discourse) -> None:
    """An account is its number on its forum; what its owner writes may hold a proof."""
    host.reply(PROFILE, {"user": user()})
    host.reply("/u/Ada.json", {"user": user()})
    host.reply(CARDS, {"users": [user()]})
    assert await forum.profile(f"ada@{FORUM}") == Data(ADA)
    assert await forum.profile(f"#7@{FORUM}") == Data(ADA)
    assert host.asked(CARDS)[0].query["user_ids"] == "7"


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(MISSING, 404), Gone()),
        (Reply(REFUSED, 403), Private()),
        (Reply({"error_type": "not_logged_in"}, 403), Private()),
        (Reply({}, 401), Private()),
        (Reply({}, 422), Changed("discourse: HTTP 422")),
        (Reply({"user": user(profile_hidden=True)}), Private()),
        (Reply({"user": user(inactive=True)}), Suspended()),
        (Reply({"user": user(suspended_till=iso(days(-9)))}), Suspended()),
        (Reply({"user": user(staged=True)}), Gone()),
        (Reply({"user": user(id=-1)}), Gone()),
        (Reply({"user": user(username="Countess")}), Moved(f"countess@{FORUM}")),
        (
            Reply({"user": {"username": "ada"}}),
            Changed("discourse: a profile without id and username"),
        ),
        (Reply([]), Changed("discourse: a profile without id and username")),
        (
            Reply({"error_type": "rate_limit", "extras": {"wait_seconds": 90}}, 422),
            Limited(NOW + timedelta(seconds=90)),
        ),
        (Reply({"error_type": "rate_limit"}, 422), Limited(NOW + DEFAULT_LIMIT)),
        (
            Reply({"error_type": "rate_limit"}, 429, {"Retry-After": "600"}),
            Limited(NOW + timedelta(minutes=10)),
        ),
    ],
)
async def test_profiles_that_are_none(
    host: Host, forum: Discourse, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Each refusal of a forum has its own outcome."""
    host.reply(PROFILE, reply)
    assert await forum.profile(f"ada@{FORUM}") == outcome


async def test_suspensions_end(host: Host, forum: Discourse) -> None:
    """Who was suspended once is there again."""
    host.reply(PROFILE, {"user": user(suspended_till=iso(days(9)))})
    assert await forum.profile(f"ada@{FORUM}") == Data(ADA)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"users": []}), Private()),
        (Reply({"users": [user(id=8)]}), Private()),
        (Reply(REFUSED, 403), Private()),
        (Reply(MISSING, 404), Changed("discourse: HTTP 404")),
        (Reply({"cards": []}), Changed("discourse: cards of another shape")),
    ],
)
async def test_numbers_that_are_not_shown(
    host: Host, forum: Discourse, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """A forum does not say whether somebody hides or has left: nothing is taken for gone."""
    host.reply(CARDS, reply)
    assert await forum.profile(f"#7@{FORUM}") == outcome


@pytest.mark.parametrize("login", ["/login", "/session/sso?return=x", "/oauth/authorize"])
async def test_a_forum_for_members(host: Host, forum: Discourse, login: str) -> None:
    """A forum that sends strangers to its login page is private, other pages are a surprise."""
    page = Reply(b"<html>", headers={"Content-Type": "text/html"})
    host.reply(PROFILE, Reply(b"", 302, {"Location": login}))
    host.reply(login.partition("?")[0], page)
    assert await forum.profile(f"ada@{FORUM}") == Private()
    host.reply(PROFILE, page)
    assert await forum.profile(f"ada@{FORUM}") == Changed("the answer is not JSON")


async def test_a_renamed_account(host: Host, forum: Discourse) -> None:
    """Asked by number it is there under its new name; its old name is nobody's."""
    host.reply(CARDS, {"users": [user(username="Countess")]})
    host.reply("/u/Countess.json", {"user": user(username="Countess")})
    outcome = await forum.profile(f"#7@{FORUM}")
    assert isinstance(outcome, Data)
    assert (outcome.value.handle, outcome.value.native_id) == (f"countess@{FORUM}", ADA.native_id)


async def test_actors(host: Host, forum: Discourse) -> None:
    """Fifty cards a call; those that a forum does not show say nothing."""

    async def cards(request: web.Request) -> web.Response:
        numbers = [int(one) for one in request.query["user_ids"].split(",")]
        assert len(numbers) <= 50
        found = [user(id=n, username=f"user{n}") for n in numbers if n % 2]
        return web.json_response({"users": found})

    host.handle(CARDS, cards)
    names = [who(n) for n in range(1, 61)]
    outcome = await forum.actors(names)
    assert isinstance(outcome, Data)
    assert [one.native_id for one in outcome.value] == names
    assert outcome.value[:2] == [ActorProfile(who(1), BORN), ActorProfile(who(2))]
    assert len(host.asked(CARDS)) == 2
    assert await forum.actors([]) == Data([])


async def test_actors_of_a_forum_that_fails(host: Host, forum: Discourse) -> None:
    """A failure is told where it comes first, and shortens the list later."""
    limit = Reply({}, 429, {"Retry-After": "600"})
    host.reply(CARDS, {"users": []}, limit)
    assert await forum.actors([who(n) for n in range(1, 61)]) == Data(
        [ActorProfile(who(n)) for n in range(1, 51)]
    )
    assert await forum.actors([who(1)]) == Limited(NOW + timedelta(minutes=10))


def body_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


async def test_a_recorded_profile(
    host: Host, forum: Discourse, recorded: Callable[[str], Any]
) -> None:
    """The recorded user reads as an account."""
    host.reply("/u/discourse1.json", recorded("discourse/responses/users/get_user_response.json"))
    outcome = await forum.profile(f"discourse1@{FORUM}")
    assert isinstance(outcome, Data)
    assert outcome.value.native_id == f"#1@{FORUM}"
    assert outcome.value.created_at == datetime(2016, 10, 27, 11, 43, 46, 817000, UTC)


async def test_a_recorded_topic(
    host: Host, forum: Discourse, recorded: Callable[[str], Any]
) -> None:
    """The recorded topic is a publication that nobody liked or answered."""
    found = recorded("discourse/responses/topics/topic_response.json")
    host.reply(ACTIVITY, {"user_actions": [{"topic_id": 13, "post_number": 1}]})
    host.reply("/t/13.json", found)
    own = replace(ADA, native_id=f"#1@{FORUM}", handle=f"discourse1@{FORUM}")
    (outcome,) = await read(forum, None, own)
    assert isinstance(outcome, Data)
    (publication,) = outcome.value.publications
    assert publication.native_id == "16"
    assert publication.totals == {Kind.LIKE: 0, Kind.REPLY: 0}
    assert outcome.value.complete


@pytest.mark.parametrize(
    "path", RECORDED or [None], ids=lambda path: path.stem if path else "absent"
)
async def test_any_recorded_answer_anywhere(
    host: Host, forum: Discourse, path: Path | None
) -> None:
    """Whichever recorded answer stands in for whichever call, every outcome is a declared one."""
    if path is None:
        pytest.skip(f"recorded answers are not at {SHARED}")
    body = body_of(path)
    likes = topic(1, post(1, 1, 7, 9, likes=2, reply_count=9), category_id=1)
    places = [PROFILE, CARDS, ACTIVITY, "/t/1.json", LIKERS, CATEGORIES]
    for place in [*places, "/t/1/posts.json", "/posts/202/replies.json"]:
        show(
            host,
            likes,
            topic(2, post(2, 2, 7, 9, reply_count=4)),
            rows=[row(1, 1, 9), row(2, 2, 9)],
        )
        host.reply(place, body)
        profile = await forum.profile(f"ada@{FORUM}")
        assert isinstance(profile, Data | Changed | Gone | Moved)
        assert isinstance(await forum.profile(f"#7@{FORUM}"), Data | Changed | Gone | Private)
        for outcome in await read(forum):
            assert isinstance(outcome, Data | Changed)
        assert isinstance(await forum.actors([who(1)]), Data)


DECLARED = (
    bluesky.DECLARATION,
    github.DECLARATION,
    discourse.DECLARATION,
    feed.DECLARATION,
    *CLOSED,
)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("discourse:Ada@Forum.Example", "discourse:ada@forum.example"),
        ("discourse: @ada@forum.example", "discourse:ada@forum.example"),
        ("https://forum.example/u/Ada", "discourse:ada@forum.example"),
        ("https://forum.example/u/ada/summary", "discourse:ada@forum.example"),
        ("https://forum.example/u/ada.json?x=1", "discourse:ada@forum.example"),
        (
            "<http://talk.brand.example/u/a.b-c_d/activity/topics#x>",
            "discourse:a.b-c_d@talk.brand.example",
        ),
        ("forum.example/u/%E9%80%99", "discourse:這@forum.example"),
        ("https://www.reddit.com/u/ada", "reddit:ada"),
        ("https://brand.example/community/u/ada", "feed:brand.example/community/u/ada"),
    ],
)
def test_what_people_type(text: str, reference: str) -> None:
    """Handles with their forum and pasted profiles; forums under a path are not understood."""
    on = ["bluesky", "github", "feed", "discourse"]
    assert str(parse_reference(text, DECLARED, on=on)) == reference
    assert str(parse_reference(reference, DECLARED, on=on)) == reference


@pytest.mark.parametrize(
    "text",
    [
        "@ada@forum.example",
        "ada@forum.example",
        "discourse:ada",
        "discourse:ada@forum.example/community",
        "discourse:ada@localhost",
        "discourse:ada@127.0.0.1",
        "discourse:ada@forum.example:8443",
        "discourse:-@forum.example",
        "https://127.0.0.1/u/ada",
    ],
)
def test_what_names_no_account(text: str) -> None:
    """A handle that other networks share is not guessed; hosts that nobody may name are refused."""
    with pytest.raises(UnclearReferenceError):
        parse_reference(text, DECLARED, on=["discourse"])


async def test_hosts_of_their_own(client: GuardedClient) -> None:
    """Without a base URL a forum is asked by https, and a local one is not asked at all."""
    for handle in ("ada@127.0.0.1", "#7@localhost", "ada@[::1]"):
        outcome = await Discourse(client).profile(handle)
        assert isinstance(outcome, Temporary)
        assert not outcome.reachable

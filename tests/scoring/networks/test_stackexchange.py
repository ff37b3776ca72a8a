"""Accounts of Stack Exchange: how they are written, what they tell, what recorded answers mean."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Profile,
    Suspended,
    Temporary,
)
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.stackexchange import DECLARATION, StackExchange
from tests.scoring.networks.reading import read, value
from tests.scoring.networks.serving import NOW, Host, Reply
from tests.scoring.networks.sites import (
    ADA,
    ANSWERS,
    BORN,
    FILTERS,
    QUESTIONS,
    RECORDED,
    SITE,
    USER,
    answer,
    at,
    error,
    page,
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

"""Profiles of people who acted: asked for in few calls, one for each that was asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.sample import lives
from bot.sandbox.sample.network import SampleNetwork
from scoring.clock import ManualClock
from scoring.credibility import weigh
from scoring.networks import bluesky, github, sample
from scoring.networks.base import (
    ActorProfile,
    Changed,
    Gone,
    Limited,
    NetworkClass,
    Outcome,
    Temporary,
)
from scoring.networks.bluesky import Bluesky
from scoring.networks.closed import CLOSED
from scoring.networks.github import GitHub
from scoring.networks.github_names import CallLimits
from scoring.networks.http import GuardedClient
from scoring.networks.sample import SampleConnector
from tests.scoring.networks.reading import value
from tests.scoring.networks.serving import NOW, Host, Reply

PROFILES = "/xrpc/app.bsky.actor.getProfiles"
BORN = datetime(2024, 1, 1, tzinfo=UTC)
LIMIT = {"x-ratelimit-remaining": "0", "retry-after": "600"}


def found(outcome: Outcome[Sequence[ActorProfile]]) -> list[ActorProfile]:
    return list(value(outcome))


def view(did: str, **fields: object) -> dict[str, object]:
    return {"did": did, "handle": "someone.test", **fields}


def answer_all(host: Host) -> None:
    """A Bluesky that knows everybody but those called ghost."""

    async def answer(request: web.Request) -> web.Response:
        asked = request.query.getall("actors")
        if len(asked) > 25:
            return web.json_response({"error": "InvalidRequest"}, status=400)
        known = [view(did, followersCount=3) for did in asked if "ghost" not in did]
        return web.json_response({"profiles": known[::-1]})

    host.handle(PROFILES, answer)


def test_what_is_declared_is_offered() -> None:
    """Scored networks say whether profiles can be had; closed ones never do."""
    for one in (bluesky.DECLARATION, github.DECLARATION, sample.DECLARATION):
        assert one.actors
        assert one.network_class is NetworkClass.SCORED
    assert not any(one.actors for one in CLOSED)


async def test_bluesky_asks_for_twenty_five_at_once(host: Host, client: GuardedClient) -> None:
    """A hundred people cost four calls, and come back in the order of asking."""
    answer_all(host)
    dids = [f"did:plc:{n:03d}" for n in range(100)]
    actors = found(await Bluesky(client, host.url).actors(dids))
    assert [actor.native_id for actor in actors] == dids
    assert [len(r.query.getall("actors")) for r in host.asked(PROFILES)] == [25] * 4


async def test_bluesky_leaves_out_whom_it_does_not_know(host: Host, client: GuardedClient) -> None:
    """They come back without a figure, so that they are not asked for again and again."""
    answer_all(host)
    known, ghost = found(await Bluesky(client, host.url).actors(["did:plc:a", "did:plc:ghost"]))
    assert ghost == ActorProfile("did:plc:ghost")
    assert known.followers == 3


async def test_a_bluesky_profile(host: Host, client: GuardedClient) -> None:
    """Figures as the network tells them; no picture and no words are told by their absence."""
    full = view(
        "did:plc:a",
        avatar="https://cdn.example/a.jpg",
        description="Hello.",
        followersCount=7,
        followsCount=9,
        postsCount=11,
        createdAt="2024-01-01T00:00:00Z",
    )
    host.reply(PROFILES, {"profiles": [full, view("did:plc:b", followersCount="many")]})
    one, two = found(await Bluesky(client, host.url).actors(["did:plc:a", "did:plc:b"]))
    assert one == ActorProfile("did:plc:a", BORN, 7, 9, 11, has_picture=True, has_text=True)
    assert two == ActorProfile("did:plc:b", has_picture=False, has_text=False)


async def test_a_bluesky_limit_keeps_what_was_read(host: Host, client: GuardedClient) -> None:
    """A refusal after the first call ends the list; before it, it is the answer."""
    page = {"profiles": [view(f"did:plc:{n}") for n in range(25)]}
    host.reply(PROFILES, page, Reply({}, 429, LIMIT))
    bluesky = Bluesky(client, host.url)
    assert len(found(await bluesky.actors([f"did:plc:{n}" for n in range(60)]))) == 25
    assert isinstance(await bluesky.actors(["did:plc:1"]), Limited)


@pytest.mark.parametrize(
    "reply",
    [Reply({"error": "InvalidRequest"}, 400), Reply({}), Reply([]), Reply({"profiles": 3})],
)
async def test_an_answer_without_profiles(host: Host, client: GuardedClient, reply: Reply) -> None:
    """What does not fit is for the operator."""
    host.reply(PROFILES, reply)
    assert isinstance(await Bluesky(client, host.url).actors(["did:plc:a"]), Changed)


async def test_recorded_bluesky_profiles(host: Host, client: GuardedClient, recorded: Any) -> None:
    """The recorded answers: three people, then one of three, the others left out silently."""
    asked = recorded("atproto/recorded/getProfiles.json")["request"]["query"]["actors"]
    bodies = [recorded(f"atproto/recorded/getProfiles{x}.json")["body"] for x in ("", ".mixed")]
    host.reply(PROFILES, *bodies)
    bluesky = Bluesky(client, host.url)
    everybody, mixed = [found(await bluesky.actors(asked)) for _ in range(2)]
    assert [actor.native_id for actor in everybody] == asked
    assert (everybody[0].followers, everybody[0].followings, everybody[0].publications) == (2, 1, 8)
    assert mixed == [everybody[0], *(ActorProfile(did) for did in asked[1:])]


def person(number: int, **fields: object) -> dict[str, object]:
    return {"id": number, "login": f"user{number}", **fields}


async def test_github_asks_for_one_at_a_time_and_for_few(host: Host, client: GuardedClient) -> None:
    """Without a token ten calls, with one fifty: the sample grows from day to day."""
    for n in range(60):
        host.reply(f"/user/{n}", person(n))
    ids = [str(n) for n in range(60)]
    actors = found(await GitHub(client, host.url).actors(ids))
    assert [actor.native_id for actor in actors] == ids[:10]
    assert len(found(await GitHub(client, host.url, "token").actors(ids))) == 50
    limits = CallLimits(actors=3)
    assert len(found(await GitHub(client, host.url, limits=limits).actors(ids))) == 3


async def test_a_github_profile(host: Host, client: GuardedClient) -> None:
    """Figures as told; everybody has a picture there, so it says nothing; gone is unknown."""
    figures = {"followers": 7, "following": 9, "public_repos": 11}
    made = {"created_at": "2024-01-01T00:00:00Z"}
    host.reply("/user/1", person(1, bio="Hello.", **figures, **made))
    host.reply("/user/2", person(2, bio=None, name=None, company="", location=None, blog=""))
    host.reply("/user/3", Reply({"message": "Not Found"}, 404))
    one, two, three = found(await GitHub(client, host.url).actors(["1", "2", "3"]))
    assert one == ActorProfile("1", BORN, 7, 9, 11, has_picture=None, has_text=True)
    assert two == ActorProfile("2", has_text=False)
    assert three == ActorProfile("3")


async def test_a_github_limit_keeps_what_was_read(host: Host, client: GuardedClient) -> None:
    """A refusal after the first person ends the list; before it, it is the answer."""
    host.reply("/user/1", person(1))
    host.reply("/user/2", Reply({}, 429, LIMIT))
    github = GitHub(client, host.url)
    assert [actor.native_id for actor in found(await github.actors(["1", "2", "3"]))] == ["1"]
    assert isinstance(await github.actors(["2"]), Limited)


@pytest.fixture
async def town() -> AsyncIterator[SampleConnector]:
    clock = ManualClock(NOW)
    async with SampleNetwork(lives.load(), clock, NOW) as network:
        options: dict[str, Any] = {"clock": clock, "user_agent": "tests"}
        async with GuardedClient(**options, allow_private_hosts=[network.host]) as client:
            yield SampleConnector(client, network.base_url)


async def test_the_town_is_credible_and_a_made_crowd_is_not(town: SampleConnector) -> None:
    """Townspeople and members count almost whole; newcomers hardly, now and in two months."""
    people = [f"town-{n:04d}" for n in range(0, 4000, 80)] + ["hl-aiko", "hl-bram"]
    crowd = [f"only-theo.launch-{n}" for n in range(1, 40)]
    for profile in found(await town.actors(people)):
        assert weigh(profile, NOW).credible
        assert weigh(profile, NOW).value > 0.98
    for profile in found(await town.actors(crowd)):
        for days in (0, 60):
            weight = weigh(profile, NOW + timedelta(days=days))
            assert not weight.credible
            assert weight.value < 0.1


async def test_whoever_is_not_in_the_sample_network_has_no_figures(town: SampleConnector) -> None:
    """Left out by the network, kept as unknown by the connector."""
    one, two = found(await town.actors(["town-0001", "nobody"]))
    assert one.followers
    assert two == ActorProfile("nobody")


async def test_the_sample_network_refuses_nothing_and_too_much(town: SampleConnector) -> None:
    """A question without names, or with a thousand, is not understood."""
    for names in ([], [f"town-{n}" for n in range(501)]):
        assert isinstance(await town.actors(names), Changed)


async def test_a_sample_network_without_profiles(host: Host, client: GuardedClient) -> None:
    """Where the path is not there, or the host is not, that is the outcome."""
    host.reply("/actors", Reply({}, 404))
    assert await SampleConnector(client, host.url).actors(["town-0001"]) == Gone()
    outcome = await SampleConnector(client, "http://127.0.0.1:9").actors(["town-0001"])
    assert isinstance(outcome, Temporary)

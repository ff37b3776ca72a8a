"""Recorded answers of real servers, replayed through the connectors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    Moved,
    Outcome,
    Profile,
    Reading,
    Suspended,
)
from scoring.networks.bluesky import Bluesky
from scoring.networks.github import GitHub
from scoring.networks.http import GuardedClient
from tests.scoring.networks.serving import Host, Reply, client_for

Recorded = Callable[[str], Any]
ADA, BEN, CYD = (
    "did:plc:77od4xb7qdun3eoqemkfoipg",
    "did:plc:xl55ckhn75kpzcgdnxi3jgo7",
    "did:plc:g6csbhfhgehp5pjvfzwhgj6p",
)
RECORDED_AT = datetime(2026, 11, 23, 7, 32, 30, tzinfo=UTC)
XRPC = "/xrpc/app.bsky."
METHODS = {
    "actor.getProfile": "getProfile",
    "feed.getAuthorFeed": "getAuthorFeed.no_replies",
    "feed.getLikes": "getLikes",
    "feed.getRepostedBy": "getRepostedBy",
    "feed.getPostThread": "getPostThread",
    "feed.getQuotes": "getQuotes",
}
_HOP = {"content-length", "connection", "date", "content-encoding", "transfer-encoding"}


@pytest.fixture
async def client(host: Host) -> AsyncIterator[GuardedClient]:
    async with client_for(host) as client:
        yield client


def of_bluesky(recorded: Recorded, name: str) -> Reply:
    found = recorded(f"atproto/recorded/{name}.json")
    headers = {k: v for k, v in found["headers"].items() if k not in _HOP | {"content-type"}}
    return Reply(found["body"], found["status"], headers)


def serve(host: Host, recorded: Recorded, **others: str) -> None:
    """Every method with its recorded answer, some with others."""
    for method, name in METHODS.items():
        host.reply(XRPC + method, of_bluesky(recorded, others.get(method.split(".")[1], name)))


async def read(bluesky: Bluesky, did: str = ADA) -> list[Outcome[Reading]]:
    profile = Profile("bluesky", did, "ada.test", "Ada", "", None)
    return [one async for one in bluesky.read(profile, since=None, now=RECORDED_AT)]


async def test_a_profile(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """The recorded profile has its DID, its text for a proof, and its figures."""
    serve(host, recorded)
    outcome = await Bluesky(client, host.url).profile("ada.test")
    assert isinstance(outcome, Data)
    profile = outcome.value
    assert (profile.native_id, profile.handle, profile.name) == (ADA, "ada.test", "Ada")
    assert profile.texts == ("I am ada. klout-verify: K-ADA-4711",)
    assert (profile.followers, profile.publications) == (2, 8)


async def test_evidence(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """From the recorded feed and lists come seven posts and the people behind their totals."""
    serve(host, recorded)
    (outcome,) = await read(Bluesky(client, host.url))
    assert isinstance(outcome, Data)
    reading = outcome.value
    assert reading.complete
    assert len(reading.publications) == 7
    assert {one.topics for one in reading.publications} == {("python", "coding")}
    assert reading.publications[-1].totals == {
        Kind.LIKE: 2,
        Kind.REPOST: 1,
        Kind.REPLY: 1,
        Kind.QUOTE: 1,
    }
    first = reading.publications[-1].native_id
    acts = {(r.actor, r.kind) for r in reading.reactions if r.publication == first}
    assert acts == {
        (CYD, Kind.LIKE),
        (BEN, Kind.REPOST),
        (BEN, Kind.REPLY),
        (CYD, Kind.QUOTE),
    }


async def test_pages(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """Two recorded pages follow each other; the cursor of the second leads nowhere."""
    serve(host, recorded)
    pages = [of_bluesky(recorded, f"getAuthorFeed.page{n}") for n in (1, 2)]
    nowhere = of_bluesky(recorded, "getAuthorFeed.bad_limit")
    host.reply(XRPC + "feed.getAuthorFeed", *pages, nowhere)
    one, two = await read(Bluesky(client, host.url))
    assert isinstance(one, Data)
    assert isinstance(two, Data)
    assert [len(page.value.publications) for page in (one, two)] == [3, 3]
    assert not two.value.complete


async def test_reposts(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """Of a recorded feed with a repost only the author's own post is read."""
    serve(host, recorded, getAuthorFeed="getAuthorFeed.reposts")
    (outcome,) = await read(Bluesky(client, host.url), BEN)
    assert isinstance(outcome, Data)
    (publication,) = outcome.value.publications
    assert BEN in publication.native_id


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("getProfile.unknown", Gone()),
        ("getProfile.old_handle", Gone()),
        ("getProfile.bad_actor", Gone()),
        ("getProfile.suspended", Suspended()),
        ("getProfile.deactivated", Suspended()),
        ("unknown_method", Changed("bluesky: HTTP 501 MethodNotImplemented")),
    ],
)
async def test_refusals(
    host: Host, client: GuardedClient, recorded: Recorded, name: str, outcome: Outcome[Profile]
) -> None:
    """Each recorded refusal has its outcome."""
    serve(host, recorded, getProfile=name)
    assert await Bluesky(client, host.url).profile("ada.test") == outcome


async def test_a_rename(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """Asked by DID, a renamed account is still there, under its new handle."""
    serve(host, recorded, getProfile="getProfile.renamed_by_did")
    outcome = await Bluesky(client, host.url).profile(ADA)
    assert isinstance(outcome, Data)
    assert (outcome.value.native_id, outcome.value.handle) == (ADA, "ada-renamed.test")


async def test_a_suspended_feed(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """A recorded feed of a suspended account ends as suspended, not as gone."""
    feed, profile = "getAuthorFeed.suspended", "getProfile.suspended"
    serve(host, recorded, getAuthorFeed=feed, getProfile=profile)
    assert await read(Bluesky(client, host.url)) == [Suspended()]


async def test_a_limit(host: Host, recorded: Recorded) -> None:
    """The recorded 429 closes the host for as long as it says."""
    serve(host, recorded, getProfile="pds.createSession.429")
    async with client_for(host) as client:
        now = client.clock.now()
        outcome = await Bluesky(client, host.url).profile("ada.test")
    assert outcome == Limited(now + timedelta(seconds=290))


@pytest.mark.parametrize("method", sorted(METHODS))
async def test_any_answer_anywhere(
    host: Host, client: GuardedClient, recorded: Recorded, method: str
) -> None:
    """Whichever recorded answer stands in for whichever method, every outcome is a declared one."""
    names = {*METHODS.values(), "getFollowers", "listRecords", "plc.did", "getPosts"}
    for name in sorted(names | {"getProfiles.mixed", "resolveHandle.bad", "describeServer"}):
        serve(host, recorded, **{method.split(".")[1]: name})
        bluesky = Bluesky(client, host.url)
        assert isinstance(await bluesky.profile("ada.test"), Data | Changed | Gone)
        for outcome in await read(bluesky):
            assert isinstance(outcome, Data | Changed)


def replay(host: Host, exchange: dict[str, Any]) -> None:
    """One recorded exchange with GitHub, at its own path."""
    raw = exchange["rawHeaders"]
    pairs = dict(zip(raw[::2], raw[1::2], strict=True))
    kept = {k: v for k, v in pairs.items() if k.lower() not in _HOP | {"content-type", "vary"}}
    if "Location" in kept:
        kept["Location"] = kept["Location"].replace("https://api.github.com", host.url)
    host.reply(exchange["path"], Reply(exchange["response"], exchange["status"], kept))


async def test_a_renamed_repository(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """GitHub's recorded 301 to `/repositories/{id}` is followed on the same host."""
    exchanges = recorded("github/fixtures/rename-repository.raw.json")
    for exchange in exchanges:
        if exchange["method"] == "get":
            replay(host, exchange)
    path = next(e["path"] for e in exchanges if e["status"] == 301)
    outcome = await client.get_json(host.url + path)
    assert isinstance(outcome, Data)
    assert outcome.value.json["id"] == 515436299


async def test_an_organisation(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """GitHub's recorded organisation reads as an account; under a former login it has moved."""
    (exchange, *_) = recorded("github/fixtures/get-organization.raw.json")
    exchange["path"] = "/users/octokit-fixture-org"
    replay(host, exchange)
    exchange["path"] = "/users/former"
    replay(host, exchange)
    github = GitHub(client, host.url)
    outcome = await github.profile("octokit-fixture-org")
    assert isinstance(outcome, Data)
    assert outcome.value.native_id == "31898100"
    assert await github.profile("former") == Moved("octokit-fixture-org")


async def test_a_repository(host: Host, client: GuardedClient, recorded: Recorded) -> None:
    """GitHub's recorded repository is a publication with its totals."""
    (exchange, *_) = recorded("github/fixtures/get-repository.raw.json")
    host.reply("/users/octokit-fixture-org/repos", [exchange["response"]])
    profile = Profile("github", "31898100", "octokit-fixture-org", "", "", None)
    reading = GitHub(client, host.url).read(profile, since=None, now=RECORDED_AT)
    (outcome,) = [one async for one in reading]
    assert isinstance(outcome, Data)
    (publication,) = outcome.value.publications
    assert publication.native_id == str(exchange["response"]["id"])
    assert publication.totals[Kind.STAR] == exchange["response"]["stargazers_count"]

"""Recorded answers of real servers, replayed through the connectors."""

from __future__ import annotations

from collections.abc import Callable
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
    NeedsCredentials,
    Outcome,
    Profile,
    Reading,
    Suspended,
)
from scoring.networks.bluesky import Bluesky
from scoring.networks.github import GitHub
from scoring.networks.http import GuardedClient
from tests.scoring.networks.conftest import SHARED
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


# Every recorded answer: what it is as a profile, and as a feed (whose owner's profile is known).
NO_DID = Changed("bluesky: a profile without a DID")
NO_FEED = Changed("bluesky: an answer without a feed")
REFUSED = Changed("bluesky: no feed")
ANSWERS: dict[str, tuple[object, object]] = {
    "describeServer": (Data, NO_FEED),
    "getAuthorFeed.bad_limit": (Changed("bluesky: HTTP 400 InvalidRequest"), REFUSED),
    "getAuthorFeed.no_replies": (NO_DID, Data),
    "getAuthorFeed.page1": (NO_DID, Data),
    "getAuthorFeed.page2": (NO_DID, Data),
    "getAuthorFeed.reposts": (NO_DID, Data),
    "getAuthorFeed.suspended": (Gone(), REFUSED),
    "getFollowers": (NO_DID, NO_FEED),
    "getFollows": (NO_DID, NO_FEED),
    "getLikes": (NO_DID, NO_FEED),
    "getPostThread": (NO_DID, NO_FEED),
    "getPosts": (NO_DID, NO_FEED),
    "getProfile": (Data, NO_FEED),
    "getProfile.bad_actor": (Gone(), REFUSED),
    "getProfile.deactivated": (Suspended(), REFUSED),
    "getProfile.old_handle": (Gone(), REFUSED),
    "getProfile.renamed_by_did": (Data, NO_FEED),
    "getProfile.suspended": (Suspended(), REFUSED),
    "getProfile.unknown": (Gone(), REFUSED),
    "getProfiles": (NO_DID, NO_FEED),
    "getProfiles.mixed": (NO_DID, NO_FEED),
    "getQuotes": (NO_DID, NO_FEED),
    "getRepostedBy": (NO_DID, NO_FEED),
    "listRecords": (NO_DID, NO_FEED),
    "pds.createSession.401": (NeedsCredentials(), REFUSED),
    "pds.createSession.429": (Limited, Limited),
    "pds.ratelimit.ok": (Data, NO_FEED),
    "plc.did": (NO_DID, NO_FEED),
    "resolveHandle": (Data, NO_FEED),
    "resolveHandle.bad": (Changed("bluesky: HTTP 400 HandleNotFound"), REFUSED),
    "unknown_method": (Changed("bluesky: HTTP 501 MethodNotImplemented"), REFUSED),
}


def is_as_told(outcome: object, told: object) -> bool:
    return isinstance(outcome, told) if isinstance(told, type) else outcome == told


@pytest.mark.parametrize("name", sorted(ANSWERS))
async def test_every_answer(host: Host, recorded: Recorded, name: str) -> None:
    """Each recorded answer has one outcome as a profile, and one as a feed."""
    as_profile, as_feed = ANSWERS[name]
    for method, told in (("getProfile", as_profile), ("getAuthorFeed", as_feed)):
        serve(host, recorded, **{method: name})
        async with client_for(host) as client:
            bluesky = Bluesky(client, host.url)
            if method == "getProfile":
                assert is_as_told(await bluesky.profile("ada.test"), told)
            else:
                assert is_as_told((await read(bluesky))[0], told)


@pytest.mark.parametrize("name", sorted(ANSWERS))
async def test_every_answer_as_names(host: Host, recorded: Recorded, name: str) -> None:
    """Whatever stands in for a list of names, totals and what could be read of others remain."""
    lists = ("getLikes", "getRepostedBy", "getPostThread", "getQuotes")
    for method in lists:
        serve(host, recorded, **{method: name})
        async with client_for(host) as client:
            page, *rest = await read(Bluesky(client, host.url))
        assert isinstance(page, Data)
        first = page.value.publications[-1]
        assert set(first.totals) == {Kind.LIKE, Kind.REPOST, Kind.REPLY, Kind.QUOTE}
        others = {one.kind for one in page.value.reactions if one.publication == first.native_id}
        assert len(others) >= len(lists) - 1 or rest
        assert all(isinstance(one, Limited) for one in rest)


def test_no_answer_is_forgotten() -> None:
    """Every recorded file is in the table."""
    folder = SHARED / "apis" / "atproto" / "recorded"
    if not folder.is_dir():
        pytest.skip(f"recorded answers of the network are not at {folder}")
    assert {file.stem for file in folder.glob("*.json")} == set(ANSWERS)


async def test_a_thread_of_the_real_network(
    host: Host, client: GuardedClient, recorded: Recorded
) -> None:
    """A thread with pictures is read as any other: here nobody answered."""
    thread = recorded("atproto/sdk-real/thread_view_post_with_embed_media.json")
    post = thread["thread"]["post"] | {"replyCount": 1}
    host.reply(XRPC + "feed.getAuthorFeed", {"feed": [{"post": post}]})
    host.reply(XRPC + "feed.getPostThread", thread)
    (outcome,) = await read(Bluesky(client, host.url), post["author"]["did"])
    assert isinstance(outcome, Data)
    (publication,) = outcome.value.publications
    assert publication.unread[Kind.REPLY] == 1
    assert Kind.REPLY not in {one.kind for one in outcome.value.reactions}


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


FIXTURES = (
    "errors",
    "get-content",
    "get-organization",
    "get-repository",
    "get-root",
    "paginate-issues",
    "rename-repository",
    "search-issues",
)
NO_ID = Changed("github: a profile without id and login")
OF_A_PERSON = {"get-organization"}
NAMES_OF = ("stargazers", "forks", "issues/comments", "pulls/comments", "events")


def answers(recorded: Recorded, name: str) -> list[tuple[Reply, object]]:
    """Every answer of a scenario with its body, those with which GitHub refused something too."""
    exchanges = recorded(f"github/fixtures/{name}.raw.json")
    kept = [one for one in exchanges if one["status"] != 204 and not 300 <= one["status"] < 400]
    return [(Reply(one["response"], one["status"]), one["response"]) for one in kept]


@pytest.mark.parametrize("name", FIXTURES)
async def test_every_answer_of_github(
    host: Host, client: GuardedClient, recorded: Recorded, name: str
) -> None:
    """Each recorded answer has one outcome as an account, as repositories and as names."""
    one = {"id": 1, "full_name": "ada/one", "created_at": "2022-01-01T00:00:00Z"}
    ada, github = Profile("github", "7", "ada", "Ada", "", None), GitHub(client, host.url)
    for reply, body in answers(recorded, name):
        host.reply("/users/ada", reply)
        outcome = await github.profile("ada")
        wrong = Changed(f"github: HTTP {reply.status}") if reply.status >= 400 else NO_ID
        told: object = Moved("octokit-fixture-org") if name in OF_A_PERSON else wrong
        assert outcome == told
        host.reply("/users/ada/repos", reply)
        (page,) = [got async for got in github.read(ada, since=None, now=RECORDED_AT)]
        assert is_as_told(page, Changed)
        host.reply("/users/ada/repos", [one | {"stargazers_count": 9, "forks_count": 9}])
        for path in NAMES_OF:
            host.reply(f"/repos/ada/one/{path}", reply)
        (page,) = [got async for got in github.read(ada, since=None, now=RECORDED_AT)]
        assert isinstance(page, Data)
        issues = body if name == "paginate-issues" and isinstance(body, list) else []
        people = {got.actor for got in page.value.reactions}
        assert people == {str(issue["user"]["id"]) for issue in issues}


async def test_an_account_as_github_describes_it(
    host: Host, client: GuardedClient, recorded: Recorded
) -> None:
    """The official examples of every list that is read fit together into one reading."""
    found = recorded("github/api.github.com.subset.json")["components"]["examples"]
    examples = {name: example["value"] for name, example in found.items()}
    host.reply("/users/octocat", examples["public-user-default-response"])
    host.reply("/users/octocat/social_accounts", examples["social-account-items"])
    host.reply("/users/octocat/repos", examples["minimal-repository-items"])
    base = "/repos/octocat/Hello-World"
    stars = "stargazer-items-alternative-response-with-star-creation-timestamps"
    host.reply(f"{base}/stargazers", examples[stars])
    host.reply(f"{base}/forks", examples["minimal-repository-items-2"])
    host.reply(f"{base}/issues/comments", examples["issue-comment-items"])
    host.reply(f"{base}/events", examples["repo-events-items"])
    github = GitHub(client, host.url)
    profile = await github.profile("octocat")
    assert isinstance(profile, Data)
    assert "https://twitter.com/github" in profile.value.texts
    ada = Profile("github", "7", "octocat", "", "", None)
    (page,) = [one async for one in github.read(ada, since=None, now=RECORDED_AT)]
    assert isinstance(page, Data)
    (publication,) = page.value.publications
    assert publication.totals == {Kind.STAR: 80, Kind.FORK: 9}
    assert {one.kind for one in page.value.reactions} == {Kind.STAR, Kind.FORK, Kind.COMMENT}

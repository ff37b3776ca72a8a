"""Recorded answers of Mastodon servers, replayed through the connector."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from scoring.networks.base import Changed, Data, Gone, Kind, Outcome, Private, Profile, Reading
from scoring.networks.http import GuardedClient
from scoring.networks.mastodon import Mastodon
from tests.scoring.networks.cassettes import Exchange, exchanges
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.fediverse import (
    ADA,
    BORN,
    FINGER,
    HOME,
    LOOKUP,
    account,
    client_of,
    finger,
    instances,
    path,
    status,
)
from tests.scoring.networks.serving import NOW, Host, Reply

FOLDER = SHARED / "apis" / "mastodon" / "cassettes"
ABSENT = pytest.mark.skip(reason=f"recorded answers of the network are not at {FOLDER}")
CASSETTES = sorted(FOLDER.glob("*.yaml")) or [pytest.param(FOLDER, marks=ABSENT)]
_HOP = {"content-length", "connection", "date", "transfer-encoding", "vary", "via"}


@pytest.fixture
async def client(host: Host) -> AsyncIterator[GuardedClient]:
    host.reply(FINGER, finger())
    async with client_of(host) as client:
        yield client


@pytest.fixture
def fedi(client: GuardedClient, host: Host) -> Mastodon:
    return Mastodon(client, instances(host))


def cassette(name: str) -> list[Exchange]:
    """The exchanges of one cassette; skips where there are none."""
    if not FOLDER.is_dir():
        pytest.skip(f"recorded answers of the network are not at {FOLDER}")
    return list(exchanges(FOLDER / f"{name}.yaml"))


def moved(text: str) -> str:
    """As if it had been recorded at our instance."""
    return text.replace("http://localhost:3000", f"https://{HOME}").replace("mastodon.social", HOME)


def reply(exchange: Exchange) -> Reply:
    kept = {k: v for k, v in exchange.headers.items() if k not in _HOP}
    return Reply(moved(exchange.body).encode(), exchange.status, kept)


def body(exchange: Exchange) -> Any:
    return json.loads(moved(exchange.body))


def place(uri: str) -> str:
    """Where the account behind a URI is asked for."""
    _, _, number = uri.partition("/ap/users/")
    return f"/api/v1/accounts/{number}" if number else LOOKUP


def is_account(value: Any) -> bool:
    return isinstance(value, dict) and "username" in value and "followers_count" in value


def is_status(value: Any) -> bool:
    return isinstance(value, dict) and "visibility" in value and "account" in value


def expected_profile(exchange: Exchange) -> type:
    value = body(exchange)
    if exchange.status == 404:
        return Gone
    if exchange.status != 200 or not is_account(value) or "@" in value["acct"]:
        return Changed
    return Private if value["locked"] else Data


def expected_posts(value: Any) -> type:
    fits = isinstance(value, list) and (not value or any(is_status(one) for one in value))
    return Data if fits else Changed


async def read(fedi: Mastodon, uri: str = ADA) -> list[Outcome[Reading]]:
    profile = Profile("mastodon", uri, f"ada@{HOME}", "Ada", "", BORN)
    return [one async for one in fedi.read(profile, since=None, now=NOW)]


@pytest.mark.parametrize("recording", CASSETTES, ids=lambda file: Path(str(file)).stem)
async def test_every_recorded_answer(host: Host, fedi: Mastodon, recording: Path) -> None:
    """As an account, as posts and as names, each ends in the outcome that its shape has."""
    for exchange in exchanges(recording):
        value = body(exchange)
        uri = value["uri"] if is_account(value) and HOME in value["uri"] else ADA
        host.reply(place(uri), reply(exchange))
        assert type(await fedi.profile(uri)) is expected_profile(exchange), exchange.url

        host.reply(LOOKUP, account())
        host.reply("/api/v1/accounts/7/statuses", reply(exchange))
        outcome, *_ = await read(fedi)
        wanted = expected_posts(value) if exchange.status == 200 else Changed
        assert type(outcome) is wanted, exchange.url

        counts = {"favourites_count": 1, "reblogs_count": 1, "replies_count": 1, "quotes_count": 1}
        host.reply("/api/v1/accounts/7/statuses", [status("1", BORN, **counts)])
        for names in ("favourited_by", "reblogged_by", "context", "quotes"):
            host.reply(path("1", names), reply(exchange))
        (outcome,) = await read(fedi)
        assert isinstance(outcome, Data), exchange.url
        people = sum(is_account(one) for one in value) if isinstance(value, list) else 0
        quoting = sum(is_status(one) for one in value) if isinstance(value, list) else 0
        assert len(outcome.value.reactions) == 2 * people + quoting, exchange.url


async def test_a_lookup(host: Host, fedi: Mastodon) -> None:
    """Of a recorded account there is its URI, its words, its figures; unknown ones are gone."""
    _, unknown, known, _ = cassette("test_account_lookup")
    value = body(known) | {"locked": False}
    host.reply(place(value["uri"]), Reply(value))
    outcome = await fedi.profile(value["uri"])
    assert isinstance(outcome, Data)
    assert outcome.value.native_id == value["uri"]
    assert (outcome.value.handle, outcome.value.name) == (f"mastodonpy_test@{HOME}", "John Lennon")
    assert outcome.value.texts == ("I walk funny", "toasty.", "no!!!")
    assert (outcome.value.followers, outcome.value.publications) == (0, 0)
    host.reply(LOOKUP, reply(unknown))
    assert await fedi.profile(ADA) == Gone()


async def test_verified_links(host: Host, fedi: Mastodon) -> None:
    """A recorded account with a link that its instance verified offers it for a proof."""
    exchange, _ = cassette("test_entity_account")
    home = {"acct": "halcy", "uri": f"https://{HOME}/users/halcy"}
    host.reply(LOOKUP, body(exchange) | home)
    outcome = await fedi.profile(home["uri"])
    assert isinstance(outcome, Data)
    assert outcome.value.texts[1:] == (
        "https://halcy.de/",
        "https://demoscene.vc/",
        "He/Him",
        "@halcy2",
    )


async def test_recorded_pages(host: Host, fedi: Mastodon) -> None:
    """Recorded pages of posts follow each other by their links."""
    posts = [one for one in cassette("test_fetch_next_previous") if "?limit=5" in one.url]
    first, second, _ = posts
    owner = body(first)[0]["account"] | {"locked": False}
    host.reply(place(owner["uri"]), owner)
    statuses = f"/api/v1/accounts/{owner['id']}/statuses"
    last = Reply([])
    for one in (first, second):
        assert one.path == statuses
    host.reply(statuses, reply(first), reply(second), last)
    readings = [one.value for one in await read(fedi, owner["uri"]) if isinstance(one, Data)]
    assert [len(one.publications) for one in readings] == [5, 5, 0]
    assert [one.complete for one in readings] == [False, False, True]
    asked = [request.query.get("max_id") for request in host.asked(statuses)]
    assert asked[1] == body(first)[-1]["id"]


@pytest.mark.parametrize(
    ("name", "list_of", "kind"),
    [
        ("test_status_favourited_by", "favourited_by", Kind.LIKE),
        ("test_status_reblogged_by", "reblogged_by", Kind.REPOST),
    ],
)
async def test_recorded_names(
    host: Host, fedi: Mastodon, client: GuardedClient, name: str, list_of: str, kind: Kind
) -> None:
    """Whoever acted is known by the URI of their actor, with a profile to be weighed."""
    exchange = next(one for one in cassette(name) if one.path.endswith(list_of))
    counts = {"favourites_count": 1} if kind is Kind.LIKE else {"reblogs_count": 1}
    host.reply(LOOKUP, account())
    host.reply("/api/v1/accounts/7/statuses", [status("1", BORN, **counts)])
    host.reply(path("1", list_of), reply(exchange))
    (outcome,) = await read(fedi)
    assert isinstance(outcome, Data)
    (reaction,) = outcome.value.reactions
    assert (reaction.actor, reaction.kind) == (body(exchange)[0]["uri"], kind)
    faces = await fedi.actors([reaction.actor])
    assert isinstance(faces, Data)
    assert faces.value[0].followers is not None
    left = int(exchange.headers["x-ratelimit-remaining"])
    assert (HOME, left, 300) in client.budgets.left()

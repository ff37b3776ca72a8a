"""The connector of the sample network, read through the guarded client."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.sandbox.sample import lives
from bot.sandbox.sample.generator import generate
from bot.sandbox.sample.network import SampleNetwork
from scoring.clock import ManualClock
from scoring.networks.base import Changed, Data, Gone, Network, Profile, Reading, Temporary
from scoring.networks.http import GuardedClient
from scoring.networks.sample import DECLARATION, SampleConnector

START = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
ACCOUNTS = {account.handle: account for _, account in lives.load().owned()}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def network(clock: ManualClock) -> AsyncIterator[SampleNetwork]:
    async with SampleNetwork(lives.load(), clock, START) as network:
        yield network


def guarded(clock: ManualClock, host: str) -> GuardedClient:
    return GuardedClient(clock=clock, user_agent="tests", allow_private_hosts=[host])


@pytest.fixture
async def connector(network: SampleNetwork, clock: ManualClock) -> AsyncIterator[SampleConnector]:
    async with guarded(clock, network.host) as client:
        yield SampleConnector(client, network.base_url)


async def profile_of(connector: Network, handle: str) -> Profile:
    outcome = await connector.profile(handle)
    assert isinstance(outcome, Data), outcome
    return outcome.value


async def pages(
    connector: Network, handle: str, now: datetime, since: datetime | None = None
) -> list[Reading]:
    profile = await profile_of(connector, handle)
    found = []
    async for outcome in connector.read(profile, since=since, now=now):
        assert isinstance(outcome, Data), outcome
        found.append(outcome.value)
    return found


async def test_the_profile(connector: SampleConnector) -> None:
    """Handle and native id give the same profile, with the bio as its text."""
    profile = await profile_of(connector, "lucie")
    assert profile == await profile_of(connector, profile.native_id)
    assert (profile.network, profile.name) == ("sample", "Lucie Morvan")
    assert profile.texts == (ACCOUNTS["lucie"].bio,)
    assert profile.created_at == ACCOUNTS["lucie"].created_at(START)


async def test_an_edited_bio_is_read(connector: SampleConnector, network: SampleNetwork) -> None:
    """A code written into the bio is in the texts of the next reading: proof of ownership."""
    network.edit_bio("lucie", "Relieuse. renown-7f3a")
    assert (await profile_of(connector, "lucie")).texts == ("Relieuse. renown-7f3a",)


async def test_nobody_is_gone(connector: SampleConnector) -> None:
    """An unknown account is gone, for its profile and for its evidence."""
    assert await connector.profile("ghost") == Gone()
    known = await profile_of(connector, "pip")
    ghost = Profile("sample", "hl-ghost", "ghost", "", "", known.created_at)
    assert [outcome async for outcome in connector.read(ghost, since=None, now=START)] == [Gone()]


@pytest.mark.parametrize("handle", sorted(ACCOUNTS))
async def test_reading_gives_what_was_generated(connector: SampleConnector, handle: str) -> None:
    """A whole account costs at most three requests and holds the generated past exactly."""
    readings = await pages(connector, handle, START)
    past = generate(ACCOUNTS[handle], START)
    posts = [item for reading in readings for item in reading.publications]
    acts = [act for reading in readings for act in reading.reactions]
    expected = [act for act in past.reactions if act.at is not None and act.at <= START]
    assert len(readings) <= 3
    assert {item.native_id: (item.at, item.topics) for item in posts} == {
        item.native_id: (item.at, item.topics) for item in past.publications if item.at <= START
    }
    assert len(acts) == len(expected)
    assert set(acts) == set(expected)
    assert sum(sum(item.totals.values()) for item in posts) == len(acts)


@pytest.mark.parametrize("handle", ["ines.photo", "bram"])
async def test_readings_tell_how_far_they_reach(connector: SampleConnector, handle: str) -> None:
    """Pages go back in time; only the last is complete, and reaches the account's beginning."""
    readings = await pages(connector, handle, START)
    reached = [reading.reached for reading in readings if reading.reached is not None]
    assert len(reached) == len(readings) >= 2
    assert reached == sorted(set(reached), reverse=True)
    assert [reading.complete for reading in readings] == [False] * (len(readings) - 1) + [True]
    assert reached[-1] == ACCOUNTS[handle].created_at(START)


async def test_reading_on_misses_nothing(
    connector: SampleConnector, clock: ManualClock, network: SampleNetwork
) -> None:
    """What happened since the last reading is read, on old publications too, and no more than
    the publications concerned."""
    before = {
        act for reading in await pages(connector, "giulia", START) for act in reading.reactions
    }
    now = clock.advance(timedelta(days=7))
    (reading,) = await pages(connector, "giulia", now, since=START)
    whole = {act for reading in await pages(connector, "giulia", now) for act in reading.reactions}
    assert before | set(reading.reactions) == whole != before
    assert len(reading.reactions) < len(whole)
    assert (reading.reached, reading.complete) == (START, True)


async def test_an_empty_reading_is_complete(connector: SampleConnector) -> None:
    """Nothing since then is an answer too."""
    (reading,) = await pages(connector, "pip", START, since=START)
    assert (reading.publications, reading.reactions, reading.complete) == ((), (), True)


async def test_a_network_that_is_not_there(clock: ManualClock, network: SampleNetwork) -> None:
    """A server that closed is a temporary, unreachable network."""
    host = network.host
    await network.close()
    async with guarded(clock, host) as client:
        outcome = await SampleConnector(client, f"http://{host}").profile("pip")
    assert isinstance(outcome, Temporary)
    assert not outcome.reachable


@pytest.mark.parametrize(
    ("status", "value"), [(200, {"id": "x"}), (200, []), (400, {"error": "?"})]
)
async def test_an_answer_that_does_not_fit(clock: ManualClock, status: int, value: Any) -> None:
    """Missing fields and unknown refusals are for the operator, not for the scorer."""

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(value, status=status)

    app = web.Application()
    app.router.add_get("/accounts/pip", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host = f"127.0.0.1:{runner.addresses[0][1]}"
    async with guarded(clock, host) as client:
        outcome = await SampleConnector(client, f"http://{host}").profile("pip")
    await runner.cleanup()
    assert isinstance(outcome, Changed)


@pytest.mark.parametrize("handle", sorted(ACCOUNTS))
def test_the_declaration_knows_every_handle(handle: str) -> None:
    """All handles and native ids fit the pattern, and pasted addresses lead to the handle."""
    assert re.fullmatch(DECLARATION.handle_pattern, handle)
    assert re.fullmatch(DECLARATION.handle_pattern, ACCOUNTS[handle].native_id)
    found = [re.match(each, f"sample.example/@{handle}") for each in DECLARATION.url_patterns]
    assert [match.group(1) for match in found if match] == [handle]


def test_the_declaration_names_every_kind() -> None:
    """No life holds a kind of reaction that the network does not declare."""
    kinds = {kind for account in ACCOUNTS.values() for kind in account.kinds}
    assert kinds == set(DECLARATION.kinds)

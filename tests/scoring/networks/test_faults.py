"""Every fault of a host, injected for real, ends in its declared outcome.

`FAULTS` is the table of docs/networks.md, row by row: a test compares the two.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import Changed, Data, Limited, Outcome, Profile, Reading, Temporary
from scoring.networks.bluesky import Bluesky, Limits
from scoring.networks.bluesky_names import NameLimits
from scoring.networks.http import GuardedClient
from scoring.networks.wire import MOST_BYTES, Answer, Timeouts
from tests.scoring.networks.serving import NOW, Everywhere, Host, Reply, Trap, client_for
from tests.scoring.networks.skies import ADA, FEED, LIKES, feed, iso, like, post

DOCS = Path(__file__).parents[3] / "docs" / "networks.md"
SOON = NOW + timedelta(minutes=5)
MANY = 10_000


@dataclass
class Scene:
    """A host, a local socket that nobody may reach, and what the client is given."""

    host: Host
    trap: Trap
    options: dict[str, Any] = field(default_factory=dict)

    @asynccontextmanager
    async def client(self) -> AsyncIterator[GuardedClient]:
        async with client_for(self.host, port=self.trap.port, **self.options) as client:
            yield client

    async def ask(self, url: str | None = None) -> Outcome[Answer]:
        async with self.client() as client:
            return await client.get_json(url or f"{self.host.url}/x")

    async def ask_local(self, name: str) -> Outcome[Answer]:
        return await self.ask(f"https://{name}:{self.trap.port}/")

    async def read(self, limits: Limits | None = None) -> list[Outcome[Reading]]:
        profile = Profile("bluesky", ADA, "ada.test", "Ada", "https://x", NOW - timedelta(days=900))
        async with self.client() as client:
            network = Bluesky(client, self.host.url, limits=limits)
            pages = network.read(profile, since=NOW - timedelta(days=365), now=NOW)
            return [outcome async for outcome in pages]


Injection = Callable[[Scene], Awaitable[object]]


@dataclass(frozen=True)
class Fault:
    """What a host does, what it ends in (as in the docs), and how it is brought about."""

    what: str
    outcome: str
    inject: Injection
    local: bool = False  # somebody wants us at a local socket


def refusing(status: int, headers: dict[str, str]) -> Injection:
    async def inject(scene: Scene) -> object:
        scene.host.reply("/x", Reply({"message": "slow down"}, status, headers))
        return await scene.ask()

    return inject


def serving(body: bytes, kind: str = "application/json", **headers: str) -> Injection:
    async def inject(scene: Scene) -> object:
        scene.host.reply("/x", Reply(body, headers={"Content-Type": kind, **headers}))
        return await scene.ask()

    return inject


async def broken_off(scene: Scene) -> object:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"a":')
        assert request.transport is not None
        request.transport.close()
        return response

    scene.host.handle("/x", cut)
    return await scene.ask()


async def slow(scene: Scene) -> object:
    return await _dripping(scene, b" ", Timeouts(total=0.2))


async def endless(scene: Scene) -> object:
    return await _dripping(scene, b" " * 65_536, Timeouts())


async def _dripping(scene: Scene, drop: bytes, timeouts: Timeouts) -> object:
    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while not scene.host.release.is_set():
            await response.write(drop)
            await asyncio.sleep(0)
        return response

    scene.host.handle("/x", drip)
    scene.options["timeouts"] = timeouts
    return await scene.ask()


async def nobody_there(scene: Scene) -> object:
    async with Host() as gone:
        scene.options["private"] = [gone.origin]
    return await scene.ask(f"{gone.url}/x")


async def missing_fields(scene: Scene) -> object:
    scene.host.reply(FEED, {"feed": [{"post": {"likeCount": 3}}]})
    return (await scene.read())[-1]


def dated(at: datetime) -> Injection:
    """A post and a like that their clients dated out of time."""

    async def inject(scene: Scene) -> object:
        scene.host.reply(FEED, feed(post("0", at, likeCount=1)))
        scene.host.reply(LIKES, {"likes": [like("did:plc:bob", at)]})
        (outcome,) = await scene.read()
        assert isinstance(outcome, Data)
        times = [p.at for p in outcome.value.publications]
        times += [r.at for r in outcome.value.reactions if r.at is not None]
        assert all(NOW - timedelta(days=900) <= time <= NOW for time in times)
        return outcome

    return inject


async def ten_thousand(scene: Scene) -> object:
    """Ten thousand posts in a year: the reading ends by its limits and says how far it came."""
    posts = (post(str(n), NOW - timedelta(minutes=n)) for n in range(MANY))

    async def page(request: web.Request) -> web.StreamResponse:
        number = int(request.query.get("cursor", "0")) + 1
        return web.json_response(feed(*islice(posts, 100), cursor=str(number)))

    scene.host.handle(FEED, page)
    outcomes = await scene.read(Limits(pages=10, names=NameLimits(calls=5)))
    readings = [outcome.value for outcome in outcomes if isinstance(outcome, Data)]
    assert len(readings) == len(outcomes)
    assert len(scene.host.seen) == 10
    assert sum(len(reading.publications) for reading in readings) == 1_000
    assert readings[-1].reached == NOW - timedelta(minutes=999)
    assert (readings[-1].complete, readings[-1].position is None) == (False, False)
    return outcomes[-1]


async def redirected(scene: Scene) -> object:
    target = f"https://127.0.0.1:{scene.trap.port}/"
    scene.host.reply("/x", Reply(b"", 302, {"Location": target}))
    return await scene.ask()


async def resolved(scene: Scene) -> object:
    scene.options["resolver"] = Everywhere("127.0.0.1")
    return await scene.ask_local("innocent.example")


def named(host: str) -> Injection:
    async def inject(scene: Scene) -> object:
        return await scene.ask_local(host)

    return inject


def _bomb() -> bytes:
    return gzip.compress(b" " * (8 * MOST_BYTES), compresslevel=9)


EPOCH = str(int(SOON.timestamp()))
FAULTS = (
    Fault("429 with seconds", "limited", refusing(429, {"Retry-After": "300"})),
    Fault(
        "429 with a date",
        "limited",
        refusing(429, {"Retry-After": format_datetime(SOON, usegmt=True)}),
    ),
    Fault("429 with an epoch", "limited", refusing(429, {"X-RateLimit-Reset": EPOCH})),
    Fault("429 with ISO 8601", "limited", refusing(429, {"X-RateLimit-Reset": iso(SOON)})),
    Fault(
        "403 with nothing left",
        "limited",
        refusing(403, {"RateLimit-Remaining": "0", "RateLimit-Reset": EPOCH}),
    ),
    Fault("5xx", "temporary", refusing(503, {})),
    Fault("a cut connection", "temporary", broken_off),
    Fault("a slow body", "temporary", slow),
    Fault("nobody there", "temporary, unreachable", nobody_there),
    Fault("an endless body", "changed", endless),
    Fault("a gzip bomb", "changed", serving(_bomb(), **{"Content-Encoding": "gzip"})),
    Fault("HTML with 200", "changed", serving(b"<p>Are you human?", "text/html")),
    Fault("broken JSON", "changed", serving(b'{"a": ')),
    Fault("missing fields", "changed", missing_fields),
    Fault("a date in the future", "data", dated(datetime(2999, 1, 1, tzinfo=UTC))),
    Fault("a date of 1970", "data", dated(datetime(1970, 1, 1, tzinfo=UTC))),
    Fault("10,000 publications", "data", ten_thousand),
    Fault("a redirect to 127.0.0.1", "changed", redirected, local=True),
    Fault("a name that resolves to 127.0.0.1", "temporary, unreachable", resolved, local=True),
    Fault(
        "`[::ffff:127.0.0.1]`", "temporary, unreachable", named("[::ffff:127.0.0.1]"), local=True
    ),
    Fault("circled digits", "temporary, unreachable", named("①②⑦.⓪.⓪.①"), local=True),
    Fault("NAT64", "temporary, unreachable", named("[64:ff9b::7f00:1]"), local=True),
)


def word(outcome: object) -> str:
    """An outcome as the docs call it."""
    match outcome:
        case Data():
            return "data"
        case Limited(until=until):
            assert until == SOON
            return "limited"
        case Temporary(reachable=reachable):
            return "temporary" if reachable else "temporary, unreachable"
        case Changed():
            return "changed"
    return type(outcome).__name__


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
async def test_every_fault_ends_in_its_outcome(host: Host, fault: Fault) -> None:
    """Nothing is raised, nothing else comes of it, and no local socket is reached."""
    async with Trap() as trap:
        assert word(await fault.inject(Scene(host, trap))) == fault.outcome
        assert trap.reached == 0


async def test_the_trap_is_where_the_faults_lead(host: Host) -> None:
    """The control: the socket that those faults name is there, and counts who reaches it."""
    assert sum(fault.local for fault in FAULTS) == 5
    async with Trap() as trap:
        scene = Scene(host, trap, {"private": [f"127.0.0.1:{trap.port}"]})
        await scene.ask(f"http://127.0.0.1:{trap.port}/")
        assert trap.reached > 0


def test_the_docs_list_the_same_faults() -> None:
    """Row for row, and each with the outcome that it has here."""
    section = DOCS.read_text(encoding="utf-8").partition("| fault | outcome |\n|---|---|\n")[2]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, flags=re.MULTILINE)
    assert rows == [(fault.what, fault.outcome) for fault in FAULTS]

"""The guarded client: every fault of a host ends in its declared outcome."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

from scoring.clock import ManualClock
from scoring.networks.base import (
    Allowance,
    Changed,
    Data,
    Declaration,
    Limited,
    NetworkClass,
    Outcome,
    Temporary,
)
from scoring.networks.http import ATTEMPTS, BACKOFF_BASE, DEFAULT_LIMIT, LONGEST_PAUSE
from scoring.networks.wire import MOST_BYTES, Answer, Credential, Question, Timeouts
from tests.scoring.networks.serving import NOW, Host, Reply, Waiting, client_for

TOKEN = "a-very-secret-token"
IN_FIVE_MINUTES = NOW + timedelta(minutes=5)


def answer(outcome: Outcome[Answer]) -> Answer:
    assert isinstance(outcome, Data), outcome
    return outcome.value


async def ask(host: Host, **options: Any) -> Outcome[Answer]:
    async with client_for(host, **options) as client:
        return await client.get_json(f"{host.url}/x")


async def test_an_answer(host: Host) -> None:
    """Status, JSON, headers and URL arrive; project and contact are told to the host."""
    host.reply("/x", Reply({"a": [1]}, headers={"X-Kind": "good"}))
    async with client_for(host) as client:
        found = answer(await client.get_json(f"{host.url}/x", params={"q": "ä&b"}))
    assert (found.status, found.json, found.headers["x-kind"]) == (200, {"a": [1]}, "good")
    assert found.url.query["q"] == host.seen[0].query["q"] == "ä&b"
    assert host.seen[0].headers["User-Agent"] == "Renown-tests (+https://renown.example)"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422, 501])
async def test_refusals_are_for_the_connector(host: Host, status: int) -> None:
    """4xx and 501 come back at once with their JSON, or with none where they have none."""
    host.reply("/x", Reply({"error": "No"}, status), Reply(b"<p>no", status))
    async with client_for(host) as client:
        first = answer(await client.get_json(f"{host.url}/x"))
        second = answer(await client.get_json(f"{host.url}/x"))
    assert (first.status, first.json) == (status, {"error": "No"})
    assert (second.status, second.json) == (status, None)
    assert len(host.seen) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "300"},
        {"Retry-After": format_datetime(IN_FIVE_MINUTES, usegmt=True)},
        {"X-RateLimit-Reset": str(int(IN_FIVE_MINUTES.timestamp()))},
        {"X-RateLimit-Reset": "2026-11-23T12:05:00.000Z"},
    ],
)
async def test_429_in_its_four_forms(host: Host, headers: dict[str, str]) -> None:
    """The limit ends when the host says, and until then nothing more is sent."""
    host.reply("/x", Reply({}, 429, headers))
    async with client_for(host) as client:
        assert await client.get_json(f"{host.url}/x") == Limited(IN_FIVE_MINUTES)
        assert await client.get_json(f"{host.url}/other") == Limited(IN_FIVE_MINUTES)
    assert len(host.seen) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "300"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(IN_FIVE_MINUTES.timestamp()))},
    ],
)
async def test_403_as_a_limit(host: Host, headers: dict[str, str]) -> None:
    """A 403 that tells of a limit is one."""
    host.reply("/x", Reply({"message": "slow down"}, 403, headers))
    assert await ask(host) == Limited(IN_FIVE_MINUTES)


async def test_a_limit_without_a_word(host: Host) -> None:
    """Where a host does not say until when, we try thrice and stay away for a minute."""
    host.reply("/x", Reply({}, 429))
    clock = ManualClock(NOW)
    async with client_for(host, clock=clock) as client:
        first = await client.get_json(f"{host.url}/x")
        assert isinstance(first, Limited)
        assert NOW + DEFAULT_LIMIT <= first.until <= clock.now() + DEFAULT_LIMIT
        assert await client.get_json(f"{host.url}/x") == first
    assert len(host.seen) == ATTEMPTS


async def test_a_short_limit_is_waited_for(host: Host) -> None:
    """A pause of seconds is waited for in full, and the answer is the one behind it."""
    host.reply("/x", Reply({}, 429, {"Retry-After": "3"}), {"ok": True})
    clock = ManualClock(NOW)
    sleep = Waiting(clock)
    found = answer(await ask(host, clock=clock, sleep=sleep))
    assert found.json == {"ok": True}
    assert len(sleep.slept) == 1
    assert 3 <= sleep.slept[0] <= LONGEST_PAUSE


async def test_the_reserve_is_not_spent(host: Host) -> None:
    """At five percent of a budget nothing more is sent until it starts anew."""
    reset = {"X-RateLimit-Reset": str(int(IN_FIVE_MINUTES.timestamp()))}
    figures = {"X-RateLimit-Limit": "60", "X-RateLimit-Remaining": "3"}
    host.reply("/x", Reply({}, 200, reset | figures))
    clock = ManualClock(NOW)
    async with client_for(host, clock=clock) as client:
        answer(await client.get_json(f"{host.url}/x"))
        assert await client.get_json(f"{host.url}/x") == Limited(IN_FIVE_MINUTES)
        answer(await client.get_json(f"{host.url}/x", credential=TOKEN))
        clock.advance_to(IN_FIVE_MINUTES)
        answer(await client.get_json(f"{host.url}/x"))
    assert len(host.seen) == 3


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_5xx_is_tried_again_and_then_temporary(host: Host, status: int) -> None:
    """Pauses grow with full jitter; after the last attempt the host is out of order."""
    host.reply("/x", Reply(b"oops", status))
    sleep = Waiting(ManualClock(NOW))
    assert await ask(host, sleep=sleep) == Temporary(f"HTTP {status}")
    assert len(host.seen) == ATTEMPTS
    assert sleep.slept == [0.5 * BACKOFF_BASE * 2, 0.5 * BACKOFF_BASE * 4]


async def test_5xx_that_passes(host: Host) -> None:
    """One bad moment of a host is not noticed."""
    host.reply("/x", Reply(b"oops", 502), {"ok": True})
    assert answer(await ask(host)).json == {"ok": True}


async def test_a_long_maintenance_is_not_waited_for(host: Host) -> None:
    """A host that asks for an hour gets it."""
    host.reply("/x", Reply(b"closed", 503, {"Retry-After": "3600"}))
    assert await ask(host) == Temporary("HTTP 503")
    assert len(host.seen) == 1


async def test_a_cut_connection(host: Host) -> None:
    """A connection that ends too early is tried again, then temporary."""

    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b'{"a":')
        assert request.transport is not None
        request.transport.close()
        return response

    host.handle("/x", cut)
    outcome = await ask(host)
    assert isinstance(outcome, Temporary)
    assert outcome.reachable
    assert len(host.seen) == ATTEMPTS


async def test_a_body_that_stops(host: Host) -> None:
    """Silence within a body is not waited for beyond its time."""

    async def stops(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        await response.write(b'{"a":')
        await host.release.wait()
        return response

    host.handle("/x", stops)
    outcome = await ask(host, timeouts=Timeouts(silence=0.05))
    assert isinstance(outcome, Temporary)
    assert outcome.reachable


async def test_a_body_that_drips(host: Host) -> None:
    """Bytes that keep coming one by one do not keep a call alive beyond its total."""

    async def drips(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while not host.release.is_set():
            await response.write(b" ")
            await asyncio.sleep(0)
        return response

    host.handle("/x", drips)
    assert await ask(host, timeouts=Timeouts(total=0.2)) == Temporary("timed out")


async def test_an_endless_body(host: Host) -> None:
    """A body is read up to its limit and not further."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        while not host.release.is_set():
            await response.write(b" " * 65_536)
        return response

    host.handle("/x", endless)
    assert await ask(host) == Changed(f"more than {MOST_BYTES} bytes")


async def test_a_gzip_bomb(host: Host) -> None:
    """The limit holds after decompression."""
    bomb = gzip.compress(b" " * (8 * MOST_BYTES), compresslevel=9)
    assert len(bomb) < 64 * 1024
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    host.reply("/x", Reply(bomb, headers=headers))
    assert await ask(host) == Changed(f"more than {MOST_BYTES} bytes")


async def test_compressed_answers_are_read(host: Host) -> None:
    """Honest compression is understood."""
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    host.reply("/x", Reply(gzip.compress(b'{"a": 1}'), headers=headers))
    assert answer(await ask(host)).json == {"a": 1}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html; charset=utf-8", b"<html>Are you human?</html>"),
        ("text/html", b'{"a": 1}'),
        ("application/json", b'{"a": '),
        ("application/json", b"\xff\xfe\x00"),
        ("application/json", b"[" * 100_000),
        ("application/json", b"1" * 10_000),
    ],
)
async def test_success_that_is_not_json(host: Host, kind: str, body: bytes) -> None:
    """HTML, broken JSON, wrong encodings and absurd nesting mean that something changed."""
    host.reply("/x", Reply(body, headers={"Content-Type": kind}))
    assert isinstance(await ask(host), Changed)
    assert len(host.seen) == 1


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/ld+json"])
async def test_json_by_its_other_names(host: Host, kind: str) -> None:
    """Every JSON type is JSON."""
    host.reply("/x", Reply(b"{}", headers={"Content-Type": kind}))
    assert answer(await ask(host)).json == {}


async def test_nothing_listens() -> None:
    """A refused connection says that the host is not reachable, at once."""
    async with Host() as host:
        origin, url = host.origin, f"{host.url}/x"
    sleep = Waiting(ManualClock(NOW))
    async with client_for(private=[origin], sleep=sleep) as client:
        outcome = await client.get_json(url)
    assert isinstance(outcome, Temporary)
    assert not outcome.reachable
    assert sleep.slept == []


async def test_an_unchanged_answer(host: Host) -> None:
    """A host that confirms an ETag gives the same answer again, for the same credential only."""

    async def tagged(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == 'W/"1"':
            return web.Response(status=304, headers={"ETag": 'W/"1"'})
        return web.json_response({"a": 1}, headers={"ETag": 'W/"1"', "X-Kind": "full"})

    host.handle("/x", tagged)
    async with client_for(host) as client:
        first = answer(await client.get_json(f"{host.url}/x"))
        again = answer(await client.get_json(f"{host.url}/x"))
        other = answer(await client.get_json(f"{host.url}/x", credential=TOKEN))
    assert (first.unchanged, again.unchanged, other.unchanged) == (False, True, False)
    assert (again.status, again.json, again.headers["X-Kind"]) == (200, {"a": 1}, "full")


async def test_not_modified_without_a_question(host: Host) -> None:
    """A 304 that nobody asked for is no answer."""
    host.reply("/x", Reply(b"", 304))
    assert await ask(host) == Changed("HTTP 304")


async def test_redirects_are_followed(host: Host) -> None:
    """Up to three, relative ones too, with the credential while the origin stays the same."""
    for step in range(3):
        host.reply(f"/{step}", Reply(b"", 301, {"Location": f"/{step + 1}"}))
    host.reply("/3", {"end": True})
    async with client_for(host) as client:
        found = answer(await client.get_json(f"{host.url}/0", credential=TOKEN))
    assert (found.json, found.url.path) == ({"end": True}, "/3")
    assert {request.headers["Authorization"] for request in host.seen} == {f"Bearer {TOKEN}"}


async def test_a_circle_of_redirects(host: Host) -> None:
    """The fourth redirect is not followed."""
    host.reply("/x", Reply(b"", 302, {"Location": "/x"}))
    assert await ask(host) == Changed("too many redirects")
    assert len(host.seen) == 4


async def test_no_secret_crosses_hosts(host: Host) -> None:
    """Another origin gets neither the credential nor the headers that we sent."""
    async with Host() as other:
        other.reply("/y", {"end": True})
        host.reply("/x", Reply(b"", 302, {"Location": f"{other.url}/y"}))
        async with client_for(host, other) as client:
            url = f"{host.url}/x"
            answer(await client.get_json(url, credential=TOKEN, headers={"X-Key": TOKEN}))
        assert host.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in json.dumps(dict(other.seen[0].headers))


@pytest.mark.parametrize("target", ["http://example.com/", "https://u:p@example.com/", None])
async def test_redirects_that_break_a_rule(host: Host, target: str | None) -> None:
    """A redirect has to keep the rules of the first URL, and to lead somewhere."""
    headers = {"Location": target} if target else {}
    host.reply("/x", Reply(b"", 302, headers))
    assert isinstance(await ask(host), Changed)


async def test_links(host: Host) -> None:
    """`Link` headers give the URLs of further pages."""
    links = f'<{host.url}/x?page=2>; rel="next", </x?page=9>; rel="last"'
    host.reply("/x", Reply([], headers={"Link": links}))
    found = answer(await ask(host))
    assert str(found.link("next")) == f"{host.url}/x?page=2"
    assert str(found.link("last")) == f"{host.url}/x?page=9"
    assert found.link("prev") is None


async def test_no_proxy_of_the_environment(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies that the environment names are not used: they would not keep our rules."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    host.reply("/x", {"ok": True})
    assert answer(await ask(host)).json == {"ok": True}


def test_questions_tell_no_secret() -> None:
    """Neither the text of a question nor the key of its answer holds a credential."""
    question = Question(URL("https://a.example/x"), {"X-Key": TOKEN}, Credential(TOKEN))
    assert TOKEN not in repr(question) + str(question) + str(question.key)


def declared(allowance: Allowance | None = None, at_once: int = 1) -> Declaration:
    return Declaration("town", "Town", NetworkClass.SCORED, allowance=allowance, at_once=at_once)


async def test_an_allowance_is_kept_where_headers_say_nothing(host: Host) -> None:
    """Nineteen of twenty calls go out; then the host is closed until the first is old enough."""
    host.reply("/x", {"ok": True})
    clock = ManualClock(NOW)
    async with client_for(host, clock=clock) as client:
        ours = client.under(declared(Allowance(20, 60)))
        for _ in range(19):
            answer(await ours.get_json(f"{host.url}/x"))
        assert await ours.get_json(f"{host.url}/x") == Limited(NOW + timedelta(seconds=60))
        clock.advance(timedelta(seconds=60))
        answer(await ours.get_json(f"{host.url}/x"))
    assert len(host.seen) == 20


async def test_an_allowance_of_one_a_second_is_waited_for(host: Host) -> None:
    """A moment's closure is no limit to tell of."""
    host.reply("/x", {"ok": True})
    clock = ManualClock(NOW)
    sleep = Waiting(clock)
    async with client_for(host, clock=clock, sleep=sleep) as client:
        ours = client.under(declared(Allowance(1, 1)))
        for _ in range(4):
            answer(await ours.get_json(f"{host.url}/x"))
    assert sleep.slept == [1.0, 1.0, 1.0]


async def test_budgets_are_shared_by_all_who_use_a_client(host: Host) -> None:
    """A limit that one network meets holds for every question to that host."""
    host.reply("/x", Reply({}, 429, {"Retry-After": "300"}))
    async with client_for(host) as client:
        await client.under(declared()).get_json(f"{host.url}/x")
        assert await client.get_json(f"{host.url}/y") == Limited(IN_FIVE_MINUTES)


@pytest.mark.parametrize("place", ["url", "host"])
async def test_a_limit_out_of_a_body_can_be_held(host: Host, place: str) -> None:
    """`backoff` and its kin: for one credential of one host, and for a day at most."""
    host.reply("/x", {"backoff": 300})
    async with client_for(host) as client:
        client.hold(f"{host.url}/x" if place == "url" else "127.0.0.1", TOKEN, IN_FIVE_MINUTES)
        url = f"{host.url}/x"
        assert await client.get_json(url, credential=Credential(TOKEN)) == Limited(IN_FIVE_MINUTES)
        answer(await client.get_json(url))
        client.hold(url, None, NOW + timedelta(days=900))
        assert await client.get_json(url) == Limited(NOW + timedelta(days=1))


async def test_a_maintenance_holds_for_everybody(host: Host) -> None:
    """A host that is closed for an hour is not asked by the next one either."""
    host.reply("/x", Reply(b"closed", 503, {"Retry-After": "300"}))
    async with client_for(host) as client:
        assert await client.get_json(f"{host.url}/x") == Temporary("HTTP 503")
        assert await client.get_json(f"{host.url}/x") == Limited(IN_FIVE_MINUTES)
    assert len(host.seen) == 1


@pytest.mark.parametrize("at_once", [1, 3])
async def test_so_many_at_once(host: Host, at_once: int) -> None:
    """As many requests are under way at one host as its network allows, and not one more."""
    under_way = most = 0

    async def slow(request: web.Request) -> web.StreamResponse:
        nonlocal most, under_way
        under_way += 1
        most = max(most, under_way)
        for _ in range(50):
            await asyncio.sleep(0)
        under_way -= 1
        return web.json_response({})

    host.handle("/x", slow)
    async with client_for(host) as client:
        ours = client.under(declared(at_once=at_once))
        await asyncio.gather(*(ours.get_json(f"{host.url}/x") for _ in range(9)))
    assert most == at_once


async def test_a_date_of_the_last_change_does_as_well(host: Host) -> None:
    """Hosts without ETags confirm what they gave by its date."""
    changed = "Mon, 23 Nov 2026 11:00:00 GMT"

    async def dated(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-Modified-Since") == changed:
            return web.Response(status=304)
        return web.Response(body=b"<feed/>", headers={"Last-Modified": changed})

    host.handle("/feed", dated)
    async with client_for(host) as client:
        first = await client.get_bytes(f"{host.url}/feed")
        again = await client.get_bytes(f"{host.url}/feed")
    assert isinstance(first, Data)
    assert isinstance(again, Data)
    assert (first.value.unchanged, again.value.unchanged) == (False, True)
    assert again.value.body == first.value.body == b"<feed/>"

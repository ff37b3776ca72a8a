"""What goes out besides a bearer token: keys in parameters, forms, and questions for bytes."""

from __future__ import annotations

from aiohttp import web

from scoring.networks.base import Changed, Data, Temporary
from scoring.networks.wire import Answer, Credential, Document
from tests.scoring.networks.serving import Host, Reply, client_for

KEY = Credential("a-secret-key", parameter="key")


async def test_a_key_in_the_url_stays_out_of_sight(host: Host) -> None:
    """The host receives it, and neither the answer's URL nor any text of ours shows it."""
    host.reply("/items", {"a": 1})
    async with client_for(host) as client:
        outcome = await client.get_json(f"{host.url}/items", params={"id": 7}, credential=KEY)
    assert isinstance(outcome, Data)
    assert host.seen[0].query == {"id": "7", "key": "a-secret-key"}
    assert "a-secret-key" not in f"{outcome.value.url} {outcome!r} {KEY!r}"


async def test_a_key_in_a_header(host: Host) -> None:
    """It goes out under the name that the network gave it, as it is."""
    host.reply("/items", [])
    async with client_for(host) as client:
        await client.get_json(f"{host.url}/items", credential=Credential("k", "Api-Key", ""))
    assert host.seen[0].headers["Api-Key"] == "k"
    assert "Authorization" not in host.seen[0].headers


async def test_bytes_come_with_their_type(host: Host) -> None:
    """Whatever the type: whoever asked for bytes judges it."""
    feed = {"Content-Type": "application/rss+xml; charset=utf-8"}
    host.reply("/feed", Reply(b"<rss/>", headers=feed))
    async with client_for(host) as client:
        outcome = await client.get_bytes(f"{host.url}/feed")
    assert isinstance(outcome, Data)
    assert isinstance(outcome.value, Document)
    assert (outcome.value.body, outcome.value.media_type) == (b"<rss/>", "application/rss+xml")


async def test_a_form_is_sent_once(host: Host) -> None:
    """A code can be used once only, so a failing host is not asked again."""
    host.reply("/token", Reply({}, status=500))
    async with client_for(host) as client:
        outcome = await client.post_form(f"{host.url}/token", {"code": "once"})
    assert isinstance(outcome, Temporary)
    assert [request.method for request in host.seen] == ["POST"]


async def test_a_form_follows_no_redirect(host: Host) -> None:
    """What it holds is for one address alone."""
    host.reply("/token", Reply(b"", status=307, headers={"Location": "/elsewhere"}))
    async with client_for(host) as client:
        outcome = await client.post_form(f"{host.url}/token", {"code": "once"})
    assert isinstance(outcome, Changed)
    assert not host.asked("/elsewhere")


async def test_a_form_is_answered_in_json(host: Host) -> None:
    """And what was sent arrives as a form."""

    async def echo(request: web.Request) -> web.StreamResponse:
        return web.json_response(dict(await request.post()))

    host.handle("/token", echo)
    async with client_for(host) as client:
        outcome = await client.post_form(f"{host.url}/token", {"code": "once"})
    assert isinstance(outcome, Data)
    assert isinstance(outcome.value, Answer)
    assert outcome.value.json == {"code": "once"}

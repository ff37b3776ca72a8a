"""A small fediverse on one local host: every name lives there, and answers keep their shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from scoring.networks.base import Profile
from scoring.networks.http import GuardedClient
from scoring.networks.mastodon_hosts import Instances
from tests.scoring.networks.serving import Everywhere, Host, client_for

HOME = "social.example"
NAMES = (HOME, "other.example", "example.org", "social.example.org", "xn--bro-hoa.example")
BORN = datetime(2024, 1, 1, tzinfo=UTC)
ADA = f"https://{HOME}/users/ada"
FINGER = "/.well-known/webfinger"
LOOKUP = "/api/v1/accounts/lookup"
POSTS = "/api/v1/accounts/7/statuses"


def path(post: str, what: str) -> str:
    return f"/api/v1/statuses/{post}/{what}"


def instances(host: Host, tokens: Mapping[str, str] | None = None) -> Instances:
    """Every instance, by its own name, on the port of the local host."""
    return Instances(f"http://{{host}}:{host.port}", tokens or {})


def client_of(host: Host, **options: Any) -> GuardedClient:
    """A client for which every name of this fediverse is the local host."""
    names = [f"{name}:{host.port}" for name in NAMES]
    return client_for(host, private=names, resolver=Everywhere("127.0.0.1"), **options)


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def account(number: int = 7, name: str = "ada", **fields: Any) -> dict[str, Any]:
    """Somebody; those whose `acct` has a host live elsewhere."""
    where = fields.get("acct", name).partition("@")[2] or HOME
    return {
        "id": str(number),
        "username": name,
        "acct": name,
        "display_name": name.title(),
        "url": f"https://{where}/@{name}",
        "uri": f"https://{where}/users/{name}",
        "note": "<p>Hello.</p>",
        "avatar": f"https://{where}/avatar.png",
        "created_at": iso(BORN),
        "locked": False,
        "bot": False,
        "fields": [],
    } | fields


def status(key: str, at: datetime, **fields: Any) -> dict[str, Any]:
    """A post, ada's unless it says otherwise, on which nobody acted."""
    return {
        "id": key,
        "created_at": iso(at),
        "visibility": "public",
        "in_reply_to_id": None,
        "reblog": None,
        "account": account(),
        "favourites_count": 0,
        "reblogs_count": 0,
        "replies_count": 0,
        "tags": [],
    } | fields


def finger(subject: str = f"ada@{HOME}", actor: str = ADA) -> dict[str, Any]:
    """What a domain says of one of its handles."""
    page = {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "x"}
    own = {"rel": "self", "type": "application/activity+json", "href": actor}
    return {"subject": f"acct:{subject}", "links": [page, own]}


def answer_fingers(host: Host, known: Mapping[tuple[str, str], tuple[str, str]]) -> None:
    """WebFinger of several domains: (domain, handle asked) to (subject, actor)."""

    async def answer(request: web.Request) -> web.Response:
        asked = request.query["resource"].removeprefix("acct:")
        found = known.get((request.host.partition(":")[0], asked))
        if found is None:
            return web.Response(status=404, text="<html>", content_type="text/html")
        return web.json_response(finger(*found), content_type="application/jrd+json")

    host.handle(FINGER, answer)


def ada(native_id: str = ADA, created_at: datetime | None = BORN) -> Profile:
    return Profile("mastodon", native_id, f"ada@{HOME}", "Ada", "", created_at)


def settle(host: Host, **fields: Any) -> None:
    """Ada on her instance."""
    host.reply(FINGER, finger())
    host.reply(LOOKUP, account(**fields))

"""After a refresh, the whole database is searched: no text, and no readable id of a third party."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from scoring.clock import ManualClock
from scoring.collect import GO_ON_AFTER
from scoring.core import Core, open_core
from scoring.networks.bluesky import Bluesky, Limits
from scoring.networks.bluesky_names import NameLimits
from scoring.networks.registry import Networks
from tests.scoring.networks.serving import NOW, Host, client_for
from tests.scoring.world import ADA, settings_in

SECRET = "unmistakable-words"
FANS = [f"did:plc:thirdparty{n}" for n in range(30)]
OWN = "did:plc:ada"
XRPC = "/xrpc/app.bsky."


def iso(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat().replace("+00:00", "Z")


def somebody(did: str) -> dict[str, Any]:
    return {
        "did": did,
        "handle": f"{did.rpartition(':')[2]}.handle.test",
        "displayName": f"Name of {did}",
        "description": f"{SECRET} in a bio",
        "avatar": f"https://cdn.example/{did}/avatar",
        "followersCount": 90,
        "followsCount": 80,
        "postsCount": 70,
        "createdAt": iso(800),
    }


def post(key: str, did: str, days: float, **counts: int) -> dict[str, Any]:
    tag = {"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "jazz"}]}
    return {
        "uri": f"at://{did}/app.bsky.feed.post/{key}",
        "author": somebody(did),
        "record": {"text": f"{SECRET} {key}", "createdAt": iso(days), "facets": [tag]},
        "indexedAt": iso(days),
        **counts,
    }


class Sky:
    """A Bluesky in which everybody writes the same words everywhere."""

    def __init__(self, host: Host) -> None:
        self.bio = ""
        counts = {"likeCount": 10, "repostCount": 10, "replyCount": 5, "quoteCount": 5}
        self.posts = [post(f"own{n}", OWN, n + 1, **counts) for n in range(25)]
        answers = {
            "actor.getProfile": self._profile,
            "actor.getProfiles": self._profiles,
            "feed.getAuthorFeed": lambda query: {"feed": [{"post": one} for one in self.posts]},
            "feed.getLikes": lambda query: {
                "likes": [
                    {"actor": somebody(did), "createdAt": iso(1), "indexedAt": iso(1)}
                    for did in FANS[:10]
                ]
            },
            "feed.getRepostedBy": lambda query: {"repostedBy": [somebody(d) for d in FANS[10:20]]},
            "feed.getQuotes": lambda query: {"posts": [post("q", d, 1) for d in FANS[20:25]]},
            "feed.getPostThread": lambda query: {
                "thread": {"replies": [{"post": post("r", d, 1)} for d in FANS[25:]]}
            },
        }
        for method, answer in answers.items():
            host.handle(XRPC + method, self._serving(answer))

    def _serving(self, answer: Any) -> Any:
        async def serve(request: web.Request) -> web.StreamResponse:
            return web.json_response(answer(request.query))

        return serve

    def _profile(self, query: Any) -> dict[str, Any]:
        return {**somebody(OWN), "handle": "ada.test", "description": f"{SECRET} {self.bio}"}

    def _profiles(self, query: Any) -> dict[str, Any]:
        return {"profiles": [somebody(did) for did in query.getall("actors")]}


@asynccontextmanager
async def linked(folder: Path) -> AsyncIterator[tuple[Core, ManualClock]]:
    """A core with one account, linked and read as far as the calls of one reading go."""
    clock = ManualClock(NOW)
    async with Host() as host, client_for(host, clock=clock) as client:
        sky = Sky(host)
        networks = Networks([Bluesky(client, host.url, limits=Limits(names=NameLimits(calls=45)))])
        async with open_core(settings_in(folder), clock, networks=networks) as core:
            challenge = await core.links.begin(ADA, "bluesky:ada.test")
            sky.bio = challenge.code
            await core.links.verify(ADA, "bluesky:ada.test")
            yield core, clock


async def test_no_text_and_no_third_party_is_in_the_database(tmp_path: Path) -> None:
    """Not in its tables, nor in its files: neither ids nor handles, names, words or pictures."""
    async with linked(tmp_path) as (core, clock):
        while await core.collector.refresh_stale():
            clock.advance(GO_ON_AFTER)
        reader = core.database.reader
        names = await reader.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
        tables = {
            name: [tuple(row) for row in await reader.all(f"SELECT * FROM {name}")]  # noqa: S608
            for (name,) in names
        }
        everything = json.dumps(tables, default=str)
        files = b"".join(f.read_bytes() for f in core.database.path.parent.iterdir())
    assert len(tables["audience"]) == len(FANS)
    assert len(tables["publication"]) == 25
    assert OWN in everything
    assert "jazz" in everything
    readable = [SECRET, "handle.test", f"Name of {FANS[0]}", "avatar", "own1", "feed.post", *FANS]
    readable += [did.rpartition(":")[2] for did in FANS]
    for text in readable:
        assert text not in everything, text
        assert text.encode() not in files, text


async def test_what_is_left_of_a_reading_names_nobody_else(tmp_path: Path) -> None:
    """The place where a reading goes on is a date and a cursor of the account's own feed."""
    async with linked(tmp_path) as (core, _):
        (row,) = await core.database.reader.all("SELECT rest_position FROM account")
    assert row[0] == f"{(NOW - timedelta(days=10)).isoformat()}|"

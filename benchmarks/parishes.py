"""Five made-up networks, each on a loopback host of its own that counts what it is asked.

They tell their limits in different ways: an epoch, ISO 8601, seconds, nothing at all, and an
epoch with three requests at once. Whoever asks too much or too fast is refused and noted.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from aiohttp import web

from scoring.clock import Clock
from scoring.networks.base import (
    ActorProfile,
    Allowance,
    Changed,
    Data,
    Declaration,
    Gone,
    Kind,
    NetworkClass,
    Outcome,
    Profile,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.http import GuardedClient

WINDOW = timedelta(seconds=60)
POSTS, LIKED, LIKES = 40, 4, 60  # of an account; of them liked by so many each
WORDS = [f"{one}{two}{three}" for one in "bdfk" for two in ("", "all", "oru") for three in "amy"]
LONG_AGO = datetime.fromtimestamp(0, UTC)
Told = Callable[["Parish", int], Mapping[str, str]]


def _nothing(parish: Parish, left: int) -> Mapping[str, str]:
    del parish, left
    return {}


def _figures(parish: Parish, left: int, prefix: str, reset: str) -> Mapping[str, str]:
    return {
        f"{prefix}Limit": str(parish.calls),
        f"{prefix}Remaining": str(left),
        f"{prefix}Reset": reset,
    }


def _epoch(parish: Parish, left: int) -> Mapping[str, str]:
    return _figures(parish, left, "RateLimit-", str(int(parish.ends.timestamp())))


def _iso(parish: Parish, left: int) -> Mapping[str, str]:
    return _figures(parish, left, "X-RateLimit-", parish.ends.isoformat())


def _seconds(parish: Parish, left: int) -> Mapping[str, str]:
    wait = (parish.ends - parish.clock.now()).total_seconds()
    return _figures(parish, left, "X-Rate-Limit-", str(int(wait) + 1))


@dataclass
class Parish:
    """One host: at most `calls` in any minute and `at_once` together."""

    name: str
    clock: Clock
    calls: int
    told: Told
    at_once: int = 1
    asked: int = 0
    refused: int = 0
    together: int = 0
    most_together: int = 0
    most_in_window: int = 0
    arrivals: deque[datetime] = field(default_factory=deque)
    ends: datetime = LONG_AGO
    confirmed: int = 0
    used: int = 0
    port: int = 0

    @property
    def declaration(self) -> Declaration:
        """What its connector declares: the allowance only where its headers are silent."""
        silent = self.told is _nothing
        return Declaration(
            name=self.name,
            title=self.name.title(),
            network_class=NetworkClass.SCORED,
            kinds=(Kind.LIKE,),
            home=f"https://{self.name}.example",
            allowance=Allowance(self.calls, WINDOW.total_seconds()) if silent else None,
            at_once=self.at_once,
        )

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Count, and answer or refuse."""
        self.together += 1
        self.most_together = max(self.most_together, self.together)
        try:
            await asyncio.sleep(0)
            left = self._count()
            if left < 0:
                self.refused += 1
                return web.json_response({}, status=429, headers={"Retry-After": "60"})
            tag = f'W/"{request.path}"'
            headers = {**self.told(self, left), "ETag": tag}
            if request.headers.get("If-None-Match") == tag:
                self.confirmed += 1
                return web.Response(status=304, headers=headers)
            return web.json_response(_page(request.path), headers=headers)
        finally:
            self.together -= 1

    def _count(self) -> int:
        """How many calls are left; below nothing, this one was too many."""
        now = self.clock.now()
        self.asked += 1
        self.arrivals.append(now)
        while self.arrivals[0] <= now - WINDOW:
            self.arrivals.popleft()
        if now >= self.ends:
            self.ends, self.used = now + WINDOW, 0
        self.used += 1
        counted = len(self.arrivals) if self.told is _nothing else self.used
        self.most_in_window = max(self.most_in_window, counted)
        return self.calls - counted


def _page(path: str) -> Any:
    """`/u/N`, `/u/N/posts` or `/p/N-M/likes`, always the same."""
    random = Random(path)  # noqa: S311 - text to fill pages with

    def text(words: int) -> str:
        return " ".join(random.choices(WORDS, k=words))

    kind, key, *rest = path.strip("/").split("/")
    if kind == "p":
        return [{"id": f"reader-{key}-{n}", "about": text(12)} for n in range(LIKES)]
    if rest:
        return [{"id": f"{key}-{n}", "day": n, "text": text(60)} for n in range(POSTS)]
    return {"id": key, "about": text(40)}


class ParishConnector:
    """Reads a profile, one page of posts, and who liked the newest."""

    def __init__(self, client: GuardedClient, declaration: Declaration, origin: str) -> None:
        self.declaration = declaration
        self._client = client.under(declaration)
        self._base = f"http://{origin}"

    async def _ask(self, path: str) -> Outcome[Any]:
        outcome = await self._client.get_json(self._base + path)
        if not isinstance(outcome, Data):
            return outcome
        return Data(outcome.value.json) if outcome.value.ok else Changed("no answer")

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account, by its native id."""
        outcome = await self._ask(f"/u/{handle}")
        if not isinstance(outcome, Data):
            return outcome
        name, url = self.declaration.name, f"{self.declaration.home}/@{handle}"
        return Data(Profile(name, outcome.value["id"], handle, handle, url, None))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Forty daily posts, four of them with the names of who liked them."""
        del since
        outcome = await self._ask(f"/u/{profile.native_id}/posts")
        if not isinstance(outcome, Data):
            yield outcome
            return
        posts = {one["id"]: now - timedelta(days=one["day"]) for one in outcome.value}
        reactions: list[Reaction] = []
        for key in list(posts)[:LIKED]:
            likes = await self._ask(f"/p/{key}/likes")
            if not isinstance(likes, Data):
                yield likes
                return
            reactions += [Reaction(key, one["id"], Kind.LIKE, posts[key]) for one in likes.value]
        publications = tuple(Publication(key, at) for key, at in posts.items())
        yield Data(Reading(publications, tuple(reactions), min(posts.values()), complete=True))

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Not offered."""
        del native_ids
        return Gone()


@asynccontextmanager
async def open_parishes(clock: Clock) -> AsyncIterator[list[Parish]]:
    """All five, on ports of their own."""
    parishes = [
        Parish("epoch", clock, 300, _epoch),
        Parish("iso", clock, 250, _iso),
        Parish("seconds", clock, 400, _seconds),
        Parish("silent", clock, 200, _nothing),
        Parish("wide", clock, 600, _epoch, at_once=3),
    ]
    async with AsyncExitStack() as stack:
        for parish in parishes:
            runner = web.ServerRunner(web.Server(parish.answer), shutdown_timeout=0.1)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            parish.port = runner.addresses[0][1]
        yield parishes

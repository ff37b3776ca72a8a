"""A small network of a town's own: it speaks the sample network's protocol and tells no future."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from aiohttp import web

from scoring.clock import Clock
from scoring.networks.base import Profile

FOUR_WEEKS = timedelta(weeks=4)
WEEK = timedelta(weeks=1)
KINDS = ("like", "like", "repost", "reply", "quote")


@dataclass(frozen=True)
class Phase:
    """From `start` on: `people` act in four weeks, `posts` are published in a week.

    Everybody acts once, or else the same `circle` of people in turn.
    """

    start: datetime
    people: float
    posts: float
    circle: int = 0


@dataclass
class TownAccount:
    """One account and the life that it leads."""

    handle: str
    created_at: datetime
    phases: list[Phase] = field(default_factory=list)
    bio: str = ""
    topics: tuple[str, ...] = ()
    crowd: bool = False  # four of five who act are accounts made for it

    @property
    def native_id(self) -> str:
        return f"id-{self.handle}"

    @property
    def following(self) -> str:
        """What those who act are named after: many of them are asked for in one address."""
        return self.handle[:30]

    def profile(self) -> Profile:
        """As a connector would hand it over."""
        return Profile(
            network="sample",
            native_id=self.native_id,
            handle=self.handle,
            name=self.handle.title(),
            url=f"https://sample.example/@{self.handle}",
            created_at=self.created_at,
        )

    def published(self, now: datetime) -> list[datetime]:
        """When something was published, oldest first."""
        steady = ((p, WEEK / p.posts) for p in self.phases if p.posts)
        return sorted(at for p, pace in steady for at in self._beats(p, pace, now, first=0.0))

    def acts(self, now: datetime) -> Iterator[tuple[datetime, str, str]]:
        """(when, who, how), phase by phase."""
        for number, phase in enumerate(self.phases):
            pace = FOUR_WEEKS / phase.people if phase.people else FOUR_WEEKS * 1000
            for turn, at in enumerate(self._beats(phase, pace, now, first=0.5)):
                if self.crowd and turn % 5:
                    yield at, f"new-{self.following}-{number}-{turn}", KINDS[turn % len(KINDS)]
                elif phase.circle:
                    yield at, f"{self.following}-friend-{turn % phase.circle}", "reply"
                else:
                    yield at, f"{self.following}-{number}-{turn}", KINDS[turn % len(KINDS)]

    def _beats(
        self, phase: Phase, pace: timedelta, now: datetime, *, first: float
    ) -> Iterator[datetime]:
        """Evenly spaced moments until the next phase begins, or until now."""
        later = [other.start for other in self.phases if other.start > phase.start]
        at = phase.start + pace * first
        while at <= now and at < min([*later, now + WEEK]):
            yield at
            at += pace


class TownNetwork:
    """Serves the accounts of a town as they are now. An asynchronous context manager."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.accounts: dict[str, TownAccount] = {}
        self._refusal: tuple[int, dict[str, str]] | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/accounts/{name}", self._profile)
        app.router.add_get("/accounts/{name}/evidence", self._evidence)
        app.router.add_get("/actors", self._actors)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.host = f"127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.gate.set()
        await self.close()

    async def close(self) -> None:
        """Be out of reach from now on."""
        await self._runner.cleanup()

    def add(
        self,
        handle: str,
        *,
        days: float,
        people: float,
        posts: float,
        circle: int = 0,
        crowd: bool = False,
        topics: tuple[str, ...] = (),
    ) -> str:
        """An account that has led one steady life for `days`; returns its handle."""
        born = self._clock.now() - timedelta(days=days)
        life = [Phase(born, people, posts, circle)]
        self.accounts[handle] = TownAccount(handle, born, life, topics=topics, crowd=crowd)
        return handle

    def change(self, handle: str, *, people: float, posts: float) -> None:
        """From now on, another life."""
        self.accounts[handle].phases.append(Phase(self._clock.now(), people, posts))

    def refuse(self, status: int, **headers: str) -> None:
        """Answer everything like this."""
        self._refusal = status, headers

    async def _profile(self, request: web.Request) -> web.Response:
        self.asked.set()
        await self.gate.wait()
        account = self._find(request)
        if self._refusal is not None or account is None:
            return self._refused()
        told = {
            "id": account.native_id,
            "handle": account.handle,
            "name": account.profile().name,
            "url": account.profile().url,
            "bio": account.bio,
            "created_at": account.created_at.isoformat(),
            "publications": len(account.published(self._clock.now())),
        }
        return web.json_response(told)

    async def _evidence(self, request: web.Request) -> web.Response:
        account = self._find(request)
        if self._refusal is not None or account is None:
            return self._refused()
        since = request.query.get("since")
        moment = datetime.fromisoformat(since) if since else account.created_at
        return web.json_response(_evidence_of(account, moment, self._clock.now()))

    async def _actors(self, request: web.Request) -> web.Response:
        """Everybody is somebody, but for the new ones."""
        names = request.query["ids"].split(",")
        return web.json_response({"actors": [_actor(name, self._clock.now()) for name in names]})

    def _refused(self) -> web.Response:
        status, headers = self._refusal or (404, {})
        return web.json_response({"error": "refused"}, status=status, headers=headers)

    def _find(self, request: web.Request) -> TownAccount | None:
        name = request.match_info["name"].removeprefix("id-")
        return self.accounts.get(name)


def _actor(name: str, now: datetime) -> dict[str, Any]:
    """The profile of somebody who acts: well known for years, or made yesterday."""
    new = name.startswith("new-")
    return {
        "id": name,
        "created_at": (now - timedelta(days=1 if new else 900)).isoformat(),
        "followers": 0 if new else 900,
        "followings": 90,
        "publications": 0 if new else 300,
        "picture": not new,
        "text": not new,
    }


def _evidence_of(account: TownAccount, since: datetime, now: datetime) -> dict[str, Any]:
    """What was published or acted on since, with all reactions to it, on one page."""
    published = account.published(now)
    by_post: dict[int, list[tuple[datetime, str, str]]] = {}
    for act in account.acts(now):
        post = bisect_right(published, act[0]) - 1
        if post >= 0:
            by_post.setdefault(post, []).append(act)
    touched = [
        n
        for n, at in enumerate(published)
        if at >= since or any(act[0] >= since for act in by_post.get(n, ()))
    ]
    return {
        "publications": [
            {
                "id": f"{account.handle}-post-{n}",
                "at": published[n].isoformat(),
                "totals": {},
                "topics": account.topics,
            }
            for n in touched
        ],
        "reactions": [
            {
                "publication": f"{account.handle}-post-{n}",
                "actor": who,
                "kind": how,
                "at": at.isoformat(),
            }
            for n in touched
            for at, who, how in by_post.get(n, ())
        ],
        "next": None,
    }

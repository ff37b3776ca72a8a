"""The sample network: a small JSON server on loopback which tells nothing of the future."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.sandbox.sample.ledger import AccountView, Ledger, reaction_row
from bot.sandbox.sample.lives import SampleCommunity
from bot.sandbox.sample.strangers import actor_row, profile_of
from scoring.clock import Clock

LONGEST_LIST = 500


class SampleNetwork:
    """Serves the accounts of `community` as they are at `clock.now()`.

    An asynchronous context manager. The evidence of an account is generated when it is first
    asked for, as of the day of `start`.
    """

    def __init__(self, community: SampleCommunity, clock: Clock, start: datetime) -> None:
        self._clock = clock
        self._start = start
        self._ledgers = {
            account.handle: Ledger(owner, account, start) for owner, account in community.owned()
        }
        self._by_id = {ledger.account.native_id: ledger for ledger in self._ledgers.values()}
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes any that is free."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/accounts", self._list_accounts),
                web.get("/accounts/{handle}", self._account),
                web.get("/accounts/{handle}/publications", self._publications),
                web.get("/accounts/{handle}/evidence", self._evidence),
                web.get("/publications/{id}/reactions", self._reactions),
                web.get("/actors", self._actors),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def close(self) -> None:
        """Stop listening; closing twice is harmless."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    @property
    def host(self) -> str:
        """`host:port`, as `http.allow_private_hosts` wants it. Raises RuntimeError when closed."""
        if self._runner is None:
            raise RuntimeError("the sample network is not listening")
        address, port = self._runner.addresses[0][:2]
        return f"{address}:{port}"

    @property
    def base_url(self) -> str:
        """Where it listens. Raises RuntimeError when it does not."""
        return f"http://{self.host}"

    def accounts(self) -> tuple[AccountView, ...]:
        """Every account with its bio as it is now."""
        return tuple(ledger.view() for ledger in self._ledgers.values())

    def edit_bio(self, handle: str, text: str) -> None:
        """What the owner of an account writes about themselves. Raises LookupError."""
        if handle not in self._ledgers:
            raise LookupError(f"no sample account is called {handle}")
        self._ledgers[handle].bio = text

    async def _list_accounts(self, _: web.Request) -> web.Response:
        now = self._clock.now()
        return web.json_response([ledger.profile(now) for ledger in self._ledgers.values()])

    async def _account(self, request: web.Request) -> web.Response:
        ledger = self._find(request)
        return _unknown() if ledger is None else web.json_response(ledger.profile(self._now()))

    async def _publications(self, request: web.Request) -> web.Response:
        """Newest first; `before` is the id of the last publication that was read."""
        ledger = self._find(request)
        if ledger is None:
            return _unknown()
        before, now = request.query.get("before"), self._now()
        limit = _number(request, "limit", LONGEST_LIST)
        known = ledger.published_by(now)
        end = known if before is None else ledger.position(before)
        if limit is None or end is None:
            return _misunderstood()
        listed = ledger.publications[: min(end, known)]
        rows = [ledger.publication_row(item, now) for item in listed[::-1][:limit]]
        return web.json_response({"publications": rows})

    async def _reactions(self, request: web.Request) -> web.Response:
        """Oldest first; `after` is how many were read before."""
        identity = request.match_info["id"]
        ledger = self._ledgers.get(identity.rpartition("-")[0])
        if ledger is None or ledger.position(identity) is None:
            return _unknown()
        after = _number(request, "after", 0)
        limit = _number(request, "limit", LONGEST_LIST)
        if after is None or limit is None:
            return _misunderstood()
        listed = ledger.reactions_to(identity, self._now())[after : after + limit]
        return web.json_response({"reactions": [reaction_row(item) for item in listed]})

    async def _evidence(self, request: web.Request) -> web.Response:
        """Publications newest first, each with all its reactions. With `since`, those only
        which are younger or were acted on since. `page` is what the last answer called next."""
        ledger, since = self._find(request), None
        if ledger is None:
            return _unknown()
        page = _number(request, "page", 0)
        try:
            if "since" in request.query:
                since = datetime.fromisoformat(request.query["since"])
        except ValueError:
            page = None
        if page is None or (since is not None and since.tzinfo is None):
            return _misunderstood()
        return web.json_response(ledger.evidence_page(since, page, self._now()))

    async def _actors(self, request: web.Request) -> web.Response:
        """The profiles behind `ids`, separated by commas; whoever is unknown is left out."""
        asked = [name for name in request.query.get("ids", "").split(",") if name]
        if not 0 < len(asked) <= LONGEST_LIST:
            return _misunderstood()
        known = (profile_of(name, self._start) for name in asked)
        return web.json_response({"actors": [actor_row(one) for one in known if one]})

    def _find(self, request: web.Request) -> Ledger | None:
        name = request.match_info["handle"].lower()
        return self._ledgers.get(name) or self._by_id.get(name)

    def _now(self) -> datetime:
        return self._clock.now()


def _number(request: web.Request, name: str, otherwise: int) -> int | None:
    """A whole number from the query, at most `LONGEST_LIST` for a limit; None if it is none."""
    text = request.query.get(name)
    if text is None:
        return otherwise
    if not (text.isascii() and text.isdecimal()):
        return None
    return min(int(text), LONGEST_LIST) if name == "limit" else int(text)


def _unknown() -> web.Response:
    return web.json_response({"error": "not_found"}, status=404)


def _misunderstood() -> web.Response:
    return web.json_response({"error": "bad_request"}, status=400)

"""Networks that are read with consent, on a local server that gives tokens as they do."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from aiohttp import web
from yarl import URL

from scoring.challenge import Challenge
from scoring.clock import ManualClock
from scoring.consent import Doors, Verdict
from scoring.core import Core, open_core
from scoring.models import Account
from scoring.settings import CoreSettings, HttpSettings, NetworkSettings
from tests.scoring.networks.serving import Host
from tests.scoring.world import ADA, settings_in

DOORS = Doors("https://bot.example", connections=False)
CLIENT, SECRET = "our-id", "our-secret"
LASTS = 3600


@dataclass
class Issuer:
    """A token endpoint that is strict about who asks, with which code, for which redirect."""

    host: Host
    path: str
    basic: bool = False
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # code -> challenge, redirect
    refreshing: str = ""  # the refresh token that is good now
    access: set[str] = field(default_factory=set)
    lasts: int | None = LASTS
    rotates: bool = True
    given: int = 0
    refusal: tuple[int, dict[str, Any]] = (400, {"status": 400, "message": "Invalid refresh token"})
    unknown_client: bool = False

    def __post_init__(self) -> None:
        self.host.handle(self.path, self._token)

    def consent(self, address: str, code: str = "good") -> str:
        """The member says yes there; the state that comes back."""
        asked = URL(address).query
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        self.codes[code] = (asked["code_challenge"], asked["redirect_uri"])
        return asked["state"]

    def withdraw(self) -> None:
        """The member took it back on the network: nothing that was given is good any more."""
        self.refreshing = ""
        self.access.clear()

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        if self.unknown_client or self._client(request, form) != (CLIENT, SECRET):
            return web.json_response(
                {"status": 403, "message": "invalid client secret"}, status=403
            )
        if form["grant_type"] == "client_credentials":
            self.access.add("app")
            return web.json_response({"access_token": "app", "expires_in": 10**6})
        if not self._is_good(form):
            status, body = self.refusal
            return web.json_response(body, status=status)
        self.given += 1
        token = {"access_token": f"access-{self.given}", "token_type": "bearer"}
        if self.lasts is not None:
            token["expires_in"] = self.lasts  # type: ignore[assignment]
        if self.rotates or form["grant_type"] == "authorization_code":
            self.refreshing = token["refresh_token"] = f"refresh-{self.given}"
        self.access.add(token["access_token"])
        return web.json_response(token)

    def _client(self, request: web.Request, form: dict[str, str]) -> tuple[str, ...]:
        if not self.basic:
            return form.get("client_id", ""), form.get("client_secret", "")
        assert "client_secret" not in form
        pair = request.headers["Authorization"].removeprefix("Basic ")
        return tuple(b64decode(pair).decode().split(":"))

    def _is_good(self, form: dict[str, str]) -> bool:
        if form["grant_type"] == "refresh_token":
            return bool(self.refreshing) and form["refresh_token"] == self.refreshing
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        told = (urlsafe_b64encode(digest).rstrip(b"=").decode(), form["redirect_uri"])
        return self.codes.pop(form["code"], None) == told

    def holds(self, request: web.Request) -> str | None:
        """The token that a request carries, if it is good."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return token if token in self.access else None


def _no_right() -> web.Response:
    return web.json_response({"status": 401, "message": "Invalid OAuth token"}, status=401)


@dataclass
class Twitch:
    """Two channels; whoever asks unasked is shown the one that the token belongs to."""

    host: Host
    issuer: Issuer
    owner: str = "7"

    users: ClassVar[dict[str, str]] = {"7": "ada", "8": "bob"}

    def __post_init__(self) -> None:
        self.host.handle("/users", self._users)
        for path in ("/channels/followers", "/clips", "/videos", "/games"):
            self.host.handle(path, self._lists)

    async def _users(self, request: web.Request) -> web.Response:
        token = self.issuer.holds(request)
        if token is None or request.headers["Client-Id"] != CLIENT:
            return _no_right()
        wanted = request.query.get("id") or request.query.get("login")
        if wanted is None:
            wanted = self.owner if token != "app" else ""
        found = [
            {"id": number, "login": login, "display_name": login, "description": ""}
            for number, login in self.users.items()
            if wanted in (number, login)
        ]
        return web.json_response({"data": found})

    async def _lists(self, request: web.Request) -> web.Response:
        if self.issuer.holds(request) is None:
            return _no_right()
        return web.json_response({"data": [], "pagination": {}})


@dataclass
class Pinterest:
    """One account, shown to its owner alone."""

    host: Host
    issuer: Issuer
    username: str = "Ada"

    def __post_init__(self) -> None:
        self.host.handle("/user_account", self._account)
        for path in ("/pins", "/boards"):
            self.host.handle(path, self._lists)

    async def _account(self, request: web.Request) -> web.Response:
        if self.issuer.holds(request) in (None, "app"):
            return _no_right()
        return web.json_response({"id": "99", "username": self.username})

    async def _lists(self, request: web.Request) -> web.Response:
        return web.json_response({"items": []}) if self.issuer.holds(request) else _no_right()


@dataclass
class Shore:
    """The core, and the two networks."""

    core: Core
    clock: ManualClock
    twitch: Twitch
    pinterest: Pinterest

    def address(self, challenge: Challenge, site: str) -> str:
        """Where the browser is sent for an offer."""
        (offer,) = [one for one in challenge.offers if one.site == site]
        state = URL(offer.url).query["state"]
        known = self.core.grants.application(site)
        assert known is not None
        challenge_code = self.core.consents.challenge(state)
        return str(known.consent_url(DOORS.callback(site), state, challenge_code))

    async def agree(self, reference: str, user: int = ADA, **more: Any) -> Verdict:
        """From the command to a yes on the network, and back."""
        site = reference.partition(":")[0]
        challenge = await self.core.links.begin(user, reference, **more)
        place = self.twitch if site == "twitch" else self.pinterest
        state = place.issuer.consent(self.address(challenge, site))
        errand = await self.core.consents.claim(site, state)
        assert errand is not None
        return await self.core.consents.accept(errand, state, "good")

    async def link(self, reference: str, user: int = ADA, **more: Any) -> Account:
        """An account that its owner consented to."""
        assert await self.agree(reference, user, **more) is Verdict.CONFIRMED
        return (await self.core.links.verify(user)).account

    async def stored(self) -> str:
        """Every row of every table, as text."""
        reader = self.core.database.reader
        names = await reader.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
        rows = [await reader.all(f"SELECT * FROM {one['name']}") for one in names]  # noqa: S608
        return json.dumps([[list(row) for row in table] for table in rows])

    async def consents(self) -> int:
        """How many consents are kept."""
        return len(await self.core.database.reader.all("SELECT * FROM consent"))


def coast(folder: Path, host: Host, pins: Host, **more: Any) -> CoreSettings:
    """Settings in which this bot is registered with both networks."""
    own = {"enabled": True, "client_id": CLIENT, "client_secret": SECRET}
    networks = {"twitch": {**own, "base_url": host.url}, "pinterest": {**own, "base_url": pins.url}}
    return settings_in(folder).model_copy(
        update={
            "http": HttpSettings(allow_private_hosts=(host.origin, pins.origin)),
            "networks": {k: NetworkSettings.model_validate(v) for k, v in networks.items()},
            **more,
        }
    )


@asynccontextmanager
async def open_shore(folder: Path, clock: ManualClock) -> AsyncIterator[Shore]:
    """Both networks on servers of their own, and the core."""
    async with Host() as host, Host() as pins:
        twitch = Twitch(host, Issuer(host, "/oauth2/token"))
        pinterest = Pinterest(pins, Issuer(pins, "/v5/oauth/token", basic=True))
        async with open_core(coast(folder, host, pins), clock, doors=DOORS) as core:
            yield Shore(core, clock, twitch, pinterest)

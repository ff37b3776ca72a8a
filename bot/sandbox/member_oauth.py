"""Discord's OAuth for members, as far as connections go: consent, tokens, who it is, what they
connected. It is strict about what Discord is strict about: redirect, secret, challenge, one use."""

from __future__ import annotations

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import web
from yarl import URL

from bot.i18n import I18n
from bot.sandbox.discord_state import DiscordState
from bot.sandbox.payloads import user_json
from bot.sandbox.refusals import Json, RefusedError, unauthorized
from bot.sandbox.rest import PREFIX, Call, Rest
from bot.ui.page import HEADERS, Way, page

LASTS = 604_800


@dataclass(frozen=True)
class Registered:
    """The application as its developer registered it, and what its people connected."""

    client_secret: str = field(repr=False)
    redirect_uris: Sequence[str]
    connections: Callable[[int], list[Json]]


@dataclass(frozen=True)
class _Code:
    user_id: int
    scopes: frozenset[str]
    redirect_uri: str
    challenge: str


@dataclass(frozen=True)
class _Token:
    user_id: int
    scopes: frozenset[str]


class MemberOAuth:
    """Consent of members, and what may be asked with it."""

    def __init__(self, state: DiscordState, registered: Registered | None, *, token: str) -> None:
        self._state = state
        self._bot_token = token
        self._registered = registered
        self._codes: dict[str, _Code] = {}
        self._tokens: dict[str, _Token] = {}
        self._i18n = I18n.load()

    def mount(self, app: web.Application) -> None:
        """The pages and the token endpoints."""
        app.router.add_get("/oauth2/authorize", self.authorize)
        app.router.add_post(f"{PREFIX}/oauth2/token", self.token)
        app.router.add_post(f"{PREFIX}/oauth2/token/revoke", self.revoke)

    def mount_rest(self, rest: Rest, app: web.Application) -> None:
        """What a member's token opens."""
        rest.add(app, "GET", "/users/@me", self.me, public=True)
        rest.add(app, "GET", "/users/@me/connections", self.connected, public=True)

    @property
    def live(self) -> int:
        """How many tokens have not been revoked."""
        return len(self._tokens)

    async def authorize(self, request: web.Request) -> web.Response:
        """The page of consent; with `as`, the answer that one of the sample people gives."""
        asked = request.query
        redirect = asked.get("redirect_uri", "")
        if self._registered is None or not self._is_ours(asked.get("client_id"), redirect):
            return web.Response(status=400, text="invalid client_id or redirect_uri")
        if asked.get("response_type") != "code":
            return _back(redirect, error="unsupported_response_type", state=asked.get("state", ""))
        who = asked.get("as")
        if who is None:
            return self._ask(request)
        if not (who.isdecimal() and int(who) in self._state.users):
            return _back(redirect, error="access_denied", state=asked.get("state", ""))
        hashed = asked.get("code_challenge_method", "") in ("", "S256")
        code = secrets.token_urlsafe(24)
        challenge = asked.get("code_challenge", "") if hashed else ""
        scopes = frozenset(asked.get("scope", "").split())
        self._codes[code] = _Code(int(who), scopes, redirect, challenge)
        return _back(redirect, code=code, state=asked.get("state", ""))

    async def token(self, request: web.Request) -> web.Response:
        """A code for a token, once."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._is_known(form):
            return web.json_response({"error": "invalid_client"}, status=401)
        code = self._codes.pop(form.get("code", ""), None)
        fits = code is not None and form.get("redirect_uri") == code.redirect_uri
        if form.get("grant_type") != "authorization_code" or code is None or not fits:
            return web.json_response({"error": "invalid_grant"}, status=400)
        if code.challenge and _s256(form.get("code_verifier", "")) != code.challenge:
            return web.json_response({"error": "invalid_grant"}, status=400)
        access = secrets.token_urlsafe(24)
        self._tokens[access] = _Token(code.user_id, code.scopes)
        given = {"access_token": access, "token_type": "Bearer", "expires_in": LASTS}
        scope = " ".join(sorted(code.scopes))
        return web.json_response({**given, "refresh_token": "unused", "scope": scope})

    async def revoke(self, request: web.Request) -> web.Response:
        """A token that opens nothing any more."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._is_known(form):
            return web.json_response({"error": "invalid_client"}, status=401)
        self._tokens.pop(form.get("token", ""), None)
        return web.json_response({})

    def me(self, call: Call) -> Json:
        """The member who said yes; or the bot, by its own token."""
        if call.web.headers.get("Authorization") == f"Bot {self._bot_token}":
            return user_json(self._state.bot) | {"verified": True, "mfa_enabled": False}
        return user_json(self._state.user(self._holder(call, "identify").user_id))

    def connected(self, call: Call) -> list[Json]:
        """What they connected, hidden ones among it, as Discord does."""
        holder = self._holder(call, "connections")
        return self._registered.connections(holder.user_id) if self._registered else []

    def _holder(self, call: Call, scope: str) -> _Token:
        given = call.web.headers.get("Authorization", "").removeprefix("Bearer ")
        held = self._tokens.get(given)
        if held is None:
            raise unauthorized()
        if scope not in held.scopes:
            raise RefusedError(403, 50001, "Missing Access")
        return held

    def _is_ours(self, client_id: str | None, redirect: str) -> bool:
        known = self._registered.redirect_uris if self._registered else ()
        return client_id == str(self._state.bot.id) and redirect in known

    def _is_known(self, form: Mapping[str, str]) -> bool:
        known = self._registered
        pair = (form.get("client_id"), form.get("client_secret"))
        return known is not None and pair == (str(self._state.bot.id), known.client_secret)

    def _ask(self, request: web.Request) -> web.Response:
        t = self._i18n.speak(request.headers.get("Accept-Language", "en").split(",")[0])
        here = request.rel_url
        people = [one for guild in self._state.guilds.values() for one in guild.members.values()]
        ways = [Way(p.name, str(here.update_query({"as": str(p.id)}))) for p in people if not p.bot]
        nobody = Way(t("sandbox.consent.no"), str(here.update_query({"as": "nobody"})))
        written = page(
            t,
            t("sandbox.consent.title"),
            t("sandbox.consent.text"),
            small=t("sandbox.consent.small"),
            good=True,
            ways=[nobody, *ways],
        )
        return web.Response(text=written, content_type="text/html", headers=HEADERS)


def _back(redirect: str, **answer: str) -> web.Response:
    location = str(URL(redirect).update_query(answer))
    return web.Response(status=302, headers={"Location": location})


def _s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()

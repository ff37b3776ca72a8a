"""Discord's own connections: asked once, to confirm the one account that a member named.

The list and the token live for the length of one call. The client that fetches them is made for it
and closed with it, so that nothing of them stays in a cache either; the token is revoked at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yarl import URL

from bot.settings import Settings
from scoring.clock import Clock
from scoring.consent import DISCORD, Consents, Doors, Verdict
from scoring.core import open_client
from scoring.errors import DomainError
from scoring.networks.base import Data, NeedsCredentials, Outcome
from scoring.networks.connecting import secret
from scoring.networks.http import GuardedClient
from scoring.networks.registry import Networks
from scoring.networks.shapes import record, text
from scoring.store.consents import Errand

API = "https://discord.com/api/v10"
AUTHORIZE = "https://discord.com/oauth2/authorize"
SCOPES = "identify connections"
# Where Discord's id of a connection is the network's own; elsewhere it only tells a name.
BY_ID = frozenset({"bluesky", "github", "sample", "twitch", "twitter", "youtube"})


class Connections:
    """Discord's OAuth, as the application of this bot."""

    def __init__(
        self, settings: Settings, networks: Networks, consents: Consents, doors: Doors, clock: Clock
    ) -> None:
        self._settings = settings
        self._networks = networks
        self._consents = consents
        self._redirect = doors.callback(DISCORD)
        self._clock = clock
        self._api = (settings.discord.api_base or API).rstrip("/")

    def consent_url(self, state: str) -> URL:
        """Where Discord asks the member."""
        return URL(self._settings.discord.authorize_url or AUTHORIZE).update_query(
            response_type="code",
            client_id=self._settings.discord.client_id or "",
            redirect_uri=self._redirect,
            scope=SCOPES,
            state=state,
            code_challenge=self._consents.challenge(state),
            code_challenge_method="S256",
        )

    async def accept(self, errand: Errand, state: str, code: str) -> Verdict:
        """What came of the member's yes."""
        async with open_client(self._settings, self._clock) as client:
            token = await self._token(client, state, code)
            if not isinstance(token, Data):
                refused = isinstance(token, NeedsCredentials)
                return Verdict.REFUSED if refused else Verdict.UNREACHABLE
            try:
                return await self._judge(client, token.value, errand)
            finally:
                revoked = {"token": token.value, "token_type_hint": "access_token"}
                await self._post(client, "/oauth2/token/revoke", revoked)

    async def _judge(self, client: GuardedClient, token: str, errand: Errand) -> Verdict:
        """Who said yes has to be the member who asked; only then is their list looked at."""
        me = await client.get_json(f"{self._api}/users/@me", credential=token)
        if not (isinstance(me, Data) and me.value.ok):
            return Verdict.UNREACHABLE
        if text(record(me.value.json).get("id")) != str(errand.user_id):
            return Verdict.OTHER_PERSON
        found = await client.get_json(f"{self._api}/users/@me/connections", credential=token)
        if not (isinstance(found, Data) and found.value.ok and isinstance(found.value.json, list)):
            return Verdict.UNREACHABLE
        native_id = await self._named(errand, [record(one) for one in found.value.json])
        if native_id is None:
            return Verdict.NOT_FOUND
        await self._consents.confirm(errand, native_id)
        return Verdict.CONFIRMED

    async def _named(self, errand: Errand, listed: Sequence[Mapping[str, Any]]) -> str | None:
        """The native id of the account that was named, if it is in the list."""
        kind = self._networks.declaration(errand.network).connection
        good = [one for one in listed if one.get("type") == kind and _is_good(one)]
        if kind in BY_ID and any(one.get("id") == errand.native_id for one in good):
            return errand.native_id
        names = [text(one.get("name")) for one in good if not _has_id(one)]
        if any(self._is_called(errand, name) for name in names):
            return await self._resolved(errand)
        return None

    def _is_called(self, errand: Errand, name: str) -> bool:
        """Whether a name or address of Discord's is the handle that the member named."""
        for typed in (f"{errand.network}:{name}", name):
            try:
                found = self._networks.parse(typed)
            except DomainError:
                continue
            if found.network == errand.network:
                return found.handle == errand.handle
        return False

    async def _resolved(self, errand: Errand) -> str | None:
        """Whose the name is today: the network is asked again."""
        network = self._networks.connector(errand.network)
        profile = await network.profile(errand.handle) if network else None
        if not isinstance(profile, Data) or profile.value.native_id != errand.native_id:
            return None
        return errand.native_id

    async def _token(self, client: GuardedClient, state: str, code: str) -> Outcome[str]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": self._consents.verifier(state),
        }
        outcome = await self._post(client, "/oauth2/token", form)
        if not isinstance(outcome, Data):
            return outcome
        token = text(record(outcome.value).get("access_token"))
        return Data(token) if token else NeedsCredentials()

    async def _post(
        self, client: GuardedClient, path: str, form: Mapping[str, str]
    ) -> Outcome[Mapping[str, Any]]:
        own = {
            "client_id": self._settings.discord.client_id or "",
            "client_secret": secret(self._settings.discord.client_secret) or "",
        }
        outcome = await client.post_form(self._api + path, {**form, **own})
        return Data(record(outcome.value.json)) if isinstance(outcome, Data) else outcome


def doors_of(settings: Settings) -> Doors | None:
    """Where members give consent in a browser, if the operator opened anything."""
    if settings.web.port is None or not settings.web.public_url:
        return None
    known = bool(settings.discord.client_id and secret(settings.discord.client_secret))
    return Doors(settings.web.public_url, known)


def _is_good(one: Mapping[str, Any]) -> bool:
    """Verified, not revoked, and shown on the member's profile: what they hide stays hidden."""
    shown = one.get("visibility") == 1
    return one.get("verified") is True and not one.get("revoked") and shown


def _has_id(one: Mapping[str, Any]) -> bool:
    """Whether the connection says by an id of the network's own who it is: names change hands."""
    if one.get("type") == "bluesky":
        return text(one.get("id")).startswith("did:")
    return one.get("type") in BY_ID

"""Members' own consent on a network (`Declaration.oauth`): asked for, kept sealed, renewed.

Tokens are in the clear only in memory, while something is asked with them. What a network calls a
consent that was taken back ends in `NeedsCredentials`, and the tokens are erased.
"""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from yarl import URL

from scoring.clock import Clock
from scoring.models import Account
from scoring.networks.base import (
    Changed,
    Data,
    Declaration,
    Grantable,
    Granted,
    NeedsCredentials,
    Network,
    OAuth,
    Outcome,
    Profile,
    Proof,
    Temporary,
)
from scoring.networks.connecting import secret
from scoring.networks.http import GuardedClient
from scoring.networks.registry import Networks
from scoring.networks.shapes import count, record, text
from scoring.networks.wire import Answer, Credential
from scoring.settings import NetworkSettings
from scoring.store import consents
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys
from scoring.store.sealing import Seal

EARLY = timedelta(minutes=2)  # a token that is about to expire is not used any more
FRESH = timedelta(hours=1)  # a token that is refused so soon after it was given is no good at all
LONGEST = 10**8  # seconds that a token may be said to last
REFUSED = (400, 401, 403)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a network gave for a member's consent. `until` is None where it does not say."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    until: datetime | None

    def good(self, now: datetime) -> bool:
        """Whether it can still be asked with."""
        return self.until is None or now < self.until - EARLY

    def written(self) -> str:
        """As text, to be sealed."""
        until = None if self.until is None else int(self.until.timestamp())
        return json.dumps([self.access, self.refresh, until])

    @classmethod
    def read(cls, written: str) -> Tokens:
        """The same, back from text."""
        access, refresh, until = json.loads(written)
        return cls(access, refresh, None if until is None else datetime.fromtimestamp(until, UTC))


@dataclass(frozen=True, slots=True)
class Application:
    """This bot as it is registered with a network."""

    oauth: OAuth
    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: URL
    token_url: URL

    def consent_url(self, redirect_uri: str, state: str, challenge: str) -> URL:
        """Where a member says yes, with a challenge by S256 (RFC 7636)."""
        return self.authorize_url.update_query(
            response_type="code",
            client_id=self.client_id,
            redirect_uri=redirect_uri,
            scope=self.oauth.separator.join(self.oauth.scopes),
            state=state,
            code_challenge=challenge,
            code_challenge_method="S256",
        )

    @property
    def credential(self) -> Credential | None:
        """The header that says who asks, where the network wants it there."""
        if not self.oauth.basic:
            return None
        pair = b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        return Credential(pair, prefix="Basic ")

    @property
    def form(self) -> dict[str, str]:
        """The same in the form, where it is wanted there."""
        if self.oauth.basic:
            return {}
        return {"client_id": self.client_id, "client_secret": self.client_secret}


class Grants:
    """The tokens of members, and the connectors that ask with them."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        client: GuardedClient,
        settings: Mapping[str, NetworkSettings],
        keys: Keys,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._client = client
        self._settings = settings
        self._seal = Seal(keys.derive("seal", "grants"))
        self._clock = clock
        self._renewing = asyncio.Lock()

    def application(self, network: str) -> Application | None:
        """How to ask for consent on a network; None where it is off or we are not registered."""
        oauth = self._networks.declaration(network).oauth
        chosen = self._settings.get(network, NetworkSettings())
        password = secret(chosen.client_secret)
        if oauth is None or not (chosen.client_id and password):
            return None
        if not isinstance(self._networks.connector(network), Grantable):
            return None
        places = (_at(url, chosen.base_url) for url in (oauth.authorize_url, oauth.token_url))
        return Application(oauth, chosen.client_id, password, *places)

    async def exchange(
        self, network: str, code: str, redirect_uri: str, verifier: str
    ) -> Outcome[Tokens]:
        """A code for tokens."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        outcome = await self._ask(network, form)
        return _tokens(outcome.value, self._clock.now()) if isinstance(outcome, Data) else outcome

    def granted(self, network: str, tokens: Tokens) -> Granted | None:
        """The connector of a network, asking with these tokens."""
        connector = self._networks.connector(network)
        return connector.granted(tokens.access) if isinstance(connector, Grantable) else None

    def close(self, tokens: Tokens, network: str, native_id: str) -> str:
        """Tokens as they are stored, bound to their account."""
        return self._seal.close(tokens.written(), network, native_id)

    def open(self, sealed: str, network: str, native_id: str) -> Tokens | None:
        """Stored tokens; None where the key is another one now."""
        written = self._seal.open(sealed, network, native_id)
        return None if written is None else Tokens.read(written)

    async def connector(self, network: Network, account: Account) -> Outcome[Network]:
        """The connector that reads an account: as its member where they gave their consent."""
        held = await consents.get(self._database.reader, account.id)
        if held is None or not isinstance(network, Grantable):
            return Data(network)
        outcome = await self._granted(network, account, held)
        return Data(outcome.value) if isinstance(outcome, Data) else outcome

    async def owner(self, account: Account) -> Outcome[Profile]:
        """To whom the kept consent belongs, asked anew; `NeedsCredentials` where it is no more."""
        network = self._networks.connector(account.network)
        if not isinstance(network, Grantable):
            return Temporary("the network is off")
        outcome: Outcome[Profile] = NeedsCredentials()
        held = await consents.get(self._database.reader, account.id)
        if held is not None:
            asking = await self._granted(network, account, held)
            outcome = await asking.value.owner() if isinstance(asking, Data) else asking
            if isinstance(asking, Data) and isinstance(outcome, NeedsCredentials):
                await self.refused(account)
        if isinstance(outcome, NeedsCredentials):
            gone = await consents.get(self._database.reader, account.id) is None
            return outcome if gone else Temporary("nobody can ask with it now")
        return outcome

    async def _granted(
        self, network: Grantable, account: Account, held: consents.Consent
    ) -> Outcome[Granted]:
        tokens = self.open(held.sealed, account.network, account.native_id)
        if tokens is None:
            return await self._withdraw(account)
        if tokens.good(self._clock.now()):
            return Data(network.granted(tokens.access))
        renewed = await self._renew(account)
        if not isinstance(renewed, Data):
            return renewed
        return Data(network.granted(renewed.value.access))

    async def refused(self, account: Account) -> None:
        """The network refused a token before its time: it is renewed, and given up where that
        fails, or where the refused one was new itself."""
        held = await consents.get(self._database.reader, account.id)
        if held is None:
            return
        if self._clock.now() - held.renewed_at < FRESH:
            await self._withdraw(account)
        else:
            await self._renew(account, even_if_good=True)

    async def lacks(self, connection: Connection, account: Account) -> bool:
        """Whether an account cannot be read because its member's consent is not there."""
        if self._networks.declaration(account.network).oauth is None:
            return False
        return await consents.get(connection, account.id) is None

    async def _renew(self, account: Account, *, even_if_good: bool = False) -> Outcome[Tokens]:
        async with self._renewing:
            held = await consents.get(self._database.reader, account.id)
            sealed = "" if held is None else held.sealed
            tokens = self.open(sealed, account.network, account.native_id)
            if tokens is None or not tokens.refresh:
                return await self._withdraw(account)
            if tokens.good(self._clock.now()) and not even_if_good:
                return Data(tokens)
            return await self._ask_anew(account, tokens)

    async def _ask_anew(self, account: Account, former: Tokens) -> Outcome[Tokens]:
        form = {"grant_type": "refresh_token", "refresh_token": former.refresh}
        outcome = await self._ask(account.network, form)
        if not isinstance(outcome, Data):
            return outcome
        if _is_withdrawn(outcome.value):
            return await self._withdraw(account)
        found = _tokens(outcome.value, self._clock.now(), former.refresh)
        if isinstance(found, Data):
            sealed = self.close(found.value, account.network, account.native_id)
            async with self._database.tx() as tx:
                await consents.renew(tx, account.id, sealed, self._clock.now())
        return found

    async def _ask(self, network: str, form: Mapping[str, str]) -> Outcome[Answer]:
        known = self.application(network)
        if known is None:
            return NeedsCredentials()
        whole = {**form, **known.form}
        return await self._client.post_form(known.token_url, whole, credential=known.credential)

    async def _withdraw(self, account: Account) -> NeedsCredentials:
        async with self._database.tx() as tx:
            await consents.withdraw(tx, account.id)
        return NeedsCredentials()


def only_by_consent(declaration: Declaration) -> bool:
    """Whether a network shows an account to its owner alone: there is no field for a code."""
    return Proof.OAUTH in declaration.proofs and declaration.ownership_field is None


def _at(url: str, base_url: str | None) -> URL:
    """Another server has its consent at the same paths."""
    declared = URL(url)
    return URL(base_url).origin().with_path(declared.path) if base_url else declared


def _tokens(answer: Answer, now: datetime, refresh: str = "") -> Outcome[Tokens]:
    """What a token endpoint gave; a refresh token that it does not repeat stays good."""
    if answer.status in REFUSED:
        return NeedsCredentials()
    body = record(answer.json)
    access = text(body.get("access_token"))
    if not (answer.ok and access):
        return Changed(f"no token, HTTP {answer.status}")
    lasts = count(body.get("expires_in"))
    until = None if lasts is None else now + timedelta(seconds=min(lasts, LONGEST))
    return Data(Tokens(access, text(body.get("refresh_token")) or refresh, until))


def _is_withdrawn(answer: Answer) -> bool:
    """Whether it is the member's token that is refused, and not ourselves (RFC 6749, 5.2)."""
    body = record(answer.json)
    said = f"{text(body.get('error'))} {text(body.get('message'))}".casefold()
    return answer.status in REFUSED and "client" not in said

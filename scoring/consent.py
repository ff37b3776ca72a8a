"""Errands: a member is sent to a site in a browser, and comes back with one account confirmed.

An errand is bound to the member, the network, the account that they named and its page. Its state
serves once and expires with the code; only its hash is kept, and the rest (RFC 7636's verifier, the
mark of the browser) is derived from it, so that a restart in between loses nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum

from scoring.clock import Clock
from scoring.grants import Grants, Tokens, only_by_consent
from scoring.networks.base import (
    Data,
    Declaration,
    Failure,
    NeedsCredentials,
    Network,
    Profile,
    Proof,
)
from scoring.networks.registry import Networks
from scoring.store import consents
from scoring.store.challenges import PendingProof
from scoring.store.consents import Confirmation, Errand
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys

DISCORD = "discord"
STATE = re.compile(r"[A-Za-z0-9_-]{43}")
STATE_BYTES = 32


class Verdict(StrEnum):
    """How an errand ended."""

    CONFIRMED = "confirmed"
    NOT_FOUND = "not_found"  # not among the connections, or hidden there
    OTHER_PERSON = "other_person"
    OTHER_ACCOUNT = "other_account"
    REFUSED = "refused"
    EXPIRED = "expired"
    OTHER_BROWSER = "other_browser"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where members give their consent: the public address of the web port, and whether
    Discord may be asked for their connections."""

    public_url: str
    connections: bool

    def start(self, site: str, state: str) -> str:
        """Where an errand begins."""
        return f"{self.public_url}/oauth/{site}/start?state={state}"

    def callback(self, site: str) -> str:
        """The redirect URI, exactly as it has to be registered."""
        return f"{self.public_url}/oauth/{site}/callback"


@dataclass(frozen=True, slots=True)
class Offer:
    """A way to confirm an account in the browser: through Discord, or on the network itself."""

    site: str
    url: str


class Consents:
    """Errands under way, and what they confirmed."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        keys: Keys,
        grants: Grants,
        clock: Clock,
        doors: Doors | None,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._grants = grants
        self._clock = clock
        self.doors = doors

    def sites(self, declaration: Declaration) -> tuple[str, ...]:
        """Where an account of this network can be confirmed."""
        if self.doors is None:
            return ()
        listed = Proof.CONNECTION in declaration.proofs and declaration.connection
        through = (DISCORD,) if self.doors.connections and listed else ()
        own = (declaration.name,) if self._grants.application(declaration.name) else ()
        return (*through, *own)

    async def offers(
        self, tx: Connection, proof: PendingProof, locale: str, only: str | None = None
    ) -> tuple[Offer, ...]:
        """A new errand for each site, or for one; those begun before for the same account are
        over."""
        await consents.drop(tx, proof.user_id, proof.network, proof.native_id)
        await consents.drop_expired(tx, self._clock.now())
        if self.doors is None:
            return ()
        made: list[Offer] = []
        sites = self.sites(self._networks.declaration(proof.network))
        for site in (one for one in sites if only in (None, one)):
            state = secrets.token_urlsafe(STATE_BYTES)
            errand = Errand(
                proof.user_id,
                site,
                proof.network,
                proof.native_id,
                proof.handle,
                proof.page,
                locale,
                proof.expires_at,
            )
            await consents.put_errand(tx, _hash(state), errand)
            made.append(Offer(site, self.doors.start(site, state)))
        return tuple(made)

    async def look(self, site: str, state: str) -> Errand | None:
        """The errand of a state, if it is still good."""
        if not STATE.fullmatch(state):
            return None
        found = await consents.errand(self._database.reader, _hash(state), site)
        return found if found and found.expires_at > self._clock.now() else None

    async def claim(self, site: str, state: str) -> Errand | None:
        """The same, for the one time that it serves."""
        if await self.look(site, state) is None:
            return None
        async with self._database.tx() as tx:
            return await consents.take_errand(tx, _hash(state), site)

    def verifier(self, state: str) -> str:
        """The secret behind the challenge of an errand (RFC 7636), known to nobody else."""
        return _text(self._keys.derive("verifier", state))

    def challenge(self, state: str) -> str:
        """What the site is told of it: its S256."""
        return _text(hashlib.sha256(self.verifier(state).encode()).digest())

    def mark(self, state: str) -> str:
        """What the browser that began an errand carries."""
        return _text(self._keys.derive("browser", state))

    def is_marked(self, state: str, mark: str) -> bool:
        """Whether it is the browser that began the errand."""
        return hmac.compare_digest(self.mark(state).encode(), mark.encode())

    async def confirm(self, errand: Errand, native_id: str, tokens: Tokens | None = None) -> None:
        """The account is the member's: they take it up with *Verify*."""
        sealed = self._grants.close(tokens, errand.network, native_id) if tokens else None
        found = Confirmation(
            errand.user_id,
            errand.network,
            errand.native_id,
            native_id,
            errand.page,
            sealed,
            errand.expires_at,
        )
        async with self._database.tx() as tx:
            await consents.confirm(tx, found)

    async def accept(self, errand: Errand, state: str, code: str) -> Verdict:
        """A network's own consent: only the account that was named is confirmed by it."""
        if self.doors is None:
            return Verdict.UNREACHABLE
        redirect = self.doors.callback(errand.site)
        verifier = self.verifier(state)
        outcome = await self._grants.exchange(errand.network, code, redirect, verifier)
        if not isinstance(outcome, Data):
            return _verdict(outcome)
        asking = self._grants.granted(errand.network, outcome.value)
        owner = await asking.owner() if asking else NeedsCredentials()
        if not isinstance(owner, Data):
            return _verdict(owner)
        if not _is_named(errand, owner.value):
            return Verdict.OTHER_ACCOUNT
        await self.confirm(errand, owner.value.native_id, outcome.value)
        return Verdict.CONFIRMED

    async def confirmed(self, proof: PendingProof) -> Confirmation | None:
        """What was confirmed of a pending account, for the page for which it is pending."""
        found = await consents.confirmed(
            self._database.reader, proof.user_id, proof.network, proof.native_id
        )
        good = found and found.page == proof.page and found.expires_at > self._clock.now()
        return found if good else None

    def asking(self, network: Network, found: Confirmation | None) -> Network:
        """The connector that sees a confirmed account."""
        if found is None or found.sealed is None:
            return network
        tokens = self._grants.open(found.sealed, found.network, found.native_id)
        return (self._grants.granted(found.network, tokens) if tokens else None) or network

    async def take_up(
        self, tx: Connection, proof: PendingProof, found: Confirmation | None, account_id: int
    ) -> None:
        """The account is linked: its consent is kept with it, and errands for it are over."""
        if found is not None and found.sealed is not None:
            await consents.put(tx, account_id, found.sealed, self._clock.now())
        await consents.drop(tx, proof.user_id, proof.network, proof.native_id)

    async def forget(self, tx: Connection, proof: PendingProof) -> None:
        """The proof served something else: nothing that it brought is kept."""
        await consents.drop(tx, proof.user_id, proof.network, proof.native_id)

    def unseen(self, declaration: Declaration, handle: str) -> Profile | None:
        """An account that nobody but its owner is shown, as far as its name goes.

        None where the network can be asked without consent, or no consent can be asked for.
        """
        if not only_by_consent(declaration) or declaration.name not in self.sites(declaration):
            return None
        return Profile(declaration.name, "", handle, handle, declaration.home, None)

    async def forget_expired(self) -> None:
        """On every beat: what nobody took up in time is gone, its tokens with it."""
        now = self._clock.now()
        if await consents.any_expired(self._database.reader, now):
            async with self._database.tx() as tx:
                await consents.drop_expired(tx, now)


def _is_named(errand: Errand, owner: Profile) -> bool:
    """By the native id; by the name only where nothing else was known."""
    if errand.native_id:
        return owner.native_id == errand.native_id
    return owner.handle.casefold() == errand.handle.casefold()


def _verdict(failure: Failure) -> Verdict:
    return Verdict.REFUSED if isinstance(failure, NeedsCredentials) else Verdict.UNREACHABLE


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()

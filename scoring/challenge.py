"""Challenges: a code for an account, and whether its proof is there, whatever it is for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn

from scoring.clock import Clock
from scoring.consent import Consents, Offer
from scoring.errors import DomainError
from scoring.grants import only_by_consent
from scoring.models import Account
from scoring.networks.base import Data, Gone, Network, Profile, Proof
from scoring.networks.reference import Reference, same_handle
from scoring.networks.registry import Networks
from scoring.networks.words import refusal
from scoring.proofs import Missing, Prover, Way, one_time, ways
from scoring.store import challenges
from scoring.store.accounts import Proved
from scoring.store.challenges import PendingProof, Purpose
from scoring.store.consents import Confirmation
from scoring.store.db import Database
from scoring.store.keys import Keys

CODE_LIVES = timedelta(minutes=15)
CODE_BYTES = 8
CODES_A_DAY = 10
TRIES = 5  # at finding one code


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a member has to write where to prove an account, by one of `ways`, or can confirm in
    the browser.

    The code is empty where the network shows an account only with its owner's consent.
    """

    network: str
    title: str
    handle: str
    code: str
    field: str
    url: str
    expires_at: datetime
    ways: tuple[Way, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A challenge that was met: by which proof, of which account, and how it was confirmed."""

    proof: PendingProof
    profile: Profile
    proved: Proved
    confirmed: Confirmation | None


class Challenges:
    """Hands out codes and looks for them."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        keys: Keys,
        prover: Prover,
        consents: Consents,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._prover = prover
        self._consents = consents
        self._clock = clock

    async def require_room(self, user: int) -> None:
        """Raises DomainError where somebody asked for too many codes today."""
        if await challenges.used(self._database.reader, user, self._clock.now()) >= CODES_A_DAY:
            raise DomainError("codes_used_up", n=CODES_A_DAY)

    async def profile(self, network: Network, named: Reference) -> Profile:
        """The account that was named. Raises DomainError where it is not there, or unprovable."""
        if unseen := self._consents.unseen(network.declaration, named.handle):
            return unseen
        outcome = await network.profile(named.handle)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, named.handle, outcome)
        profile = outcome.value
        if not ways(network.declaration, profile.handle, profile.native_id):
            raise DomainError("proof_not_offered", network=network.declaration.title)
        return profile

    async def hand_out(
        self,
        user: int,
        profile: Profile,
        purpose: Purpose,
        *,
        page: str | None = None,
        locale: str = "en",
        only: str | None = None,
    ) -> Challenge:
        """A new code, in place of a former one for the same account; of the sites where it could
        be confirmed `only` one is offered, if it is named."""
        now = self._clock.now()
        proof = PendingProof(
            user,
            profile.network,
            profile.native_id,
            profile.handle,
            page,
            f"renown-{secrets.token_hex(CODE_BYTES)}",
            now + CODE_LIVES,
            purpose=purpose,
        )
        async with self._database.tx() as tx:
            await challenges.drop_expired(tx, now)
            await challenges.put(tx, proof)
            await challenges.use(tx, user, now)
            offers = await self._consents.offers(tx, proof, locale, only)
        return self._challenge(proof, profile.url, offers)

    async def pending(self, user: int, purpose: Purpose) -> tuple[Challenge, ...]:
        """The codes that are still good."""
        held = await challenges.of_user(self._database.reader, user)
        now = self._clock.now()
        good = [p for p in held if p.expires_at > now and p.purpose is purpose]
        return tuple(self._challenge(one, "") for one in good)

    async def look(self, user: int, reference: str | None, *purposes: Purpose) -> Found:
        """The proof of a pending account. Raises DomainError where none is there."""
        proof = await self._pending(user, reference, purposes)
        if proof.tries >= TRIES:
            raise DomainError("tries_used_up", n=TRIES, handle=proof.handle)
        network = self._networks.reachable(proof.network)
        confirmed = await self._consents.confirmed(proof)
        if confirmed is None and only_by_consent(network.declaration):
            raise DomainError("consent_not_given", network=network.declaration.title)
        asking = self._consents.asking(network, confirmed)
        native_id = confirmed.native_id if confirmed else proof.native_id
        outcome = await asking.profile(native_id)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, proof.handle, outcome)
        profile = outcome.value
        if profile.native_id != native_id:
            raise refusal(network.declaration, proof.handle, Gone())
        proved = await self._proved(proof, network, profile, confirmed)
        return Found(proof, profile, proved, confirmed)

    def names(self, named: Reference, one: Account | PendingProof) -> bool:
        """Whether a reference means this account, in whichever spelling."""
        if one.network != named.network:
            return False
        declaration = self._networks.declaration(named.network)
        return named.handle == one.native_id or same_handle(declaration, named.handle, one.handle)

    async def _proved(
        self,
        proof: PendingProof,
        network: Network,
        profile: Profile,
        confirmed: Confirmation | None,
    ) -> Proved:
        """By which way the account is proved. Raises DomainError where it is by none."""
        if confirmed is not None:
            return Proved(Proof.OAUTH if confirmed.sealed else Proof.CONNECTION)
        found = await self._prover.look(network, profile, one_time(proof.code), proof.user_id)
        if isinstance(found, Missing):
            await self._missed(proof, found)
        return Proved(found, self._keys.mark(profile.network, profile.native_id, proof.code))

    async def _missed(self, proof: PendingProof, found: Missing) -> NoReturn:
        async with self._database.tx() as tx:
            await challenges.count_try(tx, proof)
        raise DomainError("code_missing", places=list(found.places), handle=proof.handle)

    async def _pending(
        self, user: int, reference: str | None, purposes: tuple[Purpose, ...]
    ) -> PendingProof:
        held = await challenges.of_user(self._database.reader, user)
        held = [proof for proof in held if proof.purpose in purposes]
        if reference is not None:
            named = self._networks.parse(reference)
            held = [p for p in held if self.names(named, p)]
        if not held:
            raise DomainError("nothing_pending")
        good = [p for p in held if p.expires_at > self._clock.now()]
        if not good:
            raise DomainError("code_expired")
        if len(good) > 1 and reference is None:
            raise DomainError("several_pending")
        return good[0]

    def _challenge(
        self, proof: PendingProof, url: str, offers: tuple[Offer, ...] = ()
    ) -> Challenge:
        declaration = self._networks.declaration(proof.network)
        return Challenge(
            proof.network,
            declaration.title,
            proof.handle,
            "" if only_by_consent(declaration) else proof.code,
            declaration.ownership_field or "",
            url,
            proof.expires_at,
            ways(declaration, proof.handle, proof.native_id),
            offers,
        )

"""Linking an account: opt in, with a proof that only its owner can give."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.clock import Clock
from scoring.collect import Collector
from scoring.errors import DomainError
from scoring.models import Account, Subject, SubjectKind
from scoring.networks.base import Data, Network, NetworkClass, Profile
from scoring.networks.reference import Reference
from scoring.networks.registry import Networks
from scoring.networks.words import refusal
from scoring.placing import place
from scoring.privacy import Rights
from scoring.store import accounts, privacy, rights, standings, subjects, weekly
from scoring.store.accounts import PendingProof
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys

CODE_LIVES = timedelta(minutes=15)
CODE_BYTES = 8
MOST_ACCOUNTS = 25


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a member has to write where to prove an account."""

    network: str
    title: str
    handle: str
    code: str
    field: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    """An account that was proved, and who had it before."""

    account: Account
    subject: Subject
    previous_owner: int | None


class Linking:
    """Opting in, account by account."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        keys: Keys,
        collector: Collector,
        person_rights: Rights,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._collector = collector
        self._rights = person_rights
        self._clock = clock

    async def begin(
        self, user: int, reference: str, *, page: str | None = None, consented: bool = False
    ) -> Challenge:
        """Hand out a code for an account. An account on a closed network is only noted.

        Where the network's declaration wants consent nothing is read without it; the code that
        is handed out then, and the proof that comes of it, are its only trace. Raises DomainError
        where the account cannot be linked.
        """
        if await self._rights.opted_out(user):
            raise DomainError("own_opted_out")
        named = self._networks.parse(reference)
        network = await self._open(user, named, page)
        if network.declaration.consent and not consented:
            raise DomainError("consent_missing", network=network.declaration.title)
        profile = await self._profile(network, named)
        await self._allowed(user, profile)
        proof = PendingProof(
            user,
            profile.network,
            profile.native_id,
            profile.handle,
            page,
            f"renown-{secrets.token_hex(CODE_BYTES)}",
            self._clock.now() + CODE_LIVES,
        )
        async with self._database.tx() as tx:
            await accounts.drop_expired(tx, self._clock.now())
            await accounts.put_proof(tx, proof)
        return self._challenge(proof, profile.url)

    async def verify(self, user: int, reference: str | None = None) -> Linked:
        """Look for the code and bind the account to the member.

        Raises DomainError where there is nothing to verify, or the code is not there.
        """
        proof = await self._pending(user, reference)
        network = self._networks.reachable(proof.network)
        outcome = await network.profile(proof.native_id)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, proof.handle, outcome)
        profile = outcome.value
        await self._allowed(user, profile)
        if not any(proof.code in text for text in profile.texts):
            raise DomainError("code_missing", field=self._field(proof), handle=proof.handle)
        linked = await self._bind(user, proof, profile)
        await self._collector.refresh(linked.account)
        return linked

    async def pending(self, user: int) -> tuple[Challenge, ...]:
        """The codes that are still good."""
        held = await accounts.proofs(self._database.reader, user)
        now = self._clock.now()
        return tuple(self._challenge(p, "") for p in held if p.expires_at > now)

    async def accounts(self, user: int) -> tuple[Account, ...]:
        """Everything that a member linked, as person or steward."""
        return tuple(await accounts.of_user(self._database.reader, user))

    async def subjects(self, user: int) -> tuple[Subject, ...]:
        """The member's own person and their pages."""
        return tuple(await subjects.of_user(self._database.reader, user))

    async def subject_of(self, account: Account) -> Subject:
        """The person or page to which an account belongs."""
        found = await subjects.get(self._database.reader, account.subject_id)
        if found is None:
            raise DomainError("not_linked", account=account.handle)
        return found

    async def show_here(self, user: int, community: int, subject_id: int) -> None:
        """The second yes: to be seen in this community."""
        await self._rights.show_here(user, community, subject_id)

    async def only_me(self, user: int, community: int, subject_id: int) -> None:
        """Not seen in this community."""
        await self._rights.only_me(user, community, subject_id)

    async def shown(self, user: int, community: int) -> Mapping[int, bool]:
        """For each of the member's subjects, whether others see it here."""
        reader = self._database.reader
        own = await subjects.of_user(reader, user)
        return {s.id: await subjects.is_visible(reader, s.id, community) for s in own}

    async def remove(self, user: int, reference: str) -> Account | Reference:
        """Unlink an account, or forget one that was only named."""
        named = self._networks.parse(reference)
        for account in await self.accounts(user):
            if account.network == named.network and named.handle in (
                account.handle,
                account.native_id,
            ):
                await self._rights.unlink(user, account)
                return account
        if await self._forget_named(user, named):
            return named
        raise DomainError("not_linked", account=reference)

    async def named(self, user: int) -> Sequence[tuple[str, str]]:
        """Accounts on closed networks that the member named: (network, handle)."""
        own = await subjects.of_user(self._database.reader, user)
        return [pair for s in own for pair in await accounts.named(self._database.reader, s.id)]

    async def _open(self, user: int, named: Reference, page: str | None) -> Network:
        """The connector for a reference; an account on a closed network is noted instead."""
        declaration = self._networks.declaration(named.network)
        if declaration.network_class is not NetworkClass.CLOSED:
            return self._networks.reachable(named.network)
        async with self._database.tx() as tx:
            subject = await self._subject(tx, user, page)
            await accounts.name_closed(tx, subject.id, named.network, named.handle)
        raise DomainError(
            "closed_noted", network=declaration.title, reason=declaration.reason or "closed"
        )

    async def _profile(self, network: Network, named: Reference) -> Profile:
        outcome = await network.profile(named.handle)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, named.handle, outcome)
        if network.declaration.ownership_field is None:
            raise DomainError("proof_not_offered", network=network.declaration.title)
        return outcome.value

    async def _allowed(self, user: int, profile: Profile) -> None:
        """Refuse what somebody else opted out, and more accounts than one person has."""
        hashed = self._keys.account(profile.network, profile.native_id)
        reader = self._database.reader
        if await privacy.opted_out(reader, hashed) and not await self._was_own(user, profile):
            raise DomainError("opted_out_account", handle=profile.handle)
        if len(await accounts.of_user(reader, user)) >= MOST_ACCOUNTS:
            raise DomainError("too_many_accounts", n=MOST_ACCOUNTS)

    async def _was_own(self, user: int, profile: Profile) -> bool:
        """Whether the one who opted the account out is asking, and proved that it is theirs."""
        held = await accounts.proofs(self._database.reader, user)
        return any(
            p.native_id == profile.native_id
            and p.network == profile.network
            and any(p.code in text for text in profile.texts)
            for p in held
        )

    async def _pending(self, user: int, reference: str | None) -> PendingProof:
        held = await accounts.proofs(self._database.reader, user)
        if reference is not None:
            named = self._networks.parse(reference)
            held = [
                p
                for p in held
                if p.network == named.network and named.handle in (p.handle, p.native_id)
            ]
        if not held:
            raise DomainError("nothing_pending")
        good = [p for p in held if p.expires_at > self._clock.now()]
        if not good:
            raise DomainError("code_expired")
        if len(good) > 1 and reference is None:
            raise DomainError("several_pending")
        return good[0]

    async def _bind(self, user: int, proof: PendingProof, profile: Profile) -> Linked:
        now = self._clock.now()
        async with self._database.tx() as tx:
            former = await accounts.find(tx, profile.network, profile.native_id)
            subject = await self._subject(tx, user, proof.page)
            previous = await self._take_over(tx, former, subject)
            account = await accounts.link(tx, subject.id, profile, now)
            await accounts.drop_proof(tx, proof)
        return Linked(account, subject, previous)

    async def _take_over(
        self, tx: Connection, former: Account | None, subject: Subject
    ) -> int | None:
        """The newest proof wins; returns the member who had the account before."""
        if former is None or former.subject_id == subject.id:
            return None
        owner = await subjects.get(tx, former.subject_id)
        await accounts.unlink(tx, former.id)
        if owner is None:
            return None
        if await accounts.of_subject(tx, owner.id):
            await place(tx, owner)
        else:
            places = [m.community_id for m in await subjects.memberships(tx, owner.id)]
            await weekly.mark_stale(tx, places, {owner.id})
            await standings.drop_everywhere(tx, owner.id)
            await rights.scrub_boards(tx, {owner.id})
            await subjects.drop_if_empty(tx, owner.id)
        return owner.user_id if owner.user_id != subject.user_id else None

    async def _subject(self, tx: Connection, user: int, page: str | None) -> Subject:
        kind = SubjectKind.PERSON if page is None else SubjectKind.PAGE
        return await subjects.ensure(tx, kind, user, page or "", self._clock.now())

    async def _forget_named(self, user: int, named: Reference) -> bool:
        async with self._database.tx() as tx:
            for subject in await subjects.of_user(tx, user):
                if await accounts.forget_named(tx, subject.id, named.network, named.handle):
                    await subjects.drop_if_empty(tx, subject.id)
                    return True
        return False

    def _field(self, proof: PendingProof) -> str:
        return self._networks.declaration(proof.network).ownership_field or ""

    def _challenge(self, proof: PendingProof, url: str) -> Challenge:
        declaration = self._networks.declaration(proof.network)
        return Challenge(
            proof.network,
            declaration.title,
            proof.handle,
            proof.code,
            self._field(proof),
            url,
            proof.expires_at,
        )

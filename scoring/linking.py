"""Linking an account: opt in, with a proof that only its owner can give."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

from scoring.clock import Clock
from scoring.collect import Collector
from scoring.consent import Consents, Offer
from scoring.errors import DomainError
from scoring.grants import only_by_consent
from scoring.losing import lose
from scoring.models import Account, Subject, SubjectKind
from scoring.networks.base import Data, Gone, Network, NetworkClass, Profile, Proof
from scoring.networks.reference import Reference, same_handle
from scoring.networks.registry import Networks
from scoring.networks.words import refusal
from scoring.notices import NoticeKind
from scoring.privacy import Rights
from scoring.proofs import Missing, Prover, Way, one_time, ways
from scoring.store import accounts, challenges, notices, privacy, subjects
from scoring.store.accounts import Proved
from scoring.store.challenges import PendingProof
from scoring.store.consents import Confirmation
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys

CODE_LIVES = timedelta(minutes=15)
CODE_BYTES = 8
MOST_ACCOUNTS = 25
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
        prover: Prover,
        consents: Consents,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._collector = collector
        self._rights = person_rights
        self._prover = prover
        self._consents = consents
        self._clock = clock

    async def begin(
        self,
        user: int,
        reference: str,
        *,
        page: str | None = None,
        consented: bool = False,
        locale: str = "en",
    ) -> Challenge:
        """Hand out a code for an account. An account on a closed network is only noted.

        Where the network's declaration wants consent nothing is read without it; the code that
        is handed out then, and the proof that comes of it, are its only trace. `locale` is for
        the pages that a browser shows. An account that is linked to one of the member's own pages
        stays on it. Raises DomainError where the account cannot be linked.
        """
        if await self._rights.opted_out(user):
            raise DomainError("own_opted_out")
        named = self._networks.parse(reference)
        network = await self._open(user, named, page)
        if network.declaration.consent and not consented:
            raise DomainError("consent_missing", network=network.declaration.title)
        if await challenges.used(self._database.reader, user, self._clock.now()) >= CODES_A_DAY:
            raise DomainError("codes_used_up", n=CODES_A_DAY)
        profile = await self._profile(network, named)
        await self._allowed(user, profile)
        proof = PendingProof(
            user,
            profile.network,
            profile.native_id,
            profile.handle,
            page or await self._own_page(user, profile),
            f"renown-{secrets.token_hex(CODE_BYTES)}",
            self._clock.now() + CODE_LIVES,
        )
        async with self._database.tx() as tx:
            await challenges.drop_expired(tx, self._clock.now())
            await challenges.put(tx, proof)
            await challenges.use(tx, user, self._clock.now())
            offers = await self._consents.offers(tx, proof, locale)
        return self._challenge(proof, profile.url, offers)

    async def verify(
        self, user: int, reference: str | None = None, *, locale: str | None = None
    ) -> Linked:
        """Look for a proof, or for what a browser confirmed, and bind the account to the member,
        who reads `locale`.

        Raises DomainError where there is nothing to verify, or no proof is there.
        """
        proof = await self._pending(user, reference)
        if proof.tries >= TRIES:
            raise DomainError("tries_used_up", n=TRIES, handle=proof.handle)
        network = self._networks.reachable(proof.network)
        found = await self._consents.confirmed(proof)
        if found is None and only_by_consent(network.declaration):
            raise DomainError("consent_not_given", network=network.declaration.title)
        asking = self._consents.asking(network, found)
        native_id = found.native_id if found else proof.native_id
        outcome = await asking.profile(native_id)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, proof.handle, outcome)
        profile = outcome.value
        if profile.native_id != native_id:
            raise refusal(network.declaration, proof.handle, Gone())
        await self._allowed(user, profile)
        proved = await self._proved(proof, network, profile, found)
        linked = await self._bind(user, proof, profile, found, replace(proved, locale=locale))
        await self._collector.refresh(linked.account)
        return linked

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

    async def pending(self, user: int) -> tuple[Challenge, ...]:
        """The codes that are still good."""
        held = await challenges.of_user(self._database.reader, user)
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
        newest_first = reversed(await self.accounts(user))
        for account in sorted(newest_first, key=lambda one: one.native_id != named.handle):
            if self._names(named, account):
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
        if unseen := self._consents.unseen(network.declaration, named.handle):
            return unseen
        outcome = await network.profile(named.handle)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, named.handle, outcome)
        profile = outcome.value
        if not ways(network.declaration, profile.handle, profile.native_id):
            raise DomainError("proof_not_offered", network=network.declaration.title)
        return profile

    async def _allowed(self, user: int, profile: Profile) -> None:
        """Refuse what somebody else opted out, and more accounts than one person has."""
        reader = self._database.reader
        await self._not_opted_out(reader, profile)
        others = [a for a in await accounts.of_user(reader, user) if not _is(a, profile)]
        if len(others) >= MOST_ACCOUNTS:
            raise DomainError("too_many_accounts", n=MOST_ACCOUNTS)

    async def _not_opted_out(self, connection: Connection, profile: Profile) -> None:
        hashed = self._keys.account(profile.network, profile.native_id)
        if await privacy.opted_out(connection, hashed):
            raise DomainError("opted_out_account", handle=profile.handle)

    async def _own_page(self, user: int, profile: Profile) -> str | None:
        """The member's page on which the account is: to prove it again does not take it off."""
        known = await accounts.find(self._database.reader, profile.network, profile.native_id)
        own = await subjects.of_user(self._database.reader, user) if known else []
        return next((s.name for s in own if known and s.id == known.subject_id and s.name), None)

    def _names(self, named: Reference, one: Account | PendingProof) -> bool:
        """Whether a reference means this account, in whichever spelling."""
        if one.network != named.network:
            return False
        declaration = self._networks.declaration(named.network)
        return named.handle == one.native_id or same_handle(declaration, named.handle, one.handle)

    async def _pending(self, user: int, reference: str | None) -> PendingProof:
        held = await challenges.of_user(self._database.reader, user)
        if reference is not None:
            named = self._networks.parse(reference)
            held = [p for p in held if self._names(named, p)]
        if not held:
            raise DomainError("nothing_pending")
        good = [p for p in held if p.expires_at > self._clock.now()]
        if not good:
            raise DomainError("code_expired")
        if len(good) > 1 and reference is None:
            raise DomainError("several_pending")
        return good[0]

    async def _bind(
        self,
        user: int,
        proof: PendingProof,
        profile: Profile,
        found: Confirmation | None,
        proved: Proved,
    ) -> Linked:
        now = self._clock.now()
        async with self._database.tx() as tx:
            await self._not_opted_out(tx, profile)
            if not await challenges.take(tx, proof):
                raise DomainError("nothing_pending")
            former = await accounts.find(tx, profile.network, profile.native_id)
            subject = await self._subject(tx, user, proof.page)
            previous = await self._take_over(tx, former, subject)
            account = await accounts.link(tx, subject.id, profile, now, proved)
            await self._consents.take_up(tx, proof, found, account.id)
        return Linked(account, subject, previous)

    async def _take_over(
        self, tx: Connection, former: Account | None, subject: Subject
    ) -> int | None:
        """The newest proof wins; returns the member who had the account before, and is told."""
        if former is None or former.subject_id == subject.id:
            return None
        locale = await accounts.language(tx, former.id)
        owner = await lose(tx, former)
        if owner is None or owner.user_id == subject.user_id:
            return None
        data = {"network": former.network, "handle": former.handle, "page": owner.name}
        now = self._clock.now()
        await notices.put(tx, owner.user_id, NoticeKind.TAKEN_OVER, data, locale, now)
        return owner.user_id

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

    def _challenge(
        self, proof: PendingProof, url: str, offers: tuple[Offer, ...] = ()
    ) -> Challenge:
        declaration = self._networks.declaration(proof.network)
        return Challenge(
            proof.network,
            declaration.title,
            proof.handle,
            "" if only_by_consent(declaration) else proof.code,
            self._field(proof),
            url,
            proof.expires_at,
            ways(declaration, proof.handle, proof.native_id),
            offers,
        )


def _is(account: Account, profile: Profile) -> bool:
    return (account.network, account.native_id) == (profile.network, profile.native_id)

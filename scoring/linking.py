"""Linking an account: opt in, with a proof that only its owner can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.challenge import Challenge, Challenges, Found
from scoring.clock import Clock
from scoring.collect import Collector
from scoring.consent import Consents
from scoring.errors import DomainError
from scoring.losing import lose
from scoring.models import Account, Subject, SubjectKind
from scoring.networks.base import Network, NetworkClass, Profile
from scoring.networks.reference import Reference
from scoring.networks.registry import Networks
from scoring.notices import NoticeKind
from scoring.privacy import Rights
from scoring.store import accounts, challenges, notices, privacy, subjects
from scoring.store.challenges import Purpose
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys

MOST_ACCOUNTS = 25


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
        proofs: Challenges,
        consents: Consents,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._collector = collector
        self._rights = person_rights
        self._proofs = proofs
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
        await self._proofs.require_room(user)
        profile = await self._proofs.profile(network, named)
        await self._allowed(user, profile)
        page = page or await self._own_page(user, profile)
        return await self._proofs.hand_out(user, profile, Purpose.LINK, page=page, locale=locale)

    async def verify(
        self, user: int, reference: str | None = None, *, locale: str | None = None
    ) -> Linked:
        """Look for a proof, or for what a browser confirmed, and bind the account to the member,
        who reads `locale`.

        Raises DomainError where there is nothing to verify, no proof is there, or its owner chose
        that the account is never measured: only who has proved it is told so.
        """
        found = await self._proofs.look(user, reference, Purpose.LINK)
        await self._allowed(user, found.profile)
        linked = await self._bind(user, found, locale)
        await self._collector.refresh(linked.account)
        return linked

    async def pending(self, user: int) -> tuple[Challenge, ...]:
        """The codes that are still good."""
        return await self._proofs.pending(user, Purpose.LINK)

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
            if self._proofs.names(named, account):
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

    async def _allowed(self, user: int, profile: Profile) -> None:
        """Refuse more accounts than one person has."""
        linked = await accounts.of_user(self._database.reader, user)
        if len([a for a in linked if not _is(a, profile)]) >= MOST_ACCOUNTS:
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

    async def _bind(self, user: int, found: Found, locale: str | None) -> Linked:
        proof, profile = found.proof, found.profile
        proved = replace(found.proved, locale=locale)
        now = self._clock.now()
        async with self._database.tx() as tx:
            await self._not_opted_out(tx, profile)
            if not await challenges.take(tx, proof):
                raise DomainError("nothing_pending")
            former = await accounts.find(tx, profile.network, profile.native_id)
            subject = await self._subject(tx, user, proof.page)
            previous = await self._take_over(tx, former, subject)
            account = await accounts.link(tx, subject.id, profile, now, proved)
            await self._consents.take_up(tx, proof, found.confirmed, account.id)
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


def _is(account: Account, profile: Profile) -> bool:
    return (account.network, account.native_id) == (profile.network, profile.native_id)

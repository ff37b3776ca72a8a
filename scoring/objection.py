"""Opting out an account that one never linked: its owner proves it, and only a hash is kept."""

from __future__ import annotations

from scoring.challenge import Challenge, Challenges, Found
from scoring.clock import Clock
from scoring.consent import DISCORD, Consents
from scoring.errors import DomainError
from scoring.grants import only_by_consent
from scoring.models import Account, Subject
from scoring.networks.base import Network, NetworkClass, Profile
from scoring.networks.reference import Reference
from scoring.networks.registry import Networks
from scoring.notices import NoticeKind
from scoring.privacy import Rights
from scoring.store import accounts, challenges, notices, subjects
from scoring.store.challenges import Purpose
from scoring.store.db import Connection, Database


class Objections:
    """The same challenges as for linking; nothing is linked, and nothing is read but the proof."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        proofs: Challenges,
        consents: Consents,
        rights: Rights,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._proofs = proofs
        self._consents = consents
        self._rights = rights
        self._clock = clock

    async def begin(
        self, user: int, reference: str, *, undo: bool = False, locale: str = "en"
    ) -> Challenge:
        """A code for the account, whoever linked it or opted it out: that is not told before it
        is proved. Raises DomainError where it cannot be, with what else can be done."""
        named = self._networks.parse(reference)
        network = self._provable(named.network)
        await self._proofs.require_room(user)
        profile = await self._profile(network, named)
        purpose = Purpose.OPT_IN if undo else Purpose.OPT_OUT
        return await self._proofs.hand_out(user, profile, purpose, locale=locale, only=DISCORD)

    async def verify(self, user: int, reference: str | None = None) -> tuple[Purpose, str]:
        """Look for the proof, and do what it was for; returns that, and the handle.

        Whoever had linked the account loses it and is told. Raises DomainError where no proof is
        there.
        """
        found = await self._proofs.look(user, reference, Purpose.OPT_OUT, Purpose.OPT_IN)
        former = None
        async with self._database.tx() as tx:
            if not await challenges.take(tx, found.proof):
                raise DomainError("nothing_pending")
            await self._consents.forget(tx, found.proof)
            if found.proof.purpose is Purpose.OPT_OUT:
                former = await self._opt_out(tx, user, found)
            else:
                profile = found.profile
                await self._rights.opt_in_account(tx, user, profile.network, profile.native_id)
        self._rights.forget_account(found.profile.network, found.profile.native_id, former)
        return found.proof.purpose, found.profile.handle

    async def _profile(self, network: Network, named: Reference) -> Profile:
        try:
            return await self._proofs.profile(network, named)
        except DomainError as error:
            if error.key != "proof_not_offered":
                raise
            raise DomainError("opt_out_unprovable", **error.data) from None

    async def _opt_out(self, tx: Connection, user: int, found: Found) -> Account | None:
        network, native_id = found.profile.network, found.profile.native_id
        former = await accounts.find(tx, network, native_id)
        owner = await subjects.get(tx, former.subject_id) if former else None
        locale = await accounts.language(tx, former.id) if former else None
        await self._rights.opt_out_account(tx, user, network, native_id)
        if former and owner and owner.user_id != user:
            await self._tell(tx, former, owner, locale)
        return former

    async def _tell(
        self, tx: Connection, account: Account, owner: Subject, locale: str | None
    ) -> None:
        data = {"network": account.network, "handle": account.handle, "page": owner.name}
        now = self._clock.now()
        await notices.put(tx, owner.user_id, NoticeKind.OPTED_OUT, data, locale, now)

    def _provable(self, name: str) -> Network:
        """The network, if an account of it can be proved without anything being read."""
        declaration = self._networks.declaration(name)
        if declaration.network_class is NetworkClass.CLOSED:
            raise DomainError("opt_out_closed", network=declaration.title)
        if only_by_consent(declaration):
            raise DomainError("opt_out_by_consent", network=declaration.title)
        return self._networks.reachable(name)

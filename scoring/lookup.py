"""Look-ups: an account that nobody linked, for the asker only, kept in memory for an hour."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.evidence import Audience
from scoring.live import read_live
from scoring.measuring import NOBODY, Measuring
from scoring.models import Card, Coverage, CoverageStatus, Flag, Snapshot, Subject, SubjectKind
from scoring.networks.base import Data, Network, Profile
from scoring.networks.reference import Reference
from scoring.networks.registry import Networks
from scoring.networks.words import refusal
from scoring.scores import combine, echo, topics
from scoring.store import accounts, challenges, privacy, weights
from scoring.store.db import Database
from scoring.store.keys import Keys

A_DAY = 10
KEPT = timedelta(hours=1)
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class _Kept:
    card: Card
    native_id: str
    until: datetime


class Lookups:
    """Measures accounts live. Nothing of it reaches the database but the count of the day."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        measuring: Measuring,
        keys: Keys,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._measuring = measuring
        self._keys = keys
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    async def card(self, viewer: int, named: Reference, *, allowed: bool) -> Card:
        """The card of an account that nobody linked. Raises DomainError where it is refused.

        Where look-ups are not allowed, somebody who has just proved an account by the code in
        its profile still sees their own. Where a network is read with consent only, they never
        are: nobody consents for somebody else.
        """
        network = self._networks.reachable(named.network)
        allowed = allowed and not network.declaration.consent
        if allowed:
            await self._count(viewer)
        elif not await self._holds_code(viewer, named):
            raise _off(network)
        kept = self._kept.get((named.network, named.handle)) if allowed else None
        if kept is not None and await self._still_good(named.network, kept):
            return kept.card
        outcome = await network.profile(named.handle)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, named.handle, outcome)
        profile = outcome.value
        await self._refuse(viewer, network, profile, allowed=allowed)
        card = await self._measure(network, profile)
        return self._keep(named, _Kept(card, profile.native_id, self._clock.now() + KEPT))

    def forget(self, accounts: Collection[tuple[str, str]]) -> None:
        """Drop the cards of these accounts (network, native id): their owners made a choice."""
        for key in [k for k, kept in self._kept.items() if (k[0], kept.native_id) in accounts]:
            del self._kept[key]

    async def _still_good(self, network: str, kept: _Kept) -> bool:
        """Whether a card is young enough, and its owner made no choice since."""
        return kept.until > self._clock.now() and not await self._chosen(network, kept.native_id)

    async def _chosen(self, network: str, native_id: str) -> bool:
        """Whether the owner linked the account, or opted it out: then it is theirs to show."""
        reader = self._database.reader
        if await accounts.find(reader, network, native_id) is not None:
            return True
        return await privacy.opted_out(reader, self._keys.account(network, native_id))

    async def _refuse(
        self, viewer: int, network: Network, profile: Profile, *, allowed: bool
    ) -> None:
        if not profile.listed or await self._chosen(profile.network, profile.native_id):
            raise DomainError("no_score")
        if not allowed and not await self._proved(viewer, profile):
            raise _off(network)

    async def _holds_code(self, viewer: int, named: Reference) -> bool:
        held = await challenges.of_user(self._database.reader, viewer)
        return any(
            p.network == named.network and named.handle in (p.handle, p.native_id) for p in held
        )

    async def _proved(self, viewer: int, profile: Profile) -> bool:
        held = await challenges.of_user(self._database.reader, viewer)
        codes = [p.code for p in held if p.native_id == profile.native_id]
        return any(code in text for code in codes for text in profile.texts)

    async def _count(self, viewer: int) -> None:
        async with self._database.tx() as tx:
            used = await privacy.use_lookup(tx, viewer, self._clock.now())
        if used > A_DAY:
            raise DomainError("lookups_used_up", n=A_DAY)

    async def _measure(self, network: Network, profile: Profile) -> Card:
        now = self._clock.now()
        usual = await weights.usual(self._database.reader, profile.network)
        audience = await read_live(network, profile, now, keys=self._keys, usual=usual)
        if not isinstance(audience, Audience):
            raise refusal(network.declaration, profile.handle, audience)
        return live_card(profile, self._measuring.fact(profile.network, audience, now))

    def _keep(self, named: Reference, kept: _Kept) -> Card:
        self._kept[named.network, named.handle] = kept
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return kept.card


def _off(network: Network) -> DomainError:
    if network.declaration.consent:
        return DomainError("lookup_consent", network=network.declaration.title)
    return DomainError("lookups_off")


def live_card(profile: Profile, fact: Snapshot) -> Card:
    """The card of an account that is stored nowhere."""
    score = combine([fact], {NOBODY: profile.network})
    name = profile.name or profile.handle
    return Card(
        subject=Subject(NOBODY, SubjectKind.PERSON, NOBODY, name),
        score=score,
        coverage=(covered(profile.network, profile.handle, fact),),
        topics=topics([fact]),
        echo=None if score is None else echo(score),
        stored=False,
    )


def covered(network: str, handle: str, fact: Snapshot) -> Coverage:
    """Whether a measurement is part of the score, stands beside it, or is none."""
    if fact.people is None:
        return Coverage(network, handle, CoverageStatus.NOT_OFFERED)
    if Flag.BESIDE in fact.flags:
        return Coverage(network, handle, CoverageStatus.BESIDE, people=fact.people)
    return Coverage(network, handle, CoverageStatus.MEASURED)

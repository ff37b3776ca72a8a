"""Look-ups: an account that nobody linked, for the asker only, kept in memory for an hour."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.evidence import Audience
from scoring.formula import measure
from scoring.live import read_live
from scoring.models import Card, Coverage, CoverageStatus, Score, Subject, SubjectKind
from scoring.networks.base import Data, Network, Profile
from scoring.networks.reference import Reference
from scoring.networks.registry import Networks
from scoring.networks.words import refusal
from scoring.scores import combine, echo, snapshot_of, topics
from scoring.store import accounts, privacy
from scoring.store.db import Database
from scoring.store.keys import Keys

A_DAY = 10
KEPT = timedelta(hours=1)
MOST_KEPT = 200
NOBODY = 0


@dataclass(frozen=True, slots=True)
class _Kept:
    card: Card
    until: datetime


class Lookups:
    """Measures accounts live. Nothing of it reaches the database but the count of the day."""

    def __init__(self, database: Database, networks: Networks, keys: Keys, clock: Clock) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    async def card(self, viewer: int, named: Reference, *, allowed: bool) -> Card:
        """The card of an account that nobody linked. Raises DomainError where it is refused.

        Where look-ups are not allowed, somebody who has just proved an account by the code in
        its profile still sees their own.
        """
        network = self._networks.reachable(named.network)
        if allowed:
            await self._count(viewer)
        elif not await self._holds_code(viewer, named):
            raise DomainError("lookups_off")
        kept = self._kept.get((named.network, named.handle)) if allowed else None
        if kept is not None and kept.until > self._clock.now():
            return kept.card
        outcome = await network.profile(named.handle)
        if not isinstance(outcome, Data):
            raise refusal(network.declaration, named.handle, outcome)
        profile = outcome.value
        await self._refuse(viewer, profile, allowed=allowed)
        return self._keep(named, await self._measure(network, profile))

    def forget(self, network: str, handle: str) -> None:
        """Drop what is kept of an account whose owner no longer wants to be seen."""
        self._kept.pop((network, handle), None)

    async def _refuse(self, viewer: int, profile: Profile, *, allowed: bool) -> None:
        hashed = self._keys.account(profile.network, profile.native_id)
        reader = self._database.reader
        linked = await accounts.find(reader, profile.network, profile.native_id)
        if linked is not None or await privacy.opted_out(reader, hashed) or not profile.listed:
            raise DomainError("no_score")
        if not allowed and not await self._proved(viewer, profile):
            raise DomainError("lookups_off")

    async def _holds_code(self, viewer: int, named: Reference) -> bool:
        held = await accounts.proofs(self._database.reader, viewer)
        return any(
            p.network == named.network and named.handle in (p.handle, p.native_id) for p in held
        )

    async def _proved(self, viewer: int, profile: Profile) -> bool:
        held = await accounts.proofs(self._database.reader, viewer)
        codes = [p.code for p in held if p.native_id == profile.native_id]
        return any(code in text for code in codes for text in profile.texts)

    async def _count(self, viewer: int) -> None:
        async with self._database.tx() as tx:
            used = await privacy.use_lookup(tx, viewer, self._clock.now())
        if used > A_DAY:
            raise DomainError("lookups_used_up", n=A_DAY)

    async def _measure(self, network: Network, profile: Profile) -> Card:
        now = self._clock.now()
        audience = await read_live(network, profile, now)
        if not isinstance(audience, Audience):
            raise refusal(network.declaration, profile.handle, audience)
        fact = snapshot_of(NOBODY, measure(audience, now), now)
        score = combine([fact], {NOBODY: profile.network})
        return live_card(profile, score, topics([fact]))

    def _keep(self, named: Reference, card: Card) -> Card:
        self._kept[named.network, named.handle] = _Kept(card, self._clock.now() + KEPT)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return card


def live_card(profile: Profile, score: Score | None, heard: tuple[tuple[str, float], ...]) -> Card:
    """The card of an account that is stored nowhere."""
    status = CoverageStatus.MEASURED if score else CoverageStatus.NOT_OFFERED
    name = profile.name or profile.handle
    return Card(
        subject=Subject(NOBODY, SubjectKind.PERSON, NOBODY, name),
        score=score,
        coverage=(Coverage(profile.network, profile.handle, status),),
        topics=heard,
        echo=None if score is None else echo(score),
        stored=False,
    )

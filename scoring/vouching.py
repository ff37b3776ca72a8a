"""Vouching: members endorse each other on topics. It is shown, and never counted in a score."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.heard import HeardOn
from scoring.models import Subject
from scoring.privacy import Rights
from scoring.sight import Sight
from scoring.store import subjects, vouches
from scoring.store.db import Database
from scoring.topics import label_of

A_DAY = 3  # of one voucher, in UTC; what is taken back was given all the same


@dataclass(frozen=True, slots=True)
class Vouched:
    """What became of a vouch: given or taken back, and how many are left today."""

    subject: Subject
    topic: str
    given: bool
    left: int
    named: bool = True  # whether others read the voucher's name
    vouch: int | None = None  # its id, where it was given


class Vouching:
    """Gives vouches and takes them back."""

    def __init__(
        self, database: Database, sight: Sight, rights: Rights, heard: HeardOn, clock: Clock
    ) -> None:
        self._database = database
        self._sight = sight
        self._rights = rights
        self._heard = heard
        self._clock = clock

    async def whom(self, voucher: int, user: int, community: int) -> Subject:
        """The person to vouch for. Raises DomainError where that cannot be."""
        if voucher == user:
            raise DomainError("vouch_self")
        if await self._rights.opted_out(voucher):
            raise DomainError("vouch_opted_out")
        return await self._sight.member(voucher, user, community, public=True)

    async def vouch(self, voucher: int, user: int, community: int, tag: str) -> Vouched:
        """Endorse a member who is shown here, on a topic of theirs; a second time takes it back.

        Raises DomainError with the reason of a refusal.
        """
        subject = await self.whom(voucher, user, community)
        line = await self._heard.line(subject, tag)
        if line is None:
            raise DomainError("vouch_topic", name=label_of(tag))
        now = self._clock.now()
        async with self._database.tx() as tx:
            if await vouches.take_back(tx, community, subject.id, voucher, line.key):
                left = A_DAY - await vouches.used(tx, voucher, now)
                return Vouched(subject, line.label, given=False, left=left)
            used = await vouches.use(tx, voucher, now)
            if used > A_DAY:
                raise DomainError("vouches_used_up", n=A_DAY)
            topic = (line.key, line.label)
            number = await vouches.put(tx, community, subject.id, voucher, topic, now)
        named = await self._is_shown(voucher, community)
        left = A_DAY - used
        return Vouched(subject, line.label, given=True, left=left, named=named, vouch=number)

    async def _is_shown(self, user: int, community: int) -> bool:
        person = await subjects.person(self._database.reader, user)
        return person is not None and await subjects.is_visible(
            self._database.reader, person.id, community
        )

    async def remove(self, user: int, vouch_id: int) -> str:
        """Remove a vouch that the member gave or got; returns its topic."""
        async with self._database.tx() as tx:
            topic = await vouches.remove(tx, vouch_id, user)
        if topic is None:
            raise DomainError("vouch_gone")
        return topic

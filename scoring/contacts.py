"""Contacts: among members who agreed to be found, who acts on whom. Both sides said yes first.

Who acted is known as keyed hashes only. The linked accounts of those who agreed are hashed in the
same way and looked up, at each question anew; so whoever withdraws, hides, unlinks or deletes is
gone from the next answer on.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.models import Subject
from scoring.privacy import Rights
from scoring.sight import Sight
from scoring.store import contacts, subjects
from scoring.store.contacts import Acted, Findable
from scoring.store.db import Database
from scoring.store.keys import Keys

FOUR_WEEKS = timedelta(weeks=4)
QUARTER = timedelta(weeks=13)


class Lately(StrEnum):
    """How long ago somebody acted last, as coarse as it is told."""

    MONTH = "month"
    QUARTER = "quarter"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who agreed, on which networks, in how many fortnights, and how lately."""

    subject: Subject
    networks: tuple[str, ...]
    fortnights: int
    lately: Lately


@dataclass(frozen=True, slots=True)
class Circle:
    """A member's contacts in one community; empty until they are shown there and agreed."""

    subject: Subject
    shown: bool
    agreed: bool
    on_me: tuple[Contact, ...] = ()
    by_me: tuple[Contact, ...] = ()


@dataclass(slots=True)
class _Tie:
    """What came together about one person."""

    networks: set[str] = field(default_factory=set)
    fortnights: int = 0
    last: datetime | None = None

    def add(self, network: str, acted: Acted) -> None:
        self.networks.add(network)
        self.fortnights |= acted.fortnights
        self.last = acted.last if self.last is None else max(self.last, acted.last)


class Contacts:
    """Finds contacts, and keeps who agreed."""

    def __init__(
        self, database: Database, keys: Keys, sight: Sight, rights: Rights, clock: Clock
    ) -> None:
        self._database = database
        self._keys = keys
        self._sight = sight
        self._rights = rights
        self._clock = clock

    async def of(self, user: int, community: int) -> Circle:
        """A member's own circle. Raises DomainError for somebody who linked nothing."""
        subject = await self._sight.member(user, user, community, public=False)
        reader = self._database.reader
        shown = await subjects.is_visible(reader, subject.id, community)
        agreed = community in await contacts.agreed_in(reader, user)
        if not (shown and agreed):
            return Circle(subject, shown, agreed)
        everybody = await contacts.findable(reader, community)
        mine = [one for one in everybody if one.subject.id == subject.id]
        networks = {one.network for one in mine}
        others = [o for o in everybody if o.subject.id != subject.id and o.network in networks]
        on_me, by_me = await self._ties(mine, others), await self._ties(others, mine)
        return Circle(
            subject, shown, agreed, self._told(on_me, subject), self._told(by_me, subject)
        )

    async def agree(self, user: int, community: int) -> None:
        """To be found here. Raises DomainError `contacts_not_shown` for who is not shown here."""
        subject = await self._sight.member(user, user, community, public=False)
        async with self._database.tx() as tx:
            if not await subjects.is_visible(tx, subject.id, community):
                raise DomainError("contacts_not_shown")
            await contacts.agree(tx, community, subject.id, self._clock.now())

    async def withdraw(self, user: int, community: int) -> None:
        """Not to be found any more; a backup that is restored does not bring it back."""
        await self._rights.unfind(user, community)

    async def _ties(
        self, acted_on: Sequence[Findable], acting: Sequence[Findable]
    ) -> Mapping[Subject, _Tie]:
        """What the ones did to the others, under the names of both."""
        hashed = await asyncio.to_thread(self._hashed, acting)
        targets = {one.account_id: one for one in acted_on}
        ties: dict[Subject, _Tie] = defaultdict(_Tie)
        for acted in await contacts.acts(self._database.reader, [*targets], [*hashed]):
            target, actor = targets[acted.account_id], hashed[acted.actor]
            for side in (target, actor):
                ties[side.subject].add(target.network, acted)
        return ties

    def _hashed(self, accounts: Iterable[Findable]) -> dict[int, Findable]:
        """In a thread: a large community has thousands of accounts."""
        return {self._keys.actor(one.network, one.native_id): one for one in accounts}

    def _told(self, ties: Mapping[Subject, _Tie], asker: Subject) -> tuple[Contact, ...]:
        """The others, the most faithful first."""
        found = [
            Contact(
                subject,
                tuple(sorted(tie.networks)),
                max(1, tie.fortnights.bit_count()),
                self._lately(tie.last),
            )
            for subject, tie in ties.items()
            if subject != asker
        ]
        return tuple(
            sorted(found, key=lambda c: (-c.fortnights, [*Lately].index(c.lately), c.subject.id))
        )

    def _lately(self, last: datetime | None) -> Lately:
        ago = QUARTER if last is None else self._clock.now() - last
        if ago < FOUR_WEEKS:
            return Lately.MONTH
        return Lately.QUARTER if ago < QUARTER else Lately.EARLIER

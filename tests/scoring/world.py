"""A small world for the core: two networks in memory, a clock that is moved by hand, a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from scoring.clock import ManualClock
from scoring.core import Core, open_core
from scoring.errors import DomainError
from scoring.evidence import Audience, Person
from scoring.formula import FORMULA_VERSION
from scoring.models import Account, Score, Snapshot, Subject, SubjectKind
from scoring.networks.base import (
    Data,
    Declaration,
    Failure,
    Gone,
    Kind,
    NetworkClass,
    Outcome,
    Profile,
    Proof,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.closed import CLOSED
from scoring.networks.registry import Networks
from scoring.settings import CoreSettings, DatabaseSettings, PrivacySettings
from tests.thorough import CASES

if TYPE_CHECKING:
    from scoring.networks.base import ActorProfile

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)
GUILD, ELSEWHERE = 900, 901
CHANNEL = 70
ADA, BOB, CY, DEE, EVE, STRANGER = 1, 2, 3, 4, 5, 99

# Derandomised, so that a run never fails by luck; no deadline, since machines differ.
PURE = settings(deadline=None, derandomize=True, max_examples=80, database=None)
PROMISED = settings(PURE, max_examples=CASES)  # what docs/score.md promises of every score
STORED = settings(
    deadline=None,
    derandomize=True,
    max_examples=25,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def ago(days: float, now: datetime = NOW) -> datetime:
    """So many days before."""
    return now - timedelta(days=days)


def moments(first: int, last: int) -> SearchStrategy[datetime]:
    """Any moment in UTC from the beginning of one year to that of another."""
    begin, end = (datetime(year, 1, 1) for year in (first, last))  # noqa: DTZ001 - wanted naive
    return st.datetimes(begin, end, timezones=st.just(UTC))


async def refused(answer: Awaitable[object]) -> DomainError:
    """The sentence that somebody gets instead of an answer."""
    with pytest.raises(DomainError) as caught:
        await answer
    return caught.value


def declared(name: str, *kinds: Kind, proof: str | None = "bio") -> Declaration:
    """A network of our own, with handles of one plain word."""
    return Declaration(
        name=name,
        title=name.title(),
        network_class=NetworkClass.SCORED,
        kinds=kinds,
        handle_pattern=r"[a-z0-9_]{1,40}",
        handle_example="ada",
        url_patterns=(rf"{name}\.example/@([^/?#]+)",),
        ownership_field=proof,
        proofs=(Proof.CODE,) if proof else (),
        home=f"https://{name}.example",
    )


@dataclass
class Town:
    """A network in memory: accounts that can be edited, refused, and given an audience."""

    declaration: Declaration
    profiles: dict[str, Profile] = field(default_factory=dict)
    pages: dict[str, list[Outcome[Reading]]] = field(default_factory=dict)
    refusals: dict[str, Failure] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    since: list[datetime | None] = field(default_factory=list)

    async def profile(self, handle: str) -> Outcome[Profile]:
        self.asked.append(handle)
        for profile in self.profiles.values():
            if handle in (profile.native_id, profile.handle):
                return self.refusals.get(profile.native_id) or Data(profile)
        return Gone()

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        self.since.append(since)
        for page in self.pages[profile.native_id]:
            yield page

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        return Data(())  # not offered by the declaration, so never asked for

    def settle(self, handle: str, *, created_at: datetime | None, listed: bool = True) -> Profile:
        """A new account on which nobody has acted yet."""
        name = self.declaration.name
        profile = Profile(
            network=name,
            native_id=f"{name}-{handle}",
            handle=handle,
            name=handle.title(),
            url=f"https://{name}.example/@{handle}",
            created_at=created_at,
            listed=listed,
        )
        self.profiles[profile.native_id] = profile
        self.pages[profile.native_id] = [Data(Reading((), (), created_at, complete=True))]
        return profile

    def write_bio(self, native_id: str, *texts: str) -> None:
        """What the owner of an account writes about themselves."""
        self.profiles[native_id] = replace(self.profiles[native_id], texts=texts)

    def crowd(self, native_id: str, people: int, at: datetime, name: str = "fan") -> None:
        """So many different people who liked one publication, all at once."""
        self.pages[native_id] = [Data(crowd(people, at, name))]


def crowd(people: int, at: datetime, name: str = "fan") -> Reading:
    """One publication, liked by so many different people, all at once."""
    post = Publication(f"post-{at:%Y%m%d}", at, {Kind.LIKE: people}, ("jazz",))
    likes = tuple(
        Reaction(post.native_id, f"{name}-{n}", Kind.LIKE, at, ("jazz",)) for n in range(people)
    )
    return Reading((post,), likes, at, complete=True)


@dataclass
class World:
    """The core on a file of its own, with its clock and its networks."""

    core: Core
    clock: ManualClock
    town: Town
    village: Town
    folder: Path

    async def join(
        self,
        user: int,
        handle: str,
        *,
        people: int = 0,
        days: float = 365,
        shown: Sequence[int] = (GUILD,),
        page: str | None = None,
        network: str = "town",
    ) -> Subject:
        """Prove an account on which `people` acted yesterday, and show it."""
        place = self.town if network == "town" else self.village
        now = self.clock.now()
        profile = place.settle(handle, created_at=ago(days, now))
        if people:
            place.crowd(profile.native_id, people, ago(min(1, days / 2), now))
        challenge = await self.core.links.begin(user, f"{network}:{handle}", page=page)
        place.write_bio(profile.native_id, challenge.code)
        linked = await self.core.links.verify(user, f"{network}:{handle}")
        for community in shown:
            await self.core.links.show_here(user, community, linked.subject.id)
        return linked.subject

    async def members(self, *people: int) -> list[Subject]:
        """One shown member for each audience; their ids count from 11."""
        return [
            await self.join(user, f"member{user}", people=n)
            for user, n in enumerate(people, start=11)
        ]

    async def account(self, user: int) -> Account:
        """The only account of a member."""
        (account,) = await self.core.links.accounts(user)
        return account

    async def score(self, user: int) -> Score:
        """A member's own score as they see it."""
        card = await self.core.scores.card(user, user, None)
        assert card.score is not None
        return card.score

    async def held(self, user: int) -> set[str]:
        """The tables in which something is held about a member."""
        found = (await self.core.rights.export(user))["data"]
        return {table for table, rows in found.items() if rows and rows != [{"rows": 0}]}

    async def table(self, name: str) -> list[tuple[object, ...]]:
        """All rows of one table."""
        return await self.rows(f"SELECT * FROM {name}")  # noqa: S608 - a name out of our schema

    async def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What the database really holds."""
        return [tuple(row) for row in await self.core.database.reader.all(sql)]


def settings_in(folder: Path) -> CoreSettings:
    """Settings whose database and key lie in two folders, as they should."""
    return CoreSettings(
        database=DatabaseSettings(path=folder / "data" / "renown.db"),
        privacy=PrivacySettings(key_file=folder / "keys" / "renown.key"),
    )


def towns() -> tuple[Town, Town]:
    """One network with likes and replies, one that shows no reactions at all."""
    return Town(declared("town", Kind.LIKE, Kind.REPLY)), Town(declared("village"))


@asynccontextmanager
async def open_world(
    folder: Path,
    clock: ManualClock | None = None,
    networks: Sequence[Town] | None = None,
) -> AsyncIterator[World]:
    """A world, or the same one again where clock and networks are given."""
    clock = clock or ManualClock(NOW)
    on = networks or towns()
    registry = Networks(on, (*(town.declaration for town in towns()), *CLOSED))
    async with open_core(settings_in(folder), clock, networks=registry) as core:
        yield World(core, clock, on[0], on[-1], folder)


def audience(*people: Person, now: datetime = NOW, days: float = 365, **more: object) -> Audience:
    """An audience read in full of an account that is `days` old."""
    base = Audience(
        people=people,
        totals=(),
        topics=(),
        publications=(),
        created_at=ago(days, now),
        observed_from=ago(days, now),
    )
    return replace(base, **more)  # type: ignore[arg-type]


def person(days_ago: float, *kinds: Kind, weight: float = 1.0) -> Person:
    """Somebody who acted once of each kind, so many days ago."""
    at = ago(days_ago).timestamp()
    return Person(at, at, dict.fromkeys(kinds or (Kind.LIKE,), 1), weight)


def fact(people: float | None, *, account: int = 1, at: datetime = NOW, **more: object) -> Snapshot:
    """A snapshot of an account that was observed for a year."""
    kinds = {Kind.LIKE: people} if people else {}
    base = Snapshot(
        account,
        formula_version=FORMULA_VERSION,
        measured_at=at,
        people=people,
        variance=people or 0.0,
        observed_days=365.0,
        ever=100,
        kinds=kinds,
    )
    return replace(base, **more)  # type: ignore[arg-type]


def subject(number: int = 1, kind: SubjectKind = SubjectKind.PERSON) -> Subject:
    """Somebody, or a page."""
    return Subject(number, kind, number, "" if kind is SubjectKind.PERSON else f"page {number}")

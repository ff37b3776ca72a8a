"""Erasing reaches what is under way and what is only in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from scoring.asked import Asked
from scoring.clock import ManualClock
from scoring.networks.base import Data, Outcome, Profile, Reading
from scoring.wishes import Forgotten
from tests.scoring.test_objection import prove_out
from tests.scoring.world import (
    ADA,
    BOB,
    DAY,
    GUILD,
    NOW,
    Town,
    World,
    crowd,
    declared,
    open_world,
    refused,
    towns,
)

Act = Callable[[World], Awaitable[object]]
ACTS: dict[str, Act] = {
    "delete": lambda world: world.core.rights.delete(ADA),
    "opt out": lambda world: world.core.rights.opt_out(ADA),
    "unlink": lambda world: world.core.links.remove(ADA, "town:ada"),
    "opt out by proof": lambda world: prove_out(world, BOB),
}


@dataclass
class Slow(Town):
    """A network that stops before each answer, once it is told to."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    slow: str = ""

    async def _stop(self, where: str) -> None:
        if self.slow == where:
            self.reached.set()
            await self.gate.wait()

    async def profile(self, handle: str) -> Outcome[Profile]:
        if not self.gate.is_set() and not self.reached.is_set():
            await self._stop("profile")
        return await super().profile(handle)

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        for number, page in enumerate(self.pages[profile.native_id]):
            await self._stop(f"page {number}")
            yield page


@pytest.fixture
async def slow(tmp_path: Path) -> AsyncIterator[World]:
    """Ada, linked and due again, on a network that stops where a test wants it."""
    town = Slow(towns()[0].declaration)
    async with open_world(tmp_path, networks=(town, Town(declared("village")))) as world:
        await world.join(ADA, "ada", people=9)
        world.clock.advance(DAY)
        pages = [Data(crowd(4, NOW, "more")), Data(crowd(4, NOW + DAY / 2, "new"))]
        first, second = pages
        unfinished = Data(
            Reading(first.value.publications, first.value.reactions, NOW, complete=False)
        )
        town.pages["town-ada"] = [unfinished, second]
        yield world


async def about_accounts(world: World) -> dict[str, list[tuple[object, ...]]]:
    """Every table that a reading may write."""
    tables = ("account", "snapshot", "publication", "publication_total", "audience")
    more = ("audience_topic", "counted", "standing", "standing_bucket", "subject", "consent")
    return {name: await world.table(name) for name in (*tables, *more)}


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("where", ["profile", "page 0", "page 1"])
async def test_a_reading_under_way_writes_nothing_any_more(
    slow: World, name: str, where: str
) -> None:
    """Wherever it stood when its account went, the tables stay as the erasure left them."""
    town = slow.town
    assert isinstance(town, Slow)
    account = await slow.account(ADA)
    town.slow = where
    reading = asyncio.create_task(slow.core.collector.refresh(account))
    await town.reached.wait()
    await ACTS[name](slow)
    left = await about_accounts(slow)
    town.gate.set()
    await reading
    assert await about_accounts(slow) == left
    assert left["account"] == left["audience"] == left["snapshot"] == left["subject"] == []


async def test_who_links_again_starts_from_nothing(slow: World) -> None:
    """What an earlier reading brings does not count for the account that was linked anew."""
    town = slow.town
    assert isinstance(town, Slow)
    account = await slow.account(ADA)
    town.slow = "page 1"
    reading = asyncio.create_task(slow.core.collector.refresh(account))
    await town.reached.wait()
    await slow.core.rights.delete(ADA)
    town.slow = ""
    town.pages["town-ada"] = []
    await slow.join(ADA, "ada", shown=())
    town.gate.set()
    await reading
    assert await slow.table("audience") == await slow.table("publication") == []


async def test_a_verification_under_way_links_nothing_to_who_deleted(slow: World) -> None:
    """The code went with everything else, however far *Verify* had come."""
    town = slow.town
    assert isinstance(town, Slow)
    town.settle("second", created_at=None)
    challenge = await slow.core.links.begin(ADA, "town:second")
    town.write_bio("town-second", challenge.code)
    town.slow = "profile"
    verifying = asyncio.create_task(slow.core.links.verify(ADA))
    await town.reached.wait()
    await slow.core.rights.delete(ADA)
    town.gate.set()
    assert (await refused(verifying)).key == "nothing_pending"
    assert await slow.held(ADA) == set()


@pytest.mark.parametrize("name", ACTS)
async def test_whoever_remembers_is_told_after_it_is_done(world: World, name: str) -> None:
    """With what is gone: the account always; the member and their subjects where they go."""
    subject = await world.join(ADA, "ada", people=9)
    account = await world.account(ADA)
    told: list[Forgotten] = []
    world.core.rights.remembered_by(told.append)
    await ACTS[name](world)
    accounts = {one for gone in told for one in gone.accounts}
    named = {one for gone in told for one in gone.named}
    assert (accounts, named) == ({account.id}, {("town", "town-ada")})
    whole = name in ("delete", "opt out")
    assert {user for gone in told for user in gone.users} == ({ADA} if whole else set())
    assert {one for gone in told for one in gone.subjects} == ({subject.id} if whole else set())


async def test_hiding_forgets_nothing(world: World) -> None:
    """Who hides comes back as they were."""
    await world.join(ADA, "ada", people=9)
    told: list[Forgotten] = []
    world.core.rights.remembered_by(told.append)
    await world.core.rights.hide(ADA, GUILD)
    assert told in ([], [Forgotten()])


def test_how_often_somebody_was_asked_about_goes_too() -> None:
    """Of who is gone nothing is counted on; of the others it is."""
    asked = Asked(ManualClock(NOW))
    for subject in (1, 2):
        asked.note(subject)
    asked.forget({1})
    assert (asked.lately(1), asked.lately(2)) == (0.0, 1.0)

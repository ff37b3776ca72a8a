"""Readings that are cut, by limits or by crashes: they go on where they stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from scoring.collect import GO_ON_AFTER
from scoring.models import Account
from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Kind,
    Limited,
    NotModified,
    Outcome,
    Profile,
    Publication,
    Reaction,
    Reading,
    Temporary,
)
from tests.scoring.world import ADA, DAY, NOW, Town, World, ago, declared, open_world

WEEKS = 50
A_PAGE = 5  # publications, one of them each week


class PowerCutError(Exception):
    """The machine stopped, whatever it was doing."""


DEATH = PowerCutError()


@dataclass
class LongTown(Town):
    """A town with a year of weekly posts that is read in pages, from wherever one wants.

    `ends` are what the readings end with, in turn: after so many pages, in what.
    """

    ends: list[tuple[int, Failure | BaseException | None]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # posts, as often as they were served
    resumed: list[str] = field(default_factory=list)

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        self.since.append(since)
        async for page in self._pages(0):
            yield page

    async def resume(
        self, profile: Profile, position: str, *, since: datetime, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        self.resumed.append(position)
        async for page in self._pages(int(position)):
            yield page

    async def _pages(self, first: int) -> AsyncIterator[Outcome[Reading]]:
        left, end = self.ends.pop(0) if self.ends else (WEEKS, None)
        for start in range(first, WEEKS, A_PAGE):
            if not left:
                if isinstance(end, BaseException):
                    raise end
                if end is not None:
                    yield end
                return
            left -= 1
            yield Data(self._page(start))

    def _page(self, start: int) -> Reading:
        weeks = range(start, start + A_PAGE)
        self.shown += [f"post-{week}" for week in weeks]
        posts = tuple(Publication(f"post-{week}", ago(7 * week + 1)) for week in weeks)
        likes = tuple(
            Reaction(p.native_id, f"fan-of-{p.native_id}", Kind.LIKE, None) for p in posts
        )
        complete = start + A_PAGE >= WEEKS
        position = None if complete else str(start + A_PAGE)
        return Reading(posts, likes, posts[-1].at, complete, position=position)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    town = LongTown(declared("town", Kind.LIKE))
    async with open_world(tmp_path, networks=(town,)) as world:
        yield world


def town_of(world: World) -> LongTown:
    assert isinstance(world.town, LongTown)
    return world.town


async def link(world: World, *ends: tuple[int, Failure | BaseException | None]) -> Account:
    """Ada links her account; the readings from then on end as told."""
    profile = world.town.settle("ada", created_at=ago(900))
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio(profile.native_id, challenge.code)
    town_of(world).ends = list(ends)
    with suppress(PowerCutError):
        await world.core.links.verify(ADA, "town:ada")
    return await world.account(ADA)


async def go_on(world: World) -> int:
    world.clock.advance(GO_ON_AFTER)
    return await world.core.collector.refresh_stale()


async def cut(world: World) -> object:
    ((found,),) = await world.rows("SELECT cut FROM account")
    return found


def each_once(posts: Sequence[str]) -> bool:
    return sorted(posts) == sorted(f"post-{week}" for week in range(WEEKS))


LIMITED = Limited(NOW + DAY / 48)


@pytest.mark.parametrize("end", [None, LIMITED, Temporary("HTTP 502"), DEATH], ids=str)
async def test_a_year_is_read_once_in_however_many_parts(
    world: World, end: Failure | BaseException | None
) -> None:
    """Own calls, a limit, an outage, a crash: no page is asked for twice, no person counted so."""
    await link(world, (3, end), (1, end), (4, end))
    assert await cut(world) == 1
    while await cut(world):
        assert await go_on(world) == 1
    town = town_of(world)
    assert each_once(town.shown)
    assert town.resumed == ["15", "20", "40"]
    assert len(town.since) == 1
    assert (await world.score(ADA)).ever == WEEKS
    assert await world.rows("SELECT COUNT(*) FROM counted") == [(WEEKS,)]
    assert await go_on(world) == 0


async def test_until_the_year_is_whole_less_is_claimed(world: World) -> None:
    """The window is what was read, and with each part it grows."""
    await link(world, (2, None), (2, None))
    seen = [(await world.score(ADA)).observed_days]
    await go_on(world)
    seen.append((await world.score(ADA)).observed_days)
    assert seen == pytest.approx([64.0, 134.0], abs=0.1)
    assert await world.rows("SELECT COUNT(*) FROM snapshot") == [(1,)]


async def test_a_part_is_kept_by_another_process(world: World) -> None:
    """Where a reading stopped is in the database, not in memory."""
    await link(world, (3, DEATH))
    async with open_world(world.folder, world.clock, (world.town,)) as again:
        assert await again.core.collector.refresh_stale() == 1
        assert (await again.score(ADA)).ever == WEEKS
    assert each_once(town_of(world).shown)


async def test_a_reading_that_is_stopped_from_outside(world: World) -> None:
    """When the bot ends in the middle of a reading, the next one goes on after its last page."""
    await link(world, (2, None))
    town, entered = town_of(world), asyncio.Event()
    served = town._page

    def page(start: int) -> Reading:
        if start == 4 * A_PAGE:
            entered.set()
            raise asyncio.CancelledError
        return served(start)

    town._page = page  # type: ignore[method-assign]
    world.clock.advance(GO_ON_AFTER)
    await world.core.collector.work(60)
    assert entered.is_set()
    await world.core.collector.stop()
    town._page = served  # type: ignore[method-assign]
    async with open_world(world.folder, world.clock, (town,)) as again:
        await again.core.collector.refresh_stale()
        assert (await again.score(ADA)).ever == WEEKS
    assert town.resumed == ["10", "20"]
    assert each_once(town.shown)


async def test_a_position_that_is_refused_is_given_up(world: World) -> None:
    """The window stays what it was, and nobody asks for that position again."""
    await link(world, (2, None), (0, Changed("unknown position")))
    assert await go_on(world) == 1
    assert await world.rows("SELECT cut, rest_position FROM account") == [(1, None)]
    assert (await world.score(ADA)).ever == 2 * A_PAGE


async def test_a_network_that_says_that_nothing_is_new(world: World) -> None:
    """It counts as read, and a fact is appended: the score fades as time goes by."""
    await link(world)
    before = await world.score(ADA)
    world.clock.advance(DAY)
    town_of(world).ends = [(0, NotModified())]
    assert await world.core.collector.refresh_stale() == 1
    assert (await world.account(ADA)).read_at == NOW + DAY
    assert (await world.score(ADA)).people < before.people
    assert await world.core.collector.refresh_stale() == 0


async def test_an_account_that_is_removed_while_it_is_read(world: World) -> None:
    """What comes after is not stored, and the reading ends without a fault."""
    account = await link(world)
    town = town_of(world)
    served = town._page

    def page(start: int) -> Reading:
        assert start <= A_PAGE
        return served(start)

    async def read(
        profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        yield Data(replace(page(0), complete=False))
        await world.core.links.remove(ADA, "town:ada")
        yield Data(page(A_PAGE))

    town.read = read  # type: ignore[method-assign]
    world.clock.advance(DAY)
    assert await world.core.collector.refresh(account) is None
    for table in ("account", "audience", "counted", "publication", "snapshot"):
        assert await world.table(table) == [], table

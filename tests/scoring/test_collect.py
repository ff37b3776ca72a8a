"""Collecting: pages become evidence with their watermark, then a fact; faults lose nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scoring.collect import TRY_AGAIN
from scoring.models import Account, AccountState, CoverageStatus
from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Gone,
    Hosts,
    Kind,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Private,
    Profile,
    Suspended,
    Temporary,
)
from scoring.networks.turns import is_background
from scoring.refreshing import STALE_AFTER
from scoring.window import LATE_REACTIONS, YEAR
from tests.scoring.world import (
    ADA,
    BOB,
    CY,
    DAY,
    DEE,
    EVE,
    GUILD,
    NOW,
    Town,
    World,
    ago,
    crowd,
    declared,
    open_world,
)

LIMITED = Limited(NOW + DAY)
HOUR = timedelta(hours=1)
MANY = 21


@pytest.fixture
async def ada(world: World) -> Account:
    """Ada's account, with nine people on it."""
    await world.join(ADA, "ada", people=9)
    return await world.account(ADA)


async def days_read(world: World) -> list[tuple[object, ...]]:
    return await world.rows("SELECT day, people FROM snapshot ORDER BY day")


async def test_one_fact_a_day(world: World, ada: Account) -> None:
    """Reading again later the same day replaces that day's fact; tomorrow's is another."""
    world.clock.advance(timedelta(hours=2))
    await world.core.collector.refresh(ada)
    assert len(await days_read(world)) == 1
    world.clock.advance(DAY)
    await world.core.collector.refresh(ada)
    assert len(await days_read(world)) == 2


async def test_only_what_is_stale_is_read(world: World, ada: Account) -> None:
    """Due after twenty hours, and not again before the next twenty."""
    collector = world.core.collector
    assert await collector.refresh_stale() == 0
    world.clock.advance(STALE_AFTER + timedelta(seconds=1))
    assert await collector.refresh_stale() == 1
    assert await collector.refresh_stale() == 0


async def test_a_score_fades_without_new_people(world: World, ada: Account) -> None:
    """Nobody acts any more: every reading says a little less, and nothing is rewritten."""
    for _ in range(3):
        world.clock.advance(DAY)
        await world.core.collector.refresh_stale()
    people = [row[1] for row in await days_read(world)]
    assert people == sorted(people, key=float, reverse=True)  # type: ignore[arg-type]
    assert len(set(people)) == 4


async def test_the_first_reading_goes_a_year_back_and_later_ones_far_enough(
    world: World, ada: Account
) -> None:
    """Young publications are read again, since reactions arrive late."""
    world.clock.advance(DAY)
    await world.core.collector.refresh(await world.account(ADA))
    assert world.town.since == [NOW - YEAR, NOW - LATE_REACTIONS]


async def test_a_fault_on_a_later_page_keeps_the_former(world: World, ada: Account) -> None:
    """What was read counts, the reading is marked as cut, and nothing is counted twice."""
    await world.join(BOB, "bob")
    bob = world.town.profiles["town-bob"]
    async with world.core.database.tx() as tx:
        await tx.run("UPDATE account SET read_at = NULL, read_from = NULL WHERE handle = 'bob'")
    first = replace(crowd(5, ago(2), "early"), complete=False)
    world.town.pages[bob.native_id] = [Data(first), LIMITED]
    assert await world.core.collector.refresh(await world.account(BOB)) is None
    assert (await world.score(BOB)).ever == 5
    assert await world.rows("SELECT cut FROM account WHERE handle = 'bob'") == [(1,)]
    world.town.pages[bob.native_id] = [Data(first), Data(crowd(4, ago(9), "late"))]
    await world.core.collector.refresh(await world.account(BOB))
    assert (await world.score(BOB)).ever == 9


@pytest.mark.parametrize(
    "fault", [LIMITED, Temporary("down"), Changed("?"), NeedsCredentials()], ids=str
)
async def test_an_outage_says_nothing_of_the_account(
    world: World, ada: Account, fault: Failure
) -> None:
    """State, score and history stay; the next try is due at once."""
    before = await world.score(ADA)
    world.clock.advance(DAY)
    world.town.refusals[ada.native_id] = fault
    assert await world.core.collector.refresh(ada) == fault
    assert (await world.account(ADA)).state is AccountState.ACTIVE
    assert await world.score(ADA) == before
    assert len(await days_read(world)) == 1
    del world.town.refusals[ada.native_id]
    assert await world.core.collector.refresh_stale() == 1
    assert len(await days_read(world)) == 2


@pytest.mark.parametrize(
    ("fault", "state", "status"),
    [
        (Suspended(), AccountState.SUSPENDED, CoverageStatus.SUSPENDED),
        (Private(), AccountState.PRIVATE, CoverageStatus.PRIVATE),
        (Moved("new"), AccountState.MOVED, CoverageStatus.MOVED),
    ],
)
async def test_what_the_network_says_is_shown(
    world: World, ada: Account, fault: Failure, state: AccountState, status: CoverageStatus
) -> None:
    """In the coverage, with the last score as it was; never as zero."""
    before = await world.score(ADA)
    world.town.refusals[ada.native_id] = fault
    await world.core.collector.refresh(ada)
    assert (await world.account(ADA)).state is state
    card = await world.core.scores.card(BOB, ADA, GUILD)
    assert card.coverage[0].status is status
    assert card.score == before


async def test_two_misses_a_day_apart_mean_gone(world: World, ada: Account) -> None:
    """One miss may be a hiccup; after the second the evidence goes, and so does the score."""
    world.town.refusals[ada.native_id] = Gone()
    await world.core.collector.refresh(ada)
    await world.core.collector.refresh(ada)
    assert (await world.account(ADA)).state is AccountState.MISSING
    assert (await world.score(ADA)).ever == 9
    world.clock.advance(DAY)
    await world.core.collector.refresh(ada)
    assert (await world.account(ADA)).state is AccountState.GONE
    card = await world.core.scores.card(ADA, ADA, GUILD)
    assert (card.score, card.coverage[0].status) == (None, CoverageStatus.GONE)
    assert await world.rows("SELECT * FROM audience") == []
    assert await world.rows("SELECT * FROM standing") == []


async def test_who_was_missing_and_is_back_is_as_before(world: World, ada: Account) -> None:
    """A miss is forgotten once the account answers again."""
    world.town.refusals[ada.native_id] = Gone()
    await world.core.collector.refresh(ada)
    del world.town.refusals[ada.native_id]
    world.clock.advance(DAY)
    await world.core.collector.refresh(ada)
    assert (await world.account(ADA)).state is AccountState.ACTIVE
    world.town.refusals[ada.native_id] = Gone()
    world.clock.advance(DAY)
    await world.core.collector.refresh(ada)
    assert (await world.account(ADA)).state is AccountState.MISSING


async def test_a_rename_is_followed(world: World, ada: Account) -> None:
    """An account is its native id: the new handle is shown, the audience stays."""
    profile = world.town.profiles[ada.native_id]
    world.town.profiles[ada.native_id] = replace(profile, handle="countess", name="Countess")
    await world.core.collector.refresh(ada)
    renamed = await world.account(ADA)
    assert (renamed.handle, renamed.name) == ("countess", "Countess")
    assert (await world.score(ADA)).ever == 9


async def test_a_network_that_is_down_does_not_hold_up_the_others(world: World) -> None:
    """However many accounts wait for one network, those of another are read."""
    for n in range(MANY):
        await world.join(100 + n, f"down{n}", shown=())
        world.town.refusals[f"town-down{n}"] = LIMITED
    await world.join(ADA, "ada", network="village")
    world.clock.advance(DAY)
    await world.core.collector.refresh_stale()
    assert (await world.account(ADA)).read_at == NOW + DAY


async def test_a_network_that_is_switched_off_is_left_alone(world: World) -> None:
    """Its accounts are named as such, cost nothing, and hold up nobody."""
    for n in range(MANY):
        await world.join(100 + n, f"off{n}", shown=(), network="village")
    await world.join(ADA, "ada", people=9)
    clock, town = world.clock, world.town
    clock.advance(DAY)
    async with open_world(world.folder, clock, (town,)) as without:
        assert await without.core.collector.refresh_stale() == 1
        assert (await without.account(ADA)).read_at == NOW + DAY
        card = await without.core.scores.card(100, 100, None)
        assert card.coverage[0].status is CoverageStatus.OFF


async def test_an_account_on_a_network_without_reactions(world: World) -> None:
    """Read, and not measured: no score, never ten; and it does not lower what is measured."""
    await world.join(ADA, "ada", network="village")
    card = await world.core.scores.card(ADA, ADA, GUILD)
    assert (card.score, card.coverage[0].status) == (None, CoverageStatus.NOT_OFFERED)
    assert await world.rows("SELECT * FROM standing") == []
    await world.join(ADA, "ada", people=9)
    card = await world.core.scores.card(ADA, ADA, GUILD)
    assert card.score is not None
    assert card.rank == 1


async def test_an_account_without_reactions_on_a_network_with_some(
    world: World, ada: Account
) -> None:
    """A reading that could have seen nobody measures nothing, until one can: neither 10 nor 0."""
    (page,) = world.town.pages[ada.native_id]
    assert isinstance(page, Data)
    empty = replace(page.value, publications=(), reactions=(), complete=False)
    blind = Data(replace(empty, complete=True, observable=False))
    world.clock.advance(DAY)
    world.town.pages[ada.native_id] = [blind]
    await world.core.collector.refresh(ada)
    card = await world.core.scores.card(ADA, ADA, GUILD)
    assert (card.score, card.coverage[0].status) == (None, CoverageStatus.NOT_OFFERED)
    world.clock.advance(DAY)
    world.town.pages[ada.native_id] = [Data(empty), blind]
    await world.core.collector.refresh(ada)
    assert (await world.score(ADA)).ever == 9


@pytest.mark.parametrize("fault", [Temporary("HTTP 500"), Changed("?")], ids=str)
async def test_an_account_that_fails_is_not_tried_on_and_on(world: World, fault: Failure) -> None:
    """Once per quarter of an hour, and it holds up no other account of its network."""
    await world.join(ADA, "ada", shown=())
    await world.join(BOB, "bob", shown=())
    world.town.refusals["town-ada"] = fault
    world.clock.advance(STALE_AFTER + HOUR)
    world.town.asked.clear()
    assert [await world.core.collector.refresh_stale() for _ in range(3)] == [2, 0, 0]
    assert sorted(world.town.asked) == ["town-ada", "town-bob"]
    world.clock.advance(TRY_AGAIN)
    assert await world.core.collector.refresh_stale() == 1


@pytest.mark.parametrize("fault", ["limited", "away"])
async def test_a_network_is_left_alone_when_it_wants_quiet(world: World, fault: str) -> None:
    """The first refusal of that kind speaks for all its accounts, until its time is over."""
    for user, handle in ((ADA, "ada"), (BOB, "bob")):
        await world.join(user, handle, shown=())
    world.clock.advance(STALE_AFTER + HOUR)
    until = world.clock.now() + TRY_AGAIN
    refusal = Limited(until) if fault == "limited" else Temporary("no route", reachable=False)
    world.town.refusals.update({"town-ada": refusal, "town-bob": refusal})
    world.town.asked.clear()
    assert [await world.core.collector.refresh_stale() for _ in range(3)] == [1, 0, 0]
    world.town.refusals.clear()
    world.clock.advance(TRY_AGAIN)
    assert await world.core.collector.refresh_stale() == 2


async def test_each_further_failure_doubles_the_rest(world: World) -> None:
    """A quarter of an hour, half an hour, an hour, half a day at most; a success ends it."""
    await world.join(ADA, "ada", shown=())
    world.town.refusals["town-ada"] = Changed("?")
    world.clock.advance(STALE_AFTER + HOUR)
    moment = timedelta(seconds=1)
    for times in (1, 2, 4, 8, 16, 32, 48, 48):
        assert await world.core.collector.refresh_stale() == 1
        world.clock.advance(TRY_AGAIN * times - moment)
        assert await world.core.collector.refresh_stale() == 0
        world.clock.advance(moment)
    refusal = world.town.refusals.pop("town-ada")
    assert await world.core.collector.refresh_stale() == 1
    world.clock.advance(DAY)
    world.town.refusals["town-ada"] = refusal
    assert await world.core.collector.refresh_stale() == 1
    world.clock.advance(TRY_AGAIN)
    assert await world.core.collector.refresh_stale() == 1


async def test_a_connector_that_breaks_stops_no_other_account(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """It is an error of our own: logged by the account's number, and tried again later."""
    for user, handle in ((ADA, "ada"), (BOB, "bob")):
        await world.join(user, handle, people=3, shown=())
    broken = world.town.pages.pop("town-ada")
    world.clock.advance(DAY)
    assert [await world.core.collector.refresh_stale() for _ in range(2)] == [2, 0]
    assert (await world.account(BOB)).read_at == NOW + DAY
    assert "KeyError" in caplog.text
    assert "account 1 could not be refreshed" in caplog.text
    world.town.pages["town-ada"] = broken
    world.clock.advance(TRY_AGAIN)
    assert await world.core.collector.refresh_stale() == 1


async def test_the_stalest_come_first_and_sooner_who_is_asked_about(world: World) -> None:
    """Three answers make an account of two days as urgent as one of eight."""
    names = {ADA: "ada", BOB: "bob", CY: "cy", DEE: "dee"}
    for user, handle in names.items():
        await world.join(user, handle, people=3)
        world.clock.advance(DAY)
    for _ in range(3):
        await world.core.scores.card(EVE, CY, GUILD)
    world.town.asked.clear()
    await world.core.collector.refresh_stale()
    assert world.town.asked == ["town-cy", "town-ada", "town-bob", "town-dee"]


@dataclass
class SlowTown(Town):
    """A town of many hosts, of which one answers nobody until it is let go."""

    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    async def profile(self, handle: str) -> Outcome[Profile]:
        if handle == "town-slow" and not self.let_go.is_set():
            self.waiting.set()
            await self.let_go.wait()
        return await super().profile(handle)

    def settle(self, handle: str, *, created_at: datetime | None, listed: bool = True) -> Profile:
        profile = super().settle(handle, created_at=created_at, listed=listed)
        elsewhere = replace(profile, url=f"https://{handle[0]}.example/@{handle}")
        self.profiles[profile.native_id] = elsewhere
        return elsewhere


async def test_a_slow_host_holds_up_no_other_and_no_beat(tmp_path: Path) -> None:
    """The beat goes on without it, its own accounts wait, and nobody is read twice."""
    town = SlowTown(replace(declared("town", Kind.LIKE), hosts=Hosts.NAMED))
    town.let_go.set()
    async with open_world(tmp_path, networks=(town,)) as world:
        handles = ("slow", "sleepy", "ada", "bob")
        for user, handle in enumerate(handles):
            await world.join(100 + user, handle, people=3, shown=())
            world.clock.advance(timedelta(seconds=1))
        town.let_go.clear()
        town.asked.clear()
        world.clock.advance(DAY)
        async with asyncio.timeout(30):
            while len(town.asked) < 2:
                await world.core.collector.work(0.01)
        await town.waiting.wait()
        assert sorted(town.asked) == ["town-ada", "town-bob"]
        town.let_go.set()
        await world.core.collector.work(60)
        assert town.asked[2:] == ["town-slow", "town-sleepy"]
        assert await world.core.collector.refresh_stale() == 0


async def test_collection_goes_behind_members(world: World, ada: Account) -> None:
    """What the beat reads lets others go first; what a member links or renews does not."""
    seen = []
    served = world.town.profile

    async def profile(handle: str) -> Outcome[Profile]:
        seen.append(is_background())
        return await served(handle)

    world.town.profile = profile  # type: ignore[method-assign]
    await world.core.collector.refresh(ada)
    world.clock.advance(DAY)
    await world.core.collector.work(60)
    assert seen == [False, True]
    assert not is_background()


async def test_hosts_of_one_network_speak_for_themselves(tmp_path: Path) -> None:
    """Where accounts live on hosts of their own, one that is away silences no other."""
    town = SlowTown(replace(declared("town", Kind.LIKE), hosts=Hosts.NAMED))
    town.let_go.set()
    async with open_world(tmp_path, networks=(town,)) as world:
        for user, handle in ((ADA, "ada"), (BOB, "bob"), (CY, "anna")):
            await world.join(user, handle, shown=())
            world.clock.advance(timedelta(seconds=1))
        world.clock.advance(DAY)
        away = Temporary("no route", reachable=False)
        town.refusals.update({"town-ada": away, "town-bob": away})
        assert [await world.core.collector.refresh_stale() for _ in range(2)] == [2, 0]


async def test_what_is_under_way_ends_with_the_core(tmp_path: Path) -> None:
    """Nothing is left running, and what was not read is due again."""
    town = SlowTown(declared("town", Kind.LIKE))
    town.let_go.set()
    async with open_world(tmp_path, networks=(town,)) as world:
        await world.join(ADA, "slow", people=3)
        town.let_go.clear()
        world.clock.advance(DAY)
        await world.core.collector.work(0)
        await town.waiting.wait()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    town.let_go.set()
    async with open_world(tmp_path, world.clock, (town,)) as again:
        assert await again.core.collector.refresh_stale() == 1

"""Weighing: a sample of those who act, while their names are known, kept with their hash."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from scoring.credibility import Reason, weigh
from scoring.credit import FLAT, SHRINKAGE
from scoring.evidence import Audience
from scoring.formula import measure
from scoring.live import read_live
from scoring.networks.base import (
    ActorProfile,
    Data,
    Failure,
    Kind,
    Limited,
    Outcome,
    Reading,
    Temporary,
)
from scoring.store import weights
from scoring.store.keys import Keys
from scoring.store.weights import AGAIN_AFTER, NEW_AGAIN_AFTER
from scoring.weighing import RECENT, SAMPLE
from tests.scoring.world import ADA, BOB, DAY, NOW, Town, World, ago, crowd, declared, open_world

KEYS = Keys(b"tests")
LATER = Limited(NOW + DAY)


@dataclass
class PeopledTown(Town):
    """A town that shows the profiles of those who act. Names tell who is new or unknown."""

    asked_for: list[list[str]] = field(default_factory=list)
    silence: Failure | None = None
    first: int = 1000  # so many are answered, from the front

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        self.asked_for.append(list(native_ids))
        return self.silence or Data([shown(name) for name in native_ids[: self.first]])


def shown(name: str) -> ActorProfile:
    """The profile that somebody's name promises."""
    if name.startswith("hidden"):
        return ActorProfile(name)
    if name.startswith("new"):
        return ActorProfile(name, ago(1), 0, 300, 0, has_picture=False, has_text=False)
    return ActorProfile(name, ago(900), 300, 200, 90, has_picture=True, has_text=True)


def opened() -> PeopledTown:
    return PeopledTown(replace(declared("town", Kind.LIKE, Kind.REPLY), actors=True))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, networks=(opened(),)) as world:
        yield world


def town_of(world: World) -> PeopledTown:
    assert isinstance(world.town, PeopledTown)
    return world.town


async def add(world: World, *pages: Reading) -> None:
    """More people on Ada's account, read a day later."""
    account = await world.account(ADA)
    read = [replace(p, complete=n == len(pages)) for n, p in enumerate(pages, 1)]
    world.town.pages[account.native_id] = [Data(page) for page in read]
    world.clock.advance(DAY)
    assert await world.core.collector.refresh(await world.account(ADA)) is None


async def weighed(world: World) -> list[tuple[object, ...]]:
    return await world.rows("SELECT reason, COUNT(*) FROM audience GROUP BY reason ORDER BY reason")


async def test_those_who_acted_are_weighed_once(world: World) -> None:
    """A first reading asks for everybody, the next ones for new faces only."""
    await world.join(ADA, "ada", people=9)
    await add(world, crowd(9, ago(1)), crowd(4, NOW, "late"))
    town = town_of(world)
    assert [len(asked) for asked in town.asked_for] == [9, 4]
    assert set(town.asked_for[1]) == {f"late-{n}" for n in range(4)}
    assert await weighed(world) == [("credible", 13)]


async def test_at_most_a_hundred_are_asked_for_and_always_the_same(world: World) -> None:
    """A uniform sample by the keyed hash: the rest counts as the sample does."""
    await world.join(ADA, "ada", people=350)
    (asked,) = town_of(world).asked_for
    assert len(set(asked)) == SAMPLE
    keys = [world.core.keys.actor("town", f"fan-{n}") for n in range(350)]
    assert [world.core.keys.actor("town", name) for name in asked] == sorted(keys)[:SAMPLE]
    score = await world.score(ADA)
    assert (score.weighed, score.ever) == (SAMPLE, 350)
    assert score.credibility == pytest.approx(weigh(shown("fan-0"), NOW).value, abs=0.01)


async def test_weights_are_due_again_after_ninety_days(world: World) -> None:
    """Not a day before; and who was new is looked at again after thirty."""
    await world.join(ADA, "ada")
    due = []
    for day in range(1, AGAIN_AFTER.days + 2):
        now = world.clock.now()
        before = len(town_of(world).asked_for)
        await add(world, crowd(3, now, "fan"), crowd(3, now, "new"))
        asked = town_of(world).asked_for[before:]
        due += [(day - 1, {name.split("-")[0] for name in names}) for names in asked]
    assert due == [
        (0, {"fan", "new"}),
        (NEW_AGAIN_AFTER.days, {"new"}),
        (AGAIN_AFTER.days, {"fan"}),
    ]


async def test_who_acted_long_ago_is_not_asked_for(world: World) -> None:
    """Profiles are asked for while they matter, and nobody's who is not counted."""
    await world.join(ADA, "ada")
    old, own = crowd(3, ago(RECENT.days + 1), "old"), crowd(1, NOW, "fan")
    act = replace(own.reactions[0], actor="town-ada")
    await add(world, old, replace(own, reactions=(*own.reactions, act)))
    assert town_of(world).asked_for == [["fan-0"]]


async def test_who_objects_is_not_asked_for(world: World) -> None:
    """Somebody who opted out is no actor here, so their profile is not read either."""
    await world.join(ADA, "ada")
    async with world.core.database.tx() as tx:
        hashed = world.core.keys.account("town", "fan-0")
        await tx.run("INSERT INTO opt_out (hash, at) VALUES (?, 0)", (hashed,))
    await add(world, crowd(2, NOW, "fan"))
    assert town_of(world).asked_for == [["fan-1"]]


@pytest.mark.parametrize("fault", [LATER, Temporary("down")], ids=str)
async def test_where_profiles_fail_people_count_as_before(world: World, fault: Failure) -> None:
    """No weight, no flag, no word about it; the reading itself stands, and the next one asks."""
    town = town_of(world)
    town.silence = fault
    await world.join(ADA, "ada", people=30)
    score = await world.score(ADA)
    assert (score.weighed, score.credibility, score.burst) == (0, 1.0, False)
    assert score.people > 15
    town.silence = None
    await add(world, crowd(30, ago(1)))
    assert (await world.score(ADA)).weighed == 30


async def test_a_network_with_few_calls_answers_for_the_first(world: World) -> None:
    """Those who were not asked for are due again; day by day the sample grows."""
    town = town_of(world)
    town.first = 10
    await world.join(ADA, "ada", people=25)
    assert (await world.score(ADA)).weighed == 10
    await add(world, crowd(25, ago(1)))
    assert (await world.score(ADA)).weighed == 20


async def test_those_whom_nobody_shows_hold_up_nobody(world: World) -> None:
    """Asked once and unknown: kept as such, counted as the others are, not asked again."""
    await world.join(ADA, "ada")
    await add(world, crowd(5, NOW, "hidden"), crowd(5, NOW, "fan"))
    await add(world, crowd(5, NOW, "hidden"))
    assert len(town_of(world).asked_for) == 1
    assert await weighed(world) == [("credible", 5), (Reason.UNKNOWN.value, 5)]
    assert (await world.score(ADA)).weighed == 5


async def test_of_a_profile_only_weight_and_reason_are_kept(world: World) -> None:
    """The row of an actor holds a hash, times, kinds, a weight and one word."""
    await world.join(ADA, "ada", people=1)
    columns = {str(row[1]) for row in await world.rows("PRAGMA table_info(audience)")}
    assert columns == {
        *("account_id", "actor", "first_at", "last_at", "fortnights", "acts"),
        *("weight", "weighed_at", "reason"),
    }


async def test_a_burst_is_flagged_and_passes(world: World) -> None:
    """S4 through the store: a crowd of newcomers counts nothing, four weeks later no flag."""
    await world.join(ADA, "ada", days=4)
    await add(world, crowd(96, NOW, "new"), crowd(24, NOW, "fan"))
    score = await world.score(ADA)
    assert score.burst
    assert score.value <= 25
    assert await world.rows("SELECT flags & 8 FROM snapshot ORDER BY day DESC LIMIT 1") == [(8,)]
    world.clock.advance(timedelta(days=28))
    await add(world, crowd(24, world.clock.now(), "fan"))
    assert not (await world.score(ADA)).burst


async def test_a_network_has_its_usual_weight(world: World) -> None:
    """Every account speaks once, so that a crowd on one of them takes little from the others."""
    reader = world.core.database.reader
    assert await weights.usual(reader, "town") == FLAT
    await world.join(ADA, "ada", people=90)
    credible = weigh(shown("fan-0"), NOW).value
    beside = SHRINKAGE * FLAT
    expected = (credible + beside) / (1 + SHRINKAGE)
    assert await weights.usual(reader, "town") == pytest.approx(expected)
    await world.join(BOB, "bob")
    account = await world.account(BOB)
    world.town.crowd(account.native_id, 90, ago(1), "new")
    await world.core.collector.refresh(account)
    new = weigh(shown("new-0"), NOW).value
    expected = (credible + new + beside) / (2 + SHRINKAGE)
    assert await weights.usual(reader, "town") == pytest.approx(expected)
    assert await weights.usual(reader, "village") == FLAT


async def live(town: Town, people: int, name: str) -> Audience:
    profile = town.settle("ada", created_at=ago(4))
    town.crowd(profile.native_id, people, ago(1), name)
    found = await read_live(town, profile, NOW, keys=KEYS)
    assert isinstance(found, Audience)
    return found


async def test_a_live_reading_weighs_a_sample_too() -> None:
    """Nothing is stored, and the number is held back just so."""
    town = opened()
    found = await live(town, 150, "new")
    assert [len(asked) for asked in town.asked_for] == [SAMPLE]
    assert (found.weighed, found.burst) == (SAMPLE, True)
    measured = measure(found, NOW)
    assert measured is not None
    assert measured.people == pytest.approx(0, abs=0.01)
    assert dict(measured.topics)["jazz"] == pytest.approx(0, abs=0.01)


async def test_a_live_reading_of_a_network_without_profiles_is_flat() -> None:
    """Where a network does not offer them, they are not asked for."""
    found = await live(Town(declared("town", Kind.LIKE)), 30, "new")
    assert (found.weighed, found.burst, found.credibility) == (0, False, 1.0)


async def test_store_and_live_reading_weigh_alike(world: World) -> None:
    """The same people, the same keys: the same sample, weights and measure."""
    await world.join(ADA, "ada", people=0, days=4)
    account = await world.account(ADA)
    page = crowd(130, ago(1))
    page = replace(page, reactions=(*page.reactions, *crowd(40, ago(1), "new").reactions))
    world.town.pages[account.native_id] = [Data(page)]
    await world.core.collector.refresh(account)
    stored = await world.score(ADA)
    profile = world.town.profiles[account.native_id]
    found = await read_live(world.town, profile, NOW, keys=world.core.keys)
    assert isinstance(found, Audience)
    measured = measure(found, NOW)
    assert measured is not None
    assert measured.weighed == stored.weighed == SAMPLE
    assert len(town_of(world).asked_for) == 2
    assert town_of(world).asked_for[0] == town_of(world).asked_for[1]
    assert stored.people == pytest.approx(measured.people, rel=0.02)

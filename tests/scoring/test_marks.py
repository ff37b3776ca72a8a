"""Marks and the private word about them: once, in the right tongue, and never after *no more*."""

from __future__ import annotations

from datetime import timedelta

from scoring.formula import FORMULA_VERSION
from scoring.store import accounts, notices
from scoring.store.notices import Notice
from tests.scoring.world import ADA, DAY, GUILD, World, ago


async def waiting(world: World) -> list[Notice]:
    """What is still to be said."""
    return await notices.due(world.core.database.reader, world.clock.now(), 20)


async def told(world: World) -> list[str]:
    """The marks that are said now, which takes them off the queue."""
    found = await waiting(world)
    for notice in found:
        await world.core.notices.done(notice)
    return [notice.data["mark"] for notice in found]


async def reads(world: World, people: int, *, name: str = "fan") -> None:
    """A day later so many people have acted."""
    world.clock.advance(DAY)
    world.town.crowd("town-ada", people, ago(0.1, world.clock.now()), name)
    await world.core.collector.refresh(await world.account(ADA))


async def test_a_first_score_is_told_once(world: World) -> None:
    """With its figures; a board a day later, and then nothing."""
    await world.join(ADA, "ada", people=30)
    (notice,) = await waiting(world)
    assert float(notice.data["value"]) == (await world.score(ADA)).value
    assert await told(world) == ["first"]
    await reads(world, 30)
    assert await told(world) == ["board"]
    await reads(world, 30)
    assert await told(world) == []


async def test_a_rise_is_told_the_day_after_the_first_word(world: World) -> None:
    """At most one word a day."""
    await world.join(ADA, "ada", people=30, shown=())
    world.town.crowd("town-ada", 3000, ago(0.1, world.clock.now()), "later")
    await world.core.collector.refresh(await world.account(ADA))
    assert await told(world) == ["first"]
    await reads(world, 30)
    assert await told(world) == ["tenfold"]


async def test_a_provisional_score_waits(world: World) -> None:
    """Nothing is said of three people; once there are more it is a first score."""
    await world.join(ADA, "ada", people=3, shown=())
    assert await told(world) == []
    await reads(world, 40)
    assert await told(world) == ["first"]


async def test_another_formula_is_no_news(world: World) -> None:
    """What it makes of somebody is known from its first reading on."""
    await world.join(ADA, "ada", people=30, shown=())
    await told(world)
    async with world.core.database.tx() as tx:
        await tx.run("UPDATE milestone SET formula_version = ?", (FORMULA_VERSION - 1,))
    await reads(world, 3000, name="more")
    assert await told(world) == []


async def test_what_was_there_before_is_no_news(world: World) -> None:
    """Members from before anything was kept hear nothing of the score that they had."""
    await world.join(ADA, "ada", people=30)
    await told(world)
    world.clock.advance(timedelta(days=3))
    async with world.core.database.tx() as tx:
        await tx.run("DELETE FROM milestone")
    await reads(world, 30)
    assert await told(world) == []


async def test_no_more_of_these(world: World) -> None:
    """What waits is not said, what comes later is not queued; it can be taken back."""
    await world.join(ADA, "ada", people=30)
    await world.core.rights.quiet(ADA)
    assert not (await world.core.rights.show(ADA)).milestones
    assert await told(world) == []
    await reads(world, 30)
    await reads(world, 3000, name="more")
    assert await told(world) == []
    await world.core.rights.unquiet(ADA)
    await reads(world, 3000, name="more")
    assert await told(world) == []  # what was reached meanwhile is known


async def test_in_the_language_in_which_they_linked(world: World) -> None:
    """The newest account tells."""
    await world.join(ADA, "ada", people=30, shown=())
    await told(world)
    account = await world.account(ADA)
    async with world.core.database.tx() as tx:
        await tx.run("UPDATE account SET locale = 'fr' WHERE id = ?", (account.id,))
    assert await accounts.language(world.core.database.reader, account.id) == "fr"
    async with world.core.database.tx() as tx:
        await tx.run("UPDATE milestone SET measured = 0")
    await reads(world, 30)
    (notice,) = await waiting(world)
    assert notice.locale == "fr"


async def test_pages_reach_no_marks(world: World) -> None:
    """A steward is not written to about a brand."""
    await world.join(ADA, "shop", people=30, page="The Shop", shown=(GUILD,))
    assert await told(world) == []

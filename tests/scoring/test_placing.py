"""Placing: a standing wherever a subject may be seen, and only there."""

from __future__ import annotations

from scoring.formula import FORMULA_VERSION
from scoring.placing import place, place_all, stored_score
from scoring.store import snapshots
from tests.scoring.world import ADA, ELSEWHERE, GUILD, NOW, World, fact


async def standings_of(world: World) -> list[tuple[object, ...]]:
    return await world.rows("SELECT community_id, subject_id, score FROM standing ORDER BY 1, 2")


async def test_placed_where_seen(world: World) -> None:
    """With the stored score, in every community where it is shown, and not where it is hidden."""
    subject = await world.join(ADA, "ada", people=9, shown=(GUILD, ELSEWHERE))
    score = await stored_score(world.core.database.reader, subject.id)
    assert score is not None
    both = [(GUILD, subject.id, score.value), (ELSEWHERE, subject.id, score.value)]
    assert await standings_of(world) == both
    async with world.core.database.tx() as tx:
        await tx.run("UPDATE membership SET hidden = 1 WHERE community_id = ?", (GUILD,))
        await place(tx, subject)
    assert await standings_of(world) == both[1:]


async def test_without_a_score_without_a_place(world: World) -> None:
    """Not measured is no line at the bottom of a board."""
    subject = await world.join(ADA, "ada", network="village")
    assert await stored_score(world.core.database.reader, subject.id) is None
    assert await standings_of(world) == []


async def test_everything_of_a_member_is_placed(world: World) -> None:
    """Their person and their pages, each with its own score."""
    person = await world.join(ADA, "ada", people=9)
    page = await world.join(ADA, "shop", people=90, page="The Shop")
    async with world.core.database.tx() as tx:
        await tx.run("DELETE FROM standing")
        await tx.run("DELETE FROM standing_bucket")
        await place_all(tx, ADA)
    rows = await standings_of(world)
    assert [row[:2] for row in rows] == [(GUILD, person.id), (GUILD, page.id)]
    assert rows[0][2] != rows[1][2]


async def test_another_formula_is_another_line(world: World) -> None:
    """A board shows scores of the present formula only."""
    subject = await world.join(ADA, "ada", people=9)
    before = await stored_score(world.core.database.reader, subject.id)
    account = (await world.account(ADA)).id
    newer = fact(5000.0, account=account, at=NOW, formula_version=FORMULA_VERSION + 1)
    async with world.core.database.tx() as tx:
        await snapshots.put(tx, [newer])
    assert await stored_score(world.core.database.reader, subject.id) == before

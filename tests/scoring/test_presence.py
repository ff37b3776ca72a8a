"""Departures: two misses a day apart end a membership, one is a hiccup."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scoring.models import BoardKind, Period
from tests.scoring.world import ADA, BOB, DAY, ELSEWHERE, GUILD, World


@pytest.fixture(autouse=True)
async def members(world: World) -> None:
    """Ada and Bob, shown in two communities."""
    for user, handle in ((ADA, "ada"), (BOB, "bob")):
        await world.join(user, handle, people=9, shown=(GUILD, ELSEWHERE))


async def shown(world: World, community: int = GUILD) -> set[int]:
    board = await world.core.scores.board(BOB, community, BoardKind.SCORE, Period.WEEK, 0)
    return {row.subject.user_id for row in board.rows}


async def test_one_miss_is_a_hiccup(world: World) -> None:
    """However often on one day."""
    for _ in range(3):
        await world.core.presence.seen(GUILD, (BOB,), (ADA,))
        world.clock.advance(timedelta(hours=7))
    assert await shown(world) == {ADA, BOB}


async def test_a_second_miss_a_day_later_ends_it_here(world: World) -> None:
    """Off this board, still on the other; the accounts stay the member's own."""
    await world.core.presence.seen(GUILD, (BOB,), (ADA,))
    world.clock.advance(DAY)
    await world.core.presence.seen(GUILD, (BOB,), (ADA,))
    assert (await shown(world), await shown(world, ELSEWHERE)) == ({BOB}, {ADA, BOB})
    assert (await world.score(ADA)).ever == 9


async def test_who_was_found_again_starts_afresh(world: World) -> None:
    """The next miss is a first one."""
    await world.core.presence.seen(GUILD, (), (ADA,))
    world.clock.advance(DAY)
    await world.core.presence.seen(GUILD, (ADA,), ())
    world.clock.advance(DAY)
    await world.core.presence.seen(GUILD, (), (ADA,))
    assert await shown(world) == {ADA, BOB}


async def test_who_comes_back_says_yes_again(world: World) -> None:
    """A membership that ended is not taken up without being asked."""
    for _ in range(2):
        await world.core.presence.seen(GUILD, (), (ADA,))
        world.clock.advance(DAY)
    await world.core.presence.seen(GUILD, (ADA,), ())
    assert await shown(world) == {BOB}
    (subject,) = await world.core.links.subjects(ADA)
    await world.core.links.show_here(ADA, GUILD, subject.id)
    assert await shown(world) == {ADA, BOB}


async def test_strangers_are_nothing_to_note(world: World) -> None:
    """Members who never linked anything leave no trace by being asked about."""
    before = await world.rows("SELECT * FROM membership")
    await world.core.presence.seen(GUILD, (77,), (78, 79))
    assert await world.rows("SELECT * FROM membership") == before

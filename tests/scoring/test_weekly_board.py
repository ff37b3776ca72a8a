"""The frozen board: what a weekly post shows, less those who withdrew since."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from scoring.models import WeeklyBoard
from scoring.store import snapshots
from scoring.store.weekly import LAST_POSTS, WeeklyPost
from scoring.weekly_board import NEWCOMERS, RISES
from tests.scoring.world import CHANNEL, DAY, ELSEWHERE, GUILD, World, ago, fact

WEEK = timedelta(days=7)
FIRST, SECOND = 11, 12  # the first two of `World.members`
Wish = Callable[[World], Awaitable[None]]


async def post_of(world: World) -> WeeklyPost:
    """The next weekly post, claimed and frozen."""
    await world.core.communities.set(GUILD, channel_id=CHANNEL)
    world.clock.advance(WEEK)
    (post,) = await world.core.weekly.claim_due()
    return post


async def send(world: World, post: WeeklyPost) -> None:
    assert await world.core.weekly.lease(post, CHANNEL)
    await world.core.weekly.sent(post, CHANNEL, 555)


def ranks(board: WeeklyBoard) -> list[tuple[int, int]]:
    return [(row.rank, row.subject.user_id) for row in board.top]


async def _only_me(world: World) -> None:
    for subject in await world.core.links.subjects(FIRST):
        await world.core.links.only_me(FIRST, GUILD, subject.id)


async def _leave(world: World) -> None:
    await world.core.presence.seen(GUILD, (), (FIRST,))
    world.clock.advance(DAY)
    await world.core.presence.seen(GUILD, (), (FIRST,))


async def _taken_over(world: World) -> None:
    challenge = await world.core.links.begin(99, "town:member11")
    world.town.write_bio("town-member11", challenge.code)
    await world.core.links.verify(99)


async def _unlink(world: World) -> None:
    await world.core.links.remove(FIRST, "town:member11")


WITHDRAWN: dict[str, Wish] = {
    "hide here": lambda w: w.core.rights.hide(FIRST, GUILD),
    "hide everywhere": lambda w: w.core.rights.hide(FIRST, None),
    "only me": _only_me,
    "delete": lambda w: w.core.rights.delete(FIRST),
    "opt out": lambda w: w.core.rights.opt_out(FIRST),
    "unlink": _unlink,
    "left": _leave,
    "account taken over": _taken_over,
}


@pytest.mark.parametrize("name", WITHDRAWN)
async def test_who_withdraws_is_in_no_frozen_board(world: World, name: str) -> None:
    """Between the freezing and the sending: not in it, ranks close up, figures follow."""
    await world.members(60, 50, 40, 30, 20, 10)
    post = await post_of(world)
    before = await world.core.weekly.board_of(post)
    assert ranks(before) == [(n, 10 + n) for n in range(1, 7)]
    await WITHDRAWN[name](world)
    again = await world.core.weekly.get(GUILD, post.week)
    assert again is not None
    for kept in (post, again):  # read before the wish, or after
        board = await world.core.weekly.board_of(kept)
        assert ranks(board) == [(n, 11 + n) for n in range(1, 6)]
        assert (board.shown, sum(board.histogram)) == (5, 5)
        assert board.average is not None
        assert before.average is not None
        assert board.average < before.average


@pytest.mark.parametrize("name", WITHDRAWN)
async def test_who_withdraws_is_taken_out_of_earlier_posts(world: World, name: str) -> None:
    """Posts that are out are to be edited, once."""
    await world.members(60, 50)
    post = await post_of(world)
    await send(world, post)
    assert await world.core.weekly.stale() == []
    await WITHDRAWN[name](world)
    (stale,) = await world.core.weekly.stale()
    assert stale.message_id == 555
    assert ranks(await world.core.weekly.board_of(stale)) == [(1, SECOND)]
    await world.core.weekly.fresh(stale)
    assert await world.core.weekly.stale() == []


async def test_who_withdraws_while_a_post_is_on_its_way(world: World) -> None:
    """Rendered a moment before the wish, sent a moment after: edited at the next tick."""
    await world.members(60, 50)
    post = await post_of(world)
    assert await world.core.weekly.lease(post, CHANNEL)
    await world.core.rights.hide(FIRST, GUILD)
    assert await world.core.weekly.stale() == []
    await world.core.weekly.sent(post, CHANNEL, 555)
    assert [stale.week for stale in await world.core.weekly.stale()] == [post.week]


async def test_the_last_eight_posts_are_edited(world: World) -> None:
    """Of this community only; older ones are history."""
    await world.members(60)
    await world.core.communities.set(ELSEWHERE, channel_id=CHANNEL)
    for _ in range(LAST_POSTS + 2):
        await send(world, await _next(world))
    await world.core.rights.hide(FIRST, GUILD)
    stale = await world.core.weekly.stale()
    assert len(stale) == LAST_POSTS
    assert {post.community_id for post in stale} == {GUILD}


async def _next(world: World) -> WeeklyPost:
    await world.core.communities.set(GUILD, channel_id=CHANNEL)
    world.clock.advance(WEEK)
    posts = {post.community_id: post for post in await world.core.weekly.claim_due()}
    await send(world, posts[ELSEWHERE])
    return posts[GUILD]


async def test_who_is_absent_is_not_shown(world: World) -> None:
    """Members whom Discord does not know here are left out, their pages stay."""
    await world.members(60, 50)
    await world.join(FIRST, "shop", people=9, page="The Shop")
    post = await post_of(world)
    board = await world.core.weekly.board_of(post, absent={FIRST})
    assert ranks(board) == [(1, SECOND)]
    assert [row.subject.name for row in board.pages] == ["The Shop"]


async def test_frozen_is_frozen(world: World) -> None:
    """A retry days later shows the standings of the hour that was due."""
    await world.members(60, 50)
    post = await post_of(world)
    first = await world.core.weekly.board_of(post)
    world.clock.advance(3 * DAY)
    await world.core.collector.refresh_stale()
    await world.join(77, "late", people=500)
    assert await world.core.weekly.board_of(post) == first


async def test_no_average_of_fewer_than_five(world: World) -> None:
    """Neither average nor histogram would be anonymous."""
    await world.members(60, 50, 40, 30)
    four = await world.core.weekly.preview(GUILD)
    assert (four.shown, four.average, four.average_change, four.histogram) == (4, None, None, ())
    await world.join(77, "fifth", people=9)
    five = await world.core.weekly.preview(GUILD)
    assert five.average is not None
    assert (five.shown, sum(five.histogram)) == (5, 5)


async def test_an_average_moves_with_those_who_were_there(world: World) -> None:
    """Somebody who joined does not make the average rise or fall."""
    await world.members(*([40] * 5))
    world.clock.advance(WEEK)
    await world.core.collector.refresh_stale()
    await world.join(77, "star", people=5000)
    board = await world.core.weekly.preview(GUILD)
    fell = (await world.score(FIRST)).value - _first(board, FIRST)
    assert board.average_change == pytest.approx(fell, abs=0.11)
    assert board.average_change is not None
    assert board.average_change < 0


def _first(board: WeeklyBoard, user: int) -> float:
    """Where somebody stood a week ago, by their line."""
    (row,) = [row for row in board.top if row.subject.user_id == user]
    assert row.change is not None
    return row.value - row.change


async def test_rises_come_beside_the_ten_highest(world: World) -> None:
    """The three largest rises beyond the margin, who is new, and as many rows as chosen."""
    await world.core.communities.set(GUILD, rows=4)
    now = world.clock.now()
    for n, subject in enumerate(await world.members(*([400] * 6)), start=1):
        account = await world.account(10 + n)
        before = [fact(10.0 * n, account=account.id, at=ago(20, now))] if n < 5 else []
        async with world.core.database.tx() as tx:
            await snapshots.put(tx, [*before, fact(250.0, account=account.id, at=now)])
        assert subject.user_id == 10 + n
    board = await world.core.weekly.preview(GUILD)
    assert [row.subject.user_id for row in board.rises] == [11, 12, 13]
    assert len(board.rises) == RISES
    assert [row.rank for row in board.top] == [1, 1, 1, 1]
    assert [row.subject.user_id for row in board.newcomers] == [15, 16]
    assert len(board.newcomers) <= NEWCOMERS


async def test_a_preview_claims_nothing(world: World) -> None:
    """It may be looked at as often as one likes."""
    await world.members(60)
    await world.core.communities.set(GUILD, channel_id=CHANNEL)
    assert ranks(await world.core.weekly.preview(GUILD)) == [(1, FIRST)]
    assert await world.rows("SELECT * FROM weekly_post") == []


async def test_a_board_without_anybody(world: World) -> None:
    """A community in which nobody is shown has an empty board, not a fault."""
    board = await world.core.weekly.board_of(await post_of(world))
    assert (board.top, board.pages, board.shown, board.average) == ((), (), 0, None)

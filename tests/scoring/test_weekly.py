"""The weekly post's facts: claimed once, whatever happens to clocks, tickers and settings."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scoring.boards import Boards
from scoring.store.weekly import WeeklyPost
from scoring.weekly import (
    FIRST_RETRY,
    LEASE,
    LONGEST_RETRY,
    WeeklyPosts,
    due_now,
    next_post,
)
from tests.scoring.world import CHANNEL, DAY, ELSEWHERE, GUILD, NOW, World, open_world

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
MONDAY, TUESDAY, WEDNESDAY, SUNDAY = 0, 1, 2, 6
BERLIN = ZoneInfo("Europe/Berlin")


async def schedule(world: World, community: int = GUILD, **chosen: Any) -> None:
    """Mondays at 9 in UTC, if nothing else is chosen."""
    await world.core.communities.set(community, channel_id=CHANNEL, **chosen)


async def due(world: World, **chosen: Any) -> WeeklyPost:
    """The post of next Monday, claimed."""
    await schedule(world, **chosen)
    world.clock.advance(WEEK)
    (post,) = await world.core.weekly.claim_due()
    return post


def hours(world: World, until: datetime, step: timedelta = HOUR) -> Iterator[datetime]:
    """Tick by tick."""
    while world.clock.now() < until:
        yield world.clock.advance(step)


async def claimed_over(world: World, until: datetime, step: timedelta = HOUR) -> list[datetime]:
    """When posts were claimed by a ticker that runs all the time, as local time."""
    found = []
    for now in hours(world, until, step):
        for post in await world.core.weekly.claim_due():
            chosen = await world.core.communities.get(post.community_id)
            found.append(now.astimezone(ZoneInfo(chosen.zone)))
    return found


async def test_enabling_on_a_wednesday_posts_nothing(world: World) -> None:
    """What was due before it was switched on is not made up for; next Monday it begins."""
    world.clock.advance(2 * DAY)
    await schedule(world)
    assert await world.core.weekly.claim_due() == []
    first = await claimed_over(world, NOW + 9 * DAY)
    assert [at.strftime("%a %H:%M") for at in first] == ["Mon 09:00"]


async def test_forty_mondays_at_midnight_in_berlin(world: World) -> None:
    """Over both changes of the clocks, with an outage of thirteen hours each: none twice."""
    await schedule(world, weekday=MONDAY, hour=0, zone="Europe/Berlin")
    found = await claimed_over(world, NOW + 40 * WEEK, timedelta(hours=13))
    assert len(found) == 40
    weeks = await world.rows("SELECT week, due_at FROM weekly_post ORDER BY due_at")
    assert len(set(weeks)) == 40
    dues = [datetime.fromtimestamp(int(str(at)), BERLIN) for _, at in weeks]
    assert {at.strftime("%a %H:%M") for at in dues} == {"Mon 00:00"}
    assert all(
        found_at - at < timedelta(hours=13) for found_at, at in zip(found, dues, strict=True)
    )


async def test_two_tickers_claim_once(tmp_path: Path) -> None:
    """Two processes on one database, at the same moment: one of them gets the week."""
    async with open_world(tmp_path) as one:
        await schedule(one)
        one.clock.advance(WEEK)
        async with open_world(tmp_path, one.clock) as other:
            both = await asyncio.gather(
                *(world.core.weekly.claim_due() for world in (one, other) * 3)
            )
        assert sum(len(posts) for posts in both) == 1


async def test_a_missed_hour_is_posted_on_return_for_its_week(world: World) -> None:
    """Off over the hour: once, late, and it stands for the week that was due."""
    await schedule(world)
    world.clock.advance(WEEK - 3 * HOUR + 13 * HOUR)
    (post,) = await world.core.weekly.claim_due()
    assert (post.week, post.due_at) == ("2026-W49", NOW - 3 * HOUR + WEEK)
    assert await world.core.weekly.claim_due() == []


async def test_of_several_missed_weeks_only_the_last_is_posted(world: World) -> None:
    """A bot that was off for a month does not flood the channel."""
    await schedule(world)
    world.clock.advance(5 * WEEK)
    assert [post.week for post in await world.core.weekly.claim_due()] == ["2026-W53"]
    assert await world.core.weekly.claim_due() == []


@pytest.mark.parametrize("first", [{}, {"weekday": SUNDAY, "hour": 23}], ids=["monday", "sunday"])
@pytest.mark.parametrize(
    "change",
    [
        {"weekday": TUESDAY},
        {"weekday": SUNDAY},
        {"hour": 23},
        {"hour": 0},
        {"zone": "Pacific/Kiritimati"},
        {"zone": "Pacific/Pago_Pago"},
        {"weekday": SUNDAY, "hour": 23, "zone": "Pacific/Pago_Pago"},
        {"channel_id": None},
    ],
    ids=str,
)
@pytest.mark.parametrize("after", range(0, 8, 2))
async def test_no_change_of_settings_posts_twice_in_a_week(
    world: World, first: dict[str, Any], change: dict[str, Any], after: int
) -> None:
    """Whatever is changed, whenever: one post at most for each ISO week, in their order."""
    await schedule(world, **first)
    found = await claimed_over(world, NOW + (7 + after) * DAY)
    await world.core.communities.set(GUILD, **change)
    await schedule(world)
    found += await claimed_over(world, NOW + 28 * DAY)
    rows = await world.rows("SELECT week FROM weekly_post ORDER BY due_at")
    weeks = [str(week) for (week,) in rows]
    assert weeks == sorted(set(weeks))
    assert len(weeks) == len(found) >= 2


async def test_communities_do_not_wait_for_each_other(world: World) -> None:
    """Each at its own hour in its own zone."""
    await schedule(world)
    await schedule(world, ELSEWHERE, zone="Pacific/Kiritimati")
    world.clock.advance(WEEK - 12 * HOUR)
    assert [post.community_id for post in await world.core.weekly.claim_due()] == [ELSEWHERE]
    world.clock.advance(DAY)
    assert [post.community_id for post in await world.core.weekly.claim_due()] == [GUILD]


async def test_paused_posts_nothing_and_resumes_with_the_next(world: World) -> None:
    """What was due during the pause is not made up for."""
    await schedule(world)
    await world.core.communities.pause(GUILD)
    assert await claimed_over(world, NOW + 2 * WEEK, DAY) == []
    await world.core.communities.resume(GUILD)
    assert await world.core.weekly.claim_due() == []
    assert len(await claimed_over(world, NOW + 3 * WEEK, DAY)) == 1


async def test_a_claimed_post_is_driven_on_after_a_restart(tmp_path: Path) -> None:
    """A crash between the claim and the sending leaves it unfinished, not lost."""
    async with open_world(tmp_path) as world:
        post = await due(world)
        clock = world.clock
    async with open_world(tmp_path, clock) as again:
        assert await again.core.weekly.claim_due() == []
        assert await again.core.weekly.unfinished() == [post]


async def test_a_try_is_leased_to_one(world: World) -> None:
    """Whoever has it has it alone; after five minutes without a word it is free again."""
    post = await due(world)
    weekly = world.core.weekly
    assert await weekly.lease(post, CHANNEL)
    assert not await weekly.lease(post, CHANNEL)
    assert await weekly.unfinished() == []
    world.clock.advance(LEASE)
    (again,) = await weekly.unfinished()
    assert again.tries == 1
    assert await weekly.lease(again, CHANNEL)


async def test_sent_is_finished(world: World) -> None:
    """With the message's id, for mending it later."""
    post = await due(world)
    weekly = world.core.weekly
    assert await weekly.lease(post, CHANNEL)
    await weekly.sent(post, CHANNEL, 555)
    assert await weekly.unfinished() == []
    assert not await weekly.lease(post, CHANNEL)
    kept = await weekly.get(GUILD, post.week)
    assert kept is not None
    assert (kept.state, kept.channel_id, kept.message_id) == ("sent", CHANNEL, 555)
    assert kept.sent_at == world.clock.now()


@pytest.mark.parametrize("outcome", ["failed", "paused"])
async def test_a_late_fault_does_not_undo_what_another_sent(world: World, outcome: str) -> None:
    """A try that hangs past its lease and then fails leaves the other's success alone."""
    post = await due(world)
    weekly = world.core.weekly
    assert await weekly.lease(post, CHANNEL)
    world.clock.advance(LEASE)
    assert await weekly.lease(post, CHANNEL)
    await weekly.sent(post, CHANNEL, 555)
    await (weekly.failed if outcome == "failed" else weekly.paused)(post, "TimeoutError")
    kept = await weekly.get(GUILD, post.week)
    assert kept is not None
    assert kept.state == "sent"
    assert await weekly.unfinished() == []


@pytest.mark.parametrize("jitter", [0.0, 1.0])
async def test_tries_come_later_and_later(world: World, jitter: float) -> None:
    """Twice as long each time up to six hours, by a random part between half and whole."""
    post = await due(world)
    database = world.core.database
    weekly = WeeklyPosts(database, Boards(database, world.clock), world.clock, lambda: jitter)
    pauses = []
    for _ in range(12):
        assert await weekly.lease(post, CHANNEL)
        await weekly.failed(post, "HTTPException")
        ((again,),) = await world.rows("SELECT next_try_at FROM weekly_post")
        pauses.append(int(str(again)) - world.clock.now().timestamp())
        assert await weekly.unfinished() == []
        world.clock.advance(timedelta(seconds=pauses[-1]))
        (post,) = await weekly.unfinished()
    part = 0.5 + jitter / 2
    assert pauses[0] == FIRST_RETRY.total_seconds() * part
    assert pauses[-1] == LONGEST_RETRY.total_seconds() * part
    assert all(b == min(2 * a, pauses[-1]) for a, b in pairwise(pauses))


async def test_a_closed_channel_pauses_and_tells_once(world: World) -> None:
    """The schedule stops; an admin is told the first time only; resuming tries again."""
    post = await due(world)
    weekly = world.core.weekly
    assert await weekly.lease(post, CHANNEL)
    assert await weekly.paused(post, "Forbidden") is True
    assert await weekly.paused(post, "Forbidden") is False
    chosen = await world.core.communities.get(GUILD)
    assert (chosen.paused_at, chosen.pause_reason) == (world.clock.now(), "Forbidden")
    assert (await weekly.unfinished(), await weekly.claim_due()) == ([], [])
    await world.core.communities.resume(GUILD)
    assert [p.week for p in await weekly.unfinished()] == [post.week]


async def test_an_old_story_is_not_told_on_resuming(world: World) -> None:
    """What was held up for more than a week stays unsaid."""
    post = await due(world)
    await world.core.weekly.paused(post, "Forbidden")
    world.clock.advance(8 * DAY)
    await world.core.communities.resume(GUILD)
    assert await world.core.weekly.unfinished() == []


async def test_when_the_next_one_comes(world: World) -> None:
    """Told where a schedule runs, and nowhere else."""
    chosen = await world.core.communities.get(GUILD)
    assert next_post(chosen, NOW) is None
    assert due_now(chosen, NOW) is None
    await schedule(world, weekday=WEDNESDAY)
    chosen = await world.core.communities.get(GUILD)
    assert next_post(chosen, NOW) == NOW + 2 * DAY - 3 * HOUR
    assert next_post(await world.core.communities.pause(GUILD), NOW) is None


async def test_a_week_that_has_its_post_gets_no_second(world: World) -> None:
    """After a change of the day the next post is said to come when it really comes."""
    await due(world)
    await schedule(world, weekday=TUESDAY)
    chosen = await world.core.communities.get(GUILD)
    coming = await world.core.weekly.upcoming(chosen)
    assert coming == NOW + WEEK + 8 * DAY - 3 * HOUR
    assert (await claimed_over(world, NOW + 3 * WEEK))[0] == coming


async def test_a_community_that_is_left_is_forgotten(world: World) -> None:
    """Settings, posts, boards and who was shown there."""
    await world.join(7, "ada", people=9)
    await due(world)
    await world.core.communities.left(GUILD)
    for table in ("community", "weekly_post", "standing", "standing_bucket", "membership"):
        assert await world.table(table) == [], table
    assert (await world.score(7)).ever == 9

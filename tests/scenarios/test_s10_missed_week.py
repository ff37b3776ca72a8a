"""S10: the bot is off over the hour of the weekly post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from scoring.weekly import next_post
from tests.scenarios.world import ADA, BOARD, GUILD, Town, open_town

SUNDAY = 6
WEEK = timedelta(weeks=1)
MONDAY = datetime(2026, 9, 28, 9, 0, tzinfo=UTC)
# (zone, hour, minute, the wall's hour on a Sunday on which its clocks change)
CHANGES = [
    ("Europe/Paris", 2, 30, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 02:30 does not exist
    ("Europe/Paris", 2, 30, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 02:30 comes twice
    ("America/New_York", 2, 0, datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", 1, 45, datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),  # half an hour
    ("Pacific/Kiritimati", 23, 59, datetime(2026, 3, 29, 9, 59, tzinfo=UTC)),  # never changes
    ("Europe/Berlin", 0, 0, datetime(2026, 3, 28, 23, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "hour", "minute", "due"), CHANGES)
async def test_on_a_sunday_on_which_clocks_change(
    tmp_path: Path, zone: str, hour: int, minute: int, due: datetime
) -> None:
    """Off over the hour, it appears once on return, late and said to be; then weekly again."""
    async with open_town(tmp_path, start=due - timedelta(days=3)) as town:
        await town.link(ADA, people=250)
        await town.board_weekly(weekday=SUNDAY, hour=hour, minute=minute, zone=zone)
        await town.tick()
        await town.stop()
        town.clock.advance_to(due + timedelta(hours=13))
        await town.start()
        await town.pass_time(minutes=1)
        [post] = town.posts()
        week = due.astimezone(ZoneInfo(zone)).isocalendar().week
        assert f"Week {week} ·" in post.text
        assert "Late: this is the board for the week of" in post.text
        following = next_post(await town.core.communities.get(GUILD), town.clock.now())
        assert following is not None
        assert abs(following - due - WEEK) <= timedelta(hours=1)
        town.clock.advance_to(following - timedelta(minutes=1))
        await town.tick()
        assert len(town.posts()) == 1
        await town.pass_time(minutes=1)
        assert ["Late" in post.text for post in town.posts()] == [True, False]


async def test_to_the_minute_where_the_bot_is_there(town: Town) -> None:
    """A minute before nothing, at the hour the post, and it is not late."""
    due = datetime(2026, 9, 14, 7, 0, tzinfo=UTC)  # a Monday, 09:00 in Paris
    await town.link(ADA, people=250)
    await town.board_weekly(zone="Europe/Paris")
    town.clock.advance_to(due - timedelta(minutes=1))
    await town.tick()
    assert town.posts() == []
    await town.pass_time(minutes=1)
    [post] = town.posts()
    assert "Late" not in post.text
    for _ in range(5):
        await town.pass_time(minutes=1)
    assert len(town.posts()) == 1


async def test_off_for_three_weeks_posts_the_last_one_once(town: Town) -> None:
    """Older weeks are not made up for: one board, for the week that it says."""
    await town.link(ADA, people=250)
    await town.board_weekly(locale="fr")
    await town.stop()
    town.clock.advance_to(datetime(2026, 9, 30, 12, 0, tzinfo=UTC))
    await town.start()
    await town.tick()
    [post] = town.posts()
    assert "Semaine 40" in post.text
    due = town.services.client.i18n.speak("fr").datetime(MONDAY, ZoneInfo("UTC"))
    assert town.say("weekly.late", "fr", due=due) in post.text


async def test_a_board_switched_on_after_its_hour_waits_for_the_next(town: Town) -> None:
    """A Monday board chosen on a Wednesday posts nothing before Monday."""
    await town.link(ADA, people=250)
    await town.manage("community channel", channel=str(BOARD))
    await town.pass_time(hours=1)
    assert town.posts() == []
    assert (await town.core.communities.get(GUILD)).channel_id == BOARD
    town.clock.advance_to(datetime(2026, 9, 14, 9, 0, tzinfo=UTC))
    await town.tick()
    assert len(town.posts()) == 1

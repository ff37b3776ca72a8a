"""The weekly post when settings change, when people go, and when the post itself does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cogs.monday import MONDAY, SENDING, before_monday
from tests.scenarios.world import ADA, BOARD, GENERAL, GUILD, Town, open_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with before_monday(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    "changes",
    [
        {"weekday": 2},
        {"hour": 18, "minute": 30},
        {"zone": "Pacific/Kiritimati"},
        {"zone": "Pacific/Pago_Pago", "weekday": 0},
        {"channel_id": GENERAL},
        {"channel_id": GENERAL, "weekday": 6, "hour": 23},
        {"locale": "fr", "rows": 3},
    ],
)
async def test_changed_settings_never_post_twice_in_a_week(
    town: Town, changes: dict[str, object]
) -> None:
    """After this week's post, no change of day, hour, zone or channel brings another."""
    await town.pass_time(minutes=1)
    await town.core.communities.set(GUILD, **changes)
    for _ in range(6 * 4):
        await town.pass_time(hours=6)
        if town.clock.now() >= datetime(2026, 9, 20, 9, tzinfo=UTC):
            break
    assert len(town.posts(BOARD)) + len(town.posts(GENERAL)) == 1
    await town.pass_weeks(2)
    posts = [*town.posts(BOARD), *town.posts(GENERAL)]
    weeks = {re.search(r"(?:Week|Semaine) (\d+)", post.text)[1] for post in posts}  # type: ignore[index]
    assert len(weeks) == len(posts) >= 2


async def test_switched_off_and_on_again_in_one_week(town: Town) -> None:
    """Unset and set again, paused and resumed: one post."""
    await town.pass_time(minutes=1)
    await town.manage("community channel")
    await town.manage("community channel", channel=str(BOARD))
    await town.manage("community pause")
    await town.manage("community resume")
    await town.manage("community time", time="18:00")
    await town.pass_time(hours=10)
    assert len(town.posts()) == 1


async def test_paused_posts_nothing_and_makes_nothing_up(town: Town) -> None:
    """What fell due during a pause is not posted when it ends."""
    await town.manage("community pause")
    await town.pass_time(days=2)
    await town.manage("community resume")
    await town.pass_time(hours=1)
    assert town.posts() == []
    town.clock.advance_to(MONDAY + timedelta(weeks=1))
    await town.tick()
    assert len(town.posts()) == 1


@pytest.mark.parametrize("again", [True, False])
async def test_a_channel_chosen_ends_the_pause_for_want_of_one(town: Town, again: bool) -> None:
    """Another one, or the same with its permission back: this week's board comes, once."""
    town.standin.set_permissions(BOARD, 0)
    await town.pass_time(minutes=1)
    town.standin.set_permissions(BOARD, None)
    channel = BOARD if again else GENERAL
    await town.manage("community channel", channel=str(channel))
    await town.pass_time(minutes=1)
    await town.pass_time(hours=1)
    assert len(town.posts(channel)) == 1


async def test_a_managers_pause_outlives_another_channel(town: Town) -> None:
    """Who paused on purpose resumes on purpose."""
    await town.manage("community pause")
    await town.manage("community channel", channel=str(GENERAL))
    await town.pass_weeks(2)
    assert [*town.posts(BOARD), *town.posts(GENERAL)] == []


async def test_a_mending_that_fails_is_tried_again(town: Town) -> None:
    """Discord refuses an edit for now: the next beat edits."""
    await town.pass_time(minutes=1)
    [post] = town.posts()
    town.standin.fail_next("PATCH", SENDING, status=503)
    await town.at(ADA).command("privacy hide")
    await town.tick()
    await town.tick()
    assert len(edits(town)) == 2
    assert "Ada" not in post.text


async def test_a_post_that_was_deleted_is_let_go(town: Town) -> None:
    """An edit of a message that a moderator took away is no failure, and not tried for ever."""
    await town.pass_time(minutes=1)
    [post] = town.posts()
    post.deleted = True
    await town.at(ADA).command("privacy hide")
    await town.tick()
    await town.tick()
    assert len(edits(town)) == 1


async def test_an_empty_community_gets_an_invitation(tmp_path: Path) -> None:
    """With nobody shown, the post says how to be on the next one, in the community's language."""
    async with open_town(tmp_path) as town:
        await town.board_weekly(locale="fr")
        town.clock.advance_to(MONDAY)
        await town.tick()
        [post] = town.posts()
        link = "`/lier ajouter`"
        assert town.say("weekly.empty", "fr", link=link) in post.text


def edits(town: Town) -> list[str]:
    """The paths of all edits in the board's channel."""
    sent = town.standin.requests
    return [r.path for r in sent if r.method == "PATCH" and r.path.startswith(SENDING)]

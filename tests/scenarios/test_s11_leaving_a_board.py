"""S11: hiding, deleting or opting out before a board is sent, and after."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.scenarios.world import ADA, BEN, CLEO, DAN, EVE, FAY, GUILD, Town

Leave = Callable[[Town], Awaitable[None]]


async def hide(town: Town) -> None:
    await town.at(ADA).command("privacy hide")


async def hide_everywhere(town: Town) -> None:
    await town.at(ADA).in_dm().command("privacy hide", everywhere=True)


async def delete(town: Town) -> None:
    asked = await town.at(ADA).command("privacy delete")
    await town.at(ADA).press(asked, "Delete everything")


async def opt_out(town: Town) -> None:
    asked = await town.at(ADA).command("privacy opt-out")
    await town.at(ADA).press(asked, "Never measure me")


async def unlink(town: Town) -> None:
    await town.at(ADA).command("link remove", account="sample:ada")


async def only_me(town: Town) -> None:
    listed = await town.at(ADA).command("link list")
    await town.at(ADA).press(listed, "Only me")


WAYS = [hide, hide_everywhere, delete, opt_out, unlink, only_me]


@pytest.fixture
async def board(town: Town) -> Town:
    """Ada leads six members on a weekly board."""
    for place, who in enumerate((ADA, BEN, CLEO, DAN, EVE, FAY)):
        await town.link(who, people=90 - 10 * place, days=60)
    await town.board_weekly()
    return town


def restore(backup: Path, folder: Path) -> None:
    """Put a backup in the database's place, and nothing beside it."""
    for leftover in folder.glob("renown.db*"):
        leftover.unlink()
    shutil.copy(backup, folder / "renown.db")


@pytest.mark.parametrize("leave", WAYS)
async def test_between_freezing_and_sending(board: Town, leave: Leave) -> None:
    """They are not in the post, the ranks close up, and the average is of those who are left."""
    board.clock.advance_to(board.clock.now().replace(day=14, hour=9))
    assert len(await board.core.weekly.claim_due()) == 1
    [frozen] = await board.core.weekly.unfinished()
    assert len(frozen.board["rows"]) == 6
    await leave(board)
    await board.tick()
    [post] = board.posts()
    assert "Ada" not in post.text
    assert "**1.** Ben" in post.text
    assert "5 members shown" in post.text


@pytest.mark.parametrize("leave", WAYS)
async def test_after_it_was_posted(board: Town, leave: Leave) -> None:
    """The post that stands is edited at once, without waiting for the next beat."""
    await board.pass_weeks(1)
    [post] = board.posts()
    assert "**1.** Ada" in post.text
    await leave(board)
    await board.standin.wait_until(lambda: "Ada" not in post.text)
    assert "**1.** Ben" in post.text
    assert "5 members shown" in post.text


async def test_the_last_eight_posts_are_edited(board: Town) -> None:
    """After ten weeks, the eight youngest; each still says for which week it stands."""
    await board.pass_weeks(10)
    posts = board.posts()
    weeks = [next(line for line in p.text.splitlines() if "Week " in line) for p in posts]
    await hide(board)
    await board.standin.wait_until(lambda: all("Ada" not in p.text for p in posts[2:]))
    assert ["Ada" in p.text for p in posts] == [True] * 2 + [False] * 8
    for post, week in zip(posts, weeks, strict=True):
        assert week in post.text


async def test_unhiding_brings_nothing_back_into_old_posts_unasked(board: Town) -> None:
    """Once back, they are on the next board."""
    await board.pass_weeks(1)
    await hide(board)
    await board.at(ADA).command("privacy unhide")
    await board.pass_weeks(1)
    assert "**1.** Ada" in board.posts()[-1].text


@pytest.mark.parametrize("leave", [hide, delete, opt_out, unlink, only_me])
async def test_a_restored_backup_brings_nobody_back(
    board: Town, leave: Leave, tmp_path: Path
) -> None:
    """A backup taken before is restored after: they are on no board, and no post shows them."""
    await board.pass_weeks(1)
    backup = tmp_path / "backup.db"
    await board.core.database.backup(backup)
    await leave(board)
    await board.stop()
    await asyncio.to_thread(restore, backup, tmp_path)
    await board.start()
    listed = (await board.at(BEN).command("leaderboard")).text
    assert "Ada" not in listed
    asked = await board.at(BEN).command("score", member=ADA)
    assert board.say("error.no_score", "en") in asked.text
    await board.pass_weeks(1)
    assert not any("Ada" in post.text for post in board.posts())
    assert (await board.core.communities.get(GUILD)).channel_id is not None

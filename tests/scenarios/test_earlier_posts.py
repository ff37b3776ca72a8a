"""The bot's own earlier posts after somebody left the board: which are edited, and when."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.messages import Message
from tests.cogs.monday import SENDING, before_monday
from tests.scenarios.test_s11_leaving_a_board import Leave, delete, hide, opt_out
from tests.scenarios.world import BOARD, GUILD, Town

pytestmark = pytest.mark.long  # `make check`


EDIT = re.compile(rf"{SENDING}/(\d+)$")
LAST = 8


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Ada and Ben, and a board every Monday."""
    async with before_monday(tmp_path) as opened:
        yield opened


def edited(town: Town) -> list[int]:
    """The messages that were edited over the wire, in that order."""
    tried = (EDIT.search(r.path) for r in town.standin.requests if r.method == "PATCH")
    return [int(found[1]) for found in tried if found]


def by_hand(town: Town) -> list[Message]:
    """What was posted out of turn."""
    ours = {post.id for post in town.posts()}
    return [m for m in town.standin.messages(BOARD) if m.id not in ours and not m.ephemeral]


async def nine_weeks(town: Town) -> list[Message]:
    await town.pass_weeks(9)
    return town.posts()


async def nine_by_hand(town: Town) -> list[Message]:
    for _ in range(9):
        town.clock.advance_to(town.clock.now().replace(second=0))
        await town.manage("community post-now")
        await town.pass_time(minutes=2)
    return by_hand(town)


@pytest.mark.parametrize("leave", [hide, delete, opt_out])
@pytest.mark.parametrize("posting", [nine_weeks, nine_by_hand])
async def test_of_nine_posts_exactly_eight_are_edited(
    town: Town, leave: Leave, posting: object
) -> None:
    """Once each, the ninth is not touched; weekly posts and such by hand each have their eight."""
    posts = await posting(town)  # type: ignore[operator]
    assert len(posts) == 9
    assert all("Ada" in post.text for post in posts)
    await leave(town)
    await town.tick()
    wanted = {post.id for post in posts[1:]}
    assert sorted(m for m in edited(town) if m in {p.id for p in posts}) == sorted(wanted)
    assert ["Ada" in post.text for post in posts] == [True] + [False] * LAST
    await town.tick()
    assert len([m for m in edited(town) if m in wanted]) == LAST


@pytest.mark.parametrize("leave", [hide, delete, opt_out])
async def test_while_discord_fails_the_wish_holds_and_its_trace_waits(
    town: Town, leave: Leave
) -> None:
    """Edits that are refused for now are made up for, also for who is deleted by then."""
    await town.pass_weeks(1)
    await town.manage("community post-now")
    town.standin.fail_next("PATCH", SENDING, status=503, times=9)
    await leave(town)
    stored = await town.stored()
    assert {row[-1] for row in stored["hand_post"]} == {1}
    for _ in range(12):
        await town.tick()
    assert not any("Ada" in post.text for post in [*town.posts(), *by_hand(town)])


async def test_who_hides_while_a_board_is_sent_by_hand_is_taken_out(town: Town) -> None:
    """The message was on its way when they hid: the next beat edits it."""
    post = await town.core.weekly.by_hand(GUILD, BOARD)
    await hide(town)
    await town.core.weekly.sent_by_hand(post)
    assert [one.board for one in await town.core.weekly.stale()] == [post.board]


async def test_a_post_by_hand_that_is_gone_is_let_go(town: Town) -> None:
    """A moderator took it away: one try, no more."""
    await town.manage("community post-now")
    (post,) = by_hand(town)
    post.deleted = True
    await delete(town)
    await town.tick()
    await town.tick()
    assert edited(town) == [post.id]

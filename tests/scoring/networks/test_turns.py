"""Turns at a host: so many at once, members first, and nobody is lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.networks.turns import Patience, Turns, in_background, is_background
from tests.scoring.world import PURE

LONG = 60.0


async def settled() -> None:
    """Let everybody who can go on do so."""
    for _ in range(20):
        await asyncio.sleep(0)


def behind(asking: Awaitable[None]) -> asyncio.Task[None]:
    """A task of the background."""

    async def run() -> None:
        await asking

    with in_background():
        return asyncio.create_task(run())


async def test_members_go_before_the_background() -> None:
    """Whoever came first: who is waited for is next, and then everybody in their order."""
    turns, order = Turns(), []

    async def ask(name: str) -> None:
        await turns.take("a", 1, within=LONG)
        order.append(name)
        turns.leave("a")

    await turns.take("a", 1, within=LONG)
    waiting = [behind(ask("one behind")), behind(ask("two behind"))]
    await settled()
    waiting += [asyncio.create_task(ask(name)) for name in ("ada", "bob")]
    await settled()
    turns.leave("a")
    await asyncio.gather(*waiting)
    assert order == ["ada", "bob", "one behind", "two behind"]


async def test_the_background_is_a_matter_of_the_task() -> None:
    """Tasks that are begun in it are of it, whoever else runs beside them."""
    seen = []

    async def look() -> None:
        seen.append(is_background())

    with in_background():
        inside = asyncio.create_task(look())
    await asyncio.gather(inside, look())
    assert sorted(seen) == [False, True]


async def test_hosts_do_not_wait_for_each_other() -> None:
    """A line is of one host."""
    turns = Turns()
    await turns.take("a", 1, within=LONG)
    other = asyncio.create_task(turns.take("b", 1, within=LONG))
    await settled()
    assert other.done()


async def test_whoever_waits_too_long_goes_home() -> None:
    """And is not called afterwards."""
    turns = Turns()
    await turns.take("a", 1, within=LONG)
    with pytest.raises(TimeoutError):
        await turns.take("a", 1, within=0)
    turns.leave("a")
    await turns.take("a", 1, within=LONG)


@PURE
@given(
    st.integers(1, 3),
    st.lists(st.sampled_from(["come", "come behind", "go", "give up"]), max_size=30),
)
def test_never_more_at_once_and_nobody_is_forgotten(at_once: int, steps: list[str]) -> None:
    """However people come, leave and give up, the host is as busy as it may be."""

    async def play() -> None:
        turns = Turns()
        inside: list[asyncio.Task[None]] = []
        waiting: list[asyncio.Task[None]] = []

        async def ask() -> None:
            await turns.take("a", at_once, within=LONG)

        for step in steps:
            if step == "come":
                waiting.append(asyncio.create_task(ask()))
            elif step == "come behind":
                waiting.append(behind(ask()))
            elif step == "go" and inside:
                inside.pop()
                turns.leave("a")
            elif step == "give up" and waiting:
                waiting.pop().cancel()
            await settled()
            inside += [task for task in waiting if task.done() and not task.cancelled()]
            waiting = [task for task in waiting if not task.done()]
            assert len(inside) <= at_once
            assert len(inside) == at_once or not waiting
        for _ in range(len(inside) + len(waiting)):
            turns.leave("a")
            await settled()
        await asyncio.gather(*waiting)
        assert not vars(turns)["_lines"]

    asyncio.run(play())


async def test_called_and_gone_at_the_same_moment() -> None:
    """Who gives up just when their turn comes passes it on."""
    turns = Turns()
    await turns.take("a", 1, within=LONG)
    unlucky = asyncio.create_task(turns.take("a", 1, within=LONG))
    await settled()
    turns.leave("a")
    unlucky.cancel()
    await asyncio.gather(unlucky, return_exceptions=True)
    following = asyncio.create_task(turns.take("a", 1, within=LONG))
    await settled()
    assert following.done()


async def test_waiting_for_ones_turn_costs_no_patience() -> None:
    """The seconds of a call stand still in there, and go on where they stood."""
    async with asyncio.timeout(LONG) as limit:
        before = limit.when()
        async with Patience(limit).paused():
            assert limit.when() is None
            await settled()
        after = limit.when()
    assert before is not None
    assert after is not None
    assert before < after

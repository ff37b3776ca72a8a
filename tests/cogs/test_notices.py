"""What members are told in private: once, in their language, whatever happens in between."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from scoring.notices import LEASE, TRIES
from scoring.reproof import EVERY, GRACE
from scoring.store import notices
from tests.scenarios.world import ADA, BEN, Person, Town, open_town

BUSY = {"message": "Service resource is being rate limited.", "code": 40062}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        opened.network.add("shared", days=60, people=20, posts=1)
        for who in (ADA, BEN):  # milestones have a test file of their own
            await opened.core.rights.quiet(who.id)
        yield opened


async def queued(town: Town, who: Person = ADA, locale: str | None = "fr") -> None:
    """A notice that nobody has delivered yet."""
    data = {"network": "sample", "handle": "shared", "page": ""}
    async with town.core.database.tx() as tx:
        await notices.put(tx, who.id, "taken_over", data, locale, town.clock.now())


async def waiting(town: Town) -> int:
    """How many notices are still to be said, now or later."""
    return len(await town.core.database.reader.all("SELECT id FROM notice"))


async def test_a_former_owner_is_told_at_once(town: Town) -> None:
    """In the language in which they linked the account; later beats repeat nothing."""
    await town.link_by_hand(ADA, "shared", locale="fr")
    answer = await town.link_by_hand(BEN, "shared")
    assert "is linked to you" in answer.text
    await town.standin.wait_until(lambda: bool(town.told(ADA)))
    expected = town.say("link.notice.taken_over", "fr", account="sample:shared")
    assert town.told(ADA) == [expected]
    for _ in range(3):
        await town.pass_time(hours=1)
    assert town.told(ADA) == [expected]
    assert town.told(BEN) == []
    assert await waiting(town) == 0


async def test_a_page_is_named(town: Town) -> None:
    """Its former steward reads which page it was."""
    for who in (ADA, BEN):
        await town.link_by_hand(who, "shared", page_name="The Brand")
    await town.standin.wait_until(lambda: bool(town.told(ADA)))
    assert "sample:shared (page The Brand)" in town.told(ADA)[0].replace("*", "")


async def test_closed_messages_break_nothing(town: Town) -> None:
    """Who takes no direct messages is not told, and not tried for ever; others are."""
    town.standin.close_dms(ADA.id)
    await queued(town)
    await queued(town, BEN, None)
    await town.tick()
    assert town.told(ADA) == []
    assert town.told(BEN) == [town.say("link.notice.taken_over", "en", account="sample:shared")]
    assert await waiting(town) == 0


async def test_somebody_who_is_nowhere(town: Town) -> None:
    """Discord knows no such person any more: it is over."""
    await queued(town)
    gone = {"message": "Invalid Recipient(s)", "code": 50033}
    town.standin.fail_next("POST", "/users/@me/channels", 400, gone)
    await town.tick()
    assert await waiting(town) == 0


async def test_a_crash_loses_no_notice(town: Town) -> None:
    """What was stored with the loss is said at the next start, even where a try had begun."""
    await queued(town)
    (notice,) = await town.core.notices.due()
    assert await town.core.notices.lease(notice)
    assert not await town.core.notices.lease(notice)
    await town.stop()
    town.clock.advance(LEASE)
    await town.start()
    assert len(town.told(ADA)) == 1
    assert await waiting(town) == 0


async def test_one_that_arrived_after_all_is_not_said_twice(town: Town) -> None:
    """Discord did it and then failed to say so: the next try finds the same nonce."""
    await queued(town)
    channel = town.standin.state.dm_channel(ADA.id)
    path = f"/channels/{channel}/messages"
    town.standin.fail_next("POST", path, 400, BUSY, after_effect=True)
    await town.tick()
    assert (len(town.told(ADA)), await waiting(town)) == (1, 1)
    town.clock.advance(LEASE)
    await town.tick()
    assert (len(town.told(ADA)), await waiting(town)) == (1, 0)


async def test_trouble_is_tried_again_and_not_for_ever(town: Town) -> None:
    """Each try waits twice as long as the one before; after some it is given up."""
    await queued(town)
    channel = town.standin.state.dm_channel(ADA.id)
    path = f"/channels/{channel}/messages"
    town.standin.fail_next("POST", path, 400, BUSY, times=TRIES)
    for number in range(TRIES):
        assert await waiting(town) == 1
        await town.tick()
        await town.tick()
        town.clock.advance(LEASE * 2**number)
    assert await waiting(town) == 0
    assert town.told(ADA) == []


async def test_messages_opened_too_fast_are_tried_again(town: Town) -> None:
    """This refusal is about us, not about the member."""
    await queued(town)
    too_fast = {"message": "You are opening direct messages too fast", "code": 40003}
    town.standin.fail_next("POST", "/users/@me/channels", 403, too_fast)
    await town.tick()
    assert await waiting(town) == 1
    await town.pass_time(minutes=2)
    assert len(town.told(ADA)) == 1


async def test_a_proof_that_is_gone_is_told_and_listed(town: Town) -> None:
    """A beat finds it out; the list says it to those whose messages are closed; after a week the
    account is gone and earlier posts are without it."""
    asked = await town.link_by_hand(ADA, "shared")
    await town.at(ADA).press(asked, "Show me here")
    town.network.accounts["shared"].bio = "Hello."
    await town.pass_time(days=EVERY.days)
    assert "is not there any more" in town.told(ADA)[0]
    listed = await town.at(ADA).command("link list")
    assert "its proof was not found" in listed.text
    await town.board_weekly()
    await town.pass_weeks(1)
    assert len(town.told(ADA)) == 2
    assert "no longer linked" in town.told(ADA)[1]
    assert "have not linked" in (await town.at(ADA).command("link list")).text


async def test_a_wish_comes_before_a_notice(town: Town) -> None:
    """Who deletes everything is written to about nothing."""
    await queued(town)
    await town.core.rights.delete(ADA.id)
    await town.tick()
    assert town.told(ADA) == []
    assert await waiting(town) == 0


def test_the_days_of_grace_hold_several_looks() -> None:
    """The second finding is at least a day after the first."""
    assert timedelta(days=1) < GRACE < EVERY

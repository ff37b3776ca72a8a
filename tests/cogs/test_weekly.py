"""The sending of the weekly post: exactly once, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.sandbox.payloads import guild_json
from scoring.core import open_core
from tests.cogs.monday import MONDAY, SENDING, before_monday
from tests.scenarios.world import (
    ADA,
    BEN,
    BOARD,
    CLEO,
    GENERAL,
    GUILD,
    NEXT_TOWN,
    OLGA,
    OTHER_BOARD,
    OTHER_GUILD,
    TOWN,
    Town,
    bodies,
    by_bot,
    open_town,
)

NONCE_LIVES = timedelta(minutes=6)  # longer than Discord remembers a nonce


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with before_monday(tmp_path) as opened:
        yield opened


async def try_again(town: Town) -> None:
    """Far enough ahead for the next try, wherever in the jitter it lies."""
    await town.pass_time(minutes=8)


async def test_every_try_carries_the_same_nonce(town: Town) -> None:
    """A failed try and the next one say the same to Discord, which then posts once."""
    town.standin.fail_next("POST", SENDING, status=503)
    await town.pass_time(minutes=1)
    assert town.posts() == []
    await try_again(town)
    first, second = bodies(town, "POST", SENDING)
    assert first["nonce"] == second["nonce"]
    assert len(first["nonce"]) <= 25
    assert first["enforce_nonce"] is second["enforce_nonce"] is True
    assert len(town.posts()) == 1


async def test_after_errors_of_discord_it_tries_later_and_later(town: Town) -> None:
    """Three times 503: the pauses grow, nothing is sent twice, nothing is lost."""
    town.standin.fail_next("POST", SENDING, status=503, times=3)
    tries: list[int] = []
    for _ in range(30):
        await town.pass_time(minutes=1)
        tries.append(len(bodies(town, "POST", SENDING)))
    minutes = [tries.index(n) for n in (1, 2, 3, 4)]
    pauses = [later - earlier for earlier, later in pairwise(minutes)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]
    assert len(town.posts()) == 1


async def test_a_lost_answer_within_the_nonces_life(town: Town) -> None:
    """It arrived, and nobody said so: soon after, Discord itself knows the message again."""
    town.standin.fail_next("POST", SENDING, status=503, after_effect=True)
    await town.pass_time(minutes=1)
    assert len(town.posts()) == 1
    await town.pass_time(minutes=2)
    assert len(town.posts()) == 1
    assert await state_of(town) == "sent"


async def test_a_lost_answer_after_the_nonces_life_is_found_by_its_button(town: Town) -> None:
    """The own post of the week is looked for before anything is sent again."""
    town.standin.fail_next("POST", SENDING, status=503, after_effect=True)
    await town.pass_time(minutes=1)
    sent = town.posts()[0].id
    chatter = town.at(CLEO, channel=BOARD)
    for number in range(5):
        chatter.write(f"nice board, {number}")
    town.clock.advance(NONCE_LIVES)
    await try_again(town)
    assert [post.id for post in town.posts()] == [sent]
    assert len(bodies(town, "POST", SENDING)) == 1
    assert await state_of(town) == "sent"


async def test_a_lost_answer_found_after_a_restart(town: Town) -> None:
    """The same where the bot was off in between."""
    town.standin.fail_next("POST", SENDING, status=503, after_effect=True)
    await town.pass_time(minutes=1)
    await town.stop()
    town.clock.advance(timedelta(hours=5))
    await town.start()
    assert len(town.posts()) == 1
    assert len(bodies(town, "POST", SENDING)) == 1


async def test_off_between_claim_and_send(town: Town) -> None:
    """What was claimed and frozen is driven on by the next start: the frozen board, once."""
    await town.stop()
    town.clock.advance_to(MONDAY)
    async with open_core(town.settings, town.clock) as core:
        assert len(await core.weekly.claim_due()) == 1
        assert await core.weekly.claim_due() == []
    town.network.change("ben", people=5000, posts=5)
    town.clock.advance(timedelta(hours=20))
    await town.start()
    await town.tick()
    [post] = town.posts()
    assert post.text.index("Ada") < post.text.index("**2.** Ben · **33.9**")


async def test_off_while_sending(town: Town) -> None:
    """A try that was leased and never ended is free again after five minutes, not before."""
    await town.stop()
    town.clock.advance_to(MONDAY)
    async with open_core(town.settings, town.clock) as core:
        await core.weekly.claim_due()
        [post] = await core.weekly.unfinished()
        assert await core.weekly.lease(post, BOARD)
        assert not await core.weekly.lease(post, BOARD)
    await town.start()
    assert town.posts() == []
    await town.pass_time(minutes=5)
    assert len(town.posts()) == 1


async def test_two_beats_at_once(town: Town) -> None:
    """Two schedules over the same moment: one post."""
    town.clock.advance_to(MONDAY)
    cog = town.services.client.get_cog("WeeklyCog")
    await asyncio.gather(*(cog.tick() for _ in range(4)))  # type: ignore[union-attr]
    assert len(town.posts()) == 1
    assert len(bodies(town, "POST", SENDING)) == 1


@pytest.mark.parametrize("how", ["forbidden", "deleted"])
async def test_a_channel_out_of_reach_pauses_and_tells_the_owner_once(town: Town, how: str) -> None:
    """After a 403 or 404 the schedule pauses, and one direct message says so."""
    if how == "forbidden":
        town.standin.set_permissions(BOARD, 0)
    else:
        town.standin.delete_channel(BOARD)
    await town.pass_time(minutes=1)
    words = town.say("weekly.paused", "en", community="Ourtown", channel=f"<#{BOARD}>")
    assert town.told(OLGA) == [f"⚠️ {words}"]
    assert (await town.core.communities.get(GUILD)).paused_at is not None
    await town.pass_weeks(3)
    assert len(town.told(OLGA)) == 1
    assert len(bodies(town, "POST", SENDING)) == 1
    shown = (await town.manage("community show")).text
    assert town.say("community.show.paused", "en") in shown


async def test_where_the_owner_takes_no_messages_the_system_channel_is_told(town: Town) -> None:
    """The notice goes to the community's own channel for such things, once."""
    guild = town.standin.state.guild(GUILD)
    update = guild_json(guild) | {"system_channel_id": str(GENERAL)}
    town.standin.state.dispatch("GUILD_UPDATE", update)
    await town.at(OLGA).command("about")  # an answer: the update has arrived before it
    town.standin.close_dms(OLGA.id)
    town.standin.delete_channel(BOARD)
    await town.pass_time(minutes=1)
    await town.pass_time(minutes=10)
    words = town.say("weekly.paused", "en", community="Ourtown", channel=f"<#{BOARD}>")
    assert by_bot(town.public(GENERAL)) == [f"⚠️ {words}"]


async def test_the_notice_speaks_the_communitys_language(town: Town) -> None:
    """A French community is told in French."""
    await town.core.communities.set(GUILD, locale="fr")
    town.standin.delete_channel(BOARD)
    await town.pass_time(minutes=1)
    words = town.say("weekly.paused", "fr", community="Ourtown", channel=f"<#{BOARD}>")
    assert town.told(OLGA) == [f"⚠️ {words}"]


async def test_resumed_the_post_that_waited_is_sent(town: Town) -> None:
    """With the permission back and `/community resume`, this week's board still comes, once."""
    town.standin.set_permissions(BOARD, 0)
    await town.pass_time(minutes=1)
    town.standin.set_permissions(BOARD, None)
    await town.pass_time(hours=3)
    assert town.posts() == []
    await town.manage("community resume")
    await town.pass_time(minutes=1)
    [post] = town.posts()
    assert "Week 38" in post.text
    await town.pass_time(hours=1)
    assert len(town.posts()) == 1


async def test_one_failing_community_does_not_hold_up_another(tmp_path: Path) -> None:
    """One channel is gone, one answers 503: the others get their boards in the same beat."""
    async with open_town(tmp_path, worlds=(TOWN, NEXT_TOWN)) as town:
        await town.link(ADA, people=60, days=60, guilds=(GUILD, OTHER_GUILD))
        for guild in (GUILD, OTHER_GUILD):
            await town.board_weekly(guild)
        town.clock.advance_to(MONDAY)
        town.standin.fail_next("POST", SENDING, status=503)
        await town.tick()
        assert (len(town.posts(BOARD)), len(town.posts(OTHER_BOARD))) == (0, 1)
        await try_again(town)
        assert (len(town.posts(BOARD)), len(town.posts(OTHER_BOARD))) == (1, 1)
        town.standin.delete_channel(BOARD)
        await town.pass_weeks(1)
        assert len(town.posts(OTHER_BOARD)) == 2


async def test_names_ping_nobody_and_the_chart_has_none(town: Town) -> None:
    """The post mentions no one, and its picture's description holds figures only."""
    for who in (CLEO, OLGA):
        await town.link(who, people=20, days=60)
    await town.link(CLEO, people=20, days=60, page="Cleo's shop")
    await town.pass_time(minutes=1)
    [body] = bodies(town, "POST", SENDING)
    assert body["allowed_mentions"]["parse"] == []
    [post] = town.posts()
    assert post.raw["mentions"] == []
    assert "<@" not in post.text
    pictures = [line for line in post.text.splitlines() if line.startswith("(image:")]
    assert not any(who.name in line for who in (ADA, BEN, CLEO, OLGA) for line in pictures)


async def test_my_place_answers_the_presser_alone(town: Town) -> None:
    """The button under the post works for everyone, also after a restart."""
    await town.pass_time(minutes=1)
    [post] = town.posts()
    await town.stop()
    await town.start()
    pressed = await town.at(BEN, "fr", channel=BOARD).press(post, "My place")
    assert pressed.ephemeral
    assert "**2.** Ben" in pressed.text
    stranger = await town.at(CLEO, channel=BOARD).press(post, "My place")
    assert "You are not on this board" in stranger.text


async def test_preview_and_post_now_take_no_claim(town: Town) -> None:
    """A preview is for the manager's eyes, a post by hand says so, and the weekly one comes."""
    preview = await town.manage("community preview")
    assert preview.ephemeral
    assert town.say("weekly.preview", "en") in preview.text
    assert town.public(BOARD) == []
    await town.manage("community post-now")
    [by_hand] = town.public(BOARD)
    assert town.say("weekly.now", "en") in by_hand.text
    assert await town.core.weekly.get(GUILD, "2026-W38") is None
    await town.pass_time(minutes=1)
    [post] = town.posts()
    assert town.say("weekly.now", "en") not in post.text
    await town.manage("community post-now")
    await town.pass_time(hours=1)
    assert len(town.posts()) == 1
    assert len(town.public(BOARD)) == 3


async def test_a_post_by_hand_does_not_stand_for_a_lost_one(town: Town) -> None:
    """Looking for this week's post, one that was made by hand is not taken for it."""
    town.standin.fail_next("POST", SENDING, status=503)
    await town.pass_time(minutes=1)
    await town.manage("community post-now")
    await try_again(town)
    assert len(town.posts()) == 1
    assert len(town.public(BOARD)) == 2


async def test_who_left_is_not_shown_and_no_failure(town: Town) -> None:
    """Discord says 10007: the post goes out without them, ranks closed up."""
    town.standin.remove_member(GUILD, ADA.id)
    town.clock.advance(timedelta(minutes=1))
    await town.tick()
    [post] = town.posts()
    assert "Ada" not in post.text
    assert "someone" not in post.text
    assert "**1.** Ben" in post.text
    assert "1 member shown" in post.text


async def test_who_left_for_two_weeks_is_on_no_board_on_return(town: Town) -> None:
    """A second miss a day later ends the membership: coming back is not being shown again."""
    town.standin.remove_member(GUILD, ADA.id)
    await town.pass_weeks(2)
    town.standin.add_member(GUILD, ADA)
    await town.pass_time(weeks=1)
    assert not any("Ada" in post.text for post in town.posts())


async def state_of(town: Town, week: str = "2026-W38") -> str | None:
    """How far the post of a week has come."""
    post = await town.core.weekly.get(GUILD, week)
    return None if post is None else post.state

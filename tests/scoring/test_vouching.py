"""Vouches: given, taken back, removed, erased; shown with names, and counted in no score."""

from __future__ import annotations

import pytest

from scoring.models import Vouch
from scoring.vouching import A_DAY
from tests.scoring.world import ADA, BOB, CY, DAY, ELSEWHERE, GUILD, STRANGER, World, refused


@pytest.fixture
async def pair(world: World) -> World:
    """Ada and Bob are heard on jazz and shown here."""
    await world.join(ADA, "ada", people=20)
    await world.join(BOB, "bob", people=10)
    return world


async def seen(world: World, viewer: int = CY, community: int = GUILD) -> tuple[Vouch, ...]:
    """The vouches for Bob, as somebody sees them."""
    return (await world.core.heard.of(viewer, BOB, community)).vouches


async def test_a_vouch_is_shown_with_its_name(pair: World) -> None:
    """On the topics and on the card, in the community where it was given."""
    given = await pair.core.vouching.vouch(ADA, BOB, GUILD, "#Jazz")
    assert (given.given, given.left, given.topic) == (True, A_DAY - 1, "jazz")
    (vouch,) = await seen(pair)
    assert vouch.by is not None
    assert (vouch.topic, vouch.by.user_id) == ("jazz", ADA)
    assert (await pair.core.scores.card(CY, BOB, GUILD)).vouches == (vouch,)
    await pair.core.rights.show_here(
        BOB, ELSEWHERE, (await pair.core.heard.of(BOB, BOB, None)).subject.id
    )
    assert await seen(pair, community=ELSEWHERE) == ()


async def test_no_score_moves(pair: World) -> None:
    """To the last digit, of either side."""
    before = await pair.score(ADA), await pair.score(BOB)
    standing = await pair.table("standing")
    await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    await pair.core.vouching.vouch(STRANGER, BOB, GUILD, "jazz")
    assert (await pair.score(ADA), await pair.score(BOB)) == before
    assert await pair.table("standing") == standing


async def test_a_second_time_takes_it_back(pair: World) -> None:
    """And what was given counts for the day all the same."""
    await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    back = await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    assert (back.given, back.left) == (False, A_DAY - 1)
    assert await seen(pair) == ()


async def test_three_a_day_by_the_clock(pair: World) -> None:
    """The fourth is refused until the next day in UTC; taking back never is."""
    vouching = pair.core.vouching
    for n in range(A_DAY):
        await vouching.vouch(ADA, BOB, GUILD, "jazz")
        if n < A_DAY - 1:
            await vouching.vouch(ADA, BOB, GUILD, "jazz")
    await vouching.vouch(ADA, BOB, GUILD, "jazz")  # back
    error = await refused(vouching.vouch(ADA, BOB, GUILD, "jazz"))
    assert (error.key, error.data) == ("vouches_used_up", {"n": A_DAY})
    pair.clock.advance(DAY)
    assert (await vouching.vouch(ADA, BOB, GUILD, "jazz")).left == A_DAY - 1
    assert len(await pair.table("vouch_use")) == 1


async def test_refusals(pair: World) -> None:
    """Never oneself, never who is not shown, never a topic that is not shown."""
    vouching = pair.core.vouching
    assert (await refused(vouching.vouch(ADA, ADA, GUILD, "jazz"))).key == "vouch_self"
    assert (await refused(vouching.vouch(ADA, STRANGER, GUILD, "jazz"))).key == "no_score"
    assert (await refused(vouching.vouch(ADA, BOB, ELSEWHERE, "jazz"))).key == "no_score"
    assert (await refused(vouching.vouch(ADA, BOB, GUILD, "chess"))).key == "vouch_topic"
    await pair.core.heard.hide(BOB, "jazz")
    assert (await refused(vouching.vouch(ADA, BOB, GUILD, "jazz"))).key == "vouch_topic"
    await pair.core.rights.opt_out(ADA)
    assert (await refused(vouching.vouch(ADA, BOB, GUILD, "jazz"))).key == "vouch_opted_out"
    assert await pair.table("vouch") == []


async def test_hidden_vouchers_have_no_name(pair: World) -> None:
    """They are counted; so is whoever never linked anything."""
    await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    await pair.core.vouching.vouch(STRANGER, BOB, GUILD, "jazz")
    await pair.core.rights.hide(ADA, GUILD)
    assert [vouch.by for vouch in await seen(pair)] == [None, None]


async def test_a_hidden_topic_hides_its_vouches(pair: World) -> None:
    """Until it is shown again."""
    await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    await pair.core.heard.hide(BOB, "jazz")
    assert await seen(pair) == ()
    await pair.core.heard.unhide(BOB, "jazz")
    assert len(await seen(pair)) == 1


async def test_either_side_may_remove_it_and_nobody_else(pair: World) -> None:
    """The vouched person and the voucher."""
    vouching = pair.core.vouching
    for owner in (ADA, BOB):
        await vouching.vouch(ADA, BOB, GUILD, "jazz")
        (vouch,) = await seen(pair)
        assert (await refused(vouching.remove(CY, vouch.id))).key == "vouch_gone"
        assert await vouching.remove(owner, vouch.id) == "jazz"
        assert (await refused(vouching.remove(owner, vouch.id))).key == "vouch_gone"
    assert await seen(pair) == ()


@pytest.mark.parametrize("who", [ADA, BOB])
async def test_erased_with_either_person(pair: World, who: int) -> None:
    """No vouch outlives its giver or its taker; the file has no trace."""
    await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    await pair.core.rights.delete(who)
    assert await pair.table("vouch") == []


async def test_a_voucher_who_never_linked_can_erase_too(pair: World) -> None:
    """What they gave is in their export, and goes with their wish."""
    await pair.core.vouching.vouch(STRANGER, BOB, GUILD, "jazz")
    assert await pair.held(STRANGER) == {"vouch", "vouch_use"}
    await pair.core.rights.delete(STRANGER)
    assert await pair.held(STRANGER) == set()


@pytest.mark.parametrize("who", [ADA, BOB])
async def test_vouches_end_with_a_membership(pair: World, who: int) -> None:
    """Whoever was not there twice, a day apart, neither gives nor has one here."""
    await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    await pair.core.presence.seen(GUILD, [], [who])
    pair.clock.advance(DAY)
    await pair.core.presence.seen(GUILD, [], [who])
    assert await pair.table("vouch") == []


async def test_vouches_go_with_the_community(pair: World) -> None:
    """The bot is removed: nothing of the community is kept."""
    await pair.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    await pair.core.communities.left(GUILD)
    assert await pair.table("vouch") == []

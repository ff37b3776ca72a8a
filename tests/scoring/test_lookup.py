"""Look-ups: for the asker only, ten a day, kept for an hour, stored nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scoring.lookup import A_DAY, KEPT
from scoring.models import BoardKind, Card, CoverageStatus, Period
from scoring.networks.base import Failure, Gone, Limited, Private, Suspended
from tests.scoring.world import ADA, BOB, DAY, GUILD, NOW, World, ago, refused

STORES = "SELECT COUNT(*) FROM {}"


async def look(world: World, handle: str = "star", *, viewer: int = BOB, on: bool = True) -> Card:
    return await world.core.scores.account_card(viewer, f"town:{handle}", GUILD, lookups=on)


@pytest.fixture
def star(world: World) -> str:
    """An account that nobody linked."""
    profile = world.town.settle("star", created_at=ago(400))
    world.town.crowd(profile.native_id, 30, ago(1))
    return profile.native_id


async def test_a_look_up_measures_and_stores_nothing(world: World, star: str) -> None:
    """A card like any other; the database holds the count of the day and nothing else."""
    card = await look(world)
    assert card.score is not None
    assert (card.score.ever, card.stored, card.own, card.shown) == (30, False, False, False)
    assert card.coverage[0].status is CoverageStatus.MEASURED
    assert card.topics[0][0] == "jazz"
    for table in ("subject", "account", "snapshot", "audience", "standing", "publication"):
        assert await world.rows(STORES.format(table)) == [(0,)], table
    assert await world.rows("SELECT user_id, used FROM lookup_use") == [(BOB, 1)]
    board = await world.core.scores.board(BOB, GUILD, BoardKind.PAGES, Period.WEEK, 0)
    assert board.rows == ()


async def test_where_they_are_off_nothing_is_asked(world: World, star: str) -> None:
    """Off by default: refused before the network hears of it, and not counted."""
    assert (await refused(look(world, on=False))).key == "lookups_off"
    assert world.town.asked == []
    assert await world.rows("SELECT * FROM lookup_use") == []


async def test_ten_a_day(world: World, star: str) -> None:
    """The eleventh waits for tomorrow; others have their own ten."""
    for _ in range(A_DAY):
        await look(world)
    error = await refused(look(world))
    assert (error.key, error.data) == ("lookups_used_up", {"n": A_DAY})
    await look(world, viewer=ADA)
    world.clock.advance(DAY)
    await look(world)
    assert await world.rows("SELECT used FROM lookup_use") == [(1,)]


async def test_kept_for_an_hour(world: World, star: str) -> None:
    """Within the hour the network is not asked again, by nobody; afterwards it is."""
    first = await look(world)
    world.town.crowd(star, 60, ago(1))
    world.clock.advance(KEPT - timedelta(seconds=1))
    assert await look(world, viewer=ADA) == first
    assert world.town.asked == ["star"]
    world.clock.advance(timedelta(seconds=1))
    later = await look(world)
    assert later.score is not None
    assert later.score.ever == 60


@pytest.mark.parametrize("fate", ["opted out", "hidden", "only me", "unlisted"])
async def test_who_does_not_want_to_be_seen_is_not(world: World, fate: str) -> None:
    """One and the same answer for all of them."""
    if fate == "unlisted":
        world.town.settle("star", created_at=ago(400), listed=False)
    else:
        await world.join(ADA, "star", people=9, shown=() if fate == "only me" else (GUILD,))
    if fate == "opted out":
        await world.core.rights.opt_out(ADA)
    elif fate == "hidden":
        await world.core.rights.hide(ADA, GUILD)
    error = await refused(look(world))
    assert (error.key, error.data) == ("no_score", {})


@pytest.mark.parametrize("fate", ["opted out", "only me"])
async def test_a_choice_is_not_outlived_by_what_is_kept(world: World, star: str, fate: str) -> None:
    """Looked up first, then linked, then withdrawn: the kept card is shown to nobody."""
    await look(world)
    await world.join(ADA, "star", people=9, shown=())
    if fate == "opted out":
        await world.core.rights.opt_out(ADA)
    assert (await refused(look(world))).key == "no_score"


async def test_off_tells_nothing_about_who_linked(world: World, star: str) -> None:
    """Where look-ups are off, hidden and never linked accounts read alike."""
    await world.join(ADA, "hidden", people=9, shown=())
    unknown = await refused(look(world, on=False))
    hidden = await refused(look(world, "hidden", on=False))
    assert (hidden.key, hidden.data) == (unknown.key, unknown.data) == ("lookups_off", {})


async def test_a_linked_account_needs_no_look_up(world: World) -> None:
    """One's own, and that of a member shown here, whatever the community allows."""
    await world.join(ADA, "ada", people=9)
    assert (await look(world, "ada", on=False)).stored
    assert (await look(world, "ada", viewer=ADA, on=False)).own
    assert await world.rows("SELECT * FROM lookup_use") == []


async def test_ones_own_before_it_is_linked(world: World, star: str) -> None:
    """With the code in the profile one sees one's own account, where look-ups are off."""
    challenge = await world.core.links.begin(ADA, "town:star")
    assert (await refused(look(world, viewer=ADA, on=False))).key == "lookups_off"
    world.town.write_bio(star, challenge.code)
    card = await look(world, viewer=ADA, on=False)
    assert card.score is not None
    assert not card.stored
    assert (await refused(look(world, on=False))).key == "lookups_off"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Gone(), "account_unknown"),
        (Suspended(), "account_suspended"),
        (Private(), "account_private"),
        (Limited(NOW), "network_limited"),
    ],
)
async def test_faults_have_their_sentence(
    world: World, star: str, fault: Failure, key: str
) -> None:
    """Of the profile and of the reading; neither is kept."""
    world.town.refusals[star] = fault
    assert (await refused(look(world))).key == key
    del world.town.refusals[star]
    world.town.pages[star] = [fault]
    assert (await refused(look(world))).key == key
    world.town.crowd(star, 3, ago(1))
    assert (await look(world)).score is not None


async def test_closed_networks_are_said_to_be(world: World) -> None:
    """Nothing is to be had there, and no try is counted."""
    asked = world.core.scores.account_card(BOB, "linkedin:ada", GUILD, lookups=True)
    assert (await refused(asked)).key == "network_closed"
    assert await world.rows("SELECT * FROM lookup_use") == []


async def test_a_network_that_shows_no_reactions(world: World) -> None:
    """Not measured is a card without a score, not an error and not ten."""
    world.village.settle("star", created_at=ago(400))
    card = await world.core.scores.account_card(BOB, "village:star", GUILD, lookups=True)
    assert card.score is None
    assert card.coverage[0].status is CoverageStatus.NOT_OFFERED


async def test_nobody_consents_for_somebody_else(world: World, star: str) -> None:
    """Where a network is read with consent only, look-ups are refused before it is asked, and a
    code that is nowhere to be found opens nothing."""
    world.town.declaration = replace(world.town.declaration, consent=True)
    assert (await refused(look(world))).key == "lookup_consent"
    assert world.town.asked == []
    challenge = await world.core.links.begin(BOB, "town:star", consented=True)
    assert (await refused(look(world))).key == "lookup_consent"
    world.town.write_bio(star, challenge.code)
    assert (await look(world)).score is not None

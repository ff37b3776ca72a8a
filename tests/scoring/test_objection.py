"""Opting out by proof: for who never linked, against who linked before, and back again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scoring.models import CoverageStatus
from scoring.networks.base import Data, NetworkClass
from scoring.store.challenges import Purpose
from tests.scoring.proving import town
from tests.scoring.test_privacy import restored
from tests.scoring.world import (
    ADA,
    BOB,
    CY,
    DAY,
    GUILD,
    NOW,
    World,
    crowd,
    open_world,
    refused,
    towns,
)


async def prove_out(world: World, user: int, handle: str = "ada", *, undo: bool = False) -> Purpose:
    """A code, in the bio, found."""
    if f"town-{handle}" not in world.town.profiles:
        world.town.settle(handle, created_at=NOW - 300 * DAY)
    challenge = await world.core.objections.begin(user, f"town:{handle}", undo=undo)
    world.town.write_bio(f"town-{handle}", challenge.code)
    purpose, told = await world.core.objections.verify(user)
    assert told == handle
    return purpose


async def link(world: World, user: int, handle: str = "ada") -> None:
    """The same for linking."""
    challenge = await world.core.links.begin(user, f"town:{handle}")
    world.town.write_bio(f"town-{handle}", challenge.code)
    await world.core.links.verify(user)


async def looked_up(world: World, handle: str = "ada") -> str:
    """What a look-up by somebody else says: its status, or why not."""
    asked = world.core.scores.account_card(CY, f"town:{handle}", GUILD, lookups=True)
    try:
        return (await asked).coverage[0].status
    except Exception as error:
        return str(error)


async def test_nothing_is_linked_and_only_a_hash_is_kept(world: World) -> None:
    """No subject, no account, no reading; the code is gone, the day's count stays a day."""
    assert await prove_out(world, ADA) is Purpose.OPT_OUT
    assert await world.held(ADA) == {"challenge_use"}
    assert len(await world.table("opt_out")) == 1
    assert world.town.since == []
    assert not await world.core.rights.opted_out(ADA)


async def test_look_ups_and_links_by_anyone_are_refused(world: World) -> None:
    """The cached card goes at once; who proves it to link it is told, the owner among them."""
    world.town.settle("ada", created_at=NOW - 300 * DAY)
    world.town.crowd("town-ada", 9, NOW - DAY)
    assert await looked_up(world) == CoverageStatus.MEASURED
    await prove_out(world, ADA)
    assert await looked_up(world) == "no_score"
    for user in (ADA, BOB):
        assert (await refused(link(world, user))).key == "opted_out_account"


async def test_they_are_nobodys_audience(world: World) -> None:
    """What they did on others is forgotten, and is not read again."""
    await world.join(BOB, "bob")
    page = crowd(1, NOW - DAY)
    like = replace(page.reactions[0], actor="town-ada")
    world.town.pages["town-bob"] = [Data(replace(page, reactions=(like,)))]
    await world.core.collector.refresh(await world.account(BOB))
    assert (await world.score(BOB)).ever == 1
    await prove_out(world, ADA)
    assert await world.rows("SELECT actor FROM audience") == []
    await world.core.collector.refresh(await world.account(BOB))
    assert await world.rows("SELECT actor FROM audience") == []


async def test_the_proof_wins_over_who_linked_it(world: World) -> None:
    """Their link ends with everything that was read, and they are told in private."""
    await world.join(BOB, "ada", people=9)
    await prove_out(world, ADA)
    assert await world.core.links.accounts(BOB) == ()
    assert await world.rows("SELECT * FROM standing") == []
    (notice,) = await world.core.notices.due()
    assert (notice.user_id, notice.kind) == (BOB, "opted_out")


async def test_ones_own_link_ends_without_a_notice(world: World) -> None:
    """Who has just done it themselves needs no telling."""
    await world.join(ADA, "ada", people=9)
    await prove_out(world, ADA)
    assert await world.core.links.accounts(ADA) == ()
    assert await world.core.notices.due() == []


@pytest.mark.parametrize("user", [ADA, BOB], ids=["who opted out", "another Discord account"])
async def test_another_proof_takes_it_back(world: World, user: int) -> None:
    """Whoever proves the account owns it, under whichever name."""
    await prove_out(world, ADA)
    assert await prove_out(world, user, undo=True) is Purpose.OPT_IN
    await link(world, user)
    assert len(await world.core.links.accounts(user)) == 1


async def test_opting_in_takes_back_what_one_opted_out_oneself(world: World) -> None:
    """And nothing that another owner wished later."""
    await prove_out(world, ADA)
    await prove_out(world, ADA, "second")
    await prove_out(world, BOB, "second", undo=True)
    await prove_out(world, BOB, "second")
    await world.core.rights.opt_in(ADA)
    await link(world, ADA)
    assert (await refused(link(world, ADA, "second"))).key == "opted_out_account"


async def test_a_code_serves_one_purpose(world: World) -> None:
    """*Verify* of a link does not opt out, nor the other way round."""
    world.town.settle("ada", created_at=None)
    challenge = await world.core.objections.begin(ADA, "town:ada")
    world.town.write_bio("town-ada", challenge.code)
    assert await world.core.links.pending(ADA) == ()
    assert (await refused(world.core.links.verify(ADA))).key == "nothing_pending"
    challenge = await world.core.links.begin(ADA, "town:ada")
    world.town.write_bio("town-ada", challenge.code)
    assert (await refused(world.core.objections.verify(ADA))).key == "nothing_pending"


async def test_without_a_proof_nothing_happens(world: World) -> None:
    """And nobody learns from being asked for one whether an account is opted out."""
    world.town.settle("ada", created_at=None)
    first = await world.core.objections.begin(BOB, "town:ada", undo=True)
    assert (await refused(world.core.objections.verify(BOB))).key == "code_missing"
    await prove_out(world, ADA)
    again = await world.core.objections.begin(BOB, "town:ada", undo=True)
    assert replace(first, code="", expires_at=NOW) == replace(again, code="", expires_at=NOW)
    assert (await refused(world.core.objections.verify(BOB))).key == "code_missing"
    assert len(await world.table("opt_out")) == 1


async def test_who_opted_out_themselves_may_add_accounts(world: World) -> None:
    """Being out is no reason not to prove one more account."""
    await world.core.rights.opt_out(ADA)
    await prove_out(world, ADA)
    assert len(await world.table("opt_out")) == 2


async def test_where_nothing_can_be_proved_it_is_said(tmp_path: Path) -> None:
    """With what else can be done: closed networks, and such as have no field."""
    unprovable = town("plain")
    declaration = replace(unprovable.declaration, proofs=(), ownership_field=None)
    plain = replace(unprovable, declaration=declaration)
    plain.settle("ada", created_at=None)
    async with open_world(tmp_path, networks=(*towns(), plain)) as world:
        begin = world.core.objections.begin
        assert (await refused(begin(ADA, "plain:ada"))).key == "opt_out_unprovable"
        assert (await refused(begin(ADA, "linkedin:ada"))).key == "opt_out_closed"
        assert declaration.network_class is not NetworkClass.CLOSED
        assert await world.held(ADA) == set()


async def test_a_restored_backup_hears_of_it(tmp_path: Path) -> None:
    """Out, and out and back again: links and acts that the backup still had included."""
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await world.join(BOB, "ada", people=9)
        await world.join(CY, "cy")
        page = crowd(1, NOW - DAY)
        like = replace(page.reactions[0], actor="town-second")
        world.town.pages["town-cy"] = [Data(replace(page, reactions=(like,)))]
        await world.core.collector.refresh(await world.account(CY))
        await world.core.database.backup(copy)
        await prove_out(world, ADA)
        await prove_out(world, ADA, "second")
        await prove_out(world, ADA, "third")
        await prove_out(world, BOB, "third", undo=True)
        before = await world.table("opt_out")
        clock, networks = world.clock, (world.town, world.village)
    await restored(world, tmp_path, copy)
    async with open_world(tmp_path, clock, networks) as back:
        assert back.core.replayed == 4
        assert [row[0] for row in await back.table("opt_out")] == [row[0] for row in before]
        assert await back.core.links.accounts(BOB) == ()
        assert await back.rows("SELECT actor FROM audience") == []
        assert await back.core.notices.due() == []


async def test_a_later_wish_survives_the_replay_of_an_earlier_undo(tmp_path: Path) -> None:
    """Ada out, Ada in, Bob out: replayed from any point, Bob's wish holds."""
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await prove_out(world, ADA)
        await world.core.database.backup(copy)
        await world.core.rights.opt_in(ADA)
        assert await world.table("opt_out") == []
        await prove_out(world, BOB)
        clock, networks = world.clock, (world.town, world.village)
    await restored(world, tmp_path, copy)
    async with open_world(tmp_path, clock, networks) as back:
        assert back.core.replayed == 2
        assert len(await back.table("opt_out")) == 1
        await back.core.rights.opt_in(ADA)
        assert len(await back.table("opt_out")) == 1

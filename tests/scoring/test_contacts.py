"""Contacts: only among those who agreed and are shown, and only until they take it back."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from scoring.contacts import Circle, Lately
from scoring.networks.base import Data, Kind, Publication, Reaction, Reading
from tests.scoring.world import (
    ADA,
    BOB,
    CY,
    DAY,
    ELSEWHERE,
    GUILD,
    World,
    ago,
    open_world,
    refused,
    settings_in,
)


async def meets(world: World, *handles: str) -> None:
    """Ada is shown, and these accounts acted on her in two fortnights."""
    await world.join(ADA, "ada")
    now = world.clock.now()
    post = Publication("post", ago(40, now), {Kind.LIKE: len(handles)})
    acts = [
        Reaction("post", f"town-{one}", Kind.REPLY, ago(days, now))
        for one in handles
        for days in (30, 3)
    ]
    world.town.pages["town-ada"] = [Data(Reading((post,), tuple(acts), post.at, complete=True))]
    await world.core.collector.refresh(await world.account(ADA))


@pytest.fixture(autouse=True)
async def ada_and_bob(world: World) -> None:
    """Bob and Cy act on Ada; all three agreed."""
    await meets(world, "bob", "cy")
    for user, handle in ((BOB, "bob"), (CY, "cy")):
        await world.join(user, handle)
    for user in (ADA, BOB, CY):
        await world.core.contacts.agree(user, GUILD)


async def circle(world: World, user: int) -> Circle:
    return await world.core.contacts.of(user, GUILD)


def users(found: Circle) -> tuple[list[int], list[int]]:
    """Who acts on the asker, on whom the asker acts."""
    return [c.subject.user_id for c in found.on_me], [c.subject.user_id for c in found.by_me]


async def test_both_sides_see_it(world: World) -> None:
    """From one end as who acts on me, from the other as whom I act on."""
    assert users(await circle(world, ADA)) == ([BOB, CY], [])
    assert users(await circle(world, BOB)) == ([], [ADA])
    (contact, _) = (await circle(world, ADA)).on_me
    assert (contact.networks, contact.fortnights, contact.lately) == (("town",), 2, Lately.MONTH)


async def _withdrew(world: World) -> None:
    await world.core.contacts.withdraw(BOB, GUILD)


async def _hid(world: World) -> None:
    await world.core.rights.hide(BOB, GUILD)


async def _hid_everywhere(world: World) -> None:
    await world.core.rights.hide(BOB, None)


async def _only_me(world: World) -> None:
    (subject,) = await world.core.links.subjects(BOB)
    await world.core.links.only_me(BOB, GUILD, subject.id)


async def _deleted(world: World) -> None:
    await world.core.rights.delete(BOB)


async def _opted_out(world: World) -> None:
    await world.core.rights.opt_out(BOB)


async def _unlinked(world: World) -> None:
    await world.core.links.remove(BOB, "town:bob")


async def _left(world: World) -> None:
    for _ in range(2):
        await world.core.presence.seen(GUILD, (), (BOB,))
        world.clock.advance(DAY)


WISHES = (_withdrew, _hid, _hid_everywhere, _only_me, _deleted, _opted_out, _unlinked, _left)


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.__name__)
async def test_whoever_goes_is_gone_from_the_next_answer(
    world: World, wish: Callable[[World], Awaitable[None]]
) -> None:
    """Whatever the way; and nothing tells that somebody was there."""
    await wish(world)
    assert users(await circle(world, ADA)) == ([CY], [])


@pytest.mark.parametrize("wish", [_withdrew, _hid, _only_me], ids=lambda wish: wish.__name__)
async def test_whoever_is_not_found_finds_nobody(
    world: World, wish: Callable[[World], Awaitable[None]]
) -> None:
    """Both sides, or neither."""
    await wish(world)
    found = await circle(world, BOB)
    assert users(found) == ([], [])
    assert not (found.shown and found.agreed)


async def test_agreeing_is_for_one_community(world: World) -> None:
    """Elsewhere nobody is found, and who is not shown there cannot agree."""
    assert not (await world.core.contacts.of(ADA, ELSEWHERE)).agreed
    assert (await refused(world.core.contacts.agree(ADA, ELSEWHERE))).key == "contacts_not_shown"
    assert (await refused(world.core.contacts.of(77, GUILD))).key == "own_never_linked"


async def test_pages_are_no_contacts(world: World) -> None:
    """Neither as those who act nor as those who are acted on."""
    await world.join(BOB, "shop", page="The Shop")
    async with world.core.database.tx() as tx:
        await tx.run("UPDATE membership SET found_since = 1")
    now = world.clock.now()
    post = Publication("later", ago(2, now), {Kind.LIKE: 1})
    like = Reaction("later", "town-shop", Kind.LIKE, ago(1, now))
    world.town.pages["town-ada"] = [Data(Reading((post,), (like,), post.at, complete=True))]
    await world.core.collector.refresh(await world.account(ADA))
    assert users(await circle(world, ADA)) == ([BOB, CY], [])
    assert (await circle(world, ADA)).on_me[0].fortnights == 2


async def test_agreeing_is_shown_and_taken_along(world: World) -> None:
    """In `/privacy show` and in the export."""
    assert (await world.core.rights.show(ADA)).found_in == (GUILD,)
    exported = (await world.core.rights.export(ADA))["data"]["membership"]
    assert all(row["found_since"] for row in exported)


async def test_a_restored_backup_brings_no_agreement_back(tmp_path: Path) -> None:
    """What was taken back since is taken back again."""
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await world.join(BOB, "bob")
        await world.core.contacts.agree(BOB, GUILD)
        await world.core.database.backup(copy)
        await world.core.contacts.withdraw(BOB, GUILD)
        clock, networks = world.clock, (world.town, world.village)
    path = settings_in(tmp_path).database.path
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    shutil.copy(copy, path)
    async with open_world(tmp_path, clock, networks) as back:
        assert not (await circle(back, BOB)).agreed

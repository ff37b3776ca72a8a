"""People's rights: to see, take along, hide, erase, and never be measured; restores included."""

from __future__ import annotations

import json
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scoring.models import BoardKind, Period
from scoring.networks.base import Data
from tests.scoring.world import (
    ADA,
    BOB,
    DAY,
    ELSEWHERE,
    GUILD,
    NOW,
    World,
    crowd,
    open_world,
    refused,
    settings_in,
)

Wish = Callable[[World], Awaitable[None]]


async def shown(world: World, community: int = GUILD) -> list[int]:
    """Who stands on the board."""
    board = await world.core.scores.board(BOB, community, BoardKind.SCORE, Period.WEEK, 0)
    return [row.subject.user_id for row in board.rows]


async def test_holdings_tell_everything_in_figures(world: World) -> None:
    """Accounts, where shown and hidden, facts, codes in flight, since when."""
    await world.join(ADA, "ada", people=9, shown=(GUILD, ELSEWHERE))
    await world.join(ADA, "shop", page="The Shop", shown=())
    world.town.settle("other", created_at=None)
    await world.core.links.begin(ADA, "town:other")
    await world.core.rights.hide(ADA, ELSEWHERE)
    held = await world.core.rights.show(ADA)
    assert [account.handle for account in held.accounts] == ["ada", "shop"]
    assert [page.name for page in held.pages] == ["The Shop"]
    assert (held.shown_in, held.hidden_in) == ((GUILD,), (ELSEWHERE,))
    assert (held.hidden_everywhere, held.opted_out) == (False, False)
    assert (held.snapshots, held.pending, held.since) == (2, 1, NOW)


async def test_nothing_is_held_about_a_stranger(world: World) -> None:
    """Having asked for scores is nothing that is kept."""
    held = await world.core.rights.show(ADA)
    assert (held.accounts, held.snapshots, held.pending, held.since) == ((), 0, 0, None)


async def test_an_export_is_json(world: World) -> None:
    """With format and version, so that another installation can read it."""
    await world.join(ADA, "ada", people=9)
    found = json.loads(json.dumps(await world.core.rights.export(ADA)))
    assert (found["format"], found["version"], found["user_id"]) == ("renown-export", 1, str(ADA))
    assert found["opted_out"] is False


async def test_hiding_here_is_at_once_and_here_only(world: World) -> None:
    """Off this board, still on the other; unhiding puts back what had been agreed to."""
    await world.join(ADA, "ada", people=9, shown=(GUILD, ELSEWHERE))
    await world.core.rights.hide(ADA, GUILD)
    assert (await shown(world), await shown(world, ELSEWHERE)) == ([], [ADA])
    await world.core.rights.unhide(ADA, GUILD)
    assert await shown(world) == [ADA]


async def test_hiding_everywhere(world: World) -> None:
    """Pages too; a second yes that was never given does not come with unhiding."""
    await world.join(ADA, "ada", people=9)
    await world.join(ADA, "shop", people=9, page="The Shop")
    await world.core.rights.hide(ADA, None)
    assert await shown(world) == []
    assert await world.core.scores.suggest_pages(GUILD, "") == []
    held = await world.core.rights.show(ADA)
    assert held.hidden_everywhere
    await world.core.rights.unhide(ADA, None)
    assert (await shown(world), await shown(world, ELSEWHERE)) == ([ADA], [])


async def test_hidden_is_measured_on_and_stays_hidden(world: World) -> None:
    """A reading while hidden puts nobody back on a board."""
    await world.join(ADA, "ada", people=9)
    await world.core.rights.hide(ADA, GUILD)
    world.clock.advance(DAY)
    await world.core.collector.refresh_stale()
    assert await shown(world) == []
    assert (await world.score(ADA)).measured_at == NOW + DAY


async def test_deleting_is_complete_and_not_final(world: World) -> None:
    """Nothing is held afterwards; who comes back starts from nothing, unseen."""
    await world.join(ADA, "ada", people=9)
    await world.core.rights.delete(ADA)
    assert (await world.core.rights.show(ADA)).snapshots == 0
    assert await shown(world) == []
    await world.join(ADA, "ada", people=9, shown=())
    assert await shown(world) == []


async def test_opting_out_is_lasting(world: World) -> None:
    """Gone, and refused, until they take it back; asking twice changes nothing."""
    await world.join(ADA, "ada", people=9)
    for _ in range(2):
        await world.core.rights.opt_out(ADA)
    held = await world.core.rights.show(ADA)
    assert (held.opted_out, held.accounts) == (True, ())
    assert (await refused(world.core.scores.card(ADA, ADA, GUILD))).key == "own_opted_out"
    await world.core.rights.opt_in(ADA)
    assert not (await world.core.rights.show(ADA)).opted_out
    assert await world.rows("SELECT hash FROM opt_out") == []


async def test_who_opted_out_is_nobodys_audience(world: World) -> None:
    """Their acts on others are forgotten, and are not read again."""
    await world.join(ADA, "ada", people=9)
    await world.join(BOB, "bob")
    like = replace(crowd(1, NOW - DAY).reactions[0], actor="town-ada")
    page = replace(crowd(1, NOW - DAY), reactions=(like,))
    world.town.pages["town-bob"] = [Data(page)]
    await world.core.collector.refresh(await world.account(BOB))
    assert (await world.score(BOB)).ever == 1
    await world.core.rights.opt_out(ADA)
    await world.core.collector.refresh(await world.account(BOB))
    assert (await world.score(BOB)).ever == 0


async def _opt_out_in(world: World) -> None:
    await world.core.rights.opt_out(ADA)
    await world.core.rights.opt_in(ADA)


async def _only_me(world: World) -> None:
    (subject,) = await world.core.links.subjects(ADA)
    await world.core.links.only_me(ADA, GUILD, subject.id)


async def _unlink(world: World) -> None:
    await world.core.links.remove(ADA, "town:ada")


WISHES: dict[str, tuple[Wish, str | None]] = {
    "delete": (lambda w: w.core.rights.delete(ADA), "own_never_linked"),
    "opt out": (lambda w: w.core.rights.opt_out(ADA), "own_opted_out"),
    "opt out and in": (_opt_out_in, "own_never_linked"),
    "hide here": (lambda w: w.core.rights.hide(ADA, GUILD), None),
    "hide everywhere": (lambda w: w.core.rights.hide(ADA, None), None),
    "only me": (_only_me, None),
    "unlink": (_unlink, "own_never_linked"),
}


async def restored(world: World, folder: Path, copy: Path) -> None:
    """Put an older copy of the database in place; the keys and the journal are where they were."""
    path = settings_in(folder).database.path
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    shutil.copy(copy, path)


@pytest.mark.parametrize("name", WISHES)
async def test_a_restored_backup_brings_nobody_back(tmp_path: Path, name: str) -> None:
    """What was wished since the backup is carried out again before anything is answered."""
    wish, key = WISHES[name]
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await world.join(ADA, "ada", people=9)
        await world.join(BOB, "bob", people=9)
        await world.core.database.backup(copy)
        await wish(world)
        assert await shown(world) == [BOB]
        clock, networks = world.clock, (world.town, world.village)
    await restored(world, tmp_path, copy)
    async with open_world(tmp_path, clock, networks) as back:
        assert back.core.replayed > 0
        assert await shown(back) == [BOB]
        if key is None:
            assert (await back.score(ADA)).ever == 9
        else:
            assert (await refused(back.core.scores.card(ADA, ADA, GUILD))).key == key
    async with open_world(tmp_path, clock, networks) as again:
        assert again.core.replayed == 0


async def test_a_backup_older_than_the_link_learns_of_the_opt_out(tmp_path: Path) -> None:
    """Accounts that the backup never saw are not measured either."""
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await world.core.database.backup(copy)
        await world.join(ADA, "ada", people=9)
        await world.core.rights.opt_out(ADA)
        clock, networks = world.clock, (world.town, world.village)
    await restored(world, tmp_path, copy)
    async with open_world(tmp_path, clock, networks) as back:
        looked_up = back.core.scores.account_card(BOB, "town:ada", None, lookups=True)
        assert (await refused(looked_up)).key == "no_score"
        challenge = await back.core.links.begin(BOB, "town:ada")
        back.town.write_bio("town-ada", challenge.code)
        assert (await refused(back.core.links.verify(BOB))).key == "opted_out_account"


async def test_what_came_back_after_the_wish_stays(tmp_path: Path) -> None:
    """A wish that the backup already followed is not carried out a second time."""
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await world.join(ADA, "ada", people=9)
        await world.core.rights.delete(ADA)
        await world.join(ADA, "ada", people=9)
        await world.core.database.backup(copy)
        clock, networks = world.clock, (world.town, world.village)
    await restored(world, tmp_path, copy)
    async with open_world(tmp_path, clock, networks) as back:
        assert back.core.replayed == 0
        assert await shown(back) == [ADA]


async def test_a_crash_between_the_wish_and_its_doing_only_delays_it(tmp_path: Path) -> None:
    """The journal is written first: the next start carries out what it says."""
    async with open_world(tmp_path) as world:
        await world.join(ADA, "ada", people=9)
        clock, networks = world.clock, (world.town, world.village)
        await world.core.rights.hide(ADA, GUILD)
        async with world.core.database.tx() as tx:  # as if the transaction had been lost
            await tx.run("UPDATE membership SET hidden = 0")
            await tx.run("UPDATE meta SET value = '1' WHERE key = 'journal_followed'")
    async with open_world(tmp_path, clock, networks) as back:
        assert back.core.replayed == 1
        assert not any((await back.core.links.shown(ADA, GUILD)).values())


async def test_a_torn_journal_starts(tmp_path: Path) -> None:
    """A crash while writing the last line: it was never promised, all others hold."""
    async with open_world(tmp_path) as world:
        await world.join(ADA, "ada", people=9)
        await world.core.rights.hide(ADA, GUILD)
        clock, networks = world.clock, (world.town, world.village)
    journal = settings_in(tmp_path).privacy.key_file.with_name("renown.erasures")
    with journal.open("a", encoding="utf-8") as file:
        file.write('{"act": "unhide", "who')
    async with open_world(tmp_path, clock, networks) as back:
        assert back.core.replayed == 0
        assert await shown(back) == []
        await back.core.rights.unhide(ADA, GUILD)
        assert await shown(back) == [ADA]


async def test_no_name_stands_in_the_journal(tmp_path: Path) -> None:
    """Members and accounts are keyed hashes there as well."""
    member = 123456789012345678
    async with open_world(tmp_path) as world:
        await world.join(member, "veryownname", people=9)
        await world.core.rights.opt_out(member)
    journal = settings_in(tmp_path).privacy.key_file.with_name("renown.erasures")
    text = journal.read_text(encoding="utf-8")
    assert "opt_out" in text
    assert "veryownname" not in text
    assert str(member) not in text

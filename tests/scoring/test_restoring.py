"""Restored backups: what was wished in between, by whomever, whatever happened to the journal."""

from __future__ import annotations

from pathlib import Path

from tests.scoring.test_privacy import restored, shown
from tests.scoring.world import ADA, BOB, GUILD, open_world, settings_in


async def test_wishes_of_whom_a_backup_does_not_know_are_no_trouble(tmp_path: Path) -> None:
    """Members who came after it, and wished something since: the others' wishes hold."""
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await world.join(BOB, "bob", people=9)
        await world.core.database.backup(copy)
        await world.join(ADA, "ada", people=9)
        (subject,) = await world.core.links.subjects(ADA)
        await world.core.links.only_me(ADA, GUILD, subject.id)
        await world.core.rights.hide(ADA, None)
        await world.core.links.remove(ADA, "town:ada")
        await world.core.rights.delete(ADA)
        await world.core.rights.hide(BOB, GUILD)
        clock, networks = world.clock, (world.town, world.village)
    await restored(world, tmp_path, copy)
    async with open_world(tmp_path, clock, networks) as back:
        assert back.core.replayed == 6  # *show me here* is one of them, and brings nobody back
        assert await shown(back) == []
        assert await back.held(ADA) == set()
        assert await back.held(BOB) != set()


async def test_a_torn_line_before_a_wish_takes_none_along(tmp_path: Path) -> None:
    """A line cut short by a crash counts as one, so that the wish after it is found again."""
    copy = tmp_path / "copy.db"
    async with open_world(tmp_path) as world:
        await world.join(ADA, "ada", people=9)
        await world.join(BOB, "bob", people=9)
        await world.core.database.backup(copy)
        journal = settings_in(tmp_path).privacy.key_file.with_name("renown.erasures")
        with journal.open("a", encoding="utf-8") as file:
            file.write('{"act": "erase", "who')
        await world.core.rights.opt_out(ADA)
        await world.core.rights.opt_in(ADA)
        clock, networks = world.clock, (world.town, world.village)
    await restored(world, tmp_path, copy)
    async with open_world(tmp_path, clock, networks) as back:
        assert await shown(back) == [BOB]
        assert await back.rows("SELECT hash FROM opt_out") == []

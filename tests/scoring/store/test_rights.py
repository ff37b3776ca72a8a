"""Data rights: every table with a person in it can be exported and erased, by introspection."""

from __future__ import annotations

import json

import pytest

from bot.i18n import I18n
from scoring.models import Subject
from scoring.store import consents, notices, rights
from scoring.store.consents import Confirmation, Errand
from scoring.store.rights import PERSONAL, PLACES, TABLES
from tests.scoring.world import ADA, BOB, DAY, GUILD, NOW, World

I18N = I18n.load()
HASHES = {"actor", "act", "publication", "state_hash", "sealed", "mark", "voucher"}


async def tables_of(world: World) -> dict[str, list[str]]:
    """The real schema: columns by table."""
    reader = world.core.database.reader
    names = await reader.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {
        name: [c["name"] for c in await reader.all(f"PRAGMA table_info({name})")]
        for (name,) in names
        if not name.startswith("sqlite_")
    }


@pytest.fixture
async def ada(world: World) -> Subject:
    """Ada in every table: a page beside her, one code pending, a look-up, a post and a name, a
    notice of what she lost, no wish to hear of milestones; a topic is hidden, a vouch given."""
    subject = await world.join(ADA, "ada", people=9)
    await world.join(ADA, "shop", people=3, page="The Shop")
    await world.join(BOB, "bob", people=5)
    world.town.settle("stranger", created_at=None)
    await world.core.links.begin(ADA, "town:stranger")
    with pytest.raises(Exception, match="closed_noted"):
        await world.core.links.begin(ADA, "linkedin:ada")
    await world.core.scores.account_card(ADA, "town:stranger", GUILD, lookups=True)
    await world.core.communities.set(GUILD, channel_id=7, weekday=1)
    await world.core.rights.quiet(ADA)
    await world.core.communities.change(GUILD, ADA, "podium_members", {"podium_members": (ADA,)})
    async with world.core.database.tx() as tx:
        await notices.put(tx, ADA, "taken_over", {"handle": "lost"}, "en", NOW)
        await tx.run(
            "INSERT INTO weekly_post (community_id, week, due_at, state, claimed_at, board) "
            "VALUES (?, '2026-W47', 0, 'sent', 0, ?)",
            (GUILD, json.dumps({"subjects": [1, 2, 3], "rows": [{"subject_id": 1}]})),
        )
        errand = Errand(ADA, "discord", "town", "town-stranger", "stranger", None, "en", NOW + DAY)
        await consents.put_errand(tx, "hash", errand)
        confirmed = ("town", "town-stranger", "town-stranger", None, "sealed", NOW + DAY)
        await consents.confirm(tx, Confirmation(ADA, *confirmed))
        await consents.put(tx, 1, "sealed", NOW)
    await world.core.heard.hide(ADA, "chess")
    await world.core.vouching.vouch(ADA, BOB, GUILD, "jazz")
    return subject


async def test_every_table_with_a_person_is_registered(world: World) -> None:
    """A new column with somebody's id has to say how it is exported and erased."""
    with_people = {
        table for table, columns in (await tables_of(world)).items() if {*PERSONAL} & {*columns}
    }
    assert with_people | {"subject"} == set(TABLES)


async def test_every_table_about_a_community_is_registered(world: World) -> None:
    """A new column with a community's id goes when the bot is removed from there."""
    about = {t for t, columns in (await tables_of(world)).items() if "community_id" in columns}
    assert about | {"community"} == set(PLACES)


async def test_what_a_table_holds_is_counted_once_a_kind(world: World, ada: Subject) -> None:
    """Every kind is there, in the order of the tables, with the number of its first table."""
    found = await rights.held(world.core.database.reader, ADA)
    assert [one.what for one in found] == list(dict.fromkeys(r.what for r in TABLES.values()))
    numbers = {one.what: one.number for one in found}
    assert (numbers["audience"], numbers["account"], numbers["code"]) == (12, 2, 1)


@pytest.mark.parametrize("language", I18N.languages)
def test_every_kind_has_words(language: str) -> None:
    """What a table holds and how long it is kept are said by `/privacy show`."""
    known = I18N.catalogue(language).messages
    whats = {f"privacy.what.{how.what}" for how in TABLES.values()}
    assert whats | {f"privacy.kept.{how.kept}" for how in TABLES.values()} <= set(known)


async def test_every_foreign_key_to_a_person_cascades(world: World) -> None:
    """Rows that are said to go with their parent really do."""
    reader = world.core.database.reader
    for table, how in TABLES.items():
        keys = await reader.all(f"PRAGMA foreign_key_list({table})")
        assert all(key["on_delete"] == "CASCADE" for key in keys), table
        assert keys or not how.cascades, table


async def test_hashes_of_others_are_hidden(world: World) -> None:
    """Who reacted is counted in an export, never named, not even by hash."""
    for table, columns in (await tables_of(world)).items():
        if table in TABLES:
            assert HASHES & {*columns} == {*TABLES[table].hidden}, table


async def test_an_export_holds_everything_but_hashes(world: World, ada: Subject) -> None:
    """Row for row what the tables hold about a member, as JSON, and nothing about others."""
    found = (await world.core.rights.export(ADA))["data"]
    assert json.loads(json.dumps(found)) == found
    assert await world.held(ADA) == set(TABLES)
    assert len(found["audience"]) == 12
    assert {row["handle"] for row in found["account"]} == {"ada", "shop"}
    for table, columns in (await tables_of(world)).items():
        if table in TABLES:
            how = TABLES[table]
            kept = {"rows"} if how.numbered else {*columns} - {*how.hidden}
            assert all({*row} == kept for row in found[table]), table


async def test_after_erasing_no_row_is_left(world: World, ada: Subject) -> None:
    """Every table is searched for the member's ids; the other member lost but what she gave."""
    bobs = await world.core.rights.export(BOB)
    assert len(bobs["data"].pop("vouch")) == 1
    await world.core.rights.delete(ADA)
    assert await world.held(ADA) == set()
    left = {table: await world.table(table) for table in await tables_of(world)}
    assert len(left["subject"]) == len(left["account"]) == len(left["standing"]) == 1
    assert len(left["audience"]) == 5
    assert {row[0] for row in left["snapshot"]} == {row[0] for row in left["account"]}
    left_to_bob = await world.core.rights.export(BOB)
    assert left_to_bob["data"].pop("vouch") == []
    assert left_to_bob == bobs
    everything = json.dumps(left, default=str)
    assert "stranger" not in everything
    assert "The Shop" not in everything


async def test_frozen_boards_lose_the_erased(world: World, ada: Subject) -> None:
    """Subject ids in what was posted go too; those of others stay in their order."""
    await world.core.rights.delete(ADA)
    ((board,),) = await world.rows("SELECT board FROM weekly_post")
    assert json.loads(str(board)) == {"subjects": [3], "rows": []}


async def test_the_file_itself_forgets(world: World, ada: Subject) -> None:
    """Erased text is overwritten in the database, not only unlinked."""
    await world.core.rights.delete(ADA)
    path = world.core.database.path
    await world.core.database.backup(path.with_name("copy.db"))
    assert b"The Shop" not in path.with_name("copy.db").read_bytes()


def test_a_board_without_somebody() -> None:
    """Lists lose the subject wherever it stands; what is no list stays as it is."""
    board = {"subjects": [3, 1, 2], "rows": [{"subject_id": n} for n in (3, 1, 2)], "version": 1}
    assert rights.without(board, {1, 9}) == {
        "subjects": [3, 2],
        "rows": [{"subject_id": 3}, {"subject_id": 2}],
        "version": 1,
    }

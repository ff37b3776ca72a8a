"""Exports: as docs/export.schema.json describes them, column by column, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scoring.exporting import SCHEMA, readable
from scoring.models import Subject
from scoring.store.rights import TABLES
from tests.scoring.store.test_rights import ada, tables_of
from tests.scoring.world import ADA, GUILD, STRANGER, World

__all__ = ["ada"]  # the fixture: Ada in every table
DESCRIPTION = json.loads(
    (Path(__file__).parents[2] / "docs" / "export.schema.json").read_text(encoding="utf-8")
)
CHECK = Draft202012Validator(DESCRIPTION, format_checker=Draft202012Validator.FORMAT_CHECKER)
ROWS: dict[str, Any] = DESCRIPTION["properties"]["data"]["properties"]


def nodes(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Every field of the description."""
    inner = [*schema.get("properties", {}).values()]
    inner += schema.get("items", {}).get("properties", {}).values()
    return [*inner, *(field for one in inner for field in nodes(one))]


def test_the_description_is_one() -> None:
    """Of the 2020-12 kind, with a sentence for each field, closed to anything else."""
    Draft202012Validator.check_schema(DESCRIPTION)
    assert DESCRIPTION["$id"] == SCHEMA
    assert [node for node in nodes(DESCRIPTION) if not node.get("description")] == []
    assert all(table["items"]["additionalProperties"] is False for table in ROWS.values())


async def test_every_column_is_described_and_nothing_else(world: World) -> None:
    """A new table or column has to be explained to whom it is about."""
    columns = await tables_of(world)
    for table, how in TABLES.items():
        wanted = {"rows"} if how.numbered else {*columns[table]} - {*how.hidden}
        assert {*ROWS[table]["items"]["properties"]} == wanted, table
    assert set(ROWS) == set(TABLES)


async def test_a_full_export_is_valid(world: World, ada: Subject) -> None:
    """With something in every table; ids as text, times by ISO 8601 in UTC."""
    found = await world.core.rights.export(ADA)
    assert list(CHECK.iter_errors(json.loads(json.dumps(found)))) == []
    assert all(found["data"][table] for table in TABLES)
    (membership, *_) = found["data"]["membership"]
    assert (membership["community_id"], membership["shown"]) == (str(GUILD), True)
    assert membership["shown_at"] == "2026-11-23T12:00:00Z"
    assert found["data"]["snapshot"][0]["day"] == "2026-11-23"
    assert found["data"]["audience"][0]["acts"] == {"like": 1}


async def test_an_empty_export_is_valid_too(world: World) -> None:
    """Of somebody about whom nothing is held: every table is there, and empty."""
    found = await world.core.rights.export(STRANGER)
    assert list(CHECK.iter_errors(found)) == []
    assert not any(rows for table, rows in found["data"].items() if not TABLES[table].numbered)


async def test_no_hash_of_anybody_is_exported(world: World, ada: Subject) -> None:
    """Neither of those who reacted, nor of codes and publications."""
    written = json.dumps(await world.core.rights.export(ADA))
    hashes = [row[0] for row in await world.rows("SELECT actor FROM audience")]
    hashes += [row[0] for row in await world.rows("SELECT publication FROM publication")]
    hashes += [row[0] for row in await world.rows("SELECT mark FROM account")]
    assert hashes
    assert not [one for one in hashes if str(one) in written]


@pytest.mark.parametrize(
    ("column", "value", "read"),
    [
        ("at", 0, "1970-01-01T00:00:00Z"),
        ("day", 1, "1970-01-02"),
        ("user_id", 2**63 - 1, "9223372036854775807"),
        ("hidden", 1, True),
        ("flags", 5, ["sampled", "young"]),
        ("topics", '{"jazz": 2}', {"jazz": 2}),
        ("missed_at", None, None),
        ("score", 33.5, 33.5),
    ],
)
def test_values_are_made_readable(column: str, value: object, read: object) -> None:
    """What nobody can read in a table is written so that everybody can."""
    assert readable({"t": [{column: value}]}) == {"t": [{column: read}]}

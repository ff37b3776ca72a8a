"""Migrations: from every past version, with rows in every table, to today's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import aiosqlite
import pytest

from scoring.store.db import Connection, migrate, migrations, open_database, statements

VERSIONS = [version for version, _ in migrations()]
SAMPLES = {"INTEGER": 7, "REAL": 7.5, "TEXT": "x"}
FITTING = {"kind": "person", "state": "sent"}  # where a table checks its words


def test_versions_are_numbered_without_a_gap() -> None:
    """One file after the other, from 1."""
    assert [1 + n for n in range(len(VERSIONS))] == VERSIONS


def test_every_migration_says_why() -> None:
    """The first line of a file is its reason."""
    for _, path in migrations():
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("-- ")
        assert len(first) > 20


def make(path: Path, version: int) -> dict[str, int]:
    """A database as an earlier version left it, one row in each table; rows by table."""
    connection = sqlite3.connect(path)
    for number, file in migrations()[:version]:
        connection.executescript(file.read_text(encoding="utf-8"))
        connection.execute(f"PRAGMA user_version = {number}")
    tables = [r[0] for r in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
    tables = [name for name in tables if not name.startswith("sqlite_")]
    for table in tables:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        values = [FITTING.get(c[1], SAMPLES[c[2]]) for c in columns]
        marks = ",".join("?" * len(values))
        sql = f"INSERT INTO {table} VALUES ({marks})"  # noqa: S608 - a name out of the schema
        connection.execute(sql, values)
    connection.commit()
    connection.close()
    return dict.fromkeys(tables, 1)


@pytest.mark.parametrize("version", [0, *VERSIONS])
async def test_every_past_version_can_be_upgraded(tmp_path: Path, version: int) -> None:
    """No row is lost on the way, the result is sound, and its schema is that of a new one."""
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    before = make(old, version)
    async with open_database(old) as upgraded, open_database(new) as fresh:
        assert await _schema(upgraded.reader) == await _schema(fresh.reader)
        row = await upgraded.reader.first("PRAGMA user_version")
        assert row is not None
        assert row[0] == VERSIONS[-1]
        assert await upgraded.reader.all("PRAGMA foreign_key_check") == []
        for table, rows in before.items():
            sql = f"SELECT * FROM {table}"  # noqa: S608 - a name out of the schema
            assert len(await upgraded.reader.all(sql)) >= rows, table


async def _schema(connection: Connection) -> set[tuple[str, str]]:
    rows = await connection.all("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {(row["name"], row["sql"]) for row in rows}


async def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The schema and its number move together, or not at all."""
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "0001_good.sql").write_text("-- Why.\nCREATE TABLE good (id INTEGER) STRICT;")
    (folder / "0002_bad.sql").write_text("-- Why.\nCREATE TABLE half (id INTEGER); NONSENSE;")
    monkeypatch.setattr("scoring.store.db.SCHEMA", folder)
    async with aiosqlite.connect(tmp_path / "some.db", isolation_level=None) as raw:
        raw.row_factory = sqlite3.Row
        connection = Connection(raw)
        with pytest.raises(sqlite3.OperationalError):
            await migrate(connection)
        assert {name for name, _ in await _schema(connection)} == {"good"}
        version = await connection.first("PRAGMA user_version")
        assert version is not None
        assert version[0] == 1


def test_statements_of_a_file() -> None:
    """Split at their ends; comments, even with a semicolon, are none."""
    sql = "-- Why; and how.\nCREATE TABLE a (x TEXT); -- one; two\n\nCREATE INDEX b ON a (x);\n"
    assert statements(sql) == ["CREATE TABLE a (x TEXT)", "CREATE INDEX b ON a (x)"]

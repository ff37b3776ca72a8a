"""The database: all or nothing, readers that only read, and sentences for what is damaged."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest

from scoring.errors import DamagedStoreError, NewerSchemaError
from scoring.store import meta
from scoring.store.db import Database, migrations, moment, moment_or_none, open_database, stamp
from tests.scoring.world import NOW


async def put(database: Database, key: str, value: str = "x") -> None:
    async with database.tx() as tx:
        await meta.put(tx, key, value)


async def keys_of(database: Database) -> list[str]:
    return [row["key"] for row in await database.reader.all("SELECT key FROM meta ORDER BY key")]


async def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    """A fault in the middle leaves nothing behind, and the writer goes on."""

    async def half() -> None:
        async with database.tx() as tx:
            await meta.put(tx, "half", "done")
            raise LookupError

    with pytest.raises(LookupError):
        await half()
    await put(database, "whole")
    assert await keys_of(database) == ["whole"]


async def test_a_refused_statement_takes_the_others_with_it(database: Database) -> None:
    """So does a constraint of the database itself."""

    async def refused() -> None:
        async with database.tx() as tx:
            await meta.put(tx, "before", "x")
            await tx.run("INSERT INTO account (subject_id) VALUES (1)")

    with pytest.raises(sqlite3.IntegrityError):
        await refused()
    assert await keys_of(database) == []


async def test_a_cancelled_transaction_is_rolled_back(database: Database) -> None:
    """An answer that is given up halfway stores nothing by halves."""
    reached = asyncio.Event()

    async def never_ends() -> None:
        async with database.tx() as tx:
            await meta.put(tx, "half", "done")
            reached.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await put(database, "whole")
    assert await keys_of(database) == ["whole"]


async def test_the_writer_survives_a_cancel_at_any_step(database: Database) -> None:
    """Wherever a transaction is given up, the next one works and finds none or all of it."""
    for step in range(40):
        task = asyncio.create_task(put(database, f"given up {step}"))
        for _ in range(step):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await put(database, f"after {step:02}")
    kept = [key for key in await keys_of(database) if key.startswith("after")]
    assert len(kept) == 40


async def test_writers_take_turns(database: Database) -> None:
    """Read, then write, by many at once: no addition is lost."""

    async def add_one() -> None:
        async with database.tx() as tx:
            count = int(await meta.get(tx, "count") or 0)
            await meta.put(tx, "count", str(count + 1))

    await asyncio.gather(*(add_one() for _ in range(25)))
    assert await meta.get(database.reader, "count") == "25"


async def test_readers_see_what_was_committed(database: Database) -> None:
    """While a transaction is open, a reader neither waits nor sees half of it."""
    async with database.tx() as tx:
        await meta.put(tx, "new", "x")
        assert await keys_of(database) == []
    assert await keys_of(database) == ["new"]
    readers = {id(database.reader) for _ in range(4)}
    assert len(readers) == 2


async def test_readers_cannot_write(database: Database) -> None:
    """Every write goes through the one writer."""
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await meta.put(database.reader, "sneaky", "x")


async def test_foreign_keys_hold(database: Database) -> None:
    """Nothing refers to what is not there."""
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        async with database.tx() as tx:
            await tx.run("INSERT INTO named_account VALUES (404, 'town', 'ada')")


async def test_a_backup_is_the_whole_database(database: Database, tmp_path: Path) -> None:
    """Taken while in use; it opens, holds what was committed, and is its owner's alone."""
    await put(database, "kept")
    copy = tmp_path / "copy.db"
    async with database.tx() as tx:
        await meta.put(tx, "not yet", "x")
        await database.backup(copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    async with open_database(copy) as restored:
        assert await keys_of(restored) == ["kept"]


async def test_the_file_is_its_owners_alone(database: Database) -> None:
    """So are the files that SQLite keeps beside it."""
    await put(database, "something")
    files = list(database.path.parent.glob(f"{database.path.name}*"))
    assert len(files) > 1
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """An older program does not touch what it does not know, and says so."""
    path, newest = tmp_path / "renown.db", migrations()[-1][0]
    async with open_database(path) as database:
        await database._writer.run(f"PRAGMA user_version = {newest + 1}")
    with pytest.raises(NewerSchemaError, match="update the program"):
        async with open_database(path):
            pass


@pytest.mark.parametrize("content", [b"no database at all " * 99, b"SQLite format 3\x00" * 300])
async def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    """Whether it is no database or a broken one: one sentence, and no connection left open."""
    path = tmp_path / "renown.db"
    path.write_bytes(content)
    with pytest.raises(DamagedStoreError):
        async with open_database(path):
            pass


async def test_a_page_of_rubbish_is_found_at_start(tmp_path: Path) -> None:
    """SQLite's own check runs before anything is answered."""
    path = tmp_path / "renown.db"
    async with open_database(path) as database, database.tx() as tx:
        for n in range(500):
            await meta.put(tx, f"key {n}", "x" * 100)
    whole = bytearray(path.read_bytes())
    whole[-8192:-4096] = b"\xff" * 4096
    path.write_bytes(whole)
    with pytest.raises(DamagedStoreError):
        async with open_database(path):
            pass


async def test_an_open_database_is_closed_whole(tmp_path: Path) -> None:
    """Afterwards no log of SQLite is left beside the file."""
    async with open_database(tmp_path / "renown.db") as database:
        await put(database, "something")
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == [tmp_path / "renown.db"]


def test_moments_are_whole_seconds_in_utc() -> None:
    """What is stored comes back aware."""
    assert moment(stamp(NOW)) == NOW
    assert moment(stamp(NOW)).tzinfo is not None
    assert moment_or_none(None) is None

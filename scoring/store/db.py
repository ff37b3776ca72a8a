"""The database: one writer behind a lock, two readers, migrations, backup.

Everything that writes does so inside `tx()`, which begins at once, commits at the end and
rolls back on any fault. Readers are `query_only`. Times in tables are unix seconds.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite

from scoring.errors import DamagedStoreError, NewerSchemaError

SCHEMA = Path(__file__).with_name("schema")
READERS = 2
BUSY_MS = 10_000

Row = sqlite3.Row
Values = Sequence[Any]


class Connection:
    """One connection, with the few calls that queries need; each is one hop to its thread."""

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self.raw = raw

    async def all(self, sql: str, values: Values = ()) -> list[Row]:
        """Every row of a query."""
        return list(await self.raw.execute_fetchall(sql, values))

    async def first(self, sql: str, values: Values = ()) -> Row | None:
        """The first row, or None."""
        rows = await self.all(sql, values)
        return rows[0] if rows else None

    async def run(self, sql: str, values: Values = ()) -> None:
        """A statement without an answer."""
        await self.all(sql, values)

    async def many(self, sql: str, rows: Iterable[Values]) -> None:
        """One statement for many rows."""
        async with self.raw.executemany(sql, rows):
            pass


class Database:
    """The open database; build it with `open_database`."""

    def __init__(self, writer: Connection, readers: Sequence[Connection], path: Path) -> None:
        self._writer = writer
        self._readers = itertools.cycle(readers)
        self._lock = asyncio.Lock()
        self.path = path

    @property
    def reader(self) -> Connection:
        """A connection that can only read; it sees what was committed."""
        return next(self._readers)

    @asynccontextmanager
    async def tx(self) -> AsyncIterator[Connection]:
        """A transaction of the one writer: all of it, or nothing."""
        async with self._lock:
            try:
                await self._writer.run("BEGIN IMMEDIATE")
                yield self._writer
                await asyncio.shield(self._writer.raw.commit())
            except BaseException:  # a cancelled BEGIN may still run: the rollback queues behind it
                await asyncio.shield(self._writer.raw.rollback())
                raise

    async def backup(self, target: Path) -> None:
        """Copy the whole database, while it is in use, into a new file."""
        async with _connect(target) as copy:
            target.chmod(0o600)
            await self.reader.raw.backup(copy.raw)


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[Database]:
    """Open, check and migrate the database at `path`; every connection is closed at the end.

    Raises NewerSchemaError and DamagedStoreError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        try:
            writer = await stack.enter_async_context(_connect(path))
            path.chmod(0o600)
            await _quick_check(writer)
        except sqlite3.DatabaseError as error:
            raise DamagedStoreError(f"The database cannot be read: {error}.") from error
        await migrate(writer)
        readers = [
            await stack.enter_async_context(_connect(path, query_only=True)) for _ in range(READERS)
        ]
        yield Database(writer, readers, path)


@asynccontextmanager
async def _connect(path: Path, *, query_only: bool = False) -> AsyncIterator[Connection]:
    raw = await aiosqlite.connect(path, isolation_level=None)
    try:
        raw.row_factory = sqlite3.Row
        await raw.execute_fetchall(f"PRAGMA busy_timeout = {BUSY_MS}")
        await raw.execute_fetchall("PRAGMA journal_mode = WAL")
        await raw.execute_fetchall("PRAGMA synchronous = NORMAL")
        await raw.execute_fetchall("PRAGMA foreign_keys = ON")
        await raw.execute_fetchall("PRAGMA secure_delete = ON")
        if query_only:
            await raw.execute_fetchall("PRAGMA query_only = ON")
        yield Connection(raw)
    finally:
        await raw.close()


async def _quick_check(connection: Connection) -> None:
    row = await connection.first("PRAGMA quick_check")
    if row is None or row[0] != "ok":
        raise DamagedStoreError(f"The database is damaged: {row[0] if row else 'no answer'}.")


def migrations() -> list[tuple[int, Path]]:
    """The numbered SQL files in order, as (version, file)."""
    return sorted((int(path.name[:4]), path) for path in SCHEMA.glob("[0-9]*_*.sql"))


async def migrate(connection: Connection, *, up_to: int | None = None) -> None:
    """Bring the schema up to date, each file in a transaction with its version."""
    row = await connection.first("PRAGMA user_version")
    found = int(row[0]) if row else 0
    known = migrations()
    if found > known[-1][0]:
        raise NewerSchemaError(found, known[-1][0])
    for version, path in known:
        if found < version <= (up_to or version):
            await _apply(connection, version, path.read_text(encoding="utf-8"))


async def _apply(connection: Connection, version: int, sql: str) -> None:
    await connection.run("BEGIN IMMEDIATE")
    try:
        for statement in statements(sql):
            await connection.run(statement)
        await connection.run(f"PRAGMA user_version = {version}")
        await connection.raw.commit()
    finally:
        if connection.raw.in_transaction:
            await connection.raw.rollback()


def statements(sql: str) -> list[str]:
    """The statements of a migration file, without comments."""
    bare = re.sub(r"--[^\n]*", "", sql)
    return [part.strip() for part in bare.split(";") if part.strip()]


def stamp(moment: datetime) -> int:
    """A moment as tables hold it."""
    return int(moment.timestamp())


def moment(value: int) -> datetime:
    """A moment as the program holds it."""
    return datetime.fromtimestamp(value, UTC)


def moment_or_none(value: int | None) -> datetime | None:
    """The same for columns that may be empty."""
    return None if value is None else moment(value)

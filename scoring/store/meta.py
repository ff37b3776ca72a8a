"""Small facts about the store itself, by name."""

from __future__ import annotations

from scoring.store.db import Connection


async def get(connection: Connection, key: str) -> str | None:
    """A fact, or None."""
    row = await connection.first("SELECT value FROM meta WHERE key = ?", (key,))
    return None if row is None else str(row["value"])


async def put(connection: Connection, key: str, value: str) -> None:
    """Store a fact, replacing the former."""
    await connection.run(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )

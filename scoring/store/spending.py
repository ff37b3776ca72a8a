"""What was spent, by network and day: days since 1970-01-01, millionths of a dollar."""

from __future__ import annotations

from scoring.store.db import Connection


async def spent(connection: Connection, network: str, days: range) -> int:
    """The sum over consecutive days."""
    row = await connection.first(
        "SELECT COALESCE(SUM(spent), 0) AS total FROM spending "
        "WHERE network = ? AND day >= ? AND day < ?",
        (network, days.start, days.stop),
    )
    return 0 if row is None else int(row["total"])


async def add(tx: Connection, network: str, day: int, amount: int) -> None:
    """Add to what was spent on a day."""
    await tx.run(
        "INSERT INTO spending (network, day, spent) VALUES (?, ?, ?) "
        "ON CONFLICT (network, day) DO UPDATE SET spent = spent + excluded.spent",
        (network, day, amount),
    )

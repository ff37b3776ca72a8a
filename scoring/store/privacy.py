"""Who chose not to be measured, and how many look-ups a member made today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scoring.calendar import day_of
from scoring.store.db import Connection, stamp


async def add_opt_outs(tx: Connection, hashes: Sequence[int], now: datetime) -> None:
    """Never measure these again."""
    await tx.many(
        "INSERT INTO opt_out (hash, at) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING",
        [(value, stamp(now)) for value in hashes],
    )


async def drop_opt_outs(tx: Connection, hashes: Sequence[int]) -> None:
    """The person and their accounts may be measured again, by their own wish."""
    await tx.many("DELETE FROM opt_out WHERE hash = ?", [(value,) for value in hashes])


async def opted_out(connection: Connection, *hashes: int) -> bool:
    """Whether one of these chose not to be measured."""
    marks = ",".join("?" * len(hashes))
    row = await connection.first(f"SELECT 1 FROM opt_out WHERE hash IN ({marks})", hashes)
    return row is not None


async def use_lookup(tx: Connection, user_id: int, now: datetime) -> int:
    """Count one look-up of an account that nobody linked; returns how many today."""
    day = day_of(now)
    await tx.run("DELETE FROM lookup_use WHERE day < ?", (day,))
    row = await tx.first(
        "INSERT INTO lookup_use (user_id, day, used) VALUES (?, ?, 1) "
        "ON CONFLICT (user_id, day) DO UPDATE SET used = lookup_use.used + 1 RETURNING used",
        (user_id, day),
    )
    return int(row["used"]) if row else 1

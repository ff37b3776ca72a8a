"""What members are still to be told in private. A row lives until it was said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from scoring.store.db import Connection, Row, moment, stamp


@dataclass(frozen=True, slots=True)
class Notice:
    """`kind` names the words, `data` fills them in, `locale` is the reader's language."""

    id: int
    user_id: int
    kind: str
    data: Mapping[str, str]
    locale: str | None
    at: datetime
    tries: int


async def put(
    tx: Connection,
    user_id: int,
    kind: str,
    data: Mapping[str, str],
    locale: str | None,
    now: datetime,
) -> None:
    """Have somebody told something."""
    await tx.run(
        "INSERT INTO notice (user_id, kind, data, locale, at) VALUES (?, ?, ?, ?, ?)",
        (user_id, kind, json.dumps(dict(data)), locale, stamp(now)),
    )


async def due(connection: Connection, now: datetime, limit: int) -> list[Notice]:
    """What can be said now, the oldest first."""
    rows = await connection.all(
        "SELECT * FROM notice WHERE next_try_at IS NULL OR next_try_at <= ? ORDER BY id LIMIT ?",
        (stamp(now), limit),
    )
    return [_notice(row) for row in rows]


async def lease(tx: Connection, notice_id: int, until: datetime, now: datetime) -> bool:
    """Take the next try before it is made; False where somebody else took it, or it was said."""
    row = await tx.first(
        "UPDATE notice SET tries = tries + 1, next_try_at = ? "
        "WHERE id = ? AND (next_try_at IS NULL OR next_try_at <= ?) RETURNING id",
        (stamp(until), notice_id, stamp(now)),
    )
    return row is not None


async def drop(tx: Connection, notice_id: int) -> None:
    """It was said, or cannot be."""
    await tx.run("DELETE FROM notice WHERE id = ?", (notice_id,))


def _notice(row: Row) -> Notice:
    return Notice(
        row["id"],
        row["user_id"],
        row["kind"],
        json.loads(row["data"]),
        row["locale"],
        moment(row["at"]),
        row["tries"],
    )

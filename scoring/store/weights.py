"""Weights of those who acted, kept with their hash; of their profiles nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scoring.credibility import Reason, Weight
from scoring.credit import FLAT, shrunk
from scoring.store.db import Connection, Row, stamp

AGAIN_AFTER = timedelta(days=90)
NEW_AGAIN_AFTER = timedelta(days=30)  # who was new then is not any more
CHUNK = 500


async def due(
    connection: Connection,
    account_id: int,
    actors: Sequence[int],
    since: datetime,
    now: datetime,
) -> list[int]:
    """Those of `actors` who acted since and whose weight is missing or old, in a fixed order."""
    found: list[int] = []
    for start in range(0, len(actors), CHUNK):
        chunk = actors[start : start + CHUNK]
        rows = await connection.all(
            "SELECT actor FROM audience WHERE account_id = ? AND last_at >= ? "
            "AND (weighed_at IS NULL OR weighed_at <= ? OR (reason = ? AND weighed_at <= ?)) "
            f"AND actor IN ({','.join('?' * len(chunk))})",
            (
                account_id,
                stamp(since),
                stamp(now - AGAIN_AFTER),
                Reason.NEW.value,
                stamp(now - NEW_AGAIN_AFTER),
                *chunk,
            ),
        )
        found += [row["actor"] for row in rows]
    return sorted(found)


async def put(
    tx: Connection, account_id: int, weights: Mapping[int, Weight], now: datetime
) -> None:
    """Keep what was weighed, with the hash of those who are still counted."""
    await tx.many(
        "UPDATE audience SET weight = ?, reason = ?, weighed_at = ? "
        "WHERE account_id = ? AND actor = ?",
        [
            (weight.value, weight.reason.value, stamp(now), account_id, actor)
            for actor, weight in weights.items()
        ],
    )


async def usual(connection: Connection, network: str) -> float:
    """What people count on a network: the mean of its accounts' means, shrunk to 1.

    Every account speaks once, so that a crowd on one of them takes little from the others.
    """
    row = await connection.first(
        "SELECT COUNT(*) AS n, COALESCE(SUM(mean), 0.0) AS total FROM ("
        "SELECT AVG(a.weight) AS mean FROM account l JOIN audience a "
        "ON a.account_id = l.id AND a.reason <> ? WHERE l.network = ? GROUP BY l.id) AS means",
        (Reason.UNKNOWN.value, network),
    )
    return shrunk(row["total"], row["n"], FLAT) if row else FLAT


def weight_of(row: Row) -> Weight | None:
    """The weight in a row of the audience, if there is one."""
    return None if row["reason"] is None else Weight(row["weight"], Reason(row["reason"]))

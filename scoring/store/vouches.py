"""Vouches: who endorses whom on which topic, in one community. They enter no score."""

from __future__ import annotations

from datetime import datetime

from scoring.calendar import day_of
from scoring.models import Vouch
from scoring.store.db import Connection, Row, stamp
from scoring.store.subjects import VISIBLE, subject_of


async def of(connection: Connection, subject_id: int, community_id: int | None) -> list[Vouch]:
    """The vouches for a subject in a community, oldest first; without one, in all of them.

    Whoever is not shown there themselves vouches without a name.
    """
    rows = await connection.all(
        "SELECT v.id AS vouch_id, v.topic, v.label, s.* FROM vouch v LEFT JOIN subject s "
        "ON s.kind = 'person' AND s.user_id = v.voucher AND EXISTS (SELECT 1 FROM membership m "
        f"WHERE m.subject_id = s.id AND m.community_id = v.community_id AND {VISIBLE}) "
        "WHERE v.subject_id = ? AND v.community_id = COALESCE(?, v.community_id) "
        "ORDER BY v.at, v.id",
        (subject_id, community_id),
    )
    return [_vouch(row) for row in rows]


async def put(
    tx: Connection,
    community_id: int,
    subject_id: int,
    voucher: int,
    topic: tuple[str, str],
    now: datetime,
) -> int:
    """Endorse somebody on a topic (key, label); returns the vouch's id."""
    row = await tx.first(
        "INSERT INTO vouch (community_id, subject_id, voucher, topic, label, at) "
        "VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (community_id, subject_id, voucher, *topic, stamp(now)),
    )
    assert row is not None  # noqa: S101 - RETURNING after an insert always answers
    return int(row["id"])


async def take_back(
    tx: Connection, community_id: int, subject_id: int, voucher: int, topic: str
) -> bool:
    """Remove one's own vouch; whether there was one."""
    row = await tx.first(
        "DELETE FROM vouch WHERE community_id = ? AND subject_id = ? AND voucher = ? "
        "AND topic = ? RETURNING id",
        (community_id, subject_id, voucher, topic),
    )
    return row is not None


async def remove(tx: Connection, vouch_id: int, user_id: int) -> str | None:
    """Remove a vouch that a member gave or got; the topic, or None where it is not theirs."""
    row = await tx.first(
        "DELETE FROM vouch WHERE id = ? AND (voucher = ? OR subject_id IN "
        "(SELECT id FROM subject WHERE user_id = ?)) RETURNING label",
        (vouch_id, user_id, user_id),
    )
    return None if row is None else str(row["label"])


async def use(tx: Connection, user_id: int, now: datetime) -> int:
    """Count one vouch that a member gives; returns how many today."""
    day = day_of(now)
    await tx.run("DELETE FROM vouch_use WHERE day < ?", (day,))
    row = await tx.first(
        "INSERT INTO vouch_use (user_id, day, used) VALUES (?, ?, 1) "
        "ON CONFLICT (user_id, day) DO UPDATE SET used = vouch_use.used + 1 RETURNING used",
        (user_id, day),
    )
    return int(row["used"]) if row else 1


async def used(connection: Connection, user_id: int, now: datetime) -> int:
    """How many vouches a member gave today."""
    row = await connection.first(
        "SELECT used FROM vouch_use WHERE user_id = ? AND day = ?", (user_id, day_of(now))
    )
    return int(row["used"]) if row else 0


def _vouch(row: Row) -> Vouch:
    by = None if row["id"] is None else subject_of(row)
    return Vouch(row["vouch_id"], row["topic"], row["label"], by)

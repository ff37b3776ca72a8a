"""Snapshots: one fact per account, day and formula version. Appended, never rewritten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from scoring.calendar import day_of
from scoring.models import Branch, Flag, Snapshot
from scoring.networks.base import Kind
from scoring.store.db import Connection, Row, moment, stamp

CHUNK = 500
COLUMNS = (
    "account_id, day, formula_version, measured_at, people, variance, observed_days, ever, "
    "voice, flags, credibility, weighed, kinds, topics, wider"
)


async def put(tx: Connection, snapshots: Iterable[Snapshot]) -> None:
    """Append snapshots; on the same day the later reading stands."""
    await tx.many(
        f"INSERT INTO snapshot ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (account_id, formula_version, day) DO UPDATE SET "
        "measured_at = excluded.measured_at, people = excluded.people, "
        "variance = excluded.variance, observed_days = excluded.observed_days, "
        "ever = excluded.ever, voice = excluded.voice, flags = excluded.flags, "
        "credibility = excluded.credibility, weighed = excluded.weighed, "
        "kinds = excluded.kinds, topics = excluded.topics, wider = excluded.wider",
        [_values(s) for s in snapshots],
    )


async def latest(connection: Connection, subject_id: int, formula_version: int) -> list[Snapshot]:
    """The newest snapshot of each account of a subject."""
    newest = await _as_of(connection, [subject_id], formula_version, 1 << 40)
    return newest.get(subject_id, [])


async def as_of(
    connection: Connection, subject_ids: Sequence[int], formula_version: int, at: datetime
) -> dict[int, list[Snapshot]]:
    """The newest snapshots of several subjects as they stood on the day of `at`.

    Subjects without a fact that early are absent.
    """
    return await _as_of(connection, subject_ids, formula_version, day_of(at))


async def first(
    connection: Connection, subject_ids: Sequence[int], formula_version: int
) -> dict[int, list[Snapshot]]:
    """The oldest snapshot of each account of several subjects."""
    return await _select(connection, subject_ids, formula_version, "MIN(day)", 1 << 40)


async def history(
    connection: Connection, subject_id: int, formula_version: int, since: datetime
) -> list[Snapshot]:
    """All snapshots of a subject's accounts since a day, and the one before it, oldest first."""
    first = day_of(since)
    rows = await connection.all(
        "SELECT n.* FROM account a JOIN snapshot n ON n.account_id = a.id "
        "AND n.formula_version = ? AND n.day >= COALESCE((SELECT MAX(day) FROM snapshot "
        "WHERE account_id = a.id AND formula_version = ? AND day <= ?), ?) "
        "WHERE a.subject_id = ? ORDER BY n.day",
        (formula_version, formula_version, first, first, subject_id),
    )
    return [_snapshot(row) for row in rows]


async def versions(connection: Connection, subject_id: int) -> list[int]:
    """The versions of the formula that ever measured a subject, the newest first."""
    rows = await connection.all(
        "SELECT DISTINCT n.formula_version AS version FROM account a "
        "JOIN snapshot n ON n.account_id = a.id WHERE a.subject_id = ? ORDER BY version DESC",
        (subject_id,),
    )
    return [row["version"] for row in rows]


async def by_another_formula(connection: Connection, formula_version: int) -> bool:
    """Whether anything was ever measured by another version of the formula."""
    row = await connection.first(
        "SELECT 1 FROM snapshot WHERE formula_version <> ? LIMIT 1", (formula_version,)
    )
    return row is not None


async def by_another_formula_of(
    connection: Connection, subject_id: int, formula_version: int
) -> bool:
    """Whether another version of the formula ever measured a subject."""
    row = await connection.first(
        "SELECT 1 FROM snapshot n JOIN account a ON a.id = n.account_id "
        "WHERE a.subject_id = ? AND n.formula_version <> ? LIMIT 1",
        (subject_id, formula_version),
    )
    return row is not None


async def _as_of(
    connection: Connection, subject_ids: Sequence[int], formula_version: int, day: int
) -> dict[int, list[Snapshot]]:
    return await _select(connection, subject_ids, formula_version, "MAX(day)", day)


async def _select(
    connection: Connection,
    subject_ids: Sequence[int],
    formula_version: int,
    which: str,
    day: int,
) -> dict[int, list[Snapshot]]:
    found: dict[int, list[Snapshot]] = {}
    for i in range(0, len(subject_ids), CHUNK):
        chunk = subject_ids[i : i + CHUNK]
        marks = ",".join("?" * len(chunk))
        rows = await connection.all(
            "SELECT a.subject_id, n.* FROM account a JOIN snapshot n ON n.account_id = a.id "
            f"AND n.formula_version = ? AND n.day = (SELECT {which} FROM snapshot "
            "WHERE account_id = a.id AND formula_version = ? AND day <= ?) "
            f"WHERE a.state <> 'gone' AND a.subject_id IN ({marks})",
            (formula_version, formula_version, day, *chunk),
        )
        for row in rows:
            found.setdefault(row["subject_id"], []).append(_snapshot(row))
    return found


async def count(connection: Connection, user_id: int) -> int:
    """How many snapshots are held about a member."""
    row = await connection.first(
        "SELECT COUNT(*) AS n FROM snapshot n JOIN account a ON a.id = n.account_id "
        "JOIN subject s ON s.id = a.subject_id WHERE s.user_id = ?",
        (user_id,),
    )
    return int(row["n"]) if row else 0


def _values(s: Snapshot) -> tuple[object, ...]:
    return (
        s.account_id,
        day_of(s.measured_at),
        s.formula_version,
        stamp(s.measured_at),
        s.people,
        s.variance,
        s.observed_days,
        s.ever,
        s.voice,
        int(s.flags),
        s.credibility,
        s.weighed,
        json.dumps({kind.value: m for kind, m in s.kinds.items()}, sort_keys=True),
        json.dumps(dict(s.topics), ensure_ascii=False),
        json.dumps({t: [b.people, *b.of] for t, b in s.wider.items()}, ensure_ascii=False),
    )


def _snapshot(row: Row) -> Snapshot:
    return Snapshot(
        account_id=row["account_id"],
        formula_version=row["formula_version"],
        measured_at=moment(row["measured_at"]),
        people=row["people"],
        variance=row["variance"],
        observed_days=row["observed_days"],
        ever=row["ever"],
        voice=row["voice"],
        flags=Flag(row["flags"]),
        credibility=row["credibility"],
        weighed=row["weighed"],
        kinds={Kind(kind): m for kind, m in json.loads(row["kinds"]).items()},
        topics=json.loads(row["topics"]),
        wider={t: Branch(m, tuple(of)) for t, (m, *of) in json.loads(row["wider"]).items()},
    )

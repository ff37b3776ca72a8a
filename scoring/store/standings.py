"""Standings: the latest score of everyone shown in a community, ranked by index.

A histogram of hundredths of a point stands beside the rows, so that a rank is a sum over
buckets and a short count, never a sort of everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.models import Subject, SubjectKind
from scoring.store import topics
from scoring.store.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a board, with its exact rank (equal scores share it)."""

    subject_id: int
    score: float
    provisional: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A board around one score: how many stand on it, their mean, and how many stand higher."""

    members: int
    mean: float | None
    above: int
    placed: bool  # whether the subject itself is among the members


def bucket_of(score: float) -> int:
    """The hundredth of a point in which a score falls."""
    return int(score * 100)


async def put(
    tx: Connection,
    community_id: int,
    subject_id: int,
    kind: SubjectKind,
    score: float,
    *,
    provisional: bool,
) -> None:
    """Store or move one standing, and keep the histogram."""
    await drop(tx, community_id, subject_id)
    bucket = bucket_of(score)
    await tx.run(
        "INSERT INTO standing (community_id, subject_id, kind, bucket, score, provisional) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (community_id, subject_id, kind.value, bucket, score, int(provisional)),
    )
    await tx.run(
        "INSERT INTO standing_bucket (community_id, kind, bucket, members) VALUES (?, ?, ?, 1) "
        "ON CONFLICT (community_id, kind, bucket) DO UPDATE SET "
        "members = standing_bucket.members + 1",
        (community_id, kind.value, bucket),
    )


async def drop(tx: Connection, community_id: int, subject_id: int) -> None:
    """Take one standing off the board, and off those of topics."""
    await topics.drop(tx, community_id, subject_id)
    gone = await tx.first(
        "DELETE FROM standing WHERE community_id = ? AND subject_id = ? RETURNING kind, bucket",
        (community_id, subject_id),
    )
    if gone is not None:
        await tx.run(
            "UPDATE standing_bucket SET members = members - 1 "
            "WHERE community_id = ? AND kind = ? AND bucket = ?",
            (community_id, gone["kind"], gone["bucket"]),
        )


async def drop_everywhere(tx: Connection, subject_id: int) -> list[int]:
    """Take a subject off every board; returns the communities concerned."""
    rows = await tx.all("SELECT community_id FROM standing WHERE subject_id = ?", (subject_id,))
    for row in rows:
        await drop(tx, row["community_id"], subject_id)
    return [row["community_id"] for row in rows]


async def total(connection: Connection, community_id: int, kind: SubjectKind) -> int:
    """How many stand on a board."""
    row = await connection.first(
        "SELECT COALESCE(SUM(members), 0) AS n FROM standing_bucket "
        "WHERE community_id = ? AND kind = ?",
        (community_id, kind.value),
    )
    return int(row["n"]) if row else 0


async def average(connection: Connection, community_id: int, kind: SubjectKind) -> float | None:
    """The mean score of a board, from its histogram (to half a hundredth)."""
    row = await connection.first(
        "SELECT SUM(members) AS n, SUM(members * (bucket + 0.5)) / 100.0 AS points "
        "FROM standing_bucket WHERE community_id = ? AND kind = ?",
        (community_id, kind.value),
    )
    return row["points"] / row["n"] if row and row["n"] else None


async def surroundings(
    connection: Connection, community_id: int, subject: Subject, score: float | None
) -> Surroundings:
    """All that a card says about its community, in one query."""
    bucket = -1 if score is None else bucket_of(score)
    kind = subject.kind.value
    row = await connection.first(
        "SELECT COALESCE(SUM(members), 0) AS members, "
        "SUM(members * (bucket + 0.5)) / 100.0 AS points, "
        "COALESCE(SUM(CASE WHEN bucket > ? THEN members ELSE 0 END), 0) + "
        "(SELECT COUNT(*) FROM standing WHERE community_id = ? AND kind = ? AND bucket = ? "
        "AND score > ?) AS above, "
        "EXISTS (SELECT 1 FROM standing WHERE community_id = ? AND subject_id = ?) AS placed "
        "FROM standing_bucket WHERE community_id = ? AND kind = ?",
        (
            bucket,
            community_id,
            kind,
            bucket,
            score,
            *(community_id, subject.id, community_id),
            kind,
        ),
    )
    assert row is not None  # noqa: S101 - an aggregate always answers
    mean = row["points"] / row["members"] if row["members"] else None
    return Surroundings(row["members"], mean, row["above"], bool(row["placed"]))


async def rank(connection: Connection, community_id: int, subject_id: int) -> Place | None:
    """Where a subject stands: one more than the number of those above."""
    own = await connection.first(
        "SELECT * FROM standing WHERE community_id = ? AND subject_id = ?",
        (community_id, subject_id),
    )
    return None if own is None else await _placed(connection, community_id, own)


async def top(
    connection: Connection, community_id: int, kind: SubjectKind, limit: int, offset: int = 0
) -> list[Place]:
    """A page of the board, the highest first."""
    rows = await connection.all(
        "SELECT * FROM standing WHERE community_id = ? AND kind = ? "
        "ORDER BY score DESC, subject_id LIMIT ? OFFSET ?",
        (community_id, kind.value, limit, offset),
    )
    if not rows:
        return []
    places = [await _placed(connection, community_id, rows[0])]
    for position, row in enumerate(rows[1:], start=offset + 2):
        former = places[-1]
        shared = row["score"] == former.score
        places.append(_place(row, former.rank if shared else position))
    return places


async def all_of(connection: Connection, community_id: int, kind: SubjectKind) -> list[Place]:
    """Everyone on a board, for the weekly post."""
    return await top(connection, community_id, kind, limit=1_000_000)


async def above(connection: Connection, community_id: int, kind: SubjectKind, score: float) -> int:
    """How many stand above a score: whole buckets from the histogram, the rest one by one."""
    bucket = bucket_of(score)
    row = await connection.first(
        "SELECT (SELECT COALESCE(SUM(members), 0) FROM standing_bucket "
        "WHERE community_id = ? AND kind = ? AND bucket > ?) + "
        "(SELECT COUNT(*) FROM standing WHERE community_id = ? AND kind = ? AND bucket = ? "
        "AND score > ?) AS above",
        (community_id, kind.value, bucket, community_id, kind.value, bucket, score),
    )
    return int(row["above"]) if row else 0


async def _placed(connection: Connection, community_id: int, own: Row) -> Place:
    higher = await above(connection, community_id, SubjectKind(own["kind"]), own["score"])
    return _place(own, 1 + higher)


def _place(row: Row, rank: int) -> Place:
    return Place(row["subject_id"], row["score"], bool(row["provisional"]), rank)

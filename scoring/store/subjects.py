"""Subjects: whom scores are about, and in which communities they may be seen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.models import Subject, SubjectKind
from scoring.store.db import Connection, Row, moment, stamp

VISIBLE = "m.shown = 1 AND m.hidden = 0 AND s.hidden = 0"


@dataclass(frozen=True, slots=True)
class Membership:
    """One subject in one community, as stored."""

    community_id: int
    shown: bool
    hidden: bool

    @property
    def visible(self) -> bool:
        return self.shown and not self.hidden


def subject_of(row: Row) -> Subject:
    """A subject from a row with its columns."""
    return Subject(row["id"], SubjectKind(row["kind"]), row["user_id"], row["name"])


async def get(connection: Connection, subject_id: int) -> Subject | None:
    """A subject by its id."""
    row = await connection.first("SELECT * FROM subject WHERE id = ?", (subject_id,))
    return None if row is None else subject_of(row)


async def person(connection: Connection, user_id: int) -> Subject | None:
    """The person behind a member, if they linked anything."""
    row = await connection.first(
        "SELECT * FROM subject WHERE kind = 'person' AND user_id = ?", (user_id,)
    )
    return None if row is None else subject_of(row)


async def of_user(connection: Connection, user_id: int) -> list[Subject]:
    """The member's own person and the pages of which they are steward."""
    rows = await connection.all(
        "SELECT * FROM subject WHERE user_id = ? ORDER BY kind DESC, name", (user_id,)
    )
    return [subject_of(row) for row in rows]


async def several(connection: Connection, ids: Sequence[int]) -> dict[int, Subject]:
    """Subjects by id; those that are gone are absent."""
    if not ids:
        return {}
    marks = ",".join("?" * len(ids))
    rows = await connection.all(f"SELECT * FROM subject WHERE id IN ({marks})", ids)
    return {row["id"]: subject_of(row) for row in rows}


async def ensure(
    tx: Connection, kind: SubjectKind, user_id: int, name: str, now: datetime
) -> Subject:
    """The subject with this owner and name, made if it is not there yet."""
    row = await tx.first(
        "INSERT INTO subject (kind, user_id, name, created_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (user_id, kind, name) DO UPDATE SET name = excluded.name RETURNING *",
        (kind.value, user_id, name, stamp(now)),
    )
    assert row is not None  # noqa: S101 - RETURNING after an upsert always answers
    return subject_of(row)


async def drop_if_empty(tx: Connection, subject_id: int) -> None:
    """A subject without accounts is nobody."""
    await tx.run(
        "DELETE FROM subject WHERE id = ? "
        "AND NOT EXISTS (SELECT 1 FROM account WHERE subject_id = subject.id) "
        "AND NOT EXISTS (SELECT 1 FROM named_account WHERE subject_id = subject.id)",
        (subject_id,),
    )


async def pages_shown(connection: Connection, community_id: int) -> list[Subject]:
    """The pages that are shown in a community, by name."""
    rows = await connection.all(
        "SELECT s.* FROM subject s JOIN membership m ON m.subject_id = s.id "
        f"WHERE m.community_id = ? AND s.kind = 'page' AND {VISIBLE} ORDER BY s.name",
        (community_id,),
    )
    return [subject_of(row) for row in rows]


async def is_visible(connection: Connection, subject_id: int, community_id: int) -> bool:
    """Whether others may see this subject in this community."""
    row = await connection.first(
        "SELECT 1 FROM subject s JOIN membership m ON m.subject_id = s.id "
        f"WHERE s.id = ? AND m.community_id = ? AND {VISIBLE}",
        (subject_id, community_id),
    )
    return row is not None


async def visible_ids(connection: Connection, community_id: int) -> set[int]:
    """Everyone who may be seen in a community."""
    rows = await connection.all(
        "SELECT s.id FROM subject s JOIN membership m ON m.subject_id = s.id "
        f"WHERE m.community_id = ? AND {VISIBLE}",
        (community_id,),
    )
    return {row["id"] for row in rows}


async def memberships(connection: Connection, subject_id: int) -> list[Membership]:
    """Where a subject was ever shown or hidden."""
    rows = await connection.all(
        "SELECT community_id, shown, hidden FROM membership WHERE subject_id = ?", (subject_id,)
    )
    return [Membership(r["community_id"], bool(r["shown"]), bool(r["hidden"])) for r in rows]


async def hidden_everywhere(connection: Connection, user_id: int) -> bool:
    """Whether the member hid everywhere."""
    row = await connection.first(
        "SELECT 1 FROM subject WHERE user_id = ? AND hidden = 1", (user_id,)
    )
    return row is not None


async def show(tx: Connection, community_id: int, subject_id: int, now: datetime) -> None:
    """The second yes: to be seen in this community."""
    await tx.run(
        "INSERT INTO membership (community_id, subject_id, shown, shown_at) VALUES (?, ?, 1, ?) "
        "ON CONFLICT (community_id, subject_id) DO UPDATE SET "
        "shown = 1, hidden = 0, missed_at = NULL, "
        "shown_at = COALESCE(membership.shown_at, excluded.shown_at)",
        (community_id, subject_id, stamp(now)),
    )


async def unshow(tx: Connection, community_id: int, subject_id: int) -> None:
    """Only me, here."""
    await tx.run(
        "UPDATE membership SET shown = 0 WHERE community_id = ? AND subject_id = ?",
        (community_id, subject_id),
    )


async def set_hidden(
    tx: Connection, user_id: int, community_id: int | None, *, hidden: bool
) -> None:
    """Hide or unhide all of a member's subjects, in one community or everywhere."""
    if community_id is None:
        await tx.run("UPDATE subject SET hidden = ? WHERE user_id = ?", (int(hidden), user_id))
        return
    await tx.run(
        "UPDATE membership SET hidden = ? WHERE community_id = ? "
        "AND subject_id IN (SELECT id FROM subject WHERE user_id = ?)",
        (int(hidden), community_id, user_id),
    )


async def mark_missed(
    tx: Connection, community_id: int, user_id: int, missed_at: datetime | None
) -> None:
    """Note that Discord no longer knows this member here, or that it does again."""
    await tx.run(
        "UPDATE membership SET missed_at = ? WHERE community_id = ? AND subject_id IN "
        "(SELECT id FROM subject WHERE user_id = ?)",
        (None if missed_at is None else stamp(missed_at), community_id, user_id),
    )


async def missed_since(connection: Connection, community_id: int, user_id: int) -> datetime | None:
    """When Discord first did not know this member here, if it was so the last time."""
    row = await connection.first(
        "SELECT MIN(m.missed_at) AS at FROM membership m JOIN subject s ON s.id = m.subject_id "
        "WHERE m.community_id = ? AND s.user_id = ?",
        (community_id, user_id),
    )
    return None if row is None or row["at"] is None else moment(row["at"])


async def to_look_for(
    connection: Connection,
    looked_before: datetime,
    missed_before: datetime,
    again_before: datetime,
    except_in: Sequence[int],
    limit: int,
) -> list[tuple[int, int]]:
    """(community, member) pairs that nobody looked for lately, those not found last time sooner;
    who was never looked for comes first."""
    marks = ",".join("?" * len(except_in))
    rows = await connection.all(
        "SELECT m.community_id, s.user_id, MIN(COALESCE(m.looked_at, 0)) AS at "
        "FROM membership m JOIN subject s ON s.id = m.subject_id "
        f"WHERE m.community_id NOT IN ({marks}) AND (m.looked_at IS NULL OR m.looked_at <= ? "
        "OR (m.missed_at <= ? AND m.looked_at <= ?)) "
        "GROUP BY m.community_id, s.user_id ORDER BY at LIMIT ?",
        (*except_in, stamp(looked_before), stamp(missed_before), stamp(again_before), limit),
    )
    return [(row["community_id"], row["user_id"]) for row in rows]


async def mark_looked(
    tx: Connection, community_id: int, users: Collection[int], now: datetime
) -> None:
    """Note that Discord was asked whether these are still there."""
    await tx.many(
        "UPDATE membership SET looked_at = ? WHERE community_id = ? AND subject_id IN "
        "(SELECT id FROM subject WHERE user_id = ?)",
        [(stamp(now), community_id, user) for user in users],
    )


async def end_membership(tx: Connection, community_id: int, user_id: int) -> None:
    """Forget where a member who left was shown."""
    await tx.run(
        "DELETE FROM vouch WHERE community_id = ? AND ? IN (voucher, "
        "(SELECT s.user_id FROM subject s WHERE s.id = vouch.subject_id))",
        (community_id, user_id),
    )
    await tx.run(
        "DELETE FROM membership WHERE community_id = ? AND subject_id IN "
        "(SELECT id FROM subject WHERE user_id = ?)",
        (community_id, user_id),
    )

"""Which marks members have reached, and who wants to hear of none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from scoring.milestones import Known
from scoring.store.db import Connection, moment_or_none, stamp

KIND = "milestone"  # of the notices that tell them


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a member, by which formula, and when they were last told something."""

    known: Known
    formula_version: int
    told_at: datetime | None = None


async def get(connection: Connection, subject_id: int) -> Kept | None:
    """What is kept of a person."""
    row = await connection.first("SELECT * FROM milestone WHERE subject_id = ?", (subject_id,))
    if row is None:
        return None
    boards = frozenset(json.loads(row["boards"]))
    known = Known(bool(row["measured"]), row["ten"], row["value"], row["people"], boards)
    return Kept(known, row["formula_version"], moment_or_none(row["told_at"]))


async def put(tx: Connection, subject_id: int, kept: Kept) -> None:
    """Keep it, instead of what was kept before."""
    known = kept.known
    await tx.run(
        "INSERT INTO milestone (subject_id, formula_version, measured, ten, value, people, "
        "boards, told_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subject_id) DO UPDATE SET "
        "formula_version = excluded.formula_version, measured = excluded.measured, "
        "ten = excluded.ten, value = excluded.value, people = excluded.people, "
        "boards = excluded.boards, told_at = excluded.told_at",
        (
            subject_id,
            kept.formula_version,
            int(known.measured),
            known.ten,
            known.value,
            known.people,
            json.dumps(sorted(known.boards)),
            None if kept.told_at is None else stamp(kept.told_at),
        ),
    )


async def wanted(connection: Connection, user_id: int) -> bool:
    """Whether a member wants to hear of milestones."""
    row = await connection.first("SELECT 1 FROM milestone_off WHERE user_id = ?", (user_id,))
    return row is None


async def silence(tx: Connection, user_id: int, now: datetime) -> None:
    """No more of them."""
    await tx.run(
        "INSERT INTO milestone_off (user_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (user_id, stamp(now)),
    )
    await drop_waiting(tx, user_id)


async def drop_waiting(tx: Connection, user_id: int) -> None:
    """Those that are still to be said are not said: what they tell holds no more."""
    await tx.run("DELETE FROM notice WHERE user_id = ? AND kind = ?", (user_id, KIND))


async def resume(tx: Connection, user_id: int) -> None:
    """Again."""
    await tx.run("DELETE FROM milestone_off WHERE user_id = ?", (user_id,))


async def boards_of(connection: Connection, subject_id: int) -> frozenset[int]:
    """The communities on whose board a person stands."""
    rows = await connection.all(
        "SELECT community_id FROM standing WHERE subject_id = ? AND provisional = 0", (subject_id,)
    )
    return frozenset(row["community_id"] for row in rows)


async def locale_of(connection: Connection, subject_id: int) -> str | None:
    """The language in which a person last linked an account."""
    row = await connection.first(
        "SELECT locale FROM account WHERE subject_id = ? AND locale IS NOT NULL "
        "ORDER BY proved_at DESC",
        (subject_id,),
    )
    return None if row is None else row["locale"]

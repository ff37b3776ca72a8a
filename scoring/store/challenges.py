"""The one-time codes that prove accounts, and how many somebody asked for today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scoring.calendar import day_of
from scoring.store.db import Connection, moment, stamp


class Purpose(StrEnum):
    """What somebody proves an account for."""

    LINK = "link"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


@dataclass(frozen=True, slots=True)
class PendingProof:
    """A code that was handed out and not yet found on the account."""

    user_id: int
    network: str
    native_id: str
    handle: str
    page: str | None
    code: str
    expires_at: datetime
    tries: int = 0
    purpose: Purpose = Purpose.LINK


async def put(tx: Connection, proof: PendingProof) -> None:
    """Hand out a code, replacing the former one for the same account."""
    await tx.run(
        "INSERT INTO challenge (user_id, network, native_id, handle, page, code, expires_at, "
        "purpose) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (user_id, network, native_id) DO UPDATE SET "
        "handle = excluded.handle, page = excluded.page, code = excluded.code, "
        "expires_at = excluded.expires_at, purpose = excluded.purpose, tries = 0",
        (
            proof.user_id,
            proof.network,
            proof.native_id,
            proof.handle,
            proof.page,
            proof.code,
            stamp(proof.expires_at),
            proof.purpose.value,
        ),
    )


async def of_user(connection: Connection, user_id: int) -> list[PendingProof]:
    """The codes that a member holds, the newest first."""
    rows = await connection.all(
        "SELECT * FROM challenge WHERE user_id = ? ORDER BY expires_at DESC", (user_id,)
    )
    return [
        PendingProof(
            row["user_id"],
            row["network"],
            row["native_id"],
            row["handle"],
            row["page"],
            row["code"],
            moment(row["expires_at"]),
            row["tries"],
            Purpose(row["purpose"]),
        )
        for row in rows
    ]


async def take(tx: Connection, proof: PendingProof) -> bool:
    """A code serves once; False where it was used, replaced or erased meanwhile."""
    row = await tx.first(
        "DELETE FROM challenge WHERE user_id = ? AND network = ? AND native_id = ? AND code = ? "
        "RETURNING code",
        (proof.user_id, proof.network, proof.native_id, proof.code),
    )
    return row is not None


async def drop_expired(tx: Connection, now: datetime) -> None:
    """Forget codes that no longer serve."""
    await tx.run("DELETE FROM challenge WHERE expires_at <= ?", (stamp(now),))


async def count_try(tx: Connection, proof: PendingProof) -> None:
    """A code was looked for in vain."""
    await tx.run(
        "UPDATE challenge SET tries = tries + 1 "
        "WHERE user_id = ? AND network = ? AND native_id = ? AND code = ?",
        (proof.user_id, proof.network, proof.native_id, proof.code),
    )


async def used(connection: Connection, user_id: int, now: datetime) -> int:
    """How many codes a member asked for today."""
    row = await connection.first(
        "SELECT used FROM challenge_use WHERE user_id = ? AND day = ?", (user_id, day_of(now))
    )
    return 0 if row is None else int(row["used"])


async def use(tx: Connection, user_id: int, now: datetime) -> int:
    """Count one more; returns how many today."""
    day = day_of(now)
    await tx.run("DELETE FROM challenge_use WHERE day < ?", (day,))
    row = await tx.first(
        "INSERT INTO challenge_use (user_id, day, used) VALUES (?, ?, 1) "
        "ON CONFLICT (user_id, day) DO UPDATE SET used = challenge_use.used + 1 RETURNING used",
        (user_id, day),
    )
    return int(row["used"]) if row else 1

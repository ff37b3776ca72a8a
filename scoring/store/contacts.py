"""Who agreed to be found among contacts, and who of them acted on whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.models import Subject
from scoring.store.db import Connection, Row, moment, stamp
from scoring.store.subjects import VISIBLE, subject_of

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Findable:
    """One account of somebody who may be found."""

    subject: Subject
    account_id: int
    network: str
    native_id: str


@dataclass(frozen=True, slots=True)
class Acted:
    """One actor on one account: the fortnights as a mask, and the last time."""

    account_id: int
    actor: int
    fortnights: int
    last: datetime


async def agree(tx: Connection, community_id: int, subject_id: int, now: datetime) -> None:
    """Let others find this person here, if they are shown here."""
    await tx.run(
        "UPDATE membership SET found_since = COALESCE(found_since, ?) "
        "WHERE community_id = ? AND subject_id = ? AND shown = 1",
        (stamp(now), community_id, subject_id),
    )


async def withdraw(tx: Connection, community_id: int, subject_id: int) -> None:
    """No longer."""
    await tx.run(
        "UPDATE membership SET found_since = NULL WHERE community_id = ? AND subject_id = ?",
        (community_id, subject_id),
    )


async def agreed_in(connection: Connection, user_id: int) -> list[int]:
    """The communities in which a member agreed."""
    rows = await connection.all(
        "SELECT m.community_id FROM membership m JOIN subject s ON s.id = m.subject_id "
        "WHERE s.user_id = ? AND m.found_since IS NOT NULL ORDER BY m.community_id",
        (user_id,),
    )
    return [row["community_id"] for row in rows]


async def findable(connection: Connection, community_id: int) -> list[Findable]:
    """The accounts of everybody who is shown here and agreed: of people, not of pages."""
    rows = await connection.all(
        "SELECT s.*, a.id AS account_id, a.network, a.native_id FROM membership m "
        "JOIN subject s ON s.id = m.subject_id JOIN account a ON a.subject_id = s.id "
        "WHERE m.community_id = ? AND m.found_since IS NOT NULL AND s.kind = 'person' "
        f"AND a.state <> 'gone' AND {VISIBLE} ORDER BY a.id",
        (community_id,),
    )
    return [
        Findable(subject_of(row), row["account_id"], row["network"], row["native_id"])
        for row in rows
    ]


async def acts(
    connection: Connection, accounts: Sequence[int], actors: Sequence[int]
) -> list[Acted]:
    """Which of these actors acted on which of these accounts."""
    found: list[Acted] = []
    for some in _chunks(accounts):
        for who in _chunks(actors):
            rows = await connection.all(
                "SELECT account_id, actor, fortnights, last_at FROM audience "
                f"WHERE account_id IN ({_marks(some)}) AND actor IN ({_marks(who)})",
                (*some, *who),
            )
            found += map(_acted, rows)
    return found


def _acted(row: Row) -> Acted:
    mask = row["fortnights"] % (1 << 64)
    return Acted(row["account_id"], row["actor"], mask, moment(row["last_at"]))


def _chunks(values: Sequence[int]) -> Iterator[Sequence[int]]:
    return (values[i : i + CHUNK] for i in range(0, len(values), CHUNK))


def _marks(values: Sequence[int]) -> str:
    return ",".join("?" * len(values))

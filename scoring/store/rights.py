"""Data rights: for every table with a person in it, how their rows are exported and erased.

`TABLES` is the interface: a table that names a person, a subject or an account and is not
listed here fails a test.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.store import standings, subjects
from scoring.store.db import Connection

SUBJECTS = "SELECT id FROM subject WHERE user_id = ?"
ACCOUNTS = f"SELECT id FROM account WHERE subject_id IN ({SUBJECTS})"
OWNER = "(SELECT s.user_id FROM subject s WHERE s.id = vouch.subject_id)"
PERSONAL = ("user_id", "subject_id", "account_id")


@dataclass(frozen=True, slots=True)
class TableRights:
    """`where` selects a member's rows by `?`; `hidden` are columns that are not theirs to read
    (keyed hashes of third parties); of a `numbered` table only the number of rows means
    anything; `cascades` rows go with their parent."""

    where: str
    hidden: tuple[str, ...] = ()
    cascades: bool = False
    numbered: bool = False


TABLES: Mapping[str, TableRights] = {
    "challenge": TableRights("user_id = ?"),
    "challenge_use": TableRights("user_id = ?"),
    "notice": TableRights("user_id = ?"),
    "errand": TableRights("user_id = ?", ("state_hash",)),
    "confirmation": TableRights("user_id = ?", ("sealed",)),
    "consent": TableRights(f"account_id IN ({ACCOUNTS})", ("sealed",), cascades=True),
    "lookup_use": TableRights("user_id = ?"),
    "vouch_use": TableRights("user_id = ?"),
    "vouch": TableRights(f"? IN (voucher, {OWNER})", ("voucher",)),
    "hidden_topic": TableRights(f"subject_id IN ({SUBJECTS})", cascades=True),
    "topic_standing": TableRights(f"subject_id IN ({SUBJECTS})"),
    "standing": TableRights(f"subject_id IN ({SUBJECTS})"),
    "membership": TableRights(f"subject_id IN ({SUBJECTS})", cascades=True),
    "named_account": TableRights(f"subject_id IN ({SUBJECTS})", cascades=True),
    "snapshot": TableRights(f"account_id IN ({ACCOUNTS})", cascades=True),
    "publication": TableRights(f"account_id IN ({ACCOUNTS})", ("publication",), cascades=True),
    "publication_total": TableRights(
        f"account_id IN ({ACCOUNTS})", ("publication",), cascades=True
    ),
    "audience": TableRights(f"account_id IN ({ACCOUNTS})", ("actor",), cascades=True),
    "audience_topic": TableRights(f"account_id IN ({ACCOUNTS})", ("actor",), cascades=True),
    "counted": TableRights(f"account_id IN ({ACCOUNTS})", ("act",), cascades=True, numbered=True),
    "account": TableRights(f"subject_id IN ({SUBJECTS})", cascades=True),
    "subject": TableRights("user_id = ?"),
}


async def export(connection: Connection, user_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows about a member, table by table."""
    return {table: await _rows(connection, table, user_id) for table in TABLES}


async def _rows(connection: Connection, table: str, user_id: int) -> list[dict[str, Any]]:
    rights = TABLES[table]
    wanted = "COUNT(*) AS rows" if rights.numbered else "*"
    rows = await connection.all(f"SELECT {wanted} FROM {table} WHERE {rights.where}", (user_id,))
    return [{key: row[key] for key in row.keys() if key not in rights.hidden} for row in rows]  # noqa: SIM118


async def erase(tx: Connection, user_id: int) -> None:
    """Remove every row about a member, their lines in frozen boards included."""
    ids = {subject.id for subject in await subjects.of_user(tx, user_id)}
    for subject_id in ids:
        await standings.drop_everywhere(tx, subject_id)
    await scrub_boards(tx, ids)
    for table, rights in TABLES.items():
        if not rights.cascades:
            await tx.run(f"DELETE FROM {table} WHERE {rights.where}", (user_id,))


async def scrub_boards(tx: Connection, ids: set[int]) -> None:
    """Take subjects out of every frozen board; what is left keeps its order."""
    for row in await tx.all("SELECT community_id, week, board FROM weekly_post"):
        board = json.loads(row["board"])
        if ids & set(board.get("subjects", [])):
            await tx.run(
                "UPDATE weekly_post SET board = ? WHERE community_id = ? AND week = ?",
                (json.dumps(without(board, ids)), row["community_id"], row["week"]),
            )


def without(board: Mapping[str, Any], ids: set[int]) -> dict[str, Any]:
    """A frozen board without these subjects."""
    return {
        key: [
            item
            for item in value
            if (item["subject_id"] if isinstance(item, dict) else item) not in ids
        ]
        if isinstance(value, list)
        else value
        for key, value in board.items()
    }

"""Data rights: for every table with a person in it, how their rows are exported and erased.

`TABLES` is the interface: a table that names a person, a subject or an account and is not
listed here fails a test. `PLACES` is the same for communities.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scoring.store import standings, subjects
from scoring.store.db import Connection

SUBJECTS = "SELECT id FROM subject WHERE user_id = ?"
ACCOUNTS = f"SELECT id FROM account WHERE subject_id IN ({SUBJECTS})"
OWNER = "(SELECT s.user_id FROM subject s WHERE s.id = vouch.subject_id)"
PERSONAL = ("user_id", "subject_id", "account_id")


class Kept(StrEnum):
    """How long something is kept; the words are `privacy.kept.*`."""

    YOURS = "yours"  # until the member takes it back
    ACCOUNT = "account"  # until the account is unlinked
    PEOPLE = "people"  # the same, or 400 days after the last act
    PLACE = "place"  # until the member leaves the community, or is not shown there any more
    CODE = "code"  # a quarter of an hour at most
    DAY = "day"
    SAID = "said"  # until it was said
    SETTING = "setting"  # until the community's managers choose otherwise


@dataclass(frozen=True, slots=True)
class TableRights:
    """`where` selects a member's rows by `?`; `what` is the kind of thing they are, in the words
    of `privacy.what.*`, and `kept` how long they stay. The first table of a kind is the one that
    is counted. `hidden` are columns that are not theirs to read (keyed hashes of third parties);
    of a `numbered` table only the number of rows means anything; `cascades` rows go with their
    parent."""

    where: str
    what: str
    kept: Kept
    hidden: tuple[str, ...] = ()
    cascades: bool = False
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """So many things of one kind."""

    what: str
    kept: Kept
    number: int


_OWN = "user_id = ?"
_OF_SUBJECT = f"subject_id IN ({SUBJECTS})"
_OF_ACCOUNT = f"account_id IN ({ACCOUNTS})"
_ACTOR = ("actor",)
_POST = ("publication",)

TABLES: Mapping[str, TableRights] = {
    "challenge": TableRights(_OWN, "code", Kept.CODE),
    "challenge_use": TableRights(_OWN, "code_use", Kept.DAY),
    "notice": TableRights(_OWN, "notice", Kept.SAID),
    "errand": TableRights(_OWN, "errand", Kept.CODE, ("state_hash",)),
    "confirmation": TableRights(_OWN, "confirmation", Kept.CODE, ("sealed",)),
    "consent": TableRights(_OF_ACCOUNT, "consent", Kept.ACCOUNT, ("sealed",), cascades=True),
    "lookup_use": TableRights(_OWN, "lookup_use", Kept.DAY),
    "vouch_use": TableRights(_OWN, "vouch_use", Kept.DAY),
    "vouch": TableRights(f"? IN (voucher, {OWNER})", "vouch", Kept.PLACE, ("voucher",)),
    "hidden_topic": TableRights(_OF_SUBJECT, "hidden_topic", Kept.YOURS, cascades=True),
    "topic_standing": TableRights(_OF_SUBJECT, "topic_standing", Kept.PLACE),
    "off_podium": TableRights(_OWN, "off_podium", Kept.SETTING),
    "community_change": TableRights(_OWN, "community_change", Kept.SETTING),
    "standing": TableRights(_OF_SUBJECT, "standing", Kept.PLACE),
    "milestone": TableRights(_OF_SUBJECT, "milestone", Kept.YOURS, cascades=True),
    "milestone_off": TableRights(_OWN, "milestone_off", Kept.YOURS),
    "membership": TableRights(_OF_SUBJECT, "membership", Kept.PLACE, cascades=True),
    "named_account": TableRights(_OF_SUBJECT, "named_account", Kept.YOURS, cascades=True),
    "snapshot": TableRights(_OF_ACCOUNT, "snapshot", Kept.ACCOUNT, cascades=True),
    "publication": TableRights(_OF_ACCOUNT, "publication", Kept.ACCOUNT, _POST, cascades=True),
    "publication_total": TableRights(
        _OF_ACCOUNT, "publication", Kept.ACCOUNT, _POST, cascades=True
    ),
    "audience": TableRights(_OF_ACCOUNT, "audience", Kept.PEOPLE, _ACTOR, cascades=True),
    "audience_topic": TableRights(_OF_ACCOUNT, "audience", Kept.PEOPLE, _ACTOR, cascades=True),
    "counted": TableRights(
        _OF_ACCOUNT, "counted", Kept.ACCOUNT, ("act",), cascades=True, numbered=True
    ),
    "account": TableRights(_OF_SUBJECT, "account", Kept.YOURS, ("mark",), cascades=True),
    "subject": TableRights(_OWN, "subject", Kept.YOURS),
}

# Every table about a community, by the column with its id.
PLACES: Mapping[str, str] = {
    "standing": "community_id",
    "standing_bucket": "community_id",
    "topic_standing": "community_id",
    "community_topic": "community_id",
    "vouch": "community_id",
    "membership": "community_id",
    "weekly_post": "community_id",
    "hand_post": "community_id",
    "unlisted": "community_id",
    "welcome": "community_id",
    "off_podium": "community_id",
    "community_change": "community_id",
    "community": "id",
}
BOARDS = {"weekly_post": ("community_id", "week"), "hand_post": ("message_id",)}


async def held(connection: Connection, user_id: int) -> list[Held]:
    """What there is about a member, kind by kind, in figures."""
    kinds: dict[str, Held] = {}
    for table, rights in TABLES.items():
        if rights.what not in kinds:
            counting = f"SELECT COUNT(*) AS n FROM {table} WHERE {rights.where}"
            row = await connection.first(counting, (user_id,))
            kinds[rights.what] = Held(rights.what, rights.kept, row["n"] if row else 0)
    return [kind for kind in kinds.values() if kind.number]


async def users(connection: Connection) -> list[int]:
    """Every member about whom something is held."""
    named = {table: "user_id" for table, rights in TABLES.items() if rights.where == _OWN}
    named["vouch"] = "voucher"
    wanted = "SELECT {1} AS user_id FROM {0} WHERE {1} IS NOT NULL"
    union = " UNION ".join(wanted.format(*one) for one in named.items())
    return [row["user_id"] for row in await connection.all(union)]


async def communities(connection: Connection) -> list[int]:
    """Every community about which something is held."""
    union = " UNION ".join(f"SELECT {column} AS id FROM {t}" for t, column in PLACES.items())
    return [row["id"] for row in await connection.all(union)]


async def erase_community(tx: Connection, community_id: int) -> None:
    """Remove every row about a community, what its members chose there included."""
    for table, column in PLACES.items():
        await tx.run(f"DELETE FROM {table} WHERE {column} = ?", (community_id,))


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
    for table, key in BOARDS.items():
        for row in await tx.all(f"SELECT {', '.join(key)}, board FROM {table}"):
            board = json.loads(row["board"])
            if ids & set(board.get("subjects", [])):
                wanted = " AND ".join(f"{column} = ?" for column in key)
                await tx.run(
                    f"UPDATE {table} SET board = ? WHERE {wanted}",
                    (json.dumps(without(board, ids)), *(row[column] for column in key)),
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

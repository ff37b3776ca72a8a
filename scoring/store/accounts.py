"""Linked accounts, and how they are bound to their subjects."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from scoring.models import Account, AccountState
from scoring.networks.base import Profile, Proof
from scoring.store.db import Connection, Row, moment, moment_or_none, stamp
from scoring.window import Rest, Window


@dataclass(frozen=True, slots=True)
class Due:
    """An account that may be read now: whose, at which address, and when it was read last."""

    id: int
    subject_id: int
    url: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Proved:
    """By which way an account was proved, the keyed hash of the code, and in which language its
    owner reads."""

    by: Proof
    mark: int | None = None
    locale: str | None = None


@dataclass(frozen=True, slots=True)
class ToProve:
    """An account the proof of which is to be looked for again, and what for."""

    account: Account
    user_id: int
    page: str
    mark: int | None
    proved_at: datetime
    locale: str | None


def account_of(row: Row) -> Account:
    """An account from a row with its columns."""
    return Account(
        id=row["id"],
        subject_id=row["subject_id"],
        network=row["network"],
        native_id=row["native_id"],
        handle=row["handle"],
        name=row["name"],
        url=row["url"],
        state=AccountState(row["state"]),
        created_at=moment_or_none(row["created_at"]),
        linked_at=moment(row["linked_at"]),
        read_at=moment_or_none(row["read_at"]),
        proved_by=None if row["proved_by"] is None else Proof(row["proved_by"]),
        unproved_since=moment_or_none(row["proof_missed_at"]),
    )


async def of_subject(connection: Connection, subject_id: int) -> list[Account]:
    """The accounts of one subject, in the order of their linking."""
    rows = await connection.all(
        "SELECT * FROM account WHERE subject_id = ? ORDER BY id", (subject_id,)
    )
    return [account_of(row) for row in rows]


async def of_user(connection: Connection, user_id: int) -> list[Account]:
    """All accounts that a member linked, as person or steward."""
    rows = await connection.all(
        "SELECT a.* FROM account a JOIN subject s ON s.id = a.subject_id "
        "WHERE s.user_id = ? ORDER BY a.id",
        (user_id,),
    )
    return [account_of(row) for row in rows]


async def every(connection: Connection) -> list[Account]:
    """All linked accounts, for what only trying them all can tell."""
    return [account_of(row) for row in await connection.all("SELECT * FROM account")]


async def get(connection: Connection, account_id: int) -> Account | None:
    """A linked account by its own number."""
    row = await connection.first("SELECT * FROM account WHERE id = ?", (account_id,))
    return None if row is None else account_of(row)


async def find(connection: Connection, network: str, native_id: str) -> Account | None:
    """A linked account by its native id."""
    row = await connection.first(
        "SELECT * FROM account WHERE network = ? AND native_id = ?", (network, native_id)
    )
    return None if row is None else account_of(row)


async def find_handle(connection: Connection, network: str, handle: str) -> Account | None:
    """A linked account by the handle that it last had."""
    row = await connection.first(
        "SELECT * FROM account WHERE network = ? AND handle = ? ORDER BY proved_at DESC",
        (network, handle),
    )
    return None if row is None else account_of(row)


async def link(
    tx: Connection,
    subject_id: int,
    profile: Profile,
    now: datetime,
    proved: Proved | None = None,
) -> Account:
    """Bind an account to a subject; the newest proof wins, and evidence starts afresh.

    An account of somebody else is taken over whole: its old evidence goes with its old owner.
    """
    await tx.run(
        "DELETE FROM account WHERE network = ? AND native_id = ? AND subject_id <> ?",
        (profile.network, profile.native_id, subject_id),
    )
    at = stamp(now)
    created = None if profile.created_at is None else stamp(profile.created_at)
    row = await tx.first(
        "INSERT INTO account (subject_id, network, native_id, handle, name, url, created_at, "
        "linked_at, proved_at, proved_by, mark, locale) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (network, native_id) DO UPDATE SET handle = excluded.handle, "
        "name = excluded.name, url = excluded.url, state = 'active', missed_at = NULL, "
        "proved_at = excluded.proved_at, proved_by = excluded.proved_by, mark = excluded.mark, "
        "locale = excluded.locale, proof_looked_at = NULL, proof_missed_at = NULL RETURNING *",
        (
            subject_id,
            profile.network,
            profile.native_id,
            profile.handle,
            profile.name,
            profile.url,
            created,
            at,
            at,
            None if proved is None else proved.by.value,
            None if proved is None else proved.mark,
            None if proved is None else proved.locale,
        ),
    )
    assert row is not None  # noqa: S101 - RETURNING after an upsert always answers
    return account_of(row)


async def proved(connection: Connection, user_id: int) -> list[Account]:
    """What a member has proved and still can: accounts whose proof was not found are left out."""
    return [one for one in await of_user(connection, user_id) if one.unproved_since is None]


async def language(connection: Connection, account_id: int) -> str | None:
    """In which language the owner of an account reads, if they linked it with us lately."""
    row = await connection.first("SELECT locale FROM account WHERE id = ?", (account_id,))
    return None if row is None else row["locale"]


async def language_of_user(connection: Connection, user_id: int) -> str | None:
    """In which language a member read when they last linked something."""
    row = await connection.first(
        "SELECT a.locale FROM account a JOIN subject s ON s.id = a.subject_id "
        "WHERE s.user_id = ? AND a.locale IS NOT NULL ORDER BY a.proved_at DESC",
        (user_id,),
    )
    return None if row is None else row["locale"]


async def to_prove(
    connection: Connection,
    ways: Collection[Proof],
    *,
    proved_before: datetime,
    looked_before: datetime,
    limit: int,
) -> list[ToProve]:
    """Accounts proved by one of these ways so long ago that the proof is to be looked for."""
    marks = ",".join("?" * len(ways))
    rows = await connection.all(
        "SELECT a.*, s.user_id, s.name AS page "
        "FROM account a JOIN subject s ON s.id = a.subject_id "
        f"WHERE a.proved_by IN ({marks}) AND a.state IN ('active', 'needs_consent') "
        "AND a.proved_at <= ? "
        "AND (a.proof_looked_at IS NULL OR a.proof_looked_at <= ?) ORDER BY a.proved_at LIMIT ?",
        (*(way.value for way in ways), stamp(proved_before), stamp(looked_before), limit),
    )
    return [
        ToProve(
            account_of(row),
            row["user_id"],
            row["page"],
            row["mark"],
            moment(row["proved_at"]),
            row["locale"],
        )
        for row in rows
    ]


async def mark_looked(tx: Connection, one: ToProve, before: datetime, now: datetime) -> bool:
    """Take the next look before it is made; False where another process took it first."""
    row = await tx.first(
        "UPDATE account SET proof_looked_at = ? WHERE id = ? AND proved_at = ? "
        "AND (proof_looked_at IS NULL OR proof_looked_at <= ?) RETURNING id",
        (stamp(now), one.account.id, stamp(one.proved_at), stamp(before)),
    )
    return row is not None


async def still(tx: Connection, one: ToProve) -> Account | None:
    """The account, unless it was unlinked or proved anew meanwhile."""
    row = await tx.first(
        "SELECT * FROM account WHERE id = ? AND proved_at = ?",
        (one.account.id, stamp(one.proved_at)),
    )
    return None if row is None else account_of(row)


async def prove_again(tx: Connection, account_id: int, by: Proof, now: datetime) -> None:
    """The proof still stands."""
    await tx.run(
        "UPDATE account SET proved_at = ?, proved_by = ?, proof_missed_at = NULL WHERE id = ?",
        (stamp(now), by.value, account_id),
    )


async def mark_unproved(tx: Connection, account_id: int, now: datetime) -> None:
    """The proof was not found, for the first time."""
    await tx.run("UPDATE account SET proof_missed_at = ? WHERE id = ?", (stamp(now), account_id))


async def unlink(tx: Connection, account_id: int) -> None:
    """Forget an account and everything that was read of it."""
    await tx.run("DELETE FROM account WHERE id = ?", (account_id,))


async def set_state(
    tx: Connection, account_id: int, state: AccountState, missed_at: datetime | None = None
) -> None:
    """Note what the network said of an account."""
    await tx.run(
        "UPDATE account SET state = ?, missed_at = ? WHERE id = ?",
        (state.value, None if missed_at is None else stamp(missed_at), account_id),
    )


async def mark_read(tx: Connection, account_id: int, now: datetime) -> None:
    """Note that the network answered, though not with evidence."""
    await tx.run("UPDATE account SET read_at = ? WHERE id = ?", (stamp(now), account_id))


async def rename(tx: Connection, account_id: int, profile: Profile) -> None:
    """Keep the names under which the network now shows an account."""
    await tx.run(
        "UPDATE account SET handle = ?, name = ?, url = ?, "
        "created_at = COALESCE(created_at, ?) WHERE id = ?",
        (
            profile.handle,
            profile.name,
            profile.url,
            None if profile.created_at is None else stamp(profile.created_at),
            account_id,
        ),
    )


async def missed_at(connection: Connection, account_id: int) -> datetime | None:
    """When an account was first not found, if it was not found the last time."""
    row = await connection.first("SELECT missed_at FROM account WHERE id = ?", (account_id,))
    return None if row is None else moment_or_none(row["missed_at"])


async def due(connection: Connection, network: str, read_before: datetime) -> list[Due]:
    """Accounts of one network not read since, or not to the end."""
    rows = await connection.all(
        "SELECT id, subject_id, url, read_at FROM account "
        "WHERE network = ? AND state IN ('active', 'missing', 'suspended') "
        "AND (read_at IS NULL OR read_at < ? OR rest_position IS NOT NULL) ORDER BY read_at, id",
        (network, stamp(read_before)),
    )
    return [
        Due(row["id"], row["subject_id"], row["url"], moment_or_none(row["read_at"]))
        for row in rows
    ]


async def behind(
    connection: Connection, formula_version: int, after: int, limit: int
) -> list[Account]:
    """Accounts with an id above `after` that only other versions of the formula measured."""
    rows = await connection.all(
        "SELECT a.* FROM account a WHERE a.id > ? AND a.state <> 'gone' "
        "AND EXISTS (SELECT 1 FROM snapshot WHERE account_id = a.id) AND NOT EXISTS "
        "(SELECT 1 FROM snapshot WHERE account_id = a.id AND formula_version = ?) "
        "ORDER BY a.id LIMIT ?",
        (after, formula_version, limit),
    )
    return [account_of(row) for row in rows]


async def window(connection: Connection, account_id: int) -> Window:
    """How far an account was read."""
    row = await connection.first(
        "SELECT read_at, read_from, cut, rest_position, rest_since FROM account WHERE id = ?",
        (account_id,),
    )
    if row is None:
        return Window()
    since = moment_or_none(row["rest_since"])
    left = row["rest_position"] is not None and since is not None
    return Window(
        moment_or_none(row["read_at"]),
        moment_or_none(row["read_from"]),
        cut=bool(row["cut"]),
        rest=Rest(row["rest_position"], since) if left and since else None,
    )


async def set_window(tx: Connection, account_id: int, known: Window) -> None:
    """Note how far an account was read, which says that it is there."""
    rest = known.rest
    await tx.run(
        "UPDATE account SET read_at = ?, read_from = ?, cut = ?, rest_position = ?, "
        "rest_since = ?, state = 'active', missed_at = NULL WHERE id = ?",
        (
            None if known.read_at is None else stamp(known.read_at),
            None if known.read_from is None else stamp(known.read_from),
            int(known.cut),
            None if rest is None else rest.position,
            None if rest is None else stamp(rest.since),
            account_id,
        ),
    )


async def name_closed(tx: Connection, subject_id: int, network: str, handle: str) -> None:
    """Remember that somebody named an account on a network that offers nothing."""
    await tx.run(
        "INSERT INTO named_account (subject_id, network, handle) VALUES (?, ?, ?) "
        "ON CONFLICT (subject_id, network, handle) DO NOTHING",
        (subject_id, network, handle),
    )


async def named(connection: Connection, subject_id: int) -> list[tuple[str, str]]:
    """The (network, handle) pairs that a subject named on closed networks."""
    rows = await connection.all(
        "SELECT network, handle FROM named_account WHERE subject_id = ? ORDER BY network, handle",
        (subject_id,),
    )
    return [(row["network"], row["handle"]) for row in rows]


async def forget_named(tx: Connection, subject_id: int, network: str, handle: str) -> bool:
    """Forget such a name; False where there was none."""
    row = await tx.first(
        "DELETE FROM named_account WHERE subject_id = ? AND network = ? AND handle = ? "
        "RETURNING network",
        (subject_id, network, handle),
    )
    return row is not None

"""Errands of members to other sites, what came of them, and the consent that they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from scoring.store.db import Connection, Row, moment, stamp


@dataclass(frozen=True, slots=True)
class Errand:
    """A member on their way to a site, to confirm the one account that they named.

    `native_id` is empty where the network shows an account to its owner alone.
    """

    user_id: int
    site: str
    network: str
    native_id: str
    handle: str
    page: str | None
    locale: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An account that an errand confirmed, with the tokens that came along, sealed."""

    user_id: int
    network: str
    asked: str
    native_id: str
    page: str | None
    sealed: str | None = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """The tokens of one account, sealed, and since when they are the newest."""

    account_id: int
    sealed: str = field(repr=False)
    renewed_at: datetime


async def put_errand(tx: Connection, state_hash: str, errand: Errand) -> None:
    """Remember somebody's errand under the hash of its state."""
    await tx.run(
        "INSERT INTO errand (state_hash, user_id, site, network, native_id, handle, page, locale, "
        "expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            state_hash,
            errand.user_id,
            errand.site,
            errand.network,
            errand.native_id,
            errand.handle,
            errand.page,
            errand.locale,
            stamp(errand.expires_at),
        ),
    )


async def errand(connection: Connection, state_hash: str, site: str) -> Errand | None:
    """The errand of a state, if it is one to this site."""
    row = await connection.first(
        "SELECT * FROM errand WHERE state_hash = ? AND site = ?", (state_hash, site)
    )
    return None if row is None else _errand(row)


async def take_errand(tx: Connection, state_hash: str, site: str) -> Errand | None:
    """The same, and it is over: a state serves once."""
    row = await tx.first(
        "DELETE FROM errand WHERE state_hash = ? AND site = ? RETURNING *", (state_hash, site)
    )
    return None if row is None else _errand(row)


async def drop(tx: Connection, user_id: int, network: str, native_id: str) -> None:
    """Forget errands for one account and what they confirmed."""
    await tx.run(
        "DELETE FROM errand WHERE user_id = ? AND network = ? AND native_id = ?",
        (user_id, network, native_id),
    )
    await tx.run(
        "DELETE FROM confirmation WHERE user_id = ? AND network = ? AND asked = ?",
        (user_id, network, native_id),
    )


async def drop_expired(tx: Connection, now: datetime) -> None:
    """Forget what nobody can take up any more."""
    await tx.run("DELETE FROM errand WHERE expires_at <= ?", (stamp(now),))
    await tx.run("DELETE FROM confirmation WHERE expires_at <= ?", (stamp(now),))


async def any_expired(connection: Connection, now: datetime) -> bool:
    """Whether there is anything to forget."""
    row = await connection.first(
        "SELECT 1 FROM errand WHERE expires_at <= ? "
        "UNION ALL SELECT 1 FROM confirmation WHERE expires_at <= ? LIMIT 1",
        (stamp(now), stamp(now)),
    )
    return row is not None


async def confirm(tx: Connection, confirmation: Confirmation) -> None:
    """Note what an errand confirmed; tokens that came before stay where none come now."""
    await tx.run(
        "INSERT INTO confirmation (user_id, network, asked, native_id, page, sealed, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, network, asked) DO UPDATE SET "
        "native_id = excluded.native_id, page = excluded.page, "
        "sealed = COALESCE(excluded.sealed, confirmation.sealed), "
        "expires_at = excluded.expires_at",
        (
            confirmation.user_id,
            confirmation.network,
            confirmation.asked,
            confirmation.native_id,
            confirmation.page,
            confirmation.sealed,
            stamp(confirmation.expires_at),
        ),
    )


async def confirmed(
    connection: Connection, user_id: int, network: str, asked: str
) -> Confirmation | None:
    """What was confirmed to a member about the account that they named."""
    row = await connection.first(
        "SELECT * FROM confirmation WHERE user_id = ? AND network = ? AND asked = ?",
        (user_id, network, asked),
    )
    if row is None:
        return None
    return Confirmation(
        row["user_id"],
        row["network"],
        row["asked"],
        row["native_id"],
        row["page"],
        row["sealed"],
        moment(row["expires_at"]),
    )


async def put(tx: Connection, account_id: int, sealed: str, now: datetime) -> None:
    """Keep a member's consent to read an account, in place of a former one."""
    await tx.run(
        "INSERT INTO consent (account_id, sealed, given_at, renewed_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (account_id) DO UPDATE SET sealed = excluded.sealed, "
        "given_at = excluded.given_at, renewed_at = excluded.renewed_at",
        (account_id, sealed, stamp(now), stamp(now)),
    )


async def renew(tx: Connection, account_id: int, sealed: str, now: datetime) -> None:
    """Newer tokens of a consent; nothing where it was taken back meanwhile."""
    await tx.run(
        "UPDATE consent SET sealed = ?, renewed_at = ? WHERE account_id = ?",
        (sealed, stamp(now), account_id),
    )


async def get(connection: Connection, account_id: int) -> Consent | None:
    """The consent to read an account, if it is there."""
    row = await connection.first("SELECT * FROM consent WHERE account_id = ?", (account_id,))
    return None if row is None else Consent(account_id, row["sealed"], moment(row["renewed_at"]))


async def withdraw(tx: Connection, account_id: int) -> None:
    """It was taken back."""
    await tx.run("DELETE FROM consent WHERE account_id = ?", (account_id,))


def _errand(row: Row) -> Errand:
    return Errand(
        row["user_id"],
        row["site"],
        row["network"],
        row["native_id"],
        row["handle"],
        row["page"],
        row["locale"],
        moment(row["expires_at"]),
    )

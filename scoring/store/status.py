"""How networks and their hosts fare: what `python -m scoring networks` tells an operator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from scoring.store.db import Connection, moment_or_none, stamp


@dataclass(frozen=True, slots=True)
class Status:
    """When a network was last read, and what went wrong last."""

    read_at: datetime | None = None
    failed_at: datetime | None = None
    failure: str | None = None


async def note_read(tx: Connection, network: str, now: datetime) -> None:
    """An account there was read."""
    await tx.run(
        "INSERT INTO network_status (network, read_at) VALUES (?, ?) "
        "ON CONFLICT (network) DO UPDATE SET read_at = excluded.read_at",
        (network, stamp(now)),
    )


async def note_failure(tx: Connection, network: str, failure: str, now: datetime) -> None:
    """It did not answer as it should."""
    await tx.run(
        "INSERT INTO network_status (network, failed_at, failure) VALUES (?, ?, ?) "
        "ON CONFLICT (network) DO UPDATE SET failed_at = excluded.failed_at, "
        "failure = excluded.failure",
        (network, stamp(now), failure),
    )


async def put_budgets(
    tx: Connection, budgets: Iterable[tuple[str, int | None, int | None]], now: datetime
) -> None:
    """What hosts still allow: (host, remaining, limit). Those that say nothing are left out."""
    await tx.many(
        "INSERT INTO host_budget (host, remaining, allowed, seen_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (host) DO UPDATE SET remaining = excluded.remaining, "
        "allowed = excluded.allowed, seen_at = excluded.seen_at",
        [(host, left, limit, stamp(now)) for host, left, limit in budgets if left is not None],
    )


async def all_networks(connection: Connection) -> Mapping[str, Status]:
    """The status of each network that was ever asked."""
    rows = await connection.all("SELECT network, read_at, failed_at, failure FROM network_status")
    return {
        row["network"]: Status(
            moment_or_none(row["read_at"]), moment_or_none(row["failed_at"]), row["failure"]
        )
        for row in rows
    }


async def all_budgets(connection: Connection) -> list[tuple[str, int, int | None]]:
    """(host, remaining, limit) as last seen, the tightest first."""
    rows = await connection.all(
        "SELECT host, remaining, allowed FROM host_budget ORDER BY remaining, host"
    )
    return [(row["host"], row["remaining"], row["allowed"]) for row in rows]

"""Communities: what a guild chose for itself."""

from __future__ import annotations

from datetime import datetime

from scoring.models import Community, Theme
from scoring.store.db import Connection, Row, moment_or_none, stamp


async def get(connection: Connection, community_id: int) -> Community:
    """A guild's settings, with defaults where nothing is stored."""
    row = await connection.first("SELECT * FROM community WHERE id = ?", (community_id,))
    return Community(community_id) if row is None else _community(row)


async def scheduled(connection: Connection) -> list[Community]:
    """Communities with a channel whose schedule is not paused."""
    rows = await connection.all(
        "SELECT * FROM community WHERE channel_id IS NOT NULL AND paused_at IS NULL ORDER BY id"
    )
    return [_community(row) for row in rows]


async def put(tx: Connection, community: Community) -> Community:
    """Store all of a guild's settings."""
    await tx.run(
        "INSERT INTO community (id, channel_id, weekday, hour, minute, zone, locale, rows, "
        "lookups, pictures, theme, enabled_at, paused_at, pause_reason, resumed_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "channel_id = excluded.channel_id, weekday = excluded.weekday, hour = excluded.hour, "
        "minute = excluded.minute, zone = excluded.zone, locale = excluded.locale, "
        "rows = excluded.rows, lookups = excluded.lookups, pictures = excluded.pictures, "
        "theme = excluded.theme, enabled_at = excluded.enabled_at, "
        "paused_at = excluded.paused_at, pause_reason = excluded.pause_reason, "
        "resumed_at = excluded.resumed_at",
        (
            community.id,
            community.channel_id,
            community.weekday,
            community.hour,
            community.minute,
            community.zone,
            community.locale,
            community.rows,
            int(community.lookups),
            int(community.pictures),
            community.theme,
            _stamp(community.enabled_at),
            _stamp(community.paused_at),
            community.pause_reason,
            _stamp(community.resumed_at),
        ),
    )
    return community


async def pause(tx: Connection, community_id: int, reason: str, now: datetime) -> bool:
    """Stop a schedule; False where it is stopped already."""
    row = await tx.first(
        "UPDATE community SET paused_at = ?, pause_reason = ? "
        "WHERE id = ? AND paused_at IS NULL RETURNING id",
        (stamp(now), reason, community_id),
    )
    return row is not None


async def begin(tx: Connection, community_id: int, locale: str) -> None:
    """A guild's first settings: its language; where there are any, they stay."""
    await tx.run(
        "INSERT INTO community (id, locale) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (community_id, locale),
    )


async def greet(tx: Connection, community_id: int, now: datetime) -> bool:
    """Note that a guild is greeted; False where it was before."""
    row = await tx.first(
        "INSERT INTO welcome (community_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING "
        "RETURNING community_id",
        (community_id, stamp(now)),
    )
    return row is not None


async def drop(tx: Connection, community_id: int) -> None:
    """Forget a guild that removed the bot."""
    await tx.run("DELETE FROM community WHERE id = ?", (community_id,))
    await tx.run("DELETE FROM welcome WHERE community_id = ?", (community_id,))


def _stamp(value: datetime | None) -> int | None:
    return None if value is None else stamp(value)


def _community(row: Row) -> Community:
    return Community(
        id=row["id"],
        channel_id=row["channel_id"],
        weekday=row["weekday"],
        hour=row["hour"],
        minute=row["minute"],
        zone=row["zone"],
        locale=row["locale"],
        rows=row["rows"],
        lookups=bool(row["lookups"]),
        pictures=bool(row["pictures"]),
        theme=Theme(row["theme"]),
        enabled_at=moment_or_none(row["enabled_at"]),
        paused_at=moment_or_none(row["paused_at"]),
        pause_reason=row["pause_reason"],
        resumed_at=moment_or_none(row["resumed_at"]),
    )

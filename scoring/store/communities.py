"""Communities: what a guild chose for itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from scoring.models import Community, Theme
from scoring.store.db import Connection, Row, moment, moment_or_none, stamp


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


async def unlisted(connection: Connection) -> dict[int, datetime]:
    """The guilds that Discord did not list when it was last looked, and since when."""
    rows = await connection.all("SELECT community_id, missed_at FROM unlisted")
    return {row["community_id"]: moment(row["missed_at"]) for row in rows}


async def mark_unlisted(
    tx: Connection, missing: Collection[int], listed: Collection[int], now: datetime
) -> None:
    """Note which are missing for the first time, and which are there again."""
    await tx.many(
        "INSERT INTO unlisted (community_id, missed_at) VALUES (?, ?) "
        "ON CONFLICT (community_id) DO NOTHING",
        [(one, stamp(now)) for one in missing],
    )
    await tx.many("DELETE FROM unlisted WHERE community_id = ?", [(one,) for one in listed])


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

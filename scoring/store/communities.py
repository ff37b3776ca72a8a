"""Communities: what a guild chose for itself, and who changed it last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import groupby

from scoring.models import Community, SettingChange, Theme
from scoring.store.db import Connection, Row, moment, moment_or_none, stamp

WHOLE = (
    "SELECT community.*, off_podium.role_id, off_podium.user_id FROM community "
    "LEFT JOIN off_podium ON off_podium.community_id = community.id "
)


async def get(connection: Connection, community_id: int) -> Community:
    """A guild's settings, with defaults where nothing is stored."""
    rows = await connection.all(f"{WHOLE} WHERE community.id = ?", (community_id,))
    return _community(rows) if rows else Community(community_id)


async def scheduled(connection: Connection) -> list[Community]:
    """Communities with a channel whose schedule is not paused."""
    rows = await connection.all(
        f"{WHOLE} WHERE channel_id IS NOT NULL AND paused_at IS NULL ORDER BY community.id"
    )
    return [_community(list(own)) for _, own in groupby(rows, key=lambda row: row["id"])]


async def put(tx: Connection, community: Community) -> Community:
    """Store all of a guild's settings."""
    await tx.run(
        "INSERT INTO community (id, channel_id, weekday, hour, minute, zone, locale, rows, "
        "lookups, pictures, theme, newcomers, pages, enabled_at, paused_at, pause_reason, "
        "resumed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET "
        "channel_id = excluded.channel_id, weekday = excluded.weekday, hour = excluded.hour, "
        "minute = excluded.minute, zone = excluded.zone, locale = excluded.locale, "
        "rows = excluded.rows, lookups = excluded.lookups, pictures = excluded.pictures, "
        "theme = excluded.theme, newcomers = excluded.newcomers, pages = excluded.pages, "
        "enabled_at = excluded.enabled_at, paused_at = excluded.paused_at, "
        "pause_reason = excluded.pause_reason, resumed_at = excluded.resumed_at",
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
            int(community.newcomers),
            int(community.pages),
            _stamp(community.enabled_at),
            _stamp(community.paused_at),
            community.pause_reason,
            _stamp(community.resumed_at),
        ),
    )
    await _put_podium(tx, community)
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


async def note_change(
    tx: Connection, community_id: int, user_id: int, setting: str, now: datetime
) -> None:
    """Who changed a setting; only the last one is kept."""
    await tx.run(
        "INSERT INTO community_change (community_id, user_id, setting, changed_at) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (community_id) DO UPDATE SET "
        "user_id = excluded.user_id, setting = excluded.setting, changed_at = excluded.changed_at",
        (community_id, user_id, setting, stamp(now)),
    )


async def last_change(connection: Connection, community_id: int) -> SettingChange | None:
    """The last change of a guild's settings, unless its author has been erased since."""
    row = await connection.first(
        "SELECT * FROM community_change WHERE community_id = ?", (community_id,)
    )
    if row is None:
        return None
    return SettingChange(row["user_id"], row["setting"], moment(row["changed_at"]))


async def _put_podium(tx: Connection, community: Community) -> None:
    await tx.run("DELETE FROM off_podium WHERE community_id = ?", (community.id,))
    roles = [(role, None) for role in community.podium_roles]
    members = [(None, user) for user in community.podium_members]
    for role, user in (*roles, *members):
        await tx.run(
            "INSERT INTO off_podium (community_id, role_id, user_id) VALUES (?, ?, ?)",
            (community.id, role, user),
        )


def _stamp(value: datetime | None) -> int | None:
    return None if value is None else stamp(value)


def _community(rows: Sequence[Row]) -> Community:
    """One guild out of its row, repeated for each role and member out of the podium."""
    row = rows[0]
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
        newcomers=bool(row["newcomers"]),
        pages=bool(row["pages"]),
        podium_roles=tuple(sorted(one["role_id"] for one in rows if one["role_id"] is not None)),
        podium_members=tuple(sorted(one["user_id"] for one in rows if one["user_id"] is not None)),
        enabled_at=moment_or_none(row["enabled_at"]),
        paused_at=moment_or_none(row["paused_at"]),
        pause_reason=row["pause_reason"],
        resumed_at=moment_or_none(row["resumed_at"]),
    )

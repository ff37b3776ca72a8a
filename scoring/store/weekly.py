"""Weekly posts: one row per community and ISO week, claimed before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.store import hand_posts
from scoring.store.db import Connection, Row, moment, moment_or_none, stamp

LAST_POSTS = 8  # the bot's own earlier posts that a hide or an erasure still edits


@dataclass(frozen=True, slots=True)
class WeeklyPost:
    """One week's post of one community. `board` is the frozen standings, without names."""

    community_id: int
    week: str
    due_at: datetime
    state: str
    board: dict[str, Any]
    channel_id: int | None
    message_id: int | None
    tries: int
    sent_at: datetime | None


async def claim(
    tx: Connection, community_id: int, week: str, due_at: datetime, now: datetime
) -> WeeklyPost | None:
    """Take this week's post, or None where somebody has it already."""
    row = await tx.first(
        "INSERT INTO weekly_post (community_id, week, due_at, state, claimed_at) "
        "VALUES (?, ?, ?, 'claimed', ?) ON CONFLICT (community_id, week) DO NOTHING RETURNING *",
        (community_id, week, stamp(due_at), stamp(now)),
    )
    return None if row is None else _post(row)


async def freeze(tx: Connection, community_id: int, week: str, board: dict[str, Any]) -> None:
    """Write the standings down before sending them."""
    await tx.run(
        "UPDATE weekly_post SET board = ? WHERE community_id = ? AND week = ?",
        (json.dumps(board), community_id, week),
    )


async def get(connection: Connection, community_id: int, week: str) -> WeeklyPost | None:
    """One week's post."""
    row = await connection.first(
        "SELECT * FROM weekly_post WHERE community_id = ? AND week = ?", (community_id, week)
    )
    return None if row is None else _post(row)


async def newest(connection: Connection, community_id: int) -> WeeklyPost | None:
    """The newest post, sent or not."""
    row = await connection.first(
        "SELECT * FROM weekly_post WHERE community_id = ? ORDER BY due_at DESC LIMIT 1",
        (community_id,),
    )
    return None if row is None else _post(row)


async def unfinished(connection: Connection, now: datetime) -> list[WeeklyPost]:
    """Posts that were claimed and not sent, and whose next try has come."""
    rows = await connection.all(
        "SELECT * FROM weekly_post WHERE state IN ('claimed', 'failed') "
        "AND (next_try_at IS NULL OR next_try_at <= ?) ORDER BY due_at",
        (stamp(now),),
    )
    return [_post(row) for row in rows]


async def lease(
    tx: Connection, post: WeeklyPost, channel_id: int, until: datetime, now: datetime
) -> bool:
    """Take the next try before it is made; False where another process took it first.

    Should this process die, the try is free again at `until`.
    """
    row = await tx.first(
        "UPDATE weekly_post SET tries = tries + 1, tried_at = ?, channel_id = ?, next_try_at = ? "
        "WHERE community_id = ? AND week = ? AND state IN ('claimed', 'failed') "
        "AND (next_try_at IS NULL OR next_try_at <= ?) RETURNING tries",
        (stamp(now), channel_id, stamp(until), post.community_id, post.week, stamp(now)),
    )
    return row is not None


async def mark_sent(
    tx: Connection, post: WeeklyPost, channel_id: int, message_id: int, now: datetime
) -> None:
    """The post is out."""
    await tx.run(
        "UPDATE weekly_post SET state = 'sent', sent_at = ?, channel_id = ?, message_id = ?, "
        "next_try_at = NULL, error = NULL WHERE community_id = ? AND week = ?",
        (stamp(now), channel_id, message_id, post.community_id, post.week),
    )


async def mark_failed(tx: Connection, post: WeeklyPost, error: str, next_try_at: datetime) -> None:
    """The try failed; there is a next one, unless another process was luckier meanwhile."""
    await tx.run(
        "UPDATE weekly_post SET state = 'failed', error = ?, next_try_at = ? "
        "WHERE community_id = ? AND week = ? AND state <> 'sent'",
        (error, stamp(next_try_at), post.community_id, post.week),
    )


async def mark_paused(tx: Connection, post: WeeklyPost, error: str) -> None:
    """The channel is gone or closed to us: the schedule pauses, the post waits."""
    await tx.run(
        "UPDATE weekly_post SET state = 'paused', error = ?, next_try_at = NULL "
        "WHERE community_id = ? AND week = ? AND state <> 'sent'",
        (error, post.community_id, post.week),
    )


async def unpause(tx: Connection, community_id: int, due_after: datetime) -> None:
    """What waited for a resumed schedule is tried again, if it is not an old story by now."""
    await tx.run(
        "UPDATE weekly_post SET state = 'failed', next_try_at = NULL "
        "WHERE community_id = ? AND state = 'paused' AND due_at > ?",
        (community_id, stamp(due_after)),
    )


async def mark_stale(tx: Connection, communities: Collection[int], subjects: set[int]) -> None:
    """Earlier posts that show one of these subjects are to be edited, those by hand as well.

    Those on their way too: they may have been rendered a moment ago.
    """
    for community_id in communities:
        await hand_posts.mark_stale(tx, community_id, subjects, LAST_POSTS)
        rows = await tx.all(
            "SELECT week, board FROM weekly_post WHERE community_id = ? "
            "ORDER BY due_at DESC LIMIT ?",
            (community_id, LAST_POSTS),
        )
        for row in rows:
            if subjects & set(json.loads(row["board"]).get("subjects", [])):
                await tx.run(
                    "UPDATE weekly_post SET stale = 1 WHERE community_id = ? AND week = ?",
                    (community_id, row["week"]),
                )


async def stale(connection: Connection) -> list[WeeklyPost]:
    """Sent posts that are to be edited."""
    rows = await connection.all(
        "SELECT * FROM weekly_post WHERE stale = 1 AND state = 'sent' ORDER BY community_id, due_at"
    )
    return [_post(row) for row in rows]


async def mark_fresh(tx: Connection, post: WeeklyPost) -> None:
    """The earlier post shows again what it should."""
    await tx.run(
        "UPDATE weekly_post SET stale = 0 WHERE community_id = ? AND week = ?",
        (post.community_id, post.week),
    )


def _post(row: Row) -> WeeklyPost:
    return WeeklyPost(
        community_id=row["community_id"],
        week=row["week"],
        due_at=moment(row["due_at"]),
        state=row["state"],
        board=json.loads(row["board"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        tries=row["tries"],
        sent_at=moment_or_none(row["sent_at"]),
    )

"""Boards posted by hand: which message shows whom, so that it can be edited like a weekly post."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.store.db import Connection, Row, moment, stamp


@dataclass(frozen=True, slots=True)
class HandPost:
    """One message. `board` is the standings that it showed, without names."""

    message_id: int
    community_id: int
    channel_id: int
    week: str
    due_at: datetime
    board: dict[str, Any]


async def put(tx: Connection, post: HandPost, *, stale: bool) -> None:
    """Note a message that was just sent."""
    await tx.run(
        "INSERT INTO hand_post (message_id, community_id, channel_id, week, posted_at, board, "
        "stale) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            post.message_id,
            post.community_id,
            post.channel_id,
            post.week,
            stamp(post.due_at),
            json.dumps(post.board),
            int(stale),
        ),
    )


async def mark_stale(tx: Connection, community_id: int, subjects: set[int], last: int) -> None:
    """The last messages that show one of these subjects are to be edited."""
    rows = await tx.all(
        "SELECT * FROM hand_post WHERE community_id = ? ORDER BY posted_at DESC LIMIT ?",
        (community_id, last),
    )
    for post in map(_post, rows):
        if subjects & set(post.board["subjects"]):
            await tx.run("UPDATE hand_post SET stale = 1 WHERE message_id = ?", (post.message_id,))


async def stale(connection: Connection) -> list[HandPost]:
    """Messages that are to be edited."""
    rows = await connection.all("SELECT * FROM hand_post WHERE stale = 1 ORDER BY posted_at")
    return [_post(row) for row in rows]


async def mark_fresh(tx: Connection, message_id: int) -> None:
    """The message shows again what it should, or is gone."""
    await tx.run("UPDATE hand_post SET stale = 0 WHERE message_id = ?", (message_id,))


def _post(row: Row) -> HandPost:
    return HandPost(
        row["message_id"],
        row["community_id"],
        row["channel_id"],
        row["week"],
        moment(row["posted_at"]),
        json.loads(row["board"]),
    )

"""Topics in the store: who is heard on what in a community, and what members hide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scoring.store.db import Connection
from scoring.topics.facts import TopicLine
from scoring.topics.spelling import topic_id

SUGGESTED = 1000  # topics of a community that are looked through, those with most people first


@dataclass(frozen=True, slots=True)
class TopicPlace:
    """One row of a topic's board (equal figures share a rank)."""

    subject_id: int
    people: float
    rank: int


async def put(
    tx: Connection, community_id: int, subject_id: int, lines: Sequence[TopicLine]
) -> None:
    """Store what a subject is heard on in a community; nothing of theirs is there yet."""
    rows = [(community_id, topic_id(line.key), line) for line in lines]
    await tx.many(
        "INSERT INTO topic_standing (community_id, topic, subject_id, people) VALUES (?, ?, ?, ?)",
        [(community, topic, subject_id, line.people) for community, topic, line in rows],
    )
    await tx.many(
        "INSERT INTO community_topic (community_id, topic, label, members, people) "
        "VALUES (?, ?, ?, 1, ?) ON CONFLICT (community_id, topic) DO UPDATE SET "
        "members = community_topic.members + 1, "
        "people = community_topic.people + excluded.people",
        [(community, topic, line.label, line.people) for community, topic, line in rows],
    )


async def drop(tx: Connection, community_id: int, subject_id: int) -> None:
    """Take a subject off every topic of a community; a topic of nobody is none."""
    gone = await tx.all(
        "DELETE FROM topic_standing WHERE subject_id = ? AND community_id = ? "
        "RETURNING topic, people",
        (subject_id, community_id),
    )
    await tx.many(
        "UPDATE community_topic SET members = members - 1, people = people - ? "
        "WHERE community_id = ? AND topic = ?",
        [(row["people"], community_id, row["topic"]) for row in gone],
    )
    await tx.many(
        "DELETE FROM community_topic WHERE community_id = ? AND topic = ? AND members < 1",
        [(community_id, row["topic"]) for row in gone],
    )


async def known(connection: Connection, community_id: int, topic: str) -> tuple[str, int] | None:
    """How a topic is written in a community, and how many members are heard on it."""
    row = await connection.first(
        "SELECT label, members FROM community_topic WHERE community_id = ? AND topic = ?",
        (community_id, topic),
    )
    return None if row is None else (row["label"], row["members"])


async def labels(connection: Connection, community_id: int) -> list[str]:
    """The topics of a community, most people first, as far as anybody looks."""
    rows = await connection.all(
        "SELECT label FROM community_topic WHERE community_id = ? ORDER BY people DESC LIMIT ?",
        (community_id, SUGGESTED),
    )
    return [row["label"] for row in rows]


async def top(
    connection: Connection, community_id: int, topic: str, limit: int, offset: int
) -> list[TopicPlace]:
    """A page of a topic's board, most people first."""
    rows = await connection.all(
        "SELECT subject_id, people FROM topic_standing WHERE community_id = ? AND topic = ? "
        "ORDER BY people DESC, subject_id LIMIT ? OFFSET ?",
        (community_id, topic, limit, offset),
    )
    places: list[TopicPlace] = []
    for position, row in enumerate(rows, start=offset + 1):
        if not places:
            rank = 1 + await _above(connection, community_id, topic, row["people"])
        elif row["people"] != places[-1].people:
            rank = position
        places.append(TopicPlace(row["subject_id"], row["people"], rank))
    return places


async def rank(
    connection: Connection, community_id: int, topic: str, subject_id: int
) -> TopicPlace | None:
    """Where a subject stands on a topic."""
    row = await connection.first(
        "SELECT people FROM topic_standing WHERE community_id = ? AND topic = ? AND subject_id = ?",
        (community_id, topic, subject_id),
    )
    if row is None:
        return None
    above = await _above(connection, community_id, topic, row["people"])
    return TopicPlace(subject_id, row["people"], 1 + above)


async def hidden(connection: Connection, subject_id: int) -> dict[str, str]:
    """What a subject hides, as labels by key."""
    rows = await connection.all(
        "SELECT topic, label FROM hidden_topic WHERE subject_id = ? ORDER BY topic", (subject_id,)
    )
    return {row["topic"]: row["label"] for row in rows}


async def hidden_by(connection: Connection, ids: Iterable[int]) -> dict[int, set[str]]:
    """The keys that several subjects hide."""
    wanted = list(ids)
    marks = ",".join("?" * len(wanted))
    rows = await connection.all(
        f"SELECT subject_id, topic FROM hidden_topic WHERE subject_id IN ({marks})", wanted
    )
    found: dict[int, set[str]] = {}
    for row in rows:
        found.setdefault(row["subject_id"], set()).add(row["topic"])
    return found


async def hide(tx: Connection, subject_id: int, key: str, label: str) -> None:
    """A topic that its owner does not want to be seen on."""
    await tx.run(
        "INSERT INTO hidden_topic (subject_id, topic, label) VALUES (?, ?, ?) "
        "ON CONFLICT (subject_id, topic) DO NOTHING",
        (subject_id, key, label),
    )


async def unhide(tx: Connection, subject_id: int, key: str) -> bool:
    """Show it again; whether it was hidden."""
    row = await tx.first(
        "DELETE FROM hidden_topic WHERE subject_id = ? AND topic = ? RETURNING topic",
        (subject_id, key),
    )
    return row is not None


async def _above(connection: Connection, community_id: int, topic: str, people: float) -> int:
    row = await connection.first(
        "SELECT COUNT(*) AS n FROM topic_standing "
        "WHERE community_id = ? AND topic = ? AND people > ?",
        (community_id, topic, people),
    )
    return int(row["n"]) if row else 0

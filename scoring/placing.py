"""Putting a subject's latest score on the boards of the communities where they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from scoring.formula import FORMULA_VERSION
from scoring.models import Score, Snapshot, Subject, SubjectKind
from scoring.scores import combine, heard_on
from scoring.store import accounts, snapshots, standings, subjects, topics
from scoring.store.db import Connection
from scoring.topics.facts import TopicLine

MOST_TOPICS = 40  # of one person on boards, those with most people


async def stored_score(connection: Connection, subject_id: int) -> Score | None:
    """The score of a subject from the newest snapshots of their accounts."""
    return await _score(connection, subject_id, await _newest(connection, subject_id))


async def place(tx: Connection, subject: Subject) -> None:
    """Bring a subject's standing in every community up to date, on boards of topics too."""
    newest = await _newest(tx, subject.id)
    score = await _score(tx, subject.id, newest)
    heard = await _heard(tx, subject, newest)
    for membership in await subjects.memberships(tx, subject.id):
        community = membership.community_id
        if score is None or not await subjects.is_visible(tx, subject.id, community):
            await standings.drop(tx, community, subject.id)
            continue
        await standings.put(
            tx, community, subject.id, subject.kind, score.value, provisional=score.provisional
        )
        await topics.put(tx, community, subject.id, heard)


async def place_all(tx: Connection, user_id: int) -> None:
    """The same for everything of one member."""
    for subject in await subjects.of_user(tx, user_id):
        await place(tx, subject)


async def _newest(connection: Connection, subject_id: int) -> list[Snapshot]:
    return await snapshots.latest(connection, subject_id, FORMULA_VERSION)


async def _score(
    connection: Connection, subject_id: int, newest: Sequence[Snapshot]
) -> Score | None:
    linked = await accounts.of_subject(connection, subject_id)
    return combine(newest, {account.id: account.network for account in linked})


async def _heard(
    connection: Connection, subject: Subject, newest: Sequence[Snapshot]
) -> list[TopicLine]:
    """What a person is heard on and does not hide; pages are on no board of a topic."""
    if subject.kind is not SubjectKind.PERSON:
        return []
    found = heard_on(newest, await topics.hidden(connection, subject.id))
    heard = sorted((line for line in found.every if line.people > 0), key=lambda t: -t.people)
    return heard[:MOST_TOPICS]

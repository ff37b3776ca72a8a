"""Putting a subject's latest score on the boards of the communities where they are shown."""

from __future__ import annotations

from scoring.formula import FORMULA_VERSION
from scoring.models import Score, Subject
from scoring.scores import combine
from scoring.store import accounts, snapshots, standings, subjects
from scoring.store.db import Connection


async def stored_score(connection: Connection, subject_id: int) -> Score | None:
    """The score of a subject from the newest snapshots of their accounts."""
    linked = await accounts.of_subject(connection, subject_id)
    newest = await snapshots.latest(connection, subject_id, FORMULA_VERSION)
    return combine(newest, {account.id: account.network for account in linked})


async def place(tx: Connection, subject: Subject) -> None:
    """Bring a subject's standing in every community up to date."""
    score = await stored_score(tx, subject.id)
    for membership in await subjects.memberships(tx, subject.id):
        community = membership.community_id
        if score is None or not await subjects.is_visible(tx, subject.id, community):
            await standings.drop(tx, community, subject.id)
            continue
        await standings.put(
            tx, community, subject.id, subject.kind, score.value, provisional=score.provisional
        )


async def place_all(tx: Connection, user_id: int) -> None:
    """The same for everything of one member."""
    for subject in await subjects.of_user(tx, user_id):
        await place(tx, subject)

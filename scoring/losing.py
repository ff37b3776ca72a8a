"""An account leaves its subject: nothing read of it stays, on boards and in earlier posts too."""

from __future__ import annotations

from scoring.models import Account, Subject
from scoring.placing import place
from scoring.store import accounts, milestones, rights, standings, subjects, weekly
from scoring.store.db import Connection


async def lose(tx: Connection, account: Account) -> Subject | None:
    """Unlink an account; returns whose it was. A subject without any other is nobody."""
    owner = await subjects.get(tx, account.subject_id)
    await accounts.unlink(tx, account.id)
    if owner is None:
        return None
    await milestones.drop_waiting(tx, owner.user_id)
    if await accounts.of_subject(tx, owner.id):
        await place(tx, owner)
        return owner
    places = [m.community_id for m in await subjects.memberships(tx, owner.id)]
    await weekly.mark_stale(tx, places, {owner.id})
    await standings.drop_everywhere(tx, owner.id)
    await rights.scrub_boards(tx, {owner.id})
    await subjects.drop_if_empty(tx, owner.id)
    return owner

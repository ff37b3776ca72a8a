"""People's rights: to see, take along, hide, erase, and never be measured.

Every wish is first written to the journal, then carried out in one transaction which also
notes how far the journal was followed; so a crash or a restored backup only delays it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.clock import Clock
from scoring.journal import Act, Entry, Journal, entry
from scoring.models import Account, Subject
from scoring.placing import place_all
from scoring.store import (
    accounts,
    challenges,
    contacts,
    evidence,
    meta,
    milestones,
    privacy,
    rights,
    snapshots,
    standings,
    subjects,
    weekly,
)
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys

FOLLOWED = "journal_followed"


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is held about a member, in figures."""

    accounts: tuple[Account, ...]
    pages: tuple[Subject, ...]
    shown_in: tuple[int, ...]
    hidden_in: tuple[int, ...]
    found_in: tuple[int, ...]
    hidden_everywhere: bool
    milestones: bool
    opted_out: bool
    snapshots: int
    pending: int
    since: datetime | None


class Rights:
    """What members may ask of everything that is held about them."""

    def __init__(self, database: Database, keys: Keys, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._journal = journal
        self._clock = clock

    async def show(self, user: int) -> Holdings:
        """What is held, in figures."""
        reader = self._database.reader
        own = await subjects.of_user(reader, user)
        linked = await accounts.of_user(reader, user)
        places = [m for s in own for m in await subjects.memberships(reader, s.id)]
        return Holdings(
            accounts=tuple(linked),
            pages=tuple(s for s in own if s.name),
            shown_in=tuple(sorted({m.community_id for m in places if m.visible})),
            hidden_in=tuple(sorted({m.community_id for m in places if m.hidden})),
            found_in=tuple(await contacts.agreed_in(reader, user)),
            hidden_everywhere=await subjects.hidden_everywhere(reader, user),
            milestones=await milestones.wanted(reader, user),
            opted_out=await self.opted_out(user),
            snapshots=await snapshots.count(reader, user),
            pending=len(await challenges.of_user(reader, user)),
            since=min((a.linked_at for a in linked), default=None),
        )

    async def export(self, user: int) -> dict[str, Any]:
        """Everything that is held, as JSON-ready data. People who reacted are not named."""
        tables = await rights.export(self._database.reader, user)
        return {
            "format": "renown-export",
            "version": 1,
            "exported_at": self._clock.now().isoformat(),
            "user_id": str(user),
            "opted_out": await self.opted_out(user),
            "data": tables,
        }

    async def opted_out(self, user: int) -> bool:
        """Whether the member chose not to be measured."""
        return await privacy.opted_out(self._database.reader, self._keys.user(user))

    async def hide(self, user: int, community: int | None) -> None:
        """Off the boards, here or everywhere, at once."""
        await self._carry_out(user, self._entry(Act.HIDE, user, community=community))

    async def unhide(self, user: int, community: int | None) -> None:
        """Back where the member had said yes to being seen."""
        await self._carry_out(user, self._entry(Act.UNHIDE, user, community=community))

    async def show_here(self, user: int, community: int, subject_id: int) -> None:
        """The second yes: to be seen in one community. Only one's own subjects."""
        async with self._database.tx() as tx:
            if any(s.id == subject_id for s in await subjects.of_user(tx, user)):
                await self._journalled(tx, self._entry(Act.SHOW, user, community=community))
                await subjects.show(tx, community, subject_id, self._clock.now())
                await place_all(tx, user)

    async def only_me(self, user: int, community: int, subject_id: int) -> None:
        """No longer seen in one community."""
        async with self._database.tx() as tx:
            if any(s.id == subject_id for s in await subjects.of_user(tx, user)):
                await self._journalled(tx, self._entry(Act.ONLY_ME, user, community=community))
                await weekly.mark_stale(tx, [community], {subject_id})
                await subjects.unshow(tx, community, subject_id)
                await standings.drop(tx, community, subject_id)

    async def unfind(self, user: int, community: int) -> None:
        """No longer found among contacts, in one community."""
        await self._carry_out(user, self._entry(Act.UNFIND, user, community=community))

    async def quiet(self, user: int) -> None:
        """No more private words about milestones, those that wait included."""
        await self._carry_out(user, self._entry(Act.QUIET, user))

    async def unquiet(self, user: int) -> None:
        """Words about milestones again."""
        async with self._database.tx() as tx:
            await milestones.resume(tx, user)

    async def unlink(self, user: int, account: Account) -> None:
        """Forget one account and all that was read of it."""
        hashed = self._keys.account(account.network, account.native_id)
        await self._carry_out(user, self._entry(Act.UNLINK, user, account=hashed))

    async def delete(self, user: int) -> None:
        """Everything about the member, gone."""
        await self._carry_out(user, self._entry(Act.ERASE, user))

    async def opt_out(self, user: int) -> None:
        """Everything gone, and neither the member nor their accounts are measured again.

        Each account is an entry, so that an older backup learns of those that it never saw.
        """
        async with self._database.tx() as tx:
            hashes: Sequence[int | None] = await self._hashes(tx, user) or [None]
            for hashed in hashes:
                wish = self._entry(Act.OPT_OUT, user, account=hashed)
                await self._journalled(tx, wish)
                await self._apply(tx, wish, [user])

    async def opt_in(self, user: int) -> None:
        """The member may link accounts again, those that they had opted out among them."""
        await self._carry_out(user, self._entry(Act.OPT_IN, user))

    async def follow_journal(self) -> int:
        """Carry out the wishes that this database has not seen; returns how many."""
        async with self._database.tx() as tx:
            position = int(await meta.get(tx, FOLLOWED) or 0)
            missed = await asyncio.to_thread(self._journal.after, position)
            for wish in missed:
                await self._apply(tx, wish, await self._users(tx, wish.who))
            length = await asyncio.to_thread(self._journal.length)
            await meta.put(tx, FOLLOWED, str(length))
        return len(missed)

    def _entry(self, act: Act, user: int, **more: int | None) -> Entry:
        return entry(act, self._keys.user(user), self._clock.now(), **more)

    async def _carry_out(self, user: int, wish: Entry) -> None:
        async with self._database.tx() as tx:
            await self._journalled(tx, wish)
            await self._apply(tx, wish, [user])

    async def _journalled(self, tx: Connection, wish: Entry) -> None:
        length = await asyncio.to_thread(self._journal.append, wish)
        await meta.put(tx, FOLLOWED, str(length))

    async def _apply(self, tx: Connection, wish: Entry, users: Sequence[int]) -> None:
        if wish.act is Act.OPT_OUT:
            hashes = [wish.who] if wish.account is None else [wish.who, wish.account]
            await privacy.add_opt_outs(tx, hashes, self._clock.now())
        elif wish.act is Act.OPT_IN:
            await privacy.drop_opt_outs(tx, [wish.who, *await self._opted_out_by(wish.who)])
        for user in users:
            await self._apply_to(tx, wish, user)
            await place_all(tx, user)

    async def _apply_to(self, tx: Connection, wish: Entry, user: int) -> None:
        match wish.act:
            case Act.ERASE:
                await self._erase(tx, user)
            case Act.OPT_OUT:
                hashes = await self._hashes(tx, user)
                await privacy.add_opt_outs(tx, hashes, self._clock.now())
                for account in await accounts.of_user(tx, user):
                    actor = self._keys.actor(account.network, account.native_id)
                    await evidence.forget_actor(tx, actor)
                await self._erase(tx, user)
            case Act.HIDE | Act.UNHIDE:
                await self._hide(tx, wish, user)
            case Act.UNLINK:
                await self._unlink(tx, wish, user)
            case Act.ONLY_ME if wish.community is not None:
                for subject in await subjects.of_user(tx, user):
                    await weekly.mark_stale(tx, [wish.community], {subject.id})
                    await subjects.unshow(tx, wish.community, subject.id)
                    await standings.drop(tx, wish.community, subject.id)
            case Act.UNFIND | Act.QUIET:
                await self._let_be(tx, wish, user)
            case _:
                pass  # a *show* that a backup lost is for the member to say again

    async def _let_be(self, tx: Connection, wish: Entry, user: int) -> None:
        """Not found among contacts any more, or no more private words."""
        if wish.act is Act.QUIET:
            await milestones.silence(tx, user, self._clock.now())
        elif wish.community is not None:
            for subject in await subjects.of_user(tx, user):
                await contacts.withdraw(tx, wish.community, subject.id)

    async def _hide(self, tx: Connection, wish: Entry, user: int) -> None:
        hidden = wish.act is Act.HIDE
        await subjects.set_hidden(tx, user, wish.community, hidden=hidden)
        await self._mark_stale(tx, [s.id for s in await subjects.of_user(tx, user)])

    async def _unlink(self, tx: Connection, wish: Entry, user: int) -> None:
        for account in await accounts.of_user(tx, user):
            if self._keys.account(account.network, account.native_id) != wish.account:
                continue
            await accounts.unlink(tx, account.id)
            await milestones.drop_waiting(tx, user)
            if not await accounts.of_subject(tx, account.subject_id):
                await self._mark_stale(tx, [account.subject_id])
                await standings.drop_everywhere(tx, account.subject_id)
                await rights.scrub_boards(tx, {account.subject_id})
                await subjects.drop_if_empty(tx, account.subject_id)

    async def _erase(self, tx: Connection, user: int) -> None:
        await self._mark_stale(tx, [s.id for s in await subjects.of_user(tx, user)])
        await rights.erase(tx, user)

    async def _mark_stale(self, tx: Connection, ids: Iterable[int]) -> None:
        for subject_id in ids:
            places = [m.community_id for m in await subjects.memberships(tx, subject_id)]
            await weekly.mark_stale(tx, places, {subject_id})

    async def _hashes(self, tx: Connection, user: int) -> list[int]:
        """A member's accounts, as the list of opt-outs knows them."""
        linked = await accounts.of_user(tx, user)
        return [self._keys.account(a.network, a.native_id) for a in linked]

    async def _opted_out_by(self, who: int) -> list[int]:
        """The accounts that somebody took along when they opted out."""
        wishes = await asyncio.to_thread(self._journal.after, 0)
        own = (w for w in wishes if w.who == who and w.act is Act.OPT_OUT)
        return [w.account for w in own if w.account is not None]

    async def _users(self, tx: Connection, who: int) -> list[int]:
        """The members behind a keyed hash: there is no way back but to try them all."""
        return [user for user in await subjects.users(tx) if self._keys.user(user) == who]

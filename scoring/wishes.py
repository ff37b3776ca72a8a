"""Carrying out a wish of the journal in one transaction, now or after a restored backup."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scoring.clock import Clock
from scoring.journal import Act, Entry, Journal, holders
from scoring.losing import lose
from scoring.models import Account
from scoring.placing import place_all
from scoring.store import (
    accounts,
    contacts,
    evidence,
    meta,
    milestones,
    privacy,
    rights,
    standings,
    subjects,
    weekly,
)
from scoring.store.db import Connection
from scoring.store.keys import Keys

FOLLOWED = "journal_followed"


@dataclass(slots=True)
class Forgotten:
    """What is gone for good: whoever keeps something in memory drops what is about it."""

    users: set[int] = field(default_factory=set)
    subjects: set[int] = field(default_factory=set)
    accounts: set[int] = field(default_factory=set)
    named: set[tuple[str, str]] = field(default_factory=set)  # network and native id

    def note(self, linked: Iterable[Account]) -> None:
        """These accounts were unlinked."""
        for account in linked:
            self.accounts.add(account.id)
            self.named.add((account.network, account.native_id))


class Wishes:
    """Writes wishes down, then does what they say."""

    def __init__(self, keys: Keys, journal: Journal, clock: Clock) -> None:
        self._keys = keys
        self._journal = journal
        self._clock = clock

    async def write(self, tx: Connection, wish: Entry) -> int:
        """Into the journal, durably, and noted as followed; returns its place there."""
        length = await asyncio.to_thread(self._journal.append, wish)
        await meta.put(tx, FOLLOWED, str(length))
        return length - 1

    async def missed(self, tx: Connection) -> list[tuple[int, Entry]]:
        """What this database has not followed yet; noted as followed with the transaction."""
        position = int(await meta.get(tx, FOLLOWED) or 0)
        found = await asyncio.to_thread(self._journal.numbered, position)
        await meta.put(tx, FOLLOWED, str(await asyncio.to_thread(self._journal.length)))
        return found

    async def redo(self, tx: Connection, at: int, wish: Entry) -> None:
        """A wish that a backup had forgotten: whose it is, is found by trying everybody."""
        users = [user for user in await rights.users(tx) if self._keys.user(user) == wish.who]
        taken: Sequence[Account] = ()
        if wish.act is Act.OPT_OUT_ACCOUNT:
            every = await accounts.every(tx)
            taken = [one for one in every if self._hash(one) == wish.account]
        await self.do(tx, at, wish, users, taken)

    async def do(
        self,
        tx: Connection,
        at: int,
        wish: Entry,
        users: Sequence[int],
        taken: Sequence[Account] = (),
    ) -> Forgotten:
        """The wish at this place of the journal, of these members; `taken` are linked accounts
        that their owner opted out, whoever linked them."""
        gone = Forgotten()
        await self._note_choice(tx, at, wish)
        if wish.actor is not None:
            await evidence.forget_actor(tx, wish.actor)
        for account in taken:
            gone.note([account])
            await lose(tx, account)
        for user in users:
            await self._do_for(tx, wish, user, gone)
            await place_all(tx, user)
        return gone

    async def _note_choice(self, tx: Connection, at: int, wish: Entry) -> None:
        """Who and what may not be measured, or may again."""
        account = [] if wish.account is None else [wish.account]
        match wish.act:
            case Act.OPT_OUT:
                await privacy.add_opt_outs(tx, [wish.who, *account], self._clock.now())
            case Act.OPT_OUT_ACCOUNT:
                await privacy.add_opt_outs(tx, account, self._clock.now())
            case Act.OPT_IN_ACCOUNT:
                await privacy.drop_opt_outs(tx, account)
            case Act.OPT_IN:
                theirs = await asyncio.to_thread(self._opted_out_by, wish.who, at)
                await privacy.drop_opt_outs(tx, [wish.who, *theirs])

    async def _do_for(self, tx: Connection, wish: Entry, user: int, gone: Forgotten) -> None:
        match wish.act:
            case Act.ERASE:
                await self._erase(tx, user, gone)
            case Act.OPT_OUT:
                await self._opt_out(tx, user)
                await self._erase(tx, user, gone)
            case Act.HIDE | Act.UNHIDE:
                await self._hide(tx, wish, user)
            case Act.UNLINK:
                await self._unlink(tx, wish, user, gone)
            case Act.ONLY_ME if wish.community is not None:
                await self._only_me(tx, wish.community, user)
            case Act.UNFIND if wish.community is not None:
                await self._unfind(tx, wish.community, user)
            case Act.QUIET:
                await milestones.silence(tx, user, self._clock.now())
            case _:
                pass  # a *show* that a backup lost is for the member to say again

    async def _opt_out(self, tx: Connection, user: int) -> None:
        linked = await accounts.of_user(tx, user)
        hashes = [self._hash(account) for account in linked]
        await privacy.add_opt_outs(tx, hashes, self._clock.now())
        for account in linked:
            actor = self._keys.actor(account.network, account.native_id)
            await evidence.forget_actor(tx, actor)

    async def _erase(self, tx: Connection, user: int, gone: Forgotten) -> None:
        own = await subjects.of_user(tx, user)
        gone.users.add(user)
        gone.subjects.update(subject.id for subject in own)
        gone.note(await accounts.of_user(tx, user))
        for subject in own:
            await _mark_stale(tx, subject.id)
        await rights.erase(tx, user)

    async def _hide(self, tx: Connection, wish: Entry, user: int) -> None:
        hidden = wish.act is Act.HIDE
        await subjects.set_hidden(tx, user, wish.community, hidden=hidden)
        for subject in await subjects.of_user(tx, user):
            await _mark_stale(tx, subject.id)

    async def _unlink(self, tx: Connection, wish: Entry, user: int, gone: Forgotten) -> None:
        for account in await accounts.of_user(tx, user):
            if self._hash(account) == wish.account:
                gone.note([account])
                await lose(tx, account)
                await milestones.drop_waiting(tx, user)

    async def _unfind(self, tx: Connection, community: int, user: int) -> None:
        """No longer found among contacts there."""
        for subject in await subjects.of_user(tx, user):
            await contacts.withdraw(tx, community, subject.id)

    async def _only_me(self, tx: Connection, community: int, user: int) -> None:
        for subject in await subjects.of_user(tx, user):
            await weekly.mark_stale(tx, [community], {subject.id})
            await subjects.unshow(tx, community, subject.id)
            await standings.drop(tx, community, subject.id)

    def _hash(self, account: Account) -> int:
        return self._keys.account(account.network, account.native_id)

    def _opted_out_by(self, who: int, before: int) -> list[int]:
        """The accounts that were out by this member's wish when they wished otherwise."""
        numbered = self._journal.numbered(0)
        held = holders(wish for at, wish in numbered if at < before)
        return [account for account, holder in held.items() if holder == who]


async def _mark_stale(tx: Connection, subject_id: int) -> None:
    places = [m.community_id for m in await subjects.memberships(tx, subject_id)]
    await weekly.mark_stale(tx, places, {subject_id})

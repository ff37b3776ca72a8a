"""People's rights: to see, take along, hide, erase, and never be measured.

Every wish is first written to the journal, then carried out in one transaction which also
notes how far the journal was followed; so a crash or a restored backup only delays it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scoring.clock import Clock
from scoring.exporting import export
from scoring.journal import Act, Entry, Journal, entry
from scoring.models import Account, Subject
from scoring.placing import place_all
from scoring.store import (
    accounts,
    challenges,
    contacts,
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
from scoring.store.rights import Held
from scoring.wishes import Forgotten, Wishes

Memory = Callable[[Forgotten], None]


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
    kinds: tuple[Held, ...] = ()


class Rights:
    """What members may ask of everything that is held about them."""

    def __init__(self, database: Database, keys: Keys, journal: Journal, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._wishes = Wishes(keys, journal, clock)
        self._memories: list[Memory] = []

    def remembered_by(self, forget: Memory) -> None:
        """Something keeps more than the database in memory: it is told what is gone for good."""
        self._memories.append(forget)

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
            kinds=tuple(await rights.held(reader, user)),
        )

    async def export(self, user: int) -> dict[str, Any]:
        """Everything that is held, as JSON-ready data. People who reacted are not named."""
        opted_out = await self.opted_out(user)
        return await export(self._database.reader, user, self._clock.now(), opted_out=opted_out)

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
                await self._wishes.write(tx, self._entry(Act.SHOW, user, community=community))
                await subjects.show(tx, community, subject_id, self._clock.now())
                await place_all(tx, user)

    async def only_me(self, user: int, community: int, subject_id: int) -> None:
        """No longer seen in one community."""
        async with self._database.tx() as tx:
            if any(s.id == subject_id for s in await subjects.of_user(tx, user)):
                await self._wishes.write(tx, self._entry(Act.ONLY_ME, user, community=community))
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
            wishes = [self._opting_out(user, one) for one in await accounts.of_user(tx, user)]
            gone = [
                await self._follow(tx, wish, [user])
                for wish in wishes or [self._entry(Act.OPT_OUT, user)]
            ]
        self._forget(gone)

    async def opt_in(self, user: int) -> None:
        """The member may link accounts again, those that they had opted out among them."""
        await self._carry_out(user, self._entry(Act.OPT_IN, user))

    async def opt_out_account(
        self, tx: Connection, user: int, network: str, native_id: str
    ) -> Account | None:
        """One account is never measured again, by the wish of who proved it; returns it if
        somebody had linked it. Within the transaction that takes the proof."""
        hashes = self._hashes(network, native_id)
        former = await accounts.find(tx, network, native_id)
        wish = self._entry(Act.OPT_OUT_ACCOUNT, user, **hashes)
        await self._follow(tx, wish, [], [former] if former else [])
        return former

    async def opt_in_account(self, tx: Connection, user: int, network: str, native_id: str) -> None:
        """The same taken back, by the wish of who proved it."""
        account = self._keys.account(network, native_id)
        await self._follow(tx, self._entry(Act.OPT_IN_ACCOUNT, user, account=account), [])

    def forget_account(self, network: str, native_id: str, account: Account | None) -> None:
        """What memory holds of an account that was just opted out."""
        gone = Forgotten(named={(network, native_id)})
        gone.note([account] if account else [])
        self._forget([gone])

    async def follow_journal(self) -> int:
        """Carry out the wishes that this database has not seen; returns how many."""
        async with self._database.tx() as tx:
            missed = await self._wishes.missed(tx)
            for at, wish in missed:
                await self._wishes.redo(tx, at, wish)
        return len(missed)

    def _entry(self, act: Act, user: int, **more: int | None) -> Entry:
        return entry(act, self._keys.user(user), self._clock.now(), **more)

    def _opting_out(self, user: int, account: Account) -> Entry:
        hashes = self._hashes(account.network, account.native_id)
        return self._entry(Act.OPT_OUT, user, **hashes)

    def _hashes(self, network: str, native_id: str) -> dict[str, int | None]:
        """An account as the list of opt-outs knows it, and as one of those who react."""
        return {
            "account": self._keys.account(network, native_id),
            "actor": self._keys.actor(network, native_id),
        }

    async def _carry_out(self, user: int, wish: Entry) -> None:
        async with self._database.tx() as tx:
            gone = await self._follow(tx, wish, [user])
        self._forget([gone])

    async def _follow(
        self,
        tx: Connection,
        wish: Entry,
        users: Sequence[int],
        taken: Sequence[Account] = (),
    ) -> Forgotten:
        at = await self._wishes.write(tx, wish)
        return await self._wishes.do(tx, at, wish, users, taken)

    def _forget(self, gone: Sequence[Forgotten]) -> None:
        for one in gone:
            for forget in self._memories:
                forget(one)

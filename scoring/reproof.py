"""Proving again, in silence, every thirty days.

The code that proved an account is the mark: whoever links an account is told to leave it where it
is, and a keyed hash is kept by which it is known again. It says nothing about the member, and
differs from account to account. An account that was proved by `rel=me` is looked at the same way:
the links, and the code or what the member has proved beside it.

- The proof is found: nobody hears of it, and the next look is in thirty days.
- It is not found: the member is told once, in private, and has seven days. It is looked for every
  day, so that putting it back is enough; linking the account anew is, too.
- It is still not found after these days, which is at least the second time: the account is
  unlinked, and the member told how to link it again.
- Nobody can tell (an outage, a limit, an account that sleeps or is private): that is no failure,
  and it is looked for again a day later. What is gone or moved is the collector's to find out.

Accounts from before any of this have no mark and no `proved_by`: their owners were told that the
code may go. Nothing is looked for there; a newer proof by somebody else still wins. A consent that
is kept is asked to whom it belongs (`others`); one that was taken back is a proof that is gone.
What Discord's connections said cannot be asked again without the member, as no access to them is
kept: such a proof stands.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.clock import Clock
from scoring.losing import lose
from scoring.models import Account
from scoring.networks.base import Data, NeedsCredentials, Outcome, Profile, Proof
from scoring.networks.registry import Networks
from scoring.notices import NoticeKind
from scoring.proofs import LOOKED_FOR, Missing, Prover, kept
from scoring.store import accounts, notices
from scoring.store.accounts import ToProve
from scoring.store.db import Connection, Database
from scoring.store.keys import Keys

log = logging.getLogger(__name__)

EVERY = timedelta(days=30)
NEXT_LOOK = timedelta(hours=24)
GRACE = timedelta(days=7)
BATCH = 20

# Whose account it is now; `NeedsCredentials` where the proof is gone, else nobody can tell.
Check = Callable[[Account], Awaitable[Outcome[Profile]]]


@dataclass(frozen=True, slots=True)
class _Found:
    """By which way an account is still proved, if it is, and how the network shows it now."""

    by: Proof | None
    profile: Profile | None


class Reproof:
    """Looks for proofs that are old."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        keys: Keys,
        prover: Prover,
        clock: Clock,
        others: Mapping[Proof, Check] | None = None,
    ) -> None:
        self._database = database
        self._networks = networks
        self._keys = keys
        self._prover = prover
        self._clock = clock
        self._others = others or {}

    async def prove_due(self) -> int:
        """Look for the oldest proofs that are due; returns for how many."""
        now = self._clock.now()
        due = await accounts.to_prove(
            self._database.reader,
            (*LOOKED_FOR, *self._others),
            proved_before=now - EVERY,
            looked_before=now - NEXT_LOOK,
            limit=BATCH,
        )
        return sum([await self._prove(one) for one in due])

    async def _prove(self, one: ToProve) -> bool:
        now = self._clock.now()
        async with self._database.tx() as tx:
            if not await accounts.mark_looked(tx, one, now - NEXT_LOOK, now):
                return False
        try:
            found = await self._look(one)
        except Exception:  # the others are looked at all the same
            log.exception("the proof of account %s could not be looked for", one.account.id)
            return True
        if found is not None:
            await self._conclude(one, found)
        return True

    async def _look(self, one: ToProve) -> _Found | None:
        """What became of a proof; None where nobody can tell now."""
        account, way = one.account, one.account.proved_by
        network = self._networks.connector(account.network)
        if network is None or way is None:
            return None
        if way in self._others:
            return _of_owner(account, way, await self._others[way](account))
        outcome = await network.profile(account.native_id)
        if not isinstance(outcome, Data):
            return None
        profile, secret = outcome.value, kept(self._keys, account, one.mark)
        found = await self._prover.look(network, profile, secret, one.user_id)
        if isinstance(found, Missing):
            return None if way in found.unsure else _Found(None, profile)
        return _Found(found, profile)

    async def _conclude(self, one: ToProve, found: _Found) -> None:
        now = self._clock.now()
        async with self._database.tx() as tx:
            account = await accounts.still(tx, one)
            if account is None:
                return
            if found.profile is not None:
                await accounts.rename(tx, account.id, found.profile)
            if found.by is not None:
                await accounts.prove_again(tx, account.id, found.by, now)
            elif account.unproved_since is None:
                await accounts.mark_unproved(tx, account.id, now)
                await self._tell(tx, one, found, NoticeKind.PROOF_MISSING, now + GRACE)
            elif now - account.unproved_since >= GRACE:
                await lose(tx, account)
                await self._tell(tx, one, found, NoticeKind.PROOF_LOST)

    async def _tell(
        self,
        tx: Connection,
        one: ToProve,
        found: _Found,
        kind: NoticeKind,
        until: datetime | None = None,
    ) -> None:
        known = found.profile or one.account
        data = {"network": known.network, "handle": known.handle, "page": one.page}
        data |= {"until": until.isoformat()} if until else {}
        await notices.put(tx, one.user_id, kind, data, one.locale, self._clock.now())


def _of_owner(account: Account, way: Proof, outcome: Outcome[Profile]) -> _Found | None:
    if isinstance(outcome, Data):
        is_theirs = outcome.value.native_id == account.native_id
        return _Found(way, outcome.value) if is_theirs else _Found(None, None)
    return _Found(None, None) if isinstance(outcome, NeedsCredentials) else None

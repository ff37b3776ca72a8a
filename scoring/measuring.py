"""From an audience to the facts that are kept of it, by the formula of today and the former.

For four weeks after a formula changed both are kept beside each other, so that a member sees what
the change did; no fact is ever computed again (docs/score.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from scoring.clock import Clock
from scoring.evidence import Audience
from scoring.formula import CURRENT, FORMER, FORMULA_VERSION, Formula, measure
from scoring.models import Account, Snapshot
from scoring.networks.base import Network
from scoring.networks.registry import Networks
from scoring.placing import place
from scoring.scores import snapshot_of
from scoring.store import accounts, evidence, meta, snapshots, subjects
from scoring.store.db import Connection, Database
from scoring.topics import Topics

SIDE_BY_SIDE = timedelta(days=28)
CHANGED = f"formula_{FORMULA_VERSION}_since"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
BATCH = 50
NOBODY = 0


async def when_changed(database: Database, clock: Clock) -> datetime:
    """Since when this installation counts by the current formula; long ago if by no other."""
    known = await meta.get(database.reader, CHANGED)
    if known is not None:
        return datetime.fromisoformat(known)
    others = await snapshots.by_another_formula(database.reader, FORMULA_VERSION)
    changed = clock.now() if others else LONG_AGO
    async with database.tx() as tx:
        await meta.put(tx, CHANGED, changed.isoformat())
    return changed


class Measuring:
    """How this installation measures: its formula, and which networks stand beside the score."""

    def __init__(
        self,
        networks: Networks,
        formula: Formula = CURRENT,
        changed: datetime = LONG_AGO,
        topics: Topics | None = None,
    ) -> None:
        self._networks = networks
        self._formula = formula
        self._changed = changed
        self._topics = topics or Topics()

    def former_until(self, now: datetime) -> datetime | None:
        """Until when the former formula is shown beside; None where that is over."""
        until = self._changed + SIDE_BY_SIDE
        return until if now < until else None

    def fact(self, network: str, audience: Audience, now: datetime) -> Snapshot:
        """The measurement of an account that is kept nowhere."""
        return self._fact(self._formula, network, self._topics.sort(audience), now, NOBODY)

    async def append(
        self, tx: Connection, account: Account, network: Network, now: datetime
    ) -> None:
        """Today's facts of an account, from the evidence that is stored."""
        observable = bool(network.declaration.kinds)
        found = await evidence.load(tx, account, observable=observable, now=now)
        audience = self._topics.sort(found)
        facts = [
            self._fact(formula, account.network, audience, now, account.id)
            for formula in self._formulas(now)
        ]
        await snapshots.put(tx, facts)

    async def adopt(self, database: Database, now: datetime) -> None:
        """Give whoever was measured by another formula alone a fact by this one, unread."""
        last, version = 0, self._formula.version
        while behind := await accounts.behind(database.reader, version, last, BATCH):
            async with database.tx() as tx:
                for account in behind:
                    await self._adopt(tx, account, now)
            last = behind[-1].id

    async def _adopt(self, tx: Connection, account: Account, now: datetime) -> None:
        network = self._networks.connector(account.network)
        subject = await subjects.get(tx, account.subject_id)
        if network is not None and subject is not None:
            await self.append(tx, account, network, now)
            await place(tx, subject)

    def _formulas(self, now: datetime) -> Sequence[Formula]:
        return [self._formula, *([FORMER] if self.former_until(now) else [])]

    def _fact(
        self, formula: Formula, network: str, audience: Audience, now: datetime, account: int
    ) -> Snapshot:
        measured = measure(audience, now, formula)
        return snapshot_of(account, measured, now, formula, beside=self._networks.beside(network))

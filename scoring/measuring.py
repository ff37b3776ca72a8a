"""From an audience to the facts that are kept of it, by the formula of today and the former.

For four weeks after a formula changed both are kept beside each other, so that a member sees what
the change did; no fact is ever computed again (docs/score.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from scoring.evidence import Audience
from scoring.formula import CURRENT, FORMER, Formula, measure
from scoring.models import Snapshot
from scoring.networks.registry import Networks
from scoring.scores import snapshot_of

SIDE_BY_SIDE = timedelta(days=28)
NOBODY = 0


class Measuring:
    """How this installation measures: its formula, and which networks stand beside the score."""

    def __init__(self, networks: Networks, formula: Formula = CURRENT) -> None:
        self._networks = networks
        self._formula = formula

    def fact(
        self, network: str, audience: Audience, now: datetime, account: int = NOBODY
    ) -> Snapshot:
        """The measurement of one account on a network."""
        return self._fact(self._formula, network, audience, now, account)

    def facts(
        self, network: str, audience: Audience, now: datetime, account: int, changed: datetime
    ) -> Sequence[Snapshot]:
        """The same, and by the former formula while the change of it is young."""
        formulas = [self._formula]
        if now - changed < SIDE_BY_SIDE:
            formulas.append(FORMER)
        return [self._fact(formula, network, audience, now, account) for formula in formulas]

    def _fact(
        self, formula: Formula, network: str, audience: Audience, now: datetime, account: int
    ) -> Snapshot:
        measured = measure(audience, now, formula)
        return snapshot_of(account, measured, now, formula, beside=self._networks.beside(network))

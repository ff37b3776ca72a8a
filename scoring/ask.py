"""One live answer without a database: what `python -m scoring score` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.evidence import Audience
from scoring.formula import CURRENT, FORMULA_VERSION, Formula
from scoring.live import read_live
from scoring.lookup import live_card
from scoring.measuring import Measuring
from scoring.models import Card, CoverageStatus
from scoring.networks.base import Data, Failure, Limited, Profile, Temporary
from scoring.networks.reference import Reference
from scoring.networks.registry import Networks
from scoring.networks.words import refusal, status_of
from scoring.store.keys import Keys

MEASURED, USAGE, NOT_MEASURED, UNREACHABLE = 0, 2, 3, 4
UNKEYED = Keys(b"")  # nothing is stored here, so hashes only draw the same sample every time


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: a card, or a status and the sentence that explains it."""

    named: Reference
    profile: Profile | None
    card: Card | None
    status: CoverageStatus
    problem: DomainError | None
    exit_code: int


async def ask(networks: Networks, text: str, clock: Clock, formula: Formula = CURRENT) -> Answer:
    """Measure one account, live. Raises DomainError where `text` names no account."""
    measuring = Measuring(networks, formula)
    named = networks.parse(text)
    try:
        network = networks.reachable(named.network)
    except DomainError as error:
        closed = error.key == "network_closed"
        status = CoverageStatus.CLOSED if closed else CoverageStatus.OFF
        return Answer(named, None, None, status, error, NOT_MEASURED)
    found = await network.profile(named.handle)
    if not isinstance(found, Data):
        return _failed(networks, named, found)
    now = clock.now()
    audience = await read_live(network, found.value, now, keys=UNKEYED)
    if not isinstance(audience, Audience):
        return _failed(networks, named, audience)
    card = live_card(found.value, measuring.fact(named.network, audience, now))
    code = NOT_MEASURED if card.score is None else MEASURED
    return Answer(named, found.value, card, card.coverage[0].status, None, code)


def as_json(answer: Answer, clock: Clock) -> dict[str, Any]:
    """The answer as other programs rely on it (docs/architecture.md, interfaces)."""
    score = answer.card.score if answer.card else None
    figures = ("low", "high", "people", "people_low", "people_high", "provisional")
    return {
        "account": str(answer.named),
        "network": answer.named.network,
        "native_id": answer.profile.native_id if answer.profile else None,
        "score": score.value if score else None,
        **{name: getattr(score, name) if score else None for name in figures},
        "calibrated": score.calibrated if score else None,
        "parts": [
            {"network": p.network, "kind": p.kind.value, "points": p.points, "people": p.people}
            for p in (score.parts if score else ())
        ],
        "coverage": [
            {
                "network": answer.named.network,
                "status": answer.status.value,
                "reason": answer.problem.key if answer.problem else None,
            }
        ],
        "measured_at": (score.measured_at if score else clock.now()).isoformat(),
        "formula_version": FORMULA_VERSION,
    }


def _failed(networks: Networks, named: Reference, failure: Failure) -> Answer:
    problem = refusal(networks.declaration(named.network), named.handle, failure)
    code = UNREACHABLE if isinstance(failure, Temporary | Limited) else NOT_MEASURED
    return Answer(named, None, None, status_of(failure), problem, code)

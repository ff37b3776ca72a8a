"""Every network at a glance, for an operator: what it is, whether it is on, and how it fares."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from scoring.networks.base import Data, Declaration, NetworkClass, Outcome, Profile
from scoring.networks.registry import Networks
from scoring.settings import CoreSettings, NetworkSettings
from scoring.store import status
from scoring.store.db import open_database
from scoring.store.status import Status


class State(StrEnum):
    """Whether a network is read here."""

    ON = "on"
    OFF = "off"
    LACKING = "needs settings"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Line:
    """One network. `lacks` are settings without which it cannot be read."""

    declaration: Declaration
    state: State
    lacks: tuple[str, ...] = ()
    status: Status = field(default_factory=Status)


@dataclass(frozen=True, slots=True)
class Overview:
    """All networks, and what their hosts allow: (host, remaining, limit)."""

    lines: Sequence[Line]
    budgets: Sequence[tuple[str, int, int | None]] = ()


async def overview(settings: CoreSettings, networks: Networks) -> Overview:
    """What is declared and set, with what the running bot noted in its database, if there is one.

    Raises StoreError.
    """
    known: Mapping[str, Status] = {}
    budgets: Sequence[tuple[str, int, int | None]] = ()
    if settings.database.path.is_file():
        async with open_database(settings.database.path) as database:
            known = await status.all_networks(database.reader)
            budgets = await status.all_budgets(database.reader)
    lines = [
        _line(one, networks, settings.networks.get(one.name, NetworkSettings()), known)
        for one in networks.declarations()
        if one.name != "sample"
    ]
    return Overview(lines, budgets)


def _line(
    declaration: Declaration,
    networks: Networks,
    chosen: NetworkSettings,
    known: Mapping[str, Status],
) -> Line:
    lacks = tuple(need for need in declaration.needs if not getattr(chosen, need))
    on = networks.connector(declaration.name) is not None
    if declaration.network_class is NetworkClass.CLOSED:
        state = State.CLOSED
    elif lacks:
        state = State.LACKING
    else:
        state = State.ON if on else State.OFF
    return Line(declaration, state, lacks, known.get(declaration.name, Status()))


def as_rows(found: Overview) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "network": line.declaration.name,
            "title": line.declaration.title,
            "class": line.declaration.network_class.value,
            "state": line.state.value,
            "lacks": list(line.lacks),
            "capabilities": [one.value for one in line.declaration.capabilities],
            "calls": line.declaration.calls,
            "price": line.declaration.price,
            "read_at": line.status.read_at.isoformat() if line.status.read_at else None,
            "failed_at": line.status.failed_at.isoformat() if line.status.failed_at else None,
            "failure": line.status.failure,
        }
        for line in found.lines
    ]


async def try_each(networks: Networks) -> AsyncIterator[tuple[Declaration, Outcome[Profile]]]:
    """Ask every network that is on for its example account, one after the other."""
    for declaration in networks.declarations():
        connector = networks.connector(declaration.name)
        if connector is not None and declaration.handle_example:
            yield declaration, await connector.profile(declaration.handle_example)


def answers(outcome: Outcome[Profile]) -> bool:
    """Whether a network does its work: an example that is gone or moved is an answer as well."""
    return isinstance(outcome, Data) or type(outcome).__name__ in (
        "Gone",
        "Moved",
        "Private",
        "Suspended",
    )

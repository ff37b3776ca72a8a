"""What the tests of connectors share: when something was, a whole reading, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from scoring.networks.base import Data, Network, Outcome, Profile, Publication, Reaction, Reading
from tests.scoring.networks.serving import NOW

T = TypeVar("T")


def days(number: float) -> datetime:
    """So many days ago."""
    return NOW - timedelta(days=number)


def iso(at: datetime) -> str:
    """As most networks write it: whole seconds, in UTC."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


async def read(
    network: Network, profile: Profile, since: datetime | None = None
) -> list[Outcome[Reading]]:
    """Every outcome of one reading."""
    return [outcome async for outcome in network.read(profile, since=since, now=NOW)]


def value(outcome: Outcome[T]) -> T:
    """What was found; fails where nothing was."""
    assert isinstance(outcome, Data), outcome
    return outcome.value


async def only(network: Network, profile: Profile) -> tuple[Publication, tuple[Reaction, ...]]:
    """The one publication of a reading of one page, and the reactions."""
    (outcome,) = await read(network, profile)
    (publication,) = value(outcome).publications
    return publication, value(outcome).reactions

"""Lists of publications that come newest first: which dates hold, and how far a page reaches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from scoring.networks.base import Profile
from scoring.networks.shapes import earliest


def sensible(at: datetime | None, born: datetime, now: datetime) -> datetime | None:
    """A date as it can be: none before the network was `born`, and no later than now."""
    return None if at is None or at < born else min(at, now)


def epoch(value: object) -> datetime | None:
    """A time given in unix seconds, in UTC; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def covered(
    dates: Iterable[datetime | None], profile: Profile, since: datetime | None, *, last: bool
) -> tuple[datetime | None, bool]:
    """How far back the list was read with this page, and whether that is all that was asked for.

    `last` says that the network has no page after this one.
    """
    oldest = earliest(dates)
    complete = last or (since is not None and oldest is not None and oldest < since)
    return ((since or profile.created_at or oldest) if complete else oldest), complete

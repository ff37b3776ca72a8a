"""Lists of publications: which dates hold, how far a page reaches, totals without faces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from scoring.networks.base import Kind, Profile, Publication
from scoring.networks.shapes import earliest


def sensible(at: datetime | None, born: datetime, now: datetime) -> datetime | None:
    """A date as it can be: none before the network was `born`, and no later than now."""
    return None if at is None or at < born else min(at, now)


def covered(
    dates: Iterable[datetime | None], profile: Profile, since: datetime | None, *, last: bool
) -> tuple[datetime | None, bool]:
    """How far back the list was read with this page, and whether that is all that was asked for.

    `last` says that the network has no page after this one.
    """
    oldest = earliest(dates)
    complete = last or (since is not None and oldest is not None and oldest < since)
    return ((since or profile.created_at or oldest) if complete else oldest), complete


def faceless(
    native_id: str, at: datetime, shown: Mapping[Kind, int | None], topics: tuple[str, ...] = ()
) -> Publication:
    """A publication with those totals that are shown; nobody behind them can be read."""
    totals = {kind: total for kind, total in shown.items() if total is not None}
    unread = {kind: total for kind, total in totals.items() if total}
    return Publication(native_id, at, totals, topics, unread=unread)

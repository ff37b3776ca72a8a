"""Measuring an account that nobody linked: read, counted, and kept nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from scoring.evidence import Audience, Totals, gather, time_of
from scoring.networks.base import Data, Failure, Kind, Network, Profile, Publication, Reaction

WINDOW = timedelta(days=365)


async def read_live(network: Network, profile: Profile, now: datetime) -> Audience | Failure:
    """Read up to a year of an account into memory. A failure on a later page cuts it short."""
    publications: dict[str, Publication] = {}
    reactions: dict[Reaction, None] = {}  # in order, and once where pages overlap
    reached: datetime | None = None
    complete = False
    async for outcome in network.read(profile, since=now - WINDOW, now=now):
        if not isinstance(outcome, Data):
            if reached is None:
                return outcome
            break
        publications.update({p.native_id: p for p in outcome.value.publications})
        reactions |= {r: None for r in outcome.value.reactions if r.actor != profile.native_id}
        reached, complete = outcome.value.reached or reached, outcome.value.complete
    return audience_of(
        profile,
        tuple(publications.values()),
        tuple(reactions),
        reached=None if complete else reached,
        observable=bool(network.declaration.kinds),
        now=now,
    )


def audience_of(
    profile: Profile,
    publications: Sequence[Publication],
    reactions: Sequence[Reaction],
    *,
    reached: datetime | None,
    observable: bool,
    now: datetime,
) -> Audience:
    """What was read of an account, folded as the store would fold it.

    `reached` is how far back a reading went that was cut short, None for a whole one.
    """
    dates = {p.native_id: p.at for p in publications}
    acts = [(r, _when(r, dates, now)) for r in reactions]
    people = gather((r.actor, at, r.kind) for r, at in acts)
    times = [p.at.timestamp() for p in publications]
    first = datetime.fromtimestamp(min(times), tz=now.tzinfo) if times else now
    created = profile.created_at or first
    began = max(created, first) if times else created
    return Audience(
        people=[row.person() for row in people.values()],
        totals=_totals(publications, reactions),
        topics=_topics(acts),
        publications=times,
        created_at=created,
        observed_from=max(began, reached) if reached else began,
        cut=reached is not None,
        observable=observable,
    )


def _topics(acts: Sequence[tuple[Reaction, int]]) -> list[tuple[str, float, float]]:
    """(topic, weight, last act), once per person and topic."""
    last: dict[tuple[str, str], int] = {}
    for reaction, at in acts:
        for topic in reaction.topics:
            key = (topic, reaction.actor)
            last[key] = max(last.get(key, at), at)
    return [(topic, 1.0, float(at)) for (topic, _), at in last.items()]


def _when(reaction: Reaction, dates: Mapping[str, datetime], now: datetime) -> int:
    published = dates.get(reaction.publication)
    return int(time_of(reaction, published=published, read_before=None, now=now).timestamp())


def _totals(publications: Sequence[Publication], reactions: Sequence[Reaction]) -> list[Totals]:
    read = Counter((reaction.publication, reaction.kind) for reaction in reactions)
    return [
        Totals(p.at.timestamp(), kind, read[p.native_id, kind], p.unread.get(kind, 0))
        for p in publications
        for kind in Kind
        if read[p.native_id, kind] or p.unread.get(kind, 0)
    ]

"""Measuring an account that nobody linked: read, counted, and kept nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from scoring.credibility import Weight
from scoring.credit import FLAT, Seen, credit
from scoring.evidence import Audience, Person, Totals, gather, time_of
from scoring.networks.base import Data, Failure, Kind, Network, Profile, Publication, Reaction
from scoring.store.keys import Keys
from scoring.weighing import sample, weigh_actors
from scoring.window import YEAR

WINDOW = YEAR


async def read_live(
    network: Network, profile: Profile, now: datetime, *, keys: Keys, usual: float = FLAT
) -> Audience | Failure:
    """Read up to a year of an account into memory. A failure on a later page cuts it short.

    A sample of those who acted is weighed, drawn by `keys`; `usual` is the network's mean weight.
    """
    publications: dict[str, Publication] = {}
    reactions: dict[Reaction, None] = {}  # in order, and once where pages overlap
    reached: datetime | None = None
    complete, observable = False, False
    async for outcome in network.read(profile, since=now - WINDOW, now=now):
        if not isinstance(outcome, Data):
            if reached is None:
                return outcome
            break
        publications.update({p.native_id: p for p in outcome.value.publications})
        reactions |= {r: None for r in outcome.value.reactions if r.actor != profile.native_id}
        reached, complete = outcome.value.reached or reached, outcome.value.complete
        observable |= outcome.value.observable
    read = tuple(publications.values()), tuple(reactions)
    chosen = sample(last_acts(*read, now), partial(keys.actor, profile.network), now)
    return audience_of(
        profile,
        *read,
        reached=None if complete else reached,
        observable=observable and bool(network.declaration.kinds),
        now=now,
        weights=await weigh_actors(network, chosen, now),
        usual=usual,
    )


def audience_of(
    profile: Profile,
    publications: Sequence[Publication],
    reactions: Sequence[Reaction],
    *,
    reached: datetime | None,
    observable: bool,
    now: datetime,
    weights: Mapping[str, Weight] | None = None,
    usual: float = FLAT,
) -> Audience:
    """What was read of an account, folded as the store would fold it.

    `reached` is how far back a reading went that was cut short, None for a whole one. `weights`
    are those of the people who were weighed, `usual` is the network's mean.
    """
    acts = _dated(publications, reactions, now)
    people = gather((r.actor, at, r.kind) for r, at in acts)
    known = weights or {}
    seen = {actor: Seen(float(row.last), known.get(actor)) for actor, row in people.items()}
    credited = credit(seen, now, usual)
    times = [p.at.timestamp() for p in publications]
    first = datetime.fromtimestamp(min(times), tz=now.tzinfo) if times else now
    created = profile.created_at or first
    began = max(created, first) if times else created
    observed_from = max(began, reached) if reached else began
    since = int(observed_from.timestamp()) if reached else 0
    return Audience(
        people=[
            row.person(credited.weights[actor])
            for actor, row in people.items()
            if row.last >= since
        ],
        totals=_totals(publications, reactions),
        topics=[heard for heard in _topics(acts, credited.weights) if heard[1].last >= since],
        publications=times,
        created_at=created,
        observed_from=observed_from,
        cut=reached is not None,
        observable=observable,
        credibility=credited.mean,
        weighed=credited.weighed,
        burst=credited.burst,
    )


def last_acts(
    publications: Sequence[Publication], reactions: Sequence[Reaction], now: datetime
) -> dict[str, float]:
    """When each person acted last, in unix seconds."""
    last: dict[str, float] = {}
    for reaction, at in _dated(publications, reactions, now):
        last[reaction.actor] = max(last.get(reaction.actor, at), at)
    return last


def _topics(
    acts: Sequence[tuple[Reaction, int]], weights: Mapping[str, float]
) -> list[tuple[str, Person]]:
    """(topic, person), once per person and topic."""
    about = gather(((t, r.actor), at, r.kind) for r, at in acts for t in r.topics)
    return [(topic, row.person(weights[actor], actor)) for (topic, actor), row in about.items()]


def _dated(
    publications: Sequence[Publication], reactions: Sequence[Reaction], now: datetime
) -> list[tuple[Reaction, int]]:
    """Every act with its time, in unix seconds."""
    dates = {p.native_id: p.at for p in publications}
    times = (
        time_of(r, published=dates.get(r.publication), read_before=None, now=now) for r in reactions
    )
    return [(r, int(at.timestamp())) for r, at in zip(reactions, times, strict=True)]


def _totals(publications: Sequence[Publication], reactions: Sequence[Reaction]) -> list[Totals]:
    read = Counter((reaction.publication, reaction.kind) for reaction in reactions)
    return [
        Totals(p.at.timestamp(), kind, read[p.native_id, kind], p.unread.get(kind, 0))
        for p in publications
        for kind in Kind
        if read[p.native_id, kind] or p.unread.get(kind, 0)
    ]

"""A year of evidence, and eight weeks ahead, from the life of one sample account.

Pure and seeded: the same account and the same day give the same evidence on every machine.
Only `Random.random` is drawn from, since the other draws may change between Python versions.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from bot.sandbox.sample.lives import DAYS_AHEAD, Account, Moment, midnight, native_id
from scoring.networks.base import Kind, Publication, Reaction

SEED = "harbour"
TOWN = 4_093  # people who act on everybody here; a prime, so that every stride visits all

DAY = 86_400
_DAWN = 6 * 3_600 + 1_800  # the first thing that is published on a day
_WAKING = 16 * 3_600
_FAN_ACTS_A_DAY = 0.08
_FANS_SEEN = 1 - math.exp(-28 * _FAN_ACTS_A_DAY)  # the share of fans who act in four weeks
_COMES_BACK = 0.1  # a stranger who acts once more, days later
_LOOKS_BACK = 0.35  # an act that passes over the newest publication
_MOMENT_FADES = 1.2 * DAY


@dataclass(frozen=True, slots=True)
class SampleEvidence:
    """All publications and reactions of one account, oldest first, the future included.

    Publications carry no totals: these depend on when one looks.
    """

    publications: tuple[Publication, ...]
    reactions: tuple[Reaction, ...]


_Act = tuple[int, str, int, Kind]  # second, actor, index of the publication, kind


@dataclass(frozen=True, slots=True)
class _Visit:
    """Somebody comes by at a second since the start. Strangers have no name yet; `target`
    is the publication they came for, if there is one."""

    at: int
    actor: str | None = None
    target: int | None = None


def generate(account: Account, start: datetime, seed: str = SEED) -> SampleEvidence:
    """The evidence of `account` in a sandbox that starts on the day (UTC) of `start`."""

    def stream(name: str) -> Random:
        return Random(f"{seed}:{account.handle}:{name}")  # noqa: S311 - no secret is made here

    published = _published(account, stream("posts"))
    visits = [*_fans(account, stream("fans")), *_strangers(account, stream("strangers"))]
    for moment in account.moments:
        visits += _crowd(moment, published, stream(f"moment {moment.day}"))
    named = _named(account, sorted(visits, key=lambda visit: visit.at), stream("names"))
    acts = _acts(account, named, published, stream("kinds"))
    day0 = midnight(start)
    publications = _publications(account, published, day0, stream("topics"))
    return SampleEvidence(publications, _reactions(acts, publications, day0))


def poisson(mean: float, draw: Callable[[], float]) -> int:
    """A Poisson count (Knuth's product of uniform draws), for means up to a few hundred."""
    limit, product, count = math.exp(-mean), draw(), 0
    while product > limit:
        product *= draw()
        count += 1
    return count


def _published(account: Account, rng: Random) -> list[int]:
    """When the account publishes: on its first morning, for each moment, and as it lives."""
    mornings = {account.first_day, *(moment.day for moment in account.moments)}
    times = [day * DAY + _DAWN for day in mornings]
    for day in range(account.first_day, DAYS_AHEAD):
        posts = poisson(account.phase_on(day).posts / 7, rng.random)
        times += [_awake(day, rng) for _ in range(posts)]
    return sorted(times)


def _fans(account: Account, rng: Random) -> Iterator[_Visit]:
    """The faithful: a slowly changing circle in which everybody acts twice in four weeks."""
    circle = _Circle(rng)
    for day in range(account.first_day, DAYS_AHEAD):
        fans = _circle_size(account, day)
        for _ in range(poisson(fans * _FAN_ACTS_A_DAY, rng.random)):
            fan = int(rng.random() * fans)
            known = fan < len(account.friends)
            actor = native_id(account.friends[fan]) if known else circle.person(fan)
            yield _Visit(_awake(day, rng), actor)


def _strangers(account: Account, rng: Random) -> Iterator[_Visit]:
    """The rest: as many as it takes for the phase's number of different people."""
    for day in range(account.first_day, DAYS_AHEAD):
        people = account.phase_on(day).people_on(day + 0.5)
        rest = max(0.0, people - _FANS_SEEN * _circle_size(account, day))
        for _ in range(poisson(rest / 28, rng.random)):
            yield _Visit(_awake(day, rng))


def _crowd(moment: Moment, published: Sequence[int], rng: Random) -> Iterator[_Visit]:
    """Those who come by because one publication goes round, fewer with every day."""
    opened = moment.day * DAY + _DAWN
    target = published.index(opened)
    for _ in range(moment.people):
        delay = -math.log(1 - rng.random()) * _MOMENT_FADES
        yield _Visit(opened + 60 + int(delay), target=target)


def _named(account: Account, visits: Sequence[_Visit], rng: Random) -> Iterator[_Visit]:
    """Gives strangers their names: everybody in town once before anybody comes round again,
    or somebody who is seen nowhere else. Some of them act once more."""
    circle, met = _Circle(rng), 0
    for visit in visits:
        if visit.actor is not None:
            yield visit
            continue
        met += 1
        fresh = rng.random() < account.phase_on(min(visit.at / DAY, DAYS_AHEAD - 1)).fresh
        actor = f"only-{account.handle}-{met}" if fresh else circle.person(met)
        yield _Visit(visit.at, actor, visit.target)
        if rng.random() < _COMES_BACK:
            later = visit.at + DAY + int(rng.random() * 4 * DAY)
            yield _Visit(later - later % DAY + _DAWN + int(rng.random() * _WAKING), actor)


def _publications(
    account: Account, published: Sequence[int], day0: datetime, rng: Random
) -> tuple[Publication, ...]:
    """Each with one or two of the account's topics, the first ones most often."""
    found = []
    for number, at in enumerate(published, start=1):
        topics = {account.topics[int(rng.random() ** 1.5 * len(account.topics))] for _ in "12"}
        found.append(
            Publication(
                f"{account.handle}-{number:04d}",
                day0 + timedelta(seconds=at),
                topics=tuple(sorted(topics)),
            )
        )
    return tuple(found)


def _acts(
    account: Account, visits: Iterator[_Visit], published: Sequence[int], rng: Random
) -> list[_Act]:
    """What the visitors do, oldest first; nobody does the same thing twice."""
    kinds, steps = tuple(account.kinds), tuple(accumulate(account.kinds.values()))
    seen: dict[tuple[str, int, Kind], int] = {}
    for visit in visits:
        index = visit.target
        if index is None:
            index = _looked_at(bisect_right(published, visit.at) - 1, rng)
        kind = kinds[bisect_right(steps, rng.random() * steps[-1])]
        if visit.actor is not None and visit.at < DAYS_AHEAD * DAY:
            seen.setdefault((visit.actor, index, kind), visit.at)
    return sorted((at, actor, index, kind) for (actor, index, kind), at in seen.items())


def _reactions(
    acts: Sequence[_Act], publications: Sequence[Publication], day0: datetime
) -> tuple[Reaction, ...]:
    """The same in the words of the networks."""
    return tuple(
        Reaction(
            publications[index].native_id,
            actor,
            kind,
            day0 + timedelta(seconds=at),
            publications[index].topics,
        )
        for at, actor, index, kind in acts
    )


def _looked_at(newest: int, rng: Random) -> int:
    """Mostly the newest publication, sometimes one before it."""
    while newest > 0 and rng.random() < _LOOKS_BACK:
        newest -= 1
    return newest


def _circle_size(account: Account, day: int) -> int:
    phase = account.phase_on(day)
    return round(phase.people_on(day) * phase.fans)


def _awake(day: int, rng: Random) -> int:
    return day * DAY + _DAWN + 1 + int(rng.random() * _WAKING)


class _Circle:
    """One account's own way through the town, which meets nobody twice before all others."""

    def __init__(self, rng: Random) -> None:
        self._first = int(rng.random() * TOWN)
        self._stride = 1 + int(rng.random() * (TOWN - 1))

    def person(self, number: int) -> str:
        """The name of the person met as number `number`."""
        return f"town-{(self._first + number * self._stride) % TOWN:04d}"

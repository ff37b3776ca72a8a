"""What the newest part of a long list stands for, without making it younger than it is.

Lists of who liked something begin with the newest, and the calls end long before fifty thousand
names do. Those that were read, with their own dates, would turn the likes of a year into likes of
this week. So of K names out of N, a share of K / N keeps its date: they stand for the newest. The
others stand for those that nobody read, and get dates between the publication and the oldest name
read, as if reactions had come at a rate that falls, or grows, evenly (exponentially): with this
N, this K and this oldest date there is exactly one such rate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from scoring.networks.base import Reaction

_STEPS = 80  # of halving: beyond what a float can tell apart
_FASTEST_GROWTH = -50.0


def as_sample(
    reactions: Sequence[Reaction], total: int, *, published: datetime, now: datetime
) -> list[Reaction]:
    """The newest of `total` reactions of one kind to one publication, as a sample of them all.

    For kinds that somebody does once: who is chosen depends on the actor alone. What has no date
    keeps none.
    """
    oldest = min((one.at for one in reactions if one.at is not None), default=None)
    if oldest is None or len(reactions) >= total or oldest <= published or now <= published:
        return list(reactions)
    share = len(reactions) / total
    unread = (oldest - published) / (now - published)
    slope = _slope(unread, share)

    def stands_at(one: Reaction) -> Reaction:
        place = _place(one.actor)
        if one.at is None or place < share:
            return one
        part = _quantile((place - share) / (1.0 - share), unread, slope)
        return replace(one, at=published + (now - published) * part)

    return [stands_at(one) for one in reactions]


def _place(actor: str) -> float:
    """Where somebody stands between 0 and 1, always the same."""
    digest = blake2b(actor.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / float(1 << 64)


def _slope(unread: float, share: float) -> float:
    """The g for which exp(-g t) on 0..1 has `share` of its mass after `unread`."""
    low, high = _FASTEST_GROWTH, -math.log(share) / unread
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _after(unread, middle) > share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _after(unread: float, slope: float) -> float:
    if abs(slope) < 1e-9:
        return 1.0 - unread
    return (math.exp(-slope * unread) - math.exp(-slope)) / -math.expm1(-slope)


def _quantile(part: float, unread: float, slope: float) -> float:
    """Where `part` of the mass before `unread` lies."""
    if abs(slope) < 1e-9:
        return part * unread
    return min(unread, -math.log1p(part * math.expm1(-slope * unread)) / slope)

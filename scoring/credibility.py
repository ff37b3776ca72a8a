"""How credible somebody who acted is, from what their profile shows. A weight, never a label.

Log-odds in doublings, so that a reader can add them up by hand; weight = 1 / (1 + 2^-points):
  everybody starts at +4 (94 %: most people are who they seem to be);
  audience    3 * log2(4 * (followers + 2) / (followings + 8)), from -8 to +4: 0 for somebody
              whom nobody follows and who follows nobody, negative for who only follows;
  age         log2((days + 1) / 32), at most 0: a month old is old enough;
  published   log2((publications + 1) / 8), at most 0: seven things said are enough;
  picture     -2 without one;    text    -1 without a word about oneself.
What is not known says nothing: it adds 0. The form was chosen on one half of a public set of
genuine and bought profiles and is judged on the other half (benchmarks/profiles.py).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scoring.networks.base import ActorProfile

PRIOR = 4.0
SLOPE = 3.0  # doublings of the odds for each doubling of followers against followings
BALANCE = 4.0  # with as many followings as this times the followers, the odds stay
HEARD_BY, FOLLOWING = 2.0, 8.0  # added to the figures: small ones say little
AUDIENCE_RANGE = (-8.0, 4.0)
OLD_ENOUGH_DAYS = 31.0
SAID_ENOUGH = 7.0
NO_PICTURE, NO_TEXT = -2.0, -1.0
NEW_DAYS = 30.0
CREDIBLE = 0.5
DAY = 86_400.0


class Reason(StrEnum):
    """What weighs most. Newcomers are those of whom a burst is made (scoring/burst.py)."""

    CREDIBLE = "credible"  # nothing speaks against it
    NEW = "new"  # younger than thirty days
    UNHEARD = "unheard"  # nobody follows, nothing published
    ONLY_FOLLOWS = "only_follows"
    LITTLE_SAID = "little_said"
    NO_FACE = "no_face"
    NO_WORDS = "no_words"
    UNKNOWN = "unknown"  # nothing is known


NEWCOMERS = frozenset({Reason.NEW, Reason.UNHEARD})


@dataclass(frozen=True, slots=True)
class Weight:
    """How much somebody counts, from 0 to 1, and what of it matters most."""

    value: float
    reason: Reason

    @property
    def credible(self) -> bool:
        """Whether they count while a burst lasts."""
        return self.value >= CREDIBLE and self.reason not in NEWCOMERS


def weigh(profile: ActorProfile, now: datetime) -> Weight:
    """The weight of one person as of `now`."""
    age = _age_days(profile, now)
    points = {
        Reason.ONLY_FOLLOWS: _audience(profile),
        Reason.NEW: None if age is None else _at_most_zero(age, OLD_ENOUGH_DAYS),
        Reason.LITTLE_SAID: _published(profile),
        Reason.NO_FACE: _lacking(profile.has_picture, NO_PICTURE),
        Reason.NO_WORDS: _lacking(profile.has_text, NO_TEXT),
    }
    known = {reason: p for reason, p in points.items() if p is not None}
    value = 1.0 / (1.0 + 2.0 ** -(PRIOR + math.fsum(known.values())))
    return Weight(value, _reason(profile, age, known))


def _reason(profile: ActorProfile, age: float | None, known: dict[Reason, float]) -> Reason:
    if not known:
        return Reason.UNKNOWN
    if age is not None and age < NEW_DAYS:
        return Reason.NEW
    if profile.followers == 0 and profile.publications == 0:
        return Reason.UNHEARD
    worst = min(known, key=lambda reason: known[reason])
    return worst if known[worst] < 0 else Reason.CREDIBLE


def _audience(profile: ActorProfile) -> float | None:
    if profile.followers is None or profile.followings is None:
        return None
    ratio = (profile.followers + HEARD_BY) / (profile.followings + FOLLOWING)
    low, high = AUDIENCE_RANGE
    return min(max(SLOPE * math.log2(BALANCE * ratio), low), high)


def _published(profile: ActorProfile) -> float | None:
    if profile.publications is None:
        return None
    return _at_most_zero(profile.publications, SAID_ENOUGH)


def _at_most_zero(figure: float, enough: float) -> float:
    """A doubling less for each halving of the figure below what is enough."""
    return min(0.0, math.log2((figure + 1.0) / (enough + 1.0)))


def _lacking(present: bool | None, points: float) -> float | None:
    if present is None:
        return None
    return 0.0 if present else points


def _age_days(profile: ActorProfile, now: datetime) -> float | None:
    if profile.created_at is None:
        return None
    return max(0.0, (now - profile.created_at).total_seconds() / DAY)

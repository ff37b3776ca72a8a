"""Burst: most of those who acted lately are new accounts, or people whom nobody knows.

While it lasts only credible people count, so that a crowd made for the purpose makes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from scoring.credibility import NEWCOMERS, Weight

LATELY = timedelta(days=28)
FEWEST = 20  # weighed people: two new fans of a small account, or ten of twenty, are no burst
MOST = 0.5


def bursting(lately: Collection[Weight]) -> bool:
    """Whether more than half of those who acted lately, of twenty at least, are newcomers.

    Only profiles that were weighed tell: somebody of whom nothing is known is no newcomer.
    """
    newcomers = sum(1 for weight in lately if weight.reason in NEWCOMERS)
    return len(lately) >= FEWEST and newcomers > MOST * len(lately)

"""The newest names of a long list as a sample of all: neither younger nor much older than they."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.formula import decay
from scoring.networks.base import Kind, Reaction
from scoring.networks.sampling import as_sample
from tests.scoring.networks.serving import NOW
from tests.scoring.world import PURE

MANY, READ = 50_000, 300


def likes(days: float, arrival: Callable[[float], float]) -> list[Reaction]:
    """Fifty thousand likes of a post so many days old, newest first; `arrival` maps 0..1 to it."""
    published = NOW - timedelta(days=days)
    times = sorted((arrival((n + 0.5) / MANY) for n in range(MANY)), reverse=True)
    return [
        Reaction("post", f"did:plc:{n}", Kind.LIKE, published + timedelta(days=days) * at)
        for n, at in enumerate(times)
    ]


def worth(reactions: list[Reaction]) -> float:
    """What one of them counts on average today."""
    return fmean(decay((NOW - one.at).total_seconds()) for one in reactions if one.at)


def at_first(days: float, half_life_hours: float) -> Callable[[float], float]:
    """Most come at once, and half as many in every following half-life."""
    rate = math.log(2) * days * 24 / half_life_hours
    return lambda part: -math.log1p(part * math.expm1(-rate)) / rate


def with_a_tail(days: float) -> Callable[[float], float]:
    """As they really come: each hour fewer, and for ever some (one over the age)."""
    hours = days * 24
    return lambda part: ((1 + hours) ** part - 1) / hours


@pytest.mark.parametrize("days", [0.5, 3, 30, 90, 300])
@pytest.mark.parametrize("shape", ["burst", "tail", "evenly", "rising"])
def test_a_sample_is_worth_what_all_are_worth(days: float, shape: str) -> None:
    """However they came, within a third, or a fiftieth of a person where it is next to nothing."""
    arrival = {
        "burst": at_first(days, 36),
        "tail": with_a_tail(days),
        "evenly": lambda part: part,
        "rising": lambda part: part**0.5,
    }[shape]
    everybody = likes(days, arrival)
    published = NOW - timedelta(days=days)
    sample = as_sample(everybody[:READ], MANY, published=published, now=NOW)
    assert worth(sample) == pytest.approx(worth(everybody), rel=0.35, abs=0.02)
    assert [one.actor for one in sample] == [one.actor for one in everybody[:READ]]


def test_the_prefix_alone_would_be_worth_far_more() -> None:
    """The control: without this, a storm of last quarter would be one of this week."""
    everybody = likes(90, with_a_tail(90))
    assert worth(everybody[:READ]) > 3 * worth(everybody)


@PURE
@given(
    st.integers(1, 40),
    st.integers(0, 10_000),
    st.floats(1e-3, 4e7),
    st.floats(0, 1),
)
def test_dates_stay_between_the_publication_and_the_names(
    read: int, unread: int, age: float, oldest: float
) -> None:
    """Whatever the figures, no date leaves its bounds and nobody is lost."""
    published = NOW - timedelta(seconds=age)
    first = published + timedelta(seconds=age * oldest)
    span = NOW - first
    given_ = [
        Reaction("post", str(n), Kind.LIKE, NOW - span * (n / max(1, read - 1)))
        for n in range(read)
    ]
    sample = as_sample(given_, read + unread, published=published, now=NOW)
    for before, after in zip(given_, sample, strict=True):
        assert before.at is not None
        assert after.at is not None
        assert min(published, first) <= after.at <= before.at
    if not unread:
        assert sample == given_


def test_what_has_no_date_keeps_none() -> None:
    """Reposts that nobody dates stay undated, and a list without dates is left alone."""
    undated = [Reaction("post", str(n), Kind.REPOST, None) for n in range(5)]
    assert as_sample(undated, 900, published=long_ago(), now=NOW) == undated


def long_ago() -> datetime:
    return NOW - timedelta(days=100)

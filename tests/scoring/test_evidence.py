"""Evidence in memory: when an act happened, and how acts become people."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scoring.evidence import FORTNIGHT, fortnight_bit, gather, time_of
from scoring.networks.base import Kind, Reaction
from tests.scoring.world import NOW, PROMISED, PURE, ago, audience, moments

MOMENTS = moments(2020, 2030)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "cat"]),
        st.integers(0, 2_000_000_000),
        st.sampled_from([Kind.LIKE, Kind.REPLY]),
    ),
    max_size=12,
)


def reaction(at: datetime | None) -> Reaction:
    return Reaction("post", "ann", Kind.LIKE, at)


@PURE
@given(st.none() | MOMENTS, st.none() | MOMENTS, st.none() | MOMENTS)
def test_nothing_happens_in_the_future(
    at: datetime | None, published: datetime | None, read_before: datetime | None
) -> None:
    """Whatever a network writes, no act is younger than now."""
    before = None if read_before is None else min(read_before, NOW)
    assert time_of(reaction(at), published=published, read_before=before, now=NOW) <= NOW


@PURE
@given(MOMENTS, MOMENTS)
def test_nobody_reacts_before_there_is_something(at: datetime, published: datetime) -> None:
    """An act is never older than its publication, as long as that is not in the future."""
    found = time_of(reaction(at), published=published, read_before=None, now=NOW)
    assert found >= min(published, NOW)


def test_an_undated_act_on_a_first_reading_is_as_old_as_its_publication() -> None:
    """A year of favourites that are read for the first time today is not *now*."""
    found = time_of(reaction(None), published=ago(200), read_before=None, now=NOW)
    assert found == ago(200)


def test_an_undated_act_found_later_lies_between_two_readings() -> None:
    """Since the previous reading, halfway."""
    found = time_of(reaction(None), published=ago(200), read_before=ago(10), now=NOW)
    assert found == ago(5)


def test_an_undated_act_on_something_undated_is_now() -> None:
    """Nothing older is known."""
    assert time_of(reaction(None), published=None, read_before=None, now=NOW) == NOW


@PROMISED
@given(ACTS, st.randoms(use_true_random=False))
def test_the_order_of_acts_does_not_matter(
    acts: list[tuple[str, int, Kind]], shuffler: Random
) -> None:
    """Every actor is one row with first, last, fortnights and kinds, in any order."""
    mixed = list(acts)
    shuffler.shuffle(mixed)
    assert gather(mixed) == gather(acts)


@PURE
@given(ACTS)
def test_a_row_holds_everything_an_actor_did(acts: list[tuple[str, int, Kind]]) -> None:
    """No act is lost and none invented."""
    rows = gather(acts)
    assert sum(sum(row.by_kind.values()) for row in rows.values()) == len(acts)
    for actor, row in rows.items():
        times = [at for who, at, _ in acts if who == actor]
        assert (row.first, row.last) == (min(times), max(times))
        assert row.fortnights == reduce(or_, map(fortnight_bit, times))


@PURE
@given(st.integers(0, 4_000_000_000))
def test_a_fortnight_is_one_of_sixty_four_bits(at: int) -> None:
    """Neighbouring fortnights differ, and the mask begins anew after sixty-four."""
    bit = fortnight_bit(at)
    assert bit.bit_count() == 1
    assert bit.bit_length() <= 64
    assert fortnight_bit(at + FORTNIGHT) != bit == fortnight_bit(at + 64 * FORTNIGHT)


def test_age_and_voice_of_an_audience() -> None:
    """Age is never negative; publications are counted from a moment on."""
    found = audience(publications=[ago(n).timestamp() for n in (1, 20, 40)], days=50)
    assert found.age_days(NOW) == 50
    assert found.age_days(NOW - timedelta(days=90)) == 0
    assert found.publications_since(ago(28).timestamp()) == 2

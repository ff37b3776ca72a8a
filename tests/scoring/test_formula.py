"""The formula: the scale, what one person adds, and what holds a number back."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import formula
from scoring.evidence import Audience, Person, Totals
from scoring.formula import (
    CURRENT,
    FORMER,
    measure,
    people_of_acts,
    people_to_score,
    score_to_people,
)
from scoring.networks.base import Kind
from scoring.shipped import worth_over
from tests.scoring.world import NOW, PROMISED, PURE, ago, audience, person

PEOPLE = st.floats(0, 1e12)
AGES = st.floats(0, 700)
PERSONS = st.builds(
    person,
    AGES,
    st.sampled_from([Kind.LIKE, Kind.REPLY, Kind.STAR]),
    weight=st.floats(0, 1),
)
LANDMARKS = {
    0.0: 10.0,
    3.0: 24.9,
    31.5: 35.0,
    60.0: 37.8,
    126.0: 41.0,
    251.0: 44.0,
    1_000.0: 50.0,
    50_000.0: 67.0,
    1_000_000.0: 80.0,
    1e8: 100.0,
}


def m(measured: Audience) -> float:
    found = measure(measured, NOW)
    assert found is not None
    return found.people


def totals(unread: int, read: int = 0, days: float = 2, kind: Kind = Kind.LIKE) -> Totals:
    return Totals(ago(days).timestamp(), kind, read, unread)


@pytest.mark.parametrize(("people", "score"), LANDMARKS.items())
def test_landmarks(people: float, score: float) -> None:
    """The scale passes through the landmarks of its description."""
    assert round(people_to_score(people), 1) == score


@PROMISED
@given(PEOPLE)
def test_a_score_lies_between_ten_and_a_hundred(people: float) -> None:
    """However many people, the scale has two ends."""
    assert 10 <= people_to_score(people) <= 100


@PROMISED
@given(PEOPLE, PEOPLE)
def test_more_people_never_score_less(a: float, b: float) -> None:
    """The scale is monotone."""
    low, high = sorted((a, b))
    assert people_to_score(low) <= people_to_score(high)


@PURE
@given(st.floats(10, 100))
def test_scores_and_people_are_inverse(score: float) -> None:
    """Counterfactuals come from the same scale as scores."""
    assert people_to_score(score_to_people(score)) == pytest.approx(score)


def test_infinitely_many_people_are_the_ceiling() -> None:
    """Nothing overflows at the end of the scale."""
    assert people_to_score(math.inf) == 100.0


@pytest.mark.parametrize("people", [-1.0, -math.inf, math.nan])
def test_what_no_number_of_people_can_be(people: float) -> None:
    """A nonsensical number of people is refused, not scored."""
    with pytest.raises(ValueError, match="people cannot be"):
        people_to_score(people)


@pytest.mark.parametrize("score", [9.99, 100.01, math.nan])
def test_what_no_score_can_be(score: float) -> None:
    """Off the scale there are no people to tell."""
    with pytest.raises(ValueError, match="between 10 and 100"):
        score_to_people(score)


def test_where_nothing_can_be_seen_nothing_is_measured() -> None:
    """Not measured is None, even where people are known."""
    assert measure(audience(person(1), observable=False), NOW) is None


def test_nobody_is_zero_and_not_unmeasured() -> None:
    """Where a reaction could have been seen, none means none."""
    assert m(audience()) == 0.0


@pytest.mark.parametrize(("a_week", "regular"), [(1, 2.0), (20, 3.0)])
def test_a_steady_stream_is_counted_by_four_weeks(a_week: int, regular: float) -> None:
    """So many new people a week for a year are four times as many in four weeks.

    Beside them stand those of a fortnight who count as regular, three at most.
    """
    steady = [person(n * 7 / a_week) for n in range(a_week * 52)]
    usual = regular * CURRENT.weights.values[-1]
    assert m(audience(*steady, days=364)) - usual == pytest.approx(4 * a_week, rel=0.1)


@pytest.mark.parametrize("people", [5, 120])
def test_a_faithful_audience_is_counted_as_it_is(people: int) -> None:
    """The same people, each once in every four weeks, month after month, are so many."""
    lasts = [(n + 0.5) * 28 / people for n in range(people)]
    faithful = [replace(person(last), first=ago(last + 336).timestamp()) for last in lasts]
    assert m(audience(*faithful, days=364)) == pytest.approx(people, rel=0.05)


@PROMISED
@given(st.lists(PERSONS, max_size=20), PERSONS)
def test_one_more_person_never_lowers(people: list[Person], more: Person) -> None:
    """M is monotone in the audience."""
    assert m(audience(*people, more)) >= m(audience(*people))


@PROMISED
@given(st.integers(1, 500), AGES)
def test_a_repeated_act_adds_no_second_person(acts: int, days: float) -> None:
    """However often somebody acts, they add no more than one faithful person."""
    once = person(days)
    often = replace(once, acts={Kind.LIKE: acts}, first=once.last - 1e7, fortnights=(1 << 64) - 1)
    assert m(audience(often)) <= math.fsum(CURRENT.weights.values) + 1e-12
    assert m(audience(replace(once, acts={Kind.LIKE: acts}))) == pytest.approx(m(audience(once)))


@PROMISED
@given(st.lists(PERSONS, min_size=1, max_size=20), st.integers(0, 300), st.integers(0, 50))
def test_kinds_sum_to_people(people: list[Person], unread: int, read: int) -> None:
    """What is shared out over kinds is all of M and nothing else."""
    found = measure(audience(*people, totals=[totals(unread, read)]), NOW)
    assert found is not None
    assert math.fsum(found.kinds.values()) == pytest.approx(found.people)
    assert all(part > 0 for part in found.kinds.values())


def test_a_persons_part_is_split_by_their_acts() -> None:
    """Three likes and one reply bring three quarters to likes."""
    fan = replace(person(0), acts={Kind.LIKE: 3, Kind.REPLY: 1})
    found = measure(audience(fan), NOW)
    assert found is not None
    assert found.kinds[Kind.LIKE] == pytest.approx(3 * found.kinds[Kind.REPLY])


@pytest.mark.parametrize("days", [0.0, 1.0, 4.0, 14.0, 27.9])
def test_a_young_account_is_held_back(days: float) -> None:
    """Under four weeks fresh people count as on average over these, times age / 28."""
    crowd = [person(0) for _ in range(120)]
    young = measure(audience(*crowd, days=days), NOW)
    assert young is not None
    assert young.young
    on_average = worth_over(CURRENT.weights.values, 28)
    assert young.people == pytest.approx(120 * on_average * days / 28)


def test_being_fresh_is_no_merit_where_nothing_can_be_old() -> None:
    """A steady stream counts for as much a day on an account of four days as on one of 28."""
    stream = [person(n / 10) for n in range(280)]
    four_days = [one for one in stream if one.last > ago(4).timestamp()]
    young, grown = m(audience(*four_days, days=4)), m(audience(*stream, days=28))
    assert young == pytest.approx(grown * (4 / 28) ** 2, rel=0.1)


def test_the_former_formula_still_counts() -> None:
    """Version 1 was people decayed with a half-life of thirty days."""
    found = measure(audience(person(30), person(0)), NOW, FORMER)
    assert found is not None
    assert found.people == pytest.approx(1.5 * formula.PER_FOUR_WEEKS)


def test_four_weeks_are_not_young() -> None:
    """From the twenty-eighth day on nothing is held back."""
    grown = measure(audience(person(0), days=28), NOW)
    assert grown is not None
    assert not grown.young


def test_publishing_is_shown_and_not_counted() -> None:
    """Three hundred posts a week without a reaction are worth nothing, and are told."""
    posts = [ago(n * 7 / 300).timestamp() for n in range(1200)]
    found = measure(audience(publications=posts), NOW)
    assert found is not None
    assert (found.people, found.voice) == (0.0, 1200.0)


def test_totals_alone_are_worth_less_than_faces() -> None:
    """Where no face was read, each is worth 0.3, and it is said."""
    found = measure(audience(totals=[totals(100, days=0)]), NOW)
    assert found is not None
    assert found.totals_only
    assert not found.sampled
    assert found.people == pytest.approx(0.3 * (100 * formula.PER_FOUR_WEEKS) ** 0.85)


def test_what_totals_are_worth_is_a_setting() -> None:
    """An operator who trusts totals less, or not at all, says so."""
    bought = audience(totals=[totals(100)])
    halved, nothing = (
        measure(bought, NOW, replace(CURRENT, counts_only=worth)) for worth in (0.15, 0.0)
    )
    assert halved is not None
    assert nothing is not None
    assert halved.people == pytest.approx(m(bought) / 2)
    assert nothing.people == 0.0


def test_talk_has_fewer_people_than_likes() -> None:
    """A thousand replies come from fewer people than a thousand likes, as logs tell."""
    likes, replies = (
        audience(totals=[totals(1000, kind=kind)]) for kind in (Kind.LIKE, Kind.REPLY)
    )
    assert m(replies) < m(likes)


def test_faces_that_were_read_tell_how_many_people_acts_have() -> None:
    """Where a hundred acts are one person's, a thousand more are not hundreds of people."""
    one = [replace(person(2), acts={Kind.LIKE: 100})]
    many = [person(2) for _ in range(100)]
    counted = [totals(0, read=100), totals(1000)]
    alone, crowd = (
        m(audience(*people, totals=counted)) - m(audience(*people)) for people in (one, many)
    )
    assert alone < crowd / 5


@PURE
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_more_counted_acts_never_lower(a: int, b: int) -> None:
    """Counts alone are monotone as well, and no count makes more people than acts."""
    low, high = sorted((a, b))
    assert m(audience(totals=[totals(low)])) <= m(audience(totals=[totals(high)])) <= high


def test_a_sample_stands_for_those_who_were_counted() -> None:
    """A hundred faces of a thousand count for nearly ten times as many, and it is said."""
    faces = [person(2) for _ in range(100)]
    found = measure(audience(*faces, totals=[totals(900, read=100)]), NOW)
    assert found is not None
    assert found.sampled
    own = (100 * 1.0 + 20 * 0.85) / 120  # everybody read acted once; the usual weighs as 20 acts
    assert found.people == pytest.approx(m(audience(*faces)) * 10**own)


def test_a_sample_says_nothing_of_those_who_were_read_elsewhere() -> None:
    """One glimpse of a crowd does not multiply the people read in full on other publications."""
    faces = [person(2) for _ in range(1000)]
    read = totals(0, read=999)
    glimpse = m(audience(*faces, totals=[read, totals(100, read=1)]))
    assert glimpse < m(audience(*faces)) * 1.1


@PURE
@given(st.integers(1, 200), st.integers(0, 5000))
def test_one_more_face_in_a_sample_never_lowers(read: int, unread: int) -> None:
    """Reading one more face of a crowd, as fresh as the others, does not cost anything."""
    faces = [person(2) for _ in range(read)]
    sampled = m(audience(*faces, totals=[totals(unread, read)]))
    assert m(audience(*faces, person(2), totals=[totals(unread, read + 1)])) >= sampled - 1e-9


def test_a_reading_cut_short_keeps_its_rate() -> None:
    """Thirty days of a steady stream tell the same M as three years of it."""
    steady = [person(n / 2) for n in range(60)]
    cut = audience(*steady, observed_from=ago(30), cut=True)
    assert m(cut) == pytest.approx(56, rel=0.1)
    assert m(cut) > m(audience(*steady, observed_from=ago(30)))


def test_topics_overlap_and_are_counted_alone() -> None:
    """A topic's M is that of its own people; somebody may be heard on two."""
    topics = [("jazz", person(1)), ("jazz", person(1)), ("food", person(1))]
    found = measure(audience(person(1), person(1), topics=topics), NOW)
    assert found is not None
    assert list(found.topics) == ["jazz", "food"]
    assert found.topics["jazz"] == pytest.approx(found.people)


@PURE
@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_different_people_grow_slower_than_acts(a: float, b: float) -> None:
    """E(n) is n for less than one, grows with n, and never exceeds it."""
    low, high = sorted((a, b))
    assert people_of_acts(low) <= people_of_acts(high) <= high


@PURE
@given(st.lists(AGES, min_size=2, max_size=6))
def test_an_act_fades_with_time(days: list[float]) -> None:
    """The longer ago, the less it counts; after a month a third at most."""
    assume(len(set(days)) > 1)
    fresh = [m(audience(person(age))) for age in sorted(days)]
    assert all(later <= earlier for earlier, later in pairwise(fresh))
    assert m(audience(person(30))) < m(audience(person(0))) / 3

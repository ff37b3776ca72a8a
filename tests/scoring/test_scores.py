"""Scores of persons and pages: networks add up, and what is missing never costs anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.formula import measure, people_to_score
from scoring.models import Echo, Flag, Snapshot
from scoring.networks.base import Kind
from scoring.scores import combine, echo, snapshot_of, topics, trend
from tests.scoring.world import DAY, NOW, PROMISED, ago, audience, fact, person

NETWORKS = dict.fromkeys(range(20), "town")
FACTS = st.builds(
    lambda account, people, flags: fact(people, account=account, flags=flags),
    st.integers(0, 19),
    st.none() | st.floats(0, 1e7),
    st.sampled_from([Flag.NONE, Flag.SAMPLED, Flag.TOTALS_ONLY, Flag.YOUNG]),
)
SEVERAL = st.lists(FACTS, max_size=6, unique_by=lambda s: s.account_id)


@PROMISED
@given(SEVERAL, FACTS)
def test_one_more_account_never_lowers(facts: list[Snapshot], more: Snapshot) -> None:
    """Linking can only help: not measured adds nothing, measured adds its people."""
    others = [s for s in facts if s.account_id != more.account_id]
    before, after = combine(others, NETWORKS), combine([*others, more], NETWORKS)
    if before is not None:
        assert after is not None
        assert after.value >= before.value
        assert after.low >= before.low or more.people


@PROMISED
@given(SEVERAL)
def test_every_score_is_whole(facts: list[Snapshot]) -> None:
    """Ten and the parts are the score, which lies in its range, on the scale."""
    score = combine(facts, NETWORKS)
    if score is None:
        assert all(s.people is None for s in facts)
        return
    assert 10 <= score.low <= score.value <= score.high <= 100
    assert score.people_low <= score.people <= score.people_high
    if score.parts:
        assert round(10 + sum(part.points for part in score.parts), 1) == score.value
    else:
        assert score.people == 0


@PROMISED
@given(SEVERAL)
def test_the_order_of_accounts_does_not_matter(facts: list[Snapshot]) -> None:
    """A sum is a sum, whichever account comes first."""
    one, other = combine(facts, NETWORKS), combine(reversed(facts), NETWORKS)
    assert (one is None) is (other is None)
    if one is not None and other is not None:
        assert (one.value, one.low, one.high) == (other.value, other.low, other.high)
        assert one.people == pytest.approx(sum(s.people or 0 for s in facts))


def test_nothing_measured_is_no_score() -> None:
    """Not measured is None: not ten, and not zero."""
    assert combine([fact(None)], NETWORKS) is None
    assert combine([], NETWORKS) is None


def test_nobody_is_ten() -> None:
    """Measured, and nobody acted: the floor, with a range above it."""
    score = combine([fact(0.0, ever=0)], NETWORKS)
    assert score is not None
    assert (score.value, score.parts) == (10.0, ())
    assert score.high > 10.0


@pytest.mark.parametrize(
    ("facts", "provisional"),
    [
        ([fact(9.0, ever=4)], True),
        ([fact(9.0, ever=5)], False),
        ([fact(9.0, flags=Flag.YOUNG)], True),
        ([fact(9.0, flags=Flag.YOUNG), fact(9.0, account=2)], False),
        ([fact(9.0, ever=3), fact(9.0, account=2, ever=2)], False),
    ],
    ids=["few ever", "five ever", "young", "one is grown", "five together"],
)
def test_provisional(facts: list[Snapshot], provisional: bool) -> None:
    """Younger than four weeks everywhere, or fewer than five people ever."""
    score = combine(facts, NETWORKS)
    assert score is not None
    assert score.provisional is provisional


def test_a_measurement_becomes_a_fact() -> None:
    """What is kept of it says what was estimated, and gives the same score again."""
    measured = audience(*(person(1) for _ in range(7)), days=10)
    taken = snapshot_of(3, measure(measured, NOW), NOW)
    score = combine([taken], {3: "town"})
    assert score is not None
    assert (taken.ever, taken.flags) == (7, Flag.YOUNG)
    assert score.value == round(people_to_score(taken.people or 0), 1)
    assert score.measured_at == NOW


def test_what_could_not_be_measured_is_a_fact_too() -> None:
    """The reading took place, and its result is: nothing could have been seen."""
    assert snapshot_of(3, None, NOW).people is None


def test_the_oldest_reading_dates_a_score() -> None:
    """A score is as old as its oldest part."""
    score = combine([fact(1.0), fact(1.0, account=2, at=ago(3))], NETWORKS)
    assert score is not None
    assert score.measured_at == ago(3)


def test_a_trend_keeps_what_was_not_read_that_day() -> None:
    """One account read daily and one weekly: the weekly one stands as before."""
    facts = [fact(50.0, account=2, at=ago(7))]
    facts += [fact(10.0, account=1, at=ago(n)) for n in (6, 5)]
    points = trend(facts)
    assert [point.at.date() for point in points] == [ago(n).date() for n in (7, 6, 5)]
    both = round(people_to_score(60.0), 1)
    assert [point.value for point in points] == [round(people_to_score(50.0), 1), both, both]


def test_a_trend_has_one_point_a_day() -> None:
    """Two accounts read on one day make one point, the later one."""
    facts = [fact(5.0, at=NOW), fact(5.0, account=2, at=NOW + timedelta(hours=1))]
    (point,) = trend(facts)
    assert point.value == round(people_to_score(10.0), 1)


def test_days_without_a_measurement_have_no_point() -> None:
    """A trend shows scores, not readings."""
    assert trend([fact(None, at=NOW), fact(None, at=NOW + DAY)]) == ()


def test_topics_of_accounts_add_up() -> None:
    """The largest first; names break a tie."""
    facts = [
        fact(1.0, topics={"jazz": 2.0, "food": 1.0}),
        fact(1.0, account=2, topics={"food": 2.0, "art": 2.0}),
    ]
    assert topics(facts) == (("food", 3.0), ("art", 2.0), ("jazz", 2.0))


@pytest.mark.parametrize(
    ("voice", "people", "word"),
    [
        (1200.0, 5.0, Echo.LOUD_LITTLE_HEARD),
        (1200.0, 250.0, Echo.LOUD_HEARD),
        (2.0, 250.0, Echo.QUIET_HEARD),
        (2.0, 5.0, Echo.QUIET_LITTLE_HEARD),
    ],
)
def test_the_word_for_voice_and_echo(voice: float, people: float, word: Echo) -> None:
    """Loud is not heard: the two are told apart beside the score."""
    score = combine([fact(people, voice=voice)], NETWORKS)
    assert score is not None
    assert echo(score) is word


def test_loud_and_little_heard_scores_below_quiet_and_heard() -> None:
    """Three hundred posts a week for five people: 27. Two a month for 250: 44."""
    loud = combine([fact(5.0, voice=1200.0)], NETWORKS)
    quiet = combine([fact(250.0, voice=2.0)], NETWORKS)
    assert loud is not None
    assert quiet is not None
    assert (loud.value, quiet.value) == (27.1, 44.0)


def test_kinds_of_two_accounts_on_one_network_are_one_part() -> None:
    """Parts are by network and kind, not by account."""
    score = combine([fact(10.0), fact(10.0, account=2)], NETWORKS)
    assert score is not None
    (part,) = score.parts
    assert (part.network, part.kind, part.people) == ("town", Kind.LIKE, 20.0)


def test_a_network_beside_the_score_is_no_part_of_it() -> None:
    """Its figures are kept, and neither score nor topics nor trend move."""
    inside = fact(30.0, topics={"jazz": 30.0})
    beside = fact(900.0, account=2, flags=Flag.BESIDE, topics={"chess": 900.0})
    networks = {1: "town", 2: "tube"}
    assert combine([inside, beside], networks) == combine([inside], networks)
    assert topics([inside, beside]) == (("jazz", 30.0),)
    assert trend([inside, beside]) == trend([inside])
    assert combine([beside], networks) is None

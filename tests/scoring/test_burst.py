"""Burst and credit: who counts how much when not everybody was weighed, and when a crowd came."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.burst import FEWEST, LATELY, bursting
from scoring.credibility import NEWCOMERS, Reason, Weight
from scoring.credit import FLAT, SHRINKAGE, Credit, Seen, credit
from scoring.evidence import Audience, Person
from scoring.formula import measure, people_to_score
from scoring.models import Flag
from scoring.networks.base import Kind
from scoring.scores import combine, snapshot_of
from tests.scoring.world import NOW, PURE, ago, audience, fact

FAN = Weight(0.98, Reason.CREDIBLE)
BOUGHT = Weight(0.1, Reason.ONLY_FOLLOWS)
NEW = Weight(0.02, Reason.NEW)
POPULAR_BUT_NEW = Weight(0.9, Reason.NEW)
NOBODY_KNOWS = Weight(0.05, Reason.UNHEARD)
NO_FIGURES = Weight(0.94, Reason.UNKNOWN)

WEIGHTS = st.builds(Weight, st.floats(0, 1), st.sampled_from(Reason))
PEOPLE = st.lists(
    st.builds(Seen, st.floats(0, 400).map(lambda d: ago(d).timestamp()), st.none() | WEIGHTS),
    max_size=60,
).map(lambda seen: dict(enumerate(seen)))
USUAL = st.floats(0, 1)


def people(*groups: tuple[int, float, Weight | None]) -> dict[int, Seen]:
    """Groups of (how many, days ago, weight)."""
    seen = [Seen(ago(days).timestamp(), weight) for n, days, weight in groups for _ in range(n)]
    return dict(enumerate(seen))


def weights(found: Credit[int]) -> list[float]:
    return [found.weights[n] for n in sorted(found.weights)]


@pytest.mark.parametrize(
    ("lately", "flagged"),
    [
        ([NEW] * FEWEST, True),
        ([NOBODY_KNOWS] * FEWEST, True),
        ([NEW] * (FEWEST - 1), False),
        ([NEW, NEW], False),
        ([NEW] * 50 + [FAN] * 50, False),
        ([NEW] * 51 + [FAN] * 50, True),
        ([BOUGHT] * 100, False),
        ([], False),
    ],
)
def test_a_burst_is_most_of_enough_people(lately: Sequence[Weight], flagged: bool) -> None:
    """More than half newcomers among twenty or more; a small account with two fans is none."""
    assert bursting(lately) is flagged


@PURE
@given(PEOPLE, USUAL)
def test_everybody_counts_from_nothing_to_one(seen: dict[int, Seen], usual: float) -> None:
    """Weighed or not, in a burst or not, one weight for each, and the mean lies among them."""
    found = credit(seen, NOW, usual)
    assert found.weights.keys() == seen.keys()
    assert all(0 <= weight <= 1 for weight in found.weights.values())
    assert 0 <= found.mean <= 1


@PURE
@given(PEOPLE, USUAL, st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(
    seen: dict[int, Seen], usual: float, random: object
) -> None:
    """The same people in another order count the same."""
    items = list(seen.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    again = credit(dict(items), NOW, usual)
    assert weights(again) == weights(credit(seen, NOW, usual))


@PURE
@given(PEOPLE, USUAL)
def test_without_a_burst_the_weighed_keep_their_own_weight(
    seen: dict[int, Seen], usual: float
) -> None:
    """And those who were not weighed all count the same."""
    found = credit(seen, NOW, usual)
    known = {n: one.known.value for n, one in seen.items() if one.known}
    if not found.burst:
        assert {n: found.weights[n] for n in known} == known
        assert len({found.weights[n] for n in seen.keys() - known.keys()}) <= 1


@PURE
@given(PEOPLE, USUAL)
def test_one_more_credible_person_takes_nothing_away(seen: dict[int, Seen], usual: float) -> None:
    """Somebody who counts whole lowers neither the sum nor anybody's weight."""
    before = credit(seen, NOW, usual)
    more = {**seen, -1: Seen(NOW.timestamp(), Weight(1.0, Reason.CREDIBLE))}
    after = credit(more, NOW, usual)
    assert all(after.weights[n] >= before.weights[n] - 1e-12 for n in seen)


def test_nobody_weighed_counts_as_usual_on_the_network() -> None:
    """Where nobody was weighed people stand at the network's mean, on a new network at one."""
    seen = people((5, 3, None), (2, 3, NO_FIGURES))
    assert weights(credit(seen, NOW)) == [FLAT] * 7
    assert weights(credit(seen, NOW, 0.8)) == pytest.approx([0.8] * 7)
    assert credit(seen, NOW).weighed == 0


def test_the_sample_is_shrunk_to_the_network() -> None:
    """A sample as large as the shrinkage stands halfway; a large one speaks for itself."""
    few = credit(people((int(SHRINKAGE), 3, BOUGHT), (1, 3, None)), NOW, 0.9)
    assert weights(few)[-1] == pytest.approx((0.1 + 0.9) / 2)
    many = credit(people((1000, 3, BOUGHT), (1, 3, None)), NOW, 0.9)
    assert weights(many)[-1] == pytest.approx(0.1, abs=0.01)


def test_in_a_burst_only_credible_people_count() -> None:
    """New ones count nothing however popular they are, and so do bought ones."""
    found = credit(people((30, 1, NEW), (1, 1, POPULAR_BUT_NEW), (1, 1, BOUGHT), (8, 1, FAN)), NOW)
    assert found.burst
    assert weights(found) == [0.0] * 32 + [FAN.value] * 8


def test_in_a_burst_the_rest_of_the_crowd_counts_as_its_sample() -> None:
    """No good name of the network helps those of a crowd who were not weighed."""
    found = credit(people((80, 1, NEW), (20, 1, FAN), (900, 1, None)), NOW)
    assert weights(found)[100:] == pytest.approx([0.2 * FAN.value] * 900)


def test_a_burst_does_not_reach_back() -> None:
    """Who came before a crowd and was not weighed does not pay for it."""
    before = LATELY.days + 5
    found = credit(people((40, 1, NEW), (30, before, None), (10, before, FAN)), NOW)
    assert found.burst
    assert min(weights(found)[40:]) > 0.97


def test_a_burst_passes() -> None:
    """Four weeks after the crowd the flag is gone, and its people weigh what they weigh."""
    found = credit(people((40, LATELY.days + 1, NEW), (25, 1, FAN)), NOW)
    assert not found.burst
    assert weights(found)[:40] == [NEW.value] * 40


def crowd(found: Credit[int], days: float, lasts: Sequence[float]) -> Audience:
    """An audience of an account that is `days` old, as credited."""
    persons = [
        Person(ago(first).timestamp(), ago(first).timestamp(), {Kind.LIKE: 1}, weight)
        for first, weight in zip(lasts, weights(found), strict=True)
    ]
    return audience(
        *persons,
        days=days,
        burst=found.burst,
        credibility=found.mean,
        weighed=found.weighed,
    )


def test_four_days_and_a_crowd_make_no_reputation() -> None:
    """S4: four days old, 120 people, 80 % of them new: provisional, flagged, 25 at most."""
    lasts = [n % 4 + 0.1 for n in range(120)]
    seen = {n: Seen(ago(d).timestamp(), FAN if n % 5 == 0 else NEW) for n, d in enumerate(lasts)}
    measured = measure(crowd(credit(seen, NOW), 4, lasts), NOW)
    score = combine([snapshot_of(1, measured, NOW)], {1: "town"})
    assert score is not None
    assert score.burst
    assert score.provisional
    assert score.value <= 25
    assert (score.weighed, round(score.credibility, 2)) == (120, 0.2)


def test_the_same_crowd_credible_and_faithful_makes_one() -> None:
    """S4: the same 120, credible, twice a month for three months: 38 at least, no flag."""
    lasts = [n % 14 + 0.1 for n in range(120)]
    seen = {n: Seen(ago(d).timestamp(), FAN) for n, d in enumerate(lasts)}
    found = credit(seen, NOW)
    persons = [
        Person(ago(d + 60).timestamp(), ago(d).timestamp(), {Kind.LIKE: 3}, weight)
        for d, weight in zip(lasts, weights(found), strict=True)
    ]
    measured = measure(audience(*persons, days=90), NOW)
    assert measured is not None
    assert not found.burst
    assert people_to_score(measured.people) >= 38


def test_newcomers_are_those_of_whom_something_is_known() -> None:
    """Somebody who is simply unknown is never counted as a newcomer."""
    assert Reason.UNKNOWN not in NEWCOMERS
    assert not credit(people((100, 1, NO_FIGURES)), NOW).burst


def test_what_people_count_over_several_accounts() -> None:
    """The mean by how many people each account has; accounts without weights have no say."""
    one = fact(9.0, ever=30, weighed=10, credibility=0.5)
    two = fact(9.0, account=2, ever=10, weighed=5, credibility=0.9, flags=Flag.BURST)
    three = fact(9.0, account=3, ever=900)
    score = combine([one, two, three], {1: "town", 2: "town", 3: "village"})
    assert score is not None
    assert (score.weighed, score.burst) == (15, True)
    assert score.credibility == pytest.approx((30 * 0.5 + 10 * 0.9) / 40)

"""Features: what one person adds, and never more than one person."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.evidence import Person, fortnight_bit
from scoring.networks.base import Kind
from scoring.population.features import features
from scoring.population.log import Log
from scoring.population.view import DAY, Edges, View, view
from scoring.shipped import NAMES, contributions, load_shipped
from tests.scoring.population.logs import NOW, Act, at, post, write
from tests.thorough import CASES

CUT = 400 * DAY
TARGETS, ACTORS = 4, 6
ALIKE = [1.0] * (TARGETS + ACTORS)
ACTS = st.lists(
    st.tuples(
        st.integers(0, TARGETS - 1),
        st.integers(TARGETS, TARGETS + ACTORS - 1),
        st.floats(0, 399),
    ),
    max_size=25,
)
WEIGHTS = st.lists(st.floats(0, 1), min_size=10, max_size=10)


def features_of(persons: list[Person], moment: float) -> list[float]:
    """The features of one account as the bot counts them: M by each weight alone."""
    units = np.eye(len(NAMES)).tolist()
    return [math.fsum(contributions(unit, persons, moment)) for unit in units]


def seen(acts: list[tuple[int, int, float]], span: float = 400.0) -> View:
    """A population that only these acts (target, actor, day) tell of."""
    days: dict[tuple[int, int], list[float]] = {}
    for target, actor, day in acts:
        days.setdefault((target, actor), []).append(day)
    fortnights = [
        sum({1 << int((400 - day) // 14) for day in each if 400 - day < 168})
        for each in days.values()
    ]
    edges = Edges(
        target=np.array([target for target, _ in days], np.int64),
        actor=np.array([actor for _, actor in days], np.int64),
        n=np.array([len(each) for each in days.values()], float),
        first=np.array([min(each) * DAY for each in days.values()], float),
        last=np.array([max(each) * DAY for each in days.values()], float),
        fortnights=np.array(fortnights, np.int64),
    )
    size = TARGETS + ACTORS
    everybody = np.ones(size, np.bool_)
    zeros = np.zeros(size, np.int64)
    return View(CUT, edges, zeros, everybody, np.full(size, 400.0), np.array([span]))


def people(acts: list[tuple[int, int, float]], weights: list[float]) -> np.ndarray:
    """M of every node with the shipped weights."""
    return counted(seen(acts), weights) @ np.array(load_shipped().values)


def counted(then: View, weights: list[float]) -> np.ndarray:
    """The features of every node when each actor has this weight."""
    return features(then, np.array(weights)[then.edges.actor])


def test_one_act_by_hand() -> None:
    """A single act thirty days ago is a half of D_30 and a sixteenth or so of D_7."""
    found = counted(seen([(0, 5, 370.0)]), ALIKE)[0]
    expected = [2 ** (-30 / 7), 0.5, 2 ** (-30 / 90), 2 ** (-30 / 365), 0.0, 1 / 12]
    assert found == pytest.approx(expected)


def test_who_comes_back_is_loyal() -> None:
    """Acts more than a week apart make a loyal person; acts within a week do not."""
    came_back = counted(seen([(0, 5, 380.0), (0, 5, 400.0)]), ALIKE)[0]
    stayed = counted(seen([(0, 5, 396.0), (0, 5, 400.0)]), ALIKE)[0]
    loyal = NAMES.index("loyal")
    assert (came_back[loyal], stayed[loyal]) == (1.0, 0.0)


def test_a_crowd_is_no_more_regular_than_three() -> None:
    """A fortnight counts three people at most."""
    crowd = counted(seen([(0, actor, 399.0) for actor in range(4, 10)]), ALIKE)[0]
    assert crowd[NAMES.index("regular")] == pytest.approx(3 / 12)


def test_half_lives_shrink_with_a_short_log() -> None:
    """In a log of 45 days half-lives are half as long."""
    short = counted(seen([(0, 5, 385.0)], span=45.0), ALIKE)[0]
    assert short[1] == pytest.approx(2 ** (-15 / 15))


def test_a_log_is_counted_as_by_hand(tmp_path: Path) -> None:
    """What DuckDB aggregates is what the acts say; acts on oneself are dropped."""
    acts = [post(0, "ann"), Act(100, "bob", "ann"), Act(130, "bob", "ann"), Act(130, "ann", "ann")]
    with Log(write(tmp_path / "log.tsv", acts), NOW) as log:
        found = counted(view(log, at(160)), [1.0] * len(log.nodes))
        ann = list(log.nodes.names).index("ann")
    age = 30.0
    expected = [2 ** (-age / h) for h in (7, 30, 90, 365, 90)]
    assert found[ann] == pytest.approx([*expected, 2 / 12])


@given(ACTS, WEIGHTS)
@settings(max_examples=200)
def test_the_bot_and_the_log_count_alike(
    acts: list[tuple[int, int, float]], weights: list[float]
) -> None:
    """One account's features from people in memory are those of a whole population."""
    edges = seen(acts).edges
    moments = {(t, a): [d for u, b, d in acts if (u, b) == (t, a)] for t, a, _ in acts}
    found = counted(seen(acts), weights)
    for target in range(TARGETS):
        persons = [
            Person(
                edges.first[i],
                edges.last[i],
                {Kind.REPLY: 1},
                weights[edges.actor[i]],
                _mask(moments[target, int(edges.actor[i])]),
            )
            for i in np.flatnonzero(edges.target == target)
        ]
        assert found[target][:5] == pytest.approx(features_of(persons, CUT)[:5])


def test_regular_people_are_counted_alike_at_the_end_of_a_fortnight() -> None:
    """Where a fortnight ends both ways of counting fortnights agree."""
    end = 28 * 14 * DAY
    last = [end - 3 * DAY, end - 20 * DAY]
    persons = [
        Person(min(last), max(last), {Kind.REPLY: 2}, 1.0, sum({fortnight_bit(t) for t in last}))
    ]
    assert features_of(persons, end - 1)[NAMES.index("regular")] == pytest.approx(2 / 12)


@given(ACTS, WEIGHTS, st.integers(0, TARGETS - 1), st.floats(0, 399))
@settings(max_examples=CASES)
def test_one_more_credible_person_never_lowers(
    acts: list[tuple[int, int, float]], weights: list[float], target: int, day: float
) -> None:
    """An act of somebody new raises its target or leaves it, and touches nobody else."""
    others = [act for act in acts if act[1] != 9]
    before, after = people(others, weights), people([*others, (target, 9, day)], weights)
    assert after[target] >= before[target] - 1e-12
    assert np.delete(after, target) == pytest.approx(np.delete(before, target))


@given(ACTS, WEIGHTS, st.integers(0, TARGETS - 1), st.lists(st.floats(0, 399), max_size=40))
@settings(max_examples=CASES)
def test_repeating_an_act_adds_one_faithful_person_at_most(
    acts: list[tuple[int, int, float]], weights: list[float], target: int, days: list[float]
) -> None:
    """However often one person acts, they add no more than the sum of the weights."""
    others = [act for act in acts if act[1] != 9]
    before = people(others, weights)
    after = people([*others, *((target, 9, day) for day in days)], weights)
    faithful = sum(load_shipped().values) * weights[9]
    assert after[target] - before[target] <= faithful + 1e-9


@given(ACTS, WEIGHTS, st.randoms(use_true_random=False))
@settings(max_examples=CASES)
def test_the_order_of_reading_is_irrelevant(
    acts: list[tuple[int, int, float]], weights: list[float], dice: object
) -> None:
    """The same acts in any order, and read twice, make the same people."""
    shuffled = [*acts, *acts]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert people(shuffled, weights) == pytest.approx(people(acts, weights))


def _mask(days: list[float]) -> int:
    mask = 0
    for day in days:
        mask |= fortnight_bit(day * DAY)
    return mask

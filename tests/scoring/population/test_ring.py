"""Circles of people who act on each other count as about one person."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.population.log import Floats, Log
from scoring.population.rank import Rules, rank
from scoring.population.ring import circles, ringed, shares
from scoring.population.trust import Trust, trust
from scoring.population.view import Edges, View, view
from scoring.shipped import load_shipped
from tests.scoring.population.logs import NOW, Act, at, village, write
from tests.thorough import CASES

LAST = 40 * 7
RING = tuple(f"r{i}" for i in range(8))


def drawn(pairs: set[tuple[int, int]], size: int) -> View:
    """A view in which these pairs acted, the actor first."""
    some = sorted(pair for pair in pairs if pair[0] != pair[1])
    actor = np.array([a for a, _ in some], np.int64)
    target = np.array([b for _, b in some], np.int64)
    ones = np.ones(len(some))
    edges = Edges(target, actor, ones, ones, ones, np.ones(len(some), np.int64))
    whole = np.zeros(size, np.int64)
    return View(2.0, edges, whole, np.ones(size, np.bool_), np.ones(size), np.ones(1))


def mutual(*names: str) -> list[Act]:
    """All of them act on each other in the last weeks."""
    return [Act(LAST - 10 + i / 100, a, b) for i, (a, b) in enumerate(permutations(names, 2))]


def people(path: Path, *, ring_rule: bool) -> float:
    """M of the first of the ring."""
    with Log(path, NOW) as log:
        rules = Rules(load_shipped(), fitted=False, ring_rule=ring_rule)
        found: Floats = rank(log, at(LAST), rules).people
        return float(found[list(log.nodes.names).index(RING[0])])


def test_a_ring_counts_as_about_one_person(tmp_path: Path) -> None:
    """With the rule a ring of eight gains no more than one faithful person, and much less."""
    vouched = [Act(LAST - 20, f"p{k:02}", name) for name in RING for k in range(1, 7)]
    before = write(tmp_path / "before.tsv", [*village(), *vouched])
    after = write(tmp_path / "after.tsv", [*village(), *vouched, *mutual(*RING)])
    ruled, plain = (
        people(after, ring_rule=on) - people(before, ring_rule=on) for on in (True, False)
    )
    assert ruled <= sum(load_shipped().values)
    assert plain > 2 * ruled


def test_a_circle_cannot_vouch_for_itself(tmp_path: Path) -> None:
    """With the rule what two honest vouchers brought is not multiplied by a circle."""
    vouched = [Act(LAST - 20 + k, f"p{k:02}", name) for name in RING for k in (1, 2)]
    path = write(tmp_path / "log.tsv", [*village(), *vouched, *mutual(*RING)])
    with Log(path, NOW) as log:
        now = view(log, at(LAST))
        ring = [list(log.nodes.names).index(name) for name in RING]
        plain, ruled = (weigh(log, now).weight[ring] for weigh in (trust, ringed))
    assert (ruled < plain / 2).all()


def test_two_cliques_with_one_bridge_are_two_circles() -> None:
    """One mutual act between two tight groups does not make them one."""
    groups = [range(6), range(6, 12)]
    pairs = {pair for group in groups for pair in permutations(group, 2)} | {(5, 6), (6, 5)}
    for found in circles(drawn(pairs, 13), np.ones(13)):
        assert len(set(found.of[:6])) == len(set(found.of[6:12])) == 1
        assert found.of[0] != found.of[6]
        assert found.of[12] == -1
        assert found.density[found.of[0]] == 1.0


def test_who_is_not_answered_is_in_no_circle() -> None:
    """Acts in one direction alone make no circle, however many."""
    one_way = {(a, b) for a in range(6) for b in range(a)}
    assert all((found.of == -1).all() for found in circles(drawn(one_way, 6), np.ones(6)))


@given(
    st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=60),
    st.permutations(range(9)),
)
def test_circles_do_not_depend_on_numbers(pairs: set[tuple[int, int]], names: list[int]) -> None:
    """Numbering everybody anew gives the same circles with the same densities."""
    renamed = {(names[a], names[b]) for a, b in pairs}
    for one, other in zip(
        circles(drawn(pairs, 9), np.ones(9)), circles(drawn(renamed, 9), np.ones(9)), strict=True
    ):
        for a in range(9):
            assert (one.of[a] >= 0) == (other.of[names[a]] >= 0)
            if one.of[a] >= 0:
                assert one.density[one.of[a]] == other.density[other.of[names[a]]]
            for b in range(9):
                together = one.of[names.index(names[a])] == one.of[b]
                assert together == (other.of[names[a]] == other.of[names[b]])


@given(
    st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=60),
    st.lists(st.floats(0, 1), min_size=9, max_size=9),
)
@settings(max_examples=CASES)
def test_a_share_is_a_part_of_one_act(pairs: set[tuple[int, int]], weights: list[float]) -> None:
    """The rule takes away and never adds: every share lies above 0, and is 1 at most."""
    then, weight = drawn(pairs, 9), np.array(weights)
    nobody = np.zeros(9, np.bool_)
    found = shares(then, Trust(weight, nobody, nobody[:1]), circles(then, weight))
    assert ((found > 0) & (found <= 1)).all()

"""Seeded trust: who counts, who does not, and what a voucher is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.population.log import Floats, Log
from scoring.population.trust import Trust, trust, vouched
from scoring.population.view import Edges, View, view
from tests.scoring.population.logs import NOW, Act, at, post, village, write
from tests.thorough import CASES

CUT = 280.0
SOCKS = [f"sock{i}" for i in range(10)]
HONEST, PUPPETS = 8, 5
EVERYBODY = HONEST + PUPPETS
PAIRS = st.sets(
    st.tuples(st.integers(0, EVERYBODY - 1), st.integers(0, EVERYBODY - 1)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=60,
)
SEEDS = st.sets(st.integers(0, HONEST - 1), min_size=3, max_size=6)


def weighed(path: Path, more: Sequence[Act], trusted: Sequence[str] = ()) -> dict[str, float]:
    """The weight of everybody in a village where something more happened."""
    with Log(write(path / "log.tsv", [*village(), *more]), NOW) as log:
        flags = np.isin(log.nodes.names.astype(str), list(trusted)) if trusted else None
        found = trust(log, view(log, at(CUT)), flags)
        return dict(zip(map(str, log.nodes.names), found.weight.tolist(), strict=True))


def protection(path: Path, acts: Sequence[Act], day: float) -> Trust:
    with Log(write(path / "log.tsv", acts), NOW) as log:
        return trust(log, view(log, at(day)))


def drawn(pairs: Iterable[tuple[int, int]], times: float = 1.0) -> View:
    """A view in which these pairs acted so many times, the actor first."""
    actor, target = np.array(list(pairs), np.int64).reshape(-1, 2).T
    ones, zeros = np.ones(len(actor)), np.zeros(EVERYBODY, np.int64)
    edges = Edges(target, actor, ones * times, ones, ones, np.ones(len(actor), np.int64))
    seen = np.ones(EVERYBODY, np.bool_)
    return View(2.0, edges, zeros, seen, np.ones(EVERYBODY), np.ones(1))


def among(members: Iterable[int]) -> np.ndarray:
    """Everybody, flagged if a member."""
    return np.isin(np.arange(EVERYBODY), list(members))


def weights(then: View, seeds: Iterable[int]) -> Floats:
    """What everybody weighs with seeds given by hand, for which no log is asked."""
    return trust(cast(Log, None), then, among(seeds)).weight


def test_weights_lie_between_nothing_and_one(tmp_path: Path) -> None:
    """Every weight is between 0 and 1, and a community has people who count."""
    weights = np.array(list(weighed(tmp_path, ()).values()))
    assert ((weights >= 0) & (weights <= 1)).all()
    assert (weights > 0.5).sum() >= 10


def test_socks_that_nobody_answers_do_not_count(tmp_path: Path) -> None:
    """Accounts that only act, and those that only act on each other, weigh nothing."""
    acts = [Act(250 + i / 10, sock, "p05") for i, sock in enumerate(SOCKS)]
    acts += [Act(251, a, b) for a in SOCKS for b in SOCKS if a != b]
    weights = weighed(tmp_path, acts)
    assert {weights[sock] for sock in SOCKS} == {0.0}


def test_one_answer_does_not_make_a_sock_count(tmp_path: Path) -> None:
    """A single voucher, however trusted, is taken away; a second one counts."""
    once = [Act(250, "sock0", "p05"), Act(251, "p00", "sock0")]
    twice = [*once, Act(252, "p01", "sock0")]
    assert weighed(tmp_path, once)["sock0"] == 0.0
    assert weighed(tmp_path, twice)["sock0"] > 0.0


def test_repeated_answers_are_one_voucher(tmp_path: Path) -> None:
    """A hundred answers of one person vouch no more than one."""
    acts = [Act(250 + i / 100, "p00", "sock0") for i in range(100)]
    assert weighed(tmp_path, acts)["sock0"] == 0.0


def test_activity_of_the_last_ninety_days_makes_no_seed(tmp_path: Path) -> None:
    """Twelve weeks of diligence just now do not make a trusted person."""
    acts = [post(CUT - 84 + 7 * week, "sock0") for week in range(12)]
    assert weighed(tmp_path, acts)["sock0"] == 0.0


def test_a_short_log_is_unprotected(tmp_path: Path) -> None:
    """Without tenure everybody weighs 1, and the result says so."""
    found = protection(tmp_path, village(weeks=10), 70)
    assert not found.protected.any()
    assert set(found.weight.tolist()) == {1.0}


def test_a_long_log_has_half_of_the_vouched_as_seeds_at_most(tmp_path: Path) -> None:
    """Seeds are those of longest tenure among the forty, where no two are equals."""
    found = protection(tmp_path, village(), CUT)
    assert found.protected.all()
    assert 3 <= int(found.seeds.sum()) <= 20


def test_trust_can_be_given_by_hand(tmp_path: Path) -> None:
    """Named seeds replace tenure: people around them count, strangers do not."""
    acts = [Act(250, "king", f"q{i}") for i in range(3)]
    acts += [Act(251, f"q{i}", f"q{j}") for i in range(3) for j in range(3) if i != j]
    weights = weighed(tmp_path, acts, trusted=["king"])
    assert all(weights[f"q{i}"] > 0 for i in range(3))
    assert weights["p00"] == 0.0


def test_communities_do_not_vouch_for_each_other(tmp_path: Path) -> None:
    """The weights of one community are the same with or without another."""
    alone = weighed(tmp_path, ())
    names = {name: f"z{name}" for name in alone} | {"": ""}
    zoo = [Act(a.day, names[a.actor], names[a.target], a.kind, "zoo") for a in village(seed=7)]
    both = weighed(tmp_path, zoo[: len(zoo) // 2])
    assert {name: both[name] for name in alone} == pytest.approx(alone, abs=1e-6)


def test_a_circle_multiplies_no_single_voucher(tmp_path: Path) -> None:
    """Socks that one trusted person acted on weigh nothing, though they vouch for each other."""
    circle = [Act(251 + i / 100, a, b) for i, (a, b) in enumerate(permutations(SOCKS, 2))]
    hijacked = [Act(250, "p00", sock) for sock in SOCKS]
    replies = [Act(250 + i, f"p{i:02}", sock) for i, sock in enumerate(SOCKS)]
    for vouchers in (hijacked, replies):
        found = weighed(tmp_path, [*circle, *vouchers])
        assert {found[sock] for sock in SOCKS} == {0.0}


@pytest.mark.parametrize("since", [0, 100])
def test_tenure_among_puppets_is_worth_nothing(tmp_path: Path, since: int) -> None:
    """Puppets that chat weekly for long, even from the first day, weigh nothing."""
    days = [since + 7 * week for week in range(24)]
    chat = [Act(day, a, b) for day in days for a, b in permutations(SOCKS[:4], 2)]
    use = [Act(CUT - 5, sock, f"p{i:02}") for i, sock in enumerate(SOCKS[:4])]
    found = weighed(tmp_path, [*chat, *use])
    assert {found[sock] for sock in SOCKS[:4]} == {0.0}
    assert found["p00"] > 0


def test_tenure_with_one_voucher_makes_no_late_seed(tmp_path: Path) -> None:
    """Who came after the founders needs two vouchers, however long their tenure."""
    days = [90 + 7 * week for week in range(26)]
    chat = [Act(day, a, b) for day in days for a, b in permutations(SOCKS[:4], 2)]
    replies = [Act(150, f"p{i:02}", sock) for i, sock in enumerate(SOCKS[:4])]
    found = weighed(tmp_path, [*chat, *replies])
    assert {found[sock] for sock in SOCKS[:4]} == {0.0}


def test_a_crowd_of_equals_is_protected(tmp_path: Path) -> None:
    """Where more people than are wanted as seeds share the longest tenure, they are seeds."""
    names = [f"e{i}" for i in range(12)]
    acts = [Act(7 * week + 1, a, b) for week in range(30) for a, b in permutations(names, 2)]
    found = protection(tmp_path, acts, 210)
    assert found.protected.all()
    assert found.seeds.sum() == len(names)


@given(PAIRS, SEEDS)
@settings(max_examples=CASES)
def test_every_weight_is_between_nothing_and_one(
    pairs: set[tuple[int, int]], seeds: set[int]
) -> None:
    """Whoever acts on whom, nobody counts as more than one or as less than nobody."""
    found = weights(drawn(pairs), seeds)
    assert ((found >= 0) & (found <= 1)).all()


@given(PAIRS, SEEDS, st.randoms(use_true_random=False), st.integers(1, 500))
@settings(max_examples=CASES)
def test_neither_order_nor_repetition_of_acts_matters(
    pairs: set[tuple[int, int]], seeds: set[int], dice: object, times: int
) -> None:
    """The same acts in any order and any number make the same weights."""
    shuffled = list(pairs)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    found = weights(drawn(shuffled, times), seeds)
    assert found == pytest.approx(weights(drawn(pairs), seeds), abs=1e-6)


@given(
    PAIRS,
    SEEDS,
    st.lists(st.integers(-1, HONEST - 1), min_size=PUPPETS, max_size=PUPPETS),
)
@settings(max_examples=CASES)
def test_puppets_with_one_honest_voucher_each_are_never_vouched_for(
    pairs: set[tuple[int, int]], seeds: set[int], vouchers: list[int]
) -> None:
    """Whatever puppets do, on each other or on others, one honest voucher each is not enough."""
    free = {(a, b) for a, b in pairs if a >= HONEST or b < HONEST}
    earned = {(a, HONEST + i) for i, a in enumerate(vouchers) if a >= 0}
    found = vouched(drawn(free | earned), among(seeds))
    assert not found[HONEST:].any()
    assert found[list(seeds)].all()


@given(PAIRS, SEEDS, st.integers(0, EVERYBODY - 1), st.integers(0, EVERYBODY - 1))
@settings(max_examples=CASES)
def test_one_more_act_takes_nobodys_vouchers(
    pairs: set[tuple[int, int]], seeds: set[int], actor: int, target: int
) -> None:
    """Whoever is vouched for stays so when somebody acts once more."""
    more = pairs | {(actor, target)} if actor != target else pairs
    before, after = (vouched(drawn(some), among(seeds)) for some in (pairs, more))
    assert (after >= before).all()

"""Seeded trust: who counts, who does not, and what a voucher is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from scoring.population.log import Log
from scoring.population.trust import Trust, trust
from scoring.population.view import view
from tests.scoring.population.logs import NOW, Act, at, post, village, write

CUT = 280.0
SOCKS = [f"sock{i}" for i in range(10)]


def weighed(path: Path, more: Sequence[Act], trusted: Sequence[str] = ()) -> dict[str, float]:
    """The weight of everybody in a village where something more happened."""
    with Log(write(path / "log.tsv", [*village(), *more]), NOW) as log:
        flags = np.isin(log.nodes.names.astype(str), list(trusted)) if trusted else None
        found = trust(log, view(log, at(CUT)), flags)
        return dict(zip(map(str, log.nodes.names), found.weight.tolist(), strict=True))


def protection(path: Path, acts: Sequence[Act], day: float) -> Trust:
    with Log(write(path / "log.tsv", acts), NOW) as log:
        return trust(log, view(log, at(day)))


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


def test_a_long_log_has_a_quarter_of_seeds_at_most(tmp_path: Path) -> None:
    """Seeds are few among those who were active before the last ninety days."""
    found = protection(tmp_path, village(), CUT)
    assert found.protected.all()
    assert 3 <= int(found.seeds.sum()) <= 10


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

"""Ranking a log: bounded, from the past alone, the same in any order of rows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.formula import people_to_score
from scoring.population.errors import WeightsError
from scoring.population.log import Log
from scoring.population.model import Arrivals
from scoring.population.output import remarks, rows
from scoring.population.past import Past
from scoring.population.rank import Rules, rank, scores
from scoring.population.trust import trust
from scoring.population.view import outcome, view
from scoring.shipped import load_shipped
from tests.scoring.population.logs import NOW, Act, at, post, village, write
from tests.thorough import CASES

CUT = 250.0
RULES = Rules(load_shipped())
FIGURES = ("score", "low", "high", "people", "people_low", "people_high", "rank")
Row = dict[str, float]
NAMES = st.sampled_from("abcdef")
ACTS = st.lists(st.tuples(st.floats(0, CUT - 1), NAMES, NAMES), max_size=60)


def ranked(
    folder: Path, acts: Sequence[Act], rules: Rules = RULES, day: float = CUT
) -> dict[tuple[str, str], Row]:
    """The rows of a ranking by community and account."""
    with Log(write(folder / "log.tsv", acts), NOW) as log:
        found = rows(log, rank(log, at(day), rules))
    keys = zip(found["community"], found["account"], strict=True)
    return {
        (str(c), str(a)): {name: float(found[name][i]) for name in FIGURES}
        for i, (c, a) in enumerate(keys)
    }


def test_everybody_seen_has_a_row_within_bounds(tmp_path: Path) -> None:
    """Scores lie between 10 and 100, ranges around the people, places from 1."""
    found = ranked(tmp_path, [*village(), post(1, "mute"), post(260, "late")])
    assert ("club", "mute") in found
    assert ("club", "late") not in found
    for row in found.values():
        assert 10 <= row["low"] <= row["score"] + 0.05
        assert row["score"] <= row["high"] + 0.05 <= 100.05
        assert row["people_low"] <= row["people"] + 1e-4
        assert row["people"] <= row["people_high"] + 1e-4
    assert min(row["rank"] for row in found.values()) == 1


def test_only_the_past_is_read(tmp_path: Path) -> None:
    """Whatever happens after the moment, the ranking is the same."""
    acts = village()
    future = [Act(CUT + 1 + i / 10, f"p{i:02}", "p39") for i in range(30)]
    before = ranked(tmp_path, [act for act in acts if act.day < CUT])
    after = ranked(tmp_path, [*acts, *future])
    assert after == {key: pytest.approx(row, abs=1e-6) for key, row in before.items()}


@given(st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_the_order_of_rows_is_irrelevant(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """A shuffled log is ranked alike."""
    acts = village(weeks=36, people=30)
    shuffled = random.Random(seed).sample(acts, len(acts))  # noqa: S311
    folder = tmp_path_factory.mktemp("order")
    first, second = ranked(folder, acts), ranked(folder, shuffled)
    assert second == {key: pytest.approx(row, abs=1e-6) for key, row in first.items()}


@pytest.mark.long
@given(ACTS, st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=CASES, deadline=None)
def test_any_log_is_ranked_within_bounds_and_alike_when_read_twice(
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[tuple[float, str, str]],
    dice: random.Random,
    ring_rule: bool,
) -> None:
    """Scores lie between 10 and 100; the same rows shuffled, and twice, are ranked alike."""
    folder = tmp_path_factory.getbasetemp()
    some = [Act(*act) for act in acts if act[1] != act[2]] + [post(0, "a")]
    twice = [*some, *some]
    dice.shuffle(twice)
    rules = replace(RULES, fitted=False, ring_rule=ring_rule)
    first, second = ranked(folder, some, rules), ranked(folder, twice, rules)
    assert second == {key: pytest.approx(row, abs=1e-6) for key, row in first.items()}
    assert all(10 <= row["score"] <= 100 for row in first.values())


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20))
@settings(max_examples=CASES)
def test_scores_are_those_of_the_formula(people: list[float]) -> None:
    """The scale of a population is the one scale there is, to the tenth."""
    expected = [round(people_to_score(m), 1) for m in people]
    assert scores(np.array(people)).tolist() == pytest.approx(expected, abs=0.1001)


def test_equals_share_a_place(tmp_path: Path) -> None:
    """Two accounts on whom nobody acts stand at the same place, in the order of names."""
    found = ranked(tmp_path, [*village(), post(1, "a"), post(1, "b")])
    assert found["club", "a"]["rank"] == found["club", "b"]["rank"]
    order = [account for _, account in found if account in ("a", "b")]
    assert order == ["a", "b"]


def test_fewer_than_one_person_a_year_is_nobody(tmp_path: Path) -> None:
    """Accounts of whom nearly nothing is left share the score of nobody."""
    old = [Act(1, "p00", "was")]
    found = ranked(tmp_path, [*village(), *old], replace(RULES, fitted=False, weighed=False))
    assert found["club", "was"]["people"] == 0.0
    assert found["club", "was"]["score"] == 10.0


def test_places_are_counted_in_each_community(tmp_path: Path) -> None:
    """Every community has its own first."""
    zoo = [Act(a.day, a.actor, a.target, a.kind, "zoo") for a in village(seed=3)]
    found = ranked(tmp_path, [*village(), *zoo])
    first = {community for (community, _), row in found.items() if row["rank"] == 1}
    assert first == {"club", "zoo"}


def test_socks_lift_nobody(tmp_path: Path) -> None:
    """Fifty accounts that act ten times each on a low account gain it 0.1 people at most."""
    acts, rules = village(), replace(RULES, fitted=False)
    socks = [Act(CUT - 9 + i / 10, f"s{k}", "p39") for k in range(50) for i in range(10)]
    before, after = ranked(tmp_path, acts, rules), ranked(tmp_path, [*acts, *socks], rules)
    assert after["club", "p39"]["people"] - before["club", "p39"]["people"] <= 0.1


def test_socks_teach_nothing(tmp_path: Path) -> None:
    """Socks that acted for months bring nobody people, nor a higher level, by what they teach."""
    acts = [*village(), post(1, "mute")]
    socks = [Act(CUT - 9 - i, f"s{k}", "mute") for k in range(50) for i in (0, 30, 60)]
    before, after = ranked(tmp_path, acts), ranked(tmp_path, [*acts, *socks])
    assert after["club", "mute"]["people"] == before["club", "mute"]["people"] == 0.0
    total = [sum(found[key]["people"] for key in before) for found in (before, after)]
    assert total[1] == pytest.approx(total[0], rel=0.05)


def test_strangers_count_beside_the_credible_alone(tmp_path: Path) -> None:
    """Of those who came as many strangers are believed as there are credible people."""
    acts = village()
    acts += [Act(CUT - 9, f"s{k}", name) for k in range(50) for name in ("p38", "p39")]
    with Log(write(tmp_path / "log.tsv", acts), NOW) as log:
        now = view(log, at(CUT))
        trusted = trust(log, now)
        since = at(CUT - 28)
        past = Past(log, at(CUT), [since], at(CUT) - since)
        people, credible = Arrivals(past, now, trusted).people(since)
        every = outcome(log, since, at(CUT))
    assert (people <= every).all()
    assert (credible <= people + 1e-9).all()
    assert people == pytest.approx(np.minimum(every, 2 * credible))


def test_without_trust_socks_would_count(tmp_path: Path) -> None:
    """The same fifty accounts are fifty people where nobody is weighed."""
    rules = replace(RULES, fitted=False, weighed=False)
    socks = [Act(CUT - 9, f"s{k}", "p39") for k in range(50)]
    assert ranked(tmp_path, [*village(), *socks], rules)["club", "p39"]["people"] > 15


def test_half_lives_of_ones_own_need_a_past(tmp_path: Path) -> None:
    """Where nothing can be fitted, other half-lives than the shipped ones are refused."""
    with (
        Log(write(tmp_path / "log.tsv", village(weeks=3)), NOW) as log,
        pytest.raises(WeightsError, match="too little past"),
    ):
        rank(log, at(20), Rules(None, half_lives=(14.0,)))


def test_half_lives_of_ones_own_are_fitted(tmp_path: Path) -> None:
    """With enough past one half-life serves as well as four."""
    found = ranked(tmp_path, village(), Rules(None, half_lives=(14.0,)))
    assert max(row["score"] for row in found.values()) > 20


def test_remarks_name_what_is_unprotected(tmp_path: Path) -> None:
    """A short log is called unprotected and says whose weights were used."""
    with Log(write(tmp_path / "log.tsv", village(weeks=6)), NOW) as log:
        words = " ".join(remarks(log, rank(log, at(20), RULES)))
    assert "Unprotected in club" in words
    assert "shipped" in words

"""Judging a ranking: every method at every cut, differences with their intervals."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.population.asbot import READINGS, as_bot
from scoring.population.baselines import DISTINCT, EVENTS, h_index, pagerank
from scoring.population.errors import MomentError
from scoring.population.evaluate import OURS, UNWEIGHED, cuts_at, cuts_spaced, judge
from scoring.population.log import Log
from scoring.population.rank import Rules
from scoring.population.summary import METRICS, bootstrap, document
from scoring.population.view import DAY, view
from scoring.shipped import load_shipped
from tests.scoring.population.logs import NOW, Act, at, post, village, write

WINDOW = 28 * DAY
RULES = Rules(load_shipped())


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """A village of forty weeks."""
    with Log(write(tmp_path / "log.tsv", village()), NOW) as found:
        yield found


def test_every_method_is_judged_at_every_cut(log: Log) -> None:
    """The document has a row per method and cut, and sums them up."""
    cuts = cuts_at(log, [at(200), at(240)], WINDOW)
    found = document(judge(log, cuts, RULES, 10, partial(as_bot, load_shipped())))
    methods = set(found["summary"]["methods"])
    assert {OURS, UNWEIGHED, EVENTS, DISTINCT, "PageRank"} <= methods
    assert {f"as bot, {reading}" for reading in READINGS} <= methods
    assert {(row["at"], row["method"]) for row in found["cuts"]} == {
        (cut, method) for cut in cuts for method in methods
    }
    assert set(found["cuts"][0]) >= {"at", "method", "spearman", "ndcg", "precision", "k"}
    assert 0.6 < found["coverage"][OURS]["randomised"] < 0.95
    assert 0 <= found["r2"][f"log({EVENTS})"] <= 1


def test_the_score_foretells_who_is_heard(log: Log) -> None:
    """In a village with lasting taste the score orders the next four weeks well."""
    found = document(judge(log, cuts_at(log, [at(240)], WINDOW), RULES, 10))
    assert found["summary"]["methods"][OURS]["spearman"]["mean"] > 0.5


def test_what_is_said_at_a_cut_does_not_know_what_comes(tmp_path: Path) -> None:
    """Another future changes the outcome but not the order that was foretold."""
    acts = [act for act in village() if act.day < 240]
    said = []
    for target in ("p01", "p02"):
        future = [Act(241 + i, f"p{i:02}", target) for i in range(12)]
        path = write(tmp_path / f"{target}.tsv", [*acts, *future, post(279, "p00")])
        with Log(path, NOW) as log:
            found = judge(log, cuts_at(log, [at(240)], WINDOW), RULES, 5)
        said.append(np.sort(found.covered[OURS].people))
    assert said[0] == pytest.approx(said[1], abs=1e-6)


@pytest.mark.parametrize("day", [-5.0, 270.0, 900.0])
def test_a_cut_without_past_or_future_is_refused(log: Log, day: float) -> None:
    """A moment at which nothing can be judged is named in a sentence."""
    with pytest.raises(MomentError, match="cannot be judged"):
        cuts_at(log, [at(day)], WINDOW)


def test_cuts_are_spread_over_the_second_half(log: Log) -> None:
    """Without cuts of one's own there are four, each with a whole window after it."""
    cuts = sorted(cuts_spaced(log, WINDOW))
    assert len(cuts) == 4
    assert cuts[0] == pytest.approx((log.starts[0] + log.ends[0]) / 2)
    assert cuts[-1] == pytest.approx(log.ends[0] - WINDOW)


def test_a_log_shorter_than_its_window_is_refused(log: Log) -> None:
    """A window longer than the second half leaves no cut."""
    with pytest.raises(MomentError, match="too short for windows of 180 days"):
        cuts_spaced(log, 180 * DAY)


def test_h_index_by_hand(tmp_path: Path) -> None:
    """Two people who acted twice each make two; a fan alone makes one."""
    acts = [Act(day, actor, "ann") for day in (1, 2) for actor in ("bob", "cy")]
    acts += [Act(day, "bob", "dee") for day in range(9)]
    with Log(write(tmp_path / "log.tsv", acts), NOW) as log:
        found = dict(zip(log.nodes.names, h_index(view(log, at(99))), strict=True))
    assert (found["ann"], found["dee"], found["bob"]) == (2, 1, 0)


def test_pagerank_is_shared_by_all(log: Log) -> None:
    """PageRank sums to one over those who had been seen."""
    found = pagerank(view(log, at(100)))
    assert found.sum() == pytest.approx(1.0)
    assert (found >= 0).all()


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_the_bootstrap_surrounds_the_mean(values: list[float]) -> None:
    """The interval of a mean lies within the values and around their mean."""
    low, high = bootstrap(np.array(values))
    assert min(values) - 1e-9 <= low <= np.mean(values) + 1e-9
    assert np.mean(values) - 1e-9 <= high <= max(values) + 1e-9


def test_summary_compares_with_the_best_baseline(log: Log) -> None:
    """Each metric names the baseline that was best on these very cuts."""
    found = document(judge(log, cuts_spaced(log, WINDOW), RULES, 10))
    methods = found["summary"]["methods"]
    for gap in found["summary"]["against_best_baseline"][OURS]:
        best = methods[gap["best"]][gap["metric"]]["mean"]
        others = [m for m in methods if m not in (OURS, UNWEIGHED)]
        assert best == max(methods[m][gap["metric"]]["mean"] for m in others)
        assert gap["low"] <= gap["mean"] <= gap["high"]
    assert [g["metric"] for g in found["summary"]["against_best_baseline"][OURS]] == list(METRICS)

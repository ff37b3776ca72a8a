"""The past aggregated once: every earlier view is what the log itself says of that moment."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.population.log import Ints, Log
from scoring.population.past import Past
from scoring.population.view import DAY, Edges, View, outcome, view
from tests.scoring.population.logs import NOW, Act, at, post, write

pytestmark = pytest.mark.long  # `make check`


MOMENT = 400.0
EDGES = [field.name for field in fields(Edges)]
# Days on the cuts themselves and on the ends of fortnights are where merging could go wrong.
DAYS = st.one_of(st.floats(0, 420), st.integers(0, 60).map(lambda k: 7.0 * k + 1.0))
ACTS = st.lists(
    st.tuples(DAYS, st.sampled_from("abcde"), st.sampled_from("abcde")), min_size=1, max_size=40
)
APART = st.sampled_from([14.0, 28.0, 42.0, 10.0, 182.0])  # days; the last two do not fit


def edges(at: View) -> list[tuple[float, ...]]:
    columns = [getattr(at.edges, name).tolist() for name in EDGES]
    return sorted(zip(*columns, strict=True))


def afresh(log: Log, moment: float) -> list[tuple[float, ...]]:
    """Edges from the acts themselves, whatever was gathered while reading."""
    columns = log.ask("edges", at=moment)
    return sorted(zip(*(columns[name].tolist() for name in EDGES), strict=True))


@given(ACTS, APART, st.integers(0, 2), st.booleans())
def test_every_cut_is_as_the_log_says(
    tmp_path_factory: pytest.TempPathFactory,
    acts: list[tuple[float, str, str]],
    apart: float,
    count: int,
    gathered: bool,
) -> None:
    """Edges before each cut, and people after it, equal those aggregated afresh."""
    path = tmp_path_factory.mktemp("past") / "log.tsv"
    cuts = [at(MOMENT - (k + 1) * apart) for k in range(count)]
    before = at(MOMENT) if gathered else None
    read = [Act(*act) for act in acts if act[0] < MOMENT or not gathered]
    with Log(
        write(path, [*read, post(0, "z")]), NOW, before=before, cuts=2, apart=apart * DAY
    ) as log:
        past = Past(log, at(MOMENT), cuts, apart * DAY)
        for moment in (at(MOMENT), *cuts):
            assert edges(past.view(moment)) == edges(view(log, moment)) == afresh(log, moment)
        for cut in cuts:
            expected = outcome(log, cut, cut + apart * DAY)
            assert past.outcome(cut).tolist() == expected.tolist()
            assert pairs(*past.arrivals(cut)) == came_afresh(log, cut, cut + apart * DAY)


def pairs(target: Ints, actor: Ints) -> list[tuple[int, int]]:
    """Who acted on whom, in order; a pair that comes twice stands twice."""
    return sorted(zip(target.tolist(), actor.tolist(), strict=True))


def came_afresh(log: Log, since: float, until: float) -> list[tuple[int, int]]:
    """The same, asked of the log itself."""
    rows = log.ask("arrivals", since=since, until=until)
    return pairs(rows["target"], rows["actor"])


def test_merged_edges_lie_in_order(tmp_path: Path) -> None:
    """Pairs come by target, then by actor, whatever the order of the acts."""
    acts = [Act(float(i), name, "z") for i, name in enumerate("cab" * 30)]
    with Log(write(tmp_path / "log.tsv", [*acts, Act(1, "z", "a")]), NOW) as log:
        found = Past(log, at(90), [at(62)], 28 * DAY).view(at(62)).edges
    assert found.target.tolist() == [0, 3, 3, 3]
    assert found.actor.tolist() == [3, 0, 1, 2]
    assert found.n.dtype == np.float64


def test_arrivals_can_be_the_first_question(tmp_path: Path) -> None:
    """Where cuts are no whole fortnights apart, the log itself is asked, whatever came before."""
    acts = [Act(1.0, "a", "z"), Act(55.0, "b", "z"), Act(56.0, "b", "z")]
    with Log(write(tmp_path / "log.tsv", acts), NOW) as log:
        past = Past(log, at(80), [at(50)], 30 * DAY)
        target, actor = past.arrivals(at(50))
    assert (len(target), len(actor)) == (1, 1)

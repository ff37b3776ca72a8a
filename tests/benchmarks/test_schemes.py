"""The schemes by which a score is bought or faked, and the log that they are added to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.attacks import stages, study, totals_gained
from benchmarks.overlay import attacked
from benchmarks.schemes import SCHEMES, Acts, Scene
from scoring.population.log import Log
from scoring.population.view import DAY, view
from tests.scoring.population.logs import NOW, village, write

SCENE = Scene(
    at=400 * DAY,
    span=300.0,
    low=np.arange(20, 40),
    trusted=np.arange(10),
    acting=np.arange(40),
    unused=50,
)


def acts_of(letter: str, seed: int = 3) -> Acts:
    """A scheme for the account 20."""
    return SCHEMES[letter](SCENE, 20, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def log_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("attacked") / "log.tsv", village())


@pytest.mark.parametrize("letter", SCHEMES)
def test_a_scheme_stays_within_what_can_be_done(letter: str) -> None:
    """Acts lie within the log's time, and everybody is known or a puppet."""
    acts = acts_of(letter)
    assert acts.moment.max() < SCENE.at
    assert acts.moment.min() >= SCENE.at - SCENE.span * DAY - 7 * DAY * 60
    known = np.append(SCENE.acting, SCENE.puppets())
    assert np.isin(acts.actor, known).all()
    assert np.isin(acts.target, known).all()


@pytest.mark.parametrize("letter", SCHEMES)
def test_a_scheme_is_the_same_for_the_same_dice(letter: str) -> None:
    """The same seed gives the same acts."""
    one, other = acts_of(letter), acts_of(letter)
    assert np.array_equal(one.actor, other.actor)
    assert np.array_equal(one.target, other.target)
    assert np.array_equal(one.moment, other.moment)


def test_sock_puppets_are_fifty_with_ten_acts_each() -> None:
    """Scheme B is what docs/score.md says."""
    acts = acts_of("B")
    actors, times = np.unique(acts.actor, return_counts=True)
    assert len(actors) == 50
    assert set(times.tolist()) == {10}
    assert set(acts.target.tolist()) == {20}


def test_an_attack_leaves_no_trace(log_path: Path) -> None:
    """Acts are seen while the log is attacked, and gone afterwards."""
    with Log(log_path, NOW) as log:
        at = float(log.ends[0]) + 1.0
        before = view(log, at)
        fake = np.array([before.size])
        acts = Acts(fake, np.array([0]), np.array([at - DAY]))
        with attacked(log, acts, 0) as changed:
            during = view(changed, at)
        after = view(log, at)
    assert during.size == before.size + 1
    assert len(during.edges.n) == len(before.edges.n) + 1
    assert during.age[fake] == pytest.approx(1.0)
    assert after.size == before.size
    assert len(after.edges.n) == len(before.edges.n)


def test_sock_puppets_gain_nothing_and_counting_falls_for_them(log_path: Path) -> None:
    """Without trust fifty puppets lift an account; with it they do not."""
    with Log(log_path, NOW) as log:
        stage = next(stages(log, "village"))
        found = study(stage, "B")["attacks"]["B"]
    assert found["with trust"]["median"] <= 0.1
    assert found["without trust"]["median"] > 10


def test_totals_that_are_bought_count_for_less_than_people() -> None:
    """Ten thousand bought likes gain something, and far less than ten thousand people."""
    assert 0 < totals_gained() < 1_000

"""The number that members see: whole readings, partial ones, and totals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scoring.population.asbot import as_bot, audiences
from scoring.population.features import features
from scoring.population.log import Log
from scoring.population.view import view
from scoring.shipped import load_shipped
from tests.scoring.population.logs import NOW, Act, at, village, write

WEIGHTS = load_shipped()


@pytest.fixture
def log(tmp_path: Path) -> Log:
    """A village of thirty weeks."""
    with Log(write(tmp_path / "log.tsv", village(weeks=30)), NOW) as found:
        yield found


def test_a_whole_reading_has_everybody(log: Log) -> None:
    """With all names read there is one person per actor, and no total without a face."""
    then = view(log, at(200))
    found = dict(audiences(log, then, 1.0))
    counts = {node: len(audience.people) for node, audience in found.items()}
    assert counts == {int(t): int((then.edges.target == t).sum()) for t in set(then.edges.target)}
    assert not any(total.unread for audience in found.values() for total in audience.totals)


def test_a_partial_reading_counts_what_it_does_not_name(log: Log) -> None:
    """Named and unnamed acts together are all acts, whatever the share."""
    then = view(log, at(200))
    for share in (0.0, 0.3, 1.0):
        for node, audience in audiences(log, then, share):
            acts = sum(total.read + total.unread for total in audience.totals)
            assert acts == then.edges.n[then.edges.target == node].sum()
            assert sum(sum(p.acts.values()) for p in audience.people) == sum(
                total.read for total in audience.totals
            )


def test_counts_only_has_no_people(log: Log) -> None:
    """Without names nobody is told from anybody."""
    assert not any(audience.people for _, audience in audiences(log, view(log, at(200)), 0.0))


def test_a_whole_reading_is_the_combination_of_the_features(log: Log) -> None:
    """Where everybody was read on a grown account, the bot says what the ranking says.

    But for `regular`, whose fortnights the bot counts from the epoch and a ranking from its cut.
    """
    then = view(log, at(200))
    decayed = replace(WEIGHTS, values=(*WEIGHTS.values[:-1], 0.0))
    ranked = features(then, np.ones(len(then.edges.n))) @ np.array(decayed.values)
    members = as_bot(decayed, log, then)["as bot, all names"]
    grown = (then.age >= 28) & (then.span[then.community] >= 90)
    assert grown.any()
    assert members[grown] == pytest.approx(ranked[grown])


def test_a_sample_is_widened_to_the_whole(log: Log) -> None:
    """Names of three in ten, widened, tell of about as many people as all names."""
    found = as_bot(WEIGHTS, log, view(log, at(200)))
    whole, sampled = found["as bot, all names"].sum(), found["as bot, names of a sample"].sum()
    assert 0.5 * whole < sampled < 2.0 * whole


def test_who_was_never_acted_on_has_nobody(tmp_path: Path) -> None:
    """Actors without an audience have no people in any reading."""
    with Log(write(tmp_path / "log.tsv", [Act(1, "bob", "ann")]), NOW) as log:
        bob = int(np.flatnonzero(log.nodes.names == "bob")[0])
        assert all(v[bob] == 0 for v in as_bot(WEIGHTS, log, view(log, at(9))).values())

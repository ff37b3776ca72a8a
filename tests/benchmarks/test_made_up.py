"""Logs that are made up for benchmarks, and how their figures are put together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from benchmarks.crowd import write_crowd
from benchmarks.departments import DEPARTMENTS, TEAM, TEAMS, messages
from benchmarks.population import COUNT, GIB, PAST, SHIPPED, summary


def test_most_messages_stay_in_the_team() -> None:
    """Teams are tight: most is said among them, and something crosses departments."""
    said = messages()
    assert said == sorted(said)
    inside = sum(actor // TEAM == target // TEAM for _, actor, target in said)
    across = sum(a // (TEAM * TEAMS) != b // (TEAM * TEAMS) for _, a, b in said)
    assert 0.5 < inside / len(said) < 0.9
    assert 0.02 < across / len(said) < 0.4
    assert max(actor for _, actor, _ in said) < DEPARTMENTS * TEAMS * TEAM
    assert all(actor != target for _, actor, target in said)


def test_departments_are_the_same_for_the_same_seed() -> None:
    """Nothing but the seed decides."""
    said = messages(4)
    assert said == messages(4)
    assert said != messages(5)


def test_a_crowd_is_heavy_tailed_and_repeatable(tmp_path: Path) -> None:
    """The same seed writes the same rows, and a few receive much of everything."""
    paths = [tmp_path / "one.parquet", tmp_path / "two.parquet"]
    for path in paths:
        write_crowd(path, 20_000)
    with duckdb.connect(":memory:") as db:
        rows = [db.execute("select * from read_parquet(?)", [str(p)]).fetchall() for p in paths]
    assert rows[0] == rows[1]
    received = Counter(target for _, _, target, _ in rows[0])
    top = sum(n for _, n in received.most_common(len(received) // 20))
    assert len(rows[0]) == 20_000
    assert top > 0.3 * 20_000


def test_ratios_are_against_the_plain_count() -> None:
    """Times are divided by the count of the same run; memory is in GiB."""
    measured = {
        COUNT: {"seconds": 2.0, "peak_bytes": GIB},
        SHIPPED: {"seconds": 5.0, "peak_bytes": 2 * GIB},
        PAST: {"seconds": 20.0, "peak_bytes": 3 * GIB},
    }
    found = summary(measured)
    assert found[SHIPPED]["times_count"] == pytest.approx(2.5)
    assert found[PAST]["times_count"] == pytest.approx(10.0)
    assert found[PAST]["peak_gib"] == pytest.approx(3.0)

"""A thousand linked accounts over five hosts: budgets, answers and memory hold."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.collection import PEAK_MIB, collect, measure


@pytest.mark.long
def test_a_thousand_accounts_are_refreshed_within_every_budget() -> None:
    """Counted by the hosts; `/score` keeps its deadline meanwhile, and memory its bound.

    A card that took longer than two seconds would have ended the process with an error.
    """
    found = measure(1_000)
    assert found["facts"] == 2_000
    assert found["scores"] > 100
    assert found["peak_mib"] < PEAK_MIB
    assert found["confirmed_next_day"] > 0.9
    for host in found["hosts"]:
        assert host["refused"] == 0, host
        assert host["asked"] >= 2 * 200 * 6, host
        assert host["most_in_window"] <= host["allowed_in_window"], host
        assert host["most_at_once"] <= host["at_once"], host


async def test_a_few_accounts_are_refreshed_in_the_same_way(tmp_path: Path) -> None:
    """The measurement itself works: everybody is read on both days, and nobody is refused."""
    found = await collect(10, tmp_path)
    assert found["facts"] == 20
    assert [host["asked"] for host in found["hosts"]] == [24] * 5
    assert not any(host["refused"] for host in found["hosts"])


def test_the_command_writes_its_figures(tmp_path: Path) -> None:
    """What `make bench` runs ends with a table and a file."""
    out = tmp_path / "collection.json"
    command = [sys.executable, "-m", "benchmarks.collection", "--accounts", "5", "--out", str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "most in a minute" in " ".join(done.stdout.split())
    assert json.loads(out.read_text(encoding="utf-8"))["accounts"] == 5

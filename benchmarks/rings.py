"""What the ring rule costs in accuracy: real logs, and a made-up one of teams and departments.

The same cuts with and without the rule, the difference with its interval by paired bootstrap.
Run with `python -m benchmarks.rings`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.attacks import DATA
from benchmarks.departments import write_departments
from scoring.clock import SystemClock
from scoring.population import metrics
from scoring.population.evaluate import Cuts, cuts_at, cuts_spaced
from scoring.population.log import Floats, Log
from scoring.population.rank import Ranking, Rules, rank
from scoring.population.ring import circles
from scoring.population.summary import METRICS, bootstrap
from scoring.population.view import DAY, outcome
from scoring.shipped import load_shipped

OUT = Path("artifacts/bench/rings.json")
MADE_UP = "teams and departments (made up)"
CUTS = 10  # of a log of one community
LOGS = {"chat.tsv.gz": (28.0, 20), "mathoverflow.tsv.gz": (180.0, 100)}  # days, k


def price(log: Log, horizon: float, k: int) -> dict[str, Any]:
    """Accuracy with and without the rule, over the cuts of a log."""
    rules = Rules(load_shipped(), horizon=horizon)
    without: list[list[float]] = []
    ringed: list[list[float]] = []
    inside: list[float] = []
    for at, communities in _cuts(log, horizon).items():
        came = outcome(log, at, at + horizon)
        plain, ruled = (rank(log, at, replace(rules, ring_rule=on)) for on in (False, True))
        inside.append(_in_circles(plain))
        for community in communities:
            without.append(_figures(plain, came, community, k))
            ringed.append(_figures(ruled, came, community, k))
    return _document(np.array(without), np.array(ringed), inside)


def _cuts(log: Log, horizon: float) -> Cuts:
    """Four of each community where there are several, ten over the second half of a single one."""
    if len(log.starts) > 1:
        return cuts_spaced(log, horizon)
    start, end = float(log.starts[0]), float(log.ends[0])
    moments = np.linspace((start + end) / 2, end - horizon, CUTS)
    return cuts_at(log, moments.tolist(), horizon)


def _figures(ranking: Ranking, came: Floats, community: int, k: int) -> list[float]:
    members = np.flatnonzero((ranking.view.community == community) & ranking.view.seen)
    said, real = ranking.people[members], came[members]
    return [
        metrics.spearman(said, real),
        metrics.ndcg(said, real, k),
        metrics.precision(said, real, k),
    ]


def _in_circles(ranking: Ranking) -> float:
    """The share of everybody seen who is in some circle."""
    found = circles(ranking.view, ranking.trust.weight)
    inside = np.any([one.of >= 0 for one in found], axis=0)
    return float(inside[ranking.view.seen].mean())


def _document(without: Floats, ringed: Floats, inside: Sequence[float]) -> dict[str, Any]:
    rows: dict[str, Any] = {"cuts": len(without), "in_circles": round(float(np.mean(inside)), 3)}
    for i, metric in enumerate(METRICS):
        low, high = bootstrap(ringed[:, i] - without[:, i])
        rows[metric] = {
            "without": round(float(without[:, i].mean()), 4),
            "with": round(float(ringed[:, i].mean()), 4),
            "low": round(low, 4),
            "high": round(high, 4),
            "measurable_loss": high < 0,
        }
    return rows


@contextmanager
def _logs(folder: Path) -> Iterator[dict[str, tuple[Path, float, int]]]:
    """Where each log is, the days foretold and k."""
    with tempfile.TemporaryDirectory() as made:
        teams = Path(made) / "teams.tsv"
        write_departments(teams)
        real = {name: (folder / name, days, k) for name, (days, k) in LOGS.items()}
        yield {**real, MADE_UP: (teams, 28.0, 20)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the logs")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args(arguments)
    found = {}
    with _logs(given.data) as logs:
        for name, (path, days, k) in logs.items():
            with Log(path, SystemClock().now()) as log:
                found[name] = price(log, days * DAY, k)
    table = Table("log", "in circles", "figure", "without", "with the rule", "difference")
    for name, one in found.items():
        for metric in METRICS:
            row = one[metric]
            gap = f"{row['with'] - row['without']:+.3f} ({row['low']:+.3f} to {row['high']:+.3f})"
            figures = (f"{row[key]:.3f}" for key in ("without", "with"))
            table.add_row(name, f"{one['in_circles']:.0%}", metric, *figures, gap)
    Console().print(table)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

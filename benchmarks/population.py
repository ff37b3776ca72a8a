"""How long ranking a whole population takes, against the plainest count of the same file.

Each runs in a process of its own, so that its peak of memory is its own; the ratio is what can be
quoted. Run with `python -m benchmarks.population --rows 10000000`.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.crowd import write_crowd

ROWS = 1_000_000
OUT = Path("artifacts/bench/population.json")
COUNT = "count(*), count(distinct actor) … group by target"
SHIPPED, PAST = "rank --weights shipped", "rank --weights past"
WEIGHTS = {SHIPPED: "shipped", PAST: "past"}
BARS = {SHIPPED: 3.0, PAST: 15.0}
GIB = 2**30
ANSWER = "ranked.parquet"
COUNTS = (
    "create table counted as select target, count(*) as events, count(distinct actor) as people "
    "from read_parquet(?) group by target"
)


def count(path: Path) -> None:
    """The plain count, kept as a table."""
    with duckdb.connect(":memory:") as db:
        db.execute(COUNTS, [str(path)])


def rank(path: Path, weights: str) -> None:
    """The command, its answer written to a file beside the log."""
    from scoring.__main__ import app

    out = str(path.with_name(ANSWER))
    app(["rank", str(path), "--weights", weights, "--out", out], standalone_mode=False)


def child(name: str, path: Path) -> None:
    """Do one piece of work and print its seconds and its peak of memory in bytes."""
    if name != COUNT:
        import scoring.population.commands  # noqa: F401  (its import is not the work)
    began = time.perf_counter()
    count(path) if name == COUNT else rank(path, WEIGHTS[name])
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1 if sys.platform == "darwin" else 1024
    print(json.dumps({"seconds": took, "peak_bytes": peak * unit}))


def measure(name: str, path: Path, turns: int) -> dict[str, float]:
    """The fastest of some turns in processes of their own, and the highest peak."""
    command = [sys.executable, "-m", "benchmarks.population", "--child", name, str(path)]
    done = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603
        for _ in range(turns)
    ]
    return {
        "seconds": min(one["seconds"] for one in done),
        "peak_bytes": max(one["peak_bytes"] for one in done),
    }


def summary(measured: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Each piece of work with its ratio to the plain count."""
    plain = measured[COUNT]["seconds"]
    return {
        name: {
            "seconds": round(one["seconds"], 2),
            "times_count": round(one["seconds"] / plain, 2),
            "peak_gib": round(one["peak_bytes"] / GIB, 2),
        }
        for name, one in measured.items()
    }


def run(rows: int, turns: int) -> dict[str, Any]:
    """Write a crowd and measure everything on it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crowd.parquet"
        write_crowd(path, rows)
        measured = {name: measure(name, path, turns) for name in (COUNT, SHIPPED, PAST)}
    return {"rows": rows, "work": summary(measured)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--turns", type=int, default=2, help="the fastest counts")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.child:
        child(given.child[0], Path(given.child[1]))
        return
    found = run(given.rows, given.turns)
    table = Table("work", "seconds", "times the count", "at most", "peak GiB")
    for name, row in found["work"].items():
        figures = (f"{row[key]:.2f}" for key in ("seconds", "times_count"))
        bar = f"{BARS[name]:g}" if name in BARS else ""
        table.add_row(name, *figures, bar, f"{row['peak_gib']:.2f}")
    Console().print(f"{found['rows']:,} interactions", table)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

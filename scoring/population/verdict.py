"""A judgement in tables, for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from scoring.population.summary import METRICS
from scoring.population.view import DAY


def print_verdict(found: Mapping[str, Any], horizon: float, console: Console) -> None:
    """Methods side by side, differences with their intervals, coverage and R2."""
    units = {(row["at"], row["community"]) for row in found["cuts"]}
    console.print(f"{len(units)} cuts, each against the {horizon / DAY:g} days after it")
    console.print(_methods(found["summary"]))
    for method, gaps in found["summary"]["against_best_baseline"].items():
        for gap in gaps:
            console.print(
                f"{method}, {gap['metric']}: {gap['mean']:+.3f} "
                f"({gap['low']:+.3f} to {gap['high']:+.3f}) against {gap['best']}"
                f"{', measurably below' if gap['measurably_below'] else ''}"
            )
    console.print(_coverage(found["coverage"]))
    for against, figure in found["r2"].items():
        console.print(f"R2 of the score against {against}: {figure:.2f}")
    if found["unprotected"]:
        console.print(
            f"Unprotected at {len(found['unprotected'])} cuts: too little past for seeds."
        )


def _methods(summary: Mapping[str, Any]) -> Table:
    table = Table("method", *METRICS, box=None)
    for method, figures in summary["methods"].items():
        table.add_row(method, *(_interval(figures[metric]) for metric in METRICS))
    return table


def _coverage(coverage: Mapping[str, Any]) -> Table:
    table = Table("80 % range", "people forecast", "n", "inside", "inside, randomised", box=None)
    for method, found in coverage.items():
        table.add_row(method, "all", "", _share(found["raw"]), _share(found["randomised"]))
        for size in found["by_size"]:
            to = "and more" if size["to"] is None else f"to {size['to']:g}"
            inside = (_share(size["raw"]), _share(size["randomised"]))
            table.add_row("", f"{size['from']:g} {to}", f"{size['n']:,}", *inside)
    return table


def _interval(figure: Mapping[str, float]) -> str:
    return f"{figure['mean']:.3f} ({figure['low']:.3f}–{figure['high']:.3f})"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"

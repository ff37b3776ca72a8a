"""How well the score foretells who is heard next: the tables of docs/score.md, printed again.

Cuts are spread evenly over the second half of each community, chosen before any figure is
seen; the shipped weights are replaced by weights fitted on the other logs. Run with
`python -m benchmarks.accuracy [FOLDER]`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console

from scoring.clock import SystemClock
from scoring.population import publish
from scoring.population.asbot import as_bot
from scoring.population.commands import progress
from scoring.population.evaluate import cuts_spaced, judge
from scoring.population.log import Log
from scoring.population.rank import Rules, Step
from scoring.population.summary import document
from scoring.population.verdict import print_verdict
from scoring.population.view import DAY
from scoring.shipped import Weights

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
OUT = Path("artifacts/bench/accuracy.json")


@dataclass(frozen=True, slots=True)
class Trial:
    """A log, the window foretold in seconds, cuts per community, how many are the first."""

    name: str
    horizon: float
    each: int
    k: int


TRIALS = (
    Trial("chat.tsv.gz", 28 * DAY, 4, 20),
    Trial("mathoverflow.tsv.gz", 180 * DAY, 10, 100),
)


def run(folder: Path, step: Step) -> Mapping[str, Mapping[str, Any]]:
    """The judgement of every log, by weights of the others."""
    now = SystemClock().now()
    logs = {trial.name: Log(folder / trial.name, now) for trial in TRIALS}
    try:
        lessons = {name: publish.lesson(log, step) for name, log in logs.items()}
        return {
            trial.name: _tried(
                trial,
                logs[trial.name],
                publish.fit([each for name, each in lessons.items() if name != trial.name]),
                step,
            )
            for trial in TRIALS
        }
    finally:
        for log in logs.values():
            log.close()


def _tried(trial: Trial, log: Log, others: Weights, step: Step) -> Mapping[str, Any]:
    cuts = cuts_spaced(log, trial.horizon, trial.each)
    rules = Rules(others, horizon=trial.horizon)
    return document(judge(log, cuts, rules, trial.k, partial(as_bot, others), step))


def main() -> None:
    """Print the tables and write the figures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    missing = [trial.name for trial in TRIALS if not (folder / trial.name).is_file()]
    if missing:
        print(f"No figures: {folder} has no {', '.join(missing)}.", file=sys.stderr)
        return
    with progress(1) as step:
        figures = run(folder, step)
    console = Console(highlight=False, width=120)
    for trial in TRIALS:
        console.rule(f"{trial.name}, the first {trial.k}")
        print_verdict(figures[trial.name], trial.horizon, console)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The commands rank, evaluate and fit: options understood here, work done in `commands`.

Nothing heavy is imported before a command runs: `python -m scoring score` must not need it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scoring.clock import SystemClock
from scoring.errors import RenownError
from scoring.population.errors import MomentError

USAGE = 2
SECONDS = {"h": 3_600.0, "d": 86_400.0, "w": 604_800.0}


class Source(StrEnum):
    """Where weights come from."""

    PAST = "past"
    SHIPPED = "shipped"


Logs = Annotated[list[Path], typer.Argument(help="Logs in TSV, CSV (also .gz) or Parquet.")]
OneLog = Annotated[Path, typer.Argument(help="A log in TSV, CSV (also .gz) or Parquet.")]
At = Annotated[str | None, typer.Option("--at", help="Unix seconds or a timestamp; the log's end.")]
CutTimes = Annotated[list[str] | None, typer.Option("--cut", help="A moment to judge at; several.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line of the core."""
    for command in (rank, evaluate, fit):
        app.command()(command)


def rank(
    log: OneLog,
    at: At = None,
    weights: Annotated[Source, typer.Option(help="Fitted on the log's past.")] = Source.PAST,
    half_life: Annotated[
        list[float] | None, typer.Option(help="Days; several. Instead of 7, 30, 90 and 365.")
    ] = None,
    trusted: Annotated[
        Path | None, typer.Option(help="Trusted accounts, one a line, instead of tenure.")
    ] = None,
    ring_rule: Annotated[
        bool, typer.Option("--ring-rule", help="Circles of mutual acts count as about one.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="A .csv, .tsv or .parquet file.")] = None,
) -> None:
    """Rank everybody in a log at one moment, from what came before it alone."""
    with _sentences():
        from scoring.population import commands

        commands.rank_log(
            log,
            SystemClock().now(),
            None if at is None else moment(at),
            fitted=weights is Source.PAST,
            half_lives=half_life or (),
            trusted=trusted,
            ring_rule=ring_rule,
            out=out,
        )


def evaluate(
    log: OneLog,
    cut: CutTimes = None,
    horizon: Annotated[str, typer.Option(help="The window foretold: 28d, 26w.")] = "28d",
    as_bot: Annotated[
        bool, typer.Option("--as-bot", help="Also the number that members see.")
    ] = False,
    weights_from: Annotated[
        list[Path] | None, typer.Option(help="Logs to fit on, instead of the shipped weights.")
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, help="How many are the first.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Judge the ranking at cuts against what came after them, beside simpler ones."""
    with _sentences():
        from scoring.population import commands

        commands.evaluate_log(
            log,
            SystemClock().now(),
            [moment(text) for text in cut or ()],
            seconds(horizon),
            as_members_see=as_bot,
            weights_from=weights_from or (),
            k=k,
            as_json=as_json,
        )


def fit(
    logs: Logs,
    out: Annotated[Path, typer.Option(help="The file of weights; a report is put beside it.")],
) -> None:
    """Fit the weights that are shipped, on whole logs."""
    with _sentences():
        from scoring.population import commands

        commands.fit_logs(logs, SystemClock().now(), out)


def moment(text: str) -> float:
    """Unix seconds of a moment given as such or as a timestamp, UTC unless it says otherwise.

    Raises MomentError where it is neither.
    """
    try:
        return float(text)
    except ValueError:
        pass
    try:
        when = datetime.fromisoformat(text)
    except ValueError as error:
        raise MomentError(f"“{text}” is neither unix seconds nor a timestamp.") from error
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def seconds(text: str) -> float:
    """The length of a window such as 28d, 26w or 36h. Raises MomentError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([hdw])", text.strip())
    if found is None or float(found[1]) == 0:
        raise MomentError(f"“{text}” is no window; write 28d, 26w or 36h.")
    return float(found[1]) * SECONDS[found[2]]


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn what can go wrong into one sentence and exit code 2."""
    try:
        yield
    except RenownError as error:
        print(error, file=sys.stderr)
        raise SystemExit(USAGE) from error
    except ModuleNotFoundError as error:
        needed = "pip install -r requirements-research.txt"
        print(f"Ranking a log needs {error.name}: {needed}.", file=sys.stderr)
        raise SystemExit(USAGE) from error

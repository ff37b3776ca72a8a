"""What the commands rank, evaluate and fit do, once their options are understood."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from scoring.population import publish
from scoring.population.asbot import as_bot
from scoring.population.errors import MomentError, PopulationError
from scoring.population.evaluate import cuts_at, cuts_spaced, judge
from scoring.population.fit import CUTS
from scoring.population.log import JUST_AFTER, Log, written
from scoring.population.output import check_suffix, remarks, save, show
from scoring.population.rank import Ranking, Rules, Step, rank
from scoring.population.summary import document
from scoring.population.trust import Flags
from scoring.population.verdict import print_verdict
from scoring.shipped import HALF_LIVES, Weights, as_document, load_shipped

STEPS_OF_A_RANKING = CUTS + 2


def rank_log(
    path: Path,
    now: datetime,
    at: float | None,
    *,
    fitted: bool,
    half_lives: Sequence[float],
    trusted: Path | None,
    ring_rule: bool,
    out: Path | None,
) -> None:
    """Rank everybody in a log at a moment, and show it or write it."""
    if at is not None and at > now.timestamp():
        raise MomentError(f"{written(at)} lies in the future; nothing can be known of it yet.")
    if out is not None:
        check_suffix(out)
    custom = tuple(half_lives) not in ((), HALF_LIVES)
    with ExitStack() as stack:
        with progress(STEPS_OF_A_RANKING + 1) as step:
            step(f"reading {path}")
            log = stack.enter_context(Log(path, now, before=at, cuts=CUTS if fitted else 0))
            rules = Rules(
                None if custom else load_shipped(),
                fitted=fitted,
                trusted=None if trusted is None else named_in(log, trusted),
                ring_rule=ring_rule,
                half_lives=tuple(half_lives) if custom else HALF_LIVES,
            )
            moment = float(log.ends.max()) + JUST_AFTER if at is None else at
            ranking = rank(log, moment, rules, step)
        _give(log, ranking, out)


def evaluate_log(
    path: Path,
    now: datetime,
    moments: Sequence[float],
    horizon: float,
    *,
    as_members_see: bool,
    weights_from: Sequence[Path],
    k: int,
    as_json: bool,
) -> None:
    """Judge the ranking of a log against what came, and print it."""
    with progress(1) as step, Log(path, now) as log:
        weights = _fitted_on(weights_from, now, step) if weights_from else load_shipped()
        cuts = cuts_at(log, moments, horizon) if moments else cuts_spaced(log, horizon)
        more = partial(as_bot, weights) if as_members_see else None
        judged = judge(log, cuts, Rules(weights, horizon=horizon), k, more, step)
    found = document(judged)
    if as_json:
        print(json.dumps(found, indent=2))
    else:
        print_verdict(found, horizon, Console(highlight=False))


def fit_logs(paths: Sequence[Path], now: datetime, out: Path) -> None:
    """Fit the weights that are shipped and write them with the report beside."""
    with ExitStack() as stack:
        step = stack.enter_context(progress(1))
        logs = [stack.enter_context(Log(path, now)) for path in paths]
        lessons = [publish.lesson(log, step) for log in logs]
        weights = publish.fit(lessons)
        found = as_document(weights, publish.figures(lessons, step))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    publish.report_path(out).write_text(publish.report(found), encoding="utf-8")


def named_in(log: Log, path: Path) -> Flags:
    """The accounts that a file names, one a line, in every community where they are."""
    try:
        names = {line.strip() for line in path.read_text(encoding="utf-8").splitlines()}
    except (OSError, UnicodeDecodeError) as error:
        raise PopulationError(f"{path} cannot be read as a list of accounts.") from error
    flags: Flags = np.isin(log.nodes.names.astype(str), sorted(names))
    if not flags.any():
        raise PopulationError(f"None of the accounts in {path} is in the log.")
    return flags


def _give(log: Log, ranking: Ranking, out: Path | None) -> None:
    if out is None:
        show(log, ranking, Console(highlight=False))
    else:
        save(log, ranking, out)
    for remark in remarks(log, ranking):
        print(remark, file=sys.stderr)


def _fitted_on(paths: Sequence[Path], now: datetime, step: Step) -> Weights:
    """Weights fitted on these logs, without writing them."""
    with ExitStack() as stack:
        logs = [stack.enter_context(Log(path, now)) for path in paths]
        return publish.fit([publish.lesson(log, step) for log in logs])


@contextmanager
def progress(total: int) -> Iterator[Step]:
    """A bar on the terminal's error stream for long work, gone when it is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total if total > 1 else None)

        def step(what: str) -> None:
            bar.update(task, description=what, advance=1)

        yield step

"""Fitting the weights that are shipped, and the report of that fit.

Live accounts have no graph of trust, so everybody weighs the same here. Every log has the
same say. The level is that of a steady audience, since nobody knows how a live network grows or
shrinks. The range comes from forecasts of each log by the weights of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from scoring.population.errors import MomentError, WeightsError
from scoring.population.evaluate import cuts_spaced, judge
from scoring.population.fit import Fit, Sample, combine, enough
from scoring.population.log import Floats, Log
from scoring.population.model import SOME_PAST, WINDOW, Ratios, sample
from scoring.population.rank import Rules, Step, credibility, silent
from scoring.population.spread import Forecast, fit_spreading
from scoring.population.steady import steady
from scoring.population.summary import by_method
from scoring.population.view import outcome
from scoring.shipped import NAMES, Spreading, Weights

MOST_CUTS = 12
FLAT = Spreading(0.0, 0.0, 0.0, 1.0)
K = 20
LEAST_C = 0.25  # six weeks instead of a year widen a range by a third at least, whatever logs say


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one log teaches: samples at its cuts, youngest first, and people against acts.

    `acts` holds (acts, people) of everybody who received several acts before a cut.
    """

    log: Log
    samples: Sequence[Sample]
    acts: Sequence[Floats]


def lesson(log: Log, step: Step = silent) -> Lesson:
    """Up to twelve cuts of a log, four weeks apart or more, each with its next four weeks."""
    first = float(log.starts.min()) + SOME_PAST
    last = float(log.ends.max()) - WINDOW
    count = min(MOST_CUTS, int((last - first) // WINDOW) + 1)
    if count < 1:
        raise MomentError(f"{log.path} is too short to fit anything: it needs eight weeks.")
    flat = Rules(Weights((0.0,) * len(NAMES), FLAT), weighed=False)
    samples, acts = [], []
    for at in np.linspace(last, first, count).tolist() if count > 1 else [last]:
        step(f"{log.path.name}: {datetime.fromtimestamp(at, UTC):%Y-%m-%d}")
        samples.append(sample(log, at, WINDOW, lambda then: credibility(log, flat, then)))
        acts.append(_people_against_acts(log, at))
    return Lesson(log, [one for one in samples if len(one.people)], acts)


def _people_against_acts(log: Log, at: float) -> Floats:
    """(acts, people) of the four weeks before `at`, for whoever received several acts."""
    found = log.ask("received", since=at - WINDOW, until=at)
    people = outcome(log, at - WINDOW, at)[found["target"]]
    acts = found["events"].astype(np.float64)
    several = acts > 1
    return np.column_stack([acts, people])[several]


def fit(lessons: Sequence[Lesson]) -> Weights:
    """One set of weights for all. Raises WeightsError where there is too little to learn from."""
    samples = [one for each in lessons for one in each.samples]
    if not enough(samples):
        raise WeightsError("These logs hold too few people to fit weights on.")
    taught = _taught(lessons)
    found = steady(taught)
    return Weights(
        values=tuple(found.weights.tolist()),
        spreading=fit_spreading(_foretold(lessons), found.nobody, LEAST_C),
        people_per_act=_people_per_act(lessons),
        fitted=tuple(taught.weights.tolist()),
    )


def _taught(lessons: Sequence[Lesson]) -> Fit:
    """The fit in which each log's people weigh as much as any other log's."""
    samples: list[Sample] = []
    says: list[float] = []
    for each in lessons:
        total = sum(float(one.people.sum()) for one in each.samples)
        samples += each.samples
        says += [1.0 / max(total, 1.0)] * len(each.samples)
    return combine(samples, says)


def _foretold(lessons: Sequence[Lesson]) -> list[Forecast]:
    """Each log as the others would have foretold it; a single log by its own weights.

    At the level of each community's earlier cuts: how far a whole network grows or shrinks is
    another question than how much one account's people vary.
    """
    found = []
    for each in lessons:
        others = [other for other in lessons if other is not each] or [each]
        fit_of_others = steady(_taught(others))
        ratios = Ratios(len(each.log.starts))
        for one in reversed(each.samples):
            mean = fit_of_others.forecast(one)
            found.append(Forecast(mean * ratios.levels()[one.community], one.people, one.days))
            ratios.add(one, mean)
    return found


def _people_per_act(lessons: Sequence[Lesson]) -> float:
    """The slope of log people on log acts through one act by one person; logs count alike."""
    slopes = []
    for each in lessons:
        logs = np.log(np.maximum(1.0, np.concatenate(each.acts)))
        if len(logs):
            slopes.append(float(logs[:, 0] @ logs[:, 1] / (logs[:, 0] @ logs[:, 0])))
    return min(1.0, float(np.mean(slopes))) if slopes else 1.0


def figures(lessons: Sequence[Lesson], step: Step = silent) -> dict[str, Any]:
    """Data, dates of the cuts, and how well each log is ranked by weights of the others."""
    judged = {}
    for each in lessons:
        others = [other for other in lessons if other is not each]
        if others:
            judged[each.log.path.name] = _judged(each.log, fit(others), step)
    return {
        "data": [
            {
                "log": each.log.path.name,
                "accounts": len(each.log.nodes),
                "cuts": [f"{datetime.fromtimestamp(s.at, UTC):%Y-%m-%d}" for s in each.samples],
            }
            for each in lessons
        ],
        "ranked_by_weights_of_the_others": judged,
    }


def _judged(log: Log, weights: Weights, step: Step) -> Mapping[str, Mapping[str, float]]:
    rules = Rules(weights, fitted=False, weighed=False)
    found = judge(log, cuts_spaced(log, rules.horizon), rules, K, step=step)
    return {
        method: {metric: round(float(v.mean()), 4) for metric, v in of.items()}
        for method, of in by_method(found.rows).items()
    }


def report(document: Mapping[str, Any]) -> str:
    """The fit in words and tables, as Markdown."""
    lines = ["# Report of the fit", "", "| feature | weight |", "|---|---|"]
    lines += [f"| {name} | {w:.4f} |" for name, w in document["weights"].items()]
    lines += ["", "| range | |", "|---|---|"]
    lines += [f"| {name} | {value:.4f} |" for name, value in document["range"].items()]
    lines += ["", "| log | accounts | cuts |", "|---|---|---|"]
    lines += [
        f"| {d['log']} | {d['accounts']:,} | {', '.join(d['cuts'])} |" for d in document["data"]
    ]
    lines += ["", f"Behind n acts stand n^{document['people_per_act']:.2f} people."]
    for name, methods in document["ranked_by_weights_of_the_others"].items():
        lines += ["", f"{name}, ranked by weights fitted on the other logs:", ""]
        lines += ["| method | Spearman | NDCG | precision |", "|---|---|---|---|"]
        lines += [
            f"| {m} | {f['spearman']:.3f} | {f['ndcg']:.3f} | {f['precision']:.3f} |"
            for m, f in methods.items()
        ]
    return "\n".join(lines) + "\n"


def report_path(path: Path) -> Path:
    """Where the report of a file of weights stands: beside it."""
    return path.with_suffix(".report.md")

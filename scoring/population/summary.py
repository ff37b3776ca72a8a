"""What an evaluation says on the whole: means over cuts, and differences with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from scoring.population.baselines import DECAYED
from scoring.population.evaluate import OURS, SIZES, UNWEIGHED, Covered, Judgement, Row
from scoring.population.log import Floats

METRICS = ("spearman", "ndcg", "precision")
RESAMPLES = 4_000
SEED = 20_110_526


@dataclass(frozen=True, slots=True)
class Difference:
    """One method against the best baseline: mean over cuts, with its 95 % interval."""

    metric: str
    best: str
    mean: float
    low: float
    high: float

    @property
    def measurably_below(self) -> bool:
        """Whether the whole interval lies under zero."""
        return self.high < 0


def by_method(rows: Sequence[Row]) -> dict[str, dict[str, Floats]]:
    """For each method and metric one figure per cut and community, in one order for all."""
    found: dict[str, dict[str, list[float]]] = {}
    for row in rows:
        metrics = found.setdefault(row.method, {metric: [] for metric in METRICS})
        for metric in METRICS:
            metrics[metric].append(getattr(row, metric))
    return {m: {k: np.array(v) for k, v in of.items()} for m, of in found.items()}


def decayed_best(figures: Mapping[str, Mapping[str, Floats]], metric: str) -> str:
    """The half-life that would have been best by this metric on these very cuts."""
    decayed = [name for name in figures if name.startswith(DECAYED)]
    return max(decayed, key=lambda name: float(figures[name][metric].mean()))


def differences(
    figures: Mapping[str, Mapping[str, Floats]], ours: str, judged: Sequence[str]
) -> list[Difference]:
    """`ours` against the best of the `judged` baselines by each metric, paired over cuts."""
    found = []
    for metric in METRICS:
        best = max(judged, key=lambda name: float(figures[name][metric].mean()))
        gaps = figures[ours][metric] - figures[best][metric]
        low, high = bootstrap(gaps)
        found.append(Difference(metric, best, float(gaps.mean()), low, high))
    return found


def bootstrap(values: Floats) -> tuple[float, float]:
    """The 95 % interval of the mean of these values, by drawing cuts again."""
    dice = np.random.default_rng(SEED)
    means = values[dice.integers(0, len(values), (RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def coverage(covered: Covered) -> dict[str, Any]:
    """How often the 80 % range held: randomised overall, raw by the size forecast."""
    sizes = []
    for low, high in SIZES:
        rows = (covered.people >= low) & (covered.people < high)
        n = int(rows.sum())
        sizes.append(
            {
                "from": low,
                "to": high if np.isfinite(high) else None,
                "n": n,
                "raw": float(covered.raw[rows].mean()) if n else None,
                "randomised": float(covered.randomised[rows].mean()) if n else None,
            }
        )
    return {
        "randomised": float(covered.randomised.mean()),
        "raw": float(covered.raw.mean()),
        "by_size": sizes,
    }


def document(judgement: Judgement) -> dict[str, Any]:
    """The whole judgement for programs."""
    figures = by_method(judgement.rows)
    ours = (OURS, UNWEIGHED)
    judged = [m for m in figures if m not in ours and not m.startswith("as bot")]
    compared = [m for m in figures if m not in judged]
    return {
        "cuts": [asdict(row) for row in judgement.rows],
        "summary": {
            "methods": {
                method: {metric: _interval(values) for metric, values in of.items()}
                for method, of in figures.items()
            },
            "best_half_life": {metric: decayed_best(figures, metric) for metric in METRICS},
            "against_best_baseline": {
                method: [
                    {**asdict(d), "measurably_below": d.measurably_below}
                    for d in differences(figures, method, judged)
                ]
                for method in compared
            },
        },
        "coverage": {name: coverage(covered) for name, covered in judgement.covered.items()},
        "r2": {name: float(np.mean(values)) for name, values in judgement.r2.items()},
        "unprotected": [{"at": at, "community": name} for at, name in judgement.unprotected],
    }


def _interval(values: Floats) -> dict[str, float]:
    low, high = bootstrap(values)
    return {"mean": float(values.mean()), "low": low, "high": high}

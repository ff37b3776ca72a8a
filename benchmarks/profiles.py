"""How well profiles tell genuine people from bought followers: AUC of the profile weight.

The formula (scoring/credibility.py) was chosen on one half of the set, drawn by a hash of each
row; the figure that counts is the one of the other half. Run with `python -m benchmarks.profiles`.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scoring.credibility import weigh
from scoring.networks.base import ActorProfile

SHARED = Path(os.environ.get("RENOWN_SHARED") or Path(__file__).resolve().parents[2] / "shared")
DATA = SHARED / "data"
FILE = "profiles.tsv.gz"
OUT = Path("artifacts/bench/profiles.json")
HALVES = ("chosen on", "judged on")


@dataclass(frozen=True, slots=True)
class Sample:
    """One profile of the set, when it was read, and whether its owner is a genuine person."""

    profile: ActorProfile
    read_at: datetime
    genuine: bool
    half: str

    @property
    def weight(self) -> float:
        """What the formula says."""
        return weigh(self.profile, self.read_at).value

    @property
    def ratio(self) -> float:
        """The baseline: followers against followings alone."""
        return (self.profile.followers or 0) / ((self.profile.followings or 0) + 1)


def read(folder: Path = DATA) -> list[Sample]:
    """The set. Raises FileNotFoundError where it is not."""
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as file:
        lines = file.read().splitlines()
    rows = csv.DictReader(lines, delimiter="\t")
    return [_sample(row, line) for row, line in zip(rows, lines[1:], strict=True)]


def _sample(row: dict[str, str], line: str) -> Sample:
    profile = ActorProfile(
        native_id=line,
        created_at=datetime.strptime(row["created_at"], "%a %b %d %H:%M:%S %z %Y"),
        followers=int(row["followers"]),
        followings=int(row["friends"]),
        publications=int(row["statuses"]),
        has_picture=row["default_image"] == "0",
        has_text=row["has_bio"] == "1",
    )
    read_at = datetime.fromisoformat(row["updated"]).replace(tzinfo=UTC)
    half = HALVES[hashlib.sha256(line.encode()).digest()[0] & 1]
    return Sample(profile, read_at, row["is_fake"] == "0", half)


def auc(genuine: Sequence[float], bought: Sequence[float]) -> float:
    """How often a genuine profile outweighs a bought one; ties count half."""
    ranks = _ranks([*genuine, *bought])
    most = len(genuine) * len(bought)
    return (sum(ranks[: len(genuine)]) - len(genuine) * (len(genuine) + 1) / 2) / most


def _ranks(values: Sequence[float]) -> list[float]:
    """From 1; equal values share the mean of their ranks."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        start = end
    return ranks


def figures(samples: Iterable[Sample]) -> dict[str, float]:
    """AUC of the weight and of the baseline, and what both kinds weigh on average."""
    held = list(samples)

    def of(score: Callable[[Sample], float], *, genuine: bool) -> list[float]:
        return [score(one) for one in held if one.genuine is genuine]

    weights = [of(lambda one: one.weight, genuine=kind) for kind in (True, False)]
    ratios = [of(lambda one: one.ratio, genuine=kind) for kind in (True, False)]
    return {
        "profiles": len(held),
        "auc": round(auc(*weights), 4),
        "auc_followers_by_followings": round(auc(*ratios), 4),
        "mean_weight_genuine": round(sum(weights[0]) / len(weights[0]), 3),
        "mean_weight_bought": round(sum(weights[1]) / len(weights[1]), 3),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help=f"the folder of {FILE}")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args(arguments)
    samples = read(given.data)
    found = {half: figures(s for s in samples if s.half == half) for half in HALVES}
    table = Table("", *HALVES)
    for name in found[HALVES[0]]:
        table.add_row(name.replace("_", " "), *(f"{found[half][name]:g}" for half in HALVES))
    Console().print(table)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

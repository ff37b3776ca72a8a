"""Small logs made by hand or by a seeded generator, written as files."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

DAY = 86_400
START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = ("community", "at", "actor", "target", "kind")


@dataclass(frozen=True, slots=True)
class Act:
    """One row: who did what to whom, `day` days after the start."""

    day: float
    actor: str
    target: str = ""
    kind: str = "reply"
    community: str = "club"

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.community, repr(START + self.day * DAY), self.actor, self.target, self.kind)


def post(day: float, actor: str, community: str = "club") -> Act:
    """A publication."""
    return Act(day, actor, kind="post", community=community)


def at(day: float) -> float:
    """Unix seconds of a day after the start."""
    return START + day * DAY


def write(path: Path, acts: Iterable[Act], header: Sequence[str] = HEADER) -> Path:
    """A log as TSV or CSV by its suffix, gzipped where it ends in .gz."""
    comma = "," if ".csv" in path.suffixes else "\t"
    lines = [comma.join(header)]
    lines += [comma.join(act.cells[HEADER.index(name)] for name in header) for act in acts]
    data = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def village(weeks: int = 40, people: int = 40, seed: int = 7) -> list[Act]:
    """A community in which a few are heard by many, for weeks; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    names = [f"p{i:02}" for i in range(people)]
    joined = {name: dice.uniform(0, weeks * 5) * (i > people // 3) for i, name in enumerate(names)}
    heard = {name: 1.0 / (i + 1) for i, name in enumerate(dice.sample(names, people))}
    acts = []
    for week in range(weeks):
        here = [name for name in names if joined[name] <= week * 7]
        talking = [name for name in here if dice.random() < 0.7]
        acts += [post(week * 7 + dice.uniform(0, 7), name) for name in talking]
        for _ in range(3 * len(here) // 2):
            actor = dice.choice(here)
            target = dice.choices(here, [heard[name] for name in here])[0]
            acts.append(Act(week * 7 + dice.uniform(0, 7), actor, target))
    return acts

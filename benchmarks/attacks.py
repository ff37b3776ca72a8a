"""How many people an attack gains for a low-ranked real account, by our score and by counting.

Weights are those that the log's own past taught before the attack, with `--refit` those that the
attacked log teaches; twenty targets for each community, the median over them. Run with
`python -m benchmarks.attacks`.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks import schemes
from benchmarks.overlay import attacked
from benchmarks.schemes import MONTH, SCHEMES, Scene
from scoring.clock import SystemClock
from scoring.evidence import Audience, Totals
from scoring.formula import measure
from scoring.networks.base import Kind
from scoring.population.baselines import DECAYED, DISTINCT, EVENTS
from scoring.population.log import Floats, Log
from scoring.population.rank import Ranking, Rules, rank
from scoring.population.view import DAY, View, outcome, view
from scoring.shipped import Weights, load_shipped

SHARED = Path(os.environ.get("RENOWN_SHARED") or Path(__file__).resolve().parents[2] / "shared")
DATA = SHARED / "data"
LOGS = ("chat.tsv.gz", "mathoverflow.tsv.gz")
OUT = Path("artifacts/bench/attacks.json")
TARGETS, SEED = 20, 1
YEAR = 365.0
BOUGHT_LIKES = 10_000
WITH, WITHOUT, RINGED = "with trust", "without trust", "with trust and ring rule"
COUNTED = (EVENTS, DISTINCT, f"{DECAYED}, {MONTH:g} days")


@dataclass(frozen=True, slots=True)
class Stage:
    """One community of a log at its end, with what was said of it before any attack."""

    log: Log
    name: str
    community: int
    scene: Scene
    rules: Mapping[str, Rules]
    before: Mapping[str, Floats]
    worth: Mapping[str, float]
    faithful: float
    protected: bool


def stages(log: Log, name: str, *, refit: bool = False) -> Iterator[Stage]:
    """Each community of a log, at the moment of its last row; `refit` fits after each attack."""
    for community, end in enumerate(log.ends):
        yield _stage(log, name, community, float(end) + 1.0, refit)


def _stage(log: Log, name: str, community: int, at: float, refit: bool) -> Stage:
    asked = {WITH: Rules(load_shipped()), WITHOUT: Rules(load_shipped(), weighed=False)}
    found = {method: rank(log, at, rules) for method, rules in asked.items()}
    ours = found[WITH]
    rules = asked
    if not refit:
        rules = {method: _held(asked[method], found[method], community) for method in asked}
    rules[RINGED] = replace(rules[WITH], ring_rule=True)
    title = log.nodes.communities[community]
    stage = Stage(
        log,
        name if title in ("", name) else f"{name}: {title}",
        community,
        _scene(ours, community),
        rules,
        {},
        _worth(log, at, community),
        float(np.sum(_weights(found[WITH], community).values)),
        bool(ours.trust.protected[community]),
    )
    return replace(stage, before=figures(stage, log, tuple(rules)))


def _weights(ranking: Ranking, community: int) -> Weights:
    """The weights that were used for a community, its level included."""
    model = ranking.models[bool(ranking.trust.protected[community])]
    values = tuple((model.values * model.level[community]).tolist())
    return Weights(values, model.spreading)


def _held(rules: Rules, ranking: Ranking, community: int) -> Rules:
    return replace(rules, shipped=_weights(ranking, community), fitted=False)


def _scene(ranking: Ranking, community: int) -> Scene:
    at = ranking.view
    acted = np.zeros(at.size, np.bool_)
    acted[at.edges.actor] = True
    recent = np.zeros(at.size, np.bool_)
    recent[at.edges.actor[at.edges.last > at.at - YEAR * DAY]] = True
    here = at.seen & (at.community == community)
    low = here & acted & (ranking.people <= np.median(ranking.people[here]))
    return Scene(
        at.at,
        float(at.span[community]),
        np.flatnonzero(low),
        np.flatnonzero(ranking.trust.seeds & here),
        np.flatnonzero(recent & here),
        at.size,
    )


def _worth(log: Log, at: float, community: int) -> dict[str, float]:
    """People in four weeks for one unit of what is counted at sight, of the last window."""
    earlier = view(log, at - MONTH * DAY)
    here = earlier.community == community
    people = float(outcome(log, earlier.at, at)[here].sum())
    counted = _counted(earlier)
    return {name: people / max(1.0, float(of[here].sum())) for name, of in counted.items()}


def _counted(at: View) -> dict[str, Floats]:
    edges = at.edges
    age = (at.at - edges.last) / DAY
    figures = (edges.n, np.ones(len(age)), np.exp2(-age / MONTH))
    return {name: at.received(of) for name, of in zip(COUNTED, figures, strict=True)}


def figures(stage: Stage, log: Log, methods: Sequence[str]) -> dict[str, Floats]:
    """People of everybody by each method, in a log with or without an attack in it."""
    found = {method: rank(log, stage.scene.at, stage.rules[method]) for method in methods}
    said = {method: one.people for method, one in found.items()}
    counted = _counted(found[methods[0]].view)
    return said | {name: of * stage.worth[name] for name, of in counted.items()}


def gains(stage: Stage, letter: str, targets: int = TARGETS) -> dict[str, list[float]]:
    """People gained by each target, by method. Every target is attacked alone."""
    low, scene = stage.scene.low, stage.scene
    picked = np.random.default_rng(SEED).permutation(low)[:targets]
    methods = (WITH, WITHOUT, RINGED)
    gained: dict[str, list[float]] = {name: [] for name in (*methods, *COUNTED)}
    for target in picked.tolist():
        dice = np.random.default_rng([SEED, ord(letter), target])
        acts = SCHEMES[letter](scene, target, dice)
        with attacked(stage.log, acts, stage.community) as log:
            after = figures(stage, log, methods)
        for name, values in gained.items():
            values.append(float(after[name][target] - stage.before[name][target]))
    return gained


def totals_gained() -> float:
    """People gained by ten thousand bought likes on a year-old account, by totals alone."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    since = datetime(2025, 1, 1, tzinfo=UTC)
    bought = (Totals(now.timestamp(), Kind.LIKE, 0, BOUGHT_LIKES),)
    with_, without = (
        measure(Audience((), totals, (), (), since, since), now) for totals in (bought, ())
    )
    assert with_ is not None
    assert without is not None
    return with_.people - without.people


def study(stage: Stage, letters: Iterable[str] = SCHEMES, targets: int = TARGETS) -> dict[str, Any]:
    """Schemes in one community: median, least and most people gained."""
    unusable = not stage.protected
    return {
        "community": stage.name,
        "protected": stage.protected,
        "faithful_person": round(stage.faithful, 3),
        "targets": min(targets, len(stage.scene.low)),
        "attacks": {}
        if unusable
        else {
            letter: {name: _spread(of) for name, of in gains(stage, letter, targets).items()}
            for letter in letters
        },
    }


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(float(np.median(values)), 4),
        "least": round(min(values), 4),
        "most": round(max(values), 4),
    }


def tables(found: Sequence[Mapping[str, Any]]) -> Iterator[Table | str]:
    """One table per community."""
    for one in found:
        if not one["protected"]:
            yield f"{one['community']}: too short for people of long tenure, hence unprotected."
            continue
        title = f"{one['community']}: one faithful person adds {one['faithful_person']:.2f}"
        names = (WITH, RINGED, WITHOUT, *COUNTED)
        table = Table("", "scheme", *names, title=title)
        for letter, by in one["attacks"].items():
            medians = (f"{by[name]['median']:.2f}" for name in names)
            table.add_row(letter, str(SCHEMES[letter].__doc__).strip(), *medians)
        yield table


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the logs")
    parser.add_argument("--log", action="append", help="a log in it; several")
    parser.add_argument("--refit", action="store_true", help="fit on the attacked log")
    parser.add_argument("--scheme", action="append", choices=SCHEMES, help="its letter; several")
    parser.add_argument("--targets", type=int, default=TARGETS, help="of each community")
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args(arguments)
    found = []
    with ExitStack() as stack:
        for name in given.log or LOGS:
            log = stack.enter_context(Log(given.data / name, SystemClock().now()))
            found += [
                study(stage, given.scheme or SCHEMES, given.targets)
                for stage in stages(log, name.split(".")[0], refit=given.refit)
            ]
    totals = totals_gained()
    console = Console(width=150)
    for table in tables(found):
        console.print(table)
    console.print(f"{schemes.TOTALS}: {schemes.TOTALS_IN_WORDS} {totals:.0f} people, as shown.")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    document = {"communities": found, schemes.TOTALS: {"totals only": round(totals, 1)}}
    given.out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

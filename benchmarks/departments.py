"""A made-up log of honest tight groups: teams in departments who write to each other for years.

Fifteen departments of about twenty people, four teams in each. Everybody has a pace of writing and
a pull on others (log-normal, so that a few are central), joins at some time and may leave. Of what
somebody writes three quarters stay in the team, a sixth in the department, and the rest goes
anywhere; half of all messages are answered within days. Pulls drift from month to month, so that
the past tells the future only in part. The same for the same seed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scoring.population.log import Floats, Ints
from scoring.population.trust import Flags
from scoring.population.view import DAY

START = 1_600_000_000.0
MONTHS, MONTH = 18, 28.0
DEPARTMENTS, TEAMS, TEAM = 15, 4, 5
IN_TEAM, IN_DEPARTMENT = 0.75, 0.16  # of what somebody writes; the rest goes anywhere
ANSWERED, ANSWER_DAYS = 0.5, 2.0
PACE = 12.0  # messages a month, at the median
PACES, PULLS, DRIFT = 1.0, 0.8, 0.4  # spread of logarithms; the last from month to month
STAYING = 14.0  # months, on average


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody: team, department, months of joining and leaving, messages a month."""

    team: Ints
    department: Ints
    joined: Floats
    left: Floats
    pace: Floats

    def near(self, one: int, dice: np.random.Generator) -> Flags:
        """Among whom somebody looks for the next person to write to."""
        luck = dice.random()
        near: Flags = np.ones(len(self.team), np.bool_)
        if luck < IN_TEAM:
            near = self.team == self.team[one]
        elif luck < IN_TEAM + IN_DEPARTMENT:
            near = self.department == self.department[one]
        return near


def staff(dice: np.random.Generator) -> Staff:
    """Everybody who is ever there; half of them from the beginning."""
    n = DEPARTMENTS * TEAMS * TEAM
    joined = np.maximum(0.0, dice.uniform(-MONTHS, MONTHS, n))
    return Staff(
        np.arange(n) // TEAM,
        np.arange(n) // (TEAM * TEAMS),
        joined,
        joined + dice.exponential(STAYING, n),
        PACE * np.exp(PACES * dice.standard_normal(n)),
    )


def messages(seed: int = 1) -> list[tuple[float, int, int]]:
    """Who wrote to whom: (unix seconds, actor, target), in order."""
    dice = np.random.default_rng(seed)
    everybody = staff(dice)
    pull = PULLS * dice.standard_normal(len(everybody.team))
    found: list[tuple[float, int, int]] = []
    for month in range(MONTHS):
        pull = pull * np.sqrt(1 - DRIFT**2) + DRIFT * PULLS * dice.standard_normal(len(pull))
        here = (everybody.joined <= month) & (everybody.left > month)
        for one in np.flatnonzero(here).tolist():
            for _ in range(int(dice.poisson(everybody.pace[one]))):
                found += _message(everybody, one, month, here * np.exp(pull), dice)
    return sorted(found)


def _message(
    everybody: Staff, one: int, month: int, pull: Floats, dice: np.random.Generator
) -> list[tuple[float, int, int]]:
    """One message and perhaps its answer."""
    likely = np.cumsum(np.where(everybody.near(one, dice), pull, 0.0))
    chosen = int(np.searchsorted(likely, dice.random() * likely[-1], side="right"))
    if chosen == one:
        return []
    at = START + (month + dice.random()) * MONTH * DAY
    sent = [(at, one, chosen)]
    if dice.random() < ANSWERED:
        sent.append((at + dice.exponential(ANSWER_DAYS) * DAY, chosen, one))
    return sent


def write_departments(path: Path, seed: int = 1) -> None:
    """Write the log as TSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter="\t")
        rows.writerow(("at", "actor", "target", "kind"))
        for at, actor, target in messages(seed):
            rows.writerow((f"{at:.0f}", f"p{actor}", f"p{target}", "message"))

"""The level of the shipped weights: a steady audience counts as what it is.

A fit on people who come next learns the decline of its logs together with their habits: by it
somebody heard by a hundred people every month would be told fifty. So the fit says how fast to
forget, and two audiences of N people in four weeks say how much the weights are together:
  new people all the time, each acting once:      sum of w_h h / (28 ln 2) (1 - 2^(-365/h)) = 1
  the same people, each once in every four weeks: the same with 28 for 365, plus loyal, = 1
A year is what the bot reads. `regular` is left out of both: it is at most three people.
"""

from __future__ import annotations

import numpy as np

from scoring.population.fit import Fit
from scoring.population.log import Floats
from scoring.shipped import FOUR_WEEKS, HALF_LIVES, LOYAL_HALF_LIFE, NAMES, stream

A_YEAR = 365.0  # days
LOYAL = NAMES.index("loyal")


def steady_audiences() -> Floats:
    """The features of one person in four weeks, for each of the two audiences (2 x features)."""
    once = [stream(h, A_YEAR) for h in HALF_LIVES]
    again = [stream(h, FOUR_WEEKS) for h in HALF_LIVES]
    return np.array([[*once, 0.0, 0.0], [*again, stream(LOYAL_HALF_LIFE, FOUR_WEEKS), 0.0]])


def steady(found: Fit) -> Fit:
    """The fit at the level of steady audiences.

    New people set the level of all weights; the loyal make up for what these lack on those who
    come back. A fit without decayed people is left as it is.
    """
    new, again = steady_audiences()
    told = float(found.weights @ new)
    if told <= 0:
        return found
    weights = found.weights / told
    weights[LOYAL] = 0.0
    weights[LOYAL] = (1.0 - float(weights @ again)) / again[LOYAL]
    return Fit(weights, found.nobody / told)

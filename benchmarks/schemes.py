"""How a score is bought or faked: each scheme as the acts that it adds to a real log.

A to I are those of docs/score.md; J to O were added to look for what those do not show.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.population.log import Floats, Ints
from scoring.population.view import DAY

MONTH, QUARTER = 28.0, 90.0  # days
PUPPETS, RING, STRANGERS, BOUGHT = 50, 10, 300, 30
OFTEN, EACH, AROUND = 500, 10, 20  # acts: of the fan, of a puppet, of one in a ring on another
AGEING = 60  # weeks in which puppets talk before they are used
LEADERS = 5


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts that are added to a log: numbers of actors and targets, moments in unix seconds."""

    actor: Ints
    target: Ints
    moment: Floats

    def and_also(self, *others: Acts) -> Acts:
        """These acts and those of others."""
        every = (self, *others)
        return Acts(
            np.concatenate([acts.actor for acts in every]),
            np.concatenate([acts.target for acts in every]),
            np.concatenate([acts.moment for acts in every]),
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """A community at the moment `at`, by numbers of its members.

    `low` are real accounts of the lower half, `trusted` the seeds, `acting` those who acted
    within a year; numbers from `unused` on belong to nobody. `span` is in days.
    """

    at: float
    span: float
    low: Ints
    trusted: Ints
    acting: Ints
    unused: int

    def puppets(self, n: int = PUPPETS) -> Ints:
        """Accounts that did not exist before the attack."""
        return np.arange(self.unused, self.unused + n)


Scheme = Callable[[Scene, int, np.random.Generator], Acts]


def fan(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """One trusted person acts on the target 500 times."""
    one = dice.choice(_but(scene.trusted, target), 1)
    return _acts(scene, dice, one, [target], OFTEN)


def puppets(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Fifty sock puppets, ten times each."""
    return _acts(scene, dice, scene.puppets(), [target], EACH)


def circular(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Fifty sock puppets that also act on each other."""
    return puppets(scene, target, dice).and_also(_among(scene, dice, scene.puppets()))


def ring(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Ten real accounts of the lower half act on each other twenty times within a month."""
    return _among(scene, dice, _ring(scene, target, dice), AROUND)


def slow_ring(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """The same ring over three months."""
    return _among(scene, dice, _ring(scene, target, dice), AROUND, QUARTER)


def mentioning(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """The target mentions three hundred people who do not answer."""
    others = _but(scene.acting, target)
    strangers = dice.choice(others, min(STRANGERS, len(others)), replace=False)
    return _acts(scene, dice, [target], strangers)


def answered(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Sock puppets that each first earn one reply from a trusted person."""
    return puppets(scene, target, dice).and_also(_replies(scene, dice, scene.puppets()))


def bought(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Thirty real people who have nothing to do with the target are paid to act on it."""
    return _acts(scene, dice, _hired(scene, target, dice), [target])


def hijacked(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """One trusted account is taken over and vouches for fifty puppets, who vouch for each other."""
    one = dice.choice(_but(scene.trusted, target), 1)
    return circular(scene, target, dice).and_also(_acts(scene, dice, one, scene.puppets()))


def aged(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Fifty puppets talk among themselves every week for sixty weeks, and then act."""
    weeks = np.arange(1, min(AGEING, int(scene.span / 7) - 1))
    everyone = scene.puppets()
    actor = np.repeat(everyone, len(weeks))
    other = dice.choice(everyone, len(actor))
    week = np.tile(weeks, len(everyone))
    talk = Acts(actor, other, scene.at - (week + dice.random(len(week)) / 2) * 7 * DAY)
    return puppets(scene, target, dice).and_also(talk)


def relayed(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Five puppets earn two replies each from trusted people, and vouch for forty-five more."""
    leaders, others = np.split(scene.puppets(), [LEADERS])
    return puppets(scene, target, dice).and_also(
        _replies(scene, dice, leaders),
        _replies(scene, dice, leaders),
        _acts(scene, dice, leaders, others),
    )


def dripped(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Thirty real people are paid, one after the other, one a week."""
    hired = _hired(scene, target, dice)
    weeks = np.arange(len(hired)) + dice.random(len(hired))
    return Acts(hired, np.full(len(hired), target), scene.at - weeks * 7 * DAY)


def answered_and_circular(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Sock puppets that each earn one reply from a trusted person, and act on each other."""
    return circular(scene, target, dice).and_also(_replies(scene, dice, scene.puppets()))


def aged_and_answered(scene: Scene, target: int, dice: np.random.Generator) -> Acts:
    """Puppets that talk for sixty weeks, and each earn one reply from a trusted person."""
    return aged(scene, target, dice).and_also(_replies(scene, dice, scene.puppets()))


SCHEMES: Mapping[str, Scheme] = {
    "A": fan,
    "B": puppets,
    "C": circular,
    "D": ring,
    "E": mentioning,
    "F": slow_ring,
    "G": answered,
    "H": bought,
    "J": hijacked,
    "K": aged,
    "L": relayed,
    "M": dripped,
    "N": answered_and_circular,
    "O": aged_and_answered,
}
TOTALS = "I"
TOTALS_IN_WORDS = "Ten thousand bought likes where only totals are readable."


def _acts(
    scene: Scene,
    dice: np.random.Generator,
    actors: Ints | list[int],
    targets: Ints | list[int],
    times: int = 1,
    days: float = MONTH,
) -> Acts:
    """Each actor on each target so many times, at random moments of the last days."""
    actor = np.repeat(actors, len(targets) * times).astype(np.int64)
    target = np.tile(np.repeat(targets, times), len(actors)).astype(np.int64)
    ago = 1.0 + dice.random(len(actor)) * (min(days, scene.span) * DAY - 1.0)
    return Acts(actor, target, scene.at - ago)


def _among(
    scene: Scene, dice: np.random.Generator, members: Ints, times: int = 1, days: float = MONTH
) -> Acts:
    every = _acts(scene, dice, members, members, times, days)
    apart = every.actor != every.target
    return Acts(every.actor[apart], every.target[apart], every.moment[apart])


def _replies(scene: Scene, dice: np.random.Generator, earners: Ints) -> Acts:
    """One reply to each from some trusted person, in the last three months."""
    trusted = dice.choice(scene.trusted, len(earners), replace=len(earners) > len(scene.trusted))
    ago = 1.0 + dice.random(len(earners)) * (min(QUARTER, scene.span) * DAY - 1.0)
    return Acts(trusted, earners, scene.at - ago)


def _ring(scene: Scene, target: int, dice: np.random.Generator) -> Ints:
    others: Ints = dice.choice(_but(scene.low, target), RING - 1, replace=False)
    return np.append(others, target)


def _hired(scene: Scene, target: int, dice: np.random.Generator) -> Ints:
    others = _but(scene.acting, target)
    hired: Ints = dice.choice(others, min(BOUGHT, len(others)), replace=False)
    return hired


def _but(members: Ints, target: int) -> Ints:
    others: Ints = members[members != target]
    return others

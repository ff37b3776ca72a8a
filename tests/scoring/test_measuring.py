"""A change of the formula: both beside each other for four weeks, and nothing computed again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scoring.formula import FORMER, FORMULA_VERSION
from scoring.lookup import live_card
from scoring.measuring import SIDE_BY_SIDE, Measuring, when_changed
from scoring.models import CoverageStatus
from scoring.networks.base import Kind, Profile
from scoring.networks.registry import Networks
from scoring.store import meta, snapshots
from tests.scoring.world import (
    ADA,
    DAY,
    NOW,
    Town,
    World,
    audience,
    declared,
    fact,
    person,
)

VERSIONS = "SELECT formula_version, people FROM snapshot ORDER BY formula_version"


async def as_if_before(world: World) -> None:
    """A database in which everything was measured by the former formula."""
    await world.join(ADA, "ada", people=40)
    account = await world.account(ADA)
    old = fact(31.0, account=account.id, at=NOW - DAY, formula_version=FORMER.version)
    async with world.core.database.tx() as tx:
        await tx.run("DELETE FROM snapshot", ())
        await tx.run("DELETE FROM meta WHERE key LIKE 'formula_%'", ())
        await snapshots.put(tx, [old])


async def test_a_new_installation_knows_no_other_formula(world: World) -> None:
    """Where nothing was ever measured otherwise, nothing stands beside."""
    assert await when_changed(world.core.database, world.clock) < NOW - 1000 * DAY
    await world.join(ADA, "ada", people=40)
    assert [version for version, _ in await world.rows(VERSIONS)] == [FORMULA_VERSION]


async def test_the_moment_of_the_change_is_kept(world: World) -> None:
    """However often the bot starts, the four weeks run from the first start."""
    await as_if_before(world)
    assert await when_changed(world.core.database, world.clock) == NOW
    world.clock.advance(9 * DAY)
    assert await when_changed(world.core.database, world.clock) == NOW
    assert await meta.get(world.core.database.reader, f"formula_{FORMULA_VERSION}_since")


async def test_whoever_was_measured_has_a_score_at_once(world: World) -> None:
    """Stored evidence is measured anew at the start; the former fact stays as it was."""
    await as_if_before(world)
    measuring = Measuring(world.core.networks, changed=NOW)
    await measuring.adopt(world.core.database, NOW)
    rows = dict(await world.rows(VERSIONS))
    assert set(rows) == {FORMER.version, FORMULA_VERSION}
    assert (await world.score(ADA)).formula_version == FORMULA_VERSION
    kept = await world.rows("SELECT people FROM snapshot WHERE formula_version = 1 ORDER BY day")
    assert kept[0] == (31.0,)


@pytest.mark.parametrize(("days", "shown"), [(0, True), (27, True), (28, False)])
async def test_the_former_formula_is_shown_for_four_weeks(
    world: World, days: int, shown: bool
) -> None:
    """Old and new side by side, then the new one alone."""
    await as_if_before(world)
    measuring = Measuring(world.core.networks, changed=NOW)
    assert (measuring.former_until(NOW + timedelta(days=days)) is not None) is shown
    assert timedelta(days=28) == SIDE_BY_SIDE


async def test_a_reading_keeps_both_while_the_change_is_young(world: World) -> None:
    """Each with its own version, so that neither line is broken."""
    await world.join(ADA, "ada", people=40)
    account = await world.account(ADA)
    network = world.core.networks.reachable(account.network)
    async with world.core.database.tx() as tx:
        await Measuring(world.core.networks, changed=NOW).append(tx, account, network, NOW)
    rows = dict(await world.rows(VERSIONS))
    assert set(rows) == {FORMER.version, FORMULA_VERSION}
    assert rows[FORMER.version] != rows[FORMULA_VERSION]


def tube(*, blended: bool) -> Networks:
    """A network whose figures stand beside the score, unless the operator has its permission."""
    town = Town(replace(declared("tube", Kind.LIKE), beside=True))
    return Networks([town], blended=["tube"] if blended else ())


@pytest.mark.parametrize("blended", [False, True])
def test_figures_that_stand_beside(blended: bool) -> None:
    """They are told and are no score, or they are one where the network permits it."""
    networks = tube(blended=blended)
    fact_there = Measuring(networks).fact("tube", audience(*(person(1) for _ in range(9))), NOW)
    card = live_card(Profile("tube", "1", "ada", "Ada", "", None), fact_there)
    (line,) = card.coverage
    assert (card.score is not None) is blended
    assert line.status is (CoverageStatus.MEASURED if blended else CoverageStatus.BESIDE)
    assert (line.people is None) is blended

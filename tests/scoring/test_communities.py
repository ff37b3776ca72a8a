"""A community's settings: bounded, resettable, and never half stored."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.community_settings import BOUNDS
from scoring.models import Community
from tests.scoring.world import CHANNEL, DAY, ELSEWHERE, GUILD, NOW, World, refused


async def test_defaults_where_nothing_was_chosen(world: World) -> None:
    """Look-ups off, no schedule."""
    assert await world.core.communities.get(GUILD) == Community(GUILD)
    assert not Community(GUILD).lookups


async def test_settings_are_kept_and_can_be_unset(world: World) -> None:
    """None sets one back to its default; the others and other communities stay."""
    chosen: dict[str, Any] = {"weekday": 3, "hour": 18, "minute": 30, "locale": "fr", "rows": 5}
    await world.core.communities.set(GUILD, zone="Europe/Paris", lookups=True, **chosen)
    kept = await world.core.communities.get(GUILD)
    assert (kept.zone, kept.lookups, kept.rows) == ("Europe/Paris", True, 5)
    await world.core.communities.set(GUILD, rows=None, zone=None, lookups=None)
    kept = await world.core.communities.get(GUILD)
    assert (kept.zone, kept.lookups, kept.rows, kept.weekday) == ("UTC", False, 10, 3)
    assert await world.core.communities.get(ELSEWHERE) == Community(ELSEWHERE)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "/etc/passwd", "x" * 300])
async def test_a_zone_that_does_not_exist(world: World, zone: str) -> None:
    """Refused with the zone as it was typed; nothing else of the change is stored."""
    error = await refused(world.core.communities.set(GUILD, rows=5, zone=zone))
    assert (error.key, error.data) == ("zone_unknown", {"zone": zone})
    assert await world.core.communities.get(GUILD) == Community(GUILD)


@pytest.mark.parametrize("name", sorted(BOUNDS))
@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("beyond", [0, 1])
async def test_figures_have_bounds(world: World, name: str, end: str, beyond: int) -> None:
    """At them a figure is kept; one beyond it is refused with the bounds."""
    low, high = BOUNDS[name]
    value = low - beyond if end == "low" else high + beyond
    change = world.core.communities.set(GUILD, **{name: value})
    if not beyond:
        assert getattr(await change, name) == value
        return
    error = await refused(change)
    assert error.key == "setting_out_of_range"
    assert error.data == {"name": name, "low": low, "high": high}


async def test_a_schedule_begins_with_its_channel(world: World) -> None:
    """Enabled when a channel is chosen, not again by another one, ended without."""
    world.clock.advance(DAY)
    first = await world.core.communities.set(GUILD, channel_id=CHANNEL)
    assert first.enabled_at == NOW + DAY
    world.clock.advance(DAY)
    moved = await world.core.communities.set(GUILD, channel_id=CHANNEL + 1, rows=5)
    assert moved.enabled_at == NOW + DAY
    ended = await world.core.communities.set(GUILD, channel_id=None)
    assert ended.enabled_at is None


async def test_another_hour_does_not_cost_a_week(world: World) -> None:
    """Moved to an hour of this week that has passed, the board is still due, and once."""
    await world.core.communities.set(GUILD, channel_id=CHANNEL, weekday=NOW.weekday())
    world.clock.advance(DAY)
    await world.core.communities.set(GUILD, weekday=(NOW.weekday() + 6) % 7)
    assert await world.core.weekly.claim_due() == []
    world.clock.advance(7 * DAY)
    moved = await world.core.communities.set(GUILD, weekday=NOW.weekday(), hour=0)
    assert moved.enabled_at == NOW
    assert len(await world.core.weekly.claim_due()) == 1
    assert await world.core.weekly.claim_due() == []


async def test_pausing_and_resuming(world: World) -> None:
    """With the reason, and with the moment from which it counts again."""
    await world.core.communities.set(GUILD, channel_id=CHANNEL)
    paused = await world.core.communities.pause(GUILD, "holidays")
    assert (paused.paused_at, paused.pause_reason) == (NOW, "holidays")
    world.clock.advance(DAY)
    resumed = await world.core.communities.resume(GUILD)
    assert (resumed.paused_at, resumed.pause_reason) == (None, None)
    assert resumed.resumed_at == NOW + DAY
    assert resumed == await world.core.communities.get(GUILD)

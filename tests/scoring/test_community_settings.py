"""The settings of communities: declared once, kept, set back, and noted."""

from __future__ import annotations

import dataclasses
import logging
from typing import Any

import pytest

from scoring.community_settings import DEFAULTS, MOST_LISTED, SETTINGS
from scoring.models import Community, SettingChange, Theme
from tests.scoring.world import CHANNEL, DAY, ELSEWHERE, GUILD, NOW, World, refused

MANAGER, OTHER = 901, 902
OTHERWISE: dict[str, dict[str, Any]] = {
    "channel": {"channel_id": CHANNEL},
    "day": {"weekday": 6},
    "time": {"hour": 18, "minute": 30},
    "zone": {"zone": "Europe/Paris"},
    "language": {"locale": "fr"},
    "rows": {"rows": 25},
    "podium_roles": {"podium_roles": (3, 4)},
    "podium_members": {"podium_members": (5, 6)},
    "newcomers": {"newcomers": False},
    "pages": {"pages": False},
    "pictures": {"pictures": False},
    "theme": {"theme": Theme.LIGHT},
    "lookups": {"lookups": True},
}
STATE = {"id", "enabled_at", "paused_at", "pause_reason", "resumed_at"}


def test_every_field_of_a_community_belongs_to_one_setting() -> None:
    """Nothing can be stored that no setting shows, and nothing twice."""
    fields = [name for one in SETTINGS.values() for name in one.fields]
    assert set(fields) == {f.name for f in dataclasses.fields(Community)} - STATE
    assert len(set(fields)) == len(fields)
    assert set(OTHERWISE) == set(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
async def test_each_is_kept_and_goes_back_alone(world: World, name: str) -> None:
    """A change is stored for this community only; None sets this one back and no other."""
    kept = {"rows": 7} if name != "rows" else {"weekday": 3}
    await world.core.communities.set(GUILD, **kept)
    await world.core.communities.change(GUILD, MANAGER, name, OTHERWISE[name])
    changed = await world.core.communities.get(GUILD)
    assert SETTINGS[name].of(changed) == OTHERWISE[name]
    assert not SETTINGS[name].is_default(changed)
    assert await world.core.communities.get(ELSEWHERE) == Community(ELSEWHERE)
    await world.core.communities.change(GUILD, MANAGER, name, None)
    back = await world.core.communities.get(GUILD)
    assert SETTINGS[name].is_default(back)
    assert {field: getattr(back, field) for field in kept} == kept


async def test_everything_goes_back_at_once(world: World) -> None:
    """The channel too, so that nothing is posted any more."""
    for name, values in OTHERWISE.items():
        await world.core.communities.change(GUILD, MANAGER, name, values)
    await world.core.communities.reset(GUILD, MANAGER)
    kept = await world.core.communities.get(GUILD)
    assert {name: getattr(kept, name) for name in DEFAULTS} == DEFAULTS
    assert kept.enabled_at is None


async def test_a_row_with_nothing_but_its_id_is_the_default(world: World) -> None:
    """The columns' own defaults are those of the declaration."""
    async with world.core.database.tx() as tx:
        await tx.run("INSERT INTO community (id) VALUES (?)", (GUILD,))
    assert await world.core.communities.get(GUILD) == Community(GUILD)


@pytest.mark.parametrize("name", ["podium_roles", "podium_members"])
async def test_lists_have_an_end(world: World, name: str) -> None:
    """As many as a menu takes, and one more is refused."""
    most = tuple(range(1, MOST_LISTED + 1))
    kept = await world.core.communities.change(GUILD, MANAGER, name, {name: most})
    assert getattr(kept, name) == most
    more = world.core.communities.change(GUILD, MANAGER, name, {name: (*most, 99)})
    error = await refused(more)
    assert (error.key, error.data) == ("setting_too_many", {"name": name, "n": MOST_LISTED})


async def test_a_language_is_a_code(world: World) -> None:
    """Anything else is refused."""
    error = await refused(world.core.communities.set(GUILD, locale="../en"))
    assert error.key == "option_invalid"


async def test_changes_are_noted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Who, what, from and to in the log; the last one with its moment in the database."""
    caplog.set_level(logging.INFO, "renown.audit")
    await world.core.communities.change(GUILD, MANAGER, "time", {"hour": 18, "minute": 5})
    world.clock.advance(DAY)
    await world.core.communities.change(GUILD, OTHER, "channel", {"channel_id": CHANNEL})
    assert caplog.messages == [
        f"community {GUILD}: {MANAGER} changed time from 09:00 to 18:05",
        f"community {GUILD}: {OTHER} changed channel from none to {CHANNEL}",
    ]
    last = await world.core.communities.last_change(GUILD)
    assert last == SettingChange(OTHER, "channel", NOW + DAY)
    assert await world.core.communities.last_change(ELSEWHERE) is None


async def test_what_changes_nothing_is_not_noted(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The same value again, a refused one, a pause in a pause."""
    caplog.set_level(logging.INFO, "renown.audit")
    await world.core.communities.change(GUILD, MANAGER, "rows", {"rows": 10})
    await refused(world.core.communities.change(GUILD, MANAGER, "rows", {"rows": 99}))
    await world.core.communities.resume(GUILD, by=MANAGER)
    assert caplog.messages == []
    await world.core.communities.pause(GUILD, by=MANAGER)
    await world.core.communities.pause(GUILD, by=OTHER)
    assert caplog.messages == [f"community {GUILD}: {MANAGER} changed pause from off to on"]


async def test_the_log_names_no_member(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Who is out of the podium stays in the database, where it can be erased."""
    caplog.set_level(logging.INFO, "renown.audit")
    values = {"podium_members": (777_777, 888_888)}
    await world.core.communities.change(GUILD, MANAGER, "podium_members", values)
    assert caplog.messages == [
        f"community {GUILD}: {MANAGER} changed podium_members from 0 members to 2 members"
    ]


async def test_a_person_erased_is_in_no_setting(world: World) -> None:
    """Neither as who changed one, nor as who is out of the podium; the others stay."""
    values = {"podium_members": (MANAGER, OTHER)}
    await world.core.communities.change(GUILD, MANAGER, "podium_members", values)
    await world.core.rights.delete(MANAGER)
    assert await world.core.communities.last_change(GUILD) is None
    assert (await world.core.communities.get(GUILD)).podium_members == (OTHER,)


async def test_a_community_that_removed_the_bot_leaves_nothing(world: World) -> None:
    """No setting, no list, no name."""
    for name, values in OTHERWISE.items():
        await world.core.communities.change(GUILD, MANAGER, name, values)
    await world.core.communities.left(GUILD)
    for table in ("community", "off_podium", "community_change"):
        assert await world.table(table) == []


async def test_each_community_is_scheduled_once(world: World) -> None:
    """Many members out of the podium make no second post."""
    many = tuple(range(1, 9))
    await world.core.communities.set(GUILD, channel_id=CHANNEL, podium_members=many)
    await world.core.communities.set(ELSEWHERE, channel_id=CHANNEL, podium_roles=many)
    world.clock.advance(7 * DAY)
    claimed = await world.core.weekly.claim_due()
    assert sorted(post.community_id for post in claimed) == sorted((GUILD, ELSEWHERE))

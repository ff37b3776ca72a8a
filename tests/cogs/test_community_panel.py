"""The panel under `/community show`: each setting changed and set back, in two languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.i18n import Translator
from bot.panels.community_values import about, worded
from bot.sandbox.answer import Answer
from bot.sandbox.visitor import Visitor
from scoring.community_settings import SETTINGS, Kind
from scoring.models import Community, Theme
from tests.scenarios.world import ADA, BEN, BOARD, GENERAL, GUILD, OLGA, Town, open_town

PICK = "r1:setting_pick"
CHANGES: dict[str, tuple[list[str], dict[str, Any]]] = {
    "channel": ([str(GENERAL)], {"channel_id": GENERAL}),
    "day": (["day_4"], {"weekday": 4}),
    "time": (["18h30"], {"hour": 18, "minute": 30}),
    "zone": (["Londres"], {"zone": "Europe/London"}),
    "language": (["fr"], {"locale": "fr"}),
    "rows": (["25"], {"rows": 25}),
    "podium_roles": ([], {}),  # the town's own role, see `change`
    "podium_members": ([str(ADA.id), str(BEN.id)], {"podium_members": (ADA.id, BEN.id)}),
    "newcomers": (["off"], {"newcomers": False}),
    "pages": (["off"], {"pages": False}),
    "pictures": (["off"], {"pictures": False}),
    "theme": (["light"], {"theme": Theme.LIGHT}),
    "lookups": (["allowed"], {"lookups": True}),
}


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        yield opened


def change(town: Town, name: str) -> tuple[list[str], dict[str, Any]]:
    """What is picked or typed for a setting, and what is stored then."""
    if name != "podium_roles":
        return CHANGES[name]
    role = town.standin.state.guild(GUILD).manager_role
    return [str(role)], {"podium_roles": (role,)}


async def editor_of(who: Visitor, name: str) -> Answer:
    """The panel of one setting, from the panel of all."""
    return await who.select(await who.command("community show"), PICK, name)


async def set_by_panel(town: Town, who: Visitor, name: str) -> Answer:
    """A setting changed as people do it: picked in its menu, or typed in its form."""
    values, _ = change(town, name)
    opened = await editor_of(who, name)
    if SETTINGS[name].kind not in (Kind.HOUR, Kind.NUMBER, Kind.ZONE):
        return await who.select(opened, f"r1:setting_choose:{name}", *values)
    form = await who.press(opened, f"r1:setting_form:{name}")
    return await who.submit(form, typed=values[0])


async def stored(town: Town) -> Community:
    return await town.core.communities.get(GUILD)


def line(town: Town, name: str, community: Community, t: Translator) -> str:
    roles = [town.standin.state.guild(GUILD).manager_role]
    words = worded(SETTINGS[name], community, t, roles)
    return f"**{t(f'community.setting.{name}')}** · {words}"


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_every_setting_changes_and_goes_back(town: Town, language: str) -> None:
    """The panel shows the new value, the database has it, and one press sets it back."""
    t = town.services.client.i18n.speak(language)
    olga = town.at(OLGA, language)
    assert set(CHANGES) == set(SETTINGS)
    for name, setting in SETTINGS.items():
        shown = await set_by_panel(town, olga, name)
        kept = await stored(town)
        assert setting.of(kept) == change(town, name)[1], name
        assert line(town, name, kept, t) in shown.text
        assert t("community.changed", name=t(f"community.setting.{name}")) in shown.text
        back = await olga.press(await editor_of(olga, name), f"r1:setting_unset:{name}")
        assert setting.is_default(await stored(town)), name
        assert line(town, name, Community(GUILD), t) in back.text


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_panel_of_one_setting_says_what_it_does(town: Town, language: str) -> None:
    """Each has its sentence and its value; a default cannot be set back once more."""
    t = town.services.client.i18n.speak(language)
    olga = town.at(OLGA, language)
    for name, setting in SETTINGS.items():
        opened = await editor_of(olga, name)
        assert about(setting, t) in opened.text
        value = worded(setting, await stored(town), t)
        assert t("community.edit.now", value=value) in opened.text
        unset = next(b for b in opened.buttons if b.custom_id == f"r1:setting_unset:{name}")
        assert unset.disabled
        again = await olga.press(opened, t("ui.button.manage"))
        assert t("community.show.title") in again.text


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("time", "noonish", "no hour of the day"),
        ("rows", "99", "only 3 to 25"),
        ("rows", "many", "only 3 to 25"),
        ("zone", "Xyzzy", "no time zone for “Xyzzy”"),
    ],
)
async def test_what_is_typed_wrongly_changes_nothing(
    town: Town, name: str, typed: str, words: str
) -> None:
    """It is said in private what would do, and the panel stays where it was."""
    olga = town.at(OLGA)
    form = await olga.press(await editor_of(olga, name), f"r1:setting_form:{name}")
    refused = await olga.submit(form, typed=typed)
    assert words in refused.text
    assert refused.ephemeral
    assert await stored(town) == Community(GUILD)


async def test_a_city_that_is_not_clear_offers_several(town: Town) -> None:
    """A part of a name suggests the zones that have it, and a pick among them is taken."""
    olga = town.at(OLGA)
    form = await olga.press(await editor_of(olga, "zone"), "r1:setting_form:zone")
    offered = await olga.submit(form, typed="indiana")
    chosen = await olga.select(offered, "r1:setting_choose:zone", "America/Indiana/Knox")
    assert "America/Indiana/Knox" in chosen.text
    assert (await stored(town)).zone == "America/Indiana/Knox"


async def test_lists_can_be_emptied_in_their_menu(town: Town) -> None:
    """Nothing picked is everybody back."""
    olga = town.at(OLGA)
    await set_by_panel(town, olga, "podium_members")
    opened = await editor_of(olga, "podium_members")
    await olga.select(opened, "r1:setting_choose:podium_members")
    assert (await stored(town)).podium_members == ()


async def test_a_channel_closed_to_the_bot_says_what_is_missing(town: Town) -> None:
    """At once, with the permissions, and the channel stays; one chosen before is warned of."""
    olga = town.at(OLGA)
    town.standin.set_permissions(GENERAL, 1 << 10)
    refused = await set_by_panel(town, olga, "channel")
    for name in ("send_messages", "attach_files", "read_message_history"):
        assert town.say(f"community.permission.{name}", "en") in refused.text
    assert (await stored(town)).channel_id is None
    await town.board_weekly()
    town.standin.set_permissions(BOARD, 0)
    assert "View Channel" in (await olga.command("community show")).text
    town.standin.delete_channel(BOARD)
    assert f"I cannot post a board in <#{BOARD}>" in (await olga.command("community show")).text


async def test_a_deleted_role_is_called_so(town: Town) -> None:
    """A role that is gone fails nothing, and can be let go."""
    await town.core.communities.set(GUILD, podium_roles=(1234,))
    olga = town.at(OLGA)
    assert "a deleted role" in (await olga.command("community show")).text
    opened = await editor_of(olga, "podium_roles")
    await olga.select(opened, "r1:setting_choose:podium_roles")
    assert (await stored(town)).podium_roles == ()


async def test_who_changed_what_last_is_said(town: Town) -> None:
    """Until that person is erased."""
    olga = town.at(OLGA)
    shown = await set_by_panel(town, olga, "rows")
    stamp = f"<t:{int(town.clock.now().timestamp())}:R>"
    assert f"Last changed: Rows, by <@{OLGA.id}>, {stamp}." in shown.text
    await town.core.rights.delete(OLGA.id)
    assert "Last changed" not in (await olga.command("community show")).text

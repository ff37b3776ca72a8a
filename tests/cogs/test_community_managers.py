"""Who may change a community's settings: looked at again at every press, also after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.sandbox.answer import Answer
from bot.sandbox.interactions import COMPONENT
from bot.sandbox.strict_components import BUTTON
from bot.sandbox.visitor import Visitor
from tests.scenarios.world import ADA, BOARD, GUILD, OLGA, Town, open_town

pytestmark = pytest.mark.long  # `make check`


PICK = "r1:setting_pick"
REFUSED = "may manage the server"
Act = Callable[[Town, Visitor], Awaitable[Callable[[], Awaitable[Answer]]]]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with open_town(tmp_path) as opened:
        await opened.board_weekly()
        yield opened


async def _pick(town: Town, who: Visitor) -> Callable[[], Awaitable[Answer]]:
    panel = await who.command("community show")
    return lambda: who.select(panel, PICK, "rows")


async def _choose(town: Town, who: Visitor) -> Callable[[], Awaitable[Answer]]:
    opened = await who.select(await who.command("community show"), PICK, "lookups")
    return lambda: who.select(opened, "r1:setting_choose:lookups", "allowed")


async def _unset(town: Town, who: Visitor) -> Callable[[], Awaitable[Answer]]:
    opened = await who.select(await who.command("community show"), PICK, "channel")
    return lambda: who.press(opened, "r1:setting_unset:channel")


async def _open(town: Town, who: Visitor) -> Callable[[], Awaitable[Answer]]:
    opened = await who.select(await who.command("community show"), PICK, "rows")
    return lambda: who.press(opened, "r1:setting_form:rows")


async def _typed(town: Town, who: Visitor) -> Callable[[], Awaitable[Answer]]:
    form = await (await _open(town, who))()
    return lambda: who.submit(form, typed="5")


def _manage(what: str) -> Act:
    async def prepare(town: Town, who: Visitor) -> Callable[[], Awaitable[Answer]]:
        panel = await who.command("community show")
        return lambda: who.press(panel, f"r1:manage:{what}")

    return prepare


def _confirm(what: str) -> Act:
    async def prepare(town: Town, who: Visitor) -> Callable[[], Awaitable[Answer]]:
        asked = await (await _manage(what)(town, who))()
        return lambda: who.press(asked, f"r1:sure:{what}")

    return prepare


ACTS: dict[str, Act] = {
    "pick": _pick,
    "choose": _choose,
    "unset": _unset,
    "open a form": _open,
    "send a form": _typed,
    **{what: _manage(what) for what in ("preview", "pause", "post", "reset")},
    "really post": _confirm("post"),
    "really reset": _confirm("reset"),
}


@pytest.mark.parametrize("name", ACTS)
async def test_a_permission_just_taken_holds_at_the_next_press(town: Town, name: str) -> None:
    """Whoever opened the panel as a manager and is none any more changes nothing."""
    who = town.at(OLGA)
    act = await ACTS[name](town, who)
    before = await town.core.communities.get(GUILD)
    town.standin.set_manager(GUILD, OLGA.id, False)
    refused = await act()
    assert REFUSED in refused.text
    assert refused.ephemeral
    assert await town.core.communities.get(GUILD) == before
    assert await town.core.communities.last_change(GUILD) is None
    assert town.public(BOARD) == []


@pytest.mark.parametrize("name", ACTS)
async def test_every_press_works_after_a_restart(town: Town, name: str) -> None:
    """Menus, forms and buttons keep their state in themselves."""
    act = await ACTS[name](town, town.at(OLGA))
    await town.stop()
    await town.start()
    answer = await act()
    if name == "open a form":
        assert answer.modal is not None
    else:
        assert "⚠️" not in answer.text


@pytest.mark.parametrize("what", ["manage:pause", "sure:reset", "sure:post"])
async def test_a_member_who_sends_a_managers_press_is_refused(town: Town, what: str) -> None:
    """Even with a press that Discord would not let them make."""
    panel = await town.manage("community show")
    before = await town.core.communities.get(GUILD)
    pressed = {"custom_id": f"r1:{what}", "component_type": BUTTON, "id": 0}
    panel.stored.raw["components"][0]["components"][-1]["components"][0] |= pressed
    refused = await town.at(ADA).send(COMPONENT, pressed, panel.stored)
    assert REFUSED in refused.text
    assert await town.core.communities.get(GUILD) == before
    assert town.public(BOARD) == []


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_pause_resume_post_and_reset(town: Town, language: str) -> None:
    """All of it from the panel; what everyone sees, or nobody can undo, is asked first."""
    t = town.services.client.i18n.speak(language)
    olga = town.at(OLGA, language)
    panel = await olga.command("community show")
    paused = await olga.press(panel, t("community.button.pause"))
    assert t("community.show.paused") in paused.text
    resumed = await olga.press(paused, t("community.button.resume"))
    assert t("community.show.paused") not in resumed.text
    asked = await olga.press(resumed, t("community.button.post"))
    assert t("community.post.question") in asked.text
    assert town.public(BOARD) == []
    kept = await olga.press(asked, t("ui.button.manage"))
    asked = await olga.press(kept, t("community.button.post"))
    posted = await olga.press(asked, t("community.post.yes"))
    assert f"/{BOARD}/" in posted.text
    assert len(town.public(BOARD)) == 1
    asked = await olga.press(await olga.command("community show"), t("community.button.reset"))
    assert t("community.reset.question") in asked.text
    assert (await town.core.communities.get(GUILD)).channel_id == BOARD
    back = await olga.press(asked, t("community.reset.yes"))
    assert t("community.show.choose_channel") in back.text
    assert t("community.setting.all") in back.text
    assert (await town.core.communities.get(GUILD)).channel_id is None

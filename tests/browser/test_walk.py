"""Every command in both languages, on a desk and on a phone, typed as people type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.async_api import Browser, Error, Locator, Page

from bot.sandbox.run import Sandbox
from tests.browser.conftest import become, keep, open_page
from tests.browser.looking import faults
from tests.browser.typing import NEWEST, Typist
from tests.every_command.examples import Stand, filled, in_order, missing
from tests.every_command.registered import Leaf, leaves

pytestmark = pytest.mark.browser

SIZES = {"desk": (1280, 860), "phone": (390, 844)}
LANGUAGES = {"en": "en-US", "fr": "fr"}
FORMS = ("link add",)  # these ask with a form when nothing is given
PRESSABLE = "button.button[data-custom-id]:not(:disabled):not(.button-4)"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command(
    browser: Browser, sandbox: Sandbox, errors: list[str], language: str, size: str
) -> None:
    """Each is answered in the reader's language, with nothing cut off and no error on the page."""
    width, height = SIZES[size]
    page = await open_page(browser, sandbox, errors, width=width, height=height, locale=language)
    await become(page, sandbox, "maud")
    await speak(sandbox, language)
    known = in_order(leaves(sandbox.standin.commands))
    assert missing(known) == []
    walk = Walk(page, sandbox, language, size)
    for leaf, bare in turns(known):
        await walk.take(leaf, bare=bare)
    assert walk.wrong == []
    assert errors == []


def turns(known: list[Leaf]) -> Iterator[tuple[Leaf, bool]]:
    """All commands as in their examples, and before that those that ask with a form."""
    for leaf in known:
        if leaf.path in FORMS:
            yield leaf, True
        yield leaf, False


async def speak(sandbox: Sandbox, language: str) -> None:
    """The community's own language, in which public answers are."""
    services = sandbox.seams.services
    assert services is not None
    await services.core.communities.set(sandbox.community.guild_id, locale=language)


class Walk:
    """One page, all commands, and everything that was wrong on the way."""

    def __init__(self, page: Page, sandbox: Sandbox, language: str, size: str) -> None:
        self._page, self._language, self._size = page, language, size
        home = sandbox.community
        self._someone = home.member("aiko").user_id
        self._stands: dict[Stand, Any] = {
            Stand.SOMEONE: self._someone,
            Stand.ANOTHER: home.member("noor").user_id,
            Stand.A_CHANNEL: home.weekly.id,
            Stand.A_ROLE: home.guild_id,
            Stand.NEW_ACCOUNT: "sample:lucie",
            Stand.A_PAGE: home.pages[0].name,
            Stand.A_TOPIC: home.members[0].accounts[0].topics[0],
            Stand.A_LANGUAGE: language,
        }
        called: dict[Any, str] = {member.user_id: member.name for member in home.members}
        called |= {channel.id: channel.name for channel in home.channels}
        called[home.guild_id] = "everyone"  # the role has the community's own number
        self._typist = Typist(page, LANGUAGES[language], called)
        self._pressed: set[str] = set()
        self.wrong: list[str] = []

    async def take(self, leaf: Leaf, *, bare: bool) -> None:
        """One command, then the buttons and selects of its answer that are new."""
        step = leaf.path + (" (bare)" if bare else "")
        try:
            await self._send(leaf, bare=bare)
            await self._look(step)
            await self._try_controls(step)
        except (AssertionError, Error) as error:
            self.wrong.append(f"{step}: {str(error).splitlines()[0]}")
            await keep(self._page, f"wrong-{self._language}-{self._size}-{_name(step)}")
            await self._page.keyboard.press("Escape")
            await self._page.keyboard.press("Escape")

    async def _send(self, leaf: Leaf, *, bare: bool) -> None:
        if leaf.is_slash:
            await self._typist.send(leaf, filled(leaf, self._stands, bare=bare))
        else:
            await self._typist.choose_from_menu(leaf, self._someone)

    async def _look(self, step: str) -> None:
        """Note what is wrong with what is shown, keep a picture, and answer an open form."""
        self.wrong += [f"{step}: {f}" for f in await faults(self._page, self._language)]
        await keep(self._page, f"walk-{self._language}-{self._size}-{_name(step)}")
        if await self._page.locator("#modal").get_attribute("open") is not None:
            await self._typist.submit(self._stands[Stand.NEW_ACCOUNT])
            await self._look(f"{step} form")

    async def _try_controls(self, step: str) -> None:
        answer = self._page.locator(NEWEST).last
        for control in await self._new(answer.locator(PRESSABLE)):
            if await control.is_visible():  # a press may have changed the message
                await self._typist.press(control)
                await self._look(f"{step} button")
        for control in await self._new(answer.locator(".select:not(:disabled)")):
            if await control.is_visible():
                await self._typist.select(control)
                await self._look(f"{step} select")

    async def _new(self, controls: Locator) -> list[Locator]:
        """Of each kind of control the first that was not used before."""
        found = []
        for control in await controls.element_handles():
            custom_id = await control.get_attribute("data-custom-id") or ""
            kind = ":".join(custom_id.split(":")[:2])
            if kind not in self._pressed:
                self._pressed.add(kind)
                found.append(self._page.locator(f'[data-custom-id="{custom_id}"]').last)
        return found


def _name(step: str) -> str:
    return re.sub(r"\W+", "-", step).strip("-").lower()

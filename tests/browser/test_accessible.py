"""axe-core finds no serious fault on the page, whatever is open on it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.sandbox.run import Sandbox
from tests.browser.conftest import become, keep, newest, open_page, send

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = ("serious", "critical")
SIZES = {"desk": (1280, 860), "phone": (390, 844)}
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"

LIGHT = "scheme => { document.documentElement.dataset.theme = scheme; }"


@pytest.fixture(scope="session")
def axe() -> str:
    """The checker; where it is not installed, a reason in words."""
    if not AXE.exists():
        if os.environ.get("CI"):
            pytest.fail("There is no axe-core, and CI must not skip what it checks.")
        pytest.skip("There is no axe-core here; `npm ci` installs it.")
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_serious_fault(
    browser: Browser, sandbox: Sandbox, errors: list[str], axe: str, language: str, size: str
) -> None:
    """In each state of the page, light and dark, on a desk and on a phone, in both languages."""
    width, height = SIZES[size]
    page = await open_page(browser, sandbox, errors, width=width, height=height, locale=language)
    await page.evaluate(axe)
    found: list[str] = []
    async for state in states(page, sandbox):
        for scheme in ("light", "dark"):
            await page.evaluate(LIGHT, scheme)
            found += [f"{state}, {scheme}: {fault}" for fault in await faults(page)]
        await keep(page, f"axe-{language}-{size}-{state}")
    assert not found, "\n".join(found)
    assert errors == []


async def faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical, with the first place where it is."""
    violations: list[dict[str, Any]] = await page.evaluate(RUN)
    return [
        f"{one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:160]}"
        for one in violations
        if one["impact"] in GRAVE
    ]


async def states(page: Page, sandbox: Sandbox) -> AsyncIterator[str]:
    """One state of the page after the other, each named when it is there."""
    yield "welcome"
    await become(page, sandbox, "maud")
    yield "chat"
    async for state in conversation(page):
        yield state
    async for state in side(page, sandbox):
        yield state
    await page.locator("[data-test=jump]").click()
    await expect(page.locator("#channel-name")).to_have_text("#renown-weekly", timeout=30_000)
    yield "weekly"


async def conversation(page: Page) -> AsyncIterator[str]:
    """What people type, and what the bot answers."""
    await send(page, "/score")
    await expect(newest(page).locator("img.picture, .picture img").first).to_be_visible()
    yield "card"
    await send(page, "/leaderboard")
    await expect(newest(page)).to_contain_text("Inès Belkacem")
    yield "board"
    await page.locator("[data-test=composer]").press_sequentially("/")
    await expect(page.locator("#palette")).to_be_visible()
    yield "palette"
    await page.locator("[data-test=composer]").fill("")
    await page.locator("[data-test=composer]").press_sequentially("/compare ")
    await page.keyboard.press("a")
    await expect(page.locator(".combo-list:not([hidden])")).to_be_visible()
    yield "command"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await send(page, "/link add")
    await expect(page.locator("#modal")).to_be_visible()
    yield "form"
    await page.locator("[data-test=modal-submit]").click()
    yield "form with a mistake"
    await page.keyboard.press("Escape")
    await send(page, "/privacy delete")
    await expect(newest(page).locator(".button-4")).to_be_visible()
    yield "danger"


async def side(page: Page, sandbox: Sandbox) -> AsyncIterator[str]:
    """The menus and lists around the conversation."""
    folded = await page.locator("#open-people").is_visible()
    if folded:
        await page.locator("#open-people").click()
    yield "members"
    await page.locator(f"[data-test=member-{sandbox.community.member('aiko').user_id}]").click()
    await expect(page.get_by_role("menu")).to_be_visible()
    yield "menu"
    await page.keyboard.press("Escape")
    await page.locator("[data-test=accounts-tab]").click()
    yield "accounts"
    await page.locator("[data-test=stage-tab]").click()
    yield "stage"
    if folded:
        await page.keyboard.press("Escape")
    if await page.locator("#open-channels").is_visible():
        await page.locator("#open-channels").click()
        yield "channels"
    await page.locator("#me").click()
    yield "someone else"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")

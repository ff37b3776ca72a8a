"""A headless Chromium and a running sandbox; where there is no Chromium, a reason in words."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.sandbox.run import Sandbox, open_sandbox
from bot.throttle import Throttle
from scoring.clock import ManualClock
from tests.moments import AUTUMN

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PICTURES = Path("artifacts/browser")


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with open_sandbox(ManualClock(AUTUMN), tmp_path) as running, running.bot() as services:
        services.client.throttle = Throttle(running.clock, burst=10_000)  # the clock stands still
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium, and CI must not skip the browser tests.")
        pytest.skip("There is no Chromium on this machine; install it to run the browser tests.")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        await chromium.close()


@pytest.fixture
def errors() -> list[str]:
    """What the page complained of."""
    return []


@pytest.fixture
async def page(browser: Browser, sandbox: Sandbox, errors: list[str]) -> Page:
    """A fresh visitor's page at the size of a laptop."""
    return await open_page(browser, sandbox, errors, width=1280, height=860)


async def open_page(
    browser: Browser,
    sandbox: Sandbox,
    errors: list[str],
    *,
    width: int,
    height: int,
    scheme: str = "light",
    locale: str = "en-GB",
) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    await page.goto(sandbox.standin.base)
    return page


async def become(page: Page, sandbox: Sandbox, key: str) -> None:
    """Choose who to be on the welcome panel."""
    user = sandbox.community.member(key).user_id
    await page.locator(f"[data-test=person-{user}]").first.click()
    await expect(page.locator("[data-test=composer]")).to_be_visible()


async def send(page: Page, words: str) -> None:
    """Type into the composer and send with the keyboard alone."""
    composer = page.locator("[data-test=composer]")
    await composer.click()
    await composer.press_sequentially(words)
    await page.keyboard.press("Enter")
    if words.startswith("/"):
        await page.keyboard.press("Enter")


def newest(page: Page) -> Locator:
    return page.locator("article[data-message-id]").last


async def keep(page: Page, name: str) -> None:
    """Save what is to be seen, for people to look at."""
    await page.screenshot(path=PICTURES / f"{name}.png")

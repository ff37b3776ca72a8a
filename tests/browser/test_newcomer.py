"""What a newcomer does in the first two minutes, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from bot.sandbox.run import Sandbox
from tests.browser.conftest import become, keep, newest, open_page, send

pytestmark = pytest.mark.browser


async def test_a_newcomer_finds_their_way(page: Page, sandbox: Sandbox, errors: list[str]) -> None:
    """Ask for a score, page the leaderboard, switch to French, jump to the weekly post."""
    await keep(page, "1-welcome")
    await become(page, sandbox, "aiko")
    await send(page, "/score")
    await expect(newest(page)).to_contain_text("43.9")
    await expect(newest(page).locator("img[alt*='Score card']")).to_be_visible()
    await keep(page, "2-score")

    await send(page, "/leaderboard")
    await expect(newest(page)).to_contain_text("Inès Belkacem")
    await newest(page).get_by_role("button", name="▶").click()
    await expect(newest(page)).to_contain_text(re.compile("Pip Okafor"))
    await keep(page, "3-leaderboard")

    await page.locator("[data-test=language]").select_option("fr")
    await expect(page.locator("html")).to_have_attribute("lang", "fr")
    await send(page, "/score")
    await expect(newest(page)).to_contain_text("43,9")
    await keep(page, "4-french")

    boards = len(sandbox.standin.messages(sandbox.community.weekly.id))
    await page.locator("[data-test=jump]").click()
    await expect(newest(page)).to_contain_text("Weekly board")
    assert len(sandbox.standin.messages(sandbox.community.weekly.id)) == boards + 1
    await keep(page, "5-weekly")
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_works_on_a_phone(
    browser: Browser, sandbox: Sandbox, errors: list[str], scheme: str
) -> None:
    """At a phone's width nothing is cut off sideways, in light and dark."""
    page = await open_page(browser, sandbox, errors, width=390, height=844, scheme=scheme)
    await become(page, sandbox, "noor")
    await send(page, "/why")
    await expect(newest(page)).to_contain_text("10.0")
    await keep(page, f"6-phone-{scheme}")
    sideways = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not sideways
    assert errors == []


async def test_an_account_is_linked_on_the_page(
    page: Page, sandbox: Sandbox, errors: list[str]
) -> None:
    """Name an account, put the code into its bio, verify, and be shown."""
    await become(page, sandbox, "lucie")
    await send(page, "/link add sample:lucie")
    await expect(newest(page)).to_contain_text(re.compile("renown-[0-9a-f]{16}"))
    code = re.search("renown-[0-9a-f]{16}", await newest(page).inner_text())
    assert code is not None
    await keep(page, "7-code")
    await page.locator("[data-test=accounts-tab]").click()
    await page.locator("[data-test=bio-lucie]").fill(f"I bind books. {code[0]}")
    await page.locator("[data-test=save-lucie]").click()
    await newest(page).get_by_role("button", name="Verify").click()
    await expect(newest(page).get_by_role("button", name="Show me here")).to_be_visible()
    await newest(page).get_by_role("button", name="Show me here").click()
    await expect(page.get_by_role("button", name="Show me here")).to_have_count(0)
    await keep(page, "8-linked")
    assert errors == []

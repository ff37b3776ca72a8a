"""What happens around the conversation can be made to happen on the page."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from bot.sandbox.run import Sandbox
from tests.browser.conftest import become, keep, newest, send

pytestmark = pytest.mark.browser


async def test_people_leave_and_the_bot_is_invited(
    page: Page, sandbox: Sandbox, errors: list[str]
) -> None:
    """A member leaves and returns, a day passes, the bot enters a second server and leaves it."""
    await become(page, sandbox, "maud")
    aiko = sandbox.community.member("aiko").user_id
    await page.locator(f"[data-test=member-{aiko}]").click()
    await page.locator("[data-test=menu-leave]").click()
    await expect(page.locator(f"[data-test=member-{aiko}]")).to_have_count(0)
    await page.locator("[data-test=stage-tab]").click()
    await page.locator("[data-test=stage-wait_day]").click()
    await keep(page, "stage-gone")
    await page.locator("[data-test=stage-return]").click()
    await expect(page.locator("[data-test=stage-return]")).to_have_count(0)
    await page.locator("[data-test=stage-invite]").click()
    await page.locator("[data-test=stage-visit]").click()
    await expect(page.locator("#guild")).to_have_text("Paper Boats")
    await send(page, "/leaderboard")
    await expect(newest(page)).to_be_visible()
    await keep(page, "stage-next-door")
    await page.locator("[data-test=stage-remove]").last.click()
    await expect(page.locator("#guild")).to_have_text(sandbox.community.guild)
    assert errors == []


async def test_a_bot_that_may_not_attach_still_answers(
    page: Page, sandbox: Sandbox, errors: list[str]
) -> None:
    """With pictures off the card is there in words."""
    await become(page, sandbox, "aiko")
    await page.locator("[data-test=stage-tab]").click()
    await page.locator("[data-test=stage-pictures]").uncheck()
    await expect(page.locator("[data-test=stage-pictures]")).not_to_be_checked()
    await send(page, "/score")
    await expect(newest(page)).to_contain_text("43.9")
    await keep(page, "stage-no-pictures")
    assert errors == []

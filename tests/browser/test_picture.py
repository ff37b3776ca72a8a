"""The page as the README shows it (`make picture`)."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox.run import Sandbox
from tests.browser.conftest import become, keep, newest, open_page, send

pytestmark = pytest.mark.browser


async def test_the_page_shows_a_question_and_its_answer(
    browser: Browser, sandbox: Sandbox, errors: list[str]
) -> None:
    """A question to the mentioned bot is answered with a card and its picture."""
    page = await open_page(browser, sandbox, errors, width=1280, height=1000, locale="en-US")
    await become(page, sandbox, "aiko")
    await send(page, "@Renown what is my score?")
    await expect(newest(page)).to_contain_text("43.9")
    await expect(newest(page).locator("img").last).to_be_visible()
    await keep(page, "page")
    assert errors == []

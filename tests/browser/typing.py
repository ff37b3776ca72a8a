"""A person at the page: what they type, press and choose, with the keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Locator, Page, expect

from bot.sandbox.refusals import Json
from tests.every_command.registered import Leaf, localised

PICKED = (5, 6, 7, 8, 9)
NEWEST = "article[data-message-id]"
FOLDED = 1079  # up to this width the members are in a drawer

# The conversation but for its times, which go on by themselves.
SAID = """() => {
  const said = document.querySelector('#messages').cloneNode(true);
  for (const one of said.querySelectorAll('time')) one.remove();
  return said.innerHTML.length;
}"""
# Whether the bot has said or changed something since, or opened a form, and thinks no more.
SETTLED = f"""before => {{
  const open = document.querySelector('#modal').open;
  const busy = document.querySelector('[aria-busy=true], .thinking, .local-line:not(.failed)');
  const sent = document.querySelector('#command-form').hidden;
  return sent && !busy && (open || ({SAID})() !== before);
}}"""


@dataclass(frozen=True)
class Typist:
    """Somebody at a page in one language; `called` says what people and channels are called."""

    page: Page
    locale: str
    called: Mapping[Any, str]

    async def send(self, leaf: Leaf, options: Mapping[str, Any]) -> None:
        """A command with its options, typed into the composer."""
        composer = self.page.locator("[data-test=composer]")
        await composer.click()
        await composer.press_sequentially(f"/{leaf.label(self.locale)}")
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator("#command-form")).to_be_visible()
        for option in leaf.options:
            if option["name"] in options:
                await self._fill(option, options[option["name"]])
        await self._settle(self.page.keyboard.press("Enter"))

    async def choose_from_menu(self, leaf: Leaf, user: int) -> None:
        """An entry of the menu on a person."""
        if (self.page.viewport_size or {"width": 0})["width"] <= FOLDED:
            await self.page.locator("#open-people").click()
        await self.page.locator(f"[data-test=member-{user}]").click()
        entry = self.page.get_by_role("menuitem", name=leaf.label(self.locale), exact=True)
        await entry.focus()
        await self._settle(self.page.keyboard.press("Enter"))

    async def press(self, button: Locator) -> None:
        """A button of a message."""
        await button.focus()
        await self._settle(self.page.keyboard.press("Enter"))

    async def select(self, menu: Locator) -> None:
        """The first entries of a select, as many as it needs."""
        await menu.focus()
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".popover")).to_be_visible()
        apply = self.page.locator(".popover .listbox-apply")
        if await apply.count():
            await self.page.keyboard.press("Enter")
            await apply.focus()
        await self._settle(self.page.keyboard.press("Enter"))

    async def submit(self, words: str) -> None:
        """The open form, with the same words in each empty field."""
        form = self.page.locator("#modal")
        for field in await form.locator("input[type=text], textarea").all():
            if not await field.input_value():
                await field.fill(words)
        await form.locator("[data-test=modal-submit]").focus()
        await self._settle(self.page.keyboard.press("Enter"))

    async def _fill(self, option: Json, value: Any) -> None:
        """One option: named in the adder where it is optional, then written or picked."""
        if not option.get("required"):
            adder = self.page.locator(".adder")
            await adder.focus()
            await adder.press_sequentially(localised(option, self.locale))
            await self.page.keyboard.press("Enter")
        field = self.page.locator(f"[data-option={option['name']}]")
        await expect(field).to_be_focused()
        await field.press_sequentially(self._words(option, value))
        if option.get("autocomplete") or option.get("choices") or option["type"] in PICKED:
            await self._pick(field)

    async def _pick(self, field: Locator) -> None:
        """Take the first suggestion, once there are any; what has none stays as it was typed."""
        listed = self.page.locator(f"#{await field.get_attribute('aria-controls')}")
        await expect(listed).to_be_visible()
        await expect(listed).to_have_attribute("data-state", "ready")
        if await listed.locator(".listbox-option").count():
            await self.page.keyboard.press("Enter")

    def _words(self, option: Json, value: Any) -> str:
        """A value as it reads in the list that it is picked from."""
        for choice in option.get("choices") or []:
            if choice["value"] == value:
                return localised(choice, self.locale)
        if isinstance(value, bool):
            return {"fr": ("Non", "Oui")}.get(self.locale, ("No", "Yes"))[value]
        return self.called.get(value, str(value))

    async def _settle(self, act: Any) -> None:
        before = await self.page.evaluate(SAID)
        await act
        await self.page.wait_for_function(SETTLED, arg=before, polling=100)

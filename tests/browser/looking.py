"""What must never be seen on the page: words of the other language, cut or hidden text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from playwright.async_api import Page

from bot.i18n import I18n, Message

I18N = I18n.load()
SHORTEST = 14

# Texts that do not fit where they stand, and whatever makes the page scroll sideways.
FAULTS = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > window.innerWidth) found.push('the page scrolls sideways');
  const box = document.querySelector('#messages');
  if (box.scrollWidth > box.clientWidth) found.push('the conversation scrolls sideways');
  const parts = document.querySelectorAll('#messages article:last-of-type *, dialog[open] *');
  for (const one of parts) {
    if (one.closest('.visually-hidden, pre, svg')) continue;
    const style = getComputedStyle(one);
    const clips = ['hidden', 'clip'].includes(style.overflowX) || one.matches('.button');
    if (clips && one.scrollWidth > one.clientWidth + 1) found.push(`cut off: ${one.textContent}`);
    const { left, right } = one.getBoundingClientRect();
    if (right > window.innerWidth + 1 || left < -1) found.push(`outside: ${one.textContent}`);
  }
  for (const line of document.querySelectorAll('.local-line.failed, .press-failed'))
    found.push(`failed: ${line.textContent}`);
  return found;
}"""


async def faults(page: Page, language: str) -> list[str]:
    """Everything wrong with what the page shows now, in words."""
    shown = await page.locator("#messages article").last.inner_text()
    form = page.locator("#modal")
    if await form.get_attribute("open") is not None:
        shown += await form.inner_text()
    foreign = [f"not {language}: {words!r}" for words in leftovers(shown, language)]
    return [*await page.evaluate(FAULTS), *foreign]


def leftovers(shown: str, language: str) -> list[str]:
    """Words of another language's catalogue in a text that should be in this one."""
    text = _plain(shown)
    return [words for words in _foreign(language) if words in text]


@cache
def _foreign(language: str) -> frozenset[str]:
    """What only the other languages say."""
    own = "\n".join(_plain(text) for text in _texts(language))
    others = (other for other in I18N.languages if other != language)
    pieces = {piece for other in others for text in _texts(other) for piece in _pieces(text)}
    return frozenset(piece for piece in pieces if piece not in own)


def _texts(language: str) -> Iterator[str]:
    for message in I18N.catalogue(language).messages.values():
        yield from _forms(message)


def _forms(message: Message) -> list[str]:
    return [message] if isinstance(message, str) else list(message.values())


def _pieces(text: str) -> Iterator[str]:
    """The parts of a message between placeholders and marks, if they are words enough."""
    for literal, _, _, _ in Formatter().parse(text):
        for part in re.split(r"[.:;!?()\n·`*]", _plain(literal)):
            piece = part.strip()
            if len(piece) >= SHORTEST and " " in piece:
                yield piece


def _plain(text: str) -> str:
    return re.sub(r"[*_`]", "", re.sub(r"[^\S\n]+", " ", text))

"""Plain sentences in a container: something to know, something done, something in the way."""

from __future__ import annotations

from bot.ui.parts import ACCENT, Block, Rendered, rendered, row, text

DONE = 0x5BB974
PROBLEM = 0xD9776B
LONGEST = 3900


def info(said: str, *buttons: Block) -> Rendered:
    """Something to know."""
    return _notice(said, buttons, ACCENT)


def success(said: str, *buttons: Block) -> Rendered:
    """Something was done."""
    return _notice(f"✅ {said}", buttons, DONE)


def problem(said: str, *buttons: Block) -> Rendered:
    """Something is in the way; the sentence says what to do next."""
    return _notice(f"⚠️ {said}", buttons, PROBLEM)


def _notice(said: str, buttons: tuple[Block, ...], accent: int) -> Rendered:
    words = said if len(said) <= LONGEST else said[: LONGEST - 1] + "…"
    blocks: list[Block] = [text(words)]
    if buttons:
        blocks.append(row(*buttons))
    return rendered(blocks, accent=accent)

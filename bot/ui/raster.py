"""From SVG to PNG, in a thread, with the fonts that are shipped and no others."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import lru_cache

import resvg_py

from bot.ui.typeface import FAMILY, files

KEPT = 128  # pictures: about 4 MB

_FAMILIES = re.compile(r'font-family="([^"]+)"')


async def render(draw: Callable[[], str]) -> bytes:
    """The PNG of what is drawn, letters measured in a thread too; the same is rendered once."""
    return await asyncio.to_thread(lambda: png(draw()))


def forget() -> None:
    """Drop every picture: somebody's name may stand in one."""
    png.cache_clear()


@lru_cache(maxsize=KEPT)
def png(svg: str) -> bytes:
    """The same without leaving the thread."""
    families = sorted({FAMILY, *_FAMILIES.findall(svg)})
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            font_files=[path for family in families for path in files(family)],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
            skip_system_fonts=True,
        )
    )

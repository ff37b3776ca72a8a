"""Faces for the cards: fetched from Discord's own store, decoded with care, kept in memory only.

What comes from there was uploaded by strangers. Nothing is decoded before its kind and declared
size are known, and whatever fails gives no picture: then the card shows initials.
"""

from __future__ import annotations

import asyncio
import io
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

import aiohttp
from discord.http import HTTPClient
from PIL import Image, ImageOps

log = logging.getLogger(__name__)

PATIENCE = 0.7  # seconds
LONGEST = 1 << 20  # bytes that are read at most
MOST_PIXELS = 2048 * 2048  # that are decoded at most
SIDE = 96  # pixels of what is kept
KEPT = 256  # about 4 MB
FORMATS = ("PNG", "WEBP", "GIF", "JPEG")

Fetch = Callable[[str, int], Awaitable[bytes]]


class Avatars:
    """Small PNGs by the name of the original, a hash of it that says nothing of whose it is.

    `fetch` gives at most so many bytes of what is found at an address.
    """

    def __init__(self, fetch: Fetch, *, patience: float = PATIENCE) -> None:
        self._fetch = fetch
        self._patience = patience
        self._kept: OrderedDict[str, bytes | None] = OrderedDict()

    async def get(self, url: str | None) -> bytes | None:
        """The picture, or None where it could not be had in time or is not fit to be shown."""
        if url is None:
            return None
        name = url.rpartition("/")[2]
        if name in self._kept:
            self._kept.move_to_end(name)
            return self._kept[name]
        try:
            async with asyncio.timeout(self._patience):
                raw = await self._fetch(url, LONGEST + 1)
                made = await asyncio.to_thread(small, raw)
        except Exception as error:  # the network's, Discord's or a decoder's: a face can wait
            log.info("no avatar: %s", error)
            return None
        self._keep(name, made)
        return made

    def _keep(self, name: str, made: bytes | None) -> None:
        self._kept[name] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def from_cdn(http: HTTPClient) -> Fetch:
    """Reads through the session of Discord's library; its own `get_from_cdn` has no limit."""

    async def fetch(url: str, most: int) -> bytes:
        session: aiohttp.ClientSession = http._HTTPClient__session  # type: ignore[attr-defined]
        asked = session.get(
            url, raise_for_status=True, proxy=http.proxy, proxy_auth=http.proxy_auth
        )
        async with asked as answer:
            return await _at_most(answer.content, most)

    return fetch


async def _at_most(stream: aiohttp.StreamReader, most: int) -> bytes:
    read = b""
    while len(read) < most and (part := await stream.read(most - len(read))):
        read += part
    return read


def small(raw: bytes) -> bytes | None:
    """The first frame as a small square PNG; None where it is too large or broken."""
    if len(raw) > LONGEST:
        return None
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (SIDE, SIDE))  # a large JPEG is decoded small
            square = ImageOps.fit(image.convert("RGBA"), (SIDE, SIDE))
    except Exception as error:  # decoders raise whatever they meet in a hostile file
        log.info("an avatar was not decoded: %s", type(error).__name__)
        return None
    made = io.BytesIO()
    square.save(made, "PNG")
    return made.getvalue()

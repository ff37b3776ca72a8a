"""Avatars: uploaded by strangers, so nothing about them is taken on trust."""

from __future__ import annotations

import asyncio
import io
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
import pytest_asyncio
from discord.http import HTTPClient
from PIL import Image

from bot.avatars import KEPT, LONGEST, SIDE, Avatars, Fetch, from_cdn, small
from tests.scoring.networks.serving import Host, Reply

RED, BLUE = (255, 0, 0, 255), (0, 0, 255, 255)


def image(kind: str, colour: tuple[int, ...] = RED, size: tuple[int, int] = (64, 64)) -> bytes:
    """A file of one colour."""
    stream = io.BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, colour[: len(mode)]).save(stream, kind)
    return stream.getvalue()


def animated(kind: str) -> bytes:
    """Red, then blue."""
    stream = io.BytesIO()
    first, second = Image.new("RGBA", (64, 64), RED), Image.new("RGBA", (64, 64), BLUE)
    first.save(stream, kind, save_all=True, append_images=[second], duration=100)
    return stream.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that declares 50,000 by 50,000 pixels."""

    def chunk(tag: bytes, data: bytes) -> bytes:
        checked = zlib.crc32(tag + data)
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", checked)

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def colour_of(made: bytes | None) -> tuple[int, ...]:
    """The pixel in the middle of what was made of an avatar."""
    assert made is not None
    opened = Image.open(io.BytesIO(made))
    assert (opened.format, opened.size) == ("PNG", (SIDE, SIDE))
    found = opened.convert("RGBA").getpixel((SIDE // 2, SIDE // 2))
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "JPEG"])
def test_known_kinds_become_small_pngs(kind: str) -> None:
    """Whatever the kind and shape: a small square of the same colour."""
    red, green, blue, _ = colour_of(small(image(kind, size=(300, 200))))
    assert red > 250
    assert max(green, blue) < 5


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_frame_is_taken(kind: str) -> None:
    """Animated GIF, WebP and APNG."""
    red, _, blue, _ = colour_of(small(animated(kind)))
    assert red > 250
    assert blue < 5


def test_what_is_transparent_stays_so() -> None:
    """The disc on the card lies below it."""
    assert colour_of(small(image("PNG", (255, 0, 0, 0))))[3] == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        b"not a picture at all",
        image("PNG")[:60],
        image("JPEG")[:300],
        image("TIFF"),
        image("BMP"),
        bomb(),
        image("PNG", size=(4000, 4000)),
        image("PNG") + b"\0" * LONGEST,
    ],
    ids=["empty", "svg", "text", "cut", "cut-jpeg", "tiff", "bmp", "bomb", "huge", "long"],
)
def test_what_is_not_fit_to_be_shown_is_not(raw: bytes) -> None:
    """Broken, too large, or of a kind that avatars do not have: no picture, and no error."""
    assert small(raw) is None


async def test_an_avatar_is_fetched_once() -> None:
    """The same address is asked for once, also where what is there cannot be shown."""
    asked: list[str] = []

    async def fetch(url: str, most: int) -> bytes:
        assert most == LONGEST + 1
        asked.append(url)
        return image("PNG") if url == "good" else b"bad"

    avatars = Avatars(fetch)
    assert await avatars.get("good") is await avatars.get("good")
    assert await avatars.get("bad") is await avatars.get("bad") is None
    assert asked == ["good", "bad"]
    assert await avatars.get(None) is None


async def test_what_is_kept_tells_nobody() -> None:
    """A picture is remembered by its hash, whoever it belongs to."""
    asked: list[str] = []

    async def fetch(url: str, most: int) -> bytes:
        asked.append(url)
        return image("PNG")[:most]

    avatars = Avatars(fetch)
    first = await avatars.get("https://cdn.example/avatars/1/abc.png?size=128")
    assert await avatars.get("https://cdn.example/avatars/2/abc.png?size=128") is first
    assert len(asked) == 1


async def test_memory_is_bounded() -> None:
    """The oldest goes first."""
    asked: list[str] = []

    async def fetch(url: str, most: int) -> bytes:
        asked.append(url)
        return b"bad"[:most]

    avatars = Avatars(fetch)
    for n in range(KEPT + 1):
        await avatars.get(str(n))
    await avatars.get("0")
    assert asked[-1] == "0"


@pytest.mark.parametrize("slow", [True, False])
async def test_trouble_gives_no_picture_and_another_try(slow: bool) -> None:
    """A slow or broken store costs the picture, never the answer, and is asked again."""
    asked: list[str] = []

    async def fetch(url: str, most: int) -> bytes:
        asked.append(f"{url} {most}")
        if slow:
            await asyncio.Event().wait()
        raise aiohttp.ClientError

    avatars = Avatars(fetch, patience=0.0 if slow else 5.0)
    assert await avatars.get("a") is None
    assert await avatars.get("a") is None
    assert len(asked) == 2


@pytest_asyncio.fixture
async def cdn() -> AsyncIterator[tuple[Host, Fetch]]:
    """A store on the loopback, and a reader of it."""
    async with Host() as host, aiohttp.ClientSession() as session:
        http = HTTPClient(asyncio.get_running_loop())
        http._HTTPClient__session = session  # type: ignore[attr-defined]
        yield host, from_cdn(http)


async def test_no_more_is_read_than_asked_for(cdn: tuple[Host, Fetch]) -> None:
    """A long file is left where it is."""
    host, fetch = cdn
    host.reply("/a.png", Reply(b"x" * 500_000))
    assert len(await fetch(f"{host.url}/a.png", 1000)) == 1000
    assert await fetch(f"{host.url}/a.png", 600_000) == b"x" * 500_000


async def test_what_is_not_there_is_an_error(cdn: tuple[Host, Fetch]) -> None:
    """The page of an error is never taken for a picture."""
    host, fetch = cdn
    host.reply("/a.png", Reply(image("PNG"), status=404))
    get: Callable[[str, int], Awaitable[bytes]] = fetch
    with pytest.raises(aiohttp.ClientResponseError):
        await get(f"{host.url}/a.png", 1000)

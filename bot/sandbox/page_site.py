"""The page's files, the content that messages carry, and who may ask for them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.mailbox import Mailbox
from bot.sandbox.sentences import sentence

PAGE = Path(__file__).with_name("page")
_GUARDED = ("/static", "/page", "/cdn", "/oauth2")
_PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp"}
_PALETTE = (0x4B5D67, 0x7A5C61, 0x5C6B4A, 0x8A6D3B, 0x51538A, 0x3F6F6B)
_DIRECTIVES = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self' ws://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """There is no log-in: the page answers only under this machine's own names."""
    if request.path != "/" and not request.path.startswith(_GUARDED):
        return await handler(request)
    if not _is_local(request):
        locale = request.headers.get("Accept-Language", "en")
        return web.Response(status=403, text=sentence("foreign-host", locale))
    return await handler(request)


def _is_local(request: web.Request) -> bool:
    host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
    address = request.transport.get_extra_info("sockname") if request.transport else None
    if address is None:
        return False
    allowed = {f"{name}:{address[1]}" for name in ("127.0.0.1", "localhost", "[::1]")}
    return host in allowed and origin in (None, f"http://{host}")


class Site:
    """Static files and the content network."""

    def __init__(self, state: DiscordState, mailbox: Mailbox) -> None:
        self._state = state
        self._mailbox = mailbox

    def mount(self, app: web.Application) -> None:
        app.router.add_get("/", self.index)
        app.router.add_get("/static/{name}", self.static)
        app.router.add_get("/cdn/attachments/{channel}/{attachment}/{name}", self.attachment)
        app.router.add_get("/cdn/avatars/{user}/{name}", self.avatar)
        app.router.add_get("/cdn/embed/avatars/{name}", self.plain_avatar)

    async def index(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request, "index.html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        return _page_file(request, request.match_info["name"])

    async def attachment(self, request: web.Request) -> web.Response:
        number = request.match_info["attachment"]
        data = self._mailbox.file(int(number)) if number.isdigit() else None
        if data is None:
            raise web.HTTPNotFound
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        kind = _PICTURES.get(Path(request.match_info["name"]).suffix)
        return web.Response(
            body=data, content_type=kind or "application/octet-stream", headers=headers
        )

    async def avatar(self, request: web.Request) -> web.Response:
        user = request.match_info["user"]
        person = self._state.users.get(int(user)) if user.isdigit() else None
        if person is None or person.avatar_png is None:
            raise web.HTTPNotFound
        return web.Response(body=person.avatar_png, content_type="image/png")

    async def plain_avatar(self, request: web.Request) -> web.Response:
        name = request.match_info["name"].removesuffix(".png")
        if not name.isdigit():
            raise web.HTTPNotFound
        return web.Response(
            body=plain_png(_PALETTE[int(name) % len(_PALETTE)]), content_type="image/png"
        )


def _page_file(request: web.Request, name: str) -> web.StreamResponse:
    path = PAGE / name
    if path.parent != PAGE or not path.is_file():
        raise web.HTTPNotFound
    headers = {
        "Content-Security-Policy": _DIRECTIVES.format(host=request.headers["Host"]),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-cache",
    }
    return web.FileResponse(path, headers=headers)


def plain_png(colour: int, size: int = 64) -> bytes:
    """A square of one colour."""
    row = b"\0" + colour.to_bytes(3, "big") * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * size)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)

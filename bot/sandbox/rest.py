"""Discord's REST interface: routing, tokens, bodies, faults and refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aiohttp import BodyPartReader, web

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.messages import Upload
from bot.sandbox.refusals import (
    Json,
    Problem,
    RefusedError,
    invalid_form,
    no_such_route,
    unauthorized,
)

PREFIX = "/api/v10"
_FILE_FIELD = re.compile(r"files\[(\d+)\]")
_EXPECTED = {401, 403, 404}


class Request(NamedTuple):
    """A request as it is kept for assertions; the path comes without the version prefix."""

    method: str
    path: str
    json: Any


@dataclass(frozen=True)
class Call:
    """One request, read."""

    web: web.Request
    body: Any
    uploads: tuple[Upload, ...] = ()

    def id(self, name: str) -> int:
        """A snowflake of the path. Raises the refusal for what is none."""
        value = self.web.match_info[name]
        if not value.isdigit():
            raise no_such_route()
        return int(value)

    def form(self) -> Json:
        """The body as an object. Raises the refusal for anything else; none counts as empty."""
        if not isinstance(self.body, dict | None):
            raise invalid_form([Problem((), "BASE_TYPE_DICT", "Could not be read as dict.")])
        return self.body or {}

    def part(self, name: str) -> str:
        return self.web.match_info[name]

    def query(self, name: str) -> str | None:
        return self.web.query.get(name)


Handler = Callable[[Call], Any]  # returns JSON, or None for 204


class Rest:
    """The routes of the interface and all that every one of them has in common."""

    def __init__(self, state: DiscordState, *, token: str) -> None:
        self._state = state
        self._token = token
        self.faults = Faults()
        self.requests: list[Request] = []

    def add(
        self,
        app: web.Application,
        method: str,
        path: str,
        handler: Handler,
        *,
        public: bool = False,
    ) -> None:
        """Serve one route; `public` ones ask for no bot token."""

        async def serve(request: web.Request) -> web.StreamResponse:
            return await self._serve(request, handler, public)

        app.router.add_route(method, PREFIX + path, serve)

    def add_rest(self, app: web.Application) -> None:
        """Everything that no route serves: refused, and written down. Add it last."""

        def refuse(_call: Call) -> Any:
            raise no_such_route()

        async def serve(request: web.Request) -> web.StreamResponse:
            self._state.violations.append(f"{request.method} {request.path}: no such route")
            return await self._serve(request, refuse, True)

        app.router.add_route("*", "/api/{anything:.*}", serve)

    async def _serve(
        self, request: web.Request, handler: Handler, public: bool
    ) -> web.StreamResponse:
        path = request.path.removeprefix(PREFIX)
        try:
            call = await _read(request)
        except ValueError:
            broken = RefusedError(400, 50109, "The request body contains invalid JSON.")
            return _json(broken.body(), broken.status)
        self.requests.append(Request(request.method, path, call.body))
        fault = self.faults.take(request.method, path)
        if fault is not None and not fault.after_effect:
            return _fail(request, fault)
        answer = self._answer(call, handler, public)
        return answer if fault is None else _fail(request, fault)

    def _answer(self, call: Call, handler: Handler, public: bool) -> web.StreamResponse:
        try:
            if not public and call.web.headers.get("Authorization") != f"Bot {self._token}":
                raise unauthorized()
            result = handler(call)
        except RefusedError as refusal:
            if refusal.status not in _EXPECTED or refusal.code in (10062, 10015):
                self._note(call, refusal)
            return _json(refusal.body(), status=refusal.status)
        if result is None:
            return web.Response(status=204)
        return _json(result)

    def _note(self, call: Call, refusal: RefusedError) -> None:
        detail = json.dumps(refusal.errors) if refusal.errors else ""
        where = f"{call.web.method} {call.web.path.removeprefix(PREFIX)}"
        self._state.violations.append(f"{where}: {refusal.code} {refusal.message} {detail}".strip())


async def _read(request: web.Request) -> Call:
    if request.content_type.startswith("multipart/"):
        return await _read_multipart(request)
    raw = await request.read()
    return Call(request, json.loads(raw) if raw else None)


def _json(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    # Without a charset, as Discord sends it: discord.py compares the whole header.
    body = json.dumps(data).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


async def _read_multipart(request: web.Request) -> Call:
    body: Any = None
    uploads: list[Upload] = []
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        field = _FILE_FIELD.fullmatch(part.name or "")
        data = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = json.loads(data)
        elif field:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads.append(Upload(int(field[1]), part.filename or "unknown", kind, data))
    return Call(request, body, tuple(uploads))


def _fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.status == 0 and request.transport is not None:
        request.transport.abort()
    body = fault.body if fault.body is not None else {"message": "fault", "code": 0}
    return _json(body, status=fault.status or 500, headers=fault.headers)

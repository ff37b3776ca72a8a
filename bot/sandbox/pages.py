"""All open pages, and the socket through which each of them talks."""

from __future__ import annotations

from aiohttp import WSMsgType, web

from bot.sandbox.events import Event
from bot.sandbox.outbox import Outbox
from bot.sandbox.page_frames import clock_frame, parsed
from bot.sandbox.page_seams import PageSeams
from bot.sandbox.page_socket import Tab
from bot.sandbox.refusals import Json
from bot.sandbox.stage import Stage
from bot.sandbox.visitor import Desk
from bot.sandbox.world import Words


class Pages:
    """All open pages."""

    def __init__(
        self, desk: Desk, seams: PageSeams, stage: Stage, guild_id: int, notice: Words
    ) -> None:
        self._desk = desk
        self._seams = seams
        self._stage = stage
        self._guild_id = guild_id
        self._notice = notice
        self._tabs: set[Tab] = set()
        self._sockets: set[web.WebSocketResponse] = set()
        desk.state.listeners.append(self.hear)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One tab from opening to closing."""
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        async with Outbox(socket) as outbox:
            tab = Tab(self._desk, self._seams, self._stage, outbox, self._guild_id, self._notice)
            self._sockets.add(socket)
            self._tabs.add(tab)
            tab.greet()
            try:
                async for frame in socket:
                    if frame.type is WSMsgType.TEXT:
                        await self._receive(tab, frame.data)
            finally:
                self._tabs.discard(tab)
                self._sockets.discard(socket)
                await tab.close()
        return socket

    async def _receive(self, tab: Tab, text: str) -> None:
        frame = parsed(text)
        await tab.receive(frame)
        kind = frame.get("t") if isinstance(frame, dict) else None
        if kind == "jump":
            self.tick()
        elif kind == "stage":
            for other in self._tabs:
                other.refresh()
        elif kind == "bio":
            self._tell({"t": "accounts", "accounts": self._seams.accounts()})

    def hear(self, event: Event) -> None:
        for tab in self._tabs:
            tab.hear(event)

    def tick(self) -> None:
        """Tell every tab the time of the stand-in."""
        self._tell(clock_frame(self._desk, self._seams))

    async def close(self) -> None:
        self._desk.state.listeners.remove(self.hear)
        for socket in list(self._sockets):
            await socket.close(code=1001)

    def _tell(self, frame: Json) -> None:
        for tab in self._tabs:
            tab.tell(frame)

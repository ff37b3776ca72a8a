"""The gateway: identify, resume, heartbeats, and events as the intents let them through."""

from __future__ import annotations

import json
import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.discord_state import GUILDS, DiscordState
from bot.sandbox.events import (
    Dispatched,
    Event,
    MessageCreated,
    MessageDeleted,
    MessageUpdated,
)
from bot.sandbox.messages import Message
from bot.sandbox.outbox import Outbox
from bot.sandbox.payloads import guild_create_json, member_json, user_json
from bot.sandbox.refusals import Json
from bot.sandbox.world import VIEW_CHANNEL

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
INVALID_SESSION, HELLO, HEARTBEAT_ACK = 9, 10, 11

GUILD_MESSAGES = 1 << 9
DIRECT_MESSAGES = 1 << 12
MESSAGE_CONTENT = 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 26) - 1

AUTHENTICATION_FAILED, NOT_AUTHENTICATED, INVALID_INTENTS, DISALLOWED = 4004, 4003, 4013, 4014
UNKNOWN_OPCODE, BAD_SESSION = 4001, 4006
_CLEAN = (WSCloseCode.OK, WSCloseCode.GOING_AWAY)
HEARTBEAT_MS = 41_250
REMEMBERED = 1000

MessageEvent = MessageCreated | MessageUpdated | MessageDeleted


@dataclass(eq=False)
class Session:
    """One identified bot. It outlives its connection, so that it can be resumed."""

    id: str
    intents: int
    shard: list[int]
    sequence: int = 0
    sent: deque[Json] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    outbox: Outbox | None = None

    def push(self, name: str, data: Json) -> None:
        self.sequence += 1
        frame = {"op": DISPATCH, "t": name, "s": self.sequence, "d": data}
        self.sent.append(json.loads(json.dumps(frame)))
        if self.outbox is not None:
            self.outbox.put(self.sent[-1])


class Gateway:
    """All connections of bots."""

    def __init__(self, state: DiscordState, *, token: str) -> None:
        self._state = state
        self._token = token
        self._sessions: dict[str, Session] = {}
        self._sockets: set[web.WebSocketResponse] = set()
        self.silent = False
        self.identified = 0
        self.resumed = 0
        state.listeners.append(self.hear)

    # the connection

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One WebSocket from hello to close."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        outbox = Outbox(socket, lambda: self.silent)
        session: Session | None = None
        try:
            async with outbox:
                outbox.put({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}, "s": None})
                async for frame in socket:
                    if frame.type is WSMsgType.TEXT:
                        session = await self._receive(socket, outbox, session, frame.json())
        finally:
            self._leave(socket, outbox, session)
        return socket

    def _leave(
        self, socket: web.WebSocketResponse, outbox: Outbox, session: Session | None
    ) -> None:
        """Forget a connection, and its session if the bot ended it on purpose."""
        chosen = socket in self._sockets and socket.close_code in _CLEAN
        self._sockets.discard(socket)
        if session is not None and session.outbox is outbox:
            session.outbox = None
            if chosen:
                self._sessions.pop(session.id, None)
        self._state.bot_online = bool(self._sessions)
        self._state.changed.ring()

    async def _receive(
        self,
        socket: web.WebSocketResponse,
        outbox: Outbox,
        session: Session | None,
        frame: Json,
    ) -> Session | None:
        operation, data = frame.get("op"), frame.get("d") or {}
        if operation == HEARTBEAT:
            outbox.put({"op": HEARTBEAT_ACK})
        elif operation == IDENTIFY:
            return await self._identify(socket, outbox, data)
        elif operation == RESUME:
            return self._resume(outbox, data)
        elif session is None:
            await socket.close(code=NOT_AUTHENTICATED)
        elif operation != PRESENCE:
            self._state.violations.append(f"gateway: operation {operation} is not offered")
        return session

    async def _identify(
        self, socket: web.WebSocketResponse, outbox: Outbox, data: Any
    ) -> Session | None:
        refused = self._refused_identity(data)
        if refused is not None:
            code, reason = refused
            self._state.violations.append(f"gateway: {reason}")
            await socket.close(code=code, message=reason.encode())
            return None
        shard = data.get("shard") or [0, 1]
        session = Session(secrets.token_hex(16), data["intents"], shard, outbox=outbox)
        self._sessions[session.id] = session
        self._welcome(session)
        self.identified += 1
        self._online()
        return session

    def _refused_identity(self, data: Json) -> tuple[int, str] | None:
        intents = data.get("intents", 0)
        if data.get("token") != self._token:
            return AUTHENTICATION_FAILED, "Authentication failed."
        if intents & ~KNOWN_INTENTS:
            return INVALID_INTENTS, "Invalid intent(s)."
        if intents & PRIVILEGED:
            return DISALLOWED, "Disallowed intent(s)."
        return None

    def _welcome(self, session: Session) -> None:
        guilds = list(self._state.guilds.values())
        ready = {
            "v": 10,
            "user": user_json(self._state.bot) | {"verified": True, "mfa_enabled": False},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self._state.gateway_url,
            "shard": session.shard,
            "application": {"id": str(self._state.bot.id), "flags": 0},
        }
        session.push("READY", ready)
        if session.intents & GUILDS:
            for guild in guilds:
                session.push("GUILD_CREATE", guild_create_json(guild))

    def _resume(self, outbox: Outbox, data: Json) -> Session | None:
        session = self._sessions.get(str(data.get("session_id")))
        if session is None or data.get("token") != self._token:
            outbox.put({"op": INVALID_SESSION, "d": False})
            return None
        for frame in session.sent:
            if frame["s"] > data.get("seq", 0):
                outbox.put(frame)
        session.outbox = outbox
        session.push("RESUMED", {})
        self.resumed += 1
        self._online()
        return session

    def _online(self) -> None:
        self._state.bot_online = True
        self._state.changed.ring()

    # faults

    async def drop(self) -> None:
        """Cut every connection; the sessions can be resumed."""
        for socket in list(self._sockets):
            self._sockets.discard(socket)
            await socket.close(code=4000, message=b"dropped")

    async def close(self) -> None:
        """End for good."""
        self._state.listeners.remove(self.hear)
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    def ask_reconnect(self) -> None:
        """Tell every bot to connect anew, as Discord does before it restarts a machine."""
        self._to_all({"op": RECONNECT, "d": None})

    def invalidate(self) -> None:
        """Forget every session; bots have to identify again."""
        self._to_all({"op": INVALID_SESSION, "d": False})
        self._sessions.clear()

    def _to_all(self, frame: Json) -> None:
        for session in self._sessions.values():
            if session.outbox is not None:
                session.outbox.put(frame)

    # events

    def hear(self, event: Event) -> None:
        """Translate what happened into what a bot with these intents is told."""
        for session in self._sessions.values():
            if isinstance(event, Dispatched):
                if not event.intent or session.intents & event.intent:
                    session.push(event.name, event.data)
            elif isinstance(event, MessageEvent) and self._reads(session, event.message):
                session.push(*self._message_event(event))

    def _reads(self, session: Session, message: Message) -> bool:
        if message.ephemeral:
            return False
        if message.guild_id is None:
            return bool(session.intents & DIRECT_MESSAGES)
        guild = self._state.guilds.get(message.guild_id)
        if guild is None or message.channel_id not in guild.channels:
            return False
        visible = guild.bot_permissions(message.channel_id) & VIEW_CHANNEL
        return bool(session.intents & GUILD_MESSAGES) and bool(visible)

    def _message_event(self, event: MessageEvent) -> tuple[str, Json]:
        message = event.message
        place = {} if message.guild_id is None else {"guild_id": str(message.guild_id)}
        if isinstance(event, MessageDeleted):
            gone = {"id": str(message.id), "channel_id": str(message.channel_id)}
            return "MESSAGE_DELETE", gone | place
        name = "MESSAGE_CREATE" if isinstance(event, MessageCreated) else "MESSAGE_UPDATE"
        return name, withheld(message, self._state.bot.id) | place | self._member(message)

    def _member(self, message: Message) -> Json:
        guild = self._state.guilds.get(message.guild_id or 0)
        person = self._state.users.get(message.author_id)
        if guild is None or person is None:
            return {}
        return {"member": member_json(guild, person)}


def withheld(message: Message, bot_id: int) -> Json:
    """A message as a bot without the content intent gets it."""
    named = any(user["id"] == str(bot_id) for user in message.raw["mentions"])
    if named or message.guild_id is None or message.author_id == bot_id:
        return dict(message.raw)
    hidden: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
    return message.raw | hidden

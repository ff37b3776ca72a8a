"""What can happen in the stand-in, told to all who listen: gateway, page and terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.messages import Message
from bot.sandbox.refusals import Json


@dataclass(frozen=True)
class MessageCreated:
    message: Message


@dataclass(frozen=True)
class MessageUpdated:
    message: Message


@dataclass(frozen=True)
class MessageDeleted:
    message: Message


@dataclass(frozen=True)
class TypingStarted:
    channel_id: int


@dataclass(frozen=True)
class CommandsSynced:
    count: int


@dataclass(frozen=True)
class Dispatched:
    """A gateway event as it stands, for bots whose intents include `intent` (0: all)."""

    name: str
    data: Json
    intent: int = 0


Event = (
    MessageCreated | MessageUpdated | MessageDeleted | TypingStarted | CommandsSynced | Dispatched
)


@dataclass(frozen=True)
class Line:
    """One visible event, for people who read the channel in a terminal."""

    at: datetime
    channel: str
    author: str
    text: str
    ephemeral_to: str | None = None
    edited: bool = False
    cause: str | None = None  # "Ada used /score"

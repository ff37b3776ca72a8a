"""The people, channels and communities that a stand-in is furnished with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
USE_APPLICATION_COMMANDS = 1 << 31
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5

ALL_NEEDED = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS
)
EVERYBODY = ALL_NEEDED
MANAGERS = MANAGE_GUILD | MANAGE_CHANNELS


Words = Mapping[str, str]  # by Discord's locale


@dataclass(frozen=True)
class Person:
    """Somebody with a Discord account. `linked` says in words what they have linked."""

    id: int
    name: str
    about: str = ""
    manager: bool = False
    avatar_png: bytes | None = None
    linked: tuple[str, ...] = ()
    bot: bool = False
    about_localizations: Words = field(default_factory=dict)

    @property
    def avatar_hash(self) -> str | None:
        if self.avatar_png is None:
            return None
        return hashlib.sha256(self.avatar_png).hexdigest()[:32]


@dataclass(frozen=True)
class Channel:
    """A text channel. `bot_permissions` None gives the bot all it needs."""

    id: int
    name: str
    topic: str = ""
    bot_permissions: int | None = None
    topic_localizations: Words = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """One community as it is when the stand-in starts."""

    guild_id: int
    guild_name: str
    people: tuple[Person, ...]
    channels: tuple[Channel, ...]
    locale: str = "en-US"
    system_channel: int | None = None  # where Discord greets newcomers

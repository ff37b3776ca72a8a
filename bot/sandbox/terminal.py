"""The channel for people without a browser: one line object per visible event."""

from __future__ import annotations

from collections.abc import Callable

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.events import Event, Line, MessageCreated, MessageUpdated
from bot.sandbox.messages import Message


class LinePrinter:
    """Tells `on_line` what people would see. "Is thinking" is no line, its end is."""

    def __init__(self, state: DiscordState, on_line: Callable[[Line], None]) -> None:
        self._state = state
        self._on_line = on_line

    def hear(self, event: Event) -> None:
        if isinstance(event, MessageCreated | MessageUpdated) and not event.message.thinking:
            self._on_line(self._line(event.message))

    def _line(self, message: Message) -> Line:
        reader = self._state.users.get(message.ephemeral_to or 0)
        return Line(
            at=self._state.clock.now(),
            channel=self._channel(message),
            author=self._state.users[message.author_id].name,
            text=message.text,
            ephemeral_to=reader.name if reader else None,
            edited=message.raw["edited_timestamp"] is not None,
            cause=_cause(message),
        )

    def _channel(self, message: Message) -> str:
        guild = self._state.guilds.get(message.guild_id or 0)
        channel = guild.channels.get(message.channel_id) if guild else None
        if channel is not None:
            return f"#{channel.name}"
        return f"@{self._state.dm_partner(message.channel_id).name}"


def _cause(message: Message) -> str | None:
    told = message.raw.get("interaction_metadata")
    if not told or "name" not in told:
        return None
    slash = "/" if told.get("command_type") == 1 else ""
    return f"{told['user']['global_name']} used {slash}{told['name']}"

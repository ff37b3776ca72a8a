"""Interactions: what a person set off, and how far the bot has come with its answer."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.messages import Message
from bot.sandbox.payloads import channel_json, dm_json, full_member_json, user_json
from bot.sandbox.refusals import (
    Json,
    RefusedError,
    expired_token,
    unknown_interaction,
    unknown_webhook,
)
from bot.sandbox.sentences import NotOfferedError
from bot.sandbox.strict_commands import GROUP, SUBCOMMAND
from bot.sandbox.world import ALL_NEEDED, Person

SUBCOMMANDS = (SUBCOMMAND, GROUP)
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
TOKEN_LIFE = timedelta(minutes=15)
FILE_LIMIT = 10 * 1024 * 1024


@dataclass(frozen=True)
class Seat:
    """Where a person sits: who, in which community (None: direct messages), which channel."""

    person: Person
    guild_id: int | None
    channel_id: int
    locale: str = "en-US"


@dataclass(eq=False)
class Interaction:
    """One interaction from the press of a key to the end of its token."""

    id: int
    token: str
    kind: int
    seat: Seat
    data: Json
    created_at: datetime
    source: Message | None = None
    callback: int | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None
    expired: bool = False
    touched: bool = False  # the deferred answer has arrived
    edited: bool = False  # the original was rewritten after the first answer

    @property
    def acknowledged(self) -> bool:
        return self.callback is not None

    @property
    def finished(self) -> bool:
        """Whether the person sees an answer and no longer a promise of one."""
        deferred = self.callback in (DEFERRED_REPLY, DEFERRED_UPDATE)
        return self.acknowledged and (self.touched or not deferred)

    @property
    def answer(self) -> Message | None:
        """The message in which the person reads the answer."""
        silent = self.callback == DEFERRED_UPDATE and not self.edited
        original = None if silent else self.original
        if original is not None and not original.deleted:
            return original
        return self.followups[0] if self.followups else original

    def metadata(self) -> Json:
        """What a message says of the interaction that caused it."""
        told: Json = {
            "id": str(self.id),
            "type": self.kind,
            "user": user_json(self.seat.person),
            "authorizing_integration_owners": {},
        }
        if "name" in self.data:
            told |= {"name": _whole_name(self.data), "command_type": self.data.get("type", 1)}
        target = (self.data.get("resolved") or {}).get("users", {}).get(self.data.get("target_id"))
        if target:
            told["target_user"] = target
        if self.source is not None:
            told["interacted_message_id"] = str(self.source.id)
        return told


def _whole_name(data: Json) -> str:
    """A command with its group and subcommand: `link add`."""
    words, options = [data["name"]], data.get("options") or []
    while options and options[0].get("type") in SUBCOMMANDS:
        words.append(options[0]["name"])
        options = options[0].get("options") or []
    return " ".join(words)


class Interactions:
    """All interactions, by id and by token."""

    def __init__(self, state: DiscordState, callback_seconds: float) -> None:
        self._state = state
        self._seconds = callback_seconds
        self._by_id: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def start(
        self, kind: int, seat: Seat, data: Json, source: Message | None = None
    ) -> Interaction:
        """Send an interaction to the bot and start the three seconds it has to react."""
        interaction = Interaction(
            id=self._state.ids.next(),
            token=secrets.token_urlsafe(48),
            kind=kind,
            seat=seat,
            data=data,
            created_at=self._state.clock.now(),
            source=source,
        )
        self._by_id[interaction.id] = interaction
        self._by_token[interaction.token] = interaction
        if self._state.bot_online:
            loop = asyncio.get_running_loop()
            payload = self._payload(interaction)
            timer = loop.call_later(self._seconds, self._expire, interaction)
            self._timers[interaction.id] = timer
            self._state.dispatch("INTERACTION_CREATE", payload)
        else:
            self._expire(interaction)
        return interaction

    def close(self) -> None:
        for timer in self._timers.values():
            timer.cancel()

    def acknowledge(self, interaction: Interaction, callback: int) -> None:
        interaction.callback = callback
        self._timers.pop(interaction.id).cancel()

    def for_callback(self, interaction_id: int, token: str) -> Interaction:
        """The interaction that a first answer belongs to, while it still may come."""
        interaction = self._by_id.get(interaction_id)
        if interaction is None or interaction.token != token or interaction.expired:
            raise unknown_interaction()
        return interaction

    def by_token(self, token: str) -> Interaction:
        """The interaction behind a followup's token."""
        interaction = self._by_token.get(token)
        if interaction is None or not interaction.acknowledged:
            raise unknown_webhook()
        if self._state.clock.now() - interaction.created_at >= TOKEN_LIFE:
            raise expired_token()
        return interaction

    def get(self, interaction_id: int) -> Interaction | None:
        return self._by_id.get(interaction_id)

    def _expire(self, interaction: Interaction) -> None:
        self._timers.pop(interaction.id, None)
        interaction.expired = True
        self._state.changed.ring()

    def _payload(self, interaction: Interaction) -> Json:
        seat = interaction.seat
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(self._state.bot.id),
            "type": interaction.kind,
            "data": interaction.data,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(seat.channel_id),
            "locale": seat.locale,
            "entitlements": [],
            "attachment_size_limit": FILE_LIMIT,
        }
        payload |= self._direct(seat) if seat.guild_id is None else self._in_guild(seat)
        if interaction.source is not None:
            payload["message"] = interaction.source.raw
        return payload

    def _direct(self, seat: Seat) -> Json:
        return {
            "user": user_json(seat.person),
            "channel": dm_json(seat.channel_id, seat.person),
            "app_permissions": str(ALL_NEEDED),
            "authorizing_integration_owners": {"0": "0"},
            "context": 1,
        }

    def _in_guild(self, seat: Seat) -> Json:
        guild = self._state.guild(seat.guild_id or 0)
        if seat.channel_id not in guild.channels:
            raise NotOfferedError("unknown-place")
        permissions = str(guild.permissions(seat.person.id))
        channel = channel_json(guild, guild.channels[seat.channel_id])
        member = full_member_json(guild, seat.person)
        return {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.world.locale, "features": []},
            "guild_locale": guild.world.locale,
            "member": member | {"permissions": permissions},
            "channel": channel | {"permissions": permissions},
            "app_permissions": str(guild.bot_permissions(seat.channel_id)),
            "authorizing_integration_owners": {"0": str(guild.id)},
            "context": 0,
        }


def wrong_callback(kind: int, interaction: Interaction) -> RefusedError | None:
    """Discord's refusal of an answer that does not fit what was asked."""
    allowed = {
        COMMAND: {REPLY, DEFERRED_REPLY, MODAL},
        COMPONENT: {REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE, MODAL},
        AUTOCOMPLETE: {CHOICES},
        MODAL_SUBMIT: {REPLY, DEFERRED_REPLY, DEFERRED_UPDATE, UPDATE},
    }[interaction.kind]
    from_message = interaction.source is not None
    if kind in allowed and (from_message or kind not in (DEFERRED_UPDATE, UPDATE)):
        return None
    errors = {"type": {"_errors": [{"code": "BASE_TYPE_CHOICES", "message": "Not here."}]}}
    return RefusedError(400, 50035, "Invalid Form Body", errors)

"""Routes of channels and messages, with the permissions they ask for."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.events import TypingStarted
from bot.sandbox.gateway import withheld
from bot.sandbox.mailbox import DEFAULT, REPLY, Draft, Mailbox
from bot.sandbox.messages import Message
from bot.sandbox.payloads import channel_json, dm_json
from bot.sandbox.refusals import (
    Json,
    Problem,
    RefusedError,
    closed_dms,
    foreign_message,
    invalid_form,
    missing_access,
    missing_permissions,
    unknown_message,
    unknown_user,
)
from bot.sandbox.rest import Call, Rest
from bot.sandbox.strict import EPHEMERAL
from bot.sandbox.world import (
    ATTACH_FILES,
    EMBED_LINKS,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    VIEW_CHANNEL,
)

_MESSAGES = "/channels/{channel}/messages"


class MessageRoutes:
    """Reading and writing in channels, as the bot."""

    def __init__(self, state: DiscordState, mailbox: Mailbox) -> None:
        self._state = state
        self._mailbox = mailbox

    def mount(self, rest: Rest, app: web.Application) -> None:
        rest.add(app, "GET", "/channels/{channel}", self.channel)
        rest.add(app, "POST", "/channels/{channel}/typing", self.typing)
        rest.add(app, "POST", _MESSAGES, self.create)
        rest.add(app, "GET", _MESSAGES, self.history)
        rest.add(app, "GET", _MESSAGES + "/{message}", self.message)
        rest.add(app, "PATCH", _MESSAGES + "/{message}", self.edit)
        rest.add(app, "DELETE", _MESSAGES + "/{message}", self.delete)
        rest.add(app, "POST", "/users/@me/channels", self.open_dm)

    def channel(self, call: Call) -> Json:
        channel_id = call.id("channel")
        guild = self._state.guild_of_channel(channel_id)
        if guild is None:
            return dm_json(channel_id, self._state.dm_partner(channel_id))
        self._require(channel_id, VIEW_CHANNEL)
        return channel_json(guild, guild.channels[channel_id])

    def typing(self, call: Call) -> None:
        self._require(call.id("channel"), SEND_MESSAGES)
        self._state.emit(TypingStarted(call.id("channel")))

    def create(self, call: Call) -> Json:
        channel_id, body = call.id("channel"), call.form()
        self._require(channel_id, SEND_MESSAGES)
        if body.get("embeds"):
            self._require(channel_id, EMBED_LINKS)
        if call.uploads:
            self._require(channel_id, ATTACH_FILES)
        self._mailbox.check(body, call.uploads)
        if (body.get("flags") or 0) & EPHEMERAL:
            reason = "Only answers to interactions can be ephemeral."
            raise invalid_form([Problem(("flags",), "BASE_TYPE_CHOICES", reason)])
        reply = self._referenced(body, channel_id)
        kind = REPLY if reply else DEFAULT
        draft = Draft(channel_id, self._state.bot, body, call.uploads, kind, reply)
        return self._mailbox.post(draft).raw

    def history(self, call: Call) -> list[Json]:
        channel_id = call.id("channel")
        self._require(channel_id, READ_MESSAGE_HISTORY)
        public = [m for m in self._mailbox.in_channel(channel_id) if not m.ephemeral]
        limit = _limit(call)
        chosen = _window(public, call, limit)
        return [withheld(message, self._state.bot.id) for message in reversed(chosen)]

    def message(self, call: Call) -> Json:
        self._require(call.id("channel"), READ_MESSAGE_HISTORY)
        return withheld(self._find(call), self._state.bot.id)

    def edit(self, call: Call) -> Json:
        self._require(call.id("channel"), VIEW_CHANNEL)
        message, body = self._find(call), call.form()
        if message.author_id != self._state.bot.id:
            raise foreign_message()
        self._mailbox.check(body, call.uploads, message)
        return self._mailbox.edit(message, body, call.uploads).raw

    def delete(self, call: Call) -> None:
        self._require(call.id("channel"), VIEW_CHANNEL)
        message = self._find(call)
        if message.author_id != self._state.bot.id:
            raise missing_permissions()
        self._mailbox.delete(message)

    def open_dm(self, call: Call) -> Json:
        try:
            person = self._state.user(int(call.form()["recipient_id"]))
        except (KeyError, TypeError, ValueError, RefusedError):
            raise RefusedError(400, 50033, "Invalid Recipient(s)") from None
        if person.bot:
            raise unknown_user()
        return dm_json(self._state.dm_channel(person.id), person)

    def _find(self, call: Call) -> Message:
        message = self._mailbox.get(call.id("channel"), call.id("message"))
        if message.ephemeral:
            raise unknown_message()
        return message

    def _require(self, channel_id: int, permission: int) -> None:
        """Raise what Discord raises where the bot lacks a permission."""
        guild = self._state.guild_of_channel(channel_id)
        if guild is None:
            partner = self._state.dm_partner(channel_id)
            if permission == SEND_MESSAGES and not self._state.dm_reachable(partner.id):
                raise closed_dms()
            return
        held = guild.bot_permissions(channel_id)
        if not held & VIEW_CHANNEL:
            raise missing_access()
        if not held & permission:
            raise missing_permissions()

    def _referenced(self, body: Json, channel_id: int) -> Json | None:
        reference = body.get("message_reference")
        if not reference:
            return None
        wanted = int(reference.get("message_id") or 0)
        try:
            original = self._mailbox.get(channel_id, wanted)
        except RefusedError:
            if reference.get("fail_if_not_exists") is False:
                return None
            code = "REPLIES_UNKNOWN_MESSAGE"
            raise invalid_form([Problem(("message_reference",), code, "Unknown message")]) from None
        place = {"message_id": str(wanted), "channel_id": str(channel_id), "type": 0}
        if original.guild_id is not None:
            place["guild_id"] = str(original.guild_id)
        referenced = withheld(original, self._state.bot.id)
        return {"message_reference": place, "referenced_message": referenced}


def _limit(call: Call) -> int:
    limit = call.query("limit") or "50"
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        message = "int value should be between 1 and 100."
        raise invalid_form([Problem(("limit",), "NUMBER_TYPE_MAX", message)])
    return int(limit)


def _window(messages: list[Message], call: Call, limit: int) -> list[Message]:
    """The part of a channel that `before`, `after` or `around` ask for, oldest first."""
    before, after, around = (call.query(key) for key in ("before", "after", "around"))
    if around:
        middle = int(around)
        older = [m for m in messages if m.id <= middle][-(limit // 2 + 1) :]
        newer: list[Message] = [m for m in messages if m.id > middle][: limit - len(older)]
        return older + newer
    if after:
        return [m for m in messages if m.id > int(after)][:limit]
    if before:
        messages = [m for m in messages if m.id < int(before)]
    return messages[-limit:]

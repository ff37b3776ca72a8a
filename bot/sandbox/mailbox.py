"""Where messages are kept: creating, editing, deleting, and the nonce's memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.events import MessageCreated, MessageDeleted, MessageUpdated
from bot.sandbox.messages import (
    Message,
    Upload,
    attachment_json,
    embeds_json,
    kept_attachments,
    mentioned_users,
    numbered,
    resolved,
    shown_ids,
)
from bot.sandbox.payloads import user_json
from bot.sandbox.refusals import Json, empty_message, invalid_form, unknown_message
from bot.sandbox.strict import (
    EPHEMERAL,
    LOADING,
    SETTABLE,
    Uploads,
    is_empty,
    message_problems,
)
from bot.sandbox.world import Person

NONCE_MEMORY = timedelta(minutes=5)
DEFAULT, REPLY, CHAT_COMMAND, CONTEXT_COMMAND = 0, 19, 20, 23


@dataclass(frozen=True)
class Draft:
    """A message about to be posted."""

    channel_id: int
    author: Person
    body: Json
    uploads: Sequence[Upload] = ()
    kind: int = DEFAULT
    extra: Json | None = None
    ephemeral_to: int | None = None
    loading: bool = False


class Mailbox:
    """All messages of the stand-in."""

    def __init__(self, state: DiscordState) -> None:
        self._state = state
        self._by_channel: dict[int, list[Message]] = {}
        self._by_id: dict[int, Message] = {}
        self._by_file: dict[str, Message] = {}
        self._nonces: dict[tuple[int, str], tuple[Message, datetime]] = {}

    def in_channel(self, channel_id: int) -> list[Message]:
        """What stands in a channel now, oldest first, ephemeral ones included."""
        return [m for m in self._by_channel.get(channel_id, []) if not m.deleted]

    def get(self, channel_id: int, message_id: int) -> Message:
        message = self._by_id.get(message_id)
        if message is None or message.deleted or message.channel_id != channel_id:
            raise unknown_message()
        return message

    def file(self, attachment_id: int) -> bytes | None:
        """The bytes of an attachment that some message still carries."""
        key = str(attachment_id)
        message = self._by_file.get(key)
        kept = message is not None and any(a["id"] == key for a in message.attachments)
        return message.contents[key] if message and kept and not message.deleted else None

    def check(self, body: Json, uploads: Sequence[Upload], message: Message | None = None) -> None:
        """Raise Discord's refusal if the body breaks a rule."""
        named = Uploads({upload.number: upload.filename for upload in uploads})
        empty = is_empty(body, named) if message is None else message.emptied_by(body)
        if empty and not uploads:
            raise empty_message()
        problems = message_problems(body, named, message.before() if message else None)
        if problems:
            raise invalid_form(problems)

    def post(self, draft: Draft) -> Message:
        """Store and announce a message that has been checked."""
        again = self._same_nonce(draft)
        if again is not None:
            return again
        message = self._build(draft)
        self._by_channel.setdefault(draft.channel_id, []).append(message)
        self._by_id[message.id] = message
        if draft.body.get("nonce") is not None:
            key = (draft.channel_id, str(draft.body["nonce"]))
            self._nonces[key] = (message, self._state.clock.now())
        self._state.emit(MessageCreated(message))
        return message

    def edit(self, message: Message, body: Json, uploads: Sequence[Upload] = ()) -> Message:
        """Change and announce a message that has been checked."""
        message.remember()
        was_loading = message.thinking
        self._fill(message, body, uploads)
        chosen = (body.get("flags") or 0) & SETTABLE & ~EPHEMERAL
        message.raw["flags"] = (message.flags & ~LOADING) | chosen
        if not was_loading:
            message.raw["edited_timestamp"] = self._state.clock.now().isoformat()
        self._state.emit(MessageUpdated(message))
        return message

    def delete(self, message: Message) -> None:
        message.deleted = True
        self._state.emit(MessageDeleted(message))

    def _same_nonce(self, draft: Draft) -> Message | None:
        if not draft.body.get("enforce_nonce"):
            return None
        key = (draft.channel_id, str(draft.body.get("nonce")))
        message, at = self._nonces.get(key, (None, self._state.clock.now()))
        return message if self._state.clock.now() - at < NONCE_MEMORY else None

    def _build(self, draft: Draft) -> Message:
        guild = self._state.guild_of_channel(draft.channel_id)
        flags = (draft.body.get("flags") or 0) & SETTABLE & ~EPHEMERAL
        flags |= EPHEMERAL if draft.ephemeral_to is not None else 0
        raw: Json = {
            "id": str(self._state.ids.next()),
            "type": draft.kind,
            "channel_id": str(draft.channel_id),
            "author": user_json(draft.author),
            "content": "",
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "tts": bool(draft.body.get("tts")),
            "timestamp": self._state.clock.now().isoformat(),
            "edited_timestamp": None,
            "flags": flags | (LOADING if draft.loading else 0),
            **(draft.extra or {}),
        }
        if draft.body.get("nonce") is not None:
            raw["nonce"] = draft.body["nonce"]
        message = Message(raw, guild.id if guild else None, draft.author.id, draft.ephemeral_to)
        self._fill(message, draft.body, draft.uploads)
        return message

    def _fill(self, message: Message, body: Json, uploads: Sequence[Upload]) -> None:
        """Put texts, embeds, components and files of a body into a message."""
        raw, present = message.raw, kept_attachments(message, body)
        told = {str(entry.get("id")): entry for entry in body.get("attachments") or []}
        for upload in uploads:
            number = self._state.ids.next()
            note = told.get(str(upload.number), {})
            present.append(
                attachment_json(self._state.cdn, message.channel_id, number, upload, note)
            )
            message.contents[str(number)] = upload.data
            self._by_file[str(number)] = message
        message.attachments = present
        if "content" in body:
            raw["content"] = body["content"] or ""
        if "embeds" in body:
            raw["embeds"] = resolved(embeds_json(body["embeds"]), present)
        if "components" in body:
            raw["components"] = numbered(resolved(body["components"] or [], present))
        hidden = shown_ids(raw["embeds"], raw["components"])
        raw["attachments"] = [a for a in present if a["id"] not in hidden]
        if "content" in body or "components" in body:
            raw["mentions"] = self._mentions(body)

    def _mentions(self, body: Json) -> list[Json]:
        known = [self._state.users.get(user_id) for user_id in mentioned_users(body)]
        return [user_json(person) for person in known if person is not None]

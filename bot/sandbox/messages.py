"""Messages as Discord keeps them: texts, files, references resolved, and their history."""

from __future__ import annotations

import copy
import mimetypes
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote

from bot.sandbox.plain_text import plain_text
from bot.sandbox.refusals import Json
from bot.sandbox.strict import COMPONENTS_V2, EPHEMERAL, LOADING, Before
from bot.sandbox.strict_components import walk

_USER_MENTION = re.compile(r"<@!?(\d+)>")
_PNG = b"\x89PNG\r\n\x1a\n"


class Upload(NamedTuple):
    """A file that came with a body, in the field `files[number]`."""

    number: int
    filename: str
    content_type: str
    data: bytes


@dataclass(eq=False)
class Message:
    """One stored message. `raw` is what Discord would answer for it now."""

    raw: Json
    guild_id: int | None
    author_id: int
    ephemeral_to: int | None = None
    attachments: list[Json] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)  # by attachment id
    history: list[Json] = field(default_factory=list)
    deleted: bool = False

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def channel_id(self) -> int:
        return int(self.raw["channel_id"])

    @property
    def flags(self) -> int:
        return int(self.raw["flags"])

    @property
    def thinking(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        return plain_text(self.raw)

    def emptied_by(self, body: Json) -> bool:
        """Whether an edit would leave nothing to see."""
        carriers = ("content", "embeds", "components")
        after = self.raw | {key: body[key] for key in carriers if key in body}
        return not any(after[key] for key in carriers) and not kept_attachments(self, body)

    @property
    def files(self) -> dict[str, bytes]:
        """The bytes of the message's files, by file name."""
        return {a["filename"]: self.contents[a["id"]] for a in self.attachments}

    def seen_by(self, user_id: int) -> bool:
        return self.ephemeral_to is None or self.ephemeral_to == user_id

    def before(self) -> Before:
        """What an edit of this message has to respect."""
        present = {key for key in ("content", "embeds") if self.raw.get(key)}
        return Before(
            v2=bool(self.flags & COMPONENTS_V2),
            legacy=frozenset(present),
            filenames=frozenset(a["filename"] for a in self.attachments),
            attachment_ids=frozenset(a["id"] for a in self.attachments),
        )

    def copied(self) -> Json:
        """The present state, for whoever sends it later."""
        return copy.deepcopy(self.raw)

    def remember(self) -> None:
        """Keep the present state in the history, before it changes."""
        self.history.append(self.copied())


def attachment_json(base: str, channel_id: int, number: int, upload: Upload, told: Json) -> Json:
    """An uploaded file as it appears in a message; `told` is what the body said of it."""
    name = told.get("filename") or upload.filename
    guessed = mimetypes.guess_type(name)[0]
    address = f"{base}/attachments/{channel_id}/{number}/{quote(name)}"
    shown: Json = {
        "id": str(number),
        "filename": name,
        "size": len(upload.data),
        "url": address,
        "proxy_url": address,
        "content_type": guessed or upload.content_type,
    }
    if told.get("description"):
        shown["description"] = told["description"]
    return shown | _dimensions(upload.data)


def _dimensions(data: bytes) -> Json:
    if not data.startswith(_PNG) or len(data) < 24:
        return {}
    width, height = struct.unpack(">II", data[16:24])
    return {"width": width, "height": height}


def kept_attachments(message: Message | None, body: Json) -> list[Json]:
    """The earlier attachments that an edit leaves in place."""
    if message is None:
        return []
    if body.get("attachments") is None:
        return list(message.attachments)
    wanted = {str(entry.get("id")) for entry in body["attachments"]}
    return [a for a in message.attachments if a["id"] in wanted]


def resolved(part: Any, attachments: list[Json]) -> Any:
    """A copy of embeds or components in which `attachment://` became a real address."""
    part = copy.deepcopy(part)
    by_name = {a["filename"]: a for a in attachments}
    for media in _media(part):
        name = media["url"].removeprefix("attachment://")
        found = by_name.get(name) if name != media["url"] else None
        if found:
            media |= {key: found[key] for key in ("url", "proxy_url", "content_type")}
            media |= {k: found[k] for k in ("width", "height", "description") if k in found}
            media["attachment_id"] = found["id"]
    return part


def _media(part: Any) -> Iterator[Json]:
    if isinstance(part, list):
        for entry in part:
            yield from _media(entry)
    elif isinstance(part, dict):
        if isinstance(part.get("url"), str):
            yield part
        for value in part.values():
            yield from _media(value)


def shown_ids(*parts: Any) -> set[str]:
    """Ids of the attachments that embeds or components show: Discord lists them nowhere else."""
    return {m["attachment_id"] for part in parts for m in _media(part) if "attachment_id" in m}


def numbered(components: list[Json]) -> list[Json]:
    """Give every component the id that Discord gives it, and write ids as text."""
    taken = {c["id"] for c in walk(components) if c.get("id")}
    free = (number for number in range(1, 1000) if number not in taken)
    for component in walk(components):
        for chosen in component.get("default_values") or ():
            chosen["id"] = str(chosen["id"])
        if not component.get("id"):
            component["id"] = next(free)
    return components


def embeds_json(embeds: Any) -> list[Json]:
    return [{"type": "rich"} | embed for embed in embeds or []]


def mentioned_users(body: Json) -> list[int]:
    """The users that a body pings, as far as its `allowed_mentions` lets it."""
    texts = [body.get("content") or ""]
    texts += [c.get("content") or "" for c in walk(body.get("components"))]
    named = [int(user) for text in texts for user in _USER_MENTION.findall(text)]
    allowed = body.get("allowed_mentions")
    if allowed is None or "users" in (allowed.get("parse") or []):
        return list(dict.fromkeys(named))
    listed = {int(user) for user in allowed.get("users") or []}
    return [user for user in dict.fromkeys(named) if user in listed]

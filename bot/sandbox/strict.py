"""What Discord refuses in a message: pure rules over the body, each break a `Problem`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.refusals import Json, Path, Problem
from bot.sandbox.strict_components import classic_problems, layout_problems, walk
from bot.sandbox.strict_embeds import embed_problems
from bot.sandbox.strict_shape import shape_problems
from bot.sandbox.strict_text import bad_type, items, text

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15
SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2

CONTENT_MAX = 2000
NONCE_MAX = 25
DESCRIPTION_MAX = 1024
_MENTION_TYPES = {"roles", "users", "everyone"}
_LEGACY = ("content", "embeds", "sticker_ids", "poll")


@dataclass(frozen=True)
class Before:
    """What a message is before an edit; the default stands for a new one."""

    v2: bool = False
    legacy: frozenset[str] = frozenset()
    filenames: frozenset[str] = frozenset()
    attachment_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Uploads:
    """The files that came with a body, by index."""

    names: dict[int, str] = field(default_factory=dict)


def message_problems(body: Json, uploads: Uploads, before: Before | None = None) -> list[Problem]:
    """Everything wrong with the body of a new message, or of an edit when `before` is given."""
    earlier = before or Before()
    misshapen = list(shape_problems((), body))
    if misshapen:
        return misshapen
    found = list(text(("content",), body.get("content"), CONTENT_MAX))
    found += _nonce(body.get("nonce"))
    found += _allowed_mentions(body.get("allowed_mentions"))
    found += _attachments(body.get("attachments"), uploads, earlier)
    found += _flags(body, before)
    filenames = _filenames(body, uploads, earlier)
    if is_v2(body, earlier):
        found += _only_components(body, earlier)
        found += layout_problems(body.get("components") or [], filenames)
        found += _unseen(body, uploads)
    else:
        found += embed_problems(body.get("embeds") or [], filenames)
        found += classic_problems(body.get("components") or [])
    return found


def is_v2(body: Json, before: Before) -> bool:
    return before.v2 or bool((body.get("flags") or 0) & COMPONENTS_V2)


def is_empty(body: Json, uploads: Uploads) -> bool:
    """Whether a new message carries nothing at all (Discord's 50006)."""
    content = body.get("content")
    if isinstance(content, str) and content.strip():
        return False
    carriers = ("embeds", "components", "sticker_ids", "poll")
    return not uploads.names and not any(body.get(key) for key in carriers)


def _nonce(nonce: Any) -> Iterator[Problem]:
    if isinstance(nonce, str) and len(nonce) > NONCE_MAX:
        message = f"Must be {NONCE_MAX} or fewer in length."
        yield Problem(("nonce",), "NONCE_TYPE_TOO_LONG", message)
    elif nonce is not None and not isinstance(nonce, str | int):
        yield bad_type(("nonce",), "string")


def _allowed_mentions(allowed: Any) -> Iterator[Problem]:
    if allowed is None:
        return
    at: Path = ("allowed_mentions",)
    for key in allowed.keys() - {"parse", "users", "roles", "replied_user"}:
        yield Problem((*at, key), "BASE_TYPE_UNKNOWN", "This key is not known.")
    parse = allowed.get("parse") or []
    for index, kind in enumerate(parse):
        if kind not in _MENTION_TYPES:
            yield Problem((*at, "parse", index), "BASE_TYPE_CHOICES", "Not a type of mention.")
    for kind in ("users", "roles"):
        yield from items((*at, kind), allowed.get(kind), 0, 100)
        if kind in parse and allowed.get(kind):
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            yield Problem((*at, kind), code, "Either parse it or list it, not both.")


def _attachments(attachments: Any, uploads: Uploads, before: Before) -> Iterator[Problem]:
    yield from items(("attachments",), attachments, 0, 10)
    for index, entry in enumerate(attachments or []):
        at: Path = ("attachments", index)
        known = {str(number) for number in uploads.names} | before.attachment_ids
        if str(entry.get("id")) not in known:
            yield Problem((*at, "id"), "ATTACHMENT_NOT_FOUND", "No file was sent under this id.")
        yield from text((*at, "description"), entry.get("description"), DESCRIPTION_MAX)


def _flags(body: Json, before: Before | None) -> Iterator[Problem]:
    flags = body.get("flags")
    if flags is None:
        return
    if flags & ~SETTABLE:
        yield Problem(("flags",), "BASE_TYPE_CHOICES", "These flags cannot be set.")
    elif before is not None and before.v2 and not flags & COMPONENTS_V2:
        code = "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG"
        yield Problem(("flags",), code, "The components v2 flag cannot be removed.")


def _only_components(body: Json, before: Before) -> Iterator[Problem]:
    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
    for key in _LEGACY:
        kept = key in before.legacy and key not in body
        if body.get(key) or kept:
            message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((key,), code, message)


def _unseen(body: Json, uploads: Uploads) -> Iterator[Problem]:
    """Files that came with a layout which does not show them: Discord shows them nowhere."""
    shown = {str(address) for address in _addresses(body.get("components"))}
    for name in _filenames(body, uploads, Before()):
        if f"attachment://{name}" not in shown:
            message = f"The attachment {name} is not shown by any component."
            yield Problem(("attachments",), "ATTACHMENT_NOT_REFERENCED", message)


def _addresses(components: Any) -> Iterator[Any]:
    """Where pictures and files of a layout lie."""
    for component in walk(components):
        for item in (component, *(component.get("items") or [])):
            for key in ("media", "file"):
                yield (item.get(key) or {}).get("url")


def _filenames(body: Json, uploads: Uploads, before: Before) -> set[str]:
    described: Iterable[Json] = body.get("attachments") or []
    renamed = {str(a.get("id")): a["filename"] for a in described if a.get("filename")}
    new = {renamed.get(str(number), name) for number, name in uploads.names.items()}
    return new | before.filenames

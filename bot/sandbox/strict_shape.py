"""The shape of a body, judged before its content: lists of objects, objects, numbers, texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.refusals import Path, Problem
from bot.sandbox.strict_text import bad_type

_LISTS = frozenset({"attachments", "choices", "components", "embeds", "fields", "items", "options"})
_OBJECTS = frozenset(
    {"accessory", "allowed_mentions", "author", "component", "emoji", "file", "footer", "image"}
    | {"media", "message_reference", "thumbnail"}
    | {"name_localizations", "description_localizations"}
)
_INTEGERS = frozenset(
    {"accent_color", "flags", "max_length", "max_values", "min_length", "min_values", "spacing"}
    | {"style", "type"}
)
_TEXTS = frozenset({"content", "custom_id", "title", "url"})


def shape_problems(at: Path, body: Any) -> Iterator[Problem]:
    """Whatever is not of the type that its name promises, however deep."""
    if not isinstance(body, dict):
        yield bad_type(at, "dict")
        return
    for key, value in body.items():
        if value is not None:
            yield from _entry((*at, key), key, value)


def _entry(at: Path, key: str, value: Any) -> Iterator[Problem]:
    if key in _LISTS:
        if not isinstance(value, list):
            yield bad_type(at, "list")
            return
        for index, child in enumerate(value):
            yield from shape_problems((*at, index), child)
    elif key in _OBJECTS:
        yield from shape_problems(at, value)
    elif key in _INTEGERS and (isinstance(value, bool) or not isinstance(value, int)):
        yield bad_type(at, "integer")
    elif key in _TEXTS and not isinstance(value, str):
        yield bad_type(at, "string")

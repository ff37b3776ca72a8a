"""What Discord refuses in embeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.refusals import Json, Path, Problem
from bot.sandbox.strict_text import items, text, url

TITLE_MAX = 256
DESCRIPTION_MAX = 4096
FIELDS_MAX = 25
FIELD_NAME_MAX = 256
FIELD_VALUE_MAX = 1024
FOOTER_MAX = 2048
AUTHOR_MAX = 256
ALL_TEXT_MAX = 6000
EMBEDS_MAX = 10


def embed_problems(embeds: list[Json], filenames: set[str]) -> Iterator[Problem]:
    """Everything wrong with a message's embeds."""
    yield from items(("embeds",), embeds, 0, EMBEDS_MAX)
    for index, embed in enumerate(embeds):
        at: Path = ("embeds", index)
        yield from _embed(at, embed, filenames)
    if sum(map(_length, embeds)) > ALL_TEXT_MAX:
        message = f"Embed size exceeds maximum size of {ALL_TEXT_MAX}"
        yield Problem(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)


def _embed(at: Path, embed: Json, filenames: set[str]) -> Iterator[Problem]:
    yield from text((*at, "title"), embed.get("title"), TITLE_MAX)
    yield from text((*at, "description"), embed.get("description"), DESCRIPTION_MAX)
    yield from text((*at, "footer", "text"), _part(embed, "footer", "text"), FOOTER_MAX)
    yield from text((*at, "author", "name"), _part(embed, "author", "name"), AUTHOR_MAX)
    yield from items((*at, "fields"), embed.get("fields"), 0, FIELDS_MAX)
    for index, field in enumerate(embed.get("fields") or []):
        where: Path = (*at, "fields", index)
        yield from text((*where, "name"), field.get("name"), FIELD_NAME_MAX, 1)
        yield from text((*where, "value"), field.get("value"), FIELD_VALUE_MAX, 1)
    for key in ("image", "thumbnail"):
        if embed.get(key):
            yield from url((*at, key, "url"), embed[key].get("url"), filenames)
    for key in ("footer", "author"):
        if _part(embed, key, "icon_url"):
            yield from url((*at, key, "icon_url"), embed[key]["icon_url"], filenames)
    if embed.get("url") is not None:
        yield from url((*at, "url"), embed["url"], None)


def _part(embed: Json, key: str, inner: str) -> Any:
    return (embed.get(key) or {}).get(inner)


def _length(embed: Json) -> int:
    fields = embed.get("fields") or []
    texts = [
        embed.get("title"),
        embed.get("description"),
        _part(embed, "footer", "text"),
        _part(embed, "author", "name"),
        *(field.get(key) for field in fields for key in ("name", "value")),
    ]
    return sum(len(entry) for entry in texts if isinstance(entry, str))

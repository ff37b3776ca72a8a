"""The rules that texts, lists and ids of every kind of body share."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.refusals import Path, Problem

CUSTOM_ID_MAX = 100


def bad_type(path: Path, wanted: str) -> Problem:
    return Problem(path, f"BASE_TYPE_{wanted.upper()}", f"Could not be read as {wanted}.")


def required(path: Path) -> Problem:
    return Problem(path, "BASE_TYPE_REQUIRED", "This field is required")


def text(path: Path, value: Any, most: int, least: int = 0) -> Iterator[Problem]:
    """A text of `least` to `most` characters; None passes unless something is demanded."""
    if value is None:
        if least:
            yield required(path)
    elif not isinstance(value, str):
        yield bad_type(path, "string")
    elif len(value) > most and not least:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
    elif not least <= len(value) <= most:
        message = f"Must be between {least} and {most} in length."
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", message)


def items(path: Path, value: Sized | None, least: int, most: int) -> Iterator[Problem]:
    """A list of `least` to `most` entries; None counts as empty."""
    if not least <= len(value or ()) <= most:
        message = f"Must be between {least} and {most} in length."
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", message)


def custom_id(path: Path, value: Any) -> Iterator[Problem]:
    yield from text((*path, "custom_id"), value, CUSTOM_ID_MAX, 1)


def url(path: Path, value: Any, filenames: set[str] | None) -> Iterator[Problem]:
    """An http(s) address, or `attachment://` one of `filenames` where files may be meant."""
    if not isinstance(value, str):
        yield required(path) if value is None else bad_type(path, "string")
        return
    parts = urlsplit(value)
    if filenames is not None and parts.scheme == "attachment":
        if value.removeprefix("attachment://") not in filenames:
            message = f"The referenced attachment in {value} was not found"
            yield Problem(path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", message)
    elif parts.scheme not in ("http", "https") or not parts.netloc:
        yield Problem(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif len(value) > 2048:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", "Must be 2048 or fewer in length.")

"""Bodies against Discord's own OpenAPI description, where it lies beside the project."""

from __future__ import annotations

import copy
import functools
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from bot.sandbox.strict_components import walk

SHARED = Path(os.environ.get("RENOWN_SHARED") or Path(__file__).resolve().parents[2] / "shared")
DESCRIPTION = SHARED / "discord-openapi.json"
ABSENT = f"Discord's description is not at {DESCRIPTION.name} in the shared folder"

# Keys that Discord accepts and its description leaves out.
_UNDESCRIBED = {
    "MessageEditRequestPartial": ("tts",),
    "ApplicationCommandUpdateRequest": ("nsfw",),
    "RichEmbed": ("flags",),
    "IncomingWebhookUpdateRequestPartial": ("tts",),
    "IncomingWebhookUpdateForInteractionCallbackRequestPartial": ("tts",),
}


def present() -> bool:
    return DESCRIPTION.is_file()


def check(method: str, path: str, body: Any) -> list[str]:
    """What Discord's description has against a body; an unknown route is an error too.

    `path` comes without the version prefix, as in `StandIn.requests`.
    """
    if body is None:
        return []
    operation = _operation(method.lower(), path)
    if operation is None:
        return [f"{method} {path}: no such route"]
    pointer = operation["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator(_rooted(pointer), registry=_registry())
    errors = validator.iter_errors(_with_text_ids(body))
    return [f"{method} {path}: {reason}" for error in errors for reason in _reasons(error)]


@functools.cache
def _description() -> dict[str, Any]:
    description: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    for name, schema in description["components"]["schemas"].items():
        extra = _UNDESCRIBED.get(name, ())
        if "Request" in name or name.startswith("RichEmbed"):
            _close(schema, extra)
    return description


def _close(schema: dict[str, Any], extra: tuple[str, ...]) -> None:
    """Refuse keys that the description does not know."""
    if "properties" in schema and "additionalProperties" not in schema:
        schema["properties"] |= {key: {} for key in extra}
        schema["additionalProperties"] = False


@functools.cache
def _registry() -> Any:
    resource = Resource.from_contents(_description(), default_specification=DRAFT202012)
    return Registry().with_resource("urn:discord", resource)


def _rooted(pointer: dict[str, Any]) -> Any:
    """A schema whose references point into the registered description."""
    text = json.dumps(pointer).replace('"#/components', '"urn:discord#/components')
    return json.loads(text)


def _operation(method: str, path: str) -> dict[str, Any] | None:
    matching = [
        operations[method]
        for template, operations in _description()["paths"].items()
        if method in operations and re.fullmatch(_pattern(template), path)
    ]
    literal = [operation for operation in matching if "requestBody" in operation]
    return literal[-1] if literal else None


@functools.cache
def _pattern(template: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))


def _with_text_ids(body: Any) -> Any:
    """discord.py writes some ids as integers, which Discord takes and its description does not."""
    if not isinstance(body, dict):
        return body
    body = copy.deepcopy(body)
    for holder in (body, body.get("data") or {}):
        for attachment in holder.get("attachments") or []:
            attachment["id"] = str(attachment["id"])
        for component in walk(holder.get("components")):
            for chosen in component.get("default_values") or ():
                chosen["id"] = str(chosen["id"])
        reference = holder.get("message_reference") or {}
        reference |= {key: str(reference[key]) for key in reference if key.endswith("_id")}
    if "recipient_id" in body:
        body["recipient_id"] = str(body["recipient_id"])
    return body


def _reasons(error: Any) -> Iterator[str]:
    """The most telling causes of an error, below unions."""
    if not error.context:
        where = "/".join(map(str, error.absolute_path))
        yield f"{where or 'body'}: {error.message[:200]}"
        return
    branches: dict[Any, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    meant = min(branches.values(), key=_strangeness)
    for inner in meant:
        yield from _reasons(inner)


def _strangeness(errors: list[Any]) -> tuple[bool, int]:
    """A branch whose `type` already differs was not meant."""
    wrong_type = any(
        list(e.path) == ["type"] or (e.validator == "type" and not e.path) for e in errors
    )
    return wrong_type, len(errors)

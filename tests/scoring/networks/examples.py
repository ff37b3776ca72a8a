"""Answers made of the examples that a network's own description gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEEPEST = 12


def example(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int = 0) -> Any:
    """A value that fits a schema of this document, of its own examples where it has some."""
    if depth > DEEPEST:
        return None
    if "$ref" in schema:
        return example(_target(schema["$ref"], document), document, depth + 1)
    for key in ("example", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    if "properties" in schema or "allOf" in schema:
        return _object(schema, document, depth)
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return example(schema[key][0], document, depth + 1)
    return _plain(schema, document, depth)


def _target(ref: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Any = document
    for part in ref.removeprefix("#/").split("/"):
        found = found.get(part, {})
    return found  # type: ignore[no-any-return]


def _object(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    parts = [example(part, document, depth + 1) for part in schema.get("allOf", [])]
    if parts and not all(isinstance(part, dict) for part in parts):
        return parts[0]
    made: dict[str, Any] = {}
    for part in parts:
        made |= part
    return made | {
        name: example(inner, document, depth + 1)
        for name, inner in schema.get("properties", {}).items()
    }


def _plain(schema: Mapping[str, Any], document: Mapping[str, Any], depth: int) -> Any:
    match schema.get("type"):
        case "array":
            return [example(schema.get("items", {}), document, depth + 1)]
        case "integer" | "number":
            return 1
        case "boolean":
            return False
        case "object":
            return {}
        case _:
            return "2020-01-01T00:00:00Z" if schema.get("format") == "date-time" else "text"

"""What Discord refuses in modals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox.refusals import Json, Path, Problem
from bot.sandbox.strict_components import (
    LABEL,
    LAYOUT_TEXT_MAX,
    ROW,
    ROWS_MAX,
    SELECTS,
    TEXT_DISPLAY,
    TEXT_INPUT,
    duplicates,
    kind_of,
    select_problems,
    wrong_type,
)
from bot.sandbox.strict_shape import shape_problems
from bot.sandbox.strict_text import custom_id, items, required, text


def modal_problems(modal: Json) -> list[Problem]:
    """Everything wrong with the data of a modal."""
    misshapen = list(shape_problems((), modal))
    if misshapen:
        return misshapen
    found = list(text(("title",), modal.get("title"), 45, 1))
    found += custom_id((), modal.get("custom_id"))
    components = modal.get("components")
    found += items(("components",), components, 1, ROWS_MAX)
    inside = components or []
    for index, component in enumerate(inside):
        found += _modal_part(("components", index), component)
    found += duplicates(("components",), inside)
    return found


def _modal_part(at: Path, component: Any) -> Iterator[Problem]:
    if kind_of(component) == TEXT_DISPLAY:
        yield from text((*at, "content"), component.get("content"), LAYOUT_TEXT_MAX, 1)
    elif kind_of(component) == LABEL:
        yield from text((*at, "label"), component.get("label"), 45, 1)
        yield from text((*at, "description"), component.get("description"), 100)
        yield from _modal_field((*at, "component"), component.get("component"))
    elif kind_of(component) == ROW:
        children = component.get("components")
        yield from items((*at, "components"), children, 1, 1)
        for index, child in enumerate(children or []):
            where: Path = (*at, "components", index)
            yield from text((*where, "label"), child.get("label"), 45, 1)
            yield from _modal_field(where, child)
    else:
        yield wrong_type(at)


def _modal_field(at: Path, field: Any) -> Iterator[Problem]:
    if field is None:
        yield required(at)
    elif kind_of(field) in SELECTS:
        yield from select_problems(at, field)
    elif kind_of(field) == TEXT_INPUT:
        yield from _text_input(at, field)
    else:
        yield wrong_type(at)


def _text_input(at: Path, field: Json) -> Iterator[Problem]:
    yield from custom_id(at, field.get("custom_id"))
    if field.get("style") not in (1, 2):
        yield Problem((*at, "style"), "BASE_TYPE_CHOICES", "A style is 1 or 2.")
    yield from text((*at, "value"), field.get("value"), 4000)
    yield from text((*at, "placeholder"), field.get("placeholder"), 100)
    least, most = field.get("min_length") or 0, field.get("max_length")
    most = 4000 if most is None else most
    if not 0 <= least <= 4000 or not 1 <= most <= 4000 or least > most:
        yield Problem((*at, "min_length"), "NUMBER_TYPE_MIN_MAX", "Bounds do not fit.")
    elif field.get("value") and not least <= len(field["value"]) <= most:
        yield from text((*at, "value"), field["value"], most, max(least, 1))

"""Reading answers leniently: what is missing or odd becomes None, what has no sense is left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

S = TypeVar("S", bound=BaseModel)


def moment(value: object) -> datetime | None:
    """An ISO-8601 time in UTC; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def epoch(value: object) -> datetime | None:
    """Seconds since 1970 as a time in UTC; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def count(value: object) -> int | None:
    """A number of things; None where none is offered."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def text(value: object) -> str:
    """A text, empty where there is none."""
    return value if isinstance(value, str) else ""


def record(value: object) -> dict[str, Any]:
    """A JSON object, empty where there is none."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[Any]:
    """A JSON array, empty where there is none."""
    return value if isinstance(value, list) else []


Moment = Annotated[datetime | None, BeforeValidator(moment)]
Epoch = Annotated[datetime | None, BeforeValidator(epoch)]
Count = Annotated[int | None, BeforeValidator(count)]
Text = Annotated[str, BeforeValidator(text)]
Record = Annotated[dict[str, Any], BeforeValidator(record)]
Items = Annotated[list[Any], BeforeValidator(items)]


class Shape(BaseModel):
    """An answer's part that we read: strict in what must be there, deaf to all else."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CamelShape(Shape):
    """The same where the network spells its names likeThis."""

    model_config = ConfigDict(alias_generator=to_camel)


def one(shape: type[S], value: object) -> S | None:
    """The value in this shape, or None."""
    try:
        return shape.model_validate(value)
    except ValidationError:
        return None


def each(shape: type[S], value: object) -> list[S]:
    """Those elements of a JSON array that have this shape."""
    parsed = (one(shape, element) for element in items(value))
    return [element for element in parsed if element is not None]


def listed(shape: type[S], value: object) -> list[S] | None:
    """The same of a JSON array, which must be one; None too where nothing in it has this shape."""
    found = each(shape, value)
    return None if not isinstance(value, list) or (value and not found) else found


def earliest(times: Iterable[datetime | None]) -> datetime | None:
    """The earliest of those times that are known."""
    return min((time for time in times if time is not None), default=None)


def topics_of(names: Iterable[object]) -> tuple[str, ...]:
    """Topics in the network's order: folded for case, each once, twenty at most."""
    folded = (name.strip().casefold() for name in names if isinstance(name, str))
    return tuple(dict.fromkeys(topic for topic in folded if topic))[:20]

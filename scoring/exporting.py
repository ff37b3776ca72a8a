"""Everything held about a member as JSON, in the form that docs/export.schema.json describes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scoring.models import Flag
from scoring.store import rights
from scoring.store.db import Connection, moment

SCHEMA = "urn:renown:export:1"
FORMAT, VERSION = "renown-export", 1
EPOCH = date(1970, 1, 1)

Rows = Mapping[str, list[dict[str, Any]]]


async def export(
    connection: Connection, user: int, now: datetime, *, opted_out: bool
) -> dict[str, Any]:
    """All rows, readable by people and machines. Who reacted is counted, and never named."""
    tables = await rights.export(connection, user)
    return {
        "$schema": SCHEMA,
        "format": FORMAT,
        "version": VERSION,
        "exported_at": _time(now),
        "user_id": str(user),
        "opted_out": opted_out,
        "data": await asyncio.to_thread(readable, tables),
    }


def readable(tables: Rows) -> dict[str, list[dict[str, Any]]]:
    """Times by ISO 8601 in UTC, ids of Discord as text, yes and no as such, JSON as JSON."""
    return {
        table: [{column: _value(column, value) for column, value in row.items()} for row in rows]
        for table, rows in tables.items()
    }


def _value(column: str, value: Any) -> Any:
    if value is None:
        return None
    read = _READ.get(column) or (_moment if column.endswith("_at") else None)
    return value if read is None else read(value)


def _moment(seconds: int) -> str:
    return _time(moment(seconds))


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(number: int) -> str:
    return (EPOCH + timedelta(days=number)).isoformat()


def _flags(number: int) -> list[str]:
    return [flag.name.lower() for flag in Flag(number) if flag.name]


_READ: Mapping[str, Callable[[Any], Any]] = {
    "at": _moment,
    "user_id": str,
    "community_id": str,
    "day": _day,
    "read_from": _moment,
    "rest_since": _moment,
    "shown": bool,
    "hidden": bool,
    "provisional": bool,
    "cut": bool,
    "observable": bool,
    "flags": _flags,
    "acts": json.loads,
    "kinds": json.loads,
    "topics": json.loads,
    "data": json.loads,
    "wider": json.loads,
    "boards": lambda written: [str(one) for one in json.loads(written)],
    "found_since": _moment,
    "measured": bool,
}

"""Limits told as percentages: `X-App-Usage` and its kin, of Meta's networks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

HEADERS = ("X-App-Usage", "X-Page-Usage", "X-Ad-Account-Usage", "X-Business-Use-Case-Usage")
_PERCENT = ("call_count", "total_time", "total_cputime", "acc_id_util_pct")
_MINUTES = "estimated_time_to_regain_access"
WINDOW = timedelta(hours=1)  # over which these networks count


def percent_used(headers: Mapping[str, str], now: datetime) -> tuple[int, datetime] | None:
    """How much of the budget is used, in percent, and when it is whole again at the latest."""
    found = [one for name in HEADERS if name in headers for one in _records(headers[name])]
    used = [_number(one.get(key)) for one in found for key in _PERCENT]
    known = [number for number in used if number is not None]
    if not known:
        return None
    minutes = max((_number(one.get(_MINUTES)) or 0.0 for one in found), default=0.0)
    return int(max(known)), now + (timedelta(minutes=minutes) if minutes else WINDOW)


def _records(text: str) -> Iterator[dict[str, Any]]:
    """Every JSON object in a header, however deep it is."""
    try:
        todo: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            yield value
            todo += value.values()
        elif isinstance(value, list):
            todo += value


def _number(value: object) -> float | None:
    """A number that a percentage or some minutes may be."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 100_000 else None

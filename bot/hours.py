"""Hours of the day as people type them: 9, 9:30, 9h30, 21.15, 9 pm."""

from __future__ import annotations

import re

from scoring.errors import DomainError

_HOUR = re.compile(
    r"""\s*(?P<hour>\d{1,2})
    (?:\s*[:.h]\s*(?P<minute>\d{2})|\s*h(?:eures?)?)?
    \s*(?P<half>[ap]\.?m\.?)?\s*""",
    re.VERBOSE | re.IGNORECASE,
)


def parse_hour(text: str) -> tuple[int, int]:
    """Hour and minute. Raises DomainError `time_unknown`."""
    match = _HOUR.fullmatch(text.replace("\N{NO-BREAK SPACE}", " "))
    if match is None:
        raise DomainError("time_unknown", text=text)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        hour = _from_twelve(hour, match["half"], text)
    if hour > 23 or minute > 59:
        raise DomainError("time_unknown", text=text)
    return hour, minute


def _from_twelve(hour: int, half: str, text: str) -> int:
    if not 1 <= hour <= 12:
        raise DomainError("time_unknown", text=text)
    return hour % 12 + (12 if half[0] in "pP" else 0)

"""Cassettes of the VCR family: just enough of their YAML to replay them without its library.

They are written by one program in one form: two spaces of indentation, scalars plain or in
single quotes and folded over lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

_REQUEST = re.compile(r"^- request:$", re.MULTILINE)
_STRING = re.compile(r"^      string: (.*?)(?=^ {0,6}\S)", re.MULTILINE | re.DOTALL)
_HEADER = re.compile(r"^      ([A-Za-z0-9-]+):\n((?:      (?:- |  ).*\n)+)", re.MULTILINE)


@dataclass(frozen=True)
class Exchange:
    """One question and its answer."""

    method: str
    url: str
    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


def exchanges(path: Path) -> Iterator[Exchange]:
    """Those of one cassette, in order."""
    for part in _REQUEST.split(path.read_text(encoding="utf-8"))[1:]:
        question, _, answer = part.partition("\n  response:\n")
        yield Exchange(
            method=_one(r"^    method: (\S+)$", question),
            url=_one(r"^    uri: (\S+)$", question),
            status=int(_one(r"^      code: (\d+)$", answer)),
            body=_scalar(_one_group(_STRING, answer)),
            headers={name.lower(): _value(lines) for name, lines in _HEADER.findall(answer)},
        )


def _one(pattern: str, text: str) -> str:
    return _one_group(re.compile(pattern, re.MULTILINE), text)


def _one_group(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found is not None, f"{pattern.pattern} is not in a cassette"
    return found[1]


def _value(lines: str) -> str:
    first = re.split(r"^      - ", lines, flags=re.MULTILINE)[1]
    return _scalar(first)


def _scalar(text: str) -> str:
    """A scalar: folded lines joined by a space, doubled quotes undone."""
    joined = " ".join(line.strip() for line in text.strip().splitlines())
    if joined.startswith("'") and joined.endswith("'") and len(joined) > 1:
        return joined[1:-1].replace("''", "'")
    return joined

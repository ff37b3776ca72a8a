"""The journal of erasures: what a restored backup must not bring back.

An append-only file beside the key, outside the database. Each line is one wish of a member as
keyed hash: erased, opted out, hidden, taken off. A database remembers how far it has followed
the journal; one that was restored has followed less far and catches up at the next start.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Act(StrEnum):
    """What a member asked for."""

    ERASE = "erase"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HIDE = "hide"
    UNHIDE = "unhide"
    UNLINK = "unlink"
    ONLY_ME = "only_me"
    SHOW = "show"
    UNFIND = "unfind"
    QUIET = "quiet"
    OPT_OUT_ACCOUNT = "opt_out_account"  # one account, by whoever proved it
    OPT_IN_ACCOUNT = "opt_in_account"


@dataclass(frozen=True, slots=True)
class Entry:
    """One wish. `who`, `account` and `actor` (the account among those who react) are keyed
    hashes, `community` a guild or None for all."""

    act: Act
    who: int
    at: int
    community: int | None = None
    account: int | None = None
    actor: int | None = None


class Journal:
    """The file, read from a line on and appended to durably."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, entry: Entry) -> int:
        """Write one entry to disk and return the number of entries so far."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        torn = self._torn()
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(("\n" if torn else "") + json.dumps(asdict(entry)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return self.length()

    def length(self) -> int:
        """How many entries there are."""
        return sum(1 for _ in self._lines())

    def after(self, position: int) -> list[Entry]:
        """The entries from a position on."""
        return [entry for _, entry in self.numbered(position)]

    def numbered(self, position: int) -> list[tuple[int, Entry]]:
        """The same, each with its own position."""
        lines = enumerate(self._lines())
        found = ((at, _entry(line)) for at, line in lines if at >= position)
        return [(at, entry) for at, entry in found if entry is not None]

    def _torn(self) -> bool:
        """Whether a crash cut the last line short."""
        return self._path.exists() and self._path.read_bytes()[-1:] not in (b"", b"\n")

    def _lines(self) -> Iterator[str]:
        if self._path.exists():
            with self._path.open(encoding="utf-8") as file:
                yield from (line for line in file if line.endswith("\n"))


def entry(act: Act, who: int, now: datetime, **more: int | None) -> Entry:
    """An entry of this moment."""
    return Entry(act, who, int(now.timestamp()), **more)


def holders(entries: Iterable[Entry]) -> dict[int, int]:
    """For each account that may not be measured, the member whose wish that was last."""
    held: dict[int, int] = {}
    for wish in entries:
        if wish.act is Act.OPT_IN:
            held = {account: who for account, who in held.items() if who != wish.who}
        elif wish.act is Act.OPT_IN_ACCOUNT and wish.account is not None:
            held.pop(wish.account, None)
        elif wish.act in (Act.OPT_OUT, Act.OPT_OUT_ACCOUNT) and wish.account is not None:
            held[wish.account] = wish.who
    return held


def _entry(line: str) -> Entry | None:
    """An entry, or None for a line that a crash tore before its wish was carried out."""
    try:
        values = json.loads(line)
    except json.JSONDecodeError:
        return None
    return Entry(**{**values, "act": Act(values["act"])})

"""A log of interactions that was read: checked row by row, everybody in it numbered."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from scoring.population.errors import LogError, MalformedError, MomentError, PopulationError
from scoring.population.reading import open_rows, statement

MALFORMED_LIMIT = 100
SHOWN = 5  # faults quoted with their lines

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fault:
    """A malformed row: its line in the file (for Parquet its number) and what is wrong."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Nodes:
    """Everybody in a log; `community` indexes `communities`, `first` is in unix seconds."""

    communities: tuple[str, ...]
    community: Ints
    names: NDArray[np.object_]
    first: Floats

    def __len__(self) -> int:
        return len(self.first)


class Log:
    """A log, ready to be asked; close it, or use it in `with`.

    `faults` are the first malformed rows, `malformed` says how many there are. Rows at or after
    `before` (unix seconds) are not read. Raises LogError where the file is no log and
    MalformedError where more than `tolerated` rows are malformed.
    """

    def __init__(
        self,
        path: Path,
        now: datetime,
        *,
        before: float | None = None,
        tolerated: int = MALFORMED_LIMIT,
    ) -> None:
        self.path = path
        self._db = duckdb.connect(":memory:")
        try:
            self._db.execute("set TimeZone = 'UTC'")
            columns = open_rows(self._db, path)
            self._read(now.timestamp(), math.inf if before is None else before, columns)
            self.malformed, self.faults = self._check(tolerated)
            self.nodes = self._number(before)
        except duckdb.Error as error:
            self.close()
            words = str(error).splitlines()[0]
            raise LogError(f"{path} cannot be read as a log: {words}") from error
        except PopulationError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the memory."""
        self._db.close()

    def ask(self, name: str, **values: float) -> Mapping[str, NDArray[Any]]:
        """The columns that `sql/<name>.sql` answers, as arrays."""
        return self._db.execute(statement(name), values).fetchnumpy()

    def _read(self, now: float, before: float, columns: Collection[str]) -> None:
        """Read the file, once; without communities no column is kept for them."""
        literal = repr(before) if math.isfinite(before) else "'infinity'::double"
        several = "community" in columns
        self._db.execute("set preserve_insertion_order = false")
        self._db.execute(statement("checked", now=repr(now)))
        self._db.execute(statement("read", before=literal, community="community," * several))
        self._db.execute(statement("seen", community="community" if several else "''"))

    def _check(self, tolerated: int) -> tuple[int, tuple[Fault, ...]]:
        rejected = [Fault(int(line), str(why)) for line, why in self._rejected()]
        total, bad = self._db.execute(statement("counts")).fetchall()[0]
        if total + len(rejected) == 0:
            raise LogError(f"{self.path} is empty: it has a header and no rows.")
        found = self._db.execute(statement("faults"), {"shown": SHOWN}).fetchall() if bad else []
        faults = [Fault(_shifted(int(line), rejected), str(why)) for line, why in found]
        first = tuple(sorted([*faults, *rejected], key=lambda fault: fault.line)[:SHOWN])
        malformed = bad + len(rejected)
        if malformed > tolerated:
            named = "; ".join(map(str, first))
            raise MalformedError(
                f"{self.path} has {malformed:,} malformed rows among {total + len(rejected):,}, "
                f"more than the {tolerated:,} that are tolerated: {named}."
            )
        return malformed, first

    def _rejected(self) -> list[tuple[Any, ...]]:
        tables = {str(row[0]) for row in self._db.execute("show tables").fetchall()}
        known = "reject_errors" in tables
        return self._db.execute(statement("rejects")).fetchall() if known else []

    def _number(self, before: float | None) -> Nodes:
        """Number everybody in the rows that were read, community by community."""
        self._db.execute(statement("nodes"))
        found = self.ask("communities")
        if not len(found["people"]):
            if before is not None:
                raise MomentError(f"{self.path} has no rows before {written(before)}.")
            raise LogError(f"{self.path} has no sound row: {'; '.join(map(str, self.faults))}.")
        self._follow(several=len(found["people"]) > 1)
        self.starts: Floats = found["first"].astype(np.float64)
        self.ends: Floats = found["last"].astype(np.float64)
        everybody = self.ask("everybody")
        return Nodes(
            tuple(map(str, found["community"])),
            np.repeat(np.arange(len(self.starts)), found["people"]),
            everybody["name"].astype(object),
            everybody["first"].astype(np.float64),
        )

    def _follow(self, *, several: bool) -> None:
        """Keep who acted on whom by number; a name lives in its own community alone."""
        where = "and {side}.community = s.community" if several else ""
        lives = {f"{name}_lives": where.format(side=name[0]) for name in ("actor", "target")}
        self._db.execute(statement("acts", **lives))
        self._db.execute(statement("weeks"))
        self._db.execute(statement("forget"))


def written(at: float) -> str:
    """A moment (unix seconds) for a sentence."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def _shifted(line: int, rejected: Sequence[Fault]) -> int:
    """The line in the file of a row that was numbered without the rejected ones."""
    for fault in rejected:
        line += fault.line <= line
    return line

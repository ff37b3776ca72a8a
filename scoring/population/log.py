"""A log of interactions that was read: checked row by row, everybody in it numbered."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import duckdb
import numpy as np
from numpy.typing import NDArray

from scoring.population.errors import LogError, MalformedError, MomentError, PopulationError
from scoring.population.reading import open_rows, statement

MALFORMED_LIMIT = 100
SHOWN = 5  # faults quoted with their lines
JUST_AFTER = 1.0  # second, so that the last row of a log lies before the moment
FOUR_WEEKS = 28 * 86_400.0
OF_ACTS = "from acts"  # in a statement that asks for single acts

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Names = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Fault:
    """A malformed row: its line in the file (for Parquet its number) and what is wrong."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Nodes:
    """Everybody in a log; `community` indexes `communities`, `first` is in unix seconds.

    Names are fetched when they are asked for: a ranking is written without them.
    """

    def __init__(
        self,
        communities: tuple[str, ...],
        community: Ints,
        first: Floats,
        name: Callable[[], Names],
    ) -> None:
        self.communities, self.community, self.first = communities, community, first
        self._name = name

    def __len__(self) -> int:
        return len(self.first)

    @cached_property
    def names(self) -> Names:
        """The name of each."""
        return self._name()


class Log:
    """A log, ready to be asked; close it, or use it in `with`.

    `faults` are the first malformed rows, `malformed` says how many there are. Rows at or after
    `before` (unix seconds) are not read. What a ranking at the moment `until` needs is gathered
    while reading: `until` is `before` or just after the last row, and `cuts` says at how many
    moments before it, `apart` seconds each, the past will be asked for. Other moments are
    answered from the acts themselves, which takes longer.

    Raises LogError where the file is no log and MalformedError where more than `tolerated` rows
    are malformed.
    """

    def __init__(
        self,
        path: Path,
        now: datetime,
        *,
        before: float | None = None,
        cuts: int = 0,
        apart: float = FOUR_WEEKS,
        tolerated: int = MALFORMED_LIMIT,
    ) -> None:
        self.path, self.cuts, self.apart = path, cuts, apart
        self._db = duckdb.connect(":memory:")
        self._followed = False
        try:
            self._db.execute("set TimeZone = 'UTC'")
            several = open_rows(self._db, path)
            self.until = self._read(now.timestamp(), before, several=several)
            self.malformed, self.faults = self._check(tolerated)
            self._db.execute(statement("nodes", community="community" if several else "''"))
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
        text = statement(name)
        if OF_ACTS in text:
            self.follow()
        return self._db.execute(text, values).fetchnumpy()

    def latest(self) -> Mapping[str, NDArray[Any]]:
        """The edges before the moment `until`."""
        return self.ask("latest" if self.ask("whole")["whole"][0] else "merged")

    def write(self, text: str, figures: Mapping[str, NDArray[Any]]) -> None:
        """Copy figures of accounts, given by `id` and in their order, as `ranked`."""
        self._db.register("figures", {**figures, "line": np.arange(len(figures["id"]))})
        self._db.execute(statement("ranked"))
        self._db.execute(text)

    def follow(self) -> None:
        """Keep every act by number, unless that was done."""
        if not self._followed:
            self._db.execute(statement("acts", **self._lives))
            self._followed = True

    def _read(self, now: float, before: float | None, *, several: bool) -> float:
        """Read the file and gather who acted on whom; the moment for which that stands.

        Without communities no column is kept for them.
        """
        end = math.inf if before is None else before
        literal = repr(end) if math.isfinite(end) else "'infinity'::double"
        self._db.execute("set preserve_insertion_order = false")
        self._db.execute(statement("checked", now=repr(now)))
        self._db.execute(statement("seen", before=literal))
        self._db.execute(statement("since"))
        until = self._end(now) if before is None else before
        values = {"before": end, "until": until, "cuts": self.cuts, "apart": self.apart}
        self._db.execute(statement("pairs", community="community," * several), values)
        return until

    def _end(self, now: float) -> float:
        """Just after the last row."""
        last = self._db.execute(statement("last"), {"now": now}).fetchall()[0][0]
        return JUST_AFTER + (0.0 if last is None else float(last))

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
        """Number everybody, community by community."""
        found = self.ask("communities")
        if not len(found["people"]):
            if before is not None:
                raise MomentError(f"{self.path} has no rows before {written(before)}.")
            raise LogError(f"{self.path} has no sound row: {'; '.join(map(str, self.faults))}.")
        self._link(several=len(found["people"]) > 1)
        self.starts: Floats = found["first"].astype(np.float64)
        self.ends: Floats = found["last"].astype(np.float64)
        return Nodes(
            tuple(map(str, found["community"])),
            np.repeat(np.arange(len(self.starts)), found["people"]),
            self.ask("everybody")["first"].astype(np.float64),
            lambda: self.ask("names")["name"].astype(object),
        )

    def _link(self, *, several: bool) -> None:
        """Say by number who acted on whom; a name lives in its own community alone."""
        where = "and {side}.community = s.community" if several else ""
        self._lives = {f"{name}_lives": where.format(side=name[0]) for name in ("actor", "target")}
        self._db.execute(statement("gathered", **self._lives))
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

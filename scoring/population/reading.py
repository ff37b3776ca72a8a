"""From a file to a table of typed rows: TSV, CSV, both also gzipped, and Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from scoring.population.errors import LogError

SQL = Path(__file__).parent / "sql"
REQUIRED = ("at", "actor", "target", "kind")
DELIMITERS = {".tsv": "\t", ".csv": ","}
PARQUET = (".parquet", ".pq")
NUMERIC = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE")
WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
AS_TEXT = "nullif(cast({name} as varchar), '')"
AS_WHOLE = "cast({name} as bigint)"
READ_TIME = 'coalesce(try_cast("at" as double), epoch(try_cast("at" as timestamptz)))'


def statement(name: str, **columns: str) -> str:
    """The SQL text `sql/<name>.sql`, identifiers filled in."""
    text = (SQL / f"{name}.sql").read_text(encoding="utf-8")
    return text.format(**columns) if columns else text


def suffix_of(path: Path) -> str:
    """The suffix that says what a file is: `.gz` around it does not count."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    return next((s for s in reversed(suffixes) if s != ".gz"), "")


def open_rows(db: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Create the view `typed` (line, community, actor, target, kind, at) over a file.

    Returns whether the file has a column for communities.

    Raises LogError where there is no such file, it is empty, its name says nothing that is
    read here, or a column is missing.
    """
    suffix = suffix_of(path)
    if not path.is_file():
        raise LogError(f"There is no file {path}.")
    if path.stat().st_size == 0:
        raise LogError(f"{path} is empty.")
    if suffix in PARQUET:
        db.execute(statement("parquet", path=str(path).replace("'", "''")))
    elif suffix in DELIMITERS:
        _read_text(db, path, DELIMITERS[suffix])
    else:
        raise LogError(f"{path}: a log's name ends in .tsv, .csv (also .gz) or .parquet.")
    columns = {str(row[0]): str(row[1]) for row in db.execute("describe raw").fetchall()}
    _check_columns(path, columns)
    db.execute(statement("typed", line=_line(columns), **_expressions(columns)))
    return "community" in columns


def _read_text(db: duckdb.DuckDBPyConnection, path: Path, delimiter: str) -> None:
    quote = '"' if delimiter == "," else ""
    values = {"path": str(path), "delimiter": delimiter, "quote": quote}
    db.execute(statement("text"), values)


def _check_columns(path: Path, columns: Mapping[str, str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise LogError(
            f"{path} has no column {' and no column '.join(missing)}: "
            "a log has at, actor, target, kind and, if there are several, community."
        )


def _line(columns: Mapping[str, str]) -> str:
    return "file_row_number + 1" if "file_row_number" in columns else "rowid + 2"


def _expressions(columns: Mapping[str, str]) -> dict[str, str]:
    """SQL for each column: numbers stay numbers where both ends of an act are numbers."""
    whole = all(columns[side] in WHOLE for side in ("actor", "target"))
    side = AS_WHOLE if whole else AS_TEXT
    community = "coalesce(cast(community as varchar), '')" if "community" in columns else "''"
    return {
        "community": community,
        "actor": side.format(name="actor"),
        "target": side.format(name="target"),
        "at": _time(columns["at"]),
    }


def _time(kind: str) -> str:
    if kind in NUMERIC:
        return 'cast("at" as double)'
    return READ_TIME if kind == "VARCHAR" else 'epoch("at")'

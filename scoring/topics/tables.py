"""The CSV files of an ontology: topics, their names by language, and what belongs to what.

The form is that of the public Klout topic ontology (docs/topics.md): three kinds of file, told
apart by their columns. Raises ConfigError with the file and the line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from scoring.errors import ConfigError

LARGEST = 64 * 1024 * 1024  # bytes of one file; the public ontology has under one million
MOST_ROWS = 1_000_000
DEFAULT_LANGUAGE = "en"
ROOT = "_ROOT_"

_LANGUAGE = re.compile(r"(?:topicdisplayname[_-])?([a-z]{2,3})(?:[_-][a-z]{2,4})?")
_BETWEEN = re.compile(r"[\s|;]+")


@dataclass
class Tables:
    """What the files say, by topic id: slugs, names by language, parents."""

    slugs: dict[int, str] = field(default_factory=dict)
    names: dict[int, dict[str, str]] = field(default_factory=dict)
    parents: dict[int, list[int]] = field(default_factory=dict)


def read_tables(path: Path) -> Tables:
    """Read one CSV file, or every CSV file of a folder by name: the later one wins."""
    tables = Tables()
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise _problem(path, 0, "there is no CSV file in this folder")
    for file in files:
        _read(file, tables)
    if not tables.slugs:
        raise _problem(path, 0, "no file has the columns topicId and topicSlug")
    return tables


def _read(path: Path, tables: Tables) -> None:
    try:
        if path.stat().st_size > LARGEST:
            raise _problem(path, 0, f"the file is larger than {LARGEST >> 20} MiB")
        with path.open(encoding="utf-8-sig", newline="") as file:
            _read_rows(path, file, tables)
    except OSError as error:
        raise _problem(path, 0, f"the file cannot be read: {error.strerror}") from None


def _read_rows(path: Path, file: TextIO, tables: Tables) -> None:
    reader = csv.reader(file, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        take = _taker(path, header, tables)
        for number, row in enumerate(reader):
            if number >= MOST_ROWS:
                raise _problem(path, reader.line_num, f"there are more than {MOST_ROWS} rows")
            if row:
                take(_Line(path, reader.line_num, header, row))
    except UnicodeDecodeError:
        raise _problem(path, reader.line_num + 1, "this is not UTF-8 text") from None
    except csv.Error as error:
        raise _problem(path, reader.line_num, f"this is not CSV: {error}") from None


class _Line:
    """One row with its place, for whoever has to mend it."""

    def __init__(self, path: Path, number: int, header: Sequence[str], row: Sequence[str]) -> None:
        if len(row) != len(header):
            raise _problem(path, number, f"there are {len(row)} columns, not {len(header)}")
        self._path, self._number = path, number
        self.cells: Mapping[str, str] = dict(zip(header, (c.strip() for c in row), strict=True))

    def words(self, column: str) -> str:
        """What stands in a column. Raises ConfigError where nothing does."""
        if not self.cells[column]:
            raise _problem(self._path, self._number, f"{column} is empty")
        return self.cells[column]

    def number(self, column: str) -> int:
        """A topic's id. Raises ConfigError where it is no whole number."""
        return self.whole(column, self.words(column))

    def whole(self, column: str, text: str) -> int:
        """The same of one id out of several."""
        try:
            return int(text)
        except ValueError:
            problem = f"{column} is no whole number"
            raise _problem(self._path, self._number, problem) from None


class _Taker:
    """Puts the rows of one file where they belong, by the kind of file that its header tells."""

    def __init__(self, tables: Tables, header: Sequence[str]) -> None:
        self._tables = tables
        self._languages = list(_languages(header))

    def topic(self, line: _Line) -> None:
        """A topic with its slug, and perhaps names and parents beside it."""
        number, slug = line.number("topicid"), line.words("topicslug")
        self._tables.slugs[number] = slug
        names = {language: line.cells[column] for column, language in self._languages}
        self._tables.names.setdefault(number, {}).update({k: v for k, v in names.items() if v})
        for parent in filter(None, _BETWEEN.split(line.cells.get("parenttopicid", ""))):
            self._edge(line.whole("parenttopicid", parent), number)

    def name(self, line: _Line) -> None:
        """A topic's name in one language."""
        language = line.words("language").lower().replace("_", "-").split("-")[0]
        names = self._tables.names.setdefault(line.number("topicid"), {})
        names[language] = line.words("topicdisplayname")

    def edge(self, line: _Line) -> None:
        """A parent and a child."""
        self._edge(line.number("parenttopicid"), line.number("childtopicid"))

    def _edge(self, parent: int, child: int) -> None:
        known = self._tables.parents.setdefault(child, [])
        if parent not in known and parent != child:
            known.append(parent)


def _taker(path: Path, header: Sequence[str], tables: Tables) -> Callable[[_Line], None]:
    columns, taker = set(header), _Taker(tables, header)
    if {"parenttopicid", "childtopicid"} <= columns:
        return taker.edge
    if {"topicid", "language", "topicdisplayname"} <= columns:
        return taker.name
    if {"topicid", "topicslug"} <= columns:
        return taker.topic
    wanted = "topicId and topicSlug, or topicId, language and topicDisplayName, or "
    raise _problem(path, 1, f"the columns have to be {wanted}parentTopicId and childTopicId")


def _languages(header: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Columns with names, and their languages: `topicDisplayName`, `fr`, `topicDisplayName_fr`."""
    for column in header:
        if column == "topicdisplayname":
            yield column, DEFAULT_LANGUAGE
        elif found := _LANGUAGE.fullmatch(column):
            yield column, found[1]


def _problem(path: Path, line: int, what: str) -> ConfigError:
    where = f"{path}, line {line}" if line else str(path)
    return ConfigError([f"topics.ontology: {where}: {what}."])

"""Reading a log: formats, times, and what is wrong with a row or a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.population.errors import LogError, MalformedError, MomentError
from scoring.population.log import Log
from scoring.population.view import outcome, view
from tests.scoring.population.logs import DAY, HEADER, NOW, START, Act, at, post, village, write

ACTS = (
    post(0, "ann"),
    Act(1, "bob", "ann"),
    Act(1, "bob", "ann", community="other"),
    Act(2, "cy", "ann"),
    Act(3, "ann", "ann"),
)


def people(path: Path) -> dict[tuple[str, str], float]:
    """Who was acted on by how many, as a log says."""
    with Log(path, NOW) as log:
        found = outcome(log, at(0), at(10))
        keys = zip(log.nodes.community, log.nodes.names, strict=True)
        return {
            (log.nodes.communities[c], str(n)): p for (c, n), p in zip(keys, found, strict=True)
        }


def lines(path: Path, rows: Sequence[str]) -> Path:
    path.write_text("\n".join(["\t".join(HEADER), *rows]) + "\n", encoding="utf-8")
    return path


def parquet(path: Path, select: str) -> Path:
    with duckdb.connect(":memory:") as db:
        db.execute(f"copy ({select}) to '{path}' (format parquet)")
    return path


@pytest.mark.parametrize("name", ["log.tsv", "log.csv", "log.tsv.gz", "log.csv.gz"])
def test_text_logs_say_the_same(tmp_path: Path, name: str) -> None:
    """TSV and CSV, gzipped or not, are read alike; nobody acts on themselves."""
    assert people(write(tmp_path / name, ACTS)) == {
        ("club", "ann"): 2.0,
        ("club", "bob"): 0.0,
        ("club", "cy"): 0.0,
        ("other", "ann"): 1.0,
        ("other", "bob"): 0.0,
    }


@pytest.mark.parametrize(
    "moment", [f"{START + DAY}", f"{START + DAY}.5", "2024-01-02T00:00:00Z", "2024-01-02 01:00"]
)
def test_times_are_seconds_or_timestamps(tmp_path: Path, moment: str) -> None:
    """A time may be unix seconds, with a fraction, or a timestamp in UTC."""
    rows = [f"club\t{moment}\tbob\tann\treply"]
    assert people(lines(tmp_path / "log.tsv", rows))["club", "ann"] == 1.0


@pytest.mark.parametrize(
    "moment", ["timestamp '2024-01-02'", "timestamptz '2024-01-02 00:00:00+00'", f"{START + DAY}"]
)
@pytest.mark.parametrize("names", ["1 as actor, 2 as target", "'1' as actor, '2' as target"])
def test_parquet_keeps_its_types(tmp_path: Path, moment: str, names: str) -> None:
    """Parquet may hold times and numbers as such; without a community there is one."""
    select = f"select {moment} as at, {names}, 'like' as kind"
    assert people(parquet(tmp_path / "log.parquet", select)) == {("", "1"): 0.0, ("", "2"): 1.0}


def test_names_with_quotes_stay_whole(tmp_path: Path) -> None:
    """In TSV a quotation mark is a letter like any other."""
    rows = [f'club\t{START + DAY}\t"bob\tan"n\treply']
    assert people(lines(tmp_path / "log.tsv", rows))["club", 'an"n'] == 1.0


def test_malformed_rows_are_counted_and_named(tmp_path: Path) -> None:
    """Each malformed row is left out and named with its line in the file."""
    good = f"club\t{START + DAY}\tbob\tann\treply"
    rows = [
        good,
        "club\tyesterday\tbob\tann\treply",
        f"club\t{START}\tbob\treply",
        good,
        f"club\t{START}\t\tann\treply",
        f"club\t{START}\tbob\t\treply",
        f"club\t{START}\tbob\tann\treply\tmore",
        f"club\t{NOW.timestamp() + DAY}\tbob\tann\treply",
        f"club\t{START}\tbob\tann\t",
    ]
    with Log(lines(tmp_path / "log.tsv", rows), NOW) as log:
        assert log.malformed == 7
        assert [fault.line for fault in log.faults] == [3, 4, 6, 7, 8]
        assert str(log.faults[0]) == "line 3: its time cannot be read"
        assert log.ask("outcome", since=at(0), until=at(9))["people"].tolist() == [1]


def test_too_many_malformed_rows_are_refused(tmp_path: Path) -> None:
    """Beyond the limit the log is refused, and the first faults are named."""
    path = lines(tmp_path / "log.tsv", [f"club\t{START}\tbob\t\treply"] * 4)
    with pytest.raises(MalformedError, match=r"4 malformed rows among 4.*line 2: it has no target"):
        Log(path, NOW, tolerated=3)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("log.tsv", "", "is empty"),
        ("log.tsv", "\t".join(HEADER) + "\n", "no rows"),
        ("log.tsv", "at\tactor\tkind\n1\ta\tlike\n", "has no column target"),
        ("log.txt", "at\n", "name ends in"),
        ("log.parquet", "no parquet at all", "cannot be read as a log"),
    ],
)
def test_what_is_no_log_gets_a_sentence(tmp_path: Path, name: str, text: str, words: str) -> None:
    """A file that cannot be a log is refused in one sentence that says why."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LogError, match=words) as caught:
        Log(tmp_path / name, NOW)
    assert "\n" not in str(caught.value)


def test_a_log_without_a_sound_row_gets_a_sentence(tmp_path: Path) -> None:
    """Where every row is malformed, few as they are, there is nothing to rank."""
    path = lines(tmp_path / "log.tsv", [f"club\t{START}\tbob\t\treply"])
    with pytest.raises(LogError, match="no sound row: line 2: it has no target"):
        Log(path, NOW)


def test_malformed_rows_count_whenever_they_lie(tmp_path: Path) -> None:
    """A malformed row at or after the moment is counted like one before it."""
    rows = [f"club\t{at(day)}\tbob\t{who}\treply" for day, who in ((1, "ann"), (2, ""), (9, ""))]
    with Log(lines(tmp_path / "log.tsv", rows), NOW, before=at(5)) as log:
        assert (log.malformed, [fault.line for fault in log.faults]) == (2, [3, 4])


def test_communities_are_numbered_in_their_order(tmp_path: Path) -> None:
    """People follow each other by community and name, each with the moment they were first seen."""
    with Log(write(tmp_path / "log.tsv", ACTS), NOW) as log:
        assert log.nodes.communities == ("club", "other")
        assert log.nodes.community.tolist() == [0, 0, 0, 1, 1]
        assert log.nodes.names.tolist() == ["ann", "bob", "cy", "ann", "bob"]
        assert log.nodes.first.tolist() == [at(0), at(1), at(2), at(1), at(1)]
        assert (log.starts.tolist(), log.ends.tolist()) == ([at(0), at(1)], [at(3), at(1)])


@pytest.mark.parametrize("kind", ["utinyint", "uinteger", "bigint", "ubigint", "varchar"])
def test_any_number_may_be_a_name(tmp_path: Path, kind: str) -> None:
    """Whole numbers of every width, with a sign or without, name people as text would."""
    names = f"cast(1 as {kind}) as actor, cast(12 as {kind}) as target"
    select = f"select {START} as at, {names}, 'like' as kind"
    assert people(parquet(tmp_path / "log.parquet", select)) == {("", "1"): 0.0, ("", "12"): 1.0}


def test_a_missing_file_gets_a_sentence(tmp_path: Path) -> None:
    """A path without a file is named."""
    with pytest.raises(LogError, match="no file"):
        Log(tmp_path / "none.tsv", NOW)


def test_rows_after_the_moment_are_not_read(tmp_path: Path) -> None:
    """What happens at or after `before` leaves no trace, not even a name."""
    path = write(tmp_path / "log.tsv", village(weeks=4))
    with Log(path, NOW, before=at(7)) as log:
        assert float(log.nodes.first.max()) < at(7)
        assert not len(log.ask("outcome", since=at(7), until=at(99))["target"])


def test_a_moment_before_everything_is_refused(tmp_path: Path) -> None:
    """A log without a row before the moment is refused with the moment in words."""
    with pytest.raises(MomentError, match="no rows before 2023-12-31"):
        Log(write(tmp_path / "log.tsv", ACTS), NOW, before=at(-1))


@given(st.lists(st.floats(-2_000, 0), min_size=1, max_size=30), st.floats(-2_100, 100))
def test_every_week_counts_once(
    tmp_path_factory: pytest.TempPathFactory, days: list[float], until: float
) -> None:
    """Whole weeks before a moment are counted right, however long the log is."""
    path = tmp_path_factory.mktemp("weeks") / "log.tsv"
    acts = [Act(day, "bob", f"target {day % 3:.0f}") for day in days]
    weeks = {at(day) // (7 * DAY) for day in days}
    with Log(write(path, acts), NOW) as log:
        found = log.ask("tenure", until=at(until))["weeks"].tolist()
    assert sum(found) == sum(week < at(until) // (7 * DAY) for week in weeks)


def test_a_malformed_row_may_be_the_last(tmp_path: Path) -> None:
    """Where the last row is malformed everything before it is told all the same."""
    rows = [f"club\t{at(1)}\tbob\tann\treply", f"club\t{at(9)}\tbob\t\treply"]
    with Log(lines(tmp_path / "log.tsv", rows), NOW) as log:
        assert (log.until, log.ends.tolist()) == (at(9) + 1, [at(1)])
        for moment in (log.until, at(2)):
            assert view(log, moment).edges.last.tolist() == [at(1)]


def test_a_time_far_away_is_a_time(tmp_path: Path) -> None:
    """A row from before the beginning of time is read like any other."""
    rows = [f"club\t{when}\tbob\tann\treply" for when in (-1e15, at(1))]
    with Log(lines(tmp_path / "log.tsv", rows), NOW) as log:
        assert view(log, log.until).edges.first.tolist() == [-1e15]
        assert log.ask("tenure", until=at(30))["weeks"].tolist() == [2]

"""rank, evaluate and fit at the command line: files by suffix, one sentence for each mistake."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from scoring.__main__ import app
from scoring.population.cli import moment, seconds
from scoring.population.errors import MomentError
from scoring.shipped import load
from tests.scoring.population.logs import at, village, write

COLUMNS = [
    "community",
    "account",
    "score",
    "low",
    "high",
    "people",
    "people_low",
    "people_high",
    "rank",
]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the program and return exit code, output and errors."""

    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            app([str(word) for word in words])
        out, err = capsys.readouterr()
        return int(left.value.code or 0), out, err

    return call


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A village of forty weeks as a file."""
    return write(tmp_path / "village.tsv.gz", village())


def test_a_ranking_is_written_by_its_suffix(run: Run, log: Path, tmp_path: Path) -> None:
    """CSV, TSV, gzipped CSV and Parquet hold the same rows under the same columns."""
    names = ("r.csv", "r.tsv", "r.csv.gz", "r.parquet")
    for name in names:
        code, _, err = run("rank", log, "--at", at(250), "--out", tmp_path / name)
        assert (code, "earlier cuts" in err) == (0, True)
    first = list(csv.reader((tmp_path / "r.csv").read_text("utf-8").splitlines()))
    tabs = [line.split("\t") for line in (tmp_path / "r.tsv").read_text("utf-8").splitlines()]
    packed = gzip.decompress((tmp_path / "r.csv.gz").read_bytes()).decode()
    with duckdb.connect(":memory:") as db:
        found = db.read_parquet(str(tmp_path / "r.parquet"))
        assert found.columns == COLUMNS
        assert len(found.fetchall()) == len(first) - 1 == 40
    assert first[0] == COLUMNS
    assert [row[1] for row in first] == [row[1] for row in tabs]
    assert [row[1] for row in csv.reader(packed.splitlines())] == [row[1] for row in first]


def test_a_ranking_is_shown_as_a_table(run: Run, log: Path) -> None:
    """Without a file the first of each community are printed, and how weights were found."""
    code, out, err = run("rank", log)
    assert code == 0
    assert "40 accounts" in out
    assert "earlier cuts, the first 2024-" in err


def test_shipped_weights_and_trusted_accounts(run: Run, log: Path, tmp_path: Path) -> None:
    """The weights that are shipped and seeds by hand can be asked for."""
    (tmp_path / "trusted.txt").write_text("p00\np01\n", encoding="utf-8")
    code, out, err = run("rank", log, "--weights", "shipped", "--trusted", tmp_path / "trusted.txt")
    assert (code, "Weights: those that are shipped" in err) == (0, True)
    assert "p0" in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("rank", "nowhere.tsv"), "There is no file"),
        (("rank", "LOG", "--at", "2099-01-01"), "lies in the future"),
        (("rank", "LOG", "--at", "soon"), "neither unix seconds nor a timestamp"),
        (("rank", "LOG", "--at", "1999-01-01"), "no rows before"),
        (("rank", "LOG", "--out", "ranking.xls"), "must end in"),
        (("rank", "LOG", "--trusted", "nobody.txt"), "cannot be read"),
        (("evaluate", "LOG", "--horizon", "a while"), "is no window"),
        (("evaluate", "LOG", "--cut", "2019-01-01"), "cannot be judged"),
        (("evaluate", "LOG", "--weights-from", "nowhere.csv"), "There is no file"),
        (("fit", "nowhere.tsv", "--out", "weights.json"), "There is no file"),
    ],
)
def test_mistakes_get_one_sentence(
    run: Run, log: Path, words: tuple[str, ...], sentence: str
) -> None:
    """A mistake is one line on the error stream, with exit code 2."""
    code, _, err = run(*(log if word == "LOG" else word for word in words))
    assert code == 2
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_an_evaluation_for_programs(run: Run, log: Path) -> None:
    """`--json` prints cuts, summary, coverage and R2, also as the bot would say."""
    code, out, _ = run("evaluate", log, "--cut", at(200), "--cut", at(240), "--as-bot", "--json")
    found = json.loads(out)
    assert code == 0
    assert {"cuts", "summary", "coverage", "r2"} <= set(found)
    assert any(row["method"].startswith("as bot") for row in found["cuts"])


def test_an_evaluation_for_people(run: Run, log: Path) -> None:
    """Without `--json` methods, differences, coverage and R2 are printed."""
    code, out, _ = run("evaluate", log, "--weights-from", log)
    assert code == 0
    for words in ("score without trust", "decayed", "80 % range", "R2 of the score"):
        assert words in out


def test_a_fit_is_written_with_its_report(run: Run, log: Path, tmp_path: Path) -> None:
    """Weights that can be loaded, and a report beside them that names the cuts."""
    other = write(tmp_path / "other.csv", village(seed=9))
    code, _, _ = run("fit", log, other, "--out", tmp_path / "w" / "v9.json")
    assert code == 0
    assert sum(load(tmp_path / "w" / "v9.json").values) > 0
    report = (tmp_path / "w" / "v9.report.md").read_text("utf-8")
    assert "village.tsv.gz, ranked by weights fitted on the other logs" in report


@pytest.mark.parametrize(
    ("text", "found"),
    [("1700000000", 1.7e9), ("2023-11-14T22:13:20Z", 1.7e9), ("2023-11-14 22:13:20", 1.7e9)],
)
def test_moments_are_seconds_or_timestamps(text: str, found: float) -> None:
    """A moment may be written both ways; without a zone it is UTC."""
    assert moment(text) == found


def test_windows_have_a_unit() -> None:
    """Hours, days and weeks are understood, nothing else."""
    assert (seconds("36h"), seconds("28d"), seconds("4w")) == (129_600, 2_419_200, 2_419_200)
    with pytest.raises(MomentError):
        seconds("28")

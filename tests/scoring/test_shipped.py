"""The shipped weights: a versioned file that the bot reads without heavy libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from scoring.population.errors import WeightsError
from scoring.shipped import SHIPPED, as_document, load, load_shipped

ROOT = Path(__file__).parents[2]
BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numpy", "scipy", "duckdb"):
            raise ModuleNotFoundError(name, name=name.split(".")[0])
sys.meta_path.insert(0, Block())
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run a program in which the libraries for research are missing."""
    command = [sys.executable, "-c", BLOCKED + code]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)


def test_the_bot_starts_without_the_libraries_of_research() -> None:
    """Bot, cogs, the core's command line and the shipped weights need none of them."""
    code = (
        "import bot.__main__, bot.services, cogs.score, scoring.__main__\n"
        "from scoring.shipped import load_shipped\n"
        "print(len(load_shipped().values))"
    )
    done = run(code)
    assert (done.returncode, done.stdout.strip()) == (0, "6"), done.stderr


def test_ranking_without_them_gets_a_sentence() -> None:
    """Who asks for a ranking is told what to install, with exit code 2."""
    code = "import scoring.__main__ as m; sys.argv = ['scoring', 'rank', 'x.tsv']; m.app()"
    done = run(code)
    assert done.returncode == 2
    assert "requirements-research.txt" in done.stderr


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """A document of weights says the same after a round through a file."""
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(as_document(load_shipped(), {"data": []})), encoding="utf-8")
    assert load(path).values == load_shipped().values
    assert asdict(load(path).spreading) == asdict(load_shipped().spreading)


def test_the_shipped_file_says_where_it_comes_from() -> None:
    """Data, cuts and figures of the fit stand in the file, and a report beside it."""
    found = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert all(each["cuts"] for each in found["data"])
    assert found["ranked_by_weights_of_the_others"]
    assert SHIPPED.with_suffix(".report.md").is_file()


@pytest.mark.parametrize("text", ["", "[]", '{"format": 9}', '{"format": 1, "weights": {}}'])
def test_a_file_without_weights_is_refused(tmp_path: Path, text: str) -> None:
    """What holds no weights gets a sentence that names the file."""
    path = tmp_path / "weights.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match=r"weights\.json"):
        load(path)


def test_a_negative_weight_is_refused(tmp_path: Path) -> None:
    """People are never subtracted."""
    found = as_document(load_shipped(), {})
    found["weights"]["d7"] = -1.0
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(WeightsError, match="below zero"):
        load(path)

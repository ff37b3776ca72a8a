"""Rules over the whole tree: the direction of imports, and where things may live."""

from __future__ import annotations

import ast
import asyncio
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.run import open_sandbox
from bot.settings import example
from scoring.clock import ManualClock
from tests.moments import AUTUMN

ROOT = Path(__file__).parents[1]
PACKAGES = ("scoring", "bot", "cogs")
MAY_IMPORT = {"scoring": {"scoring"}, "bot": {"scoring", "bot"}, "cogs": set(PACKAGES)}
SQL = re.compile(r"\b(SELECT .+ FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET|PRAGMA \w+)\b")
STORE = ROOT / "scoring" / "store"


def sources(package: str) -> Iterator[Path]:
    return iter(sorted((ROOT / package).rglob("*.py")))


def imported(tree: ast.AST) -> Iterator[str]:
    """The first part of every imported module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_from_cogs_to_bot_to_scoring(package: str) -> None:
    """No package imports one that stands above it."""
    wrong = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(package)
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name in PACKAGES and name not in MAY_IMPORT[package]
    }
    assert not wrong


def test_scoring_knows_nothing_of_discord() -> None:
    """The core can be used without discord.py."""
    wrong = [
        path
        for path in sources("scoring")
        if "discord" in set(imported(ast.parse(path.read_text(encoding="utf-8"))))
    ]
    assert not wrong


def test_importing_the_core_does_not_load_discord() -> None:
    """`python -m scoring` starts without the bot's libraries."""
    code = "import sys, scoring; sys.exit('discord' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("package", PACKAGES)
def test_sql_lives_in_the_store(package: str) -> None:
    """No statement stands outside scoring/store."""
    strings = (
        (path, node.value)
        for path in sources(package)
        if STORE not in path.parents
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert not [(path, text) for path, text in strings if SQL.search(text)]


def test_only_the_guarded_client_opens_http_sessions() -> None:
    """Every outgoing request passes the one client that checks where it goes."""
    users = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in sources(package)
        if "ClientSession(" in path.read_text(encoding="utf-8")
    }
    assert users == {"scoring/networks/wire.py"}


def test_only_the_clock_reads_the_wall() -> None:
    """Time is injected: nobody else asks the machine what time it is."""
    wall = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(|utils\.utcnow\(")
    users = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in sources(package)
        if wall.search(path.read_text(encoding="utf-8"))
    }
    assert users == {"scoring/clock.py"}


def test_cogs_are_not_fetched_by_name() -> None:
    """Services come by constructor, never through `get_cog`."""
    wrong = [p for name in PACKAGES for p in sources(name) if "get_cog(" in p.read_text("utf-8")]
    assert not wrong


def test_functions_fit_the_eye() -> None:
    """No function is longer than sixty lines, no file than four hundred."""
    long: list[str] = []
    for path in (p for name in PACKAGES for p in sources(name)):
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > 400:
            long.append(str(path))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                long += [f"{path}:{node.name}"] if lines > 60 else []
    assert not long


def test_command_callbacks_are_short() -> None:
    """A command parses, asks, renders and sends: a body of fifteen lines at most."""
    long = [
        f"{path.name}:{node.name}"
        for path in sources("cogs")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.AsyncFunctionDef)
        and node.decorator_list
        and (node.end_lineno or 0) - node.body[0].lineno + 1 > 15
    ]
    assert not long


def test_example_settings_come_from_their_declaration() -> None:
    """config.example.toml lists every setting with its default and reason."""
    assert (ROOT / "config.example.toml").read_text(encoding="utf-8") == example()


def test_pins_are_exact_and_name_no_index() -> None:
    """Requirements name one version each and no place to fetch it from."""
    pin = re.compile(r"^[a-z0-9._-]+(\[[a-z,]+\])?==[^ ]+( ; .+)?$")
    for name in ("requirements.txt", "requirements-research.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert [line for line in lines if not pin.match(line)] == []


@pytest.mark.long
async def test_a_sandbox_leaves_nothing_behind(tmp_path: Path) -> None:
    """After a whole run no task, thread or open file is left."""
    await _run_once(tmp_path / "warm")  # what is loaded once and kept
    threads, files = set(threading.enumerate()), _open_files()
    await _run_once(tmp_path / "again")
    assert asyncio.all_tasks() == {asyncio.current_task()}
    pools = ("asyncio_", "ThreadPoolExecutor")  # the loop's own, closed with it
    left = {t for t in set(threading.enumerate()) - threads if not t.name.startswith(pools)}
    for thread in left:
        thread.join(timeout=5)  # one that was told to end may still be on its way
    assert not [thread for thread in left if thread.is_alive()]
    assert _open_files() <= files


async def _run_once(folder: Path) -> None:
    async with open_sandbox(ManualClock(AUTUMN), folder) as sandbox, sandbox.bot():
        pass


def _open_files() -> int:
    """How many descriptors this process holds; 0 where the system does not tell."""
    listing = Path("/proc/self/fd")
    return len(list(listing.iterdir())) if listing.exists() else 0

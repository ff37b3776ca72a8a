"""Two days of refreshing linked accounts over five hosts: budgets, answers meanwhile, memory.

The hosts are local and their minutes are those of a clock that is moved on when every budget is
used; what takes real time is the work itself. It runs in a process of its own, with all that the
bot loads and the hosts included, so that its peak of memory is its own.
`python -m benchmarks.collection --accounts 1000`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.parishes import WINDOW, Parish, ParishConnector, open_parishes
from scoring.clock import ManualClock
from scoring.core import Core, open_core
from scoring.models import SubjectKind
from scoring.networks.base import Profile
from scoring.networks.http import GuardedClient
from scoring.networks.registry import Networks
from scoring.settings import CoreSettings, DatabaseSettings, PrivacySettings
from scoring.store import accounts, subjects

START = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)
ACCOUNTS = 1_000
GUILD = 900
NEXT_DAY = timedelta(hours=21)
DEADLINE = 2.0  # seconds in which /score has to answer
PEAK_MIB = 200.0
MIB = 2**20
OUT = Path("artifacts/bench/collection.json")


def peak() -> float:
    """The most memory that this program ever had, in MiB.

    `getrusage` counts from the fork on, when the process was a copy of the one that started it;
    Linux tells the peak since the program began.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = (line.split() for line in status.read_text(encoding="ascii").splitlines())
        return next(int(words[1]) for words in lines if words[0] == "VmHWM:") * 1024 / MIB
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MIB


async def settle(core: Core, parishes: Sequence[Parish], number: int) -> None:
    """So many members, each with one account that was never read, shown in one community."""
    now = core.clock.now()
    async with core.database.tx() as tx:
        for user in range(1, number + 1):
            parish = parishes[user % len(parishes)]
            home = f"https://{parish.name}.example/@{user}"
            subject = await subjects.ensure(tx, SubjectKind.PERSON, user, "", now)
            profile = Profile(parish.name, str(user), str(user), str(user), home, None)
            await accounts.link(tx, subject.id, profile, now)
            await subjects.show(tx, GUILD, subject.id, now)


async def refresh(core: Core, clock: ManualClock) -> int:
    """Collect until nobody is due, a minute at a time; returns how many minutes that took."""
    minutes = 0
    while await core.collector.refresh_stale():
        minutes += 1
        clock.advance(WINDOW + timedelta(seconds=1))
    return minutes


async def answer(core: Core, number: int, took: list[float]) -> None:
    """`/score` for one member after the other, without a pause, each within its deadline."""
    while True:
        for user in range(1, number + 1, 7):
            began = time.perf_counter()
            async with asyncio.timeout(DEADLINE):
                await core.scores.card(user, user, GUILD)
            took.append(time.perf_counter() - began)
            await asyncio.sleep(0.01)


async def collect(number: int, folder: Path) -> dict[str, Any]:
    """One full refresh; whatever breaks a budget or a deadline is an error."""
    clock = ManualClock(START)

    async def sleep(seconds: float) -> None:
        clock.advance(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    settings = CoreSettings(
        database=DatabaseSettings(path=folder / "renown.db"),
        privacy=PrivacySettings(key_file=folder / "renown.key"),
    )
    async with AsyncExitStack() as stack:
        parishes = await stack.enter_async_context(open_parishes(clock))
        client = await stack.enter_async_context(
            GuardedClient(
                clock=clock,
                user_agent="benchmarks",
                allow_private_hosts=[parish.origin for parish in parishes],
                sleep=sleep,
            )
        )
        networks = Networks([ParishConnector(client, p.declaration, p.origin) for p in parishes])
        core = await stack.enter_async_context(open_core(settings, clock, networks=networks))
        await settle(core, parishes, number)
        base, began, took = peak(), time.perf_counter(), list[float]()
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(answer(core, number, took))
            minutes = await refresh(core, clock)
            asked, confirmed = _sums(parishes)
            clock.advance(NEXT_DAY)
            again = await refresh(core, clock)
            asking.cancel()
        seconds = time.perf_counter() - began
        (row,) = await core.database.reader.all("SELECT COUNT(*) AS n FROM snapshot")
        all_asked, all_confirmed = _sums(parishes)
        return {
            "accounts": number,
            "facts": row["n"],
            "minutes_of_budget": [minutes, again],
            "confirmed_next_day": round((all_confirmed - confirmed) / (all_asked - asked), 2),
            "seconds": round(seconds, 1),
            "accounts_per_second": round(2 * number / seconds, 1),
            "score_p50_ms": round(statistics.median(took) * 1000, 1),
            "score_p99_ms": round(statistics.quantiles(took, n=100)[98] * 1000, 1),
            "score_max_ms": round(max(took) * 1000, 1),
            "scores": len(took),
            "base_mib": round(base, 1),
            "peak_mib": round(peak(), 1),
            "hosts": [_figures(parish) for parish in parishes],
        }


def _sums(parishes: Sequence[Parish]) -> tuple[int, int]:
    """How much was asked, and how much of it confirmed as unchanged."""
    return sum(p.asked for p in parishes), sum(p.confirmed for p in parishes)


def _figures(parish: Parish) -> dict[str, Any]:
    return {
        "host": parish.name,
        "asked": parish.asked,
        "refused": parish.refused,
        "allowed_in_window": parish.calls,
        "most_in_window": parish.most_in_window,
        "at_once": parish.at_once,
        "most_at_once": parish.most_together,
    }


def measure(number: int) -> dict[str, Any]:
    """A refresh in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.collection", "--child", "--accounts", str(number)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)  # noqa: S603
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def child(number: int) -> None:
    """Do it here and print the figures."""
    import bot.services  # noqa: F401  (what the bot loads is in its memory)

    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(collect(number, Path(folder)))))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.child:
        child(given.accounts)
        return
    found = measure(given.accounts)
    whole = Table("figure", "value")
    for name, value in found.items():
        if name != "hosts":
            whole.add_row(name, str(value))
    hosts = Table("host", "asked", "refused", "most in a minute", "allowed", "at once", "allowed")
    for one in found["hosts"]:
        keys = ("host", "asked", "refused", "most_in_window", "allowed_in_window")
        hosts.add_row(*(str(one[key]) for key in (*keys, "most_at_once", "at_once")))
    Console().print(whole, hosts)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

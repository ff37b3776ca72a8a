"""How long a command takes, from sent to answered, through the sandbox's real protocol.

`/help` touches nothing but memory; `/score` reads stored facts and draws a card. Both run in one
process with the stand-in, so the ratio is what can be quoted. Run with `make bench`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.sandbox.run import open_sandbox
from scoring.clock import ManualClock

START = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)
WARM, COUNTED = 20, 200
OUT = Path("artifacts/bench/latency.json")


async def measure(ask: Callable[[], Awaitable[object]], clock: ManualClock) -> list[float]:
    """Milliseconds of each counted call; the clock moves on so that nobody is throttled."""
    took = []
    for turn in range(WARM + COUNTED):
        clock.advance(timedelta(seconds=10))
        began = time.perf_counter()
        await ask()
        if turn >= WARM:
            took.append((time.perf_counter() - began) * 1000)
    return took


async def run() -> dict[str, list[float]]:
    """Measure every question in one sandbox."""
    clock = ManualClock(START)
    with tempfile.TemporaryDirectory() as folder:
        async with open_sandbox(clock, Path(folder)) as sandbox, sandbox.bot():
            gc.collect()
            gc.freeze()
            aiko = sandbox.standin.visitor(sandbox.community.member("aiko").user_id)
            bram = sandbox.community.member("bram").user_id
            return {
                "/help": await measure(lambda: aiko.command("help"), clock),
                "/score": await measure(lambda: aiko.command("score"), clock),
                "/why": await measure(lambda: aiko.command("why"), clock),
                "/leaderboard": await measure(lambda: aiko.command("leaderboard"), clock),
                "/compare": await measure(lambda: aiko.command("compare", a=bram), clock),
            }


def summary(took: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Median, 99th percentile and the ratio of medians to `/help`."""
    floor = statistics.median(took["/help"])
    return {
        name: {
            "p50_ms": round(statistics.median(times), 2),
            "p99_ms": round(statistics.quantiles(times, n=100)[98], 2),
            "times_help": round(statistics.median(times) / floor, 2),
        }
        for name, times in took.items()
    }


def main() -> None:
    """Print the table and write the figures."""
    figures = summary(asyncio.run(run()))
    table = Table("command", "p50 ms", "p99 ms", "times /help")
    for name, row in figures.items():
        table.add_row(name, *(f"{row[key]:.2f}" for key in ("p50_ms", "p99_ms", "times_help")))
    Console().print(table)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The schedule, the bot's own port, and how a process is built and ended."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.health import Health
from bot.schedule import Schedule
from bot.services import build, drain
from bot.settings import Settings
from bot.web import serve_web
from scoring.clock import ManualClock
from scoring.errors import NewerSchemaError
from scoring.settings import DatabaseSettings, PrivacySettings
from scoring.store.db import open_database

NOW = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)


class Discord:
    """A connection that is there or not."""

    def __init__(self) -> None:
        self.ready = False

    def is_ready(self) -> bool:
        return self.ready


async def test_a_failing_task_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """Each beat calls every task in order; a fault is logged with its trace."""
    called: list[str] = []

    async def broken() -> None:
        called.append("broken")
        raise RuntimeError("of all things")

    async def sound() -> None:
        called.append("sound")

    schedule = Schedule()
    schedule.on_tick(broken)
    schedule.on_tick(sound)
    with caplog.at_level(logging.ERROR):
        await schedule.tick()
    assert called == ["broken", "sound"]
    assert "of all things" in caplog.text


async def test_beats_do_not_overlap() -> None:
    """A beat by hand waits for the one under way."""
    under_way = 0

    async def task() -> None:
        nonlocal under_way
        under_way += 1
        assert under_way == 1
        await asyncio.sleep(0)
        under_way -= 1

    schedule = Schedule()
    schedule.on_tick(task)
    await asyncio.gather(schedule.tick(), schedule.tick())
    assert under_way == 0


async def test_the_heartbeat_starts_and_ends_with_the_schedule() -> None:
    """APScheduler runs inside the context and is gone after it."""
    schedule = Schedule()
    async with schedule:
        assert schedule.running
    assert not schedule.running


async def test_health_and_metrics_are_served_on_loopback() -> None:
    """200 while connected, 503 before; figures in Prometheus' form."""
    health, discord = Health(ManualClock(NOW)), Discord()
    health.post("sent")
    await health.beat()
    async with serve_web(0, health, discord) as port, aiohttp.ClientSession() as session:
        base = f"http://127.0.0.1:{port}"
        async with session.get(f"{base}/healthz") as answer:
            assert answer.status == 503
        discord.ready = True
        async with session.get(f"{base}/healthz") as answer:
            assert (answer.status, await answer.text()) == (200, "ok")
        async with session.get(f"{base}/metrics") as answer:
            figures = await answer.text()
    assert 'renown_weekly_posts_total{outcome="sent"} 1.0' in figures
    [beat] = [line for line in figures.splitlines() if line.startswith("renown_last_beat")]
    assert float(beat.split()[1]) == NOW.timestamp()


async def test_answers_in_flight_are_waited_for() -> None:
    """Ending lets what was begun for a person finish."""
    done: list[str] = []

    async def answer() -> None:
        await asyncio.sleep(0)
        done.append("answered")

    flying = asyncio.create_task(answer(), name="CommandTree-invoker")
    await drain()
    assert done == ["answered"]
    await flying


async def test_a_newer_database_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """An old program does not touch what a newer one wrote."""
    path = tmp_path / "renown.db"
    async with open_database(path) as database, database.tx() as tx:
        await tx.run("PRAGMA user_version = 99")
    settings = Settings(
        database=DatabaseSettings(path=path),
        privacy=PrivacySettings(key_file=tmp_path / "renown.key"),
    )
    with pytest.raises(NewerSchemaError, match="schema 99"):
        async with build(settings, ManualClock(NOW)):
            pass

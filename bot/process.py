"""One process from start to end: signals, the answers in flight, backup and restore."""

from __future__ import annotations

import asyncio
import gc
import logging
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.sandbox.run import Sandbox, open_sandbox
from bot.sandbox.seed import ZONE
from bot.sandbox.transcript import Transcript
from bot.services import build, logged_in
from bot.settings import Settings
from scoring.clock import JumpingClock, SystemClock
from scoring.core import open_core
from scoring.errors import ConfigError
from scoring.store.db import open_database

log = logging.getLogger(__name__)

COLLECT_AFTER = 50_000  # objects; full collections of a large heap are what pauses answers


class PortTakenError(Exception):
    """The sandbox's port cannot be used."""


async def run_bot(settings: Settings) -> None:
    """Serve Discord until told to stop. Raises ConfigError, StoreError, LoginFailure."""
    token = settings.discord.token.get_secret_value() if settings.discord.token else ""
    async with (
        until_told() as told,
        build(settings, SystemClock()) as services,
        logged_in(services, token) as connection,
    ):
        gc.collect()
        gc.freeze()
        gc.set_threshold(COLLECT_AFTER, 50, 100)
        log.info("serving %d communities", len(services.client.guilds))
        await asyncio.wait({connection, told}, return_when=asyncio.FIRST_COMPLETED)
        if connection.done():
            connection.result()


async def run_sandbox(settings: Settings, port: int) -> None:
    """Serve the sandbox until told to stop. Raises PortTakenError."""
    _require_free(port)
    console = Console(highlight=False)
    clock = JumpingClock()
    names: dict[int, str] = {}
    transcript = Transcript(console, ZoneInfo(ZONE), names.get)
    with tempfile.TemporaryDirectory(prefix="renown-") as folder:
        async with (
            until_told() as told,
            open_sandbox(clock, Path(folder), base=settings, port=port, on_line=transcript) as box,
        ):
            names.update(box.names())
            async with box.bot():
                await _welcome(box, console)
                await told


def _require_free(port: int) -> None:
    """Say so before a community is furnished for nothing."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            pass
    except OSError as error:
        raise PortTakenError from error


async def _welcome(box: Sandbox, console: Console) -> None:
    """One score after the board, then the address."""
    aiko = box.community.member("aiko").user_id
    await box.standin.visitor(aiko).command("score", show_to_everyone=True)
    console.print("Sample data: people, accounts and numbers are made up.", style="dim")
    console.print(f"Chat with the bot at [bold]{box.standin.base}/[/]  (Ctrl-C stops it)")


@asynccontextmanager
async def until_told() -> AsyncIterator[asyncio.Future[None]]:
    """A future that is done when the process is asked to end, politely or by Ctrl-C."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[None] = loop.create_future()

    def tell() -> None:
        if not told.done():
            told.set_result(None)

    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        loop.add_signal_handler(number, tell)
    try:
        yield told
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


async def write_backup(settings: Settings, target: Path) -> None:
    """Copy the database to a new file. Raises ConfigError where that exists."""
    if await asyncio.to_thread(target.exists):
        raise ConfigError([f"{target} exists already: name a new file."])
    async with open_database(settings.database.path) as database:
        await database.backup(target)


async def restore_database(settings: Settings, source: Path) -> int:
    """Put a backup in the database's place; returns how many later wishes were carried out.

    Raises ConfigError where there is no such file, StoreError where it is damaged.
    """
    if not await asyncio.to_thread(source.is_file):
        raise ConfigError([f"There is no backup {source}: check the path."])
    async with open_database(source):
        pass  # checks and migrates it before anything is replaced
    await asyncio.to_thread(_replace, source, settings.database.path)
    async with open_core(settings, SystemClock()) as core:
        return core.replayed


def _replace(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for leftover in (f"{target}-wal", f"{target}-shm"):
        Path(leftover).unlink(missing_ok=True)
    copy = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(source, copy)
    copy.replace(target)

"""`python -m bot`: the bot on Discord, or the sandbox where there is no token."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, NoReturn

import aiohttp
import discord
import typer
from rich.console import Console

from bot.check import run_check
from bot.process import PortTakenError, restore_database, run_bot, run_sandbox, write_backup
from bot.sandbox.demo import DemoFailedError, run_demo
from bot.settings import EXIT_CONFIG, Settings, read_settings
from scoring.errors import ConfigError, StoreError

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,  # they print locals, and one of those is the token
    help="Renown: open, explained, opt-in scores on Discord.",
)
Config = Annotated[Path | None, typer.Option("--config", help="The settings file.")]
PORT = 8765
Port = Annotated[
    int,
    typer.Option("--port", envvar="PORT", min=0, max=65535, help="Of the sandbox, on loopback."),
]
EXIT_UNREACHABLE, EXIT_BUSY, EXIT_REFUSED = 69, 75, 77  # as sysexits.h names them


@app.callback(invoke_without_command=True)
def main(context: typer.Context, config: Config = None, port: Port = PORT) -> None:
    """Start the bot; without a token, start the sandbox."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    if context.invoked_subcommand is None:
        run(config, port)


@app.command()
def run(config: Config = None, port: Port = PORT) -> None:
    """Run on Discord; without a token, in the sandbox on `port`."""
    settings = _settings(config)
    if settings.discord.token is None or not settings.discord.token.get_secret_value():
        Console().print("There is no DISCORD_TOKEN, so this is the sandbox.\n", style="dim")
        _start_sandbox(settings, port)
    else:
        logging.getLogger().setLevel(logging.INFO)
        _run(run_bot(settings))


@app.command()
def sandbox(port: Port = PORT, config: Config = None) -> None:
    """A local stand-in for Discord with a sample community and a chat page."""
    _start_sandbox(_settings(config), port)


@app.command()
def demo(
    pictures: Annotated[Path, typer.Option(help="Where pictures are saved.")] = Path(
        "artifacts/demo"
    ),
) -> None:
    """Twenty seconds of the sandbox, without browser or network."""
    console = Console(highlight=False)
    try:
        _run(run_demo(pictures, console))
    except DemoFailedError as error:
        _give_up(str(error), 1)


@app.command()
def check(config: Config = None) -> None:
    """Try the settings, the database and every network that is on. Exit code 1 where one fails."""
    if not _run(run_check(_settings(config), Console(highlight=False))):
        raise SystemExit(1)


@app.command()
def backup(target: Path, config: Config = None) -> None:
    """Copy the database, also while the bot runs. Back up the key file apart."""
    _run(write_backup(_settings(config), target))
    print(f"The database is in {target}. Keep the key file and the .erasures beside it apart.")


@app.command()
def restore(source: Path, config: Config = None) -> None:
    """Put a backup in place, while the bot is off; erasures made since are carried out again."""
    replayed = _run(restore_database(_settings(config), source))
    print(f"Restored. {replayed} wishes made since the backup were carried out again.")


def _start_sandbox(settings: Settings, port: int) -> None:
    try:
        _run(run_sandbox(settings, port))
    except PortTakenError:
        _give_up(f"Port {port} is taken or not ours to use; try PORT={port + 1}.", EXIT_BUSY)


def _settings(config: Path | None) -> Settings:
    try:
        return read_settings(config)
    except ConfigError as error:
        _give_up("\n".join(error.problems), EXIT_CONFIG)


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end; what can be foreseen becomes one sentence and an exit code."""
    try:
        return asyncio.run(work)
    except ConfigError as error:
        _give_up("\n".join(error.problems), EXIT_CONFIG)
    except StoreError as error:
        _give_up(str(error), EXIT_CONFIG)
    except discord.LoginFailure:
        _give_up("Discord refuses the token: copy it anew from the developer portal.", EXIT_REFUSED)
    except aiohttp.ClientConnectionError:
        _give_up("Discord cannot be reached: check the network and try again.", EXIT_UNREACHABLE)
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGINT) from None


def _give_up(words: str, code: int) -> NoReturn:
    print(words, file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    app()

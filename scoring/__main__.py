"""`python -m scoring`: the core at the command line."""

from __future__ import annotations

import asyncio
import json
import math
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from scoring.ask import USAGE, Answer, as_json, ask
from scoring.clock import SystemClock
from scoring.core import open_client
from scoring.errors import ConfigError, DomainError, StoreError
from scoring.explain import targets
from scoring.formula import trusting
from scoring.models import Score
from scoring.networks.registry import build_networks
from scoring.networks.table import markdown
from scoring.overview import Overview, as_rows, overview
from scoring.population import cli as population
from scoring.printed import print_overview
from scoring.settings import CoreSettings, WholeFileCoreSettings, load
from scoring.spending import CappedPurse, PassingLedger, caps_of
from scoring.words import sentence

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Open, explained, opt-in scores.",
)
population.register(app)
Config = Annotated[Path | None, typer.Option("--config", help="The settings file.")]


@app.callback()
def main() -> None:
    """Open, explained, opt-in scores."""


@app.command()
def score(
    account: Annotated[str, typer.Argument(help="network:handle, or a profile's URL.")],
    as_json_: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config: Config = None,
) -> None:
    """Measure one public account now; nothing is stored.

    Exit code 0: measured, 2: the account was not understood, 3: not measured, 4: unreachable.
    """
    try:
        settings = load(WholeFileCoreSettings, config)
        answer = asyncio.run(_score(settings, account))
    except ConfigError as error:
        _give_up("\n".join(error.problems), 78)
    except DomainError as error:
        _give_up(sentence(error), USAGE)
    if as_json_:
        print(json.dumps(as_json(answer, SystemClock()), indent=2))
    if answer.problem is not None:
        _give_up(sentence(answer.problem), answer.exit_code)
    if not as_json_:
        _print(answer)
    raise typer.Exit(answer.exit_code)


@app.command()
def networks(
    as_json_: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="For docs/networks.md.")] = False,
    config: Config = None,
) -> None:
    """Every network: its class, whether it is on, what its hosts still allow, its last trouble."""
    try:
        settings = load(WholeFileCoreSettings, config)
        found = asyncio.run(_overview(settings))
    except ConfigError as error:
        _give_up("\n".join(error.problems), 78)
    except StoreError as error:
        _give_up(str(error), 78)
    if as_markdown:
        print(markdown(line.declaration for line in found.lines), end="")
    elif as_json_:
        print(json.dumps(as_rows(found), indent=2))
    else:
        print_overview(found, Console(highlight=False))


async def _overview(settings: CoreSettings) -> Overview:
    async with open_client(settings, SystemClock()) as client:
        return await overview(settings, build_networks(client, settings.networks))


async def _score(settings: CoreSettings, account: str) -> Answer:
    clock = SystemClock()
    purse = CappedPurse(PassingLedger(), caps_of(settings.networks), clock)
    async with open_client(settings, clock) as client:
        networks = build_networks(client, settings.networks, purse)
        return await ask(networks, account, clock, trusting(settings.credibility.counts_only))


def _print(answer: Answer) -> None:
    """The card of an account, for a terminal."""
    console = Console(highlight=False)
    found = answer.card.score if answer.card else None
    if found is None:
        console.print(f"[bold]{answer.named}[/]: {_without_score(answer)}")
        return
    console.print(f"[bold]{answer.named}[/]  [bold cyan]{found.value:.1f}[/]  {_in_words(found)}")
    table = Table("points", "people", "through", box=None, pad_edge=False)
    table.add_row("10.0", "", "everybody's start")
    for part in found.parts:
        table.add_row(f"{part.points:.1f}", f"{part.people:.1f}", f"{part.kind} on {part.network}")
    console.print(table)
    for value, people in targets(found.value):
        console.print(f"{value:.0f} would be about {people:,.0f} people in four weeks.")


def _without_score(answer: Answer) -> str:
    """Why there is no number: nothing to see, or figures that may not be one."""
    beside = answer.card.coverage[0].people if answer.card else None
    if beside is None:
        return "not measured. Nothing could have been seen here."
    return (
        f"about {beside:,.1f} people in four weeks, beside any score: "
        "the network's rules forbid adding them to others."
    )


def _in_words(found: Score) -> str:
    words = [
        f"range {math.floor(found.low)}–{math.ceil(found.high)}",
        f"about {found.people:,.1f} people in four weeks",
    ]
    words += ["provisional"] if found.provisional else []
    words += [] if found.calibrated else ["uncalibrated"]
    words += ["estimated from a sample"] if found.sampled else []
    words += ["partly from totals"] if found.totals_only else []
    words += ["a burst: only credible people count"] if found.burst else []
    return ", ".join(words)


def _give_up(words: str, code: int) -> NoReturn:
    print(words, file=sys.stderr)
    raise SystemExit(code)


if __name__ == "__main__":
    app()

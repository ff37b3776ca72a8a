"""Answers of the command line as tables, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from scoring.overview import Line, Overview, State

COLOURS = {State.ON: "green", State.OFF: "dim", State.LACKING: "yellow", State.CLOSED: "dim"}


def print_overview(found: Overview, console: Console) -> None:
    """One line for each network, then what hosts still allow."""
    table = Table("network", "class", "state", "shows", "calls", "last read", "last trouble")
    table.box = None
    for line in found.lines:
        table.add_row(*_cells(line))
    console.print(table)
    for host, remaining, allowed in found.budgets:
        limit = "" if allowed is None else f" of {allowed:,}"
        console.print(f"{host}: {remaining:,}{limit} calls left when last asked")


def _cells(line: Line) -> list[str]:
    one, known = line.declaration, line.status
    state = line.state.value + (f": {', '.join(line.lacks)}" if line.lacks else "")
    price = f", ${one.price:g}" if one.price else ""
    return [
        one.title,
        one.network_class.value,
        f"[{COLOURS[line.state]}]{state}[/]",
        ", ".join(kind.value for kind in one.kinds) or "nothing",
        f"{one.calls}{price}",
        f"{known.read_at:%Y-%m-%d %H:%M}" if known.read_at else "",
        f"{known.failed_at:%m-%d %H:%M} {known.failure}" if known.failed_at else "",
    ]

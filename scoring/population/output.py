"""A ranking as rows: a table for people, CSV, TSV or Parquet for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from scoring.population.errors import PopulationError
from scoring.population.log import Log, written
from scoring.population.rank import Ranking, scores
from scoring.population.reading import DELIMITERS, PARQUET, statement, suffix_of

Columns = dict[str, NDArray[Any]]
SHOWN = 20  # rows of the table, per community


def rows(log: Log, ranking: Ranking) -> Columns:
    """One row per account seen, by community and place, equals in the order of their names."""
    found, nodes = figures(ranking), log.nodes
    account = found.pop("id")
    community = np.array(nodes.communities, dtype=object)[nodes.community[account]]
    return {"community": community, "account": nodes.names[account], **found}


def figures(ranking: Ranking) -> Columns:
    """What is said of each account seen, by the `id` of its node instead of its names."""
    seen, place = np.flatnonzero(ranking.view.seen), ranking.places()
    community = ranking.view.community[seen]
    best = seen[np.lexsort((-ranking.people[seen], place[seen], community))]
    people, low, high = ranking.people[best], ranking.low[best], ranking.high[best]
    return {
        "id": best,
        "score": scores(people),
        "low": scores(low),
        "high": scores(high),
        "people": np.round(people, 4),
        "people_low": low,
        "people_high": high,
        "rank": place[best],
    }


def check_suffix(path: Path) -> None:
    """Refuse, before any work, a name that says nothing that can be written."""
    if suffix_of(path) not in (*DELIMITERS, *PARQUET):
        raise PopulationError(f"{path}: the name must end in .csv, .tsv (also .gz) or .parquet.")


def save(log: Log, ranking: Ranking, path: Path) -> None:
    """Write the rows by the suffix of the path. Raises PopulationError where that fails."""
    suffix = suffix_of(path)
    values = {"path": str(path).replace("'", "''")}
    if suffix in PARQUET:
        text = statement("save_parquet", **values)
    else:
        packed = "gzip" if path.suffix == ".gz" else "none"
        text = statement("save_text", delimiter=DELIMITERS[suffix], packed=packed, **values)
    try:
        log.write(text, figures(ranking))
    except duckdb.Error as error:
        raise PopulationError(f"{path} cannot be written: {error}.") from error


def show(log: Log, ranking: Ranking, console: Console) -> None:
    """The first of each community, for a terminal."""
    columns = rows(log, ranking)
    for name in log.nodes.communities:
        picked = np.flatnonzero(columns["community"] == name)
        table = Table("rank", "account", "score", "range", "people", "range", box=None)
        for i in picked[:SHOWN]:
            table.add_row(
                str(columns["rank"][i]),
                str(columns["account"][i]),
                f"{columns['score'][i]:.1f}",
                f"{columns['low'][i]:.0f}–{columns['high'][i]:.0f}",
                f"{columns['people'][i]:.1f}",
                f"{columns['people_low'][i]:.0f}–{columns['people_high'][i]:.0f}",
            )
        title = f"[bold]{name}[/] " if name else ""
        console.print(f"{title}{len(picked):,} accounts; people in the four weeks to come")
        console.print(table)


def remarks(log: Log, ranking: Ranking) -> list[str]:
    """What a reader must know beside the figures: one sentence each."""
    found = []
    if log.malformed:
        named = "; ".join(map(str, log.faults))
        found.append(f"{log.malformed:,} malformed rows were left out: {named}.")
    open_ = [
        n
        for n, safe in zip(log.nodes.communities, ranking.trust.protected, strict=True)
        if not safe
    ]
    if open_:
        where = f" in {', '.join(open_)}" if any(open_) else ""
        found.append(
            f"Unprotected{where}: the log is too short for people of long tenure, "
            "so that everybody counts alike and sock puppets count too."
        )
    used = {bool(safe) for safe in ranking.trust.protected}
    models = [ranking.models[state] for state in sorted(used)]
    if all(model.cuts for model in models):
        cuts = sorted({cut for model in models for cut in model.cuts})
        found.append(f"Weights fitted on {len(cuts)} earlier cuts, the first {written(cuts[0])}.")
    else:
        found.append("Weights: those that are shipped.")
    return found

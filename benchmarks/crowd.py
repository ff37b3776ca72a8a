"""A made-up log of any size: heavy-tailed like a social network, the same for the same seed.

Targets and actors are drawn by u^3, so that the first of a thousand receives a tenth of all;
half the acts come from a circle of regulars around each target. Two years, one community.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

START = 1_700_000_000
SPAN = 2 * 365 * 86_400
ROWS_PER_ACTOR, ROWS_PER_TARGET = 10, 50
REGULARS = 200  # people around each target

GENERATOR = """
copy (
    with drawn as (
        select
            hash(range, {seed}, 1) / 18446744073709551616.0 as u,
            hash(range, {seed}, 2) / 18446744073709551616.0 as v,
            hash(range, {seed}, 3) / 18446744073709551616.0 as w,
            hash(range, {seed}, 4) % {span} as after,
            range
        from range({rows})
    ), placed as (
        select cast(floor(u * u * u * {targets}) as bigint) as target, v, w, after, range from drawn
    )
    select
        {start} + after as at,
        'a' || case when range % 2 = 0
            then cast(floor(v * v * v * {actors}) as bigint)
            else (hash(target) + cast(floor(w * w * {regulars}) as bigint)) % {actors}
        end as actor,
        'a' || target as target,
        case range % 5 when 0 then 'reply' when 1 then 'repost' else 'like' end as kind
    from placed
) to '{path}' (format parquet)
"""


def write_crowd(path: Path, rows: int, seed: int = 1) -> None:
    """Write so many interactions as Parquet."""
    text = GENERATOR.format(
        path=str(path).replace("'", "''"),
        rows=rows,
        seed=seed,
        start=START,
        span=SPAN,
        actors=max(10, rows // ROWS_PER_ACTOR),
        targets=max(10, rows // ROWS_PER_TARGET),
        regulars=REGULARS,
    )
    with duckdb.connect(":memory:") as db:
        db.execute("set threads = 1")  # one writer, one order of rows
        db.execute(text)

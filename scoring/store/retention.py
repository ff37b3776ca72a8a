"""What is kept for a time only: for each kind, which rows are too old, and their removal.

Doomed keys are looked for with a reader; the writer only deletes by key, a few hundred at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scoring.calendar import day_of
from scoring.store.db import Database, stamp

SLICE = 500
Until = Callable[[datetime], int]  # a moment as the column holds it


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of `table` go that are older than `lasts` by `column` and fit `but`, if that is said;
    or they are only emptied, as `emptied` says. Large tables are gone through account by account,
    so that no single look takes long."""

    table: str
    key: tuple[str, ...]
    column: str
    lasts: timedelta
    written: Until = stamp
    but: str = ""
    emptied: str = ""
    by_account: bool = False


UNUSED = timedelta(days=400)
A_YEAR = timedelta(days=365)
AT_ONCE = timedelta(0)
LAST_EIGHT = (
    "(SELECT COUNT(*) FROM {table} AS later WHERE later.community_id = {table}.community_id "
    "AND later.{column} > {table}.{column}) >= 8"
)

# By kind, as docs/privacy.md lists them.
RULES: Mapping[str, tuple[Rule, ...]] = {
    "people who reacted": (
        Rule(
            "audience_topic", ("account_id", "actor", "topic"), "last_at", UNUSED, by_account=True
        ),
        Rule("audience", ("account_id", "actor"), "last_at", UNUSED, by_account=True),
    ),
    "codes": (Rule("challenge", ("user_id", "network", "native_id"), "expires_at", AT_ONCE),),
    "errands in a browser": (Rule("errand", ("state_hash",), "expires_at", AT_ONCE),),
    "confirmations": (
        Rule("confirmation", ("user_id", "network", "asked"), "expires_at", AT_ONCE),
    ),
    "codes asked for": (Rule("challenge_use", ("user_id", "day"), "day", AT_ONCE, day_of),),
    "vouches given": (Rule("vouch_use", ("user_id", "day"), "day", AT_ONCE, day_of),),
    "look-ups": (Rule("lookup_use", ("user_id", "day"), "day", AT_ONCE, day_of),),
    "notices": (Rule("notice", ("id",), "at", timedelta(days=7)),),
    "boards in weekly posts": (
        Rule(
            "weekly_post",
            ("community_id", "week"),
            "due_at",
            A_YEAR,
            but="board <> '{}' AND " + LAST_EIGHT.format(table="weekly_post", column="due_at"),
            emptied="board = '{}'",
        ),
    ),
    "boards posted by hand": (
        Rule(
            "hand_post",
            ("message_id",),
            "posted_at",
            A_YEAR,
            but=LAST_EIGHT.format(table="hand_post", column="posted_at"),
        ),
    ),
    "hosts": (Rule("host_budget", ("host",), "seen_at", timedelta(days=30)),),
    "spending": (Rule("spending", ("network", "day"), "day", UNUSED, day_of),),
}


async def apply(database: Database, rule: Rule, now: datetime) -> int:
    """Let go of everything that one rule dooms, slice by slice; returns how many rows."""
    before = rule.written(now - rule.lasts)
    if not rule.by_account:
        return await _sweep(database, rule, _too_old(rule), (before,))
    rows = await database.reader.all("SELECT id FROM account")
    where = f"account_id = ? AND {_too_old(rule)}"
    return sum([await _sweep(database, rule, where, (row["id"], before)) for row in rows])


async def _sweep(database: Database, rule: Rule, where: str, values: tuple[int, ...]) -> int:
    chosen = f"SELECT {', '.join(rule.key)} FROM {rule.table} WHERE {where} LIMIT {SLICE}"
    gone = 0
    while keys := [tuple(row) for row in await database.reader.all(chosen, values)]:
        async with database.tx() as tx:
            await tx.many(_letting_go(rule), [(*key, values[-1]) for key in keys])
        gone += len(keys)
    return gone


def _letting_go(rule: Rule) -> str:
    """By key, and by age once more: what became young since it was looked for stays."""
    wanted = " AND ".join(f"{column} = ?" for column in rule.key)
    emptying = f"UPDATE {rule.table} SET {rule.emptied}"
    what = emptying if rule.emptied else f"DELETE FROM {rule.table}"
    return f"{what} WHERE {wanted} AND {rule.column} < ?"


def _too_old(rule: Rule) -> str:
    return f"{rule.column} < ?" + (f" AND {rule.but}" if rule.but else "")

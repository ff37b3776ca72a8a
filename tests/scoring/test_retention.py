"""Retention: each kind of data for as long as the policy says, and what must stay stays."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from scoring.retention import DONE
from scoring.store.retention import RULES
from tests.scoring.world import ADA, DAY, GUILD, World

POLICY = Path(__file__).parents[2] / "docs" / "privacy.md"
EMPTY = json.dumps({})
BOARD = json.dumps({"subjects": [1], "rows": [{"subject_id": 1}]})
OLD = {
    "challenge": "(user_id, network, native_id, handle, code, expires_at) "
    "VALUES (1, 't', 'n', 'h', 'c', {at})",
    "challenge_use": "(user_id, day, used) VALUES (1, {day}, 3)",
    "lookup_use": "(user_id, day, used) VALUES (1, {day}, 3)",
    "errand": "(state_hash, user_id, site, network, native_id, handle, locale, expires_at) "
    "VALUES ('s', 1, 'd', 't', 'n', 'h', 'en', {at})",
    "confirmation": "(user_id, network, asked, native_id, expires_at) "
    "VALUES (1, 't', 'n', 'n', {at})",
    "notice": "(user_id, kind, at) VALUES (1, 'taken_over', {at})",
    "host_budget": "(host, remaining, seen_at) VALUES ('h.example', 3, {at})",
    "spending": "(network, day, spent) VALUES ('t', {day}, 5)",
}


async def insert(world: World, table: str, age: timedelta) -> None:
    """One row of so much age."""
    at = world.clock.now() - age
    row = OLD[table].format(at=int(at.timestamp()), day=int(at.timestamp()) // 86_400)
    async with world.core.database.tx() as tx:
        await tx.run(f"INSERT INTO {table} {row}")


async def weeks(world: World, number: int, first_age: int) -> None:
    """So many weekly posts, and as many by hand, the oldest so many days old."""
    async with world.core.database.tx() as tx:
        for n in range(number):
            at = int((world.clock.now() - timedelta(days=first_age - 7 * n)).timestamp())
            await tx.run(
                "INSERT INTO weekly_post (community_id, week, due_at, state, claimed_at, board) "
                "VALUES (?, ?, ?, 'sent', 0, ?)",
                (GUILD, f"2025-W{n:02}", at, BOARD),
            )
            await tx.run(
                "INSERT INTO hand_post (message_id, community_id, channel_id, week, posted_at, "
                "board) VALUES (?, ?, 7, '2025-W01', ?, ?)",
                (n + 1, GUILD, at, BOARD),
            )


@pytest.mark.parametrize("table", OLD)
async def test_what_is_too_old_goes_and_what_is_not_stays(world: World, table: str) -> None:
    """A day before its time a row is there, a day after it is not."""
    (rule,) = (one for rules in RULES.values() for one in rules if one.table == table)
    await insert(world, table, rule.lasts - DAY)
    await world.core.retention.run()
    assert len(await world.table(table)) == 1
    world.clock.advance(2 * DAY)
    assert await world.core.retention.run() == 1
    assert await world.table(table) == []


async def test_people_who_have_not_acted_for_400_days_are_forgotten(world: World) -> None:
    """Their hashes and topics; who acted since stays."""
    await world.join(ADA, "ada", people=9)
    world.clock.advance(timedelta(days=390))
    await world.core.retention.run()
    assert len(await world.rows("SELECT actor FROM audience")) == 9
    world.clock.advance(timedelta(days=11))
    await world.core.retention.run()
    assert await world.rows("SELECT actor FROM audience") == []
    assert await world.rows("SELECT actor FROM audience_topic") == []
    assert len(await world.table("snapshot")) == 1


async def test_old_boards_are_emptied_but_never_the_last_eight(world: World) -> None:
    """The row of a week stays: it is what keeps a week from being posted twice."""
    await weeks(world, 12, first_age=400)
    await world.core.retention.run()
    boards = [row[0] for row in await world.rows("SELECT board FROM weekly_post ORDER BY due_at")]
    assert boards == [EMPTY] * 4 + [BOARD] * 8
    assert len(await world.table("hand_post")) == 8


async def test_once_a_day_and_made_up_for_after_an_outage(world: World) -> None:
    """A second beat on the same day does nothing; a month without a beat loses nothing."""
    await world.core.retention.run()
    assert await world.core.meta(DONE) is not None
    await insert(world, "notice", timedelta(days=30))
    assert await world.core.retention.run() == 0
    world.clock.advance(30 * DAY)
    assert await world.core.retention.run() == 1


async def test_many_rows_go_in_small_transactions(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than fits into one slice goes all the same, and others write in between."""
    monkeypatch.setattr("scoring.store.retention.SLICE", 4)
    await world.join(ADA, "ada", people=11)
    await world.core.rights.quiet(ADA)  # a first score is told, and what was not said goes too
    world.clock.advance(timedelta(days=401))
    begun = 0
    open_tx = world.core.database.tx

    def counting() -> object:
        nonlocal begun
        begun += 1
        return open_tx()

    monkeypatch.setattr(world.core.database, "tx", counting)
    assert (
        await world.core.retention.run() == 22 + 1
    )  # hashes and topics, and what was counted of a day
    assert begun == 2 * 3 + 1 + 1
    assert await world.rows("SELECT actor FROM audience") == []


def lasting(kind: str) -> str:
    """How long a kind is kept, as the policy writes it."""
    days = max(rule.lasts for rule in RULES[kind]).days
    return f"{days} days" if days else "when over"


def test_the_policy_lists_every_rule() -> None:
    """docs/privacy.md and the declaration say the same, kind by kind, and nothing else."""
    table = POLICY.read_text(encoding="utf-8").partition("<!-- retention -->")[2]
    _, *rows = re.findall(r"^\| ([a-z][^|]+?) \| ([^|]+?) \|", table.partition("\n\n#")[0], re.M)
    assert dict(rows) == {kind: lasting(kind) for kind in RULES}

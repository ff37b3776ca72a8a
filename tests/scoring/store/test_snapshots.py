"""Snapshots: facts that are appended, by account, day and formula version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scoring.formula import FORMULA_VERSION
from scoring.models import AccountState, Flag, Snapshot, SubjectKind
from scoring.networks.base import Kind, Profile
from scoring.store import accounts, snapshots, subjects
from scoring.store.db import Database
from tests.scoring.world import NOW, ago, fact

VERSION = FORMULA_VERSION


@pytest.fixture
async def subject_id(database: Database) -> int:
    """A person with the accounts 1 and 2."""
    async with database.tx() as tx:
        subject = await subjects.ensure(tx, SubjectKind.PERSON, 7, "", NOW)
        for name in ("one", "two"):
            await accounts.link(tx, subject.id, Profile("town", name, name, "", "", NOW), NOW)
        return subject.id


async def put(database: Database, *facts: Snapshot) -> None:
    async with database.tx() as tx:
        await snapshots.put(tx, facts)


async def test_a_fact_comes_back_as_it_was(database: Database, subject_id: int) -> None:
    """Every figure, kinds and topics and flags included."""
    kept = fact(
        3.25,
        kinds={Kind.LIKE: 3.0, Kind.REPLY: 0.25},
        topics={"café": 3.25, "art": 1.0},
        flags=Flag.SAMPLED | Flag.YOUNG | Flag.BURST,
        credibility=0.25,
        weighed=40,
        voice=2.0,
        ever=9,
    )
    await put(database, kept)
    assert await snapshots.latest(database.reader, subject_id, VERSION) == [kept]


async def test_not_measured_is_kept_as_such(database: Database, subject_id: int) -> None:
    """None is not zero in the store either."""
    await put(database, fact(None))
    (found,) = await snapshots.latest(database.reader, subject_id, VERSION)
    assert found.people is None


async def test_the_later_reading_of_a_day_stands(database: Database, subject_id: int) -> None:
    """One fact a day; another day is another fact, and earlier ones are never touched."""
    await put(database, fact(1.0, at=ago(1)), fact(2.0, at=NOW))
    await put(database, fact(3.0, at=NOW + timedelta(hours=3)))
    past = await snapshots.history(database.reader, subject_id, VERSION, ago(90))
    assert [s.people for s in past] == [1.0, 3.0]
    assert await snapshots.count(database.reader, 7) == 2


async def test_a_formula_version_is_a_line_of_its_own(database: Database, subject_id: int) -> None:
    """A new version never rewrites nor mixes with the old one's facts."""
    await put(database, fact(1.0), fact(2.0, formula_version=VERSION + 1))
    (old,) = await snapshots.latest(database.reader, subject_id, VERSION)
    (new,) = await snapshots.latest(database.reader, subject_id, VERSION + 1)
    assert (old.people, new.people) == (1.0, 2.0)


async def test_as_of_a_day_each_account_has_its_newest_fact(
    database: Database, subject_id: int
) -> None:
    """An account that was not read that day stands as before; one not yet there is absent."""
    await put(database, fact(1.0, at=ago(9)), fact(2.0, at=ago(3)), fact(5.0, account=2, at=ago(4)))
    reader = database.reader
    stood = {
        days: sorted(
            s.people or 0.0
            for s in (await snapshots.as_of(reader, [subject_id], VERSION, ago(days))).get(
                subject_id, []
            )
        )
        for days in (10, 9, 4, 0)
    }
    assert stood == {10: [], 9: [1.0], 4: [1.0, 5.0], 0: [2.0, 5.0]}
    first = await snapshots.first(reader, [subject_id], VERSION)
    assert sorted(s.people or 0.0 for s in first[subject_id]) == [1.0, 5.0]


async def test_a_history_begins_with_the_fact_before_it(
    database: Database, subject_id: int
) -> None:
    """So that a trend has a value on its first day; older ones are left out."""
    await put(database, *(fact(float(n), at=ago(n)) for n in (30, 20, 5, 1)))
    past = await snapshots.history(database.reader, subject_id, VERSION, ago(10))
    assert [s.people for s in past] == [20.0, 5.0, 1.0]


async def test_an_account_that_is_gone_counts_no_more(database: Database, subject_id: int) -> None:
    """Its facts stay history, and are part of no score."""
    await put(database, fact(1.0), fact(5.0, account=2))
    async with database.tx() as tx:
        await accounts.set_state(tx, 2, AccountState.GONE, NOW)
    (left,) = await snapshots.latest(database.reader, subject_id, VERSION)
    assert left.account_id == 1


async def test_many_subjects_at_once(database: Database) -> None:
    """A board of more subjects than fit into one statement is read whole."""
    many = 1201
    async with database.tx() as tx:
        await tx.many(
            "INSERT INTO subject (id, kind, user_id, created_at) VALUES (?, 'person', ?, 0)",
            [(n, n) for n in range(1, many + 1)],
        )
        await tx.many(
            "INSERT INTO account (id, subject_id, network, native_id, handle, linked_at, "
            "proved_at) VALUES (?, ?, 'town', ?, 'x', 0, 0)",
            [(n, n, str(n)) for n in range(1, many + 1)],
        )
        await snapshots.put(tx, [fact(float(n), account=n) for n in range(1, many + 1)])
    found = await snapshots.as_of(database.reader, range(1, many + 1), VERSION, NOW)
    assert {i: facts[0].people for i, facts in found.items()} == {
        n: float(n) for n in range(1, many + 1)
    }

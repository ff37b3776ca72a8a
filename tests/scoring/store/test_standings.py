"""Standings: an exact rank by histogram, the same as by sorting everybody."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.models import SubjectKind
from scoring.store import rights, standings
from scoring.store.db import Database
from tests.scoring.world import STORED

PERSON, PAGE = SubjectKind.PERSON, SubjectKind.PAGE
MEMBERS = 12
SCORES = st.floats(10, 100).map(lambda s: round(s, 1)) | st.floats(10, 100)
CLOSE = st.sampled_from([44.0, 44.004, 44.006, 44.01, 44.1])  # neighbours within a hundredth
CHANGES = st.lists(
    st.tuples(st.integers(1, MEMBERS), st.none() | SCORES | CLOSE), min_size=1, max_size=30
)
COMMUNITIES = itertools.count(1)


@pytest.fixture
async def database(database: Database) -> Database:
    """With as many subjects as take part; the last two are pages."""
    async with database.tx() as tx:
        await tx.many(
            "INSERT INTO subject (id, kind, user_id, created_at) VALUES (?, ?, ?, 0)",
            [(n, kind_of(n).value, n) for n in range(1, MEMBERS + 1)],
        )
    return database


def kind_of(member: int) -> SubjectKind:
    return PAGE if member > MEMBERS - 2 else PERSON


async def apply(
    database: Database, community: int, changes: list[tuple[int, float | None]]
) -> dict[int, float]:
    """Carry out changes of score (None: off the board); returns who stands where at the end."""
    left: dict[int, float] = {}
    async with database.tx() as tx:
        for member, score in changes:
            if score is None:
                await standings.drop(tx, community, member)
                left.pop(member, None)
            else:
                kind = kind_of(member)
                await standings.put(tx, community, member, kind, score, provisional=False)
                left[member] = score
    return left


def sorted_board(scores: dict[int, float], kind: SubjectKind) -> list[tuple[int, float, int]]:
    """By brute force: (member, score, rank), equal scores sharing a rank."""
    board = {m: s for m, s in scores.items() if kind_of(m) is kind}
    order = sorted(board.items(), key=lambda item: (-item[1], item[0]))
    return [(m, s, 1 + sum(other > s for other in board.values())) for m, s in order]


@STORED
@given(CHANGES)
async def test_ranks_are_those_of_a_sorted_list(
    database: Database, changes: list[tuple[int, float | None]]
) -> None:
    """After any changes: order, ranks, totals and single ranks, for people and for pages."""
    community, reader = next(COMMUNITIES), database.reader
    scores = await apply(database, community, changes)
    for kind in SubjectKind:
        expected = sorted_board(scores, kind)
        places = await standings.all_of(reader, community, kind)
        assert [(p.subject_id, p.score, p.rank) for p in places] == expected
        assert await standings.total(reader, community, kind) == len(expected)
        for member, score, rank in expected:
            place = await standings.rank(reader, community, member)
            assert place is not None
            assert (place.score, place.rank) == (score, rank)


@STORED
@given(CHANGES, st.integers(1, 5))
async def test_pages_of_a_board_put_together_are_the_board(
    database: Database, changes: list[tuple[int, float | None]], size: int
) -> None:
    """However long a page is, nobody is missing, doubled, or ranked otherwise."""
    community, reader = next(COMMUNITIES), database.reader
    await apply(database, community, changes)
    whole = await standings.all_of(reader, community, PERSON)
    paged = [
        place
        for start in range(0, MEMBERS, size)
        for place in await standings.top(reader, community, PERSON, size, start)
    ]
    assert paged == whole


@STORED
@given(CHANGES)
async def test_the_average_is_that_of_the_scores(
    database: Database, changes: list[tuple[int, float | None]]
) -> None:
    """To a hundredth, from the histogram alone."""
    community = next(COMMUNITIES)
    scores = await apply(database, community, changes)
    people = [s for m, s in scores.items() if kind_of(m) is PERSON]
    found = await standings.average(database.reader, community, PERSON)
    if people:
        assert found == pytest.approx(sum(people) / len(people), abs=0.0101)
    else:
        assert found is None


@STORED
@given(CHANGES)
async def test_the_histogram_counts_everybody_once(
    database: Database, changes: list[tuple[int, float | None]]
) -> None:
    """Moving and dropping never leaves a ghost in a bucket."""
    community = next(COMMUNITIES)
    await apply(database, community, changes)
    rows = await database.reader.all(
        "SELECT kind, bucket, members, (SELECT COUNT(*) FROM standing s WHERE "
        "s.community_id = b.community_id AND s.kind = b.kind AND s.bucket = b.bucket) AS n "
        "FROM standing_bucket b WHERE community_id = ?",
        (community,),
    )
    assert all(row["members"] == row["n"] for row in rows)


async def test_communities_do_not_see_each_other(database: Database) -> None:
    """One and the same subject stands in each for itself, and falls off everywhere at once."""
    one, other = next(COMMUNITIES), next(COMMUNITIES)
    for community in (one, other):
        await apply(database, community, [(1, 44.0), (2, 50.0)])
    await apply(database, one, [(2, None)])
    first = await standings.rank(database.reader, one, 1)
    second = await standings.rank(database.reader, other, 1)
    assert first is not None
    assert second is not None
    assert (first.rank, second.rank) == (1, 2)
    async with database.tx() as tx:
        assert sorted(await standings.drop_everywhere(tx, 1)) == [one, other]
        await rights.erase_community(tx, other)
    assert await standings.rank(database.reader, one, 1) is None
    assert await standings.total(database.reader, other, PERSON) == 0

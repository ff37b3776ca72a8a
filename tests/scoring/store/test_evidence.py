"""Evidence in the store: derived and idempotent, whatever the order of reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.formula import Measure, measure
from scoring.live import audience_of
from scoring.models import Account, SubjectKind
from scoring.networks.base import Kind, Profile, Publication, Reaction, Reading
from scoring.store import accounts, evidence, retention, subjects
from scoring.store.db import Database
from scoring.store.keys import Keys
from scoring.window import Rest, Window
from tests.scoring.world import NOW, STORED, ago
from tests.thorough import CASES

BORN = ago(900)
POSTS = tuple(
    Publication(f"p{n}", ago(days), {}, ("jazz",), unread=unread)
    for n, (days, unread) in enumerate([(3, {}), (40, {Kind.LIKE: 7}), (200, {Kind.REPLY: 30})])
)
LIKES = st.builds(
    lambda post, actor: Reaction(post.native_id, actor, Kind.LIKE, None, post.topics),
    st.sampled_from(POSTS),
    st.sampled_from("abcdef"),
)
REPLIES = st.builds(
    lambda post, actor, after: Reaction(
        post.native_id,
        actor,
        Kind.REPLY,
        min(NOW, post.at + timedelta(seconds=after)),
        ("food", *post.topics),
    ),
    st.sampled_from(POSTS),
    st.sampled_from("abcdefghij"),
    st.integers(0, 90 * 86_400),
)
REACTIONS = st.lists(LIKES | REPLIES, max_size=25, unique=True)
TABLES = {
    "audience": "SELECT actor, first_at, last_at, weight, fortnights, acts FROM audience",
    "audience_topic": "SELECT actor, topic, first_at, last_at, fortnights FROM audience_topic",
    "counted": "SELECT act FROM counted",
    "publication": "SELECT publication, published_at, read_at FROM publication",
    "publication_total": "SELECT publication, kind, read, unread FROM publication_total",
}


class Shelf:
    """Accounts of one database, each starting without evidence."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self.database = database
        self.keys = keys
        self.made = 0

    async def account(self) -> Account:
        """A new account, born long ago."""
        self.made += 1
        async with self.database.tx() as tx:
            subject = await subjects.ensure(tx, SubjectKind.PERSON, self.made, "", NOW)
            return await accounts.link(tx, subject.id, profile(f"n{self.made}"), NOW)

    async def fold(
        self, account: Account, *readings: Sequence[Reaction], now: datetime = NOW
    ) -> int:
        """Read pages one after the other; returns how many acts were new."""
        new = 0
        for reactions in readings:
            async with self.database.tx() as tx:
                page = Reading(POSTS, tuple(reactions), BORN, complete=True)
                new += await evidence.fold(tx, account, page, self.keys, now)
        return new

    async def rows(self, account: Account) -> dict[str, list[tuple[object, ...]]]:
        """Everything that is stored of an account, without the account's own number."""
        found = {}
        for table, sql in TABLES.items():
            rows = await self.database.reader.all(f"{sql} WHERE account_id = ?", (account.id,))
            found[table] = sorted(_plain(row) for row in rows)
        return found

    async def measure(self, account: Account, now: datetime = NOW) -> Measure:
        """M from the store."""
        found = await evidence.load(self.database.reader, account, observable=True, now=now)
        measured = measure(found, now)
        assert measured is not None
        return measured


def _plain(row: Sequence[object]) -> tuple[object, ...]:
    """A row in which the order of kinds inside a document does not matter."""
    return tuple("".join(sorted(v)) if isinstance(v, str) and "{" in v else v for v in row)


def profile(native_id: str) -> Profile:
    return Profile("town", native_id, native_id, "", "", BORN)


@pytest.fixture
def shelf(database: Database, keys: Keys) -> Shelf:
    return Shelf(database, keys)


def like(actor: str, at: datetime | None = None, post: int = 0) -> Reaction:
    return Reaction(f"p{post}", actor, Kind.LIKE, at, ("jazz",))


@STORED
@given(REACTIONS, st.randoms(use_true_random=False), st.integers(1, 5))
async def test_any_order_and_any_repetition_gives_the_same_rows(
    shelf: Shelf, reactions: list[Reaction], random: Random, pages: int
) -> None:
    """Pages may be cut, mixed and read again: what is stored is identical."""
    await _folds_alike(shelf, reactions, random, pages)


async def _folds_alike(shelf: Shelf, reactions: list[Reaction], random: Random, pages: int) -> None:
    once, often = await shelf.account(), await shelf.account()
    await shelf.fold(once, reactions)
    mixed = reactions + random.sample(reactions, len(reactions) // 2)
    random.shuffle(mixed)
    await shelf.fold(often, *(mixed[n::pages] for n in range(pages)), reactions)
    assert await shelf.rows(often) == await shelf.rows(once)


@pytest.mark.long
@settings(STORED, max_examples=CASES)
@given(REACTIONS, st.randoms(use_true_random=False), st.integers(1, 5))
async def test_order_and_repetition_a_thousand_times(
    shelf: Shelf, reactions: list[Reaction], random: Random, pages: int
) -> None:
    """The same promise for a thousand readings: any order, any repetition, the same rows."""
    await _folds_alike(shelf, reactions, random, pages)


@STORED
@given(REACTIONS)
async def test_reading_twice_counts_nothing_new(shelf: Shelf, reactions: list[Reaction]) -> None:
    """A second reading, days later, finds every act counted already."""
    account = await shelf.account()
    assert await shelf.fold(account, reactions) == len(reactions)
    before = await shelf.measure(account)
    later = NOW + timedelta(days=2)
    assert await shelf.fold(account, reactions, now=later) == 0
    assert await shelf.measure(account) == before


@STORED
@given(REACTIONS)
async def test_the_store_and_the_live_reading_agree(
    shelf: Shelf, reactions: list[Reaction]
) -> None:
    """M, kinds, topics and the rest are the same, whichever way an account is measured."""
    account = await shelf.account()
    await shelf.fold(account, reactions)
    live = audience_of(profile("x"), POSTS, reactions, reached=None, observable=True, now=NOW)
    expected, stored = measure(live, NOW), await shelf.measure(account)
    assert expected is not None
    assert stored.people == pytest.approx(expected.people)
    assert dict(stored.kinds) == pytest.approx(dict(expected.kinds))
    assert dict(stored.topics) == pytest.approx(dict(expected.topics))
    for name in ("ever", "observed_days", "voice", "sampled", "totals_only", "young"):
        assert getattr(stored, name) == getattr(expected, name), name


async def test_a_cut_reading_agrees_as_well(shelf: Shelf) -> None:
    """A window that ends early is the same window in the store."""
    account, reached = await shelf.account(), ago(50)
    reactions = [like(actor, ago(2)) for actor in "abc"]
    await shelf.fold(account, reactions)
    async with shelf.database.tx() as tx:
        await accounts.set_window(tx, account.id, Window(NOW, reached, cut=True))
    live = audience_of(profile("x"), POSTS, reactions, reached=reached, observable=True, now=NOW)
    assert await shelf.measure(account) == measure(live, NOW)


async def test_who_acted_before_a_cut_window_is_not_counted_for_it(shelf: Shelf) -> None:
    """A rate over three days is not that of three days and a former year."""
    account = await shelf.account()
    await shelf.fold(account, [like("former", post=2), like("lately", ago(1))])
    assert (await shelf.measure(account)).ever == 2
    async with shelf.database.tx() as tx:
        await accounts.set_window(tx, account.id, Window(NOW, ago(3), cut=True))
    found = await shelf.measure(account)
    assert (found.ever, found.observed_days) == (1, 3.0)


async def test_a_window_is_kept_as_it_is(shelf: Shelf) -> None:
    """What is known of an account, and what is left of a reading, come back as they went."""
    account, reader = await shelf.account(), shelf.database.reader
    assert await accounts.window(reader, account.id) == Window()
    for known in (Window(NOW, ago(9), cut=True, rest=Rest("x", ago(365))), Window(NOW, ago(365))):
        async with shelf.database.tx() as tx:
            await accounts.set_window(tx, account.id, known)
        assert await accounts.window(reader, account.id) == known


async def test_undated_acts_are_as_old_as_their_publication_at_first(shelf: Shelf) -> None:
    """A favourite read for the first time dates from the publication, not from today."""
    account = await shelf.account()
    await shelf.fold(account, [like("a", post=2)])
    found = await evidence.load(shelf.database.reader, account, observable=True, now=NOW)
    assert [person.last for person in found.people] == [ago(200).timestamp()]


async def test_undated_acts_found_later_lie_between_the_readings(shelf: Shelf) -> None:
    """What came since the last reading happened halfway, whichever page it is on."""
    account, later = await shelf.account(), NOW + timedelta(days=4)
    await shelf.fold(account, [like("a")])
    await shelf.fold(account, [like("a"), like("b")], now=later)
    found = await evidence.load(shelf.database.reader, account, observable=True, now=later)
    halfway = (NOW + timedelta(days=2)).timestamp()
    assert sorted(person.last for person in found.people) == [ago(3).timestamp(), halfway]


async def test_undated_acts_that_were_left_unread_are_as_old_as_their_publication(
    shelf: Shelf,
) -> None:
    """Whoever was counted without a face at the first reading did not act since then."""
    account, later = await shelf.account(), NOW + timedelta(days=4)
    await shelf.fold(account, [])  # two of its publications have unread reactions
    reply = Reaction("p2", "a", Kind.REPLY, None)
    await shelf.fold(account, [like("b", post=1), reply, like("c")], now=later)
    found = await evidence.load(shelf.database.reader, account, observable=True, now=later)
    halfway = NOW + timedelta(days=2)
    expected = [ago(200), ago(40), halfway]
    assert sorted(person.last for person in found.people) == [at.timestamp() for at in expected]


async def test_ones_own_acts_are_not_stored(shelf: Shelf) -> None:
    """Nobody is their own audience."""
    account = await shelf.account()
    assert await shelf.fold(account, [like(account.native_id, ago(1))]) == 0
    assert (await shelf.measure(account)).ever == 0


async def test_two_replies_are_two_acts_and_one_like_is_one(shelf: Shelf) -> None:
    """Replies are told apart by their time; a like taken back and given again is one like."""
    account = await shelf.account()
    replies = [Reaction("p0", "a", Kind.REPLY, ago(n)) for n in (1, 2)]
    likes = [like("a", ago(n)) for n in (1, 2)]
    assert await shelf.fold(account, [*replies, likes[0]], [likes[1]]) == 3


async def test_faces_that_are_read_later_leave_the_unread(shelf: Shelf) -> None:
    """Figures without a face follow the newest reading; the same act is in one place only."""
    account = await shelf.account()
    sampled = replace(POSTS[0], unread={Kind.LIKE: 9})
    whole = replace(POSTS[0], unread={Kind.LIKE: 0})
    for post, fans in ((sampled, "ab"), (whole, "abcdefghijk")):
        page = Reading((post,), tuple(like(a, ago(1)) for a in fans), BORN, complete=True)
        async with shelf.database.tx() as tx:
            await evidence.fold(tx, account, page, shelf.keys, NOW)
    found = await shelf.measure(account)
    assert (found.ever, found.sampled, found.totals_only) == (11, False, False)


async def test_who_was_met_in_samples_is_not_counted_as_unread_as_well(shelf: Shelf) -> None:
    """Day by day another part of fifty people is read: they remain fifty."""
    account = await shelf.account()
    post = replace(POSTS[0], totals={Kind.LIKE: 50}, unread={Kind.LIKE: 40})
    for day in range(3):
        fans = tuple(like(f"{day}-{n}", ago(1)) for n in range(10))
        async with shelf.database.tx() as tx:
            page = Reading((post,), fans, BORN, complete=True)
            await evidence.fold(tx, account, page, shelf.keys, NOW)
    sql = "SELECT read, unread FROM publication_total"
    assert [tuple(row) for row in await shelf.database.reader.all(sql)] == [(30, 20)]


async def test_who_is_read_to_the_end_leaves_nobody_unread(shelf: Shelf) -> None:
    """A reading without names, then one with all of them: counted once, with their faces."""
    account = await shelf.account()
    counted = replace(POSTS[0], totals={Kind.LIKE: 3}, unread={Kind.LIKE: 3})
    named = replace(counted, unread={})
    for post, fans in ((counted, ""), (named, "abc"), (counted, "")):
        page = Reading((post,), tuple(like(a, ago(1)) for a in fans), BORN, complete=True)
        async with shelf.database.tx() as tx:
            await evidence.fold(tx, account, page, shelf.keys, NOW)
    found = await shelf.measure(account)
    assert (found.ever, found.sampled, found.totals_only) == (3, False, False)


async def test_no_name_reaches_the_database(shelf: Shelf) -> None:
    """Actors and publications are keyed hashes: their native ids are found nowhere."""
    account = await shelf.account()
    secret = Reaction("p0", "very-own-name", Kind.REPLY, ago(1))
    await shelf.fold(account, [secret])
    files = shelf.database.path.parent.glob("renown.db*")
    held = b"".join(file.read_bytes() for file in files)
    assert b"reply" in held
    assert b"very-own-name" not in held


async def test_what_a_network_no_longer_has_is_forgotten(shelf: Shelf) -> None:
    """Erasing the evidence of one account leaves the others alone."""
    gone, kept = await shelf.account(), await shelf.account()
    for account in (gone, kept):
        await shelf.fold(account, [like("a", ago(1)), like("b", ago(1))])
    async with shelf.database.tx() as tx:
        await evidence.erase(tx, gone.id)
    assert not any((await shelf.rows(gone)).values())
    assert all((await shelf.rows(kept)).values())


async def test_old_hashes_are_forgotten(shelf: Shelf) -> None:
    """Who has not acted for long is erased; a second reading does not bring them back."""
    account = await shelf.account()
    reactions = [like("old", ago(190), post=2), like("new", ago(1))]
    await shelf.fold(account, reactions)
    for rule in retention.RULES["people who reacted"]:
        await retention.apply(shelf.database, rule, ago(100) + retention.UNUSED)
    await shelf.fold(account, reactions)
    rows = await shelf.rows(account)
    assert (len(rows["audience"]), len(rows["audience_topic"])) == (1, 1)

"""Evidence: who acted, as keyed hashes. Derived, so a second reading changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.credit import Seen, credit
from scoring.evidence import Acts, Audience, Person, Totals, fortnight_bit, gather, time_of
from scoring.models import Account
from scoring.networks.base import Kind, Publication, Reaction, Reading
from scoring.store import accounts, weights
from scoring.store.db import Connection, Row, moment, stamp
from scoring.store.keys import Keys

CHUNK = 500  # SQLite's limit on placeholders is far above; statements stay readable in logs
UNKNOWN = 1 << 62  # a total that no network told
REPEATABLE = {Kind.REPLY, Kind.QUOTE, Kind.MENTION, Kind.COMMENT, Kind.ANSWER, Kind.CLIP}


@dataclass(frozen=True, slots=True)
class _Known:
    """A publication as it stands: its date, its last reading, and kinds not read to the end."""

    published_at: datetime | None
    read_at: datetime | None = None
    unfinished: frozenset[str] = frozenset()


async def fold(
    tx: Connection,
    account: Account,
    reading: Reading,
    keys: Keys,
    now: datetime,
) -> int:
    """Add one page of evidence; returns how many acts were new."""
    fresh = await _uncounted(tx, account, reading, keys)
    earlier = await _earlier_readings(tx, account, reading, fresh.values(), keys)
    dated = [
        (keys.actor(account.network, r.actor), stamp(_when(r, earlier, now)), r)
        for r in fresh.values()
    ]
    await tx.many(
        "INSERT INTO counted (account_id, act) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(account.id, act) for act in fresh],
    )
    await _merge_audience(tx, account.id, dated)
    await _merge_topics(tx, account.id, dated)
    await _put_publications(tx, account, reading, fresh.values(), keys, now)
    return len(fresh)


async def set_observable(tx: Connection, account_id: int, *, observable: bool) -> None:
    """Note whether the last reading could have seen a reaction at all."""
    await tx.run("UPDATE account SET observable = ? WHERE id = ?", (int(observable), account_id))


async def load(
    connection: Connection, account: Account, *, observable: bool, now: datetime
) -> Audience:
    """Everything known of one account, ready to be measured.

    `observable` tells whether its network shows reactions; an account may still show none.
    """
    rows = await connection.all(
        "SELECT actor, first_at, last_at, weight, reason, fortnights, acts FROM audience "
        "WHERE account_id = ?",
        (account.id,),
    )
    people = {row["actor"]: Seen(float(row["last_at"]), weights.weight_of(row)) for row in rows}
    credited = credit(people, now, await weights.usual(connection, account.network))
    totals = await connection.all(
        "SELECT p.published_at, t.kind, t.read, t.unread FROM publication_total t "
        "JOIN publication p ON p.account_id = t.account_id AND p.publication = t.publication "
        "WHERE t.account_id = ?",
        (account.id,),
    )
    topics = await connection.all(
        "SELECT t.topic, t.actor, t.first_at, t.last_at, t.fortnights "
        "FROM audience_topic t JOIN audience a "
        "ON a.account_id = t.account_id AND a.actor = t.actor WHERE t.account_id = ?",
        (account.id,),
    )
    published = await connection.all(
        "SELECT published_at FROM publication WHERE account_id = ?", (account.id,)
    )
    times = [float(row["published_at"]) for row in published]
    created, observed_from, cut = await _observed(connection, account, times, now)
    since = stamp(observed_from) if cut else 0  # who acted before a gap is not counted for it
    return Audience(
        people=[
            _acts(row).person(credited.weights[row["actor"]])
            for row in rows
            if row["last_at"] >= since
        ],
        totals=[
            Totals(float(r["published_at"]), Kind(r["kind"]), r["read"], r["unread"])
            for r in totals
        ],
        topics=[
            (r["topic"], _about(r, credited.weights[r["actor"]]))
            for r in topics
            if r["last_at"] >= since
        ],
        publications=times,
        created_at=created,
        observed_from=observed_from,
        cut=cut,
        observable=observable and await _is_observable(connection, account.id),
        credibility=credited.mean,
        weighed=credited.weighed,
        burst=credited.burst,
    )


async def _is_observable(connection: Connection, account_id: int) -> bool:
    row = await connection.first("SELECT observable FROM account WHERE id = ?", (account_id,))
    return bool(row and row["observable"])


async def _observed(
    connection: Connection, account: Account, published: Sequence[float], now: datetime
) -> tuple[datetime, datetime, bool]:
    """When the account began, from when on it was observed, and whether that cuts its year."""
    first = moment(int(min(published))) if published else now
    created = account.created_at or first
    began = max(created, first) if published else created
    known = await accounts.window(connection, account.id)
    if not known.cut or known.read_from is None:
        return created, began, False
    return created, max(began, known.read_from), True


def _acts(row: Row) -> Acts:
    mask = row["fortnights"] % (1 << 64)
    return Acts(row["first_at"], row["last_at"], mask, json.loads(row["acts"]))


def _about(row: Row, weight: float) -> Person:
    """Somebody who acted on a topic; which acts these were is not kept."""
    mask = row["fortnights"] % (1 << 64)
    return Person(float(row["first_at"]), float(row["last_at"]), {}, weight, mask, row["actor"])


async def forget_actor(tx: Connection, actor: int) -> None:
    """Somebody who reacted does not want to be counted, wherever they did."""
    await tx.run("DELETE FROM audience_topic WHERE actor = ?", (actor,))
    await tx.run("DELETE FROM audience WHERE actor = ?", (actor,))


async def erase(tx: Connection, account_id: int) -> None:
    """Forget who acted, of an account that its network no longer has."""
    for table in ("audience", "audience_topic", "counted", "publication", "publication_total"):
        await tx.run(f"DELETE FROM {table} WHERE account_id = ?", (account_id,))


async def _uncounted(
    tx: Connection, account: Account, reading: Reading, keys: Keys
) -> dict[int, Reaction]:
    """The acts of a reading that were not counted before, by fingerprint.

    One's own acts do not count, nor those of accounts that chose not to be measured.
    """
    objecting = await _objecting(tx, account.network, reading, keys)
    acts = {
        _fingerprint(keys, r): r
        for r in reading.reactions
        if r.actor != account.native_id and r.actor not in objecting
    }
    known: set[int] = set()
    for chunk in _chunks(list(acts)):
        rows = await tx.all(
            f"SELECT act FROM counted WHERE account_id = ? AND act IN ({_marks(chunk)})",
            (account.id, *chunk),
        )
        known.update(row["act"] for row in rows)
    return {act: reaction for act, reaction in acts.items() if act not in known}


async def _objecting(tx: Connection, network: str, reading: Reading, keys: Keys) -> set[str]:
    """Those actors of a reading who opted out."""
    if not await tx.all("SELECT 1 FROM opt_out LIMIT 1"):
        return set()
    hashes = {keys.account(network, actor): actor for actor in {r.actor for r in reading.reactions}}
    found: set[str] = set()
    for chunk in _chunks(list(hashes)):
        rows = await tx.all(f"SELECT hash FROM opt_out WHERE hash IN ({_marks(chunk)})", chunk)
        found.update(hashes[row["hash"]] for row in rows)
    return found


def _fingerprint(keys: Keys, reaction: Reaction) -> int:
    """One like is one like, however often read; two replies are told apart by their time."""
    repeatable = reaction.kind in REPEATABLE and reaction.at is not None
    at = str(stamp(reaction.at)) if repeatable and reaction.at else ""
    return keys.act(reaction.publication, reaction.actor, reaction.kind.value, at)


async def _earlier_readings(
    tx: Connection,
    account: Account,
    reading: Reading,
    reactions: Iterable[Reaction],
    keys: Keys,
) -> dict[str, _Known]:
    """For each publication of these reactions: what was known before this reading."""
    found = {p.native_id: _Known(p.at) for p in reading.publications}
    native = {keys.publication(account.network, r.publication): r.publication for r in reactions}
    for chunk in _chunks(list(native)):
        rows = await tx.all(
            "SELECT p.publication, p.published_at, p.read_at, t.kind FROM publication p "
            "LEFT JOIN publication_total t ON t.account_id = p.account_id "
            "AND t.publication = p.publication AND t.unread > 0 "
            f"WHERE p.account_id = ? AND p.publication IN ({_marks(chunk)})",
            (account.id, *chunk),
        )
        kinds: dict[int, set[str]] = {}
        for row in rows:
            kinds.setdefault(row["publication"], set()).add(row["kind"] or "")
        for row in rows:
            number = row["publication"]
            times = moment(row["published_at"]), moment(row["read_at"])
            found[native[number]] = _Known(*times, frozenset(kinds[number]))
    return found


def _when(reaction: Reaction, earlier: Mapping[str, _Known], now: datetime) -> datetime:
    """What has no date is new since the last reading only if that one read to the end."""
    known = earlier.get(reaction.publication, _Known(None))
    whole = reaction.kind.value not in known.unfinished
    before = known.read_at if whole and known.read_at and known.read_at < now else None
    return time_of(reaction, published=known.published_at, read_before=before, now=now)


async def _merge_audience(
    tx: Connection, account_id: int, dated: Sequence[tuple[int, int, Reaction]]
) -> None:
    rows = gather((actor, at, reaction.kind) for actor, at, reaction in dated)
    for chunk in _chunks(list(rows)):
        for known in await tx.all(
            "SELECT actor, first_at, last_at, fortnights, acts FROM audience "
            f"WHERE account_id = ? AND actor IN ({_marks(chunk)})",
            (account_id, *chunk),
        ):
            rows[known["actor"]].merge(_acts(known))
    await tx.many(
        "INSERT INTO audience (account_id, actor, first_at, last_at, fortnights, acts) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, actor) DO UPDATE SET "
        "first_at = excluded.first_at, last_at = excluded.last_at, "
        "fortnights = excluded.fortnights, acts = excluded.acts",
        [
            (account_id, actor, r.first, r.last, _signed(r.fortnights), json.dumps(r.by_kind))
            for actor, r in rows.items()
        ],
    )


async def _merge_topics(
    tx: Connection, account_id: int, dated: Sequence[tuple[int, int, Reaction]]
) -> None:
    await tx.many(
        "INSERT INTO audience_topic (account_id, actor, topic, first_at, last_at, fortnights) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account_id, actor, topic) DO UPDATE SET "
        "first_at = CASE WHEN excluded.first_at < audience_topic.first_at "
        "THEN excluded.first_at ELSE audience_topic.first_at END, "
        "last_at = CASE WHEN excluded.last_at > audience_topic.last_at "
        "THEN excluded.last_at ELSE audience_topic.last_at END, "
        "fortnights = audience_topic.fortnights | excluded.fortnights",
        [
            (account_id, actor, topic, at, at, _signed(fortnight_bit(at)))
            for actor, at, reaction in dated
            for topic in reaction.topics
        ],
    )


async def _put_publications(
    tx: Connection,
    account: Account,
    reading: Reading,
    fresh: Iterable[Reaction],
    keys: Keys,
    now: datetime,
) -> None:
    """Publications with, by kind, how many acts have a face and how many have none."""
    ids = {
        p.native_id: keys.publication(account.network, p.native_id) for p in reading.publications
    }
    await tx.many(
        "INSERT INTO publication (account_id, publication, published_at, read_at) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (account_id, publication) DO UPDATE SET "
        "read_at = excluded.read_at",
        [
            (account.id, ids[p.native_id], stamp(min(p.at, now)), stamp(now))
            for p in reading.publications
        ],
    )
    read: dict[tuple[int, str], int] = {}
    for reaction in fresh:
        key = (keys.publication(account.network, reaction.publication), reaction.kind.value)
        read[key] = read.get(key, 0) + 1
    await tx.many(
        "INSERT INTO publication_total (account_id, publication, kind, read) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (account_id, publication, kind) DO UPDATE SET "
        "read = publication_total.read + excluded.read",
        [(account.id, publication, kind, n) for (publication, kind), n in read.items()],
    )
    await _put_unread(tx, account.id, [(ids[p.native_id], p) for p in reading.publications])


async def _put_unread(
    tx: Connection, account_id: int, publications: Sequence[tuple[int, Publication]]
) -> None:
    """How many have no face: as just told, less those whom earlier readings met."""
    await tx.many(
        "UPDATE publication_total SET unread = 0 WHERE account_id = ? AND publication = ?",
        [(account_id, number) for number, _ in publications],
    )
    await tx.many(
        "INSERT INTO publication_total (account_id, publication, kind, unread) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (account_id, publication, kind) DO UPDATE SET "
        "unread = CASE WHEN ? < publication_total.read THEN 0 "
        "WHEN ? - publication_total.read < excluded.unread THEN ? - publication_total.read "
        "ELSE excluded.unread END",
        [
            (account_id, number, kind.value, n, *(p.totals.get(kind, UNKNOWN),) * 3)
            for number, p in publications
            for kind, n in p.unread.items()
        ],
    )


def _signed(mask: int) -> int:
    """A 64-bit mask as SQLite's signed integer."""
    return mask - (1 << 64) if mask >= 1 << 63 else mask


def _marks(values: Sequence[int]) -> str:
    return ",".join("?" * len(values))


def _chunks(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[i : i + CHUNK] for i in range(0, len(values), CHUNK))

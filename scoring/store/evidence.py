"""Evidence: who acted, as keyed hashes. Derived, so a second reading changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.credit import Seen, credit
from scoring.evidence import Acts, Audience, Person, Totals, fortnight_bit, gather, time_of
from scoring.models import Account
from scoring.networks.base import Kind, Reaction, Reading
from scoring.store import weights
from scoring.store.db import Connection, Row, moment, moment_or_none, stamp
from scoring.store.keys import Keys

CHUNK = 500  # SQLite's limit on placeholders is far above; statements stay readable in logs
REPEATABLE = {Kind.REPLY, Kind.QUOTE, Kind.MENTION, Kind.COMMENT, Kind.ANSWER, Kind.CLIP}


@dataclass(frozen=True, slots=True)
class _Known:
    published_at: datetime | None
    read_at: datetime | None


async def fold(
    tx: Connection,
    account: Account,
    reading: Reading,
    keys: Keys,
    now: datetime,
) -> int:
    """Add one page of evidence and its watermark; returns how many acts were new."""
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


async def set_watermark(
    tx: Connection, account_id: int, now: datetime, reached: datetime | None, *, cut: bool
) -> None:
    """Note until when and from when an account was read."""
    await tx.run(
        "UPDATE account SET read_at = ?, state = 'active', missed_at = NULL, "
        "read_from = CASE WHEN read_from IS NULL OR ? < read_from THEN ? ELSE read_from END, "
        "cut = CASE WHEN read_at IS NULL THEN ? ELSE cut END WHERE id = ?",
        (
            stamp(now),
            None if reached is None else stamp(reached),
            None if reached is None else stamp(reached),
            int(cut),
            account_id,
        ),
    )


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
    window = await connection.first(
        "SELECT created_at, read_from, cut, observable FROM account WHERE id = ?", (account.id,)
    )
    times = [float(row["published_at"]) for row in published]
    first = moment(int(min(times))) if times else now
    created = account.created_at or first
    read_from = moment_or_none(window["read_from"]) if window else None
    cut = bool(window and window["cut"] and read_from)
    began = max(created, first) if times else created
    return Audience(
        people=[_acts(row).person(credited.weights[row["actor"]]) for row in rows],
        totals=[
            Totals(float(r["published_at"]), Kind(r["kind"]), r["read"], r["unread"])
            for r in totals
        ],
        topics=[(r["topic"], _about(r, credited.weights[r["actor"]])) for r in topics],
        publications=times,
        created_at=created,
        observed_from=max(began, read_from) if cut and read_from else began,
        cut=cut,
        observable=observable and bool(window and window["observable"]),
        credibility=credited.mean,
        weighed=credited.weighed,
        burst=credited.burst,
    )


def _acts(row: Row) -> Acts:
    mask = row["fortnights"] % (1 << 64)
    return Acts(row["first_at"], row["last_at"], mask, json.loads(row["acts"]))


def _about(row: Row, weight: float) -> Person:
    """Somebody who acted on a topic; which acts these were is not kept."""
    mask = row["fortnights"] % (1 << 64)
    return Person(float(row["first_at"]), float(row["last_at"]), {}, weight, mask)


async def forget_actor(tx: Connection, actor: int) -> None:
    """Somebody who reacted does not want to be counted, wherever they did."""
    await tx.run("DELETE FROM audience_topic WHERE actor = ?", (actor,))
    await tx.run("DELETE FROM audience WHERE actor = ?", (actor,))


async def forget_before(tx: Connection, before: datetime) -> None:
    """Erase the hashes of people who have not acted since."""
    for table in ("audience_topic", "audience"):
        await tx.run(f"DELETE FROM {table} WHERE last_at < ?", (stamp(before),))


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
    """For each publication: its date, and when it was last read before this reading."""
    found = {p.native_id: _Known(p.at, None) for p in reading.publications}
    native = {keys.publication(account.network, r.publication): r.publication for r in reactions}
    for chunk in _chunks(list(native)):
        rows = await tx.all(
            "SELECT publication, published_at, read_at FROM publication WHERE account_id = ? "
            f"AND publication IN ({_marks(chunk)})",
            (account.id, *chunk),
        )
        for row in rows:
            known = _Known(moment(row["published_at"]), moment(row["read_at"]))
            found[native[row["publication"]]] = known
    return found


def _when(reaction: Reaction, earlier: Mapping[str, _Known], now: datetime) -> datetime:
    known = earlier.get(reaction.publication, _Known(None, None))
    before = known.read_at if known.read_at and known.read_at < now else None
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
    await tx.many(
        "INSERT INTO publication_total (account_id, publication, kind, unread) "
        "VALUES (?, ?, ?, ?) ON CONFLICT (account_id, publication, kind) DO UPDATE SET "
        "unread = excluded.unread",
        [
            (account.id, ids[p.native_id], kind.value, n)
            for p in reading.publications
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

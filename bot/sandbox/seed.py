"""Gives the sample community its past: accounts as if linked long ago, a year of evidence, and
the facts that were appended since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.sandbox.sample.generator import SampleEvidence, generate
from bot.sandbox.sample.lives import Account as SampleAccount
from bot.sandbox.sample.lives import LinkState, Member, Page, SampleCommunity
from bot.sandbox.sample.strangers import profile_of
from scoring.core import Core
from scoring.credibility import Weight, weigh
from scoring.formula import measure
from scoring.live import audience_of, last_acts
from scoring.models import Account, Snapshot, Subject, SubjectKind
from scoring.networks.base import Profile, Reading
from scoring.scores import snapshot_of
from scoring.store import accounts, evidence, snapshots, subjects, weights
from scoring.store.db import Connection
from scoring.store.keys import Keys
from scoring.topics import Topics
from scoring.weighing import sample as drawn
from scoring.window import Window

ZONE = "Europe/Paris"
WEEKLY_BACK = 13
MONTHLY_BACK = 12
SHOWN_BEFORE = timedelta(days=60)


async def seed(core: Core, community: SampleCommunity, start: datetime) -> None:
    """Link, read and measure everyone, then carry out what they chose; about a second."""
    for owner, account in community.owned():
        if account.state is not LinkState.UNLINKED:
            await _link(core, community, owner, account, start)
    for owner, account in community.owned():
        user = user_of(community, owner)
        if account.state is LinkState.HIDDEN:
            await core.rights.hide(user, community.guild_id)
        elif account.state is LinkState.OPTED_OUT:
            await core.rights.opt_out(user)
    await _schedule(core, community)


def user_of(community: SampleCommunity, owner: Member | Page) -> int:
    """The member, or the page's steward."""
    return owner.user_id if isinstance(owner, Member) else community.member(owner.steward).user_id


async def _link(
    core: Core,
    community: SampleCommunity,
    owner: Member | Page,
    sample: SampleAccount,
    start: datetime,
) -> None:
    found = generate(sample, start)
    profile = _profile(sample, start)
    now = core.clock.now()
    shown = sample.state in (LinkState.SHOWN, LinkState.HIDDEN)
    since = max(sample.created_at(start), now - SHOWN_BEFORE)
    async with core.database.tx() as tx:
        subject = await _subject(tx, community, owner, since)
        account = await accounts.link(tx, subject.id, profile, since)
        reading = _until(found, now)
        known = _weights(reading, core.keys, start, now)
        hashed = {core.keys.actor("sample", name): weight for name, weight in known.items()}
        await evidence.fold(tx, account, reading, core.keys, now)
        await weights.put(tx, account.id, hashed, now)
        await accounts.set_window(tx, account.id, Window(now, reading.reached))
        await snapshots.put(
            tx,
            (
                _fact(account, profile, found, known, core.topics, day)
                for day in _days(sample, start, now)
            ),
        )
        if shown:
            await subjects.show(tx, community.guild_id, subject.id, since)
    if shown:
        user = user_of(community, owner)
        await core.rights.show_here(user, community.guild_id, subject.id)
        if isinstance(owner, Member) and owner.findable:
            await core.contacts.agree(user, community.guild_id)


async def _subject(
    tx: Connection, community: SampleCommunity, owner: Member | Page, since: datetime
) -> Subject:
    if isinstance(owner, Member):
        return await subjects.ensure(tx, SubjectKind.PERSON, owner.user_id, "", since)
    steward = community.member(owner.steward).user_id
    return await subjects.ensure(tx, SubjectKind.PAGE, steward, owner.name, since)


def _profile(sample: SampleAccount, start: datetime) -> Profile:
    return Profile(
        network="sample",
        native_id=sample.native_id,
        handle=sample.handle,
        name=sample.name,
        url=f"https://sample.example/@{sample.handle}",
        created_at=sample.created_at(start),
    )


def _until(found: SampleEvidence, moment: datetime) -> Reading:
    """What could have been read by then."""
    published = tuple(p for p in found.publications if p.at <= moment)
    return Reading(
        publications=published,
        reactions=tuple(r for r in found.reactions if r.at is not None and r.at <= moment),
        reached=min((p.at for p in published), default=None),
        complete=True,
    )


def _days(sample: SampleAccount, start: datetime, now: datetime) -> Iterator[datetime]:
    """The moments of earlier readings: monthly for a year, weekly for a quarter, and now."""
    months = (now - timedelta(days=28 * n) for n in range(MONTHLY_BACK, 3, -1))
    weeks = (now - timedelta(days=7 * n) for n in range(WEEKLY_BACK, -1, -1))
    created = sample.created_at(start)
    yield from (day for day in sorted({*months, *weeks}) if day > created)


def _weights(reading: Reading, keys: Keys, start: datetime, now: datetime) -> dict[str, Weight]:
    """A sample of those who acted, weighed as the first reading would."""
    last = last_acts(reading.publications, reading.reactions, now)
    chosen = drawn(last, partial(keys.actor, "sample"), now)
    shown = (one for name in chosen if (one := profile_of(name, start)))
    return {one.native_id: weigh(one, now) for one in shown}


def _fact(
    account: Account,
    profile: Profile,
    found: SampleEvidence,
    known: Mapping[str, Weight],
    topics: Topics,
    moment: datetime,
) -> Snapshot:
    seen = _until(found, moment)
    audience = audience_of(
        profile,
        seen.publications,
        seen.reactions,
        reached=None,
        observable=True,
        now=moment,
        weights=known,
    )
    return snapshot_of(account.id, measure(topics.sort(audience), moment), moment)


async def _schedule(core: Core, community: SampleCommunity) -> None:
    """A weekly board at the hour that has just struck, so that the first one is due now."""
    local = core.clock.now().astimezone(ZoneInfo(ZONE))
    await core.communities.set(
        community.guild_id,
        channel_id=community.weekly.id,
        weekday=local.weekday(),
        hour=local.hour,
        minute=0,
        zone=ZONE,
        lookups=True,
    )
    await core.communities.backdate(community.guild_id, core.clock.now() - SHOWN_BEFORE)

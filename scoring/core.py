"""The core, built and closed in order: database, client, networks, services."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.asked import Asked
from scoring.boards import Boards
from scoring.challenge import Challenges
from scoring.clock import Clock
from scoring.collect import Collector
from scoring.communities import Communities
from scoring.consent import Consents, Doors
from scoring.contacts import Contacts
from scoring.formula import trusting
from scoring.grants import Grants
from scoring.heard import HeardOn
from scoring.history import Histories
from scoring.journal import Journal
from scoring.linking import Linking
from scoring.lookup import Lookups
from scoring.measuring import Measuring, when_changed
from scoring.networks.base import Proof
from scoring.networks.budget import Budgets
from scoring.networks.http import GuardedClient
from scoring.networks.registry import Networks, build_networks
from scoring.notices import Notices
from scoring.objection import Objections
from scoring.presence import Presence
from scoring.privacy import Rights
from scoring.proofs import Prover
from scoring.refreshing import Refreshing
from scoring.reproof import Reproof
from scoring.retention import Retention
from scoring.service import ScoreService
from scoring.settings import CoreSettings
from scoring.sight import Sight
from scoring.spending import CappedPurse, StoredLedger, caps_of
from scoring.store import meta, status
from scoring.store.db import Database, open_database
from scoring.store.keys import Keys, load_keys
from scoring.topic_boards import TopicBoards
from scoring.topics import Topics, load_ontology
from scoring.vouching import Vouching
from scoring.webpage import Web
from scoring.weekly import WeeklyPosts

PROJECT = "Renown/1 (open, opt-in reputation scores; {contact})"


@dataclass(frozen=True, slots=True)
class Core:
    """Everything that the conversation and the schedule may call."""

    clock: Clock
    database: Database
    keys: Keys
    networks: Networks
    collector: Collector
    scores: ScoreService
    links: Linking
    consents: Consents
    grants: Grants
    rights: Rights
    objections: Objections
    communities: Communities
    presence: Presence
    contacts: Contacts
    weekly: WeeklyPosts
    reproof: Reproof
    notices: Notices
    retention: Retention
    budgets: Budgets
    topics: Topics
    topic_boards: TopicBoards
    heard: HeardOn
    vouching: Vouching
    histories: Histories
    replayed: int = 0  # wishes that a restored backup had forgotten

    async def collect(self, seconds: float) -> None:
        """Read linked accounts for so long, and note what hosts allow."""
        await self.collector.work(seconds)
        async with self.database.tx() as tx:
            await status.put_budgets(tx, self.budgets.left(), self.clock.now())

    async def meta(self, key: str) -> str | None:
        """A small fact about this installation."""
        return await meta.get(self.database.reader, key)

    async def set_meta(self, key: str, value: str) -> None:
        """Store such a fact."""
        async with self.database.tx() as tx:
            await meta.put(tx, key, value)


@asynccontextmanager
async def open_core(
    settings: CoreSettings,
    clock: Clock,
    *,
    networks: Networks | None = None,
    doors: Doors | None = None,
) -> AsyncIterator[Core]:
    """Open everything; wishes of members that a restored backup forgot are carried out first.

    `networks` stand in for those that the settings name; without `doors` nobody gives consent in
    a browser. Raises ConfigError and StoreError.
    """
    async with AsyncExitStack() as stack:
        keys = load_keys(settings.privacy.key_file)
        database = await stack.enter_async_context(open_database(settings.database.path))
        client = await stack.enter_async_context(open_client(settings, clock))
        purse = CappedPurse(StoredLedger(database), caps_of(settings.networks), clock)
        chosen = networks or build_networks(client, settings.networks, purse)
        topics = await open_topics(settings)
        measuring = Measuring(
            chosen,
            trusting(settings.credibility.counts_only),
            changed=await when_changed(database, clock),
            topics=topics,
        )
        grants = Grants(database, chosen, client, settings.networks, keys, clock)
        consents = Consents(database, chosen, keys, grants, clock, doors)
        prover = Prover(chosen, Web(client), database)
        parts = _Parts(
            database,
            keys,
            chosen,
            measuring,
            journal_of(settings),
            consents,
            grants,
            client.budgets,
            prover,
            topics,
        )
        core = _assemble(parts, clock)
        stack.push_async_callback(core.collector.stop)
        core = replace(core, replayed=await core.rights.follow_journal())
        await measuring.adopt(database, clock.now())
        yield core


def open_client(settings: CoreSettings, clock: Clock) -> GuardedClient:
    """The one guarded client, as the settings want it."""
    contact = settings.http.contact or "no contact configured"
    return GuardedClient(
        clock=clock,
        user_agent=PROJECT.format(contact=contact),
        allow_private_hosts=settings.http.allow_private_hosts,
    )


async def open_topics(settings: CoreSettings) -> Topics:
    """The topics, with the ontology that the settings name. Raises ConfigError."""
    path = settings.topics.ontology
    return Topics() if path is None else Topics(await asyncio.to_thread(load_ontology, path))


def journal_of(settings: CoreSettings) -> Journal:
    """The journal of erasures stands beside the key, not beside the database."""
    key_file: Path = settings.privacy.key_file
    return Journal(key_file.with_name(f"{key_file.stem}.erasures"))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the services are made of."""

    database: Database
    keys: Keys
    networks: Networks
    measuring: Measuring
    journal: Journal
    consents: Consents
    grants: Grants
    budgets: Budgets
    prover: Prover
    topics: Topics


def _assemble(parts: _Parts, clock: Clock) -> Core:
    database, keys, networks = parts.database, parts.keys, parts.networks
    rights = Rights(database, keys, parts.journal, clock)
    asked = Asked(clock)
    refreshing = Refreshing(database, networks, keys, clock, parts.measuring, parts.grants)
    collector = Collector(database, networks, refreshing, clock, asked)
    boards = Boards(database, clock)
    sight = Sight(database, rights)
    topic_boards = TopicBoards(database, parts.topics, clock)
    heard = HeardOn(database, sight, parts.topics)
    lookups = Lookups(database, networks, parts.measuring, keys, clock)
    proofs = Challenges(database, networks, keys, parts.prover, parts.consents, clock)
    rights.remembered_by(lambda gone: asked.forget(gone.subjects))
    rights.remembered_by(lambda gone: collector.forget(gone.accounts))
    rights.remembered_by(lambda gone: lookups.forget(gone.named))
    return Core(
        clock=clock,
        database=database,
        keys=keys,
        networks=networks,
        collector=collector,
        scores=ScoreService(
            database,
            networks,
            sight,
            boards,
            lookups,
            parts.measuring,
            asked,
            topic_boards,
            heard,
            clock,
        ),
        links=Linking(database, networks, keys, collector, rights, proofs, parts.consents, clock),
        consents=parts.consents,
        grants=parts.grants,
        rights=rights,
        objections=Objections(database, networks, proofs, parts.consents, rights, clock),
        communities=Communities(database, clock),
        presence=Presence(database, clock),
        contacts=Contacts(database, keys, sight, rights, clock),
        weekly=WeeklyPosts(database, boards, clock),
        reproof=Reproof(
            database, networks, keys, parts.prover, clock, {Proof.OAUTH: parts.grants.owner}
        ),
        notices=Notices(database, clock),
        retention=Retention(database, clock),
        budgets=parts.budgets,
        topics=parts.topics,
        topic_boards=topic_boards,
        heard=heard,
        vouching=Vouching(database, sight, rights, heard, clock),
        histories=Histories(database, sight, clock),
    )

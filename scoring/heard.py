"""What somebody is heard on, and which of it they hide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scoring.errors import DomainError
from scoring.formula import FORMULA_VERSION
from scoring.models import Card, Snapshot, Subject, Vouch
from scoring.placing import place
from scoring.scores import heard_on
from scoring.sight import Sight
from scoring.store import snapshots, subjects, topics, vouches
from scoring.store.db import Connection, Database
from scoring.topics import TopicFacts, TopicLine, Topics, label_of, topic_id

MOST_SHOWN = 10
MOST_WIDER = 5
SUGGESTIONS = 25
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TopicsOf:
    """The answer of `/topics show`. `hidden` is for the person concerned alone."""

    subject: Subject
    topics: tuple[TopicLine, ...]
    wider: tuple[TopicLine, ...]
    vouches: tuple[Vouch, ...]
    hidden: tuple[TopicLine, ...] = ()
    own: bool = False
    shown: bool = False
    measured: bool = True


class HeardOn:
    """Topics of members, less what they hide."""

    def __init__(self, database: Database, sight: Sight, room: Topics) -> None:
        self._database = database
        self._sight = sight
        self._room = room

    async def of(
        self, viewer: int, user: int, community: int | None, *, public: bool = False
    ) -> TopicsOf:
        """What a member is heard on. Raises DomainError where there is nothing to show."""
        subject = await self._sight.member(viewer, user, community, public=public)
        return await self.about(viewer, subject, community)

    async def by_id(
        self, viewer: int, subject_id: int, community: int | None, *, public: bool = False
    ) -> TopicsOf:
        """The same by the id of a person or page."""
        subject = await self._sight.by_id(viewer, subject_id, community, public=public)
        return await self.about(viewer, subject, community)

    async def about(self, viewer: int, subject: Subject, community: int | None) -> TopicsOf:
        """The same of somebody whom the viewer may see."""
        reader = self._database.reader
        newest = await self._newest(reader, subject)
        facts = await self._facts(reader, subject, newest)
        own = subject.user_id == viewer
        hidden = await topics.hidden(reader, subject.id) if own else {}
        return TopicsOf(
            subject,
            facts.topics[:MOST_SHOWN],
            facts.wider[:MOST_WIDER],
            await self._vouches(subject, facts, community),
            tuple(TopicLine(key, label, 0.0) for key, label in hidden.items()),
            own,
            community is not None and await subjects.is_visible(reader, subject.id, community),
            any(fact.people is not None for fact in newest),
        )

    async def on(self, card: Card, newest: Iterable[Snapshot], community: int | None) -> Card:
        """A card with its topics, and who vouches for them here."""
        facts = await self._facts(self._database.reader, card.subject, newest)
        return replace(
            card,
            topics=tuple((line.label, line.people) for line in facts.topics),
            vouches=await self._vouches(card.subject, facts, community),
        )

    def aligned(self, cards: Sequence[Card]) -> list[Card]:
        """Cards on which one topic has one spelling, that of whom most people hear on it."""
        best: dict[str, tuple[float, str]] = {}
        for label, people in (pair for card in cards for pair in card.topics):
            key = self._room.key(label)
            best[key] = max(best.get(key, (-1.0, "")), (people, label))
        return [
            replace(c, topics=tuple((best[self._room.key(t)][1], m) for t, m in c.topics))
            for c in cards
        ]

    async def line(self, subject: Subject, tag: str) -> TopicLine | None:
        """One topic of somebody, where it is shown."""
        reader = self._database.reader
        facts = await self._facts(reader, subject, await self._newest(reader, subject))
        return facts.line(self._room.key(tag))

    async def hide(self, user: int, tag: str) -> str:
        """Be seen on a topic no more, at once; returns how it is written."""
        subject = await self._sight.member(user, user, None, public=False)
        key = self._room.key(tag)
        if not key:
            raise DomainError("topic_missing")
        label = label_of(tag)
        async with self._database.tx() as tx:
            await topics.hide(tx, subject.id, key, label)
            await place(tx, subject)
        return label

    async def unhide(self, user: int, tag: str) -> str:
        """Be seen on a topic again."""
        subject = await self._sight.member(user, user, None, public=False)
        async with self._database.tx() as tx:
            if not await topics.unhide(tx, subject.id, self._room.key(tag)):
                raise DomainError("topic_not_hidden", name=label_of(tag))
            await place(tx, subject)
        return label_of(tag)

    async def with_id(self, user: int, topic: str) -> str:
        """The spelling of one of a member's own topics, shown or hidden, by its short id.

        Raises DomainError where there is none any more.
        """
        view = await self.of(user, user, None)
        for line in (*view.topics, *view.wider, *view.hidden):
            if topic_id(line.key) == topic:
                return line.label
        raise DomainError("topic_gone")

    async def suggest(
        self, viewer: int, user: int, community: int | None, partial: str, language: str
    ) -> Pairs:
        """(name, tag) pairs: the topics of a member whom the viewer may see; of others none."""
        try:
            subject = await self._sight.member(viewer, user, community, public=False)
        except DomainError:
            return []
        reader = self._database.reader
        facts = await self._facts(reader, subject, await self._newest(reader, subject))
        return self._pairs((line.label for line in facts.every), partial, language)

    async def suggest_hidden(self, user: int, partial: str, language: str) -> Pairs:
        """What the member hides."""
        person = await subjects.person(self._database.reader, user)
        if person is None:
            return []
        hidden = await topics.hidden(self._database.reader, person.id)
        return self._pairs(hidden.values(), partial, language)

    def _pairs(self, labels: Iterable[str], partial: str, language: str) -> Pairs:
        fitting = [tag for tag in labels if self._room.answers(tag, partial, language)]
        return [(self._room.word(tag, language).name, tag) for tag in fitting][:SUGGESTIONS]

    async def _newest(self, connection: Connection, subject: Subject) -> list[Snapshot]:
        return await snapshots.latest(connection, subject.id, FORMULA_VERSION)

    async def _facts(
        self, connection: Connection, subject: Subject, newest: Iterable[Snapshot]
    ) -> TopicFacts:
        return heard_on(newest, await topics.hidden(connection, subject.id))

    async def _vouches(
        self, subject: Subject, facts: TopicFacts, community: int | None
    ) -> tuple[Vouch, ...]:
        given = await vouches.of(self._database.reader, subject.id, community)
        return tuple(vouch for vouch in given if vouch.key not in facts.hidden)

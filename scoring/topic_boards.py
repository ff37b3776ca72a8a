"""Boards of topics: who of a community is heard on one, by people, and which topics there are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scoring.boards import PAGE, SINCE, clipped, pages_of
from scoring.clock import Clock
from scoring.errors import DomainError
from scoring.formula import FORMULA_VERSION, people_to_score
from scoring.models import Board, BoardKind, BoardRow, BoardTopic, Period
from scoring.scores import heard_on
from scoring.store import snapshots, subjects, topics
from scoring.store.db import Database
from scoring.store.topics import TopicPlace
from scoring.topics import Topics, label_of, topic_id

SUGGESTIONS = 25
_ID = re.compile(r"[a-z2-7]{26}")


class TopicBoards:
    """What a community is heard on."""

    def __init__(self, database: Database, room: Topics, clock: Clock) -> None:
        self._database = database
        self._room = room
        self._clock = clock

    async def page(
        self,
        viewer: int,
        community: int,
        topic: str,
        period: Period,
        page: int,
        *,
        around: bool,
    ) -> Board:
        """One page of a topic's board and the viewer's own line; `topic` is a tag or an id.

        Raises DomainError where nobody is heard any more on the topic with this id.
        """
        reader = self._database.reader
        found, total = await self._find(community, topic)
        place = await self._own(viewer, community, found.id)
        page = clipped((place.rank - 1) // PAGE if place and around else page, total)
        places = await topics.top(reader, community, found.id, PAGE, page * PAGE)
        rows = await self._rows([*places, *([place] if place else [])], found, period)
        return Board(
            BoardKind.TOPIC,
            period,
            tuple(rows[: len(places)]),
            page,
            pages_of(total),
            total,
            rows[-1] if place and rows else None,
            None,
            found,
        )

    async def suggest(self, community: int, partial: str, language: str) -> list[tuple[str, str]]:
        """(name, tag) pairs for autocompletion: what people shown here are heard on."""
        labels = await topics.labels(self._database.reader, community)
        fitting = (tag for tag in labels if self._room.answers(tag, partial, language))
        return [(self._room.word(tag, language).name, tag) for tag in fitting][:SUGGESTIONS]

    async def _find(self, community: int, topic: str) -> tuple[BoardTopic, int]:
        reader = self._database.reader
        if _ID.fullmatch(topic) and (known := await topics.known(reader, community, topic)):
            return BoardTopic(topic, known[0]), known[1]
        if _ID.fullmatch(topic):
            raise DomainError("topic_gone")
        key = self._room.key(topic)
        if not key:
            raise DomainError("topic_missing")
        found = await topics.known(reader, community, topic_id(key))
        label, total = found or (label_of(topic), 0)
        return BoardTopic(topic_id(key), label), total

    async def _own(self, viewer: int, community: int, topic: str) -> TopicPlace | None:
        reader = self._database.reader
        person = await subjects.person(reader, viewer)
        if person is None:
            return None
        return await topics.rank(reader, community, topic, person.id)

    async def _rows(
        self, places: Sequence[TopicPlace], topic: BoardTopic, period: Period
    ) -> list[BoardRow]:
        reader = self._database.reader
        ids = [place.subject_id for place in places]
        found = await subjects.several(reader, ids)
        before = await self._before(ids, topic, period)
        return [
            BoardRow(
                place.rank,
                found[place.subject_id],
                round(people_to_score(place.people), 1),
                _change(before.get(place.subject_id), place.people),
                people=place.people,
            )
            for place in places
            if place.subject_id in found
        ]

    async def _before(
        self, ids: Sequence[int], topic: BoardTopic, period: Period
    ) -> dict[int, float]:
        """People on the topic when the period began, of those who were measured then."""
        back = SINCE.get(period)
        reader = self._database.reader
        if back is None:
            facts = await snapshots.first(reader, ids, FORMULA_VERSION)
        else:
            since = self._clock.now() - back
            facts = await snapshots.as_of(reader, ids, FORMULA_VERSION, since)
        key = self._room.key(topic.label)
        lines = {subject: heard_on(past).line(key) for subject, past in facts.items()}
        return {subject: line.people if line else 0.0 for subject, line in lines.items()}


def _change(before: float | None, now: float) -> float | None:
    return None if before is None else now - before

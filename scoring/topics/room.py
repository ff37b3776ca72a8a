"""The room of topics: who is heard on what, with people counted once where evidence allows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scoring.evidence import Audience, Person, Wider
from scoring.topics.ontology import Ontology
from scoring.topics.spelling import key_of, label_of, most_used

V = TypeVar("V")
NONE = Ontology({})


@dataclass(frozen=True, slots=True)
class Word:
    """A topic in a reader's language, with what it belongs to, the widest first."""

    name: str
    path: tuple[str, ...] = ()


class Topics:
    """Tags become topics, by spelling and by the ontology that the operator chose."""

    def __init__(self, ontology: Ontology = NONE) -> None:
        self._ontology = ontology

    def key(self, tag: str) -> str:
        """What a tag means: the same for all its spellings and its names in any language."""
        node = self._ontology.node(tag)
        return key_of(tag) if node is None else node.key

    def word(self, tag: str, language: str) -> Word:
        """How a reader knows a topic."""
        node = self._ontology.node(tag)
        if node is None:
            return Word(label_of(tag))
        way = [above.name(language) for above in self._ontology.path(node.key)]
        return Word(node.name(language), tuple(way[:-1]))

    def said(self, figures: Iterable[tuple[str, V]], language: str) -> tuple[tuple[str, V], ...]:
        """Topics with their figures, as a reader knows them."""
        return tuple((self.word(tag, language).name, value) for tag, value in figures)

    def answers(self, tag: str, partial: str, language: str) -> bool:
        """Whether what was typed so far is part of a topic, as it is written or as it reads."""
        wanted, partial = key_of(partial), partial.casefold().strip()
        words = (tag, self.word(tag, language).name)
        return not wanted or any(wanted in key_of(w) or partial in w.casefold() for w in words)

    def sort(self, audience: Audience) -> Audience:
        """The audience by topic instead of by tag, and by what topics belong to.

        Whoever acted on two spellings of a topic, or on two of its children, is one person there.
        """
        tags: dict[str, dict[str, list[Person]]] = {}
        for tag, person in audience.topics:
            if key := self.key(tag):
                tags.setdefault(key, {}).setdefault(tag, []).append(person)
        labels = {key: self._label(key, spellings) for key, spellings in tags.items()}
        people = {key: once(p for ps in s.values() for p in ps) for key, s in tags.items()}
        topics = [(labels[key], person) for key, found in people.items() for person in found]
        return replace(audience, topics=topics, wider=self._wider(people, labels))

    def _label(self, key: str, spellings: Mapping[str, Sequence[Person]]) -> str:
        node = self._ontology.node(key)
        if node is not None:
            return node.slug
        return most_used({tag: len(people) for tag, people in spellings.items()})

    def _wider(
        self, people: Mapping[str, Sequence[Person]], labels: Mapping[str, str]
    ) -> Mapping[str, Wider]:
        """What topics belong to, with everybody who acted on one of them."""
        below: dict[str, list[str]] = {}
        for key in people:
            for above in self._ontology.above(key):
                below.setdefault(above, []).append(key)
        wider: dict[str, Wider] = {}
        for above, keys in below.items():
            own = [above] if above in people and above not in keys else []
            parts = [*own, *keys]
            slug = self._label(above, {})
            together = once(person for key in parts for person in people[key])
            wider[slug] = Wider(together, tuple(labels[key] for key in parts))
        return wider


def once(people: Iterable[Person]) -> list[Person]:
    """Each person once, with all that they did; who bears no mark stands for themselves."""
    marked: dict[object, Person] = {}
    others: list[Person] = []
    for person in people:
        if person.mark is None:
            others.append(person)
        elif person.mark in marked:
            marked[person.mark] = _both(marked[person.mark], person)
        else:
            marked[person.mark] = person
    return [*marked.values(), *others]


def _both(one: Person, other: Person) -> Person:
    return Person(
        min(one.first, other.first),
        max(one.last, other.last),
        one.acts,
        max(one.weight, other.weight),
        one.fortnights | other.fortnights,
        one.mark,
    )

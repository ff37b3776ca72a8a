"""An ontology: topics with names in several languages, each below its parents.

It comes from files that an operator names (`topics.ontology`). What belongs to what may run in
circles there, name topics that do not exist, or say things twice: none of that does any harm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scoring.topics.spelling import key_of, label_of
from scoring.topics.tables import DEFAULT_LANGUAGE, ROOT, Tables, read_tables

DEEPEST = 4  # topics on a path, the topic itself among them


@dataclass(frozen=True, slots=True)
class Node:
    """One topic of an ontology; `parents` are keys."""

    key: str
    slug: str
    names: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """What it is called in a language, in English, or else its slug."""
        return self.names.get(language) or self.names.get(DEFAULT_LANGUAGE) or label_of(self.slug)


class Ontology:
    """Topics by key, found by their slugs and by their names in any language."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes
        self._words = dict(_words(nodes))
        self._above: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def node(self, tag: str) -> Node | None:
        """The topic that a tag means, if the ontology has it."""
        found = self._words.get(key_of(tag))
        return None if found is None else self._nodes[found]

    def above(self, key: str) -> tuple[str, ...]:
        """The keys of everything that a topic belongs to, nearest first, itself never."""
        if key not in self._above:
            self._above[key] = tuple(self._climb(key))
        return self._above[key]

    def path(self, key: str) -> tuple[Node, ...]:
        """One way down to a topic, itself at its end; of several parents the first."""
        way: list[Node] = []
        node = self._nodes.get(key)
        while node is not None and node not in way and len(way) < DEEPEST:
            way.append(node)
            node = self._nodes.get(node.parents[0]) if node.parents else None
        return tuple(reversed(way))

    def _climb(self, key: str) -> Iterator[str]:
        seen, level = {key}, [key]
        while level:
            nearest = (p for k in level if k in self._nodes for p in self._nodes[k].parents)
            level = [p for p in dict.fromkeys(nearest) if p not in seen]
            seen.update(level)
            yield from level


def load_ontology(path: Path) -> Ontology:
    """Read an ontology from one CSV file or a folder of them. Raises ConfigError."""
    return ontology_of(read_tables(path))


def ontology_of(tables: Tables) -> Ontology:
    """An ontology from its tables; two ids of one topic become one."""
    keys = {number: key_of(slug) for number, slug in tables.slugs.items() if slug != ROOT}
    nodes: dict[str, Node] = {}
    for number, key in keys.items():
        if not key:
            continue
        known = nodes.get(key) or Node(key, tables.slugs[number])
        above = (keys.get(parent) for parent in tables.parents.get(number, ()))
        parents = dict.fromkeys([*known.parents, *(p for p in above if p and p != key)])
        names = {**tables.names.get(number, {}), **known.names}
        nodes[key] = Node(key, known.slug, names, tuple(parents))
    return Ontology(nodes)


def _words(nodes: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """Every word that means a topic; the later ones win: other names, English ones, slugs."""
    for key, node in nodes.items():
        yield from ((key_of(name), key) for name in node.names.values())
    for key, node in nodes.items():
        if DEFAULT_LANGUAGE in node.names:
            yield key_of(node.names[DEFAULT_LANGUAGE]), key
    for key in nodes:
        yield key, key

"""One topic, many spellings: #OpenSource, open-source and "open source" have one key.

A key is what spellings have in common; people read a spelling, never a key.
"""

from __future__ import annotations

import base64
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

ALIASES = Path(__file__).with_name("aliases.toml")
MOST_READ = 200  # characters of a tag
LONGEST = 80  # characters of a topic as it is shown
SHORTEST_PLURAL = 4
SINGULAR = ("ss", "us", "is", "as", "ics", "ies")  # an s at the end that makes no plural
ACCENTS = 200  # combining classes from here on lie above or below a letter, and change no word
ROUNDS = 4
KNOWN = 50_000

_SHARP = re.compile(r"(?<![^\W_])([a-z])#")
_DOT = re.compile(r"(?<!\S)\.(?=[a-z])")


@lru_cache(maxsize=KNOWN)
def key_of(tag: str) -> str:
    """What all spellings of a topic share; empty where nothing of a word is in it.

    Case, accents, hashes, separators and plain plurals make no difference, and aliases.toml knows
    other names. Idempotent.
    """
    plain = _plain(tag[:MOST_READ])
    named = _aliases().get(plain, plain)
    single = _singular(named)
    return _aliases().get(single, single)


def topic_id(key: str) -> str:
    """A short name of a topic for a button's id: 128 bits, so that no two topics share one."""
    digest = blake2b(key.encode(), digest_size=16).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()


def label_of(tag: str) -> str:
    """A spelling as people read it: without hashes, on one line, at most 80 characters."""
    words = unicodedata.normalize("NFC", tag).replace("_", " ").strip().lstrip("#")
    return " ".join(words.split())[:LONGEST]


def most_used(spellings: Mapping[str, float]) -> str:
    """The spelling that most people met; the one with separate words where that is even."""
    best = min(spellings, key=lambda tag: (-spellings[tag], -len(tag), tag))
    return label_of(best)


def _plain(tag: str) -> str:
    text = _without_accents(tag)
    text = _DOT.sub("dot", _SHARP.sub(r"\1sharp", text)).replace("++", "pp").replace("&", "and")
    kept = "".join(letter for letter in text if unicodedata.category(letter)[0] in "LNM")
    return kept or "".join(text.replace("#", "").split())


def _without_accents(tag: str) -> str:
    """Lower case in compatibility form, until nothing changes any more."""
    text = tag
    for _ in range(ROUNDS):
        spread = unicodedata.normalize("NFKD", text.casefold())
        bare = "".join(c for c in spread if unicodedata.combining(c) < ACCENTS)
        folded = unicodedata.normalize("NFKC", bare)
        if folded == text:
            break
        text = folded
    return text


def _singular(word: str) -> str:
    """Without the s of a plural, in words of which it is safe to say so."""
    plural = word.isascii() and len(word) >= SHORTEST_PLURAL and word.endswith("s")
    if not plural or word in _singulars() or word.endswith(SINGULAR) or not word[-2].isalpha():
        return word
    return word[:-1]


@lru_cache(maxsize=1)
def _table() -> Mapping[str, object]:
    return tomllib.loads(ALIASES.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _singulars() -> frozenset[str]:
    return frozenset(_words(_table()["plain"]))


@lru_cache(maxsize=1)
def _aliases() -> Mapping[str, str]:
    """The key of each other spelling; both sides as folding leaves them."""
    listed = _table()["also"]
    assert isinstance(listed, dict)  # noqa: S101 - our own file
    return {
        spelling: _singular(_plain(topic))
        for topic, others in listed.items()
        for other in _words(others)
        for spelling in {_plain(other), _singular(_plain(other))}
    }


def _words(listed: object) -> Iterable[str]:
    assert isinstance(listed, list)  # noqa: S101 - our own file
    return listed

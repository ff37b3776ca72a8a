"""Answers kept with their ETags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from scoring.networks.cache import EtagCache, Kept


def kept(size: int) -> Kept:
    return Kept('"etag"', b"x" * size, CIMultiDictProxy(CIMultiDict()))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40))))
def test_the_bound_holds(puts: list[tuple[int, int]]) -> None:
    """However answers come, no more bytes are kept than allowed, and the newest is among them."""
    cache = EtagCache(most_bytes=100)
    for key, size in puts:
        cache.put(key, kept(size))
        held = [found for other in range(10) if (found := cache.get(other)) is not None]
        assert sum(len(one.body) for one in held) <= 100
        assert (cache.get(key) is not None) == (size <= 25)


def test_what_was_used_last_stays() -> None:
    """The answer that nobody asked for makes room."""
    cache = EtagCache(most_bytes=100)
    for key in "abcd":
        cache.put(key, kept(25))
    cache.get("a")
    cache.put("e", kept(25))
    assert cache.get("a") is not None
    assert cache.get("b") is None


@pytest.mark.parametrize(
    ("headers", "conditions"),
    [
        ({"ETag": 'W/"1"', "Last-Modified": "x"}, {"If-None-Match": 'W/"1"'}),
        ({"Last-Modified": "x"}, {"If-Modified-Since": "x"}),
    ],
)
def test_what_is_kept_comes_back(headers: dict[str, str], conditions: dict[str, str]) -> None:
    """The very body, in less room, with the question whether it still holds."""
    body = b'{"likes": []}' * 1000
    packed = Kept.pack(body, CIMultiDictProxy(CIMultiDict(headers)))
    assert packed is not None
    assert packed.unpack() == body
    assert len(packed.body) < len(body) // 10
    assert packed.conditions() == conditions


def test_what_has_no_version_is_not_kept() -> None:
    """Nothing could be asked about it."""
    assert Kept.pack(b"{}", CIMultiDictProxy(CIMultiDict())) is None

"""Answers kept with their ETags."""

from __future__ import annotations

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

"""Answers kept with their ETags."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from scoring.networks.cache import IN_USE, EtagCache, Kept
from tests.scoring.networks.serving import NOW


def kept(size: int) -> Kept:
    return Kept('"etag"', b"x" * size, CIMultiDictProxy(CIMultiDict()))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40), st.integers(0, 80))))
def test_the_bound_holds(puts: list[tuple[int, int, int]]) -> None:
    """However answers come, no more bytes are kept than allowed, and each under its own key."""
    cache, now = EtagCache(most_bytes=100), NOW
    for key, size, hours in puts:
        now += timedelta(hours=hours)
        cache.put(key, kept(size), now)
        held = [found for other in range(10) if (found := cache.get(other, now)) is not None]
        assert sum(len(one.body) for one in held) <= 100
        found = cache.get(key, now)
        assert found is None or len(found.body) == size


def test_what_is_asked_for_every_day_stays() -> None:
    """More than fits is asked for, day after day: as much of it as fits is always there."""
    cache, hits = EtagCache(most_bytes=100), []
    for day in range(4):
        now = NOW + timedelta(days=day)
        hits.append(sum(cache.get(key, now) is not None for key in "abcdef"))
        for key in "abcdef":
            cache.put(key, kept(25), now)
    assert hits == [0, 4, 4, 4]


def test_what_nobody_asks_for_makes_room() -> None:
    """After two days without a question an answer is as good as forgotten."""
    cache = EtagCache(most_bytes=100)
    for key in "abcd":
        cache.put(key, kept(25), NOW)
    later = NOW + IN_USE
    cache.get("a", NOW + IN_USE / 2)
    cache.put("e", kept(25), later)
    assert [cache.get(key, later) is not None for key in "abcde"] == [True, False, True, True, True]


def test_a_giant_takes_nobodys_room() -> None:
    """An answer as large as many others is not kept."""
    cache = EtagCache(most_bytes=100)
    cache.put("a", kept(26), NOW)
    assert cache.get("a", NOW) is None


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

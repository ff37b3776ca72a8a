"""Lenient reading of answers."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scoring.networks.shapes import (
    Count,
    Items,
    Moment,
    Record,
    Shape,
    Text,
    each,
    earliest,
    epoch,
    listed,
    moment,
    one,
    topics_of,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
TIMES = st.datetimes(timezones=st.just(UTC))


class Thing(Shape):
    """Everything that an answer may hold."""

    at: Moment = None
    number: Count = None
    words: Text = ""
    inner: Record
    rest: Items


@given(JSON, JSON, JSON, JSON, JSON)
def test_no_field_spoils_an_answer(at: Any, number: Any, words: Any, inner: Any, rest: Any) -> None:
    """Whatever a field holds, it is read as its type or as nothing."""
    value = {"at": at, "number": number, "words": words, "inner": inner, "rest": rest}
    found = one(Thing, value)
    assert found is not None
    assert found.at is None or found.at.tzinfo is UTC
    assert found.number is None or (found.number >= 0 and found.number is not True)
    assert isinstance(found.inner, dict)
    assert isinstance(found.rest, list)


@given(JSON)
def test_no_answer_raises(value: Any) -> None:
    """What has no shape is left out, alone and in arrays."""
    assert one(Thing, value) is None or isinstance(value, dict)
    assert all(isinstance(found, Thing) for found in each(Thing, value))


@given(TIMES)
def test_times_survive_writing(at: datetime) -> None:
    """A time that is written in ISO-8601 is read again, with Z and with an offset."""
    assert moment(at.isoformat()) == moment(at.isoformat().replace("+00:00", "Z")) == at


@given(st.lists(st.none() | TIMES))
def test_the_earliest(times: list[datetime | None]) -> None:
    """The earliest known time is one of them and none is earlier."""
    known = [at for at in times if at is not None]
    assert earliest(times) == (min(known) if known else None)


@given(st.lists(st.text() | st.integers() | st.none(), max_size=40))
def test_topics(names: list[Any]) -> None:
    """Topics are folded, each once, twenty at most."""
    found = topics_of(names)
    assert len(found) == len(set(found)) <= 20
    assert all(topic == topic.strip() and topic for topic in found)
    assert topics_of(found) == found


@given(JSON)
def test_seconds(value: Any) -> None:
    """Numbers of seconds are times in UTC; anything else, and what no calendar holds, is none."""
    found = epoch(value)
    assert found is None or found.tzinfo is UTC


def test_a_second() -> None:
    """Whole and broken seconds count from 1970; truth is no number."""
    assert epoch(86_400) == datetime(1970, 1, 2, tzinfo=UTC)
    assert epoch(0.5) == datetime(1970, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)
    assert epoch(True) is epoch("0") is epoch(10**30) is None
    assert epoch(math.nan) is epoch(math.inf) is None


def test_a_list_of_one_shape() -> None:
    """Odd elements are left out; a list in which everything is odd is of another shape."""
    assert listed(Thing, [{"inner": {}, "rest": []}, 7]) == [Thing(inner={}, rest=[])]
    assert listed(Thing, []) == []
    assert listed(Thing, [7]) is listed(Thing, None) is listed(Thing, {}) is None

"""Hours of the day as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import parse_hour
from scoring.errors import DomainError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", (9, 0)),
        ("09:00", (9, 0)),
        ("9h", (9, 0)),
        ("9h30", (9, 30)),
        ("18 h 05", (18, 5)),
        ("21.15", (21, 15)),
        ("9 heures", (9, 0)),
        ("9 pm", (21, 0)),
        ("12am", (0, 0)),
        ("12 p.m.", (12, 0)),
        ("0", (0, 0)),
    ],
)
def test_parse_hour(text: str, expected: tuple[int, int]) -> None:
    """Both languages' ways of writing an hour are understood."""
    assert parse_hour(text) == expected


@pytest.mark.parametrize("text", ["", "noon", "24", "9:60", "13 pm", "0 am", "9:5", "-1", "9 30"])
def test_what_is_no_hour(text: str) -> None:
    """What is no hour of the day says so, with what was typed."""
    with pytest.raises(DomainError) as caught:
        parse_hour(text)
    assert (caught.value.key, caught.value.data) == ("time_unknown", {"text": text})


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_hour_survives_the_clock_face(hour: int, minute: int) -> None:
    """What a clock shows is read back as it is."""
    assert parse_hour(f"{hour:02d}:{minute:02d}") == (hour, minute)


@given(st.text(max_size=12))
def test_only_hours_come_out(text: str) -> None:
    """Whatever is typed, the answer is an hour of the day or the named error."""
    try:
        hour, minute = parse_hour(text)
    except DomainError:
        return
    assert 0 <= hour <= 23
    assert 0 <= minute <= 59

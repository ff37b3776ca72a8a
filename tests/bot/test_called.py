"""Members and pages by what they are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.called import Whom, meant

BEARERS: list[tuple[Whom, str]] = [
    (1, "Maya Okafor"),
    (2, "Léo"),
    (3, "Leonie 🌻"),
    (4, "Leo Müller"),
    (5, "Maya"),
    ("Fanal & Fils", "Fanal & Fils"),
]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("maya", [5]),
        ("Okafor", [1]),
        ("leo", [2]),
        ("LEONIE", [3]),
        ("leon", [3]),
        ("muller", [4]),
        ("fanal & fils", ["Fanal & Fils"]),
        ("Fanal", ["Fanal & Fils"]),
        ("ma", []),
        ("Zoe", []),
        ("🌻", []),
    ],
)
def test_a_name_means(name: str, found: list[Whom]) -> None:
    """The whole name comes before a word of it, and that before its beginning."""
    assert meant(name, BEARERS) == found


def test_several_may_be_meant() -> None:
    """Two who are called the same are both meant."""
    assert meant("Sam", [(1, "Sam"), (2, "sám"), (3, "Samira")]) == [1, 2]


@given(st.text(max_size=40))
def test_nobody_is_meant_by_marks_alone(name: str) -> None:
    """Whoever is found bears the name, or a part of it, in letters."""
    letters = [c for c in name if c.isalnum()]
    assert letters or not meant(name, BEARERS)

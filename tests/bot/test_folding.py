"""Folded words and slips of the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.folding import fold, near, slips

short = st.text(alphabet="abcd", max_size=6)


@pytest.mark.parametrize(
    ("text", "folded"), [("Québec", "quebec"), ("TÊTE", "tete"), ("Straße", "strasse")]
)
def test_fold(text: str, folded: str) -> None:
    """Accents and case do not matter."""
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("word", "wanted", "is_near"),
    [
        ("scroe", "score", True),
        ("scor", "score", True),
        ("scoore", "score", True),
        ("scar", "score", False),
        ("clasement", "classement", True),
        ("klasement", "classement", True),
        ("me", "my", False),
        ("tip", "top", False),
    ],
)
def test_near(word: str, wanted: str, is_near: bool) -> None:
    """Longer words forgive a slip or two, short ones none."""
    assert near(word, wanted) is is_near


@given(short, short)
def test_slips_is_symmetrical(first: str, second: str) -> None:
    """A slip can be made both ways."""
    assert slips(first, second) == slips(second, first)


@given(short, short)
def test_slips_are_none_only_between_equals(first: str, second: str) -> None:
    """No slip means the same word, and never more slips than letters."""
    assert (slips(first, second) == 0) is (first == second)
    assert slips(first, second) <= max(len(first), len(second))


@given(st.text(alphabet="abcdefgh", min_size=5, max_size=12), st.data())
def test_one_swap_is_near(word: str, data: st.DataObject) -> None:
    """Two neighbours that changed places are one slip."""
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert near(swapped, word)

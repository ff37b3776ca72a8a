"""Sealed secrets: they open with the same key about the same account, and not otherwise."""

from __future__ import annotations

import pytest

from scoring.store.keys import Keys
from scoring.store.sealing import Seal

KEY, OTHER = Keys(b"k" * 32), Keys(b"o" * 32)


def seal(keys: Keys = KEY) -> Seal:
    return Seal(keys.derive("seal", "grants"))


def test_what_was_sealed_opens_again() -> None:
    """Word for word, also after a restart."""
    closed = seal().close("tökens", "twitch", "7")
    assert seal().open(closed, "twitch", "7") == "tökens"


def test_no_two_seals_are_alike() -> None:
    """Equal secrets cannot be told to be equal, and nothing of them is in the text."""
    first, second = (seal().close("secret", "twitch", "7") for _ in range(2))
    assert first != second
    assert "secret" not in first


@pytest.mark.parametrize("about", [("twitch", "8"), ("pinterest", "7"), (), ("twitch7",)])
def test_it_is_bound_to_its_account(about: tuple[str, ...]) -> None:
    """Moved to another row it opens nothing."""
    assert seal().open(seal().close("secret", "twitch", "7"), *about) is None


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", "A" * 400])
def test_rubbish_opens_nothing(text: str) -> None:
    """Neither do texts that never were sealed."""
    assert seal().open(text, "twitch", "7") is None


def test_another_key_opens_nothing() -> None:
    """The key file is what it hangs on; a key for another purpose is another one."""
    closed = seal().close("secret", "twitch", "7")
    assert seal(OTHER).open(closed, "twitch", "7") is None
    assert Seal(KEY.derive("other")).open(closed, "twitch", "7") is None


def test_derived_values_differ_by_purpose() -> None:
    """32 bytes each; parts do not run into each other."""
    made = {KEY.derive("a", "b"), KEY.derive("ab"), KEY.derive("a", "c"), OTHER.derive("a", "b")}
    assert len(made) == 4
    assert {len(one) for one in made} == {32}

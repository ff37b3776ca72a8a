"""Keyed hashes: the same person counts once, and nobody can be named without the key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ConfigError
from scoring.store.keys import Keys, load_keys
from tests.scoring.world import PURE


def test_the_key_file_is_made_once(tmp_path: Path) -> None:
    """With mode 0600, in a folder that is made as well; the next start finds the same key."""
    path = tmp_path / "keys" / "renown.key"
    first = load_keys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keys(path).user(7) == first.user(7)


def test_two_installations_share_no_hash(tmp_path: Path) -> None:
    """Keys are random."""
    one, other = (load_keys(tmp_path / name) for name in ("one", "other"))
    assert one.actor("town", "ada") != other.actor("town", "ada")


@pytest.mark.parametrize("content", [b"", b"short"])
def test_a_short_key_is_refused(tmp_path: Path, content: bytes) -> None:
    """A truncated file would make everybody a stranger: better not to start."""
    path = tmp_path / "renown.key"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="restore it"):
        load_keys(path)


def test_a_key_file_that_cannot_be_read(tmp_path: Path) -> None:
    """One sentence without the path's content."""
    with pytest.raises(ConfigError, match="cannot be read"):
        load_keys(tmp_path)


@PURE
@given(st.text(max_size=20), st.text(max_size=20))
def test_hashes_are_signed_64_bit_and_stable(network: str, native_id: str) -> None:
    """SQLite holds them as they are, and the same name is always the same number."""
    keys = Keys(b"k" * 32)
    found = keys.actor(network, native_id)
    assert -(2**63) <= found < 2**63
    assert found == keys.actor(network, native_id)


def test_what_is_hashed_says_for_what() -> None:
    """The same words for another purpose, or split elsewhere, are another hash."""
    keys = Keys(b"k" * 32)
    found = [
        keys.actor("town", "7"),
        keys.publication("town", "7"),
        keys.account("town", "7"),
        keys.account("tow", "n7"),
        keys.user(7),
        keys.act("7", "ada", "like", ""),
        keys.act("7", "ada", "reply", ""),
    ]
    assert len(set(found)) == len(found)

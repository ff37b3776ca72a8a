"""Exports within Discord's limit, whatever their size; nothing is lost on the way."""

from __future__ import annotations

import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from bot.packing import MOST_PARTS, packed
from tests.scoring.world import PURE


def unpacked(parts: list[tuple[str, bytes]]) -> object:
    """What a member reads after following the words around the files."""
    raw = b"".join(part for _, part in sorted(parts))
    return json.loads(gzip.decompress(raw) if ".gz" in parts[0][0] else raw)


@PURE
@given(st.dictionaries(st.text(), st.text() | st.integers()), st.integers(120, 400))
def test_nothing_is_lost_and_no_part_is_too_large(everything: dict[str, object], room: int) -> None:
    """Read back it is the same; each file is within the limit where ten can be."""
    parts = packed(everything, "export.json", room)
    assert unpacked(parts) == everything
    whole = sum(len(part) for _, part in parts)
    assert len(parts) <= MOST_PARTS
    assert all(len(part) <= max(room, -(-whole // MOST_PARTS)) for _, part in parts)


def test_names_tell_what_to_do() -> None:
    """As it is, compressed, or in numbered parts."""
    text = {str(n): str(n * n) for n in range(400)}
    whole = len(json.dumps(text, indent=2).encode())
    assert [name for name, _ in packed(text, "e.json", whole)] == ["e.json"]
    ((name, small),) = packed(text, "e.json", whole - 1)
    assert name == "e.json.gz"
    parts = packed(text, "e.json", len(small) // 2)
    assert [name for name, _ in parts] == ["e.json.gz.01", "e.json.gz.02", "e.json.gz.03"][
        : len(parts)
    ]
    assert len(parts) > 1

"""A file of any size within Discord's limit: as it is, compressed, or compressed in parts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping

MOST_PARTS = 10  # files of one message


def packed(everything: Mapping[str, object], name: str, limit: int) -> list[tuple[str, bytes]]:
    """(name, content) of each file, none larger than `limit` bytes where ten of them suffice."""
    raw = json.dumps(everything, ensure_ascii=False, indent=2).encode()
    if len(raw) <= limit:
        return [(name, raw)]
    small = gzip.compress(raw, mtime=0)
    if len(small) <= limit:
        return [(f"{name}.gz", small)]
    size = max(limit, -(-len(small) // MOST_PARTS))
    parts = [small[at : at + size] for at in range(0, len(small), size)]
    return [(f"{name}.gz.{number:02}", part) for number, part in enumerate(parts, 1)]

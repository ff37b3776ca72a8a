"""A database on a file of its own, and keys for its hashes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scoring.store.db import Database, open_database
from scoring.store.keys import Keys


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "renown.db") as opened:
        yield opened


@pytest.fixture
def keys() -> Keys:
    return Keys(b"k" * 32)

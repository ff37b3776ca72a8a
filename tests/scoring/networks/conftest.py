"""Local hosts and recorded answers for the tests of networks."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scoring.networks.serving import Host

SHARED = Path(os.environ.get("RENOWN_SHARED") or Path(__file__).resolve().parents[4] / "shared")


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with Host() as running:
        yield running


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """Loads a recorded answer of a network; skips where there are none."""
    folder = SHARED / "apis"
    if not folder.is_dir():
        pytest.skip(f"recorded answers of the networks are not at {folder}")
    return lambda path: json.loads((folder / path).read_text(encoding="utf-8"))

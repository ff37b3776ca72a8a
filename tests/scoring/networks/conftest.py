"""Local hosts and recorded answers for the tests of networks."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from scoring.networks.http import GuardedClient
from tests.scoring.networks.serving import Host, client_for

SHARED = Path(os.environ.get("RENOWN_SHARED") or Path(__file__).resolve().parents[4] / "shared")


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with Host() as running:
        yield running


@pytest.fixture
async def client(host: Host) -> AsyncIterator[GuardedClient]:
    """A client for which this host is open."""
    async with client_for(host) as client:
        yield client


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """Loads a recorded answer of a network; skips where there are none."""
    folder = SHARED / "apis"
    if not folder.is_dir():
        pytest.skip(f"recorded answers of the networks are not at {folder}")
    return lambda path: json.loads((folder / path).read_text(encoding="utf-8"))

"""A town in the minute before its weekly board is due."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.scenarios.world import ADA, BEN, BOARD, Town, open_town

MONDAY = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
SENDING = f"/channels/{BOARD}/messages"


@asynccontextmanager
async def before_monday(folder: Path) -> AsyncIterator[Town]:
    """Two shown members, a weekly board, and nothing posted yet."""
    async with open_town(folder) as town:
        await town.link(ADA, people=60, days=60)
        await town.link(BEN, people=30, days=60)
        await town.board_weekly()
        town.clock.advance_to(MONDAY - timedelta(minutes=1))
        await town.tick()
        assert town.posts() == []
        yield town

"""Credibility in the sample community: one burst, and everybody else as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox.run import Sandbox, open_sandbox
from bot.sandbox.sample.lives import LinkState
from scoring.clock import ManualClock
from scoring.core import Core, open_core
from scoring.models import Score

pytestmark = pytest.mark.long  # `make check`


START = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)
MEASURED = (LinkState.SHOWN, LinkState.ONLY_ME, LinkState.HIDDEN)


async def scores(sandbox: Sandbox, core: Core) -> dict[str, Score]:
    """Everybody's own score."""
    found = {}
    for member in sandbox.community.members:
        if any(account.state in MEASURED for account in member.accounts):
            card = await core.scores.card(member.user_id, member.user_id, None)
            assert card.score is not None
            found[member.key] = card.score
    return found


async def test_one_burst_and_everybody_else_as_they_were(tmp_path: Path) -> None:
    """Théo's crowd is worth 25 at most; the others count whole; reading on agrees with the seed."""
    clock = ManualClock(START)
    async with (
        open_sandbox(clock, tmp_path) as sandbox,
        open_core(sandbox.settings, clock) as core,
    ):
        seeded = await scores(sandbox, core)
        assert {key for key, score in seeded.items() if score.burst} == {"theo"}
        assert seeded["theo"].provisional
        assert seeded["theo"].value <= 25
        assert seeded["aiko"].value == pytest.approx(43.7, abs=0.3)
        assert min(s.credibility for key, s in seeded.items() if key != "theo") > 0.99
        clock.advance(timedelta(hours=21))
        while await core.collector.refresh_stale():
            pass
        read = await scores(sandbox, core)
        assert {key for key, score in read.items() if score.burst} == {"theo"}
        assert read["theo"].value <= 25
        assert all(abs(read[key].value - seeded[key].value) < 2 for key in seeded)

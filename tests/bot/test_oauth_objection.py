"""Opting an account out by Discord's own connections, over the same pages as linking."""

from __future__ import annotations

from scoring.store.challenges import Purpose
from tests.bot.test_oauth import ACCESS, BYSTANDER, Desk, by_id, desk, host
from tests.scoring.world import ADA, refused

__all__ = ["by_id", "desk", "host"]  # fixtures


async def test_a_connection_proves_an_opt_out(desk: Desk) -> None:
    """Away, a yes, back, *Verify*: out, and nothing of the errand or of the list is left."""
    challenge = await desk.core.objections.begin(ADA, "town:ada")
    assert (await desk.back(challenge)).status == 200
    assert await desk.core.objections.verify(ADA) == (Purpose.OPT_OUT, "ada")
    reader = desk.core.database.reader
    held = (await desk.core.rights.export(ADA))["data"]
    assert [table for table in ("errand", "confirmation", "challenge") if held[table]] == []
    assert len(await reader.all("SELECT hash FROM opt_out")) == 1
    assert (await refused(desk.core.objections.verify(ADA))).key == "nothing_pending"
    files = b"".join(f.read_bytes() for f in desk.core.database.path.parent.iterdir())
    assert ACCESS.encode() not in files
    assert BYSTANDER.encode() not in files


async def test_without_a_yes_the_code_is_looked_for(desk: Desk) -> None:
    """An errand that was never run proves nothing."""
    await desk.core.objections.begin(ADA, "town:ada")
    assert (await refused(desk.core.objections.verify(ADA))).key == "code_missing"

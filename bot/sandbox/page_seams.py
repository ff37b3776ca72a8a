"""What the page lets people do beyond Discord: jump in time, edit a bio."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from bot.sandbox.sentences import sentence


class PageSeams(Protocol):
    """Given by the sandbox; the stand-in alone knows nothing of schedules or networks."""

    async def jump(self) -> str | None:
        """Move to the next weekly post. A sentence says why that was not possible."""
        ...

    async def wait(self, days: int) -> str | None:
        """Let days pass. A sentence says why that was not possible."""
        ...

    def next_post(self) -> datetime | None: ...

    def accounts(self) -> list[dict[str, Any]]:
        """The sample accounts, in the shape of the page's protocol."""
        ...

    def edit_bio(self, user_id: int, network: str, handle: str, text: str) -> str | None:
        """Change a bio. A sentence says why that was not allowed."""
        ...


class NoSeams:
    """Discord alone."""

    async def jump(self) -> str | None:
        return sentence("no-seams", "en-US")

    async def wait(self, days: int) -> str | None:
        del days
        return sentence("no-seams", "en-US")

    def next_post(self) -> datetime | None:
        return None

    def accounts(self) -> list[dict[str, Any]]:
        return []

    def edit_bio(self, user_id: int, network: str, handle: str, text: str) -> str | None:
        del user_id, network, handle, text
        return sentence("no-seams", "en-US")

"""A bot with its cogs and an empty core, not connected to anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.client import COGS, Renown
from bot.i18n import I18n
from bot.naming import CommandTranslator
from scoring.clock import Clock
from scoring.core import open_core
from scoring.settings import CoreSettings, DatabaseSettings, PrivacySettings

OURS = tuple(name for name in COGS if name != "cogs.weekly")


@asynccontextmanager
async def offline_bot(
    folder: Path, clock: Clock, cogs: Sequence[str] = OURS
) -> AsyncIterator[Renown]:
    """The bot as `setup_hook` leaves it, but for the commands told to Discord."""
    settings = CoreSettings(
        database=DatabaseSettings(path=folder / "renown.db"),
        privacy=PrivacySettings(key_file=folder / "renown.key"),
    )
    async with open_core(settings, clock) as core, Renown(core, I18n.load(), cogs=cogs) as bot:
        await bot.tree.set_translator(CommandTranslator(bot.i18n))
        for name in cogs:
            await bot.load_extension(name)
        yield bot


async def payloads(bot: Renown) -> list[dict[str, Any]]:
    """What Discord would be told of the commands."""
    translator = CommandTranslator(bot.i18n)
    listed = bot.tree.get_commands()
    return [await entry.get_translated_payload(bot.tree, translator) for entry in listed]

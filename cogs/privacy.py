"""`/privacy`: see everything, take it along, hide, delete, never be measured again."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.naming import command, said
from bot.panels import privacy as panels
from bot.reply import Asked, Reply
from bot.ui import notice
from scoring.errors import DomainError

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.privacy import Rights


class PrivacyCog(
    commands.GroupCog,
    group_name=said("command.privacy.name"),
    group_description=said("command.privacy.description"),
):
    """Every right works at once, in caches, on boards and in the bot's earlier posts."""

    def __init__(self, rights: Rights, bot: Renown) -> None:
        self._rights = rights
        self._bot = bot

    @command("privacy.show")
    async def show(self, interaction: Asked) -> None:
        """What is held, in figures."""
        reply = await Reply.begin(interaction)
        held = await self._rights.show(reply.asker)
        await reply.send(panels.holdings(held, reply.t, reply.community))

    @command("privacy.export")
    async def export(self, interaction: Asked) -> None:
        """All of it, as a file."""
        reply = await Reply.begin(interaction)
        everything = await self._rights.export(reply.asker)
        written = await asyncio.to_thread(_written, everything)
        file = discord.File(io.BytesIO(written), filename=panels.EXPORT)
        await reply.send(panels.exported(reply.t), [file])

    @command("privacy.hide")
    async def hide(self, interaction: Asked, everywhere: bool = False) -> None:
        """Off the boards, here or everywhere."""
        reply = await Reply.begin(interaction)
        await self._rights.hide(reply.asker, _where(reply, everywhere))
        words = "privacy.hide.everywhere" if everywhere else "privacy.hide.here"
        await reply.send(notice.success(reply.t(words)))
        await self._bot.nudge()

    @command("privacy.unhide")
    async def unhide(self, interaction: Asked, everywhere: bool = False) -> None:
        """Back where one had said yes to being seen."""
        reply = await Reply.begin(interaction)
        await self._rights.unhide(reply.asker, _where(reply, everywhere))
        words = "privacy.unhide.everywhere" if everywhere else "privacy.unhide.here"
        await reply.send(notice.success(reply.t(words)))

    @command("privacy.delete")
    async def delete(self, interaction: Asked) -> None:
        """Ask first: it cannot be undone."""
        reply = await Reply.begin(interaction)
        await reply.send(panels.confirm("delete", reply.t, reply.asker))

    @command("privacy.opt_out")
    async def opt_out(self, interaction: Asked, undo: bool = False) -> None:
        """Ask first; or take an earlier opt-out back."""
        reply = await Reply.begin(interaction)
        if undo:
            await self._rights.opt_in(reply.asker)
            await reply.send(notice.success(reply.t("privacy.opt_out.undone")))
            return
        await reply.send(panels.confirm("opt_out", reply.t, reply.asker))

    async def confirmed(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """The asker pressed *Yes*."""
        reply = await Reply.begin(interaction, in_place=True)
        if state["what"] == "delete":
            await self._rights.delete(reply.asker)
        else:
            await self._rights.opt_out(reply.asker)
        await reply.send(notice.success(reply.t(f"privacy.{state['what']}.done")))
        await self._bot.nudge()

    async def dismissed(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - discord.py's signature
        """The asker pressed *No*."""
        reply = await Reply.begin(interaction, in_place=True)
        await reply.send(notice.info(reply.t("privacy.dismissed")))


def _where(reply: Reply, everywhere: bool) -> int | None:
    if everywhere:
        return None
    if reply.community is None:
        raise DomainError("hide_where")
    return reply.community


def _written(everything: Mapping[str, object]) -> bytes:
    return json.dumps(everything, ensure_ascii=False, indent=2, default=str).encode()


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = PrivacyCog(bot.core.rights, bot)
    await bot.add_cog(cog)
    bot.on_press("confirm", cog.confirmed)
    bot.on_press("dismiss", cog.dismissed)

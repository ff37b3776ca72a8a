"""`/privacy`: see everything, take it along, hide, delete, never be measured again."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.app_commands import Choice
from discord.ext import commands

from bot.naming import command, said
from bot.packing import packed
from bot.panels import privacy as panels
from bot.reply import Asked, Reply
from bot.suggestions import network_choices
from bot.ui import notice
from bot.ui.parts import safe
from scoring.errors import DomainError
from scoring.store.challenges import Purpose

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.networks.registry import Networks
    from scoring.objection import Objections
    from scoring.privacy import Rights


class PrivacyCog(
    commands.GroupCog,
    group_name=said("command.privacy.name"),
    group_description=said("command.privacy.description"),
):
    """Every right works at once, in caches, on boards and in the bot's earlier posts."""

    def __init__(
        self, rights: Rights, objections: Objections, networks: Networks, bot: Renown
    ) -> None:
        self._rights = rights
        self._objections = objections
        self._networks = networks
        self._bot = bot

    @command("privacy.show")
    async def show(self, interaction: Asked) -> None:
        """What is held, in figures."""
        reply = await Reply.begin(interaction)
        held = await self._rights.show(reply.asker)
        await reply.send(panels.holdings(held, reply.t, reply.asker, reply.community))

    @command("privacy.export")
    async def export(self, interaction: Asked) -> None:
        """All of it, as a file."""
        await self._export(await Reply.begin(interaction))

    @command("privacy.hide")
    async def hide(self, interaction: Asked, everywhere: bool = False) -> None:
        """Off the boards, here or everywhere."""
        await self._hide(await Reply.begin(interaction), everywhere=everywhere)

    @command("privacy.unhide")
    async def unhide(self, interaction: Asked, everywhere: bool = False) -> None:
        """Back where one had said yes to being seen."""
        await self._unhide(await Reply.begin(interaction), everywhere=everywhere)

    @command("privacy.delete")
    async def delete(self, interaction: Asked) -> None:
        """Ask first: it cannot be undone."""
        await _ask(await Reply.begin(interaction), "delete")

    @command("privacy.opt_out")
    async def opt_out(
        self, interaction: Asked, account: str | None = None, undo: bool = False
    ) -> None:
        """Ask first; or hand out a code for an account; or take an earlier opt-out back."""
        reply = await Reply.begin(interaction)
        if account is not None:
            await self._object(reply, account, undo=undo)
            return
        if undo:
            await self._rights.opt_in(reply.asker)
            await reply.send(notice.success(reply.t("privacy.opt_out.undone")))
            return
        await _ask(reply, "opt_out")

    @opt_out.autocomplete("account")
    async def networks(self, interaction: Asked, partial: str) -> list[Choice[str]]:  # noqa: ARG002 - discord.py's signature
        """The networks on which an account can be proved."""
        return network_choices(self._networks.on(), partial)

    async def proved(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Verify*, under the code of an opt-out."""
        reply = await Reply.begin(interaction)
        purpose, handle = await self._objections.verify(reply.asker, state["reference"] or None)
        words = "account_done" if purpose is Purpose.OPT_OUT else "account_undone"
        said = reply.t(f"privacy.opt_out.{words}", handle=safe(handle))
        await reply.send(notice.success(said))
        await self._bot.tell()
        await self._bot.nudge()

    async def step(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """A button under `/privacy show`."""
        reply = await Reply.begin(interaction)
        match state["step"]:
            case "export":
                await self._export(reply)
            case "hide":
                await self._hide(reply, everywhere=False)
            case "unhide":
                await self._unhide(reply, everywhere=False)
            case _:
                await _ask(reply, "delete")

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

    async def _object(self, reply: Reply, account: str, *, undo: bool) -> None:
        language = reply.t.language
        proof = await self._objections.begin(reply.asker, account, undo=undo, locale=language)
        await reply.send(panels.objection(proof, reply.t, reply.asker, undo=undo))

    async def _export(self, reply: Reply) -> None:
        everything = await self._rights.export(reply.asker)
        limit = reply.interaction.filesize_limit
        parts = await asyncio.to_thread(packed, everything, panels.EXPORT, limit)
        files = [discord.File(io.BytesIO(part), filename=name) for name, part in parts]
        await reply.send(panels.exported(reply.t, [name for name, _ in parts]), files)

    async def _hide(self, reply: Reply, *, everywhere: bool) -> None:
        await self._rights.hide(reply.asker, _where(reply, everywhere))
        words = "privacy.hide.everywhere" if everywhere else "privacy.hide.here"
        await reply.send(notice.success(reply.t(words)))
        await self._bot.nudge()

    async def _unhide(self, reply: Reply, *, everywhere: bool) -> None:
        await self._rights.unhide(reply.asker, _where(reply, everywhere))
        words = "privacy.unhide.everywhere" if everywhere else "privacy.unhide.here"
        await reply.send(notice.success(reply.t(words)))


async def _ask(reply: Reply, what: str) -> None:
    """The question before what cannot be undone."""
    await reply.send(panels.confirm(what, reply.t, reply.asker))


def _where(reply: Reply, everywhere: bool) -> int | None:
    if everywhere:
        return None
    if reply.community is None:
        raise DomainError("hide_where")
    return reply.community


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = PrivacyCog(bot.core.rights, bot.core.objections, bot.core.networks, bot)
    await bot.add_cog(cog)
    bot.on_press("confirm", cog.confirmed)
    bot.on_press("dismiss", cog.dismissed)
    bot.on_press("rights", cog.step)
    bot.on_press("prove_out", cog.proved)

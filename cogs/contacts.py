"""`/contacts`: who acts on me and on whom I act, among those who agreed to be found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from discord.ext import commands

from bot.answers import Answers
from bot.naming import command, community_only
from bot.reply import Asked, Reply, is_private_message
from bot.ui import notice
from bot.ui.parts import Rendered, slash
from scoring.errors import DomainError

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.contacts import Contacts


class ContactsCog(commands.Cog):
    """Both sides agree first; the answer is for the asker alone."""

    def __init__(self, contacts: Contacts, answers: Answers) -> None:
        self._contacts = contacts
        self._answers = answers

    @command("contacts")
    @community_only
    async def contacts(self, interaction: Asked) -> None:
        """The question, or the two lists."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._circle(reply))

    async def chosen(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Let me be found here*, and *Stop being found*."""
        reply = await Reply.begin(interaction, in_place=is_private_message(interaction))
        if state["way"] == "on":
            await self._contacts.agree(reply.asker, _community(reply))
            await reply.send(await self._circle(reply))
        else:
            await self._contacts.withdraw(reply.asker, _community(reply))
            again = reply.t("contacts.stopped", contacts=slash("contacts", reply.t))
            await reply.send(notice.success(again))

    async def _circle(self, reply: Reply) -> Rendered:
        found = await self._contacts.of(reply.asker, _community(reply))
        return await self._answers.circle(reply.to, found)


def _community(reply: Reply) -> int:
    if reply.community is None:
        raise DomainError("guild_only")
    return reply.community


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = ContactsCog(bot.core.contacts, bot.answers)
    await bot.add_cog(cog)
    bot.on_press("found", cog.chosen)

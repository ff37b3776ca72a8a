"""`/link`: opt in, account by account, with proof; and the second yes, to be seen here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.naming import choices, command, said
from bot.panels import link as panels
from bot.reply import Asked, Reply, is_private_message
from bot.suggestions import listed, network_choices
from bot.ui import notice
from bot.ui.coverage import network_title
from bot.ui.parts import Rendered, safe
from scoring.errors import DomainError
from scoring.models import SubjectKind

if TYPE_CHECKING:
    from bot.client import Renown
    from scoring.linking import Linking
    from scoring.networks.registry import Networks

PERSON, PAGE = SubjectKind.PERSON, SubjectKind.PAGE


class LinkCog(
    commands.GroupCog,
    group_name=said("command.link.name"),
    group_description=said("command.link.description"),
):
    """Nobody is measured who has not linked an account of their own."""

    def __init__(self, links: Linking, networks: Networks, bot: Renown) -> None:
        self._links = links
        self._networks = networks
        self._bot = bot

    @command("link.add")
    @app_commands.choices(role=choices(PERSON, PAGE))
    async def add(
        self,
        interaction: Asked,
        account: str | None = None,
        role: str = PERSON,
        name: str | None = None,
    ) -> None:
        """A code to put where only the owner can write; what is missing is asked in a form."""
        page = role == PAGE or name is not None
        if account and (name or not page):
            await self._begin(interaction, account, name if page else None)
            return
        await self._ask(interaction, account, page=page)

    @add.autocomplete("account")
    async def networks(self, interaction: Asked, partial: str) -> list[Choice[str]]:  # noqa: ARG002 - discord.py's signature
        """The networks that are on and on which an account can be proved."""
        return network_choices(self._networks.on(), partial)

    @command("link.verify")
    async def verify(self, interaction: Asked, account: str | None = None) -> None:
        """Look for the code now."""
        reply = await Reply.begin(interaction)
        await self._verify(reply, account)

    @verify.autocomplete("account")
    async def pending(self, interaction: Asked, partial: str) -> list[Choice[str]]:  # noqa: ARG002 - discord.py's signature
        """The accounts that wait for their proof."""
        proofs = await self._links.pending(interaction.user.id)
        return listed((f"{p.title}: {p.handle}", f"{p.network}:{p.handle}") for p in proofs)

    @command("link.list")
    async def list_accounts(self, interaction: Asked) -> None:
        """What is linked, and who sees it here."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._listing(reply))

    @command("link.remove")
    async def remove(self, interaction: Asked, account: str) -> None:
        """Unlink, and forget what was read."""
        reply = await Reply.begin(interaction)
        removed = await self._links.remove(reply.asker, account)
        handle, network = safe(removed.handle), network_title(removed.network, reply.t)
        await reply.send(notice.success(reply.t("link.removed", handle=handle, network=network)))
        await self._bot.nudge()

    @remove.autocomplete("account")
    async def own(self, interaction: Asked, partial: str) -> list[Choice[str]]:
        """The asker's accounts."""
        user = interaction.user.id
        linked = [(a.network, a.handle) for a in await self._links.accounts(user)]
        own = [
            f"{network}:{handle}" for network, handle in [*linked, *await self._links.named(user)]
        ]
        return listed((one, one) for one in own if partial.casefold() in one.casefold())

    async def verify_pressed(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Verify*, under the code."""
        reply = await Reply.begin(interaction)
        await self._verify(reply, state["reference"] or None)

    async def agreed(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*I agree*, where a network is read with consent only: the code takes its place."""
        reply = await Reply.begin(interaction, in_place=is_private_message(interaction))
        page = state["page"] or None
        proof = await self._links.begin(
            reply.asker,
            state["reference"],
            page=page,
            consented=True,
            locale=reply.t.language,
        )
        await reply.send(panels.challenge(proof, reply.t, reply.asker))

    async def show_here(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Show me here*."""
        reply = await Reply.begin(interaction, in_place=is_private_message(interaction))
        await self._links.show_here(reply.asker, int(state["community"]), int(state["subject"]))
        await reply.send(notice.success(reply.t("link.shown_here")))
        await self._bot.nudge()

    async def only_me(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*Only me*."""
        reply = await Reply.begin(interaction, in_place=is_private_message(interaction))
        await self._links.only_me(reply.asker, int(state["community"]), int(state["subject"]))
        await reply.send(notice.success(reply.t("link.only_me")))
        await self._bot.nudge()

    async def form(self, interaction: Asked, state: Mapping[str, str]) -> None:  # noqa: ARG002 - discord.py's signature
        """*Link an account*: the form."""
        await self._ask(interaction, None, page=False)

    async def _ask(self, interaction: Asked, account: str | None, *, page: bool) -> None:
        t = await self._bot.speech(None, interaction.locale)
        form = panels.AskAccount(t, self._begin, account=account, page=page)
        await interaction.response.send_modal(form)

    async def _begin(self, interaction: Asked, account: str, name: str | None) -> None:
        if name is not None:
            _require_name(name)
        reply = await Reply.begin(interaction)
        named = self._networks.parse(account)
        declaration = self._networks.declaration(named.network)
        if declaration.consent and self._networks.connector(named.network) is not None:
            asked = panels.consent(declaration, named.handle, reply.t, reply.asker, name)
            await reply.send(asked)
            return
        language = reply.t.language
        proof = await self._links.begin(reply.asker, account, page=name, locale=language)
        await reply.send(panels.challenge(proof, reply.t, reply.asker))

    async def _verify(self, reply: Reply, reference: str | None) -> None:
        locale = str(reply.interaction.locale)
        proved = await self._links.verify(reply.asker, reference, locale=locale)
        await reply.send(panels.linked(proved, reply.t, reply.asker, reply.community))
        if proved.previous_owner is not None:
            await self._bot.tell()
            await self._bot.nudge()

    async def _listing(self, reply: Reply) -> Rendered:
        user, community = reply.asker, reply.community
        accounts = await self._links.accounts(user)
        subjects = await self._links.subjects(user)
        shown = await self._links.shown(user, community) if community is not None else {}
        named = await self._links.named(user)
        pending = await self._links.pending(user)
        return panels.listing(accounts, subjects, shown, named, pending, reply.t, user, community)


def _require_name(name: str) -> None:
    """A page has a name that fits on a board."""
    if not name.strip():
        raise DomainError("page_name_missing")
    if len(name) > panels.PAGE_NAME:
        raise DomainError("option_too_long", n=panels.PAGE_NAME)


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = LinkCog(bot.core.links, bot.core.networks, bot)
    await bot.add_cog(cog)
    bot.on_press("link", cog.form)
    bot.on_press("verify", cog.verify_pressed)
    bot.on_press("agree", cog.agreed)
    bot.on_press("show_here", cog.show_here)
    bot.on_press("only_me", cog.only_me)

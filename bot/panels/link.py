"""Linking as people see it: the challenge, the second yes, the list, and the form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.i18n import Translator
from bot.ui import controls
from bot.ui import notice as notices
from bot.ui.coverage import network_title
from bot.ui.parts import Block, Rendered, rendered, row, rule, safe, small, text, when
from scoring.errors import DomainError
from scoring.models import Account, AccountState, Subject, SubjectKind
from scoring.networks.base import Proof
from scoring.notices import NoticeKind
from scoring.reproof import GRACE
from scoring.webpage import META, WELL_KNOWN

if TYPE_CHECKING:
    from scoring.challenge import Challenge
    from scoring.linking import Linked
    from scoring.networks.base import Declaration
    from scoring.store.notices import Notice

HANDLE = 60
REFERENCE = 66  # what fits into the id of the Verify button
SUBJECTS = 5
ACCOUNTS = 20
PAGE_NAME = 60
SEVERAL = 2

Filled = Callable[[discord.Interaction[Any], str, str | None], Awaitable[None]]


def challenge(proof: Challenge, t: Translator, user: int) -> Rendered:
    """The code, where to put it, until when, what else confirms it, and the button for then."""
    reference = f"{proof.network}:{proof.handle}"
    kept = reference if len(reference) <= REFERENCE else ""
    network = network_title(proof.network, t)
    title = t("link.begin.title", handle=safe(proof.handle, HANDLE), network=network)
    if proof.code:
        title += f"\n```\n{proof.code}\n```"
    expires = t(
        "link.begin.then" if proof.code else "link.begin.after", when=when(proof.expires_at)
    )
    leave = small(t("link.begin.leave")) if proof.code else ""
    verify = controls.Verify.button(t, by=user, reference=kept)
    return rendered(
        [
            text(title),
            text(*choices(proof, t)),
            text(expires, leave, small(t("link.begin.own"))),
            row(verify, *offers(proof, t)),
        ]
    )


def choices(proof: Challenge, t: Translator) -> list[str]:
    """All that proves the account, each on a line: what is one of several has a number."""
    network = network_title(proof.network, t)
    said: list[str] = []
    if any(offer.site == proof.network for offer in proof.offers):
        said.append(t("link.begin.consent", network=network))
    said += _ways(proof, t) if proof.code else ()
    if any(offer.site != proof.network for offer in proof.offers):
        said.append(t("link.begin.through_discord", network=network))
    if len(said) < SEVERAL:
        return said
    numbered = [f"{number}. {words}" for number, words in enumerate(said, 1)]
    return [t("link.begin.one_of"), *numbered]


def offers(proof: Challenge, t: Translator) -> list[Block]:
    """Ways through the browser, as links: each leads to a page that this member alone can use."""
    network = network_title(proof.network, t)
    return [
        ui.Button(
            label=t("link.offer.network", network=network)
            if offer.site == proof.network
            else t("link.offer.discord"),
            url=offer.url,
        )
        for offer in proof.offers
    ]


def told(notice: Notice, t: Translator) -> Rendered:
    """What somebody has to know about an account of theirs."""
    data = notice.data
    account = f"{data['network']}:{safe(data['handle'], HANDLE)}"
    if data.get("page"):
        account = t("link.notice.on_page", account=account, name=safe(data["page"]))
    until = when(datetime.fromisoformat(data["until"])) if "until" in data else ""
    words = t(f"link.notice.{notice.kind}", account=account, until=until)
    return notices.info(words) if notice.kind == NoticeKind.TAKEN_OVER else notices.problem(words)


def consent(
    declaration: Declaration, handle: str, t: Translator, user: int, page: str | None
) -> Rendered:
    """What is read, from whom and at whose cost, how to take it back, and the button to agree.

    Raises DomainError where the page's name is too long to come along.
    """
    network = network_title(declaration.name, t)
    kinds = t.listing([t(f"kind.{kind}", n=2) for kind in declaration.kinds])
    said = [
        t("link.consent.title", handle=safe(handle, HANDLE), network=network),
        t("link.consent.what", network=network, kinds=kinds),
        t("link.consent.terms", network=network, url=declaration.terms),
        t("link.consent.withdraw"),
    ]
    if declaration.price:
        said.insert(2, t("link.consent.price", price=t.number(declaration.price, 2)))
    reference = f"{declaration.name}:{handle}"
    room = controls.LIMIT - len(controls.Agree.id_for(by=user, reference=reference, page=""))
    if page is not None and len(page) > room:
        raise DomainError("option_too_long", n=room)
    agree = controls.Agree.button(t, by=user, reference=reference, page=page or "")
    return notices.info("\n".join(said), agree)


def linked(proved: Linked, t: Translator, user: int, community: int | None) -> Rendered:
    """Proved. In a community, the second question: who may see it?"""
    page = proved.subject.kind is SubjectKind.PAGE
    said = t(
        "link.done.page" if page else "link.done.person",
        handle=safe(proved.account.handle, HANDLE),
        network=network_title(proved.account.network, t),
        name=safe(proved.subject.name),
    )
    if community is None:
        return notices.success(f"{said}\n{t('link.done.elsewhere')}")
    subject = proved.subject.id
    return notices.success(
        f"{said}\n{t('link.done.who')}",
        controls.ShowHere.button(t, subject=subject, community=community, by=user),
        controls.OnlyMe.button(t, subject=subject, community=community, by=user),
    )


def listing(
    accounts: Sequence[Account],
    subjects: Sequence[Subject],
    shown: Mapping[int, bool],
    named: Sequence[tuple[str, str]],
    pending: Sequence[Challenge],
    t: Translator,
    user: int,
    community: int | None,
) -> Rendered:
    """Accounts by person and page, who sees them here, what was only named (network, handle),
    and what waits for its proof."""
    if not accounts and not named and not pending:
        return notices.info(t("link.list.none"), controls.LinkAccount.button(t))
    blocks: list[Block] = [text(f"### {t('link.list.title')}")]
    for subject in subjects[:SUBJECTS]:
        own = [account for account in accounts if account.subject_id == subject.id]
        if not own:
            continue
        blocks += _subject(subject, own, t)
        if community is not None:
            visible = shown.get(subject.id, False)
            blocks += _visibility(subject.id, t, user, community, visible=visible)
    others = [*(_named(*one, t) for one in named), *(_pending(proof, t) for proof in pending)]
    if others:
        blocks += [*([rule()] if accounts else []), text(*others[:ACCOUNTS])]
    return rendered(blocks)


def _ways(proof: Challenge, t: Translator) -> Iterator[str]:
    """Where the code can be put."""
    network = network_title(proof.network, t)
    tag = f'`<meta name="{META}" content="{proof.code}">`'
    places = {
        Proof.CODE: {"field": field(proof.field, t), "network": network, "url": proof.url},
        Proof.DOMAIN: {"tag": tag},
        Proof.ATPROTO: {},
        Proof.REL_ME: {"tag": tag, "network": network},
    }
    for way in proof.ways:
        file = f"`https://{way.host}{WELL_KNOWN}`"
        own = f"link.way.{proof.network}.{way.proof}"
        key = own if t.has(own) else f"link.way.{way.proof}"
        yield t(key, file=file, host=safe(way.host), **places[way.proof])


def field(name: str, t: Translator) -> str:
    """A network's name for the field with the code, in words where we have them."""
    key = f"link.field.{name}"
    return t(key) if t.has(key) else safe(name)


def _subject(subject: Subject, accounts: Sequence[Account], t: Translator) -> list[Block]:
    page = subject.kind is SubjectKind.PAGE
    heading = t("link.list.page", name=safe(subject.name)) if page else t("link.list.you")
    lines = [_account(account, t) for account in accounts[:ACCOUNTS]]
    return [text(f"**{heading}**", *lines)]


def _visibility(
    subject: int, t: Translator, user: int, community: int, *, visible: bool
) -> list[Block]:
    control = controls.OnlyMe if visible else controls.ShowHere
    state = t("link.list.shown" if visible else "link.list.not_shown")
    return [
        text(small(state)),
        row(control.button(t, subject=subject, community=community, by=user)),
    ]


def _account(account: Account, t: Translator) -> str:
    said = t(
        "link.list.account",
        network=network_title(account.network, t),
        handle=safe(account.handle, HANDLE),
        when=when(account.linked_at),
    )
    if account.state is AccountState.ACTIVE and account.unproved_since is not None:
        until = when(account.unproved_since + GRACE)
        return f"{said}\n  ⚠️ {t('link.list.unproved', until=until)}"
    if account.state is AccountState.ACTIVE:
        return said
    return f"{said} · {t(f'link.state.{account.state}')}"


def _named(network: str, handle: str, t: Translator) -> str:
    title = network_title(network, t)
    return t("link.list.named", network=title, handle=safe(handle, HANDLE))


def _pending(proof: Challenge, t: Translator) -> str:
    handle = safe(proof.handle, HANDLE)
    return t(
        "link.list.pending",
        network=network_title(proof.network, t),
        handle=handle,
        when=when(proof.expires_at),
    )


class AskAccount(ui.Modal):
    """Asks for what was left out of `/link add`: the account, and a page's name."""

    def __init__(self, t: Translator, filled: Filled, *, account: str | None, page: bool) -> None:
        super().__init__(title=t("link.form.title"), timeout=900)
        self._filled = filled
        self._account: ui.TextInput[AskAccount] = ui.TextInput(
            default=account, placeholder=t("link.form.account_example"), max_length=200
        )
        self._name: ui.TextInput[AskAccount] = ui.TextInput(max_length=PAGE_NAME)
        self._page = page
        self.add_item(
            ui.Label(
                text=t("link.form.account"),
                description=t("link.form.account_hint"),
                component=self._account,
            )
        )
        if page:
            self.add_item(ui.Label(text=t("link.form.page"), component=self._name))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        name = self._name.value.strip() if self._page else None
        await self._filled(interaction, self._account.value.strip(), name)

    async def on_error(  # type: ignore[override] # discord.py's own Modal has no item here
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        await interaction.client.report(interaction, error)

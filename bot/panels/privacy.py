"""What is held about somebody, in words, and the questions before what cannot be undone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.i18n import Translator
from bot.ui import controls, notice
from bot.ui.coverage import network_title
from bot.ui.parts import Block, Rendered, rendered, row, safe, small, text

if TYPE_CHECKING:
    from scoring.privacy import Holdings

ACCOUNTS = 20
EXPORT = "renown-export.json"


def holdings(held: Holdings, t: Translator, community: int | None) -> Rendered:
    """Everything held, in figures, and what can be done about it."""
    if held.opted_out:
        return notice.info(t("privacy.show.opted_out"))
    if not held.accounts and not held.pending:
        return notice.info(t("privacy.show.nothing"), controls.LinkAccount.button(t))
    lines = [
        t("privacy.show.snapshots", n=held.snapshots),
        t("privacy.show.shown", n=len(held.shown_in)),
        _visibility(held, t, community),
        t("privacy.show.found", n=len(held.found_in)) if held.found_in else "",
        t("privacy.show.pending", n=held.pending) if held.pending else "",
        t("privacy.show.since", date=_date(held.since)) if held.since else "",
    ]
    return rendered(
        [
            text(f"### {t('privacy.show.title')}"),
            text(t("privacy.show.accounts", n=len(held.accounts)), *_accounts(held, t)),
            text(*lines),
            text(small(t("privacy.show.people")), small(t("privacy.show.next"))),
            *_milestones(held, t),
        ]
    )


def confirm(what: str, t: Translator, user: int) -> Rendered:
    """The question before `delete` and `opt_out`, for one person's hand only."""
    return notice.info(
        t(f"privacy.{what}.question"),
        controls.Confirm.button(t, label=t(f"privacy.{what}.yes"), what=what, by=user),
        controls.Dismiss.button(t, by=user),
    )


def exported(t: Translator) -> Rendered:
    """The words around the file."""
    block: ui.File[ui.LayoutView] = ui.File(discord.UnfurledMediaItem(f"attachment://{EXPORT}"))
    return rendered([text(t("privacy.export.done")), block])


def _date(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "D")


def _visibility(held: Holdings, t: Translator, community: int | None) -> str:
    if held.hidden_everywhere:
        return t("privacy.show.hidden_everywhere")
    if community is not None and community in held.hidden_in:
        return t("privacy.show.hidden_here")
    return ""


def _milestones(held: Holdings, t: Translator) -> list[Block]:
    """Whether private words about milestones come, and the other way."""
    if held.milestones:
        said, button = "privacy.show.milestones", controls.Cheer.button(t, way="off")
    else:
        label = t("milestone.again")
        said, button = "privacy.show.no_milestones", controls.Cheer.button(t, label=label, way="on")
    return [text(t(said)), row(button)]


def _accounts(held: Holdings, t: Translator) -> list[str]:
    return [
        f"- {network_title(account.network, t)} · {safe(account.handle)}"
        for account in held.accounts[:ACCOUNTS]
    ]

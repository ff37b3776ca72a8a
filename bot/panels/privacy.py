"""What is held about somebody, in words, and the questions before what cannot be undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.i18n import Translator
from bot.panels import link as links
from bot.ui import controls, notice
from bot.ui.coverage import network_title
from bot.ui.parts import (
    Block,
    Rendered,
    first_that_fits,
    rendered,
    row,
    rule,
    safe,
    small,
    text,
    when,
)
from scoring.store.rights import Held, Kept

if TYPE_CHECKING:
    from scoring.challenge import Challenge
    from scoring.privacy import Holdings

ACCOUNTS = (20, 8, 0)  # as many as there is room for
EXPORT = "renown-export.json"


def holdings(held: Holdings, t: Translator, user: int, community: int | None) -> Rendered:
    """The state in one line, what there is by kind and how long it stays, and what can be done."""
    if not held.kinds:
        steps = () if held.opted_out else (controls.LinkAccount.button(t),)
        return notice.info(_state(held, t, community), *steps)
    return first_that_fits(_holdings(held, t, user, community, most) for most in ACCOUNTS)


def _holdings(
    held: Holdings, t: Translator, user: int, community: int | None, most: int
) -> Rendered:
    blocks: list[Block] = [
        text(f"### {t('privacy.show.title')}", _state(held, t, community)),
        *([text(*_accounts(held, t, most))] if held.accounts else []),
        text(*_kinds(held.kinds, t)),
        text(*_elsewhere(held, t, community), small(t("privacy.show.people"))),
        *_milestones(held, t),
        rule(),
        row(*_steps(held, t, user, community)),
    ]
    return rendered(blocks)


def _state(held: Holdings, t: Translator, community: int | None) -> str:
    """How things stand, for who reads nothing else."""
    shown = len(held.shown_in)
    states = {
        "opted_out": held.opted_out,
        "none": not held.kinds,
        "pending": not held.accounts,
        "hidden": held.hidden_everywhere,
        "hidden_here": community in held.hidden_in,
        "here": community in held.shown_in,
        "not_here": community is not None,
        "only_you": not shown,
        "shown": True,
    }
    key = next(state for state, holds in states.items() if holds)
    return t(f"privacy.show.state_{key}", n=shown)


def _accounts(held: Holdings, t: Translator, most: int) -> Iterator[str]:
    """The accounts, and since when there is one."""
    linked = held.accounts
    since = f" · {t('privacy.show.since', date=_date(held.since))}" if held.since else ""
    yield t("privacy.show.accounts", n=len(linked)) + since
    for account in linked[:most]:
        yield f"- {network_title(account.network, t)} · {safe(account.handle)}"
    if len(linked) > most:
        yield f"- {t('privacy.show.more', n=len(linked) - most)}"


def _kinds(kinds: Sequence[Held], t: Translator) -> Iterator[str]:
    """What is held, longest first, under how long it stays."""
    order = list(Kept)
    kinds = [kind for kind in kinds if kind.what != "account"]  # these are listed one by one
    for kept, same in groupby(sorted(kinds, key=lambda k: order.index(k.kept)), lambda k: k.kept):
        yield t(f"privacy.kept.{kept}")
        yield from (f"- {t(f'privacy.what.{kind.what}', n=kind.number)}" for kind in same)


def _elsewhere(held: Holdings, t: Translator, community: int | None) -> Iterator[str]:
    """Where the member is found among contacts, and in how many other communities they are shown
    or hidden."""
    if held.found_in:
        yield t("privacy.show.found", n=len(held.found_in))
    if held.hidden_everywhere or community is None:
        return
    if shown := len({*held.shown_in} - {community}):
        yield t("privacy.show.elsewhere", n=shown)
    if hidden := len({*held.hidden_in} - {community}):
        yield t("privacy.show.elsewhere_hidden", n=hidden)


def _steps(held: Holdings, t: Translator, user: int, community: int | None) -> Iterator[Block]:
    """What can be done next, each by one press."""
    steps = ["export"]
    if held.hidden_everywhere:
        pass  # here alone would change nothing
    elif community in held.hidden_in:
        steps.append("unhide")
    elif community in held.shown_in:
        steps.append("hide")
    for step in (*steps, "delete"):
        label = t(f"privacy.button.{step}")
        yield controls.RightsStep.button(t, label=label, step=step, by=user)


def confirm(what: str, t: Translator, user: int) -> Rendered:
    """The question before `delete` and `opt_out`, for one person's hand only."""
    return notice.info(
        t(f"privacy.{what}.question"),
        controls.Confirm.button(t, label=t(f"privacy.{what}.yes"), what=what, by=user),
        controls.Dismiss.button(t, by=user),
    )


def objection(proof: Challenge, t: Translator, user: int, *, undo: bool) -> Rendered:
    """The code that proves an account one never linked, where to put it, and what follows."""
    reference = f"{proof.network}:{proof.handle}"
    kept = reference if len(reference) <= links.REFERENCE else ""
    network = network_title(proof.network, t)
    key = "privacy.opt_out.title_undo" if undo else "privacy.opt_out.title"
    title = t(key, handle=safe(proof.handle, links.HANDLE), network=network)
    verify = controls.ProveObjection.button(t, by=user, reference=kept)
    return rendered(
        [
            text(title, f"```\n{proof.code}\n```"),
            text(*links.choices(proof, t)),
            text(t("privacy.opt_out.then", when=when(proof.expires_at))),
            text(small(t("privacy.opt_out.after"))),
            row(verify, *links.offers(proof, t)),
        ]
    )


def exported(t: Translator, parts: Sequence[str]) -> Rendered:
    """The words around the file, or around its parts."""
    words = [t("privacy.export.done")]
    if len(parts) > 1:
        words.append(t("privacy.export.split", n=len(parts)))
    elif parts[0] != EXPORT:
        words.append(t("privacy.export.packed"))
    files = [discord.UnfurledMediaItem(f"attachment://{name}") for name in parts]
    blocks: list[Block] = [ui.File(one) for one in files]
    return rendered([text(*words), *blocks])


def _date(moment: datetime) -> str:
    return discord.utils.format_dt(moment, "D")


def _milestones(held: Holdings, t: Translator) -> list[Block]:
    """Whether private words about milestones come, and the other way."""
    if held.milestones:
        said, button = "privacy.show.milestones", controls.Cheer.button(t, way="off")
    else:
        label = t("milestone.again")
        said, button = "privacy.show.no_milestones", controls.Cheer.button(t, label=label, way="on")
    return [text(t(said)), row(button)]

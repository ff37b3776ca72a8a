"""Contacts: the question first, then who acts on the asker and on whom they act."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Translator
from bot.ui import controls, notice
from bot.ui.coverage import network_title
from bot.ui.parts import (
    Block,
    Names,
    Rendered,
    fitted,
    rendered,
    row,
    rule,
    safe_name,
    slash,
    small,
    text,
)
from scoring.contacts import Circle, Contact

LISTED = 10  # of each list
NETWORKS = 3


def render_circle(circle: Circle, names: Names, t: Translator, *, user: int, here: int) -> Rendered:
    """What there is to see once somebody is shown `here` and agreed; before that, the question."""
    if not circle.shown:
        show = controls.ShowHere.button(t, subject=circle.subject.id, community=here, by=user)
        return notice.info(_said(t, "what", "not_shown"), show)
    if not circle.agreed:
        return notice.info(_said(t, "what", "both"), *_choice(t, user))

    def build(short: Names) -> Rendered:
        blocks: list[Block] = [text(f"### {t('contacts.title')}"), *_lists(circle, short, t)]
        stop = controls.Found.button(t, label=t("contacts.stop"), way="off")
        return rendered([*blocks, text(small(t("contacts.only_you"))), row(stop)])

    listed = [*circle.on_me[:LISTED], *circle.by_me[:LISTED]]
    return fitted([contact.subject for contact in listed], names, t, build)


def _said(t: Translator, *keys: str) -> str:
    paragraphs = "\n\n".join(t(f"contacts.{key}") for key in keys)
    return f"### {t('contacts.title')}\n{paragraphs}"


def _choice(t: Translator, user: int) -> Sequence[Block]:
    later = controls.Dismiss.button(t, label=t("contacts.later"), by=user)
    return controls.Found.button(t, way="on"), later


def _lists(circle: Circle, names: Names, t: Translator) -> list[Block]:
    if not circle.on_me and not circle.by_me:
        return [text(t("contacts.empty", contacts=slash("contacts", t)))]
    on_me, by_me = _listed(circle.on_me, names, t), _listed(circle.by_me, names, t)
    return [text(t("contacts.on_me"), *on_me), rule(), text(t("contacts.by_me"), *by_me)]


def _listed(contacts: Sequence[Contact], names: Names, t: Translator) -> list[str]:
    lines = [f"- {_line(contact, names, t)}" for contact in contacts[:LISTED]]
    more = len(contacts) - LISTED
    if more > 0:
        lines.append(small(t("contacts.more", n=more)))
    return lines or [t("contacts.nobody")]


def _line(contact: Contact, names: Names, t: Translator) -> str:
    networks = [network_title(name, t) for name in contact.networks[:NETWORKS]]
    return t(
        "contacts.line",
        name=f"**{safe_name(contact.subject, names, t)}**",
        networks=t.listing(networks),
        n=contact.fortnights,
        lately=t(f"contacts.lately.{contact.lately}"),
    )

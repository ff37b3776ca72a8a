"""The privacy policy in short, where no page of it can be linked."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.i18n import Translator
from bot.ui import controls
from bot.ui.parts import Block, Rendered, rendered, row, rule, small, text

SECTIONS = ("who", "what", "why", "others", "until", "rights")


def policy(t: Translator, links: Sequence[tuple[str, str]]) -> Rendered:
    """Who is responsible, what is kept, why, who else learns of it, how long, and one's rights."""
    blocks: list[Block] = [text(f"### {t('privacy.policy.title')}")]
    blocks += [text(t(f"privacy.policy.{section}")) for section in SECTIONS]
    blocks += [rule(), text(small(t("privacy.policy.ask")))]
    report = [(name, url) for name, url in links if name == "report"]
    return rendered([*blocks, *([row(*link_buttons(report, t))] if report else [])])


def link_buttons(links: Sequence[tuple[str, str]], t: Translator) -> list[Block]:
    """Addresses outside Discord."""
    return [ui.Button(label=t(f"about.link.{name}"), url=url) for name, url in links]


def way_to_policy(t: Translator, links: Sequence[tuple[str, str]]) -> ui.ActionRow[ui.LayoutView]:
    """The policy is one press away: by its address, or else in short; and what else is linked."""
    short = [] if any(name == "policy" for name, _ in links) else [controls.Policy.button(t)]
    return row(*short, *link_buttons(links, t))

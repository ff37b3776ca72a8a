"""First words: to those who manage a server, and to a member who has linked nothing yet."""

from __future__ import annotations

from collections.abc import Callable

from discord import ButtonStyle

from bot.i18n import Translator
from bot.ui import controls
from bot.ui.parts import Block, Rendered, rendered, row, safe, small, text

Mention = Callable[[str], str]
STEPS = 3


def joined(mention: Mention, t: Translator, *, in_server: bool, server: str) -> Rendered:
    """What the bot says once, where it was invited to; in a direct message `server` says where."""
    commands = {
        "show": mention("community show"),
        "channel": mention("community channel"),
        "zone": mention("community zone"),
        "language": mention("community language"),
        "link": mention("link add"),
    }
    heading = (
        t("welcome.join.title") if in_server else t("welcome.join.title_in", server=safe(server))
    )
    steps = (f"{n}. {t(f'welcome.join.step_{n}', **commands)}" for n in range(1, STEPS + 1))
    buttons: list[Block] = [controls.SetUp.button(t)] if in_server else []
    return rendered(
        [
            text(f"### {heading}", t("welcome.join.what")),
            text(t("welcome.join.steps"), *steps),
            text(small(t("welcome.join.promise"))),
            row(*buttons, controls.About.button(t)),
        ]
    )


def newcomer(mention: Mention, t: Translator, *, in_server: bool) -> Rendered:
    """Instead of a score for somebody who has none: how to get one, and what it means."""
    commands = {"link": mention("link add"), "score": mention("score"), "why": mention("why")}
    steps = (f"{n}. {t(f'welcome.first.step_{n}', **commands)}" for n in range(1, STEPS + 1))
    buttons: list[Block] = [controls.LinkAccount.button(t)]
    if in_server:
        buttons.append(_board(t))
    measured = controls.About.button(t, label=t("welcome.first.measured"))
    return rendered(
        [
            text(f"### {t('welcome.first.title')}", t("error.own_never_linked")),
            text(*steps),
            text(small(t("welcome.first.promise", delete=mention("privacy delete")))),
            row(*buttons, measured),
        ]
    )


def _board(t: Translator) -> Block:
    label = t("welcome.first.board")
    return controls.SeePrivately.button(
        t, label=label, style=ButtonStyle.secondary, what="board", user=0
    )

"""What the bot is, what it measures and what it is not for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.folding import fold
from bot.i18n import Translator
from bot.panels.help import EXAMPLES
from bot.panels.policy import way_to_policy
from bot.ui.coverage import network_title
from bot.ui.parts import ACCENT, Block, Rendered, rendered, rule, small, text
from scoring.formula import FORMULA_VERSION
from scoring.networks.base import Declaration, NetworkClass


def about(
    declarations: Iterable[Declaration],
    is_on: Callable[[str], bool],
    t: Translator,
    links: Sequence[tuple[str, str]] = (),
    is_beside: Callable[[str], bool] = lambda _: False,
) -> Rendered:
    """The formula, the networks and their state, the limits of use, the rights."""
    blocks: list[Block] = [
        text(f"### {t('about.title')}", t("about.what")),
        text(t("about.formula", version=str(FORMULA_VERSION)), t("about.uncalibrated")),
        text(*_networks(list(declarations), is_on, is_beside, t), small(t("about.networks_once"))),
        rule(),
        text(t("about.not_for"), t("about.not_for_sale")),
        text(t("about.privacy"), small(t("about.report"))),
    ]
    return rendered([*blocks, way_to_policy(t, links)])


def short_help(mention: Callable[[str], str], t: Translator, called: str = "") -> Rendered:
    """For a message that was not understood: a line, three examples, and where there is more.

    `called` stands before an example where the bot has to be mentioned.
    """
    before = f"{called} " if called else ""
    asked = [f"- {before}{t(f'question.example_{n}')}" for n in range(1, EXAMPLES + 1)]
    more = small(t("question.more", help=mention("help")))
    return rendered([text(t("question.help"), *asked), text(more)], accent=ACCENT)


def _networks(
    declarations: Sequence[Declaration],
    is_on: Callable[[str], bool],
    is_beside: Callable[[str], bool],
    t: Translator,
) -> list[str]:
    """One line for each state: measured, read beside the score, switched off here, nothing to be
    had."""
    groups: dict[str, list[str]] = {"measured": [], "beside": [], "off": [], "closed": []}
    for declaration in declarations:
        name = declaration.name
        if declaration.network_class is NetworkClass.CLOSED:
            state = "closed"
        elif not is_on(name):
            state = "off"
        else:
            state = "beside" if is_beside(name) else "measured"
        groups[state].append(network_title(name, t))
    return [
        f"- {t(f'about.networks_{state}', networks=t.listing(sorted(titles, key=fold)))}"
        for state, titles in groups.items()
        if titles
    ]

"""`/help`: the commands in groups, clickable, and three questions in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.i18n import Translator
from bot.panels.policy import way_to_policy
from bot.ui import controls
from bot.ui.parts import Rendered, rendered, row, rule, small, text

GROUPS: Mapping[str, Mapping[str, str]] = {
    "yours": {
        "score": "score",
        "why": "why",
        "history": "history",
        "topics": "topics",
        "check": "check",
    },
    "together": {
        "compare": "compare",
        "leaderboard": "leaderboard",
        "contacts": "contacts",
        "vouch": "vouch",
    },
    "accounts": {"link add": "link", "link list": "list", "privacy show": "privacy"},
    "managers": {"community show": "community", "community preview": "preview"},
}
MANAGERS = "managers"
EXAMPLES = 3


def help_(
    mention: Callable[[str], str],
    t: Translator,
    bot_name: str,
    links: Sequence[tuple[str, str]] = (),
    *,
    known: Callable[[str], bool],
    manager: bool = False,
) -> Rendered:
    """The commands that are `known`; the part for managers only to them."""
    groups = [
        _group(name, [path for path in paths if known(path)], mention, t)
        for name, paths in GROUPS.items()
        if manager or name != MANAGERS
    ]
    asked = [f"- @{bot_name} {t(f'help.example_{n}')}" for n in range(1, EXAMPLES + 1)]
    return rendered(
        [
            text(f"### {t('help.title')}"),
            text("\n\n".join(groups)),
            rule(),
            text(t("help.ask"), *asked),
            text(small(t("help.menus")), small(t("help.start", link=mention("link add")))),
            row(controls.LinkAccount.button(t), controls.About.button(t)),
            way_to_policy(t, links),
        ]
    )


def _group(name: str, paths: Sequence[str], mention: Callable[[str], str], t: Translator) -> str:
    lines = [f"{mention(path)} · {t(f'help.{GROUPS[name][path]}')}" for path in paths]
    return "\n".join([f"**{t(f'help.group_{name}')}**", *lines])

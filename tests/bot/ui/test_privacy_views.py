"""What `/privacy` shows stays within Discord's limits, at its longest and in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.i18n import Translator
from bot.packing import MOST_PARTS
from bot.panels import policy, privacy
from bot.ui.parts import fits
from scoring.models import Account, AccountState
from scoring.networks.registry import FACTORIES
from scoring.privacy import Holdings
from scoring.store.rights import TABLES, Held
from tests.bot.ui.samples import BIG, LANGUAGES, NOW, challenge, texts

NAME = "W" * 100
HERE, ELSEWHERE = 1, 2
EVERYTHING = Holdings(
    accounts=tuple(
        Account(n, 1, "stackexchange", NAME, NAME, NAME, "", AccountState.ACTIVE, NOW, NOW, NOW)
        for n in range(25)
    ),
    pages=(),
    shown_in=(HERE, ELSEWHERE),
    hidden_in=(),
    found_in=(HERE,),
    hidden_everywhere=False,
    milestones=True,
    opted_out=False,
    snapshots=9,
    pending=3,
    since=NOW,
    kinds=tuple(
        {how.what: Held(how.what, how.kept, 1_234_567) for how in TABLES.values()}.values()
    ),
)
STATES = {
    "here": EVERYTHING,
    "not_here": replace(EVERYTHING, shown_in=(ELSEWHERE,)),
    "hidden_here": replace(EVERYTHING, shown_in=(), hidden_in=(HERE, ELSEWHERE)),
    "hidden": replace(EVERYTHING, hidden_everywhere=True),
    "pending": replace(EVERYTHING, accounts=(), since=None),
    "opted_out": replace(EVERYTHING, opted_out=True),
    "none": replace(EVERYTHING, accounts=(), kinds=(), since=None),
}


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("state", STATES)
def test_the_state_stands_first_and_all_of_it_fits(state: str, t: Translator) -> None:
    """With every kind of data, a million of each, and as many accounts as one may link."""
    shown = privacy.holdings(STATES[state], t, BIG, HERE)
    assert fits(shown.view)
    assert texts(shown).splitlines()[0 if state == "none" else 1] == t(
        f"privacy.show.state_{state}", n=2
    )


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
def test_in_direct_messages_it_says_in_how_many_places(t: Translator) -> None:
    """Without a community: shown in so many, or only to oneself; nothing to hide *here*."""
    shown = privacy.holdings(EVERYTHING, t, BIG, None)
    assert t("privacy.show.state_shown", n=2) in texts(shown)
    assert t("privacy.button.hide") not in str(shown.view.to_components())
    alone = privacy.holdings(replace(EVERYTHING, shown_in=()), t, BIG, None)
    assert t("privacy.show.state_only_you") in texts(alone)


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
@pytest.mark.parametrize("undo", [False, True])
def test_the_code_of_an_opt_out_fits(t: Translator, undo: bool) -> None:
    """With long handles and hosts, on the network with the most ways."""
    for declaration, _ in FACTORIES.values():
        shown = privacy.objection(challenge(declaration), t, BIG, undo=undo)
        assert fits(shown.view), declaration.name


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
def test_the_policy_and_the_largest_export_fit(t: Translator) -> None:
    """In short it is one message; ten parts are listed with how to put them together."""
    assert fits(policy.policy(t, [("report", "https://example.org/" + "a" * 200)]).view)
    names = [f"{privacy.EXPORT}.gz.{n:02}" for n in range(1, MOST_PARTS + 1)]
    assert fits(privacy.exported(t, names).view)

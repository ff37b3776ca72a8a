"""Buttons carry their state in their id and come back from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

import discord
import pytest
from discord import ui

from bot.ui import controls
from bot.ui.controls import CONTROLS, MENUS, Control, Menu, Stateful
from scoring.errors import DomainError
from tests.bot.ui.samples import BIG, EN, LANGUAGES

STATES: dict[type[Control], dict[str, object]] = {
    controls.Why: {"subject": BIG},
    controls.Share: {"subject": BIG, "by": BIG},
    controls.BoardPage: {"kind": "pages", "period": "month", "page": 999_999, "way": "around"},
    controls.TopicPage: {"period": "month", "page": 999_999, "way": "around", "topic": "a" * 26},
    controls.HistorySpan: {"subject": BIG, "span": "quarter", "way": "turn"},
    controls.ShareHistory: {"subject": BIG, "span": "quarter", "by": BIG},
    controls.ShareTopics: {"subject": BIG, "by": BIG},
    controls.EditTopics: {"what": "vouches", "by": BIG},
    controls.HideTopic: {"way": "unhide", "topic": "a" * 26, "by": BIG},
    controls.RemoveVouch: {"vouch": BIG, "by": BIG},
    controls.Place: {"community": BIG, "week": "2026-W48", "post": "preview"},
    controls.ShowHere: {"subject": BIG, "community": BIG, "by": BIG},
    controls.OnlyMe: {"subject": BIG, "community": BIG, "by": BIG},
    controls.SeePrivately: {"what": "compare", "user": BIG},
    controls.ShareCheck: {"minimum": "33.5", "by": BIG},
    controls.Verify: {"by": BIG, "reference": "mastodon:ada@example.social"},
    controls.ProveObjection: {"by": BIG, "reference": "mastodon:ada@example.social"},
    controls.Policy: {},
    controls.RightsStep: {"step": "export", "by": BIG},
    controls.Agree: {"by": BIG, "reference": "x:" + "a" * 15, "page": "Reliure: l’atelier"},
    controls.Confirm: {"what": "opt_out", "by": BIG},
    controls.Dismiss: {"by": BIG},
    controls.Found: {"way": "off"},
    controls.Cheer: {"way": "off"},
    controls.SetUp: {},
    controls.LinkAccount: {},
    controls.About: {},
    controls.Manage: {"what": "preview"},
    controls.Sure: {"what": "reset"},
    controls.UnsetSetting: {"setting": "podium_members"},
    controls.WriteSetting: {"setting": "zone"},
}
MENU_STATES: dict[type[Menu], dict[str, object]] = {
    controls.PickSetting: {},
    controls.ChooseSetting: {"setting": "podium_members"},
}


class Person:
    """Who presses."""

    def __init__(self, number: int) -> None:
        self.id = number


class Desk:
    """A client that notes what it is handed, or fails on purpose."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.presses: list[tuple[str, dict[str, str]]] = []
        self.errors: list[Exception] = []

    async def pressed(self, name: str, interaction: object, state: Mapping[str, str]) -> None:
        self.presses.append((name, dict(state)))
        if self.failure:
            raise self.failure

    async def report(self, interaction: object, error: Exception) -> None:
        self.errors.append(error)


class Press:
    """The two things of an interaction that a control looks at."""

    def __init__(self, desk: Desk, user: int) -> None:
        self.client = desk
        self.user = Person(user)


async def press(control: Stateful, desk: Desk, user: int = BIG) -> None:
    """Press it, after a way through the wire."""
    custom_id = control.custom_id
    match = re.fullmatch(control.template, custom_id)
    assert match
    interaction = cast("discord.Interaction[Any]", Press(desk, user))
    again = await type(control).from_custom_id(interaction, control.item, match)
    await again.callback(interaction)


def made(kind: type[Control]) -> Control:
    """A button in its largest state."""
    return kind.button(EN, label="…", **STATES[kind])


def test_every_control_has_a_state_here() -> None:
    """The list that the client registers and this table are the same."""
    assert set(STATES) == set(CONTROLS)


@pytest.mark.parametrize("kind", CONTROLS)
async def test_the_state_survives_the_wire(kind: type[Control]) -> None:
    """What went into the button arrives at its handler, under its name."""
    desk = Desk()
    await press(made(kind), desk)
    expected = {field: str(value) for field, value in STATES[kind].items()}
    assert desk.presses == [(kind.name, expected)]
    assert desk.errors == []


@pytest.mark.parametrize("kind", CONTROLS)
def test_ids_are_versioned_short_and_no_other_control_takes_them(kind: type[Control]) -> None:
    """An id begins with the version and belongs to one control only."""
    custom_id = kind.id_for(**STATES[kind])
    every = (*CONTROLS, *MENUS)
    takers = [c for c in every if c.__discord_ui_compiled_template__.fullmatch(custom_id)]
    assert custom_id.startswith(f"r1:{kind.name}")
    assert len(custom_id) <= 100
    assert takers == [kind]


@pytest.mark.parametrize("kind", MENUS)
async def test_menus_carry_their_state_as_well(kind: type[Menu]) -> None:
    """Of whatever kind they are, what went in arrives, and nobody else takes the id."""
    assert set(MENU_STATES) == set(MENUS)
    state = MENU_STATES[kind]
    select: type[ui.Select[ui.LayoutView] | ui.RoleSelect[ui.LayoutView]]
    for select in (ui.Select, ui.ChannelSelect, ui.RoleSelect, ui.UserSelect):
        menu, desk = kind.around(select(), **state), Desk()
        await press(menu, desk)
        assert desk.presses == [(kind.name, {field: str(value) for field, value in state.items()})]
        takers = [
            c
            for c in (*CONTROLS, *MENUS)
            if c.__discord_ui_compiled_template__.fullmatch(menu.custom_id)
        ]
        assert takers == [kind]


@pytest.mark.parametrize("kind", [c for c in CONTROLS if "by" in c.fields])
async def test_only_the_person_named_may_press(kind: type[Control]) -> None:
    """Somebody else is told so, and nothing happens."""
    desk = Desk()
    await press(made(kind), desk, user=BIG + 1)
    assert desk.presses == []
    assert [error.key for error in desk.errors if isinstance(error, DomainError)] == ["not_yours"]


async def test_an_error_behind_a_button_reaches_the_reporter() -> None:
    """discord.py would only log it; here it is reported, once."""
    failure = RuntimeError("on purpose")
    desk = Desk(failure)
    await press(made(controls.Why), desk)
    assert desk.errors == [failure]


@pytest.mark.parametrize(
    "state",
    [{"subject": "x"}, {"subject": -1}, {"subject": "1:2"}, {"subject": "9" * 21}],
)
def test_what_would_not_come_back_is_refused(state: dict[str, object]) -> None:
    """An id that no control would take again cannot be made."""
    with pytest.raises(ValueError, match="no such control"):
        controls.Why.id_for(**state)


def test_too_long_a_reference_is_refused_before_discord_does() -> None:
    """An id beyond a hundred characters cannot be made."""
    with pytest.raises(ValueError, match="no such control"):
        controls.Verify.id_for(by=BIG, reference="x" * 90)


LABELLED = {  # by the view in which they stand
    controls.BoardPage,
    controls.TopicPage,
    controls.EditTopics,
    controls.HideTopic,
    controls.RemoveVouch,
}


def test_labels_are_in_the_readers_language() -> None:
    """Each control that is not labelled by its view has its own words in every language."""
    for kind in CONTROLS:
        if kind not in LABELLED:
            labels = {kind.button(t, **STATES[kind]).item.label for t in LANGUAGES}
            assert all(label and len(label) <= 80 for label in labels)

"""Buttons and menus that survive a restart: all they need stands in their `custom_id`.

An id reads `r1:<name>:<field>:<field>...` and has at most 100 characters; `r1` is the version of
this grammar. A field `by` names the only person who may press.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, Self, cast

import discord
from discord import ButtonStyle, ui
from discord.ui.select import BaseSelect

from bot.i18n import Translator
from scoring.errors import DomainError

VERSION = "r1"
LIMIT = 100
LABEL_LIMIT = 80

NUMBER = r"\d{1,20}"
PERSON = NUMBER
SETTING = r"[a-z_]{1,32}"
WEEK = r"\d{4}-W\d{2}"
TOPIC = r"[a-z2-7]{26}"
SPAN = "week|month|quarter|year|all"

Select = BaseSelect[ui.LayoutView]


class Desk(Protocol):
    """What the client offers to a button: somebody who handles it, and a reporter of errors."""

    async def pressed(
        self, name: str, interaction: discord.Interaction[Any], state: Mapping[str, str]
    ) -> None: ...

    async def report(self, interaction: discord.Interaction[Any], error: Exception) -> None: ...


class Stateful(ui.DynamicItem[ui.Item[Any]], template=rf"{VERSION}:"):
    """Something to press, with its state. A subclass gives its name and a pattern per field."""

    name: ClassVar[str]
    fields: ClassVar[Mapping[str, str]]

    def __init_subclass__(cls, *, name: str = "", **fields: str) -> None:
        cls.name, cls.fields = name, fields
        groups = (f"(?P<{field}>{pattern})" for field, pattern in fields.items())
        super().__init_subclass__(template=":".join((VERSION, name, *groups)))

    def __init__(self, item: ui.Item[Any], state: Mapping[str, str]) -> None:
        super().__init__(item)
        self.state = state

    @classmethod
    def id_for(cls, **state: object) -> str:
        """The id of this control in a state. Raises ValueError where Discord would refuse it."""
        custom_id = ":".join((VERSION, cls.name, *(str(state[field]) for field in cls.fields)))
        template = cls.__discord_ui_compiled_template__
        if len(custom_id) > LIMIT or not template.fullmatch(custom_id):
            raise ValueError(f"no such control: {custom_id}")
        return custom_id

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py's signature
        item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(item, match.groupdict())

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand the press to the client; discord.py alone would only log an error here."""
        desk = cast(Desk, interaction.client)
        try:
            self._only_for(interaction.user.id)
            await desk.pressed(self.name, interaction, self.state)
        except Exception as error:
            await desk.report(interaction, error)

    def _only_for(self, user: int) -> None:
        if self.state.get("by", str(user)) != str(user):
            raise DomainError("not_yours")


class Control(Stateful):
    """A button with its state."""

    style: ClassVar[ButtonStyle] = ButtonStyle.secondary

    @classmethod
    def button(
        cls,
        t: Translator,
        *,
        label: str | None = None,
        style: ButtonStyle | None = None,
        disabled: bool = False,
        **state: object,
    ) -> Self:
        """The button to show, labelled in the reader's language."""
        custom_id = cls.id_for(**state)
        words = (label or t(f"ui.button.{cls.name}"))[:LABEL_LIMIT]
        button: ui.Button[ui.LayoutView] = ui.Button(
            label=words, custom_id=custom_id, style=style or cls.style, disabled=disabled
        )
        return cls(button, {field: str(state[field]) for field in cls.fields})


class Menu(Stateful):
    """A select menu with its state; what is chosen comes with the interaction: `picked`."""

    @classmethod
    def around(cls, menu: Select, **state: object) -> Self:
        """Make a menu of any kind one of ours."""
        menu.custom_id = cls.id_for(**state)
        return cls(menu, {field: str(state[field]) for field in cls.fields})


def picked(interaction: discord.Interaction[Any]) -> list[str]:
    """The values chosen in a menu."""
    data = cast("Mapping[str, Any]", interaction.data or {})
    return [str(value) for value in data.get("values", ())]


class Why(Control, name="why", subject=NUMBER):
    """The reasons of a score."""


class Share(Control, name="share", subject=NUMBER, by=PERSON):
    """One's own card, to everyone in the channel."""


class BoardPage(
    Control,
    name="board",
    kind="score|rise|pages",
    period="week|month|all",
    page=r"\d{1,6}",
    way="back|here|next|around|kind|period",
):
    """Another page of a board; `way` also keeps the ids of one message apart."""


class TopicPage(
    Control,
    name="board_topic",
    period="week|month|all",
    page=r"\d{1,6}",
    way="back|here|next|around|period",
    topic=TOPIC,
):
    """The same of a topic's board."""


class HistorySpan(Control, name="history", subject=NUMBER, span=SPAN, way="open|turn"):
    """A score over time: opened from a card, or turned to another period."""


class ShareHistory(Control, name="share_history", subject=NUMBER, span=SPAN, by=PERSON):
    """One's own history, to everyone in the channel."""


class ShareTopics(Control, name="share_topics", subject=NUMBER, by=PERSON):
    """What one is heard on, to everyone in the channel."""


class EditTopics(Control, name="topics", what="hide|vouches|back", by=PERSON):
    """One's own topics: which to hide, which vouches to remove, and back to them."""


class HideTopic(Control, name="hide_topic", way="hide|unhide", topic=TOPIC, by=PERSON):
    """One of one's own topics, hidden or shown again."""


class RemoveVouch(Control, name="unvouch", vouch=NUMBER, by=PERSON):
    """A vouch that one gave or got."""


class Place(Control, name="place", community=NUMBER, week=WEEK, post="due|preview|now"):
    """*My place*, under a weekly post; by its id the post itself is found again."""

    style = ButtonStyle.primary


class ShowHere(Control, name="show_here", subject=NUMBER, community=NUMBER, by=PERSON):
    """Yes, others in this community may see it."""

    style = ButtonStyle.success


class OnlyMe(Control, name="only_me", subject=NUMBER, community=NUMBER, by=PERSON):
    """No, only I."""


class SeePrivately(
    Control, name="private", what="card|why|compare|board|place|topics|history", user=NUMBER
):
    """The answer for the presser's eyes; `user` is whom it is about, 0 for the presser."""

    style = ButtonStyle.primary


class ShareCheck(Control, name="share_check", minimum=r"\d{1,3}(?:\.\d)?", by=PERSON):
    """The answer of a check, to everyone in the channel."""


class Verify(Control, name="verify", by=PERSON, reference=r"[^\s]{0,66}"):
    """The code stands in the bio now. An empty reference: the only pending account."""

    style = ButtonStyle.primary


class ProveObjection(Control, name="prove_out", by=PERSON, reference=r"[^\s]{0,66}"):
    """The same, so that the account is never measured, or may be again."""

    style = ButtonStyle.primary


class Agree(Control, name="agree", by=PERSON, reference=r"[^\s:]+:[^\s:]+", page=r"[^\n]*"):
    """Yes, read this account; `page` is the name of the page it is for, empty for oneself."""

    style = ButtonStyle.success


class Confirm(Control, name="confirm", what="delete|opt_out", by=PERSON):
    """Yes, do what cannot be undone."""

    style = ButtonStyle.danger


class RightsStep(Control, name="rights", step="export|hide|unhide|delete", by=PERSON):
    """A next step under `/privacy show`, here where it is about a place."""


class Policy(Control, name="policy"):
    """The privacy policy in short."""


class Dismiss(Control, name="dismiss", by=PERSON):
    """No, leave everything as it is."""


class Found(Control, name="found", way="on|off"):
    """Yes, let me be found among contacts here; or no longer. Neither answer is nudged."""


class Cheer(Control, name="cheer", way="on|off"):
    """No more private words about milestones; or again."""


class SetUp(Control, name="set_up"):
    """The settings, under the words at joining; for managers."""

    style = ButtonStyle.primary


class LinkAccount(Control, name="link"):
    """The form in which an account is named."""

    style = ButtonStyle.primary


class About(Control, name="about"):
    """What is measured, and what it is not for."""


class Manage(Control, name="manage", what="show|preview|pause|resume|post|reset"):
    """What managers do beside changing a setting."""


class Sure(Control, name="sure", what="post|reset"):
    """Yes, do what everyone sees, or what nobody can take back."""

    style = ButtonStyle.danger


class UnsetSetting(Control, name="setting_unset", setting=SETTING):
    """One setting back to its default."""


class WriteSetting(Control, name="setting_form", setting=SETTING):
    """Opens the form in which a setting is typed."""

    style = ButtonStyle.primary


class PickSetting(Menu, name="setting_pick"):
    """Which setting to change."""


class ChooseSetting(Menu, name="setting_choose", setting=SETTING):
    """What a setting is to be."""


CONTROLS: tuple[type[Control], ...] = (
    Why,
    Share,
    BoardPage,
    TopicPage,
    HistorySpan,
    ShareHistory,
    ShareTopics,
    EditTopics,
    HideTopic,
    RemoveVouch,
    Place,
    ShowHere,
    OnlyMe,
    SeePrivately,
    ShareCheck,
    Verify,
    ProveObjection,
    Agree,
    Confirm,
    RightsStep,
    Policy,
    Dismiss,
    Found,
    Cheer,
    SetUp,
    LinkAccount,
    About,
    Manage,
    Sure,
    UnsetSetting,
    WriteSetting,
)
MENUS: tuple[type[Menu], ...] = (PickSetting, ChooseSetting)

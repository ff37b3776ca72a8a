"""A person at the keyboard, in process; every byte still reaches the bot over the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.sandbox.answer import Answer, Choice, buttons_of
from bot.sandbox.controls import component_data, modal_data
from bot.sandbox.discord_state import DiscordState
from bot.sandbox.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
    Interactions,
    Seat,
)
from bot.sandbox.keyboard import autocomplete_data, command_data
from bot.sandbox.mailbox import Draft, Mailbox
from bot.sandbox.messages import Message
from bot.sandbox.refusals import Json
from bot.sandbox.sentences import NoAnswerError, NotOfferedError, sentence
from bot.sandbox.strict_commands import GROUP, SLASH, SUBCOMMAND, USER_MENU
from bot.sandbox.strict_components import SELECTS, walk
from bot.sandbox.world import Person

_PICKED = (6, 7, 8, 9)
PATIENCE = 10.0


@dataclass(frozen=True)
class Desk:
    """What a person at the keyboard works with."""

    state: DiscordState
    mailbox: Mailbox
    interactions: Interactions


class Visitor:
    """One person in one place. All methods wait for the bot's complete answer."""

    def __init__(self, desk: Desk, seat: Seat, *, patience: float = PATIENCE) -> None:
        self._desk = desk
        self.seat = seat
        self._patience = patience

    def in_channel(self, channel_id: int) -> Visitor:
        guild = self._desk.state.guild_of_channel(channel_id)
        place = replace(self.seat, guild_id=guild.id if guild else None, channel_id=channel_id)
        return Visitor(self._desk, place, patience=self._patience)

    def in_dm(self) -> Visitor:
        """The same person in their direct messages with the bot."""
        return self.in_channel(self._desk.state.dm_channel(self.seat.person.id))

    def speaking(self, locale: str) -> Visitor:
        return Visitor(self._desk, replace(self.seat, locale=locale), patience=self._patience)

    async def command(self, name: str, /, **options: Any) -> Answer:
        """Send a slash command, `privacy export` style for subcommands."""
        return await self.send(COMMAND, self._command_data(name, options))

    async def menu(self, name: str, user: int | Person, /) -> Answer:
        """Choose a command from the context menu of a user."""
        found = self._find(name, USER_MENU)
        raw = {"id": found["id"], "name": name, "target_id": _plain(user)}
        data = command_data(self._desk.state, self.seat, raw)
        return await self.send(COMMAND, data)

    async def autocomplete(
        self, name: str, option: str, partial: str, /, **others: Any
    ) -> list[Choice]:
        """What is suggested while `option` reads `partial`."""
        raw = self._raw_command(name, {option: partial, **others})
        for leaf in _leaves(raw["options"]):
            if leaf["name"] == option:
                leaf["focused"] = True
        data = autocomplete_data(self._desk.state, self.seat, raw)
        return (await self.send(AUTOCOMPLETE, data)).choices

    async def press(self, target: Answer | Message, wanted: str, /) -> Answer:
        """Press the button with this label or custom id."""
        message = _message(target)
        matching = [b for b in buttons_of(message) if wanted in (b.label, b.custom_id)]
        if len(matching) != 1 or matching[0].custom_id is None:
            labels = ", ".join(button.label for button in buttons_of(message))
            raise LookupError(f"{len(matching)} buttons are called {wanted!r}; there are: {labels}")
        return await self._use(message, matching[0].custom_id, [])

    async def select(
        self, target: Answer | Message, wanted: str, /, *values: str | int | Person
    ) -> Answer:
        """Choose values in the select with this custom id or placeholder."""
        message = _message(target)
        menus = [c for c in walk(message.raw["components"]) if c["type"] in SELECTS]
        found = [m for m in menus if wanted in (m["custom_id"], m.get("placeholder"))]
        if len(found) != 1:
            raise LookupError(f"{len(found)} selects are called {wanted!r}")
        return await self._use(message, found[0]["custom_id"], [_plain(v) for v in values])

    async def submit(
        self, form: Answer, values: Mapping[str, Any] | None = None, /, **named: Any
    ) -> Answer:
        """Fill in and send the modal of an answer; values by custom id."""
        if form.modal is None or form.interaction is None:
            raise LookupError("the answer is no modal")
        filled = {**(values or {}), **named}
        data = modal_data(self._desk.state, self.seat, form.modal, filled)
        return await self.send(MODAL_SUBMIT, data, form.interaction.source)

    async def say(self, content: str, *, mention_bot: bool = True, dm: bool = False) -> Answer:
        """Write a message and wait for the bot's next one in the channel."""
        place = self.in_dm() if dm else self
        written = place.write(content, mention_bot=mention_bot and not dm)
        bot = self._desk.state.bot.id

        def answer() -> Message | None:
            later = self._desk.mailbox.in_channel(written.channel_id)
            answers = (m for m in later if m.author_id == bot and not m.ephemeral)
            return next((m for m in answers if m.id > written.id), None)

        await self._until(lambda: answer() is not None)
        return Answer(message=answer())

    def write(self, content: str, *, mention_bot: bool = False) -> Message:
        """Write a message without waiting: for what the bot should leave unanswered."""
        if not content.strip():
            raise NotOfferedError("empty-message")
        said = f"<@{self._desk.state.bot.id}> {content}" if mention_bot else content
        draft = Draft(self.seat.channel_id, self.seat.person, {"content": said})
        self._desk.mailbox.check(draft.body, ())
        return self._desk.mailbox.post(draft)

    async def send(self, kind: int, data: Json, source: Message | None = None) -> Answer:
        """Send an interaction as it stands and wait for the answer."""
        interaction = self._desk.interactions.start(kind, self.seat, data, source)
        await self._until(lambda: interaction.finished or interaction.expired)
        return self._answer(interaction)

    async def wait(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds. Raises `NoAnswerError` when patience ends."""
        await self._until(holds)

    def _answer(self, interaction: Interaction) -> Answer:
        if interaction.expired:
            raise NoAnswerError(sentence("no-answer", "en-US"))
        return Answer(interaction=interaction)

    async def _use(self, message: Message, custom_id: str, values: list[str]) -> Answer:
        data = component_data(self._desk.state, self.seat, message, custom_id, values)
        return await self.send(COMPONENT, data, message)

    async def _until(self, holds: Callable[[], bool]) -> None:
        try:
            await self._desk.state.changed.until(holds, self._patience)
        except TimeoutError:
            raise NoAnswerError(f"no answer within {self._patience} s") from None

    def _command_data(self, name: str, options: Mapping[str, Any]) -> Json:
        return command_data(self._desk.state, self.seat, self._raw_command(name, options))

    def _raw_command(self, name: str, options: Mapping[str, Any]) -> Json:
        """What the app sends for `privacy export` and its options."""
        top, *below = name.removeprefix("/").split()
        command = self._find(top, SLASH)
        definitions = command.get("options") or []
        path: list[Json] = []
        for step in below:
            found = next((d for d in definitions if d["name"] == step), None)
            if found is None or found["type"] not in (SUBCOMMAND, GROUP):
                raise NotOfferedError("unknown-command")
            path.append(found)
            definitions = found.get("options") or []
        types = {definition["name"]: definition["type"] for definition in definitions}
        raw = [_raw_option(key, types.get(key), value) for key, value in options.items()]
        for found in reversed(path):
            raw = [{"type": found["type"], "name": found["name"], "options": raw}]
        return {"id": command["id"], "name": top, "options": raw}

    def _find(self, name: str, kind: int) -> Json:
        for command in self._desk.state.commands_for(self.seat.guild_id):
            if command["name"] == name and command["type"] == kind:
                return command
        raise NotOfferedError("unknown-command")


def _raw_option(name: str, kind: int | None, value: Any) -> Json:
    option: Json = {"name": name, "value": _plain(value) if kind in _PICKED else value}
    return option if kind is None else option | {"type": kind}


def _leaves(options: list[Json]) -> list[Json]:
    if options and options[0].get("type") in (SUBCOMMAND, GROUP):
        return _leaves(options[0]["options"])
    return options


def _plain(value: str | int | Person) -> str:
    return str(value.id if isinstance(value, Person) else value)


def _message(target: Answer | Message) -> Message:
    return target.stored if isinstance(target, Answer) else target

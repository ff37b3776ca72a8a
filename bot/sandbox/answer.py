"""What a person got back: a message, a form to fill in, or choices."""

from __future__ import annotations

from typing import NamedTuple

from bot.sandbox.interactions import DEFERRED_REPLY, DEFERRED_UPDATE, Interaction
from bot.sandbox.messages import Message
from bot.sandbox.refusals import Json
from bot.sandbox.strict_components import BUTTON, walk


class Button(NamedTuple):
    """A button as a person sees it."""

    label: str
    custom_id: str | None
    style: int
    url: str | None
    disabled: bool


class Choice(NamedTuple):
    """One suggestion of an autocompletion."""

    name: str
    value: str | int | float


class Answer:
    """The bot's reaction, always as it stands now: later edits and followups show."""

    def __init__(
        self, *, interaction: Interaction | None = None, message: Message | None = None
    ) -> None:
        self.interaction = interaction
        self._message = message

    @property
    def kind(self) -> str:
        """`message`, `modal` or `choices`."""
        if self.interaction is not None and self.interaction.modal is not None:
            return "modal"
        if self.interaction is not None and self.interaction.choices is not None:
            return "choices"
        return "message"

    @property
    def stored(self) -> Message:
        """The message that holds the answer. Raises LookupError if there is none."""
        found = self.interaction.answer if self.interaction is not None else self._message
        if found is None:
            raise LookupError(f"the answer is no message but {self.kind}")
        return found

    @property
    def message(self) -> Json:
        return self.stored.raw

    @property
    def text(self) -> str:
        return self.stored.text

    @property
    def ephemeral(self) -> bool:
        return self.stored.ephemeral

    @property
    def deferred(self) -> bool:
        callback = self.interaction.callback if self.interaction is not None else None
        return callback in (DEFERRED_REPLY, DEFERRED_UPDATE)

    @property
    def history(self) -> list[Json]:
        """The message's earlier states, oldest first."""
        return self.stored.history

    @property
    def followups(self) -> list[Message]:
        return self.interaction.followups if self.interaction is not None else []

    @property
    def files(self) -> dict[str, bytes]:
        """The bytes of the message's files, by file name."""
        return self.stored.files

    @property
    def buttons(self) -> list[Button]:
        return buttons_of(self.stored)

    @property
    def modal(self) -> Json | None:
        return self.interaction.modal if self.interaction is not None else None

    @property
    def choices(self) -> list[Choice]:
        offered = (self.interaction.choices if self.interaction is not None else None) or []
        return [Choice(choice["name"], choice["value"]) for choice in offered]


def buttons_of(message: Message) -> list[Button]:
    """All buttons of a message, in reading order."""
    return [
        Button(
            label=component.get("label") or (component.get("emoji") or {}).get("name") or "",
            custom_id=component.get("custom_id"),
            style=component["style"],
            url=component.get("url"),
            disabled=bool(component.get("disabled")),
        )
        for component in walk(message.raw["components"])
        if component["type"] == BUTTON
    ]

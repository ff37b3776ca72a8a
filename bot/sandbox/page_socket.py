"""One open page: who is at it, what it may see, and what it sends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.sandbox.controls import component_data, modal_data, submitted
from bot.sandbox.events import (
    CommandsSynced,
    Event,
    MessageCreated,
    MessageDeleted,
    MessageUpdated,
    TypingStarted,
)
from bot.sandbox.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
    Seat,
)
from bot.sandbox.keyboard import autocomplete_data, command_data, offered
from bot.sandbox.messages import Message
from bot.sandbox.outbox import Outbox
from bot.sandbox.page_frames import LOCALES, hello, history
from bot.sandbox.page_seams import PageSeams
from bot.sandbox.refusals import Json, RefusedError
from bot.sandbox.sentences import NotOfferedError, sentence
from bot.sandbox.stage import Stage
from bot.sandbox.visitor import Desk, Visitor
from bot.sandbox.world import Words


class Tab:
    """One open page."""

    def __init__(
        self,
        desk: Desk,
        seams: PageSeams,
        stage: Stage,
        outbox: Outbox,
        guild_id: int,
        notice: Words,
    ) -> None:
        self._desk = desk
        self._seams = seams
        self._stage = stage
        self._outbox = outbox
        self._guild_id = guild_id
        self._notice = notice
        self._locale = LOCALES[0]
        self._seat: Seat | None = None
        self._following: set[asyncio.Task[None]] = set()
        self._handlers: dict[str, Callable[[Json], Awaitable[None]]] = {
            "iam": self._iam,
            "open": self._open,
            "command": self._command,
            "autocomplete": self._autocomplete,
            "component": self._component,
            "modal": self._modal,
            "say": self._say,
            "jump": self._jump,
            "bio": self._bio,
            "guild": self._guild,
            "stage": self._act,
        }

    def greet(self) -> None:
        person = self._seat.person if self._seat else None
        state = self._desk.state
        commands = offered(state, self._seat) if self._seat else list(state.commands_for(None))
        frame = hello(self._desk, self._seams, self._guild_id, person, self._notice)
        frame |= {"stage": self._stage.told(self._guild_id), "commands": commands}
        self._outbox.put(frame)

    def refresh(self) -> None:
        """Draw anew after the stage has changed; a place that is gone is left."""
        state = self._desk.state
        if self._guild_id not in state.guilds:
            self._guild_id = next(iter(state.guilds))
        members = state.guild(self._guild_id).members
        person = members.get(self._seat.person.id) if self._seat else None
        channel = next(iter(state.guild(self._guild_id).channels))
        self._seat = Seat(person, self._guild_id, channel, self._locale) if person else None
        self.greet()

    async def close(self) -> None:
        for task in self._following:
            task.cancel()
        await asyncio.gather(*self._following, return_exceptions=True)

    # what the page sends

    async def receive(self, frame: Any) -> None:
        """Handle one frame; whatever is wrong with it becomes a sentence on the page."""
        nonce = frame.get("nonce") if isinstance(frame, dict) else None
        try:
            await self._handlers[frame["t"]](frame)
        except NotOfferedError as error:
            self._refuse(nonce, error.sentence(self._locale))
        except RefusedError as error:
            self._refuse(nonce, error.message)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._refuse(nonce, sentence("not-understood", self._locale))

    def _refuse(self, nonce: Any, reason: str) -> None:
        if nonce is None:
            self._outbox.put({"t": "refused", "sentence": reason})
        else:
            self._outbox.put({"t": "failed", "nonce": nonce, "reason": reason})

    async def _iam(self, frame: Json) -> None:
        person = self._desk.state.member(self._guild_id, int(frame["user_id"]))
        if frame.get("locale") in LOCALES:
            self._locale = frame["locale"]
        guild = self._desk.state.guild(self._guild_id)
        channel = self._seat.channel_id if self._seat else next(iter(guild.channels))
        if channel not in guild.channels:
            channel = next(iter(guild.channels))
        self._seat = Seat(person, self._guild_id, channel, self._locale)
        self.greet()
        self._outbox.put(history(self._desk, channel, person.id))

    async def _open(self, frame: Json) -> None:
        self._seat = self._place(frame)
        person = self._seat.person
        self._outbox.put(history(self._desk, self._seat.channel_id, person.id))

    async def _command(self, frame: Json) -> None:
        seat = self._place(frame)
        data = command_data(self._desk.state, seat, frame["data"])
        self._start(frame, COMMAND, seat, data)

    async def _autocomplete(self, frame: Json) -> None:
        seat = self._place(frame)
        data = autocomplete_data(self._desk.state, seat, frame["data"])
        self._start(frame, AUTOCOMPLETE, seat, data)

    async def _component(self, frame: Json) -> None:
        seat = self._place(frame)
        message = self._desk.mailbox.get(seat.channel_id, int(frame["message_id"]))
        values = [str(value) for value in frame.get("values") or []]
        data = component_data(self._desk.state, seat, message, frame["custom_id"], values)
        self._start(frame, COMPONENT, seat, data, message)

    async def _modal(self, frame: Json) -> None:
        seat = self._place(frame)
        opener = self._desk.interactions.get(int(frame["interaction_id"]))
        if opener is None or opener.modal is None or opener.seat.person.id != seat.person.id:
            raise NotOfferedError("closed-modal")
        values = submitted(frame["components"])
        data = modal_data(self._desk.state, seat, opener.modal, values)
        self._start(frame, MODAL_SUBMIT, seat, data, opener.source)

    async def _say(self, frame: Json) -> None:
        Visitor(self._desk, self._place(frame)).write(str(frame["content"]))

    async def _jump(self, _frame: Json) -> None:
        failure = await self._seams.jump()
        if failure is not None:
            self._outbox.put({"t": "refused", "sentence": failure})

    async def _bio(self, frame: Json) -> None:
        person = self._person().person
        edit = self._seams.edit_bio
        failure = edit(person.id, frame["network"], frame["handle"], str(frame["text"]))
        if failure is not None:
            self._outbox.put({"t": "refused", "sentence": failure})

    async def _guild(self, frame: Json) -> None:
        self._guild_id = self._desk.state.guild(int(frame["guild_id"])).id
        self.refresh()

    async def _act(self, frame: Json) -> None:
        failure = await self._stage.act(self._guild_id, frame)
        if failure is not None:
            self._outbox.put({"t": "refused", "sentence": failure})

    def _person(self) -> Seat:
        if self._seat is None:
            raise NotOfferedError("not-understood")
        return self._seat

    def _place(self, frame: Json) -> Seat:
        """The seat in the channel that a frame names. Raises for channels of others."""
        seat, channel_id = self._person(), int(frame["channel_id"])
        guild = self._desk.state.guild_of_channel(channel_id)
        if guild is None:
            if self._desk.state.dm_channel(seat.person.id) != channel_id:
                raise NotOfferedError("unknown-place")
            return replace(seat, guild_id=None, channel_id=channel_id)
        self._desk.state.member(guild.id, seat.person.id)
        return replace(seat, guild_id=guild.id, channel_id=channel_id)

    # what the page is told

    def _start(
        self, frame: Json, kind: int, seat: Seat, data: Json, source: Message | None = None
    ) -> None:
        interaction = self._desk.interactions.start(kind, seat, data, source)
        task = asyncio.create_task(self._follow(frame["nonce"], interaction))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _follow(self, nonce: Any, interaction: Interaction) -> None:
        """Tell the tab how its interaction went. The interactions' own timer ends the wait."""
        await self._desk.state.changed.until(
            lambda: interaction.acknowledged or interaction.expired, None
        )
        if interaction.expired:
            self._refuse(nonce, sentence("no-answer", self._locale))
            return
        if interaction.choices is not None:
            choices = interaction.choices
            self._outbox.put({"t": "choices", "nonce": nonce, "choices": choices})
        if interaction.modal is not None:
            form = {"interaction_id": str(interaction.id), "modal": interaction.modal}
            self._outbox.put({"t": "modal", **form})
        self._outbox.put({"t": "done", "nonce": nonce})

    def tell(self, frame: Json) -> None:
        self._outbox.put(frame)

    def hear(self, event: Event) -> None:
        """Pass on what happened, if this person may see it."""
        if isinstance(event, CommandsSynced):
            if self._seat is not None:
                commands = offered(self._desk.state, self._seat)
                self._outbox.put({"t": "commands", "commands": commands})
        elif isinstance(event, TypingStarted):
            self._outbox.put({"t": "typing", "channel_id": str(event.channel_id)})
        elif isinstance(event, MessageCreated | MessageUpdated | MessageDeleted):
            self._hear_message(event)

    def _hear_message(self, event: MessageCreated | MessageUpdated | MessageDeleted) -> None:
        message = event.message
        if not self._sees(message):
            return
        if isinstance(event, MessageDeleted):
            place = {"channel_id": str(message.channel_id), "id": str(message.id)}
            self._outbox.put({"t": "message_delete", **place})
        else:
            name = "message" if isinstance(event, MessageCreated) else "message_update"
            self._outbox.put({"t": name, "message": message.copied()})

    def _sees(self, message: Message) -> bool:
        if self._seat is None or not message.seen_by(self._seat.person.id):
            return False
        if message.guild_id is None:
            return self._desk.state.dms.get(self._seat.person.id) == message.channel_id
        return message.guild_id == self._guild_id

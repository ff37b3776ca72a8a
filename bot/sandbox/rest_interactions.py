"""Routes of interactions: the first answer, the original and the followups."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.sandbox.discord_state import DiscordState
from bot.sandbox.interactions import (
    CHOICES,
    COMMAND,
    DEFERRED_REPLY,
    DEFERRED_UPDATE,
    MODAL,
    REPLY,
    UPDATE,
    Interaction,
    Interactions,
    wrong_callback,
)
from bot.sandbox.mailbox import CHAT_COMMAND, CONTEXT_COMMAND, DEFAULT, Draft, Mailbox
from bot.sandbox.messages import Message, Upload
from bot.sandbox.refusals import (
    Json,
    already_acknowledged,
    invalid_form,
    unknown_message,
    unknown_webhook,
)
from bot.sandbox.rest import Call, Rest
from bot.sandbox.strict import EPHEMERAL
from bot.sandbox.strict_commands import STRING, choices_problems
from bot.sandbox.strict_modal import modal_problems

_WEBHOOK = "/webhooks/{application}/{token}"
_MESSAGE = _WEBHOOK + "/messages/{message}"


class InteractionRoutes:
    """Everything that the bot can do with an interaction."""

    def __init__(self, state: DiscordState, mailbox: Mailbox, interactions: Interactions) -> None:
        self._state = state
        self._mailbox = mailbox
        self._interactions = interactions

    def mount(self, rest: Rest, app: web.Application) -> None:
        path = "/interactions/{interaction}/{token}/callback"
        rest.add(app, "POST", path, self.callback, public=True)
        rest.add(app, "POST", _WEBHOOK, self.followup, public=True)
        rest.add(app, "GET", _MESSAGE, self.fetch, public=True)
        rest.add(app, "PATCH", _MESSAGE, self.edit, public=True)
        rest.add(app, "DELETE", _MESSAGE, self.delete, public=True)

    def callback(self, call: Call) -> Json | None:
        interaction = self._interactions.for_callback(call.id("interaction"), call.part("token"))
        if interaction.acknowledged:
            raise already_acknowledged()
        kind, data = call.form().get("type", 0), call.form().get("data") or {}
        refusal = wrong_callback(kind, interaction)
        if refusal is not None:
            raise refusal
        self._check(interaction, kind, data, call.uploads)
        self._interactions.acknowledge(interaction, kind)
        message = self._apply(interaction, kind, data, call.uploads)
        self._state.changed.ring()
        if call.query("with_response") not in ("1", "true"):
            return None
        return _callback_json(interaction, kind, message)

    def _check(
        self, interaction: Interaction, kind: int, data: Json, uploads: Sequence[Upload]
    ) -> None:
        if kind == REPLY:
            self._mailbox.check(data, uploads)
        elif kind == UPDATE:
            self._mailbox.check(data, uploads, interaction.source)
        elif kind in (MODAL, CHOICES):
            option = focused(interaction.data) if kind == CHOICES else None
            problems = (
                modal_problems(data)
                if option is None
                else choices_problems(data.get("choices"), option.get("type", STRING))
            )
            if problems:
                raise invalid_form(problems)

    def _apply(
        self, interaction: Interaction, kind: int, data: Json, uploads: Sequence[Upload]
    ) -> Message | None:
        if kind in (REPLY, DEFERRED_REPLY):
            draft = self._draft(interaction, data, uploads, loading=kind == DEFERRED_REPLY)
            interaction.original = self._mailbox.post(draft)
        elif kind in (UPDATE, DEFERRED_UPDATE):
            interaction.original = interaction.source
            if kind == UPDATE and interaction.source is not None:
                self._mailbox.edit(interaction.source, data, uploads)
        elif kind == MODAL:
            interaction.modal = data
        else:
            interaction.choices = data.get("choices") or []
        return interaction.original

    def followup(self, call: Call) -> Json:
        interaction = self._by_token(call)
        body = call.form()
        self._mailbox.check(body, call.uploads)
        waiting = interaction.original
        there = waiting is not None and waiting.thinking and not waiting.deleted
        if interaction.callback == DEFERRED_REPLY and waiting is not None and there:
            # As at Discord, the first followup takes the place of "is thinking".
            message = self._mailbox.edit(waiting, body, call.uploads)
        else:
            draft = self._draft(interaction, body, call.uploads, followup=True)
            message = self._mailbox.post(draft)
            interaction.followups.append(message)
        self._touch(interaction)
        return message.raw

    def fetch(self, call: Call) -> Json:
        return self._find(call, self._by_token(call)).raw

    def edit(self, call: Call) -> Json:
        interaction = self._by_token(call)
        message, body = self._find(call, interaction), call.form()
        self._mailbox.check(body, call.uploads, message)
        self._mailbox.edit(message, body, call.uploads)
        interaction.edited = interaction.edited or message is interaction.original
        self._touch(interaction)
        return message.raw

    def delete(self, call: Call) -> None:
        interaction = self._by_token(call)
        self._mailbox.delete(self._find(call, interaction))
        self._touch(interaction)

    def _touch(self, interaction: Interaction) -> None:
        interaction.touched = True
        self._state.changed.ring()

    def _by_token(self, call: Call) -> Interaction:
        if call.id("application") != self._state.bot.id:
            raise unknown_webhook()
        return self._interactions.by_token(call.part("token"))

    def _find(self, call: Call, interaction: Interaction) -> Message:
        own = [*interaction.followups]
        if interaction.original is not None:
            own.append(interaction.original)
        name = call.part("message")
        if name == "@original":
            own = [interaction.original] if interaction.original is not None else []
        else:
            own = [message for message in own if str(message.id) == name]
        if not own or own[0].deleted:
            raise unknown_message()
        return own[0]

    def _draft(
        self,
        interaction: Interaction,
        body: Json,
        uploads: Sequence[Upload],
        *,
        loading: bool = False,
        followup: bool = False,
    ) -> Draft:
        private = (body.get("flags") or 0) & EPHEMERAL
        extra: Json = {
            "application_id": str(self._state.bot.id),
            "webhook_id": str(self._state.bot.id),
            "interaction_metadata": interaction.metadata(),
        }
        return Draft(
            channel_id=interaction.seat.channel_id,
            author=self._state.bot,
            body=body,
            uploads=uploads,
            kind=DEFAULT if followup else _message_kind(interaction),
            extra=extra,
            ephemeral_to=interaction.seat.person.id if private else None,
            loading=loading,
        )


def focused(data: Json) -> Json | None:
    """The option that a person is typing, however deep."""
    for option in data.get("options") or []:
        if option.get("focused"):
            return dict(option)
        found = focused(option)
        if found:
            return found
    return None


def _message_kind(interaction: Interaction) -> int:
    if interaction.kind != COMMAND:
        return DEFAULT
    return CHAT_COMMAND if interaction.data.get("type", 1) == 1 else CONTEXT_COMMAND


def _callback_json(interaction: Interaction, kind: int, message: Message | None) -> Json:
    told: Json = {"id": str(interaction.id), "type": interaction.kind}
    if message is not None:
        told |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.thinking,
            "response_message_ephemeral": message.ephemeral,
        }
    answer: Json = {"interaction": told}
    if message is not None and kind in (REPLY, DEFERRED_REPLY, UPDATE):
        answer["resource"] = {"type": kind, "message": message.raw}
    return answer

"""Plain questions: to the mentioned bot, answered in public, or in its direct messages.

The content of a message is read only where it mentions the bot or was sent to the bot alone.
A message that was edited afterwards is not read again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.answers import Answers, Audience
from bot.called import Called, Whom
from bot.grammar import Intent, Question, parse
from bot.members import Members
from bot.panels.about import short_help
from bot.phrasebook import phrasebook
from bot.reply import Asked, Reply
from bot.ui import notice
from bot.ui.controls import SeePrivately
from bot.ui.parts import Rendered
from scoring.errors import DomainError
from scoring.history import Span
from scoring.models import BoardKind, Period

if TYPE_CHECKING:
    from bot.client import Renown

log = logging.getLogger(__name__)

LONGEST_TOP = 10
MOST_COMPARED = 5
SYNC = "sync"
SPANS = {Period.WEEK: Span.WEEK, Period.MONTH: Span.MONTH, Period.ALL: Span.ALL}
_PRIVATELY = {  # what *See it privately* shows
    Intent.WHY: "why",
    Intent.RANK: "place",
    Intent.TOPICS: "topics",
    Intent.HISTORY: "history",
}


class QuestionsCog(commands.Cog):
    """What is not understood gets a short help."""

    def __init__(self, answers: Answers, called: Called, members: Members, bot: Renown) -> None:
        self._answers = answers
        self._called = called
        self._members = members
        self._bot = bot

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer people who speak to the bot, at most as often as the throttle lets them."""
        if not self._is_for_us(message) or not self._is_admitted(message):
            return
        question = parse(message.content, bot=self._me)
        to = await self._audience(message, question)
        try:
            answer = await self._answer(message, question, to)
            files = answer.attachments()
            await message.reply(view=answer.view, files=files, mention_author=False)
        except Exception as error:
            await self._bot.report_message(message, error, to.t)

    async def see_privately(self, interaction: Asked, state: Mapping[str, str]) -> None:
        """*See it privately*: one's own answer, for one's own eyes."""
        reply = await Reply.begin(interaction)
        await reply.send(await self._own(reply.to, state["what"], int(state["user"])))

    async def _own(self, to: Audience, what: str, other: int) -> Rendered:
        match what:
            case "why":
                return await self._answers.why(to, to.viewer)
            case "compare" if other and other != to.viewer:
                return await self._answers.comparison(to, [to.viewer, other])
            case "board":
                return await self._answers.board(to, BoardKind.SCORE, Period.WEEK)
            case "place":
                return await self._answers.place(to, BoardKind.SCORE, Period.WEEK)
            case "topics":
                return await self._bot.topic_answers.show(to, to.viewer)
            case "history":
                return await self._bot.history_answers.show(to, to.viewer, Span.QUARTER)
            case _:
                return await self._answers.card(to, to.viewer)

    def _is_for_us(self, message: discord.Message) -> bool:
        """Said by a person, and to the bot itself: not to its role, and not to everyone."""
        if message.author.bot or message.webhook_id is not None or message.is_system():
            return False
        return message.guild is None or self._me in message.raw_mentions

    def _is_admitted(self, message: discord.Message) -> bool:
        """Too many questions stay unanswered: a public refusal each would only add noise."""
        try:
            self._bot.throttle.admit(message.author.id)
        except DomainError:
            log.info("a plain question too many from %s", message.author.id)
            return False
        return True

    async def _audience(self, message: discord.Message, question: Question) -> Audience:
        """The question's language, or else the community's; alone, the one they linked with."""
        community = None if message.guild is None else message.guild.id
        for user in (message.author, *message.mentions):
            self._members.met(community, user)
        if question.language is not None:
            t = await self._bot.speech(None, question.language)
        elif community is not None:
            t = await self._bot.speech(community)
        else:
            spoken = await self._bot.core.scores.language(message.author.id)
            t = await self._bot.speech(None, spoken)
        look = await self._bot.look(community, attaching=_may_attach(message))
        return Audience(message.author.id, community, t, community is None, look)

    async def _answer(self, message: discord.Message, question: Question, to: Audience) -> Rendered:
        if question.intent is Intent.HELP:
            return await self._help(message, to)
        try:
            return await self._look_up(question, to)
        except DomainError as error:
            if to.private or not error.key.startswith("own_"):
                raise
            return _in_private(question, to)

    async def _look_up(self, question: Question, to: Audience) -> Rendered:
        match question.intent:
            case Intent.COMPARE:
                return await self._comparison(question, to)
            case Intent.TOP:
                return await self._board(question, to)
            case Intent.RANK if not question.people and not question.names:
                return await self._answers.place(to, question.kind, question.period)
            case _:
                return await self._about(await self._whom(question, to), question, to)

    async def _about(self, whom: Whom, question: Question, to: Audience) -> Rendered:
        """The answer about one member or page. A rank stands on the card."""
        if isinstance(whom, str):
            ask = self._answers.why_page if question.intent is Intent.WHY else self._answers.page
            return await ask(to, whom)
        match question.intent:
            case Intent.WHY:
                return await self._answers.why(to, whom)
            case Intent.TOPICS:
                return await self._bot.topic_answers.show(to, whom)
            case Intent.HISTORY:
                return await self._bot.history_answers.show(to, whom, SPANS[question.period])
            case _:
                return await self._answers.card(to, whom)

    async def _board(self, question: Question, to: Audience) -> Rendered:
        rows = min(question.count or LONGEST_TOP, LONGEST_TOP)
        kind, period, topic = question.kind, question.period, question.topic
        return await self._answers.board(to, kind, period, rows=rows, topic=topic)

    async def _comparison(self, question: Question, to: Audience) -> Rendered:
        """Somebody alone is compared with the asker, who is shown here or asks in private."""
        sides: list[Whom] = list(question.people)
        sides += [await self._called.find(to, name) for name in question.names]
        if question.me or len(sides) < 2:
            sides.insert(0, to.viewer)
        sides = list(dict.fromkeys(sides))[:MOST_COMPARED]
        if to.viewer in sides:
            await self._answers.require_shown(to)
        return await self._answers.comparison(to, sides)

    async def _whom(self, question: Question, to: Audience) -> Whom:
        """The one who is mentioned, or else named; or else the asker."""
        if question.people:
            return question.people[0]
        return await self._called.find(to, question.names[0]) if question.names else to.viewer

    async def _help(self, message: discord.Message, to: Audience) -> Rendered:
        """A short help; for the owner's word *sync*, the commands are told to Discord again."""
        asked = message.content.split(maxsplit=1)[-1].strip() if message.content else ""
        if asked == SYNC and await self._bot.is_owner(message.author):
            await self._bot.sync_commands(force=True)
            return notice.success(to.t("question.synced"))
        called = "" if to.community is None else f"@{self._bot.display_name}"
        return short_help(self._bot.mention, to.t, called)

    @property
    def _me(self) -> int:
        return self._bot.user.id if self._bot.user else 0


def _may_attach(message: discord.Message) -> bool:
    """Whether an answer may carry a picture there."""
    if message.guild is None:
        return True
    return message.channel.permissions_for(message.guild.me).attach_files


def _in_private(question: Question, to: Audience) -> Rendered:
    """Here only what is shown here: the rest for the asker's own eyes."""
    what, user = _PRIVATELY.get(question.intent, "card"), 0
    if question.intent is Intent.COMPARE and len(question.people) == 1:
        what, user = "compare", question.people[0]
    return notice.info(to.t("question.private"), SeePrivately.button(to.t, what=what, user=user))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    await asyncio.to_thread(phrasebook)  # a second's work: not at the first question
    called = Called(bot.core.scores, bot.members)
    cog = QuestionsCog(bot.answers, called, bot.members, bot)
    await bot.add_cog(cog)
    bot.on_press("private", cog.see_privately)

"""Plain questions: to the mentioned bot, answered in public, or in its direct messages.

The content of a message is read only where it mentions the bot or was sent to the bot alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.answers import Answers, Audience
from bot.grammar import Intent, Question, parse
from bot.members import Members
from bot.panels.about import short_help
from bot.reply import Asked, Reply
from bot.ui import notice
from bot.ui.controls import SeePrivately
from bot.ui.parts import Rendered
from scoring.errors import DomainError

if TYPE_CHECKING:
    from bot.client import Renown

log = logging.getLogger(__name__)

LONGEST_TOP = 10
SYNC = "sync"


class QuestionsCog(commands.Cog):
    """What is not understood gets a short help."""

    def __init__(self, answers: Answers, members: Members, bot: Renown) -> None:
        self._answers = answers
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
        if state["what"] == "why":
            await reply.send(await self._answers.why(reply.to, reply.asker))
        else:
            await reply.send(await self._answers.card(reply.to, reply.asker))

    def _is_for_us(self, message: discord.Message) -> bool:
        """From a person, and to the bot itself: not to its role, and not to everyone."""
        if message.author.bot or message.webhook_id is not None:
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
        """The question's language, or else the community's."""
        community = None if message.guild is None else message.guild.id
        for user in (message.author, *message.mentions):
            self._members.met(community, user)
        if question.language is None:
            t = await self._bot.speech(community)
        else:
            t = await self._bot.speech(None, question.language)
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
        whom = question.people[0] if question.people else to.viewer
        named = question.names[0] if question.names and not question.people else None
        match question.intent:
            case Intent.COMPARE:
                return await self._answers.comparison(to, _sides(question, to))
            case Intent.TOP:
                rows = min(question.count or LONGEST_TOP, LONGEST_TOP)
                return await self._answers.board(to, question.kind, question.period, rows=rows)
            case Intent.WHY if named is not None:
                return await self._answers.why_page(to, named)
            case Intent.WHY:
                return await self._answers.why(to, whom)
            case _ if named is not None:
                return await self._answers.page(to, named)
            case _:
                return await self._answers.card(to, whom)

    async def _help(self, message: discord.Message, to: Audience) -> Rendered:
        """A short help; for the owner's word *sync*, the commands are told to Discord again."""
        asked = message.content.split(maxsplit=1)[-1].strip() if message.content else ""
        if asked == SYNC and await self._bot.is_owner(message.author):
            await self._bot.sync_commands(force=True)
            return notice.success(to.t("question.synced"))
        return notice.info(short_help(self._bot.mention, to.t))

    @property
    def _me(self) -> int:
        return self._bot.user.id if self._bot.user else 0


def _may_attach(message: discord.Message) -> bool:
    """Whether an answer may carry a picture there."""
    if message.guild is None:
        return True
    return message.channel.permissions_for(message.guild.me).attach_files


def _sides(question: Question, to: Audience) -> list[int | str]:
    """Whom to compare; somebody alone is compared with the asker."""
    sides: list[int | str] = [*question.people, *question.names]
    if question.me or len(sides) < 2:
        sides.insert(0, to.viewer)
    return list(dict.fromkeys(sides))[:5]


def _in_private(question: Question, to: Audience) -> Rendered:
    """Here only what is shown here: the rest for the asker's own eyes."""
    what = "why" if question.intent is Intent.WHY else "card"
    return notice.info(to.t("question.private"), SeePrivately.button(to.t, what=what, user=0))


async def setup(bot: Renown) -> None:
    """Called by `load_extension`."""
    cog = QuestionsCog(bot.answers, bot.members, bot)
    await bot.add_cog(cog)
    bot.on_press("private", cog.see_privately)

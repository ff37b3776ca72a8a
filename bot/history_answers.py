"""A score over time: asked of the core, named, and drawn."""

from __future__ import annotations

from bot.answers import Answers, Audience
from bot.ui.history import render_history
from bot.ui.parts import Rendered
from scoring.history import Histories, History, Span


class HistoryAnswers:
    """Rendered histories."""

    def __init__(self, answers: Answers, histories: Histories) -> None:
        self._answers = answers
        self._histories = histories

    async def show(self, to: Audience, user: int, span: Span) -> Rendered:
        """A member's history."""
        public = not to.private
        found = await self._histories.of(to.viewer, user, to.community, span, public=public)
        return await self._drawn(to, found)

    async def show_subject(self, to: Audience, subject: int, span: Span) -> Rendered:
        """The same of a person or page by id."""
        public = not to.private
        found = await self._histories.by_id(to.viewer, subject, to.community, span, public=public)
        return await self._drawn(to, found)

    async def _drawn(self, to: Audience, found: History) -> Rendered:
        names = await self._answers.called(to, found.subject, [])
        return await render_history(found, names, to.t, private=to.private)

"""Topics, vouches and what follows from them: asked of the core, named, and drawn."""

from __future__ import annotations

from bot.answers import Answers, Audience
from bot.ui.parts import Names, Rendered
from bot.ui.topics import Speak, choose_topic, choose_vouch, render_topics, render_vouched
from scoring.errors import DomainError
from scoring.heard import HeardOn, TopicsOf
from scoring.topics import Topics
from scoring.topics.room import Word
from scoring.vouching import Vouching

MOST_NAMES = 20  # who vouch, of whom Discord is asked what they are called


class TopicAnswers:
    """Rendered answers about topics, in the reader's language."""

    def __init__(
        self, answers: Answers, heard: HeardOn, vouching: Vouching, topics: Topics
    ) -> None:
        self._answers = answers
        self._heard = heard
        self._vouching = vouching
        self._topics = topics

    async def show(self, to: Audience, user: int) -> Rendered:
        """What a member is heard on."""
        public = not to.private
        view = await self._heard.of(to.viewer, user, to.community, public=public)
        return await self._shown(to, view)

    async def show_subject(self, to: Audience, subject: int) -> Rendered:
        """The same by the subject's id."""
        public = not to.private
        view = await self._heard.by_id(to.viewer, subject, to.community, public=public)
        return await self._shown(to, view)

    async def edit(self, to: Audience, what: str) -> Rendered:
        """The asker's own topics, to hide one or to remove a vouch."""
        view = await self._heard.of(to.viewer, to.viewer, to.community)
        if what == "hide":
            return choose_topic(view, to.t, self._speak(to))
        if what == "vouches":
            names = await self._names(to, view)
            return choose_vouch(view, names, to.t, self._speak(to))
        return await self._shown(to, view)

    async def change(self, to: Audience, way: str, topic: str) -> Rendered:
        """Hide one of the asker's own topics, or show it again, by its id."""
        tag = await self._heard.with_id(to.viewer, topic)
        await (self._heard.hide if way == "hide" else self._heard.unhide)(to.viewer, tag)
        return await self.edit(to, "hide")

    async def vouch(self, to: Audience, user: int, tag: str) -> Rendered:
        """Endorse a member on a topic, or take it back. Raises DomainError with the reason."""
        if to.community is None:
            raise DomainError("guild_only")
        subject = await self._vouching.whom(to.viewer, user, to.community)
        names = await self._answers.called(to, subject, [])
        done = await self._vouching.vouch(to.viewer, user, to.community, tag)
        return render_vouched(done, names, to.t, self._speak(to), by=to.viewer)

    def name(self, to: Audience, tag: str) -> str:
        """How the reader knows a topic."""
        return self._topics.word(tag, to.t.language).name

    async def _shown(self, to: Audience, view: TopicsOf) -> Rendered:
        names = await self._names(to, view)
        return render_topics(view, names, to.t, self._speak(to), private=to.private)

    async def _names(self, to: Audience, view: TopicsOf) -> Names:
        people = {vouch.by.id: vouch.by for vouch in view.vouches if vouch.by}
        return await self._answers.called(to, view.subject, list(people.values())[:MOST_NAMES])

    def _speak(self, to: Audience) -> Speak:
        def word(tag: str) -> Word:
            return self._topics.word(tag, to.t.language)

        return word

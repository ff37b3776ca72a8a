"""Ask the core, fetch the names, draw the answer: the same for commands, buttons and questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.avatars import Avatars
from bot.i18n import Translator
from bot.members import Members
from bot.podium import marked
from bot.ui.board import render_board
from bot.ui.card import render_card
from bot.ui.check import render_check
from bot.ui.compare import render_comparison
from bot.ui.contacts import LISTED, render_circle
from bot.ui.parts import Names, Rendered
from bot.ui.topics import VOUCHERS
from bot.ui.why import render_why
from scoring.clock import Clock
from scoring.contacts import Circle, Contact
from scoring.errors import DomainError
from scoring.explain import explain
from scoring.models import (
    Board,
    BoardKind,
    BoardTopic,
    Card,
    Explanation,
    Period,
    Subject,
    SubjectKind,
    Theme,
)
from scoring.topics import Topics

if TYPE_CHECKING:
    from scoring.communities import Communities
    from scoring.presence import Presence
    from scoring.service import ScoreService


@dataclass(frozen=True, slots=True)
class Look:
    """On which ground pictures are drawn, and whether there are any."""

    theme: Theme = Theme.DARK
    pictures: bool = True


@dataclass(frozen=True, slots=True)
class Audience:
    """Who asks, where, in which words, and whether others read along."""

    viewer: int
    community: int | None
    t: Translator
    private: bool = True
    look: Look = Look()


class Answers:
    """Rendered answers. What may be seen by whom is the core's decision, made at each call.

    `lookups` is whether accounts that nobody linked may be looked up where no community decides.
    """

    def __init__(
        self,
        scores: ScoreService,
        communities: Communities,
        presence: Presence,
        members: Members,
        avatars: Avatars,
        clock: Clock,
        topics: Topics,
        *,
        lookups: bool = False,
    ) -> None:
        self._scores = scores
        self._communities = communities
        self._presence = presence
        self._members = members
        self._avatars = avatars
        self._clock = clock
        self._topics = topics
        self._lookups = lookups

    async def card(self, to: Audience, user: int) -> Rendered:
        """Somebody's card."""
        public = not to.private
        return await self._card(
            to, await self._scores.card(to.viewer, user, to.community, public=public)
        )

    async def card_of_subject(self, to: Audience, subject: int) -> Rendered:
        """A person's or a page's card."""
        public = not to.private
        return await self._card(
            to, await self._scores.subject_card(to.viewer, subject, to.community, public=public)
        )

    async def card_of_account(self, to: Audience, reference: str) -> Rendered:
        """An account's card. A look-up is for the asker only."""
        card = await self._account(to, reference)
        if not to.private:
            _fit_for_everyone(card)
        return await self._card(to, card)

    async def comparison(
        self, to: Audience, subjects: Sequence[int | str], asked: Sequence[str] = ()
    ) -> Rendered:
        """People (by user id) and pages (by name) side by side; `asked` is what they are called."""
        gone = await self._departed(to, [who for who in subjects if isinstance(who, int)])
        found = await self._scores.compare(
            to.viewer, subjects, to.community, public=not to.private, absent=gone
        )
        found = replace(found, topics=self._topics.said(found.topics, to.t.language))
        names = await self._names(to, [card.subject for card in found.cards])
        look = to.look
        return await render_comparison(
            found, names, to.t, asked=asked, pictures=look.pictures, theme=look.theme
        )

    async def board(
        self,
        to: Audience,
        kind: BoardKind,
        period: Period,
        page: int = 0,
        *,
        around: bool = False,
        rows: int | None = None,
        topic: str | None = None,
    ) -> Rendered:
        """A page of the leaderboard, at most `rows` long; `topic` is a tag or an id.

        Raises DomainError `guild_only`.
        """
        if to.community is None:
            raise DomainError("guild_only")
        community = to.community

        async def read(number: int, around: bool = False) -> Board:
            return await self._scores.board(
                to.viewer, community, kind, period, number, around=around, topic=topic
            )

        board = await read(page, around)
        board = replace(board, rows=board.rows[:rows], topic=self._worded(board.topic, to.t))
        own = [board.own] if board.own else []
        names = await self._names(to, [row.subject for row in [*board.rows, *own]])
        board = await self._without_departed(board, community)
        chosen = await self._communities.get(community)
        board = await marked(board, chosen, self._members, read)
        return render_board(board, names, to.t)

    async def place(self, to: Audience, kind: BoardKind, period: Period) -> Rendered:
        """The board around the asker; their card while they stand on none. Raises `own_...`."""
        if to.community is None:
            raise DomainError("guild_only")
        own = await self._own(to)
        if own.rank is None and kind is BoardKind.SCORE:
            return await self._card(to, own)
        return await self.board(to, kind, period, around=True)

    async def require_shown(self, to: Audience) -> None:
        """Where others read along, the asker is shown. Raises DomainError `own_...`."""
        if not to.private:
            await self._own(to)

    async def why(self, to: Audience, user: int) -> Rendered:
        """Why somebody's score is what it is."""
        public = not to.private
        return await self._why(
            to, await self._scores.explain(to.viewer, user, to.community, public=public)
        )

    async def why_subject(self, to: Audience, subject: int) -> Rendered:
        """The same of a person or a page."""
        public = not to.private
        return await self._why(
            to, await self._scores.explain_subject(to.viewer, subject, to.community, public=public)
        )

    async def why_account(self, to: Audience, reference: str) -> Rendered:
        """The same of an account; of a look-up what its card alone tells."""
        card = await self._account(to, reference)
        if card.stored:
            return await self.why_subject(to, card.subject.id)
        return await self._why(to, explain(card))

    async def circle(self, to: Audience, found: Circle) -> Rendered:
        """The asker's contacts, as far as they are still here."""
        if to.community is None:
            raise DomainError("guild_only")
        listed = [one.subject for one in (*found.on_me[:LISTED], *found.by_me[:LISTED])]
        gone = await self._departed(to, [subject.user_id for subject in listed])
        names = await self._names(to, listed)
        left = replace(found, on_me=_there(found.on_me, gone), by_me=_there(found.by_me, gone))
        return render_circle(left, names, to.t, user=to.viewer, here=to.community)

    async def check(self, to: Audience, minimum: float, name: str | None = None) -> Rendered:
        """Is the asker's own score above a minimum? `name` is given where others read it."""
        verdict = await self._scores.check(to.viewer, minimum)
        return render_check(verdict, to.t, user=to.viewer, name=name, private=to.private)

    async def page(self, to: Audience, name: str) -> Rendered:
        """The card of the page of that name. Raises DomainError `page_unknown`."""
        return await self.card_of_subject(to, (await self._page(to, name)).id)

    async def why_page(self, to: Audience, name: str) -> Rendered:
        """Why the score of the page of that name is what it is."""
        return await self.why_subject(to, (await self._page(to, name)).id)

    async def _page(self, to: Audience, name: str) -> Subject:
        page = None
        if to.community is not None:
            page = await self._scores.find_page(to.community, name)
        if page is None:
            raise DomainError("page_unknown", name=name)
        return page

    async def _account(self, to: Audience, reference: str) -> Card:
        lookups = self._lookups
        if to.community is not None:
            lookups = (await self._communities.get(to.community)).lookups
        card = await self._scores.account_card(to.viewer, reference, to.community, lookups=lookups)
        if not lookups and await self._has_left(to, card.subject):
            raise DomainError("lookups_off")  # as of an account that nobody linked
        return card

    async def _own(self, to: Audience) -> Card:
        public = not to.private
        return await self._scores.card(to.viewer, to.viewer, to.community, public=public)

    async def _card(self, to: Audience, card: Card) -> Rendered:
        await self._require_present(to, card.subject)
        card = replace(card, topics=self._topics.said(card.topics, to.t.language))
        named = [vouch.by for vouch in card.vouches if vouch.by][:VOUCHERS]
        names = await self._names(to, [card.subject, *named])
        return await render_card(
            card,
            names,
            to.t,
            self._clock.now(),
            private=to.private,
            pictures=to.look.pictures,
            theme=to.look.theme,
            avatar=await self._face(to, card),
        )

    async def _why(self, to: Audience, explanation: Explanation) -> Rendered:
        await self._require_present(to, explanation.card.subject)
        names = await self._names(to, [explanation.card.subject])
        return render_why(explanation, names, to.t, self._clock.now())

    async def _face(self, to: Audience, card: Card) -> bytes | None:
        """The avatar for a card that may be shown and is drawn; pages and look-ups have none."""
        subject = card.subject
        if not (to.look.pictures and card.score) or subject.kind is SubjectKind.PAGE:
            return None
        if subject.name:
            return None
        return await self._avatars.get(self._members.face(to.community, subject.user_id))

    async def called(self, to: Audience, subject: Subject, others: Sequence[Subject]) -> Names:
        """What to call a subject who is still here, and others.

        Raises DomainError `no_score` where they left.
        """
        await self._require_present(to, subject)
        return await self._names(to, [subject, *others])

    def _worded(self, topic: BoardTopic | None, t: Translator) -> BoardTopic | None:
        if topic is None:
            return None
        return replace(topic, label=self._topics.word(topic.label, t.language).name)

    async def _names(self, to: Audience, subjects: Sequence[Subject]) -> dict[int, str]:
        return await self._members.subject_names(to.community, subjects)

    async def _require_present(self, to: Audience, subject: Subject) -> None:
        """Who left is not shown here any more. Raises DomainError `no_score`."""
        if await self._has_left(to, subject):
            raise DomainError("no_score")

    async def _has_left(self, to: Audience, subject: Subject) -> bool:
        member = subject.kind is SubjectKind.PERSON and not subject.name  # and no look-up
        return member and bool(await self._departed(to, [subject.user_id]))

    async def _departed(self, to: Audience, users: Sequence[int]) -> frozenset[int]:
        """Whom of these Discord does not know here, the asker excepted; the core is told."""
        others = [user for user in users if user != to.viewer]
        if to.community is None or not others:
            return frozenset()
        await self._members.names(to.community, others)
        gone = self._members.departed(to.community, others)
        await self._presence.seen(to.community, self._members.present(to.community, others), gone)
        return gone

    async def _without_departed(self, board: Board, community: int) -> Board:
        """Whom Discord no longer knows here is not shown, and the core is told."""
        people = {
            row.subject.user_id for row in board.rows if row.subject.kind is SubjectKind.PERSON
        }
        gone = self._members.departed(community, people)
        await self._presence.seen(community, self._members.present(community, people), gone)
        left = [row for row in board.rows if _is_there(row.subject, gone)]
        return replace(board, rows=tuple(left))


def _is_there(subject: Subject, gone: frozenset[int]) -> bool:
    return subject.kind is SubjectKind.PAGE or subject.user_id not in gone


def _there(contacts: Sequence[Contact], gone: frozenset[int]) -> tuple[Contact, ...]:
    return tuple(one for one in contacts if one.subject.user_id not in gone)


def _fit_for_everyone(card: Card) -> None:
    if not card.stored:
        raise DomainError("lookup_private")
    if not card.shown:
        raise DomainError("own_not_shown_here" if card.own else "no_score")

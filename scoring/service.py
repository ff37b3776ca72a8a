"""ScoreService: what the conversation asks. Answers from stored facts, in few queries."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from scoring.asked import Asked
from scoring.boards import Boards
from scoring.clock import Clock
from scoring.compare import compare
from scoring.errors import DomainError
from scoring.explain import explain
from scoring.formula import CEILING, FLOOR, FORMER, FORMULA_VERSION, score_to_people
from scoring.heard import HeardOn
from scoring.lookup import Lookups, covered
from scoring.measuring import Measuring
from scoring.models import (
    Account,
    AccountState,
    Board,
    BoardKind,
    Card,
    Check,
    Comparison,
    Coverage,
    CoverageStatus,
    Explanation,
    Former,
    Margin,
    Period,
    Score,
    Snapshot,
    Subject,
    SubjectKind,
)
from scoring.networks.reference import Reference
from scoring.networks.registry import Networks
from scoring.networks.words import BY_STATE
from scoring.scores import combine, echo, trend
from scoring.sight import Sight
from scoring.store import accounts, snapshots, standings, subjects
from scoring.store.db import Database
from scoring.topic_boards import TopicBoards

TREND = timedelta(days=90)
MOST_COMPARED = 5
SUGGESTIONS = 25
KNOWN_BY_NAME = 100  # each name may have to be asked for


class ScoreService:
    """Scores, comparisons, boards and reasons, for one viewer in one place."""

    def __init__(
        self,
        database: Database,
        networks: Networks,
        sight: Sight,
        boards: Boards,
        lookups: Lookups,
        measuring: Measuring,
        asked: Asked,
        topics: TopicBoards,
        heard: HeardOn,
        clock: Clock,
    ) -> None:
        self._database = database
        self._networks = networks
        self._sight = sight
        self._boards = boards
        self._lookups = lookups
        self._measuring = measuring
        self._asked = asked
        self._topics = topics
        self._heard = heard
        self._clock = clock

    async def card(
        self, viewer: int, user: int, community: int | None, *, public: bool = False
    ) -> Card:
        """A member's card. Raises DomainError where there is no score to show."""
        subject = await self._sight.member(viewer, user, community, public=public)
        return await self._card(viewer, subject, community)

    async def subject_card(
        self, viewer: int, subject_id: int, community: int | None, *, public: bool = False
    ) -> Card:
        """The card of a person or page by its id."""
        subject = await self._sight.by_id(viewer, subject_id, community, public=public)
        return await self._card(viewer, subject, community)

    async def account_card(
        self, viewer: int, reference: str, community: int | None, *, lookups: bool
    ) -> Card:
        """The card behind `network:handle` or a profile URL.

        One's own account, a page or member shown here, or, where the community allows it, any
        public account: for the asker only, and stored nowhere.
        """
        named = self._networks.parse(reference)
        linked = await self._linked(named)
        if linked is None:
            return await self._lookups.card(viewer, named, allowed=lookups)
        try:
            return await self.subject_card(viewer, linked.subject_id, community)
        except DomainError as error:  # off is off: it does not tell who linked and hid
            raise error if lookups else DomainError("lookups_off") from None

    async def find_page(self, community: int, name: str) -> Subject | None:
        """A page shown here, by its name in any case."""
        wanted = name.casefold().strip()
        for page in await subjects.pages_shown(self._database.reader, community):
            if page.name.casefold() == wanted:
                return page
        return None

    async def compare(
        self,
        viewer: int,
        asked: Sequence[int | str],
        community: int | None,
        *,
        public: bool = False,
        absent: Collection[int] = (),
    ) -> Comparison:
        """Two to five members (ids) or pages (names) side by side; `absent` members have left."""
        if len(set(asked)) < len(asked):
            raise DomainError("compare_same")
        if len(asked) < 2:
            raise DomainError("compare_too_few")
        if len(asked) > MOST_COMPARED:
            raise DomainError("compare_too_many", n=MOST_COMPARED)
        cards: list[Card] = []
        missing: list[int] = []
        for position, who in enumerate(asked):
            here = who not in absent
            card = await self._card_or_none(viewer, who, community, public=public) if here else None
            if card is None or card.score is None:
                missing.append(position)
            else:
                cards.append(card)
        if not cards:
            raise DomainError("no_score")
        return compare(self._heard.aligned(cards), missing)

    async def board(
        self,
        viewer: int,
        community: int,
        kind: BoardKind,
        period: Period,
        page: int,
        *,
        around: bool = False,
        topic: str | None = None,
    ) -> Board:
        """One page of a leaderboard, from 0; with `around`, the one on which the viewer is.

        With a `topic`, a tag or an id, the board of those who are heard on it.
        """
        if topic is not None:
            return await self._topics.page(viewer, community, topic, period, page, around=around)
        if kind is BoardKind.TOPIC:
            raise DomainError("topic_missing")
        return await self._boards.page(viewer, community, kind, period, page, around=around)

    async def explain(
        self, viewer: int, user: int, community: int | None, *, public: bool = False
    ) -> Explanation:
        """Why a member's score is what it is."""
        return explain(await self.card(viewer, user, community, public=public))

    async def explain_subject(
        self, viewer: int, subject_id: int, community: int | None, *, public: bool = False
    ) -> Explanation:
        """The same for a person or page by id."""
        return explain(await self.subject_card(viewer, subject_id, community, public=public))

    async def check(self, viewer: int, minimum: float) -> Check:
        """Whether the viewer's own score is above a minimum, or within the margin of it."""
        if not FLOOR <= minimum <= CEILING:
            raise DomainError("minimum_out_of_range", low=FLOOR, high=CEILING)
        card = await self.card(viewer, viewer, None)
        if card.score is None:
            raise DomainError("not_measured_yet")
        return Check(minimum, _margin(card.score, minimum), card.score, score_to_people(minimum))

    async def suggest_accounts(
        self, viewer: int, community: int | None, partial: str
    ) -> list[tuple[str, str]]:
        """(label, value) pairs for autocompletion: own accounts and pages shown here."""
        reader = self._database.reader
        pairs = [
            (f"{a.network}:{a.handle}", f"{a.network}:{a.handle}")
            for a in await accounts.of_user(reader, viewer)
        ]
        for page in await subjects.pages_shown(reader, community) if community else []:
            pairs += [
                (f"{page.name} ({a.network}:{a.handle})", f"{a.network}:{a.handle}")
                for a in await accounts.of_subject(reader, page.id)
            ]
        wanted = partial.casefold()
        return [pair for pair in dict(pairs).items() if wanted in pair[0].casefold()][:SUGGESTIONS]

    async def suggest_pages(self, community: int, partial: str) -> list[str]:
        """Names of pages shown here, for autocompletion."""
        pages = await subjects.pages_shown(self._database.reader, community)
        wanted = partial.casefold()
        return [p.name for p in pages if wanted in p.name.casefold()][:SUGGESTIONS]

    async def shown_people(self, community: int) -> list[int]:
        """The members shown here with a score, highest first; a bounded number of them."""
        reader = self._database.reader
        places = await standings.top(reader, community, SubjectKind.PERSON, KNOWN_BY_NAME, 0)
        found = await subjects.several(reader, [place.subject_id for place in places])
        return [found[p.subject_id].user_id for p in places if p.subject_id in found]

    async def page_names(self, community: int) -> list[str]:
        """The names of the pages shown here."""
        return [page.name for page in await subjects.pages_shown(self._database.reader, community)]

    async def language(self, viewer: int) -> str | None:
        """In which language the viewer read when they last linked something."""
        return await accounts.language_of_user(self._database.reader, viewer)

    async def _card_or_none(
        self, viewer: int, who: int | str, community: int | None, *, public: bool
    ) -> Card | None:
        try:
            if isinstance(who, int):
                return await self.card(viewer, who, community, public=public)
            page = None if community is None else await self.find_page(community, who)
            if page is None:
                raise DomainError("page_unknown", name=who)
            return await self.subject_card(viewer, page.id, community, public=public)
        except DomainError as error:
            if error.key in ("no_score", "own_not_shown_here", "own_never_linked"):
                return None
            raise

    async def _card(self, viewer: int, subject: Subject, community: int | None) -> Card:
        self._asked.note(subject.id)
        reader = self._database.reader
        linked = await accounts.of_subject(reader, subject.id)
        since = self._clock.now() - TREND
        past = await snapshots.history(reader, subject.id, FORMULA_VERSION, since)
        networks = {a.id: a.network for a in linked if a.state is not AccountState.GONE}
        past = [s for s in past if s.account_id in networks]
        newest = {s.account_id: s for s in past}
        score = combine(newest.values(), networks)
        card = Card(
            subject=subject,
            score=score,
            coverage=tuple(self._coverage(a, newest.get(a.id)) for a in linked),
            trend=trend(past),
            echo=None if score is None else echo(score),
            former=await self._former(subject, networks),
            own=subject.user_id == viewer,
        )
        card = await self._heard.on(await self._with_named(card), newest.values(), community)
        return card if community is None else await self._boards.in_context(card, community)

    async def _former(self, subject: Subject, networks: Mapping[int, str]) -> Former | None:
        """For four weeks after a change, what the formula before this one says."""
        until = self._measuring.former_until(self._clock.now())
        if until is None:
            return None
        facts = await snapshots.latest(self._database.reader, subject.id, FORMER.version)
        score = combine((s for s in facts if s.account_id in networks), networks)
        return None if score is None else Former(FORMER.version, score.value, until)

    async def _with_named(self, card: Card) -> Card:
        """Add what was only named: to others without the handle, which nobody proved."""
        named = await accounts.named(self._database.reader, card.subject.id)
        lines = tuple(
            Coverage(
                network,
                handle if card.own else "",
                CoverageStatus.CLOSED,
                self._networks.declaration(network).reason,
            )
            for network, handle in named
        )
        return replace(card, coverage=card.coverage + lines)

    def _coverage(self, account: Account, newest: Snapshot | None) -> Coverage:
        status = BY_STATE.get(account.state)
        if status is None and self._networks.connector(account.network) is None:
            status = CoverageStatus.OFF
        if status is None and newest is None:
            status = CoverageStatus.WAITING
        if status is None and newest is not None:
            return covered(account.network, account.handle, newest)
        return Coverage(account.network, account.handle, status or CoverageStatus.NOT_OFFERED)

    async def _linked(self, named: Reference) -> Account | None:
        reader = self._database.reader
        return await accounts.find_handle(
            reader, named.network, named.handle
        ) or await accounts.find(reader, named.network, named.handle)


def _margin(score: Score, minimum: float) -> Margin:
    """The verdict never contradicts the range as it is shown, in whole points."""
    if math.floor(score.low) > minimum:
        return Margin.YES
    if math.ceil(score.high) < minimum:
        return Margin.NO
    return Margin.WITHIN

"""Who commented on, answered or accepted somebody's posts: a hundred posts to the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field

from scoring.networks.base import (
    Data,
    Failure,
    Kind,
    Limited,
    Profile,
    Publication,
    Reaction,
    Temporary,
)
from scoring.networks.shapes import Count, Epoch, Items, Shape, Text, each, record, topics_of
from scoring.networks.stackexchange_api import PAGE, Api

BORN = datetime(2008, 7, 31, tzinfo=UTC)  # the first question was asked then
_NOBODY = "does_not_exist"

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True)
class NameLimits:
    """Calls for names in one reading, and pages of a hundred for one question."""

    calls: int = 20  # of the 300 a day that all who come without a key share
    pages: int = 5


class Owner(Shape):
    """Somebody, by id. Who left the site has none, and the site's own robot is -1."""

    user_id: Count = None
    user_type: Text = ""

    @property
    def is_somebody(self) -> bool:
        return bool(self.user_id) and self.user_type != _NOBODY


_Owner = Annotated[Owner, BeforeValidator(record)]


class Post(Shape):
    """What questions and answers have in common."""

    owner: _Owner = Field(default_factory=Owner)
    question_id: int
    creation_date: Epoch = None
    up_vote_count: Count = None
    comment_count: Count = None
    tags: Items = Field(default_factory=list)

    @property
    def number(self) -> int:
        """Its id among all posts of the site."""
        return self.question_id


class Question(Post):
    """A question of the subject, or one that the subject answered."""

    answer_count: Count = None


class Answer(Post):
    """An answer of the subject."""

    answer_id: int
    is_accepted: bool | None = None

    @property
    def number(self) -> int:
        return self.answer_id


class _Comment(Shape):
    post_id: int
    owner: _Owner = Field(default_factory=Owner)
    creation_date: Epoch = None


class _Given(Shape):
    """An answer that somebody gave to a question of the subject."""

    question_id: int
    owner: _Owner = Field(default_factory=Owner)
    creation_date: Epoch = None


@dataclass(frozen=True, slots=True)
class _Act:
    """Somebody acted on a post, at a time that may be unknown."""

    post: int
    owner: Owner
    at: datetime | None


@dataclass(frozen=True, slots=True)
class _Acts:
    """Acts of one kind, and the posts of which not all could be read."""

    acts: Sequence[_Act]
    cut: frozenset[int]


class NameReader:
    """Reads names for the posts of one account until its calls are spent.

    `stopped` is the outcome after which no further call makes sense.
    """

    def __init__(self, api: Api, profile: Profile, now: datetime, limits: NameLimits) -> None:
        self._api = api
        self._site, _, number = profile.native_id.rpartition("/")
        self._subject = int(number)
        self._floor = profile.created_at or BORN
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self.stopped: Failure | None = None

    async def read(self, posts: Sequence[Post]) -> tuple[list[Publication], list[Reaction]]:
        """The posts with their totals, and the reactions that could be read by name."""
        found = {
            Kind.COMMENT: await self._comments(posts),
            Kind.ANSWER: await self._answers(posts),
            Kind.ACCEPTED: await self._accepted(posts),
        }
        publications = [self._publication(post, found) for post in posts]
        known = {post.number: post for post in posts}
        reactions = [
            self._reaction(known[act.post], kind, act)
            for kind, acts in found.items()
            for act in acts.acts
            if act.post in known and self._is_other(act.owner)
        ]
        return publications, reactions

    def published(self, post: Post) -> datetime:
        """When a post was published: not before its account, and not in the future."""
        return min(max(post.creation_date or self._now, self._floor), self._now)

    def _is_other(self, owner: Owner) -> bool:
        return owner.is_somebody and owner.user_id != self._subject

    def _publication(self, post: Post, found: Mapping[Kind, _Acts]) -> Publication:
        totals = _totals(post)
        unread = {Kind.LIKE: totals[Kind.LIKE]} if totals.get(Kind.LIKE) else {}
        for kind, acts in found.items():
            if kind not in totals:
                continue
            here = [act.owner.user_id for act in acts.acts if act.post == post.number]
            own = Counter(here)[self._subject]
            totals[kind] = max(totals[kind] - own, 0)
            faceless = totals[kind] - (len(here) - own)
            if post.number in acts.cut and faceless > 0:
                unread[kind] = faceless
        at = self.published(post)
        return Publication(str(post.number), at, totals, topics_of(post.tags), unread=unread)

    def _reaction(self, post: Post, kind: Kind, act: _Act) -> Reaction:
        at = None if act.at is None else min(max(act.at, self.published(post)), self._now)
        actor = f"{self._site}/{act.owner.user_id}"
        return Reaction(str(post.number), actor, kind, at, topics_of(post.tags))

    async def _comments(self, posts: Sequence[Post]) -> _Acts:
        asked = [post.number for post in posts if post.comment_count != 0]
        found, cut = await self._lists("/posts/{}/comments", asked, _Comment)
        return _Acts([_Act(one.post_id, one.owner, one.creation_date) for one in found], cut)

    async def _answers(self, posts: Sequence[Post]) -> _Acts:
        asked = [p.number for p in posts if isinstance(p, Question) and p.answer_count != 0]
        found, cut = await self._lists("/questions/{}/answers", asked, _Given)
        return _Acts([_Act(one.question_id, one.owner, one.creation_date) for one in found], cut)

    async def _accepted(self, posts: Sequence[Post]) -> _Acts:
        """Whoever asked accepted; when is not told."""
        accepted = [post for post in posts if isinstance(post, Answer) and post.is_accepted]
        answers = {post.question_id: post.number for post in accepted}
        found, cut = await self._lists("/questions/{}", list(answers), Question)
        asked = [(answers.get(question.question_id, 0), question.owner) for question in found]
        acts = [_Act(number, owner, None) for number, owner in asked]
        return _Acts(acts, frozenset(answers[number] for number in cut))

    async def _lists(
        self, path: str, numbers: Sequence[int], shape: type[S]
    ) -> tuple[list[S], frozenset[int]]:
        """Things that belong to these posts, and the posts of which not all were read."""
        found: list[S] = []
        cut: set[int] = set()
        for start in range(0, len(numbers), PAGE):
            asked = numbers[start : start + PAGE]
            things, finished = await self._list(path.format(_joined(asked)), shape)
            found += things
            if not finished:
                cut.update(asked)
        return found, frozenset(cut)

    async def _list(self, path: str, shape: type[S]) -> tuple[list[S], bool]:
        """Newest first, page by page, and whether these are all."""
        found: list[S] = []
        for number in range(1, self._pages + 1):
            if self.stopped is not None or self._left <= 0:
                return found, False
            self._left -= 1
            params = {"site": self._site, "sort": "creation", "order": "desc"}
            outcome = await self._api.ask(path, {**params, "pagesize": PAGE, "page": number})
            if not isinstance(outcome, Data):
                self._note(outcome)
                return found, False
            found += each(shape, outcome.value.items)
            if not outcome.value.more:
                return found, True
        return found, False

    def _note(self, outcome: Failure) -> None:
        if isinstance(outcome, Limited) or (
            isinstance(outcome, Temporary) and not outcome.reachable
        ):
            self.stopped = outcome


def _totals(post: Post) -> dict[Kind, int]:
    """What the post itself tells. Its score is up minus down, and no number of people."""
    told = {Kind.LIKE: post.up_vote_count, Kind.COMMENT: post.comment_count}
    if isinstance(post, Question):
        told[Kind.ANSWER] = post.answer_count
    if isinstance(post, Answer):
        told[Kind.ACCEPTED] = int(bool(post.is_accepted))
    return {kind: total for kind, total in told.items() if total is not None}


def _joined(numbers: Iterable[int]) -> str:
    return ";".join(map(str, numbers))

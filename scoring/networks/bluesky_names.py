"""Who liked, reposted, answered or quoted a Bluesky post, as far as a reading's calls go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import Field
from yarl import URL

from scoring.networks.base import (
    Data,
    Failure,
    Kind,
    Limited,
    Outcome,
    Profile,
    Publication,
    Reaction,
    Temporary,
)
from scoring.networks.http import GuardedClient
from scoring.networks.sampling import as_sample
from scoring.networks.shapes import (
    CamelShape,
    Count,
    Items,
    Moment,
    Record,
    each,
    earliest,
    items,
    moment,
    record,
    text,
    topics_of,
)
from scoring.networks.wire import Answer

PAGE = 100  # the most that the network gives at once
BORN = datetime(2022, 11, 1, tzinfo=UTC)  # nobody acted here before
ONCE = (Kind.LIKE, Kind.REPOST)  # what somebody does once to a post
FAULTS = 3  # bad moments of the network that one reading bears
_TAG = "app.bsky.richtext.facet#tag"
_BOT = "bot"  # what programs call themselves


@dataclass(frozen=True, slots=True)
class NameLimits:
    """Calls for names in one reading, and pages of a hundred for one kind of one post."""

    calls: int = 120
    pages: int = 3


class Label(CamelShape):
    """A word that somebody put on an account; `neg` takes it back."""

    val: str
    neg: bool = False


class Author(CamelShape):
    """Somebody, by DID."""

    did: str
    labels: Items = Field(default_factory=list)

    def is_called(self, word: str) -> bool:
        """Whether the account carries a label."""
        return any(label.val == word and not label.neg for label in each(Label, self.labels))


class Post(CamelShape):
    """A post as feeds, threads and lists of quotes show it."""

    uri: str
    author: Author
    record: Record = Field(default_factory=dict)
    indexed_at: Moment = None
    like_count: Count = None
    repost_count: Count = None
    reply_count: Count = None
    quote_count: Count = None

    @property
    def dated(self) -> datetime | None:
        """The earlier of the author's date and the network's."""
        return earliest([moment(self.record.get("createdAt")), self.indexed_at])

    @property
    def topics(self) -> tuple[str, ...]:
        """Hashtags, from the text's facets and from the list beside the text."""
        facets = [record(facet) for facet in items(self.record.get("facets"))]
        features = [record(found) for facet in facets for found in items(facet.get("features"))]
        tags = [found.get("tag") for found in features if found.get("$type") == _TAG]
        return topics_of([*tags, *items(self.record.get("tags"))])

    @property
    def parent(self) -> str:
        """The URI of the post that this one answers, or nothing."""
        return text(record(record(self.record.get("reply")).get("parent")).get("uri"))


class _Like(CamelShape):
    actor: Author
    created_at: Moment = None
    indexed_at: Moment = None


class _Replied(CamelShape):
    post: Post


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody acted, at a time that may be unknown."""

    did: str
    at: datetime | None
    is_person: bool = True


def _act(author: Author, at: datetime | None = None) -> Act:
    return Act(author.did, at, is_person=not author.is_called(_BOT))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the names behind one kind of total are."""

    kind: Kind
    total: Callable[[Post], int | None]
    method: str
    params: Mapping[str, str | int]
    acts: Callable[[Mapping[str, Any]], list[Act]]


def _likes(body: Mapping[str, Any]) -> list[Act]:
    found = each(_Like, body.get("likes"))
    return [_act(one.actor, earliest([one.created_at, one.indexed_at])) for one in found]


def _reposts(body: Mapping[str, Any]) -> list[Act]:
    return [_act(author) for author in each(Author, body.get("repostedBy"))]


def _quotes(body: Mapping[str, Any]) -> list[Act]:
    return [_act(post.author, post.dated) for post in each(Post, body.get("posts"))]


def _replies(body: Mapping[str, Any]) -> list[Act]:
    found = each(_Replied, record(body.get("thread")).get("replies"))
    return [_act(one.post.author, one.post.dated) for one in found]


_LIST = {"limit": PAGE}
_THREAD = {"depth": 1, "parentHeight": 0}
SOURCES = (
    _Source(Kind.LIKE, lambda post: post.like_count, "app.bsky.feed.getLikes", _LIST, _likes),
    _Source(
        Kind.REPOST, lambda post: post.repost_count, "app.bsky.feed.getRepostedBy", _LIST, _reposts
    ),
    _Source(
        Kind.REPLY, lambda post: post.reply_count, "app.bsky.feed.getPostThread", _THREAD, _replies
    ),
    _Source(Kind.QUOTE, lambda post: post.quote_count, "app.bsky.feed.getQuotes", _LIST, _quotes),
)


class Api:
    """XRPC by GET."""

    def __init__(self, client: GuardedClient, base_url: str, token: str | None) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._token = token

    async def call(
        self, method: str, params: Mapping[str, str | int], **lists: Sequence[str]
    ) -> Outcome[Answer]:
        """One method's answer, refusals included; parameters that are lists are repeated."""
        pairs = [(name, value) for name, values in lists.items() for value in values]
        url = URL(f"{self._base}/xrpc/{method}").with_query(pairs)
        return await self._client.get_json(url, params=params, credential=self._token)


class NameReader:
    """Reads names for the posts of one account, newest first, until its calls are spent.

    `stopped` is the outcome after which no further call makes sense, `spent` says that names
    were left out for want of calls; methods that this server does not have are asked once.
    """

    def __init__(self, api: Api, profile: Profile, now: datetime, limits: NameLimits) -> None:
        self._api = api
        self._did = profile.native_id
        self._floor = profile.created_at or BORN
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self._missing: set[str] = set()
        self._own_replies: Counter[str] = Counter()
        self._faults = 0
        self.stopped: Failure | None = None
        self.spent = False

    def note_own_reply(self, post: Post) -> None:
        """Remember whom the subject answers: replies to oneself are no reactions.

        A feed shows a reply before the post it answers.
        """
        self._own_replies[post.parent] += 1

    def published(self, post: Post) -> datetime:
        """When a post was published: not before its account, and not in the future."""
        return self._within(post.dated or self._now, self._floor)

    def _within(self, at: datetime, floor: datetime) -> datetime:
        return min(max(at, floor), self._now)

    async def read(self, post: Post, at: datetime) -> tuple[Publication, list[Reaction]]:
        """The post with its totals, and the reactions that could be read by name."""
        totals: dict[Kind, int] = {}
        unread: dict[Kind, int] = {}
        reactions: list[Reaction] = []
        for source in SOURCES:
            total = source.total(post)
            if total is None:
                continue
            own = self._own_replies[post.uri] if source.kind is Kind.REPLY else 0
            acts, finished = await self._acts(post, source) if total > own else ([], True)
            others = [act for act in acts if act.did != self._did and act.is_person]
            own = max(own, len(acts) - len(others))
            totals[source.kind] = max(total - own, 0)
            faceless = totals[source.kind] - len(others)
            found = [self._reaction(post, at, source.kind, act) for act in others]
            if faceless > 0 and not (finished and acts):
                unread[source.kind] = faceless
                if source.kind in ONCE:
                    total = totals[source.kind]
                    found = as_sample(found, total, published=at, now=self._now)
            reactions += found
        return Publication(post.uri, at, totals, post.topics, unread=unread), reactions

    def _reaction(self, post: Post, published: datetime, kind: Kind, act: Act) -> Reaction:
        at = None if act.at is None else self._within(act.at, published)
        return Reaction(post.uri, act.did, kind, at, post.topics)

    async def _acts(self, post: Post, source: _Source) -> tuple[list[Act], bool]:
        """Names page by page, and whether these are all."""
        found: dict[Act, None] = {}
        cursor = ""
        for _ in range(self._pages):
            body = await self._page(post, source, cursor)
            if body is None:
                return list(found), False
            known = len(found)
            found.update(dict.fromkeys(source.acts(body)))
            cursor = text(body.get("cursor"))
            if not cursor:
                return list(found), True
            if len(found) == known:
                break  # a server that turns in circles
        return list(found), False

    async def _page(self, post: Post, source: _Source, cursor: str) -> Mapping[str, Any] | None:
        """One page of names; None where there is none to be had."""
        if self.stopped or source.method in self._missing:
            return None
        if self._left <= 0:
            self.spent = True
            return None
        self._left -= 1
        params = {"uri": post.uri, **source.params, **({"cursor": cursor} if cursor else {})}
        outcome = await self._api.call(source.method, params)
        if isinstance(outcome, Data):
            return self._body(source, outcome.value)
        self._fail(source, outcome)
        return None

    def _fail(self, source: _Source, outcome: Failure) -> None:
        """One bad moment costs one list; a limit, or the third such moment, the reading."""
        if not isinstance(outcome, Limited | Temporary):
            self._missing.add(source.method)
            return
        self._faults += 1
        reachable = isinstance(outcome, Temporary) and outcome.reachable
        if not reachable or self._faults >= FAULTS:
            self.stopped = outcome

    def _body(self, source: _Source, answer: Answer) -> Mapping[str, Any] | None:
        if answer.ok:
            return record(answer.json)
        if answer.status != 400:
            self._missing.add(source.method)  # it is the method that fails, not this post
        return None

"""Who favourited, boosted, answered or quoted a post, newest post first, as far as calls go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import Field
from yarl import URL

from scoring.networks.base import (
    Data,
    Failure,
    Kind,
    Limited,
    NeedsCredentials,
    Outcome,
    Publication,
    Reaction,
    Temporary,
)
from scoring.networks.http import GuardedClient
from scoring.networks.mastodon_actors import Account, Faces, Identifier
from scoring.networks.mastodon_hosts import Instances
from scoring.networks.shapes import (
    Count,
    Items,
    Moment,
    Record,
    Shape,
    Text,
    each,
    record,
    text,
    topics_of,
)
from scoring.networks.wire import Answer

PAGE = 40  # the most posts that the network gives at once
NAMES = 80  # the most names
SHOWN_REPLIES = 60  # descendants that strangers are shown
BORN = datetime(2008, 5, 18, tzinfo=UTC)  # the first post of what became the fediverse
_PUBLIC = ("public", "unlisted")


@dataclass(frozen=True, slots=True)
class NameLimits:
    """Calls for names in one reading, and pages of eighty for one kind of one post."""

    calls: int = 120
    pages: int = 3


class Status(Shape):
    """A post as feeds, threads and lists of quotes show it."""

    id: Identifier
    account: Account
    created_at: Moment = None
    visibility: Text = ""
    in_reply_to_id: Text = ""
    reblog: Record = Field(default_factory=dict)
    favourites_count: Count = None
    reblogs_count: Count = None
    replies_count: Count = None
    quotes_count: Count = None
    tags: Items = Field(default_factory=list)

    @property
    def position(self) -> datetime | None:
        """The time by which posts are sorted."""
        return self.created_at

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it. What does not say so is not for everybody."""
        return self.visibility in _PUBLIC

    @property
    def topics(self) -> tuple[str, ...]:
        """Hashtags."""
        return topics_of(record(tag).get("name") for tag in self.tags)


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody acted, at a time that may be unknown."""

    account: Account
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the names behind one kind of total are."""

    kind: Kind
    total: Callable[[Status], int | None]
    path: str
    acts: Callable[[Status, object], list[Act]]
    ends: Callable[[object], bool] = lambda _: True  # whether a list without a next page is whole


def _people(_: Status, body: object) -> list[Act]:
    return [Act(account) for account in each(Account, body)]


def _quotes(_: Status, body: object) -> list[Act]:
    return [Act(one.account, one.created_at) for one in each(Status, body) if one.is_public]


def _replies(status: Status, body: object) -> list[Act]:
    found = each(Status, record(body).get("descendants"))
    direct = [one for one in found if one.in_reply_to_id == status.id and one.is_public]
    return [Act(one.account, one.created_at) for one in direct]


def _all_shown(body: object) -> bool:
    shown = record(body).get("descendants")
    return not isinstance(shown, list) or len(shown) < SHOWN_REPLIES


SOURCES = (
    _Source(Kind.LIKE, lambda status: status.favourites_count, "favourited_by", _people),
    _Source(Kind.REPOST, lambda status: status.reblogs_count, "reblogged_by", _people),
    _Source(Kind.REPLY, lambda status: status.replies_count, "context", _replies, _all_shown),
    _Source(Kind.QUOTE, lambda status: status.quotes_count, "quotes", _quotes),
)


class Api:
    """The Mastodon API by GET. What concerns the asker and not the thing asked for ends here."""

    def __init__(self, client: GuardedClient, instances: Instances) -> None:
        self._client = client
        self._instances = instances

    async def get(
        self, host: str, path: str, params: Mapping[str, str | int] | None = None
    ) -> Outcome[Answer]:
        """The answer of one instance; where it wants a token first, that is the outcome."""
        token = self._instances.tokens.get(host)
        url = self._instances.url(host, f"/api/v1{path}")
        outcome = await self._client.get_json(url, params=params, credential=token)
        if isinstance(outcome, Data) and _wants_token(outcome.value, token):
            return NeedsCredentials()
        return outcome


def _wants_token(answer: Answer, token: str | None) -> bool:
    """Servers differ: 401, 403, 422 in words, and for a bad token 400 in plain text."""
    if answer.status == 401 or (answer.status == 403 and answer.json is not None):
        return True
    if answer.status == 422:
        return "authenticated" in text(record(answer.json).get("error"))
    return answer.status == 400 and token is not None


def cursor_of(link: URL | None) -> str:
    """The place in a list to which a `Link` leads; nothing where it leads nowhere."""
    return link.query.get("max_id", "") if link is not None else ""


class NameReader:
    """Reads names for the posts of one account, newest first, until its calls are spent.

    `stopped` is the outcome after which no further call makes sense, `spent` says that names
    were left out for want of calls; lists that this instance does not show are asked for once.
    """

    def __init__(
        self, api: Api, faces: Faces, host: str, account: Account, now: datetime, limits: NameLimits
    ) -> None:
        self._api = api
        self._faces = faces
        self._host = host
        self._account = account
        self._floor = account.created_at or BORN
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self._hidden: set[str] = set()
        self._own_replies: Counter[str] = Counter()
        self.stopped: Failure | None = None
        self.spent = False

    def note_own_reply(self, status: Status) -> None:
        """Remember whom the subject answers: replies to oneself are no reactions."""
        self._own_replies[status.in_reply_to_id] += 1

    def published(self, status: Status) -> datetime:
        """When a post was published: not before its account, and not in the future."""
        return self._within(status.created_at or self._now, self._floor)

    def _within(self, at: datetime, floor: datetime) -> datetime:
        return min(max(at, floor), self._now)

    async def read(self, status: Status, at: datetime) -> tuple[Publication, list[Reaction]]:
        """The post with its totals, and the reactions that could be read by name."""
        totals: dict[Kind, int] = {}
        unread: dict[Kind, int] = {}
        reactions: list[Reaction] = []
        for source in SOURCES:
            total = source.total(status)
            if total is None:
                continue
            own = self._own_replies[status.id] if source.kind is Kind.REPLY else 0
            acts, finished = await self._acts(status, source) if total > own else ([], True)
            others = [act for act in acts if self._is_somebody(act.account)]
            totals[source.kind] = max(total - max(own, len(acts) - len(others)), 0)
            faceless = totals[source.kind] - len(others)
            if faceless > 0 and not (finished and acts):
                unread[source.kind] = faceless
            reactions += [self._reaction(status, at, source.kind, act) for act in others]
        return Publication(status.id, at, totals, status.topics, unread=unread), reactions

    def _is_somebody(self, account: Account) -> bool:
        return account.id != self._account.id and account.is_person

    def _reaction(self, status: Status, published: datetime, kind: Kind, act: Act) -> Reaction:
        actor = act.account.actor(self._host)
        self._faces.meet(actor, act.account, self._now)
        at = None if act.at is None else self._within(act.at, published)
        return Reaction(status.id, actor, kind, at, status.topics)

    async def _acts(self, status: Status, source: _Source) -> tuple[list[Act], bool]:
        """Names page by page, and whether these are all."""
        found: dict[tuple[str, datetime | None], Act] = {}
        cursor = ""
        for _ in range(self._pages):
            answer = await self._page(status, source, cursor)
            if answer is None:
                return list(found.values()), False
            known = len(found)
            found.update({(a.account.id, a.at): a for a in source.acts(status, answer.json)})
            cursor = cursor_of(answer.link("next"))
            if not cursor:
                return list(found.values()), source.ends(answer.json)
            if len(found) == known:
                break  # a server that turns in circles
        return list(found.values()), False

    async def _page(self, status: Status, source: _Source, cursor: str) -> Answer | None:
        """One page of names; None where there is none to be had."""
        if self.stopped or source.path in self._hidden:
            return None
        if self._left <= 0:
            self.spent = True
            return None
        self._left -= 1
        params: dict[str, str | int] = {} if source.kind is Kind.REPLY else {"limit": NAMES}
        params |= {"max_id": cursor} if cursor else {}
        outcome = await self._api.get(self._host, f"/statuses/{status.id}/{source.path}", params)
        if not isinstance(outcome, Data):
            self._give_up(source, outcome)
            return None
        if not outcome.value.ok and outcome.value.status != 404:
            self._hidden.add(source.path)  # it is the list that fails, not this post
        return outcome.value if outcome.value.ok else None

    def _give_up(self, source: _Source, failure: Failure) -> None:
        if isinstance(failure, Limited) or _is_unreachable(failure):
            self.stopped = failure
        self._hidden.add(source.path)


def _is_unreachable(failure: Failure) -> bool:
    return isinstance(failure, Temporary) and not failure.reachable

"""Who commented on a Forem article, and what the network tells of people there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Failure,
    Kind,
    Limited,
    NeedsCredentials,
    Outcome,
    Profile,
    Publication,
    Reaction,
    Temporary,
)
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import (
    Count,
    Moment,
    Record,
    Shape,
    Text,
    count,
    earliest,
    items,
    moment,
    one,
    record,
    text,
    topics_of,
)
from scoring.networks.wire import Answer, Credential

PAGE = 100  # articles
ROOTS = 50  # comments that answer the article itself; each comes with all that answer it
BORN = datetime(2016, 1, 1, tzinfo=UTC)  # of the software's first community
_ACCEPT = "application/vnd.forem.api-v1+json"


def day(value: object) -> datetime | None:
    """A day as profiles write it (`Jan  1, 2017`), or an ISO-8601 time; None for anything else."""
    try:
        return moment(value) or datetime.strptime(text(value), "%b %d, %Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def tags(value: object) -> list[Any]:
    """Tags as a list, or as words between commas."""
    return list(value.split(",")) if isinstance(value, str) else items(value)


class User(Shape):
    """Somebody, or an organisation."""

    id: int
    username: str
    type_of: Text = ""
    name: Text = ""
    summary: Text = ""
    website_url: Text = ""
    url: Text = ""
    location: Text = ""
    tag_line: Text = ""
    profile_image: Text = ""
    joined_at: Annotated[datetime | None, BeforeValidator(day)] = None

    @property
    def words(self) -> tuple[str, ...]:
        """What they wrote about themselves."""
        written = (self.summary, self.website_url, self.url, self.location, self.tag_line)
        return tuple(line for line in written if line)

    def actor(self) -> ActorProfile:
        """Everybody has a picture there, if only a drawn one: it says nothing."""
        return ActorProfile(str(self.id), self.joined_at, has_text=bool(self.words))


class Article(Shape):
    """What we read of an article."""

    id: int
    published_at: Moment = None
    published_timestamp: Moment = None
    created_at: Moment = None
    comments_count: Count = None
    public_reactions_count: Count = None
    tag_list: Annotated[list[Any], BeforeValidator(tags)] = Field(default_factory=list)
    user: Record = Field(default_factory=dict)

    @property
    def dated(self) -> datetime | None:
        """When it was published, as far as its author says."""
        return self.published_at or self.published_timestamp or self.created_at

    @property
    def author(self) -> int | None:
        """The id of whoever wrote it, for an organisation too."""
        return count(self.user.get("user_id"))


@dataclass(frozen=True, slots=True)
class NameLimits:
    """Calls for comments in one reading, and pages of fifty threads for one article."""

    calls: int = 60
    pages: int = 5


class Api:
    """REST by GET; a private community wants a key."""

    def __init__(self, client: GuardedClient, base_url: str, key: str | None) -> None:
        self._client = client
        self.base = base_url.rstrip("/")
        self._key = Credential(key, header="api-key", prefix="") if key else None

    async def get(
        self, path: str, params: Mapping[str, str | int] | None = None
    ) -> Outcome[Answer]:
        """The answer; a refusal that asks for a key becomes its outcome."""
        outcome = await self._client.get_json(
            f"{self.base}/api{path}", params=params, credential=self._key, accept=_ACCEPT
        )
        if isinstance(outcome, Data) and outcome.value.status == 401:
            return NeedsCredentials()
        return outcome

    async def user(self, path: str, **params: str) -> Outcome[User | None]:
        """A person or an organisation; None where there is none."""
        outcome = await self.get(path, params)
        if not isinstance(outcome, Data):
            return outcome
        if outcome.value.status in (404, 410):
            return Data(None)
        found = one(User, outcome.value.json) if outcome.value.ok else None
        if found is None:
            return Changed(f"forem: no profile, HTTP {outcome.value.status}")
        return Data(found)


@dataclass(frozen=True, slots=True)
class _Comment:
    """Somebody spoke; nobody where the comment was deleted or hidden."""

    code: str
    user: int | None
    at: datetime | None


class NameReader:
    """Reads comments for the articles of one account until its calls are spent.

    `stopped` is the outcome after which no further call makes sense.
    """

    def __init__(self, api: Api, profile: Profile, now: datetime, limits: NameLimits) -> None:
        self._api = api
        self._subject = profile.native_id
        self._floor = profile.created_at or BORN
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self.stopped: Failure | None = None

    def published(self, article: Article) -> datetime:
        """When it was published: not before its account, and not in the future."""
        return min(max(article.dated or self._now, self._floor), self._now)

    async def read(self, article: Article) -> tuple[Publication, list[Reaction]]:
        """The article with its totals, and those who commented."""
        at, number = self.published(article), str(article.id)
        topics = topics_of(article.tag_list)
        comments, finished = await self._comments(article)
        own = {self._subject, str(article.author)}
        others = [one for one in comments if one.user is not None and str(one.user) not in own]
        of_own = sum(1 for one in comments if str(one.user) in own)
        totals, unread = self._reacted(article)
        if article.comments_count is not None:
            totals[Kind.COMMENT] = max(article.comments_count - of_own, 0)
            faceless = totals[Kind.COMMENT] - len(others)
            unread |= {Kind.COMMENT: faceless} if faceless > 0 and not finished else {}
        reactions = [
            Reaction(number, str(one.user), Kind.COMMENT, self._within(one.at, at), topics)
            for one in others
        ]
        return Publication(number, at, totals, topics, unread=unread), reactions

    def _reacted(self, article: Article) -> tuple[dict[Kind, int], dict[Kind, int]]:
        """Hearts, unicorns and the like: a total, and not who."""
        total = article.public_reactions_count
        totals = {} if total is None else {Kind.LIKE: total}
        return totals, {Kind.LIKE: total} if total else {}

    def _within(self, at: datetime | None, floor: datetime) -> datetime | None:
        return None if at is None else min(max(at, floor), self._now)

    async def _comments(self, article: Article) -> tuple[list[_Comment], bool]:
        """Comments, the oldest threads first, and whether these are all."""
        if article.comments_count == 0:
            return [], True
        found: dict[str, _Comment] = {}
        for number in range(1, self._pages + 1):
            roots = await self._page(article, number)
            if roots is None:
                return list(found.values()), False
            known = len(found)
            found.update({one.code: one for one in _all(roots)})
            if len(roots) != ROOTS or len(found) == known:
                return list(found.values()), True  # the last page, or a server without pages
        return list(found.values()), False

    async def _page(self, article: Article, number: int) -> Sequence[Any] | None:
        """One page of threads; None where there is none to be had."""
        if self.stopped is not None or self._left <= 0:
            return None
        self._left -= 1
        params = {"a_id": article.id, "page": number, "per_page": ROOTS}
        outcome = await self._api.get("/comments", params)
        if isinstance(outcome, Data):
            body = outcome.value.json
            return body if outcome.value.ok and isinstance(body, list) else None
        if isinstance(outcome, Limited | NeedsCredentials) or (
            isinstance(outcome, Temporary) and not outcome.reachable
        ):
            self.stopped = outcome
        return None


def _all(roots: Sequence[Any]) -> Iterator[_Comment]:
    """Threads flattened, however deep they are."""
    waiting = list(roots)
    while waiting:
        body = record(waiting.pop())
        waiting += items(body.get("children"))
        code, user = text(body.get("id_code")), record(body.get("user"))
        if code:
            yield _Comment(code, count(user.get("user_id")), moment(body.get("created_at")))


def oldest(articles: Sequence[Article]) -> datetime | None:
    """How far back a page of articles goes."""
    return earliest(article.dated for article in articles)

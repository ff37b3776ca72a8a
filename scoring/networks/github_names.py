"""Who starred, forked or commented on a repository, newest first, as far as the calls go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field
from yarl import URL

from scoring.networks.base import (
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
)
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.shapes import (
    Count,
    Items,
    Moment,
    Shape,
    Text,
    each,
    earliest,
    record,
    text,
    topics_of,
)
from scoring.networks.wire import Answer

PAGE = 100  # the most that the network gives at once
MOST_PAGES = 400  # of one list; what comes after is refused
_JSON = "application/vnd.github+json"
_STARS = "application/vnd.github.star+json"
_TOO_FAST = ("rate limit", "abuse detection")
_VERSION = {"X-GitHub-Api-Version": "2022-11-28"}


class User(Shape):
    """Somebody, by id."""

    id: int
    login: Text = ""
    type: Text = ""

    @property
    def is_bot(self) -> bool:
        return self.type == "Bot" or self.login.endswith("[bot]")


class Repository(Shape):
    """What we read of a repository."""

    id: int
    full_name: str
    created_at: Moment
    fork: bool = False
    private: bool = False
    stargazers_count: Count = None
    forks_count: Count = None
    open_issues_count: Count = None
    language: Text = ""
    topics: Items = Field(default_factory=list)

    @property
    def all_topics(self) -> tuple[str, ...]:
        """Topics and the main language."""
        return topics_of([*self.topics, self.language])

    @property
    def noticed(self) -> int:
        """How much others did here, as far as the repository tells."""
        counts = (self.stargazers_count, self.forks_count, self.open_issues_count)
        return sum(number or 0 for number in counts)

    def counts_for(self, since: datetime | None) -> bool:
        """Whether it is the owner's own work, and may have reactions younger than `since`."""
        if self.fork or self.private or self.created_at is None:
            return False
        return since is None or self.created_at >= since or self.noticed > 0


class _Star(Shape):
    starred_at: Moment = None
    user: User


class _Fork(Shape):
    created_at: Moment = None
    owner: User


class _Comment(Shape):
    created_at: Moment = None
    user: User


class _Event(Shape):
    type: Text = ""
    created_at: Moment = None
    actor: User


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody acted."""

    user: User
    at: datetime | None


def _stars(body: object) -> list[Act]:
    return [Act(star.user, star.starred_at) for star in each(_Star, body)]


def _forks(body: object) -> list[Act]:
    return [Act(fork.owner, fork.created_at) for fork in each(_Fork, body)]


def _watches(body: object) -> list[Act]:
    """Stars among the events of a repository."""
    found = [event for event in each(_Event, body) if event.type == "WatchEvent"]
    return [Act(event.actor, event.created_at) for event in found]


def _comments(body: object) -> list[Act]:
    return [Act(comment.user, comment.created_at) for comment in each(_Comment, body)]


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the names of one kind are. Some lists begin with the oldest: read from the end.

    `recent` is said of a list that ends although there is more.
    """

    kind: Kind
    total: Callable[[Repository], int | None]
    path: str
    params: Mapping[str, str]
    acts: Callable[[object], list[Act]]
    accept: str = _JSON
    oldest_first: bool = False
    recent: bool = False


_BY_DATE = {"sort": "created", "direction": "desc"}


def _stargazers(repository: Repository) -> int | None:
    return repository.stargazers_count


SOURCES = (
    _Source(Kind.STAR, _stargazers, "stargazers", {}, _stars, accept=_STARS, oldest_first=True),
    _Source(
        Kind.FORK,
        lambda repository: repository.forks_count,
        "forks",
        {"sort": "newest"},
        _forks,
    ),
    _Source(Kind.COMMENT, lambda _: None, "issues/comments", _BY_DATE, _comments),
    _Source(Kind.COMMENT, lambda _: None, "pulls/comments", _BY_DATE, _comments),
)
# Where the list of stargazers is too long for its end to be shown: the last three hundred events.
_NEW_STARS = _Source(Kind.STAR, _stargazers, "events", {}, _watches, recent=True)


class Api:
    """REST by GET. What concerns the asker and not the thing asked for ends here."""

    def __init__(self, client: GuardedClient, base_url: str, token: str | None) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._token = token

    async def get(
        self, path: str, params: Mapping[str, str | int] | None = None, accept: str = _JSON
    ) -> Outcome[Answer]:
        """The answer; a bad token and a limit told in words only become their outcomes."""
        outcome = await self._client.get_json(
            self._base + path,
            params=params,
            headers=_VERSION,
            credential=self._token,
            accept=accept,
        )
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if answer.status == 401:
            return NeedsCredentials()
        message = text(record(answer.json).get("message")).lower()
        if answer.status == 403 and any(words in message for words in _TOO_FAST):
            until = self._client.clock.now() + DEFAULT_LIMIT
            self._client.hold(self._base, self._token, until)
            return Limited(until)
        return outcome


@dataclass(frozen=True, slots=True)
class CallLimits:
    """Calls for names in one reading, pages of a hundred for one list, and calls for profiles."""

    calls: int = 40  # of the 60 an hour that all who come without a token share
    pages: int = 20
    actors: int = 10


class NameReader:
    """Reads names for the repositories of one account until its calls are spent.

    `stopped` is the outcome after which no further call makes sense. `cut` says that something
    was not read for want of calls, of which `spent` says that none is left; `reached` is how far
    back the shortest list was read.
    """

    def __init__(
        self,
        api: Api,
        profile: Profile,
        *,
        since: datetime | None,
        now: datetime,
        limits: CallLimits,
    ) -> None:
        self._api = api
        self._owner = profile.native_id
        self._since = since
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self.cut = False
        self.spent = False
        self.reached: datetime | None = None
        self.stopped: Failure | None = None

    async def read(self, repository: Repository) -> tuple[Publication, list[Reaction]]:
        """The repository with its totals, and the reactions that could be read by name."""
        totals: dict[Kind, int] = {}
        unread: dict[Kind, int] = {}
        reactions: list[Reaction] = []
        created = min(repository.created_at or self._now, self._now)
        for source in SOURCES:
            acts, known = await self._acts(repository, source)
            others = [act for act in acts if self._is_somebody(act.user)]
            total = source.total(repository)
            if total is not None:
                totals[source.kind] = max(total - len(acts) + len(others), 0)
            if total and not known:
                unread[source.kind] = total
            reactions += [self._reaction(repository, created, source.kind, act) for act in others]
        topics = repository.all_topics
        found = Publication(str(repository.id), created, totals, topics, unread=unread)
        return found, reactions

    def _is_somebody(self, user: User) -> bool:
        return str(user.id) != self._owner and not user.is_bot

    def _reaction(
        self, repository: Repository, created: datetime, kind: Kind, act: Act
    ) -> Reaction:
        at = None if act.at is None else min(max(act.at, created), self._now)
        return Reaction(str(repository.id), str(act.user.id), kind, at, repository.all_topics)

    async def _acts(self, repository: Repository, source: _Source) -> tuple[list[Act], bool]:
        """Acts back to `since`, and whether any could be read where there are some."""
        total = source.total(repository)
        if total == 0 or not repository.noticed:
            return [], True
        acts: dict[Act, None] = {}
        number = -(-(total or 1) // PAGE) if source.oldest_first else 1
        if number > MOST_PAGES:
            source, number = _NEW_STARS, 1
        for turn in range(self._pages):
            answer = await self._page(repository, source, number)
            if answer is None:
                break
            found = source.acts(answer.json)
            acts.update(dict.fromkeys(found))
            following = self._next(source, answer, number, found, first=turn == 0)
            if following is not None:
                number = following
            elif source.recent and self._is_short(found):
                break
            else:
                return list(acts), True
        else:
            self.cut = True
        if acts:
            self.cut = True
            self._reach(acts)
        return list(acts), bool(acts)

    def _is_short(self, found: Iterable[Act]) -> bool:
        """Whether a list ended before `since`."""
        oldest = earliest(act.at for act in found)
        return self._since is None or oldest is None or oldest >= self._since

    def _next(
        self, source: _Source, answer: Answer, number: int, found: Sequence[Act], *, first: bool
    ) -> int | None:
        """The page to read after this one; None where `since` or the list's end is reached."""
        if source.oldest_first and first and (last := _page_number(answer.link("last"))) > number:
            return min(last, MOST_PAGES)  # it grew since its total was told
        if not self._is_short(found):
            return None
        if source.oldest_first:
            return number - 1 if number > 1 else None
        return number + 1 if answer.link("next") is not None else None

    def _reach(self, acts: Iterable[Act]) -> None:
        oldest = earliest(act.at for act in acts)
        if oldest is not None:
            self.reached = max(oldest, self.reached or oldest)

    async def _page(self, repository: Repository, source: _Source, number: int) -> Answer | None:
        """One page of a list; None where there is none to be had."""
        if self.stopped is not None or self._left <= 0:
            self.cut = self.spent = True
            return None
        self._left -= 1
        params: dict[str, str | int] = {**source.params, "per_page": PAGE, "page": number}
        if source.kind is Kind.COMMENT and self._since is not None:
            params["since"] = self._since.strftime("%Y-%m-%dT%H:%M:%SZ")
        path = f"/repos/{repository.full_name}/{source.path}"
        outcome = await self._api.get(path, params, source.accept)
        if isinstance(outcome, Data):
            return outcome.value if outcome.value.ok else None
        if not isinstance(outcome, Changed):
            self.stopped, self.cut, self.spent = outcome, True, True
        return None


def _page_number(url: URL | None) -> int:
    number = url.query.get("page", "") if url is not None else ""
    return int(number) if number.isdecimal() else 0

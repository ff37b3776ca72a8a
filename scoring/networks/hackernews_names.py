"""Who commented on a Hacker News story or answered a comment: read thread by thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import Field

from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Kind,
    Outcome,
    Profile,
    Publication,
    Reaction,
)
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import Count, Epoch, Items, Shape, Text, count, each, record
from scoring.networks.wire import Answer

FIREBASE = "https://hacker-news.firebaseio.com"
ALGOLIA = "https://hn.algolia.com"
BORN = datetime(2006, 10, 9, tzinfo=UTC)  # the first story
PAGE = 1000  # the most that the search gives at once; without texts that is little
_READ = "objectID,author,created_at_i,points,num_comments,story_id,parent_id,_tags"


class Hit(Shape):
    """A story, a poll or a comment, as the search shows it, without its text."""

    number: str = Field(alias="objectID")
    author: Text = ""
    created_at_i: Epoch = None
    points: Count = None
    num_comments: Count = None
    story_id: Count = None
    parent_id: Count = None
    tags: Items = Field(default_factory=list, alias="_tags")

    @property
    def is_comment(self) -> bool:
        return self.parent_id is not None or "comment" in self.tags

    @property
    def thread(self) -> str:
        """The story below which it stands, or that it is."""
        return str(self.story_id) if self.is_comment and self.story_id else self.number


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of the search, newest first."""

    hits: Sequence[Hit]
    more: bool


class Api:
    """The two hosts: Firebase for people, Algolia's search for what they wrote.

    `base_url` stands for both: `/v0/...` is asked of it as well as `/api/v1/...`.
    """

    def __init__(self, client: GuardedClient, base_url: str | None) -> None:
        self._client = client
        self._people = (base_url or FIREBASE).rstrip("/")
        self._search = (base_url or ALGOLIA).rstrip("/")

    async def user(self, name: str) -> Outcome[Answer]:
        """Somebody; the answer is null where there is nobody of that name."""
        outcome = await self._client.get_json(f"{self._people}/v0/user/{name}.json")
        if isinstance(outcome, Data) and not outcome.value.ok:
            return Changed(f"hackernews: HTTP {outcome.value.status}")
        return outcome

    async def search(
        self, tags: str, size: int, *, since: datetime | None, until: datetime | None = None
    ) -> Outcome[Hits]:
        """What has these tags, newest first, between two moments."""
        bounds = [f"created_at_i>={int(since.timestamp())}"] if since else []
        bounds += [f"created_at_i<={int(until.timestamp())}"] if until else []
        params: dict[str, str | int] = {"tags": tags, "hitsPerPage": size}
        params |= {"attributesToRetrieve": _READ, "attributesToHighlight": "none"}
        params |= {"numericFilters": ",".join(bounds)} if bounds else {}
        url = f"{self._search}/api/v1/search_by_date"
        outcome = await self._client.get_json(url, params=params)
        return _hits(outcome.value, size) if isinstance(outcome, Data) else outcome


def _hits(answer: Answer, size: int) -> Outcome[Hits]:
    body = record(answer.json)
    raw = body.get("hits")
    if not answer.ok or not isinstance(raw, list):
        return Changed(f"hackernews: no hits, HTTP {answer.status}")
    found = each(Hit, raw)
    if raw and not found:
        return Changed("hackernews: hits of another shape")
    total = count(body.get("nbHits"))
    return Data(Hits(found, len(raw) >= size if total is None else total > len(raw)))


@dataclass(frozen=True, slots=True)
class NameLimits:
    """Calls for threads in one reading, and pages of a thousand comments for one thread."""

    calls: int = 150
    pages: int = 3


@dataclass(frozen=True, slots=True)
class _Thread:
    """The comments below a story since somebody first spoke there."""

    comments: Sequence[Hit]
    finished: bool


class NameReader:
    """Reads threads for what one account wrote, newest first, until its calls are spent.

    `stopped` is the outcome after which no further call makes sense, `spent` says that the calls
    are used up: what was written before has no names, and comments have no totals either.
    """

    def __init__(self, api: Api, profile: Profile, now: datetime, limits: NameLimits) -> None:
        self._api = api
        self._name = profile.native_id
        self._floor = profile.created_at or BORN
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self.spent = False
        self.stopped: Failure | None = None

    async def read(self, hits: Sequence[Hit]) -> tuple[list[Publication], list[Reaction]]:
        """Those publications whose threads could be read, and who acted on them."""
        publications: list[Publication] = []
        reactions: list[Reaction] = []
        threads: dict[str, _Thread] = {}
        for hit in hits:
            if hit.thread not in threads and (hit.is_comment or hit.num_comments != 0):
                thread = await self._thread(hit.thread, self._first(hit.thread, hits))
                if thread is None:
                    break
                threads[hit.thread] = thread
            thread = threads.get(hit.thread, _Thread((), finished=True))
            publication, found = self._acts(hit, thread)
            publications.append(publication)
            reactions += found
        return publications, reactions

    def published(self, hit: Hit) -> datetime:
        """When something was written: not before its account, and not in the future."""
        return min(max(hit.created_at_i or self._now, self._floor), self._now)

    def _within(self, at: datetime | None, floor: datetime) -> datetime | None:
        return None if at is None else min(max(at, floor), self._now)

    def _first(self, thread: str, hits: Iterable[Hit]) -> datetime:
        return min(self.published(hit) for hit in hits if hit.thread == thread)

    def _acts(self, hit: Hit, thread: _Thread) -> tuple[Publication, list[Reaction]]:
        at = self.published(hit)
        acts = thread.comments
        if hit.is_comment:
            kind = Kind.REPLY
            here = [one for one in acts if str(one.parent_id) == hit.number]
        else:
            kind = Kind.COMMENT
            own = {one.number for one in acts if one.author == self._name}
            here = [one for one in acts if str(one.parent_id) not in own]
        others = [one for one in here if one.author and one.author != self._name]
        totals, unread = self._totals(hit, thread, len(others))
        reactions = [
            Reaction(hit.number, one.author, kind, self._within(one.created_at_i, at))
            for one in others
        ]
        return Publication(hit.number, at, totals, unread=unread), reactions

    def _totals(
        self, hit: Hit, thread: _Thread, read: int
    ) -> tuple[dict[Kind, int], dict[Kind, int]]:
        """Points begin at the author's own, and only those of stories are shown."""
        if hit.is_comment:
            return ({Kind.REPLY: read} if thread.finished else {}), {}
        totals: dict[Kind, int] = {}
        unread: dict[Kind, int] = {}
        if hit.points is not None:
            totals[Kind.LIKE] = max(hit.points - 1, 0)
            unread |= {Kind.LIKE: totals[Kind.LIKE]} if totals[Kind.LIKE] else {}
        if thread.finished:
            totals[Kind.COMMENT] = read
        elif hit.num_comments is not None:
            totals[Kind.COMMENT] = hit.num_comments
            unread |= {Kind.COMMENT: max(hit.num_comments - len(thread.comments), 0)}
        return totals, unread

    async def _thread(self, number: str, since: datetime) -> _Thread | None:
        """A story's comments, newest first; None where there is no call left, or no answer."""
        found: dict[str, Hit] = {}
        until: datetime | None = None
        for _ in range(self._pages):
            if self._left <= 0:
                self.spent = True
                return None if not found else _Thread(list(found.values()), finished=False)
            self._left -= 1
            tags = f"comment,story_{number}"
            outcome = await self._api.search(tags, PAGE, since=since, until=until)
            if not isinstance(outcome, Data):
                self._note(outcome)
                return None if self.stopped else _Thread(list(found.values()), finished=False)
            known = len(found)
            found.update({hit.number: hit for hit in outcome.value.hits if hit.is_comment})
            times = [hit.created_at_i for hit in outcome.value.hits if hit.created_at_i]
            until = min(times, default=until)
            if not outcome.value.more or len(found) == known:
                return _Thread(list(found.values()), finished=not outcome.value.more)
        return _Thread(list(found.values()), finished=False)

    def _note(self, outcome: Failure) -> None:
        if not isinstance(outcome, Changed):
            self.stopped = outcome

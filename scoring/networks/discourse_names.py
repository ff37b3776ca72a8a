"""Who liked, answered, quoted or mentioned somebody on a forum, as far as the calls go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scoring.networks.base import (
    Data,
    Failure,
    Kind,
    Limited,
    Private,
    Profile,
    Publication,
    Reaction,
    Temporary,
)
from scoring.networks.discourse_shapes import LIKED, Api, Post, Row, Topic, User
from scoring.networks.shapes import count, each, items, one, record, text
from scoring.networks.wire import Answer

CHUNK = 20  # posts that a forum gives at once
LIKERS = 200  # names that it gives at once


@dataclass(frozen=True, slots=True)
class NameLimits:
    """Calls for topics and for the names of those who like, and chunks of one own topic."""

    topics: int = 80
    likes: int = 60
    chunks: int = 5
    pages: int = 3  # of those who like one post


@dataclass(slots=True)
class _Thread:
    """One topic as far as it was read. `own` are the account's posts, by number."""

    topic: Topic
    posts: dict[int, Post] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)  # ids of own posts in an earlier page

    def add(self, found: Iterable[Post]) -> None:
        for post in found:
            self.posts[post.id] = post

    @property
    def left(self) -> list[int]:
        """Posts that were not read, the newest first."""
        return [number for number in reversed(self.topic.stream) if number not in self.posts]


@dataclass(frozen=True, slots=True)
class _Act:
    """Somebody's post is a reaction to one of the account's posts."""

    target: int  # its number
    kind: Kind
    post: Post


class NameReader:
    """Reads the topics in which an account wrote, newest first, until its calls are spent.

    `stopped` is the outcome after which no further call makes sense, `cut` says that a topic
    was not read.
    """

    def __init__(
        self,
        api: Api,
        profile: Profile,
        *,
        since: datetime | None,
        now: datetime,
        limits: NameLimits,
    ) -> None:
        self._api = api
        self._me, self._host = _numbers(profile.native_id)
        self._username = profile.handle.rpartition("@")[0].lower()
        self._since = since
        self._now = now
        self._limits = limits
        self._calls, self._likes = limits.topics, limits.likes
        self._threads: dict[int, _Thread] = {}
        self._categories: dict[int, str] | None = None
        self.cut = False
        self.stopped: Failure | None = None

    @property
    def spent(self) -> bool:
        """Whether no further topic can be read."""
        return self.stopped is not None or self._calls <= 0

    async def read(
        self, topic: int, rows: Sequence[Row]
    ) -> tuple[list[Publication], list[Reaction]]:
        """The account's posts in one topic, and the reactions to them."""
        thread = await self._thread(topic, rows)
        if thread is None:
            return [], []
        await self._complete(thread, rows)
        topics = thread.topic.topics(await self._names_of_categories(thread.topic))
        own = {p.post_number: p for p in thread.posts.values() if self._is_own(p)}
        await self._replies(thread, own.values())
        acts = self._acts(thread, own)
        publications: list[Publication] = []
        reactions: list[Reaction] = []
        for post in sorted(own.values(), key=lambda p: p.post_number, reverse=True):
            at = self._published(post)
            if post.id in thread.told or (self._since is not None and at < self._since):
                continue
            thread.told.add(post.id)
            mine = [act for act in acts if act.target == post.post_number]
            found, names = await self._publication(thread, post, at, mine, topics)
            publications.append(found)
            reactions += names
        return publications, reactions

    async def _thread(self, topic: int, rows: Sequence[Row]) -> _Thread | None:
        """A topic with the posts around the first of the account's."""
        if topic in self._threads:
            return self._threads[topic]
        first = min(max(row.post_number, 1) for row in rows)
        answer = await self._get(f"/t/{topic}.json" if first == 1 else f"/t/{topic}/{first}.json")
        found = one(Topic, answer.json) if answer is not None and answer.ok else None
        if found is None or not found.is_public:
            return None
        thread = _Thread(found)
        thread.add(each(Post, found.post_stream.get("posts")))
        self._threads[topic] = thread
        return thread

    async def _complete(self, thread: _Thread, rows: Sequence[Row]) -> None:
        """The account's other posts, and of its own topic everything, from the end."""
        wanted = [row.post_id for row in rows if row.post_id and row.post_id not in thread.posts]
        first = next((p for p in thread.posts.values() if p.post_number == 1), None)
        if first is not None and self._is_own(first) and first.id not in thread.told:
            rest = [number for number in thread.left if number not in wanted]
            wanted += rest[: self._limits.chunks * CHUNK]
        for start in range(0, len(wanted), CHUNK):
            path = f"/t/{thread.topic.id}/posts.json"
            answer = await self._get(path, wanted[start : start + CHUNK])
            if answer is None:
                return
            thread.add(each(Post, record(record(answer.json).get("post_stream")).get("posts")))

    async def _replies(self, thread: _Thread, own: Iterable[Post]) -> None:
        """Answers that stand too far from what they answer to have come along."""
        for post in own:
            answers = [
                p for p in thread.posts.values() if p.reply_to_post_number == post.post_number
            ]
            if post.post_number > 1 and (post.reply_count or 0) > len(answers):
                answer = await self._get(f"/posts/{post.id}/replies.json")
                if answer is not None and answer.ok:
                    thread.add(each(Post, answer.json))

    def _acts(self, thread: _Thread, own: dict[int, Post]) -> list[_Act]:
        """One act for each post of somebody else that concerns the account, the plainest."""
        found: list[_Act] = []
        for post in thread.posts.values():
            if not post.is_shown or not post.is_by_person or post.user_id == self._me:
                continue
            act = self._act(thread, own, post)
            if act is not None:
                found.append(act)
        return found

    def _act(self, thread: _Thread, own: dict[int, Post], post: Post) -> _Act | None:
        answered = post.reply_to_post_number
        if answered in own:
            return _Act(answered, Kind.REPLY, post)
        quoted = post.quoted(self._username, thread.topic.id) & own.keys()
        if quoted:
            return _Act(max(quoted), Kind.QUOTE, post)
        if answered is None and 1 in own and post.post_number > 1:
            return _Act(1, Kind.REPLY, post)
        before = [number for number in own if number < post.post_number]
        if before and post.mentions(self._username):
            return _Act(max(before), Kind.MENTION, post)
        return None

    async def _publication(
        self,
        thread: _Thread,
        post: Post,
        at: datetime,
        acts: Sequence[_Act],
        topics: tuple[str, ...],
    ) -> tuple[Publication, list[Reaction]]:
        native_id = str(post.id)
        reactions = [
            Reaction(
                native_id,
                person(act.post.user_id, self._host),
                act.kind,
                self._within(act.post.created_at, at),
                topics,
            )
            for act in acts
        ]
        totals = {kind: sum(1 for act in acts if act.kind is kind) for kind in _WRITTEN}
        unread = {Kind.REPLY: left} if (left := self._unread_replies(thread, post, acts)) else {}
        totals[Kind.REPLY] += unread.get(Kind.REPLY, 0)
        likers, totals[Kind.LIKE] = await self._likers(post)
        if totals[Kind.LIKE] > len(likers):
            unread[Kind.LIKE] = totals[Kind.LIKE] - len(likers)
        reactions += [
            Reaction(native_id, person(user, self._host), Kind.LIKE, None, topics)
            for user in likers
        ]
        accepted = thread.topic.accepted_answer
        if count(accepted.get("post_number")) == post.post_number:
            self._accept(thread, native_id, topics, totals, unread, reactions)
        shown = {kind: number for kind, number in totals.items() if number or kind in _COUNTED}
        guessed = post.post_number == 1 and Kind.REPLY in unread
        return Publication(native_id, at, shown, topics, guessed, unread), reactions

    def _unread_replies(self, thread: _Thread, post: Post, acts: Sequence[_Act]) -> int:
        """Of other posts, answers not found; of an own topic, as many among its unread posts as
        among those that were read."""
        if post.post_number > 1:
            answers = [
                p for p in thread.posts.values() if p.reply_to_post_number == post.post_number
            ]
            quotes = [act for act in acts if act.kind is Kind.QUOTE]
            return max((post.reply_count or 0) - len(answers) - len(quotes), 0)
        total = max(thread.topic.posts_count or 0, len(thread.topic.stream))
        replies = [act for act in acts if act.kind is Kind.REPLY]
        left = max(total - len(thread.posts), 0)
        return round(left * len(replies) / max(len(thread.posts) - 1, 1))

    def _accept(
        self,
        thread: _Thread,
        native_id: str,
        topics: tuple[str, ...],
        totals: dict[Kind, int],
        unread: dict[Kind, int],
        reactions: list[Reaction],
    ) -> None:
        """Somebody marked it as the solution: by name where the forum shows who."""
        name = text(thread.topic.accepted_answer.get("accepter_username")).lower()
        ids = {p.username.lower(): p.user_id for p in thread.posts.values() if p.is_by_person}
        own_topic = any(p.post_number == 1 and self._is_own(p) for p in thread.posts.values())
        if ids.get(name, 0) == self._me or (own_topic and not name):
            return
        totals[Kind.ACCEPTED] = 1
        if name in ids:
            actor = person(ids[name], self._host)
            reactions.append(Reaction(native_id, actor, Kind.ACCEPTED, None, topics))
        else:
            unread[Kind.ACCEPTED] = 1

    async def _likers(self, post: Post) -> tuple[list[int], int]:
        """People who like a post, and how many do, the account and robots left out."""
        found: dict[int, User] = {}
        for page in range(self._limits.pages):
            if post.likes <= len(found) or self._likes <= 0 or self.stopped is not None:
                break
            self._likes -= 1
            params = {"id": post.id, "post_action_type_id": LIKED, "page": page, "limit": LIKERS}
            outcome = await self._api.get(self._host, "/post_action_users.json", params)
            if not isinstance(outcome, Data):
                self._note(outcome)
                break
            if not outcome.value.ok:
                self._likes = 0 if outcome.value.status == 403 else self._likes  # it shows nobody
                break
            known = len(found)
            users = each(User, record(outcome.value.json).get("post_action_users"))
            found.update((user.id, user) for user in users)
            if len(found) == known:
                break
        people = [n for n, user in found.items() if user.is_person and n != self._me]
        return people, max(post.likes - (len(found) - len(people)), len(people))

    async def _names_of_categories(self, topic: Topic) -> dict[int, str]:
        """All of them, once for a reading, and only where a topic has one."""
        if self._categories is None and topic.category_id is not None:
            self._categories = {}
            answer = await self._get("/categories.json?include_subcategories=true", vital=False)
            listed = record(record(answer.json).get("category_list")) if answer is not None else {}
            waiting = [record(found) for found in items(listed.get("categories"))]
            while waiting:
                found = waiting.pop()
                number = count(found.get("id"))
                if number is not None:
                    self._categories.setdefault(number, text(found.get("name")))
                waiting += [record(inner) for inner in items(found.get("subcategory_list"))]
        return self._categories or {}

    async def _get(
        self, path: str, ids: Sequence[int] = (), *, vital: bool = True
    ) -> Answer | None:
        """One answer; None where there is none to be had. What is vital and fails is missing."""
        if self.spent:
            self.cut |= vital
            return None
        self._calls -= 1
        outcome = await self._api.get(self._host, path, ids=ids)
        if isinstance(outcome, Data):
            return outcome.value
        self._note(outcome)
        self.cut |= vital
        return None

    def _note(self, failure: Failure) -> None:
        unreachable = isinstance(failure, Temporary) and not failure.reachable
        if unreachable or isinstance(failure, Limited | Private):
            self.stopped = failure
        self.cut |= self.stopped is not None

    def _is_own(self, post: Post) -> bool:
        return post.user_id == self._me and post.is_shown

    def _published(self, post: Post) -> datetime:
        return min(post.created_at or self._now, self._now)

    def _within(self, at: datetime | None, floor: datetime) -> datetime | None:
        return None if at is None else min(max(at, floor), self._now)


_WRITTEN = (Kind.REPLY, Kind.QUOTE, Kind.MENTION)
_COUNTED = (Kind.REPLY, Kind.LIKE)


def person(number: int, host: str) -> str:
    """The native id of somebody: usernames have no such sign."""
    return f"#{number}@{host}"


def _numbers(native_id: str) -> tuple[int, str]:
    number, _, host = native_id.removeprefix("#").partition("@")
    return int(number), host

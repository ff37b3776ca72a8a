"""What Discourse answers: users, rows of activity, topics and posts, and how it is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BeforeValidator, Field
from yarl import URL

from scoring.networks.base import Changed, Data, Limited, Outcome, Private
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.shapes import (
    Count,
    Items,
    Moment,
    Record,
    Shape,
    Text,
    count,
    items,
    record,
    text,
    topics_of,
)
from scoring.networks.wire import Answer

LIKED = 2  # the number of the action
_ANONYMOUS = re.compile(r"anonymous\d*", re.IGNORECASE)  # one of many names of somebody
_LOGIN = re.compile(r"/(?:login|session/sso|signup|auth|sso|oauth)", re.IGNORECASE)
_MENTION = re.compile(r'<a class="mention" href="/u/([^"/?]{1,240})"', re.IGNORECASE)
_QUOTE = re.compile(r'<aside class="quote[^>]{0,400}>', re.IGNORECASE)
_DATA = re.compile(r'data-(username|post|topic)="([^"]{0,240})"')


def _number(value: object) -> int | None:
    """A post's number, which some answers write as a text."""
    return int(value) if isinstance(value, str) and value.isdecimal() else count(value)


Flag = Annotated[bool, BeforeValidator(lambda value: value is True)]


class User(Shape):
    """Somebody, as profiles, cards and lists show them."""

    id: int
    username: str
    name: Text = ""
    created_at: Moment = None
    bio_raw: Text = ""
    bio_cooked: Text = ""
    bio_excerpt: Text = ""
    website: Text = ""
    location: Text = ""
    suspended_till: Moment = None
    profile_hidden: Flag = False
    inactive: Flag = False
    staged: Flag = False

    @property
    def is_person(self) -> bool:
        """System users and bots have ids below 1; staged users never came here themselves."""
        return self.id > 0 and not self.staged and _ANONYMOUS.fullmatch(self.username) is None


class Row(Shape):
    """One topic or reply in a user's activity."""

    topic_id: int
    post_number: int = 1
    post_id: Count = None
    created_at: Moment = None


class Post(Shape):
    """A post as topics and lists of replies show it."""

    id: int
    post_number: int
    topic_id: Count = None
    user_id: Annotated[int, BeforeValidator(lambda value: value if value is not None else 0)] = 0
    username: Text = ""
    created_at: Moment = None
    post_type: int = 1
    reply_to_post_number: Annotated[int | None, BeforeValidator(_number)] = None
    reply_count: Count = None
    cooked: Text = Field(default="", repr=False)
    actions_summary: Items = Field(default_factory=list)
    hidden: Flag = False
    user_deleted: Flag = False
    deleted_at: Text = ""

    @property
    def is_shown(self) -> bool:
        """Whether it says something to everybody: no notice of the system, not taken away."""
        away = self.hidden or self.user_deleted or bool(self.deleted_at)
        return self.post_type == 1 and not away

    @property
    def is_by_person(self) -> bool:
        """Whether somebody wrote it."""
        return self.user_id > 0 and _ANONYMOUS.fullmatch(self.username) is None

    @property
    def likes(self) -> int:
        """How many like it; a post that nobody likes has no such entry."""
        summaries = (record(one) for one in self.actions_summary)
        counts = (count(one.get("count")) for one in summaries if one.get("id") == LIKED)
        return next((number for number in counts if number is not None), 0)

    def mentions(self, username: str) -> bool:
        """Whether its text names somebody."""
        return any(unquote(name).lower() == username for name in _MENTION.findall(self.cooked))

    def quoted(self, username: str, topic: int) -> set[int]:
        """The numbers of somebody's posts of this topic that its text quotes."""
        found: set[int] = set()
        for tag in _QUOTE.findall(self.cooked):
            told = dict(_DATA.findall(tag))
            here = told.get("topic") == str(topic) and told.get("username", "").lower() == username
            if here and re.fullmatch(r"\d{1,9}", told.get("post", "")):
                found.add(int(told["post"]))
        return found


class Topic(Shape):
    """A topic with those of its posts that came along."""

    id: int
    posts_count: Count = None
    category_id: Count = None
    tags: Items = Field(default_factory=list)
    post_stream: Record = Field(default_factory=dict)
    accepted_answer: Record = Field(default_factory=dict)
    archetype: Text = "regular"
    visible: Any = True

    @property
    def is_public(self) -> bool:
        """Whether it is listed, and no private message."""
        return self.archetype != "private_message" and self.visible is not False

    @property
    def stream(self) -> tuple[int, ...]:
        """The ids of all its posts, in order."""
        found = (count(one) for one in items(self.post_stream.get("stream")))
        return tuple(number for number in found if number is not None)

    def topics(self, categories: Mapping[int, str]) -> tuple[str, ...]:
        """Its tags, which newer forums write as objects, and its category."""
        tags = [tag if isinstance(tag, str) else record(tag).get("name") for tag in self.tags]
        return topics_of([*tags, categories.get(self.category_id or 0, "")])


class Api:
    """JSON by GET, from the forum that a handle names. Limits and closed doors end here."""

    def __init__(self, client: GuardedClient, base_url: str | None) -> None:
        self._client = client
        self._base = base_url.rstrip("/") if base_url else None

    async def get(
        self,
        host: str,
        path: str,
        params: Mapping[str, str | int] | None = None,
        ids: Sequence[int] = (),
    ) -> Outcome[Answer]:
        """The answer; `ids` are repeated as `post_ids[]`."""
        url = URL(f"{self._base or 'https://' + host}{path}", encoded=True)
        if ids:
            url = url.with_query([("post_ids[]", str(one)) for one in ids])
        outcome = await self._client.get_json(url, params=params)
        if not isinstance(outcome, Data):
            return outcome
        body = record(outcome.value.json)
        kind = text(body.get("error_type"))
        if kind == "rate_limit":
            until = self._until(body)
            self._client.hold(outcome.value.url, None, until)
            return Limited(until)
        if kind == "not_logged_in" or outcome.value.status == 401:
            return Private()
        return outcome

    def _until(self, body: Mapping[str, Any]) -> datetime:
        seconds = count(record(body.get("extras")).get("wait_seconds"))
        now = self._client.clock.now()
        return now + (DEFAULT_LIMIT if seconds is None else timedelta(seconds=min(seconds, 86_400)))

    async def why(self, host: str, path: str, outcome: Changed) -> Changed | Private:
        """A forum for members only sends strangers from here to its login page."""
        page = await self._client.get_bytes(f"{self._base or 'https://' + host}{path}")
        if isinstance(page, Data) and _LOGIN.match(page.value.url.path):
            return Private()
        return outcome

    def answered(self, host: str, answer: Answer) -> str:
        """The host that really answered: forums move to other names."""
        return host if self._base else (answer.url.host or host)

"""What X answers: users and posts, and what of them counts as reactions to the account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from scoring.networks.base import Kind, Profile, Publication, Reading
from scoring.networks.listing import covered, faceless
from scoring.networks.shapes import (
    Items,
    Moment,
    Record,
    Shape,
    Text,
    each,
    earliest,
    items,
    record,
    text,
    topics_of,
)
from scoring.networks.x_api import metric

_FIGURES: Mapping[Kind, tuple[str, ...]] = {
    Kind.LIKE: ("like_count",),
    Kind.REPOST: ("retweet_count", "repost_count"),
    Kind.REPLY: ("reply_count",),
    Kind.QUOTE: ("quote_count",),
}
_OWN = {"replied_to": Kind.REPLY, "quoted": Kind.QUOTE}


class User(Shape):
    """An account."""

    id: str = Field(pattern=r"^[0-9]{1,19}$")
    username: str
    name: Text = ""
    description: Text = ""
    location: Text = ""
    created_at: Moment = None
    protected: object = None
    public_metrics: Record = Field(default_factory=dict)
    entities: Record = Field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        """What the owner wrote, with links as they read before they were shortened."""
        parts = (record(self.entities.get(name)) for name in ("url", "description"))
        links = [record(link) for part in parts for link in items(part.get("urls"))]
        expanded = [text(link.get("expanded_url")) for link in links]
        return tuple(word for word in (self.description, self.location, *expanded) if word)


class _Reference(Shape):
    type: str
    id: str


class _Tag(Shape):
    tag: str


class Post(Shape):
    """A post, an answer or a quote; a repost where `is_own` is False."""

    id: str
    created_at: Moment = None
    edit_history_tweet_ids: Items = Field(default_factory=list)
    entities: Record = Field(default_factory=dict)
    public_metrics: Record = Field(default_factory=dict)
    referenced_tweets: Items = Field(default_factory=list)

    @property
    def versions(self) -> tuple[str, ...]:
        """Its ids, the first one first: every edit has another."""
        return (*filter(None, map(text, self.edit_history_tweet_ids)), self.id)

    @property
    def references(self) -> list[_Reference]:
        """What it answers, quotes or reposts."""
        return each(_Reference, self.referenced_tweets)

    @property
    def is_own(self) -> bool:
        """A repost carries the figures of somebody else's post."""
        return all(reference.type != "retweeted" for reference in self.references)

    @property
    def topics(self) -> tuple[str, ...]:
        """Its hashtags."""
        return topics_of(tag.tag for tag in each(_Tag, self.entities.get("hashtags")))


@dataclass(frozen=True, slots=True)
class Page:
    """Posts, newest first, and the token of the next page."""

    posts: Sequence[Post]
    token: str

    @property
    def oldest(self) -> datetime | None:
        """How far back it reaches."""
        return earliest([post.created_at for post in self.posts if post.created_at][-1:])


def reading_of(
    page: Page,
    profile: Profile,
    since: datetime | None,
    now: datetime,
    own: Counter[tuple[str, Kind]],
) -> Reading:
    """The account's own posts; answers to oneself, which are younger, are taken off."""
    publications = []
    for post in page.posts:
        if not post.is_own or post.created_at is None:
            continue
        own.update((r.id, _OWN[r.type]) for r in post.references if r.type in _OWN)
        if since is None or post.created_at >= since:
            publications.append(_publication(post, post.created_at, now, own))
    reached, complete = covered([page.oldest], profile, since, last=not page.token)
    return Reading(tuple(publications), (), reached, complete)


def _publication(
    post: Post, created: datetime, now: datetime, own: Counter[tuple[str, Kind]]
) -> Publication:
    shown: dict[Kind, int | None] = {}
    for kind, names in _FIGURES.items():
        total = metric(post.public_metrics, *names)
        if total is not None:
            mine = sum(own[version, kind] for version in set(post.versions))
            shown[kind] = max(total - mine, 0)
    return faceless(post.versions[0], min(created, now), shown, post.topics)

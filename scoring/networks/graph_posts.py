"""Lists of posts as the Graph API gives them, newest first, with totals and without names."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from scoring.networks.base import Data, Kind, Outcome, Profile, Reading
from scoring.networks.graph import hashtags
from scoring.networks.listing import covered, faceless


class Post(Protocol):
    """One entry of a list."""

    @property
    def id(self) -> str: ...

    @property
    def at(self) -> datetime | None: ...

    @property
    def words(self) -> str: ...

    @property
    def shown(self) -> Mapping[Kind, int | None]:
        """Its totals, None where they are hidden."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the posts, and what to ask for those `following`; nothing: the last page."""

    posts: Sequence[Post]
    following: Mapping[str, str] = field(default_factory=dict)

    def reading(self, profile: Profile, since: datetime | None, now: datetime) -> Reading:
        """It reaches as far back as its last post: an older one may be pinned before it."""
        dates = [post.at for post in self.posts if post.at is not None]
        reached, complete = covered(dates[-1:], profile, since, last=not self.following)
        publications = tuple(
            faceless(post.id, min(post.at, now), post.shown, hashtags(post.words))
            for post in self.posts
            if post.at is not None and (since is None or post.at >= since)
        )
        return Reading(publications, (), reached, complete)


async def readings(
    ask: Callable[[Mapping[str, str]], Awaitable[Outcome[Page]]],
    pages: int,
    profile: Profile,
    since: datetime | None,
    now: datetime,
) -> AsyncIterator[Outcome[Reading]]:
    """So many pages at most, until one reaches `since`, or leads to one that was read before."""
    asked: list[Mapping[str, str]] = [{}]
    for _ in range(pages):
        page = await ask(asked[-1])
        if not isinstance(page, Data):
            yield page
            return
        reading = page.value.reading(profile, since, now)
        yield Data(reading)
        if reading.complete or page.value.following in asked:
            return
        asked.append(page.value.following)

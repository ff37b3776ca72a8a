"""Who commented on a YouTube video, and when, as far as a reading's calls go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field

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
from scoring.networks.listing import sensible
from scoring.networks.shapes import (
    Count,
    Moment,
    Record,
    Shape,
    Text,
    each,
    items,
    record,
    text,
    topics_of,
)
from scoring.networks.youtube_api import BORN, Api, Number

PAGE = 100  # the most threads that the network gives at once
_COMMENT = "id,snippet(publishedAt,authorChannelId,authorChannelUrl)"
_WANTED = (  # no text is asked for
    f"nextPageToken,items(snippet(totalReplyCount,topLevelComment({_COMMENT}))"
    f",replies(comments({_COMMENT})))"
)


@dataclass(frozen=True, slots=True)
class CommentLimits:
    """Calls for comments in one reading, and pages of a hundred threads for one video."""

    calls: int = 40
    pages: int = 2


class _Statistics(Shape):
    like_count: Number = Field(default=None, alias="likeCount")
    comment_count: Number = Field(default=None, alias="commentCount")


class Video(Shape):
    """What we read of a video."""

    id: str
    snippet: Record = Field(default_factory=dict)
    status: Record = Field(default_factory=dict)
    statistics: _Statistics = Field(default_factory=_Statistics)
    topic_details: Record = Field(default_factory=dict, alias="topicDetails")

    @property
    def topics(self) -> tuple[str, ...]:
        """The network's own categories, which are addresses of Wikipedia, and the owner's tags."""
        about = [text(url) for url in items(self.topic_details.get("topicCategories"))]
        named = [url.rpartition("/")[2].replace("_", " ") for url in about]
        return topics_of([*named, *items(self.snippet.get("tags"))])

    def is_shown_by(self, channel: str) -> bool:
        """Whether it is the channel's own, and for everybody to see."""
        own = self.snippet.get("channelId") in (None, channel)
        return own and self.status.get("privacyStatus", "public") == "public"


class _Comment(Shape):
    id: str
    snippet: Record = Field(default_factory=dict)


class _ThreadSnippet(Shape):
    top: _Comment = Field(alias="topLevelComment")
    replies: Count = Field(default=None, alias="totalReplyCount")


class _Thread(Shape):
    snippet: _ThreadSnippet
    replies: Record = Field(default_factory=dict)

    @property
    def comments(self) -> list[_Comment]:
        """The first comment and those answers that come with it, a few at most."""
        return [self.snippet.top, *each(_Comment, self.replies.get("comments"))]

    @property
    def whole(self) -> bool:
        return (self.snippet.replies or 0) < len(self.comments)


class _Dated(Shape):
    at: Moment = Field(default=None, alias="publishedAt")
    author: Record = Field(default_factory=dict, alias="authorChannelId")
    old_author: Text = Field(default="", alias="authorChannelUrl")


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody wrote a comment."""

    comment: str
    actor: str
    at: datetime | None


class CommentReader:
    """Reads commenters for the videos of one channel, newest first, until its calls are spent.

    `stopped` is the outcome after which no further call makes sense.
    """

    def __init__(self, api: Api, profile: Profile, now: datetime, limits: CommentLimits) -> None:
        self._api = api
        self._owner = profile.native_id
        self._now = now
        self._left = limits.calls
        self._pages = limits.pages
        self.stopped: Failure | None = None

    async def read(self, video: Video, at: datetime) -> tuple[Publication, list[Reaction]]:
        """The video with its totals, and the comments that could be read by name."""
        likes, comments = video.statistics.like_count, video.statistics.comment_count
        acts, finished = await self._acts(video) if comments else ([], True)
        others = [act for act in acts if act.actor not in ("", self._owner)]
        totals = {} if likes is None else {Kind.LIKE: likes}
        unread = dict(totals) if likes else {}
        if comments is not None:
            own = sum(act.actor == self._owner for act in acts)
            totals[Kind.COMMENT] = max(comments - own, 0)
            faceless = totals[Kind.COMMENT] - len(others)
            if faceless > 0 and not (finished and acts):
                unread[Kind.COMMENT] = faceless
        reactions = [self._reaction(video, at, act) for act in others]
        return Publication(video.id, at, totals, video.topics, unread=unread), reactions

    def _reaction(self, video: Video, published: datetime, act: Act) -> Reaction:
        at = sensible(act.at, BORN, self._now)
        at = None if at is None else max(at, published)
        return Reaction(video.id, act.actor, Kind.COMMENT, at, video.topics)

    async def _acts(self, video: Video) -> tuple[list[Act], bool]:
        """Comments page by page, and whether these are all."""
        found: dict[Act, None] = {}
        token, whole = "", True
        for _ in range(self._pages):
            body = await self._page(video, token)
            if body is None:
                return list(found), False
            known = len(found)
            threads = each(_Thread, body.get("items"))
            found.update({_act(one): None for thread in threads for one in thread.comments})
            whole = whole and all(thread.whole for thread in threads)
            token = text(body.get("nextPageToken"))
            if not token:
                return list(found), whole
            if len(found) == known:
                break  # a list that turns in circles
        return list(found), False

    async def _page(self, video: Video, token: str) -> Mapping[str, Any] | None:
        """One page of threads; None where there is none to be had, as comments may be off."""
        if self.stopped is not None or self._left <= 0:
            return None
        self._left -= 1
        params: dict[str, str | int] = {"part": "snippet,replies", "videoId": video.id}
        params |= {"order": "time", "fields": _WANTED, "maxResults": PAGE}
        params |= {"pageToken": token} if token else {}
        outcome = await self._api.list("commentThreads", params)
        if isinstance(outcome, Data):
            return outcome.value
        if isinstance(outcome, Limited) or _is_unreachable(outcome):
            self.stopped = outcome
        return None


def _act(comment: _Comment) -> Act:
    dated = _Dated.model_validate(comment.snippet)
    by = text(record(dated.author).get("value")) or dated.old_author.rpartition("/channel/")[2]
    return Act(comment.id, by, dated.at)


def _is_unreachable(outcome: Failure) -> bool:
    return isinstance(outcome, Temporary) and not outcome.reachable

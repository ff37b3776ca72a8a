"""Answers of the shape of YouTube's, and a channel there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scoring.networks.base import Profile
from tests.scoring.networks.reading import days, iso
from tests.scoring.networks.serving import Host, Reply

BORN = datetime(2012, 5, 1, tzinfo=UTC)
ME = "UC" + "a" * 22
FAN, OTHER = "UC" + "b" * 22, "UC" + "c" * 22
ADA = Profile("youtube", ME, "ada", "Ada", "https://www.youtube.com/@ada", BORN)
CHANNELS, ITEMS, VIDEOS, THREADS = "/channels", "/playlistItems", "/videos", "/commentThreads"
MIDNIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def channel(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#channel",
        "id": ME,
        "snippet": {
            "title": "Ada L.",
            "description": "renown-1234",
            "customUrl": "@ada",
            "publishedAt": iso(BORN),
        },
        "statistics": {
            "viewCount": "99",
            "subscriberCount": "1230",
            "hiddenSubscriberCount": False,
            "videoCount": "2",
        },
        "status": {"privacyStatus": "public"},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": "UUada"}},
    } | fields


def listed(*found: Any, token: str | None = None) -> dict[str, Any]:
    more = {"nextPageToken": token} if token else {}
    return {"kind": "list", "etag": "e", "items": list(found)} | more


def item(video: str = "v1", age: float = 1) -> dict[str, Any]:
    return {"contentDetails": {"videoId": video, "videoPublishedAt": iso(days(age))}}


def video(name: str = "v1", likes: Any = "0", comments: Any = "0", **fields: Any) -> Any:
    told = {"viewCount": "7", "likeCount": likes, "commentCount": comments}
    return {
        "id": name,
        "snippet": {"channelId": ME, "tags": []},
        "status": {"privacyStatus": "public"},
        "statistics": {key: value for key, value in told.items() if value is not None},
    } | fields


def said(name: str, by: str | None, age: float = 0.5) -> dict[str, Any]:
    author = {} if by is None else {"authorChannelId": {"value": by}}
    return {"id": name, "snippet": {"publishedAt": iso(days(age)), **author}}


def thread(name: str, by: str | None, *replies: Any, total: int | None = None) -> dict[str, Any]:
    told = len(replies) if total is None else total
    return {
        "id": name,
        "snippet": {"topLevelComment": said(name, by), "totalReplyCount": told},
        **({"replies": {"comments": list(replies)}} if replies else {}),
    }


def refused(status: int, *reasons: str, message: str = "", state: str | None = None) -> Reply:
    errors = [{"domain": "youtube", "reason": reason, "message": ""} for reason in reasons]
    error = {"code": status, "message": message, "errors": errors}
    return Reply({"error": error | ({"status": state} if state else {})}, status)


def serve(host: Host, *videos: Any, items: list[Any] | None = None) -> None:
    """A channel with these videos, the first of them a day old, the next two."""
    own = [item(one["id"], age) for age, one in enumerate(videos, 1)]
    host.reply(ITEMS, listed(*(items or own)))
    host.reply(VIDEOS, listed(*videos))

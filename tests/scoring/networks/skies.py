"""Answers of the shape of Bluesky's, and an account there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scoring.networks.base import Profile
from tests.scoring.networks.serving import Reply

ADA = "did:plc:ada"
BORN = datetime(2024, 1, 1, tzinfo=UTC)
PROFILE = "/xrpc/app.bsky.actor.getProfile"
FEED = "/xrpc/app.bsky.feed.getAuthorFeed"
LIKES = "/xrpc/app.bsky.feed.getLikes"
REPOSTS = "/xrpc/app.bsky.feed.getRepostedBy"
THREAD = "/xrpc/app.bsky.feed.getPostThread"
QUOTES = "/xrpc/app.bsky.feed.getQuotes"


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def uri(key: str, did: str = ADA) -> str:
    return f"at://{did}/app.bsky.feed.post/{key}"


def post(
    key: str, at: datetime, *, did: str = ADA, parent: str | None = None, **counts: int
) -> dict[str, Any]:
    record: dict[str, Any] = {"text": "…", "createdAt": iso(at)}
    if parent is not None:
        record["reply"] = {"parent": {"uri": parent}, "root": {"uri": parent}}
    zero = {"likeCount": 0, "repostCount": 0, "replyCount": 0, "quoteCount": 0}
    author = {"did": did, "handle": "someone.test"}
    return {
        "uri": uri(key, did),
        "author": author,
        "record": record,
        "indexedAt": iso(at),
        **zero,
        **counts,
    }


def feed(*posts: dict[str, Any], cursor: str | None = None) -> dict[str, Any]:
    items = [one if "post" in one else {"post": one} for one in posts]
    return {"feed": items} | ({"cursor": cursor} if cursor else {})


def like(did: str, at: datetime, indexed: datetime | None = None) -> dict[str, Any]:
    return {"actor": {"did": did}, "createdAt": iso(at), "indexedAt": iso(indexed or at)}


def error(name: str, message: str, status: int = 400) -> Reply:
    return Reply({"error": name, "message": message}, status)


def ada(created_at: datetime | None = BORN) -> Profile:
    return Profile("bluesky", ADA, "ada.test", "Ada", "https://bsky.app", created_at)

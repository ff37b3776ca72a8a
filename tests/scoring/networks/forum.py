"""A small forum of the shape of Discourse, and an account on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from scoring.networks.base import Kind, Outcome, Profile, Reading
from scoring.networks.discourse import Discourse
from tests.scoring.networks.reading import days, value
from tests.scoring.networks.serving import NOW, Host

BORN = datetime(2020, 1, 1, tzinfo=UTC)
FORUM = "forum.example"
ADA = Profile(
    "discourse",
    f"#7@{FORUM}",
    f"ada@{FORUM}",
    "Ada L.",
    f"https://{FORUM}/u/Ada",
    BORN,
    ("renown-1", "https://ada.example"),
    links=("https://ada.example",),
)
PROFILE, CARDS, ACTIVITY = "/u/ada.json", "/user-cards.json", "/user_actions.json"
LIKERS, CATEGORIES = "/post_action_users.json", "/categories.json"
REFUSED = {"errors": ["no"], "error_type": "invalid_access"}
MISSING = {"errors": ["no"], "error_type": "not_found"}


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def who(number: int) -> str:
    return f"#{number}@{FORUM}"


def user(**fields: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "username": "Ada",
        "name": "Ada L.",
        "created_at": iso(BORN),
        "bio_raw": "renown-1",
        "website": "https://ada.example",
    } | fields


def row(topic: int, number: int, age: float, **fields: Any) -> dict[str, Any]:
    """One line of Ada's activity; its post has the id 100 * topic + number."""
    return {
        "action_type": 4 if number == 1 else 5,
        "topic_id": topic,
        "post_number": number,
        "post_id": 100 * topic + number,
        "created_at": iso(days(age)),
    } | fields


def post(topic: int, number: int, author: int, age: float, **fields: Any) -> dict[str, Any]:
    likes = fields.pop("likes", 0)
    return {
        "id": 100 * topic + number,
        "topic_id": topic,
        "post_number": number,
        "post_type": 1,
        "user_id": author,
        "username": "Ada" if author == 7 else f"user{author}",
        "created_at": iso(days(age)),
        "reply_to_post_number": None,
        "reply_count": 0,
        "cooked": "<p>hello</p>",
        "actions_summary": [{"id": 2, "count": likes}, {"id": 3, "can_act": True}] if likes else [],
    } | fields


def topic(number: int, *posts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "posts_count": len(posts),
        "archetype": "regular",
        "visible": True,
        "tags": [],
        "post_stream": {"posts": list(posts), "stream": [one["id"] for one in posts]},
    } | fields


def show(host: Host, *topics: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """A forum with Ada's activity and the topics in which she wrote."""
    host.reply(ACTIVITY, {"user_actions": rows})
    for one in topics:
        for number in range(1, 40):
            path = f"/t/{one['id']}.json" if number == 1 else f"/t/{one['id']}/{number}.json"
            host.reply(path, one)


def like(host: Host, **likers: list[int]) -> None:
    """Who likes which post, by `p` and its id."""

    async def answer(request: web.Request) -> web.Response:
        page, size = int(request.query["page"]), int(request.query["limit"])
        numbers = likers.get(f"p{request.query['id']}", [])[page * size : (page + 1) * size]
        found = [{"id": n, "username": f"user{n}"} for n in numbers]
        return web.json_response({"post_action_users": found})

    host.handle(LIKERS, answer)


async def read(
    forum: Discourse, since: datetime | None = None, profile: Profile = ADA
) -> list[Outcome[Reading]]:
    return [one async for one in forum.read(profile, since=since, now=NOW)]


async def only(forum: Discourse, since: datetime | None = None) -> Reading:
    (outcome,) = await read(forum, since)
    return value(outcome)


def acts(reading: Reading) -> set[tuple[str, str, Kind]]:
    return {(r.publication, r.actor, r.kind) for r in reading.reactions}

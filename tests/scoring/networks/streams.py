"""Answers of the shape of Twitch's, and a channel there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scoring.networks.base import Profile
from scoring.networks.http import GuardedClient
from scoring.networks.twitch import Limits, Twitch
from scoring.networks.twitch_api import Api, AppToken
from tests.scoring.networks.reading import days, iso
from tests.scoring.networks.serving import Host, Reply

BORN = datetime(2016, 5, 1, tzinfo=UTC)
ADA = Profile("twitch", "7", "ada", "Ada", "https://www.twitch.tv/ada", BORN)
TOKEN, USERS, GAMES = "/oauth2/token", "/users", "/games"
FOLLOWERS, CLIPS, VIDEOS = "/channels/followers", "/clips", "/videos"
DESCRIPTION = "twitch/helix.subset.json"
LATELY = days(20)


def user(native_id: str = "7", login: str = "ada", **fields: Any) -> dict[str, Any]:
    return {
        "id": native_id,
        "login": login,
        "display_name": "Ada",
        "description": "renown-1234",
        "created_at": iso(BORN),
    } | fields


def listed(*found: Any, cursor: str = "", **more: Any) -> dict[str, Any]:
    return {"data": list(found), "pagination": {"cursor": cursor} if cursor else {}} | more


def follow(number: int | str, age: float) -> dict[str, Any]:
    return {"user_id": str(number), "user_login": "x", "followed_at": iso(days(age))}


def clip(name: str, by: int | str, age: float = 1, **fields: Any) -> dict[str, Any]:
    made = {"id": name, "creator_id": str(by), "created_at": iso(days(age))}
    return made | {"video_id": "v1", "game_id": "33"} | fields


def broadcast(name: str = "v1", age: float = 2, **fields: Any) -> dict[str, Any]:
    return {"id": name, "published_at": iso(days(age)), "viewable": "public"} | fields


def refused(status: int, message: str = "no") -> Reply:
    return Reply({"error": "no", "status": status, "message": message}, status)


def connector(client: GuardedClient, host: Host, **limits: int) -> Twitch:
    app = AppToken(client, host.url + TOKEN, "an-id", "a-secret")
    return Twitch(Api(client, host.url, app), limits=Limits(**limits))


def examples(document: dict[str, Any], path: str) -> list[Any]:
    """The answers that the network's description shows for a path."""
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return [one["value"] for one in content["examples"].values()]


PATHS = (USERS, FOLLOWERS, CLIPS, VIDEOS, GAMES, "/channels", "/streams", "/schedule")

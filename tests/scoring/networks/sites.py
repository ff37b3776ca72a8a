"""Answers of the shape of Stack Exchange's, and an account on one of its sites."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from scoring.networks.base import Profile
from tests.scoring.networks.conftest import SHARED
from tests.scoring.networks.reading import days
from tests.scoring.networks.serving import Reply

BORN = datetime(2020, 1, 1, tzinfo=UTC)
SITE = "stackoverflow.com"
ADA = Profile("stackexchange", f"{SITE}/7", f"{SITE}/7", "Ada", "", BORN)
USER, ANSWERS, QUESTIONS = "/users/7", "/users/7/answers", "/users/7/questions"
FILTERS = "/filters/create"
RECORDED = SHARED / "apis" / "stackexchange"


def at(moment: datetime) -> int:
    return int(moment.timestamp())


def page(*items: Any, more: bool = False, **wrapper: Any) -> dict[str, Any]:
    return {"items": list(items), "has_more": more, "quota_max": 300, "quota_remaining": 250} | (
        wrapper
    )


def error(number: int, message: str = "", name: str = "") -> Reply:
    return Reply({"error_id": number, "error_message": message, "error_name": name}, 400)


def user(number: int = 7, **fields: Any) -> dict[str, Any]:
    return {
        "user_id": number,
        "user_type": "registered",
        "display_name": "Ada &amp; Co",
        "link": f"https://{SITE}/users/{number}/ada",
        "creation_date": at(BORN),
    } | fields


def owner(number: int | None, **fields: Any) -> dict[str, Any]:
    return {"user_type": "registered"} | ({"user_id": number} if number else {}) | fields


def answer(number: int, age: float, **fields: Any) -> dict[str, Any]:
    return {
        "answer_id": number,
        "question_id": number + 1000,
        "owner": owner(7),
        "creation_date": at(days(age)),
        "is_accepted": False,
        "up_vote_count": 0,
        "comment_count": 0,
        "tags": [],
    } | fields


def question(number: int, age: float, **fields: Any) -> dict[str, Any]:
    return {
        "question_id": number,
        "owner": owner(7),
        "creation_date": at(days(age)),
        "up_vote_count": 0,
        "comment_count": 0,
        "answer_count": 0,
        "tags": [],
    } | fields


def comment(post: int, who: int | None, age: float, number: int = 1) -> dict[str, Any]:
    return {
        "comment_id": number,
        "post_id": post,
        "owner": owner(who),
        "creation_date": at(days(age)),
    }

"""Answers of the shape of GitHub's, and an account there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from scoring.networks.base import Profile
from tests.scoring.networks.reading import days, iso
from tests.scoring.networks.serving import Handler, Host

BORN = datetime(2020, 1, 1, tzinfo=UTC)
ADA = Profile("github", "7", "ada", "Ada", "https://github.com/ada", BORN)
REPOS = "/users/ada/repos"
STARS = "/repos/ada/one/stargazers"
FORKS = "/repos/ada/one/forks"
COMMENTS = "/repos/ada/one/issues/comments"
REVIEWS = "/repos/ada/one/pulls/comments"
EVENTS = "/repos/ada/one/events"
LINKS = "/users/Ada/social_accounts"


def repository(number: int = 1, name: str = "one", **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "full_name": f"ada/{name}",
        "created_at": iso(days(100)),
        "stargazers_count": 0,
        "forks_count": 0,
        "open_issues_count": 0,
        "topics": [],
        "language": None,
    } | fields


def user(number: int, login: str = "someone", kind: str = "User") -> dict[str, Any]:
    return {"id": number, "login": login, "type": kind}


def star(number: int, at: datetime) -> dict[str, Any]:
    return {"starred_at": iso(at), "user": user(number)}


def stars_of(host: Host, ages: list[float]) -> None:
    """A list of stargazers, oldest first, a hundred to the page, linked as GitHub links them."""
    gazers = [star(100 + n, days(age)) for n, age in enumerate(ages)]
    last = -(-len(ages) // 100)

    async def page(request: web.Request) -> web.StreamResponse:
        number = int(request.query["page"])
        links = f'<{host.url}{STARS}?page={last}>; rel="last"' if number < last else ""
        body = gazers[(number - 1) * 100 : number * 100]
        return web.json_response(body, headers={"Link": links})

    host.handle(STARS, page)


def starred(host: Host, repositories: int) -> None:
    """Repositories on pages of six, each starred by one person of its own."""

    async def listing(request: web.Request) -> web.StreamResponse:
        number = int(request.query["page"])
        numbers = range((number - 1) * 6, min(number * 6, repositories))
        more = {"Link": f'<{host.url}{REPOS}?page={number + 1}>; rel="next"'}
        shown = [repository(n + 1, f"r{n}", stargazers_count=1, forks_count=0) for n in numbers]
        last = number * 6 >= repositories
        return web.json_response(shown, headers={} if last else more)

    def stars(number: int) -> Handler:
        async def page(request: web.Request) -> web.StreamResponse:
            return web.json_response([star(1_000 + number, days(3))])

        return page

    async def nothing(request: web.Request) -> web.StreamResponse:
        return web.json_response([])

    host.handle(REPOS, listing)
    for number in range(repositories):
        host.handle(f"/repos/ada/r{number}/stargazers", stars(number))
        host.handle(f"/repos/ada/r{number}/issues/comments", nothing)
        host.handle(f"/repos/ada/r{number}/pulls/comments", nothing)


def watched(number: int, at: datetime, kind: str = "WatchEvent") -> dict[str, Any]:
    return {"type": kind, "created_at": iso(at), "actor": {"id": number, "login": "someone"}}

"""The Graph API: usage in percent, errors by number, and the way from page to page."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Gone,
    Limited,
    NeedsCredentials,
    Private,
    Temporary,
)
from scoring.networks.graph import PAUSE, GraphApi, hashtags, next_page, usage_until
from scoring.networks.http import GuardedClient
from tests.scoring.networks.serving import NOW, Host, Reply
from tests.scoring.world import PURE

PATH = "/v24.0/7"
SECRET = "a-secret-token"


@pytest.fixture
def api(client: GuardedClient, host: Host) -> GraphApi:
    return GraphApi(client, host.url, SECRET)


def error(code: int, message: str = "", status: int = 400, **more: Any) -> Reply:
    return Reply({"error": {"message": message, "code": code, **more}}, status)


def usage(percent: float, name: str = "call_count") -> str:
    return json.dumps({"call_count": 1, "total_time": 2, name: percent})


def business(percent: float, minutes: object = 0) -> str:
    entry = {"type": "pages", "call_count": percent, "estimated_time_to_regain_access": minutes}
    return json.dumps({"1": [{"type": "instagram"}, entry]})


async def test_an_answer(host: Host, api: GraphApi) -> None:
    """The token goes out as the parameter that Meta documents, and shows in no text."""
    host.reply(PATH, {"id": "7"})
    assert await api.get("7", {"fields": "id"}) == Data({"id": "7"})
    (request,) = host.seen
    assert dict(request.query) == {"fields": "id", "access_token": SECRET}
    assert "Authorization" not in request.headers
    assert SECRET not in repr(api)


async def test_without_a_token(host: Host, client: GuardedClient) -> None:
    """Nothing is asked."""
    assert await GraphApi(client, host.url, None).get("7", {}) == NeedsCredentials()
    assert host.seen == []


ALIASES = "(#803) Some of the aliases you requested do not exist: nobody"
UNSUPPORTED = "Unsupported get request. Object with ID '7' does not exist, cannot be loaded due to "


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (error(190, "Error validating access token"), NeedsCredentials()),
        (error(190, "expired", 401, error_subcode=463), NeedsCredentials()),
        (error(10, "no permission", 403), NeedsCredentials()),
        (error(200, "Permissions error", 403), NeedsCredentials()),
        (error(299), NeedsCredentials()),
        (error(104, "requires an appsecret_proof"), NeedsCredentials()),
        (error(100, "(#100) Pages Public Content Access requires …"), NeedsCredentials()),
        (error(100, "… 'pages_read_engagement' permission …"), NeedsCredentials()),
        (error(100, f"{UNSUPPORTED}missing permissions", error_subcode=33), Private()),
        (error(100, "Tried accessing nonexisting field (about) on node type (User)"), Private()),
        (
            error(100, "Tried accessing nonexisting field (x) on node type (Page)"),
            Changed("graph: HTTP 400 code 100"),
        ),
        (error(803, ALIASES, 404), Gone()),
        (error(110, "Invalid user id", error_subcode=2207013), Gone()),
        (error(100, "Cannot find User", error_subcode=2207013), Gone()),
        (error(24, "The requested resource does not exist"), Gone()),
        (error(1, "An unknown error occurred"), Temporary("graph: code 1")),
        (error(2, "Service temporarily unavailable"), Temporary("graph: code 2")),
        (error(9_999, is_transient=True), Temporary("graph: code 9999")),
        (error(368, "temporarily blocked"), Changed("graph: HTTP 400 code 368")),
        (error(190, status=200), NeedsCredentials()),
        (Reply({"error": "odd"}, 400), Changed("graph: HTTP 400")),
        (Reply({"error": {"code": "odd"}}), Changed("graph: HTTP 200")),
        (Reply(b"", 404), Changed("graph: HTTP 404")),
        (Reply([]), Changed("graph: HTTP 200")),
        (Reply({}), Changed("graph: HTTP 200")),
    ],
)
async def test_errors(host: Host, api: GraphApi, reply: Reply, outcome: Failure) -> None:
    """Each number has its outcome; what is not told to be gone is not taken for gone."""
    host.reply(PATH, reply)
    assert await api.get("7", {}) == outcome


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001, 80002])
async def test_limits(host: Host, api: GraphApi, code: int) -> None:
    """A limit closes the host for a while: the next question does not go out."""
    host.reply(PATH, error(code, "Application request limit reached", 403))
    for _ in range(2):
        assert await api.get("7", {}) == Limited(NOW + PAUSE)
    assert len(host.seen) == 1


async def test_a_limit_that_says_when(host: Host, api: GraphApi) -> None:
    """Minutes until access is regained are believed."""
    headers = {"X-Business-Use-Case-Usage": business(100, 40)}
    host.reply(PATH, Reply({"error": {"code": 80002}}, 400, headers))
    assert await api.get("7", {}) == Limited(NOW + timedelta(minutes=40))


async def test_it_stops_before_the_limit(host: Host, api: GraphApi) -> None:
    """From 95 % on an answer still counts, and is the last one for a while."""
    host.reply(PATH, Reply({"id": "7"}, 200, {"X-App-Usage": usage(95)}))
    assert await api.get("7", {}) == Data({"id": "7"})
    assert await api.get("7", {}) == Limited(NOW + PAUSE)
    assert len(host.seen) == 1


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, None),
        ({"X-App-Usage": usage(94)}, None),
        ({"X-App-Usage": usage(95)}, 15),
        ({"X-App-Usage": usage(120, "total_time")}, 15),
        ({"X-Page-Usage": usage(99.5, "total_cputime")}, 15),
        ({"X-Business-Use-Case-Usage": business(10, 40)}, None),
        ({"X-Business-Use-Case-Usage": business(97)}, 15),
        ({"X-Business-Use-Case-Usage": business(97, 3)}, 3),
        ({"X-Business-Use-Case-Usage": business(97, "soon")}, 15),
        ({"X-Business-Use-Case-Usage": business(100, 10**9)}, 1440),
        ({"X-App-Usage": usage(99), "X-Business-Use-Case-Usage": business(99, 60)}, 60),
        ({"X-App-Usage": "nonsense", "X-Page-Usage": "[]"}, None),
        ({"X-App-Usage": '{"call_count": "97"}'}, None),
        ({"X-App-Usage": f'{{"call_count": {10**400}}}'}, 15),
        ({"X-App-Usage": '{"call_count": NaN}'}, None),
        ({"X-Business-Use-Case-Usage": business(97, float("nan"))}, 15),
        ({"X-Business-Use-Case-Usage": '{"1": {"call_count": 99}, "2": [7]}'}, None),
    ],
)
def test_usage(headers: dict[str, str], minutes: int | None) -> None:
    """The fullest figure of any header counts; what is odd does not."""
    until = usage_until(headers, NOW)
    assert until == (None if minutes is None else NOW + timedelta(minutes=minutes))


@PURE
@given(st.text(max_size=40))
def test_any_usage(value: str) -> None:
    """No header is an accident."""
    for name in ("X-App-Usage", "X-Business-Use-Case-Usage"):
        found = usage_until({name: value}, NOW)
        assert found is None or found > NOW


@pytest.mark.parametrize(
    ("paging", "expected"),
    [
        ({"cursors": {"before": "b", "after": "a"}, "next": "https://g/x?after=a"}, {"after": "a"}),
        ({"cursors": {"before": "b", "after": "a"}}, {}),
        (
            {"next": f"https://g/x?access_token={SECRET}&until=16&since&__paging_token=t&limit=5"},
            {"until": "16", "__paging_token": "t"},
        ),
        ({"next": "https://g/x?after=a"}, {"after": "a"}),
        ({"next": "http://[odd"}, {}),
        ({"next": 7, "cursors": []}, {}),
        (None, {}),
    ],
)
def test_the_next_page(paging: object, expected: dict[str, str]) -> None:
    """By cursor or by time; the URL that holds the token is never followed."""
    assert next_page(paging) == expected


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("Spring! #Gardening #gardening #café_du_coin", ("gardening", "café_du_coin")),
        ("a#b &#39; https://x.example/#top ##twice #1 #2024vision", ("2024vision",)),
        ("", ()),
        (None, ()),
    ],
)
def test_hashtags(words: object, topics: tuple[str, ...]) -> None:
    """Words that their author marked; no parts of addresses, no numbers."""
    assert hashtags(words) == topics

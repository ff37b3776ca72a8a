"""Meta's Graph API, which Instagram and Facebook share: one way to ask, and its refusals.

Usage is told in percent of what is allowed (https://developers.facebook.com/docs/graph-api/
overview/rate-limiting): from 95 on nothing more is asked for a while. Errors have numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from yarl import URL

from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Gone,
    Limited,
    NeedsCredentials,
    Outcome,
    Private,
    Temporary,
)
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import Shape, Text, items, one, record, text, topics_of
from scoring.networks.wire import Answer, Credential

BASE_URL = "https://graph.facebook.com"
VERSION = "v24.0"
MOST_PERCENT = 95
PAUSE = timedelta(minutes=15)  # the window is the last hour, so that it opens bit by bit
LONGEST_PAUSE = timedelta(days=1)

_USAGE = ("X-App-Usage", "X-Page-Usage")
_BUSINESS_USAGE = "X-Business-Use-Case-Usage"
_FIGURES = ("call_count", "total_time", "total_cputime")
_REGAIN = "estimated_time_to_regain_access"  # minutes

_LIMITS = frozenset({4, 17, 32, 613, *range(80_000, 80_015)})
_CREDENTIALS = frozenset({3, 10, 102, 104, 190, *range(200, 300)})
_UNKNOWN = frozenset({24, 110, 803})
_PASSING = frozenset({-1, 1, 2})
_NOBODY = 2_207_013
_HIDDEN = 33  # not there, or not for us: the network does not tell which
_PARAMETER = 100
_ANOTHER_NODE = re.compile(r"on node type \((?!Page\b)\w+\)")
_PERMISSION = re.compile(r"permission|public content access|app token|app secret", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d_]\w*)")
_POSITION = ("after", "until", "__paging_token")


class _Error(Shape):
    message: Text = ""
    code: int
    error_subcode: Any = None
    is_transient: Any = None


class GraphApi:
    """GET with the operator's token."""

    def __init__(self, client: GuardedClient, base_url: str | None, token: str | None) -> None:
        self._client = client
        self._base = f"{(base_url or BASE_URL).rstrip('/')}/{VERSION}"
        self._token = token

    async def get(self, path: str, params: Mapping[str, str | int]) -> Outcome[dict[str, Any]]:
        """The body of an answer without an error."""
        if self._token is None:
            return NeedsCredentials()
        credential = Credential(self._token, parameter="access_token")
        outcome = await self._client.get_json(
            f"{self._base}/{path}", params=params, credential=credential
        )
        if not isinstance(outcome, Data):
            return outcome
        body = record(outcome.value.json)
        until = usage_until(outcome.value.headers, self._client.clock.now())
        found: Outcome[dict[str, Any]] = Data(body)
        if not outcome.value.ok or "error" in body or not body:
            found = self._refusal(outcome.value, body, until)
        if isinstance(found, Limited) or until is not None:
            self._pause(outcome.value, found.until if isinstance(found, Limited) else until)
        return found

    def _pause(self, answer: Answer, until: datetime | None) -> None:
        """Nothing goes out to this host with this token before then."""
        if until is not None:
            self._client.budgets.of(answer.url.raw_host or "", self._token).block(until)

    def _refusal(self, answer: Answer, body: Mapping[str, Any], until: datetime | None) -> Failure:
        error = one(_Error, body.get("error"))
        if error is None:
            return Changed(f"graph: HTTP {answer.status}")
        if error.code in _LIMITS:
            return Limited(until or self._client.clock.now() + PAUSE)
        return _meaning(error) or Changed(f"graph: HTTP {answer.status} code {error.code}")


def usage_until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """Until when to ask nothing, where the usage nears what is allowed."""
    full = [usage for usage in _usages(headers) if _percent(usage) >= MOST_PERCENT]
    if not full:
        return None
    minutes = max(_number(usage.get(_REGAIN)) for usage in full)
    pause = timedelta(minutes=min(minutes, 1440)) if minutes > 0 else PAUSE
    return now + min(pause, LONGEST_PAUSE)


def hashtags(words: object) -> tuple[str, ...]:
    """The topics in a text, of which nothing else is kept."""
    return topics_of(_HASHTAG.findall(text(words)))


def next_page(paging: object) -> dict[str, str]:
    """What to ask for the next page, without the token that its URL carries; nothing: the last."""
    after = text(record(record(paging).get("cursors")).get("after"))
    link = text(record(paging).get("next"))
    if not link:
        return {}
    if after:
        return {"after": after}
    try:
        query = URL(link).query
    except ValueError:
        return {}
    return {name: query[name] for name in _POSITION if query.get(name)}


def _meaning(error: _Error) -> Failure | None:
    """What a number says of the account, or of ourselves."""
    if error.error_subcode == _NOBODY or error.code in _UNKNOWN:
        return Gone()
    if error.code in _CREDENTIALS:
        return NeedsCredentials()
    if error.code in _PASSING or error.is_transient is True:
        return Temporary(f"graph: code {error.code}")
    if error.code != _PARAMETER:
        return None
    if error.error_subcode == _HIDDEN or _ANOTHER_NODE.search(error.message):
        return Private()
    return NeedsCredentials() if _PERMISSION.search(error.message) else None


def _usages(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for name in _USAGE:
        yield _json(headers.get(name))
    for entries in _json(headers.get(_BUSINESS_USAGE)).values():
        yield from (record(entry) for entry in items(entries))


def _json(value: str | None) -> dict[str, Any]:
    try:
        return record(json.loads(value or "{}"))
    except (ValueError, RecursionError):
        return {}


def _percent(usage: Mapping[str, Any]) -> float:
    return max(_number(usage.get(name)) for name in _FIGURES)


def _number(value: object) -> float:
    return float(min(max(value, 0), 10**6)) if isinstance(value, int | float) else 0.0

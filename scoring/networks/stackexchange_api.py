"""Asking the Stack Exchange API: the fields that are read, its pauses, its quota and its refusals.

A filter names every field that is wanted, so that no text of a post ever comes. It is made once by
the API itself; filters never expire and are the same for every site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from scoring.networks.base import Changed, Data, Gone, Limited, NeedsCredentials, Outcome, Temporary
from scoring.networks.budget import LONGEST, RESERVE
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.shapes import count, items, record, text
from scoring.networks.wire import Answer, Credential

PAGE = 100  # the most that the network gives at once, and the most ids in one question
_WRAPPER = "items has_more backoff quota_max quota_remaining error_id error_name error_message"
_FIELDS = {
    "": _WRAPPER,
    "user": "user_id user_type display_name link creation_date timed_penalty_date about_me "
    "website_url location profile_image answer_count question_count",
    "network_user": "site_url user_id reputation",
    "shallow_user": "user_id user_type",
    "answer": "answer_id question_id owner creation_date is_accepted up_vote_count comment_count "
    "tags",
    "question": "question_id owner creation_date up_vote_count comment_count answer_count tags",
    "comment": "comment_id post_id owner creation_date",
}
FIELDS = ";".join(f"{kind}.{name}" for kind, names in _FIELDS.items() for name in names.split())
_IDS = re.compile(r"/\d+(?:;\d+)*")
_SECONDS = re.compile(r"\b(\d{1,7}) seconds")
_EVERYTHING = ""  # the method whose pause concerns all of them
_THROTTLED = 502
_OUT_OF_ORDER = frozenset({500, 503})
_NOT_ALLOWED = frozenset({401, 402, 403, 405, 406})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    items: Sequence[Any]
    more: bool


class Api:
    """Methods by GET. Answers with a `backoff` close their method for so long, whoever asks."""

    def __init__(self, client: GuardedClient, base_url: str, key: str | None) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._key = Credential(key, parameter="key") if key else None
        self._filter = ""
        self._closed: dict[str, datetime] = {}

    async def ask(self, path: str, params: Mapping[str, str | int]) -> Outcome[Page]:
        """A page of things, with the fields that we read."""
        if not self._filter:
            made = await self._send("/filters/create", {"base": "none", "include": FIELDS})
            if not isinstance(made, Data):
                return made
            self._filter = text(record(next(iter(made.value.items), None)).get("filter"))
        if not self._filter:
            return Changed("stackexchange: a filter without a name")
        return await self._send(path, {**params, "filter": self._filter})

    async def _send(self, path: str, params: Mapping[str, str | int]) -> Outcome[Page]:
        method = _IDS.sub("", path)
        until = self._closed_until(method)
        if until is not None:
            return Limited(until)
        url = self._base + path
        outcome = await self._client.get_json(url, params=params, credential=self._key)
        return self._read(method, outcome.value) if isinstance(outcome, Data) else outcome

    def _closed_until(self, method: str) -> datetime | None:
        now = self._client.clock.now()
        self._closed = {name: until for name, until in self._closed.items() if until > now}
        return self._closed.get(_EVERYTHING) or self._closed.get(method)

    def _read(self, method: str, answer: Answer) -> Outcome[Page]:
        body = record(answer.json)
        self._note(method, body)
        if not answer.ok or "error_id" in body:
            return self._refusal(answer.status, body)
        if not isinstance(body.get("items"), list):
            return Changed("stackexchange: an answer without items")
        return Data(Page(items(body["items"]), body.get("has_more") is True))

    def _note(self, method: str, body: Mapping[str, Any]) -> None:
        """Remember for how long the network wants quiet, and when the day's calls are used up."""
        now = self._client.clock.now()
        pause = count(body.get("backoff"))
        if pause:
            self._closed[method] = now + timedelta(seconds=min(pause, LONGEST.total_seconds()))
        left, most = count(body.get("quota_remaining")), count(body.get("quota_max"))
        if left is not None and left <= (most or 0) * RESERVE:
            midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
            self._closed[_EVERYTHING] = midnight + timedelta(days=1)

    def _refusal(self, status: int, body: Mapping[str, Any]) -> Outcome[Page]:
        """Every refusal is HTTP 400: the body says which one."""
        error, message = body.get("error_id"), text(body.get("error_message"))
        if error == _THROTTLED:
            return Limited(self._throttled(message))
        if error in _OUT_OF_ORDER:
            return Temporary(f"stackexchange: error {error}")
        if error in _NOT_ALLOWED or "`key`" in message:
            return NeedsCredentials()
        if message.lower().startswith("no site found"):
            return Gone()
        name = text(body.get("error_name"))[:60]
        return Changed(f"stackexchange: HTTP {status} {name}".strip())

    def _throttled(self, message: str) -> datetime:
        """Until when nothing may be asked; in words only where the day's calls are used up."""
        found = _SECONDS.search(message)
        pause = timedelta(seconds=int(found[1])) if found else DEFAULT_LIMIT
        until = self._client.clock.now() + min(max(pause, timedelta(seconds=1)), LONGEST)
        self._closed[_EVERYTHING] = until
        return until

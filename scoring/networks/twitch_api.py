"""Twitch's Helix API: the application's own token, and lists that are read as far as needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from yarl import URL

from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Gone,
    NeedsCredentials,
    Outcome,
)
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import Shape, count, each, earliest, one, record, text
from scoring.networks.wire import Answer

BORN = datetime(2011, 6, 6, tzinfo=UTC)  # nobody acted here before
PAGE = 100  # the most that the network gives at once
_EARLY = timedelta(minutes=1)  # a token that is about to expire is not used any more
_UNTOLD = 3600  # seconds that a token lasts where its answer does not say

Item = TypeVar("Item", bound=Shape)


class _Token(Shape):
    access_token: str
    expires_in: Any = None


class AppToken:
    """The application's own token, kept in memory until it expires."""

    def __init__(
        self, client: GuardedClient, url: str, client_id: str | None, client_secret: str | None
    ) -> None:
        self._client = client
        self._url = url
        self.client_id = client_id or ""
        self._secret = client_secret or ""
        self._value = ""
        self._until = BORN

    async def get(self) -> Outcome[str]:
        """A token that holds, asked for at most once in its life."""
        now = self._client.clock.now()
        if self._value and now < self._until:
            return Data(self._value)
        if not (self.client_id and self._secret):
            return NeedsCredentials()
        form = {"client_id": self.client_id, "client_secret": self._secret}
        outcome = await self._client.post_form(
            self._url, {**form, "grant_type": "client_credentials"}
        )
        if not isinstance(outcome, Data):
            return outcome
        if outcome.value.status in (400, 401, 403):
            return NeedsCredentials()
        found = one(_Token, outcome.value.json) if outcome.value.ok else None
        if found is None:
            return Changed("twitch: no token")
        lasts = timedelta(seconds=min(count(found.expires_in) or _UNTOLD, 10**7))
        self._value, self._until = found.access_token, now + lasts - _EARLY
        return Data(self._value)

    def forget(self) -> bool:
        """Do not use it again, as the network refused it; says whether there was one."""
        known, self._value = bool(self._value), ""
        return known


class Api:
    """REST by GET, as the application or, with `grant`, as a member."""

    def __init__(
        self, client: GuardedClient, base_url: str, app: AppToken, grant: str | None = None
    ) -> None:
        self._client = client
        self._base = base_url
        self._app = app
        self._grant = grant

    @property
    def now(self) -> datetime:
        """The client's time."""
        return self._client.clock.now()

    def granted(self, token: str) -> Api:
        """The same, asking as a member."""
        return Api(self._client, self._base, self._app, token)

    async def get(
        self, path: str, params: Mapping[str, str | int], ids: Sequence[str] = ()
    ) -> Outcome[Mapping[str, Any]]:
        """A JSON object with a list of `data`; refusals end as their outcomes."""
        outcome = await self._ask(path, params, ids)
        if outcome == NeedsCredentials() and not self._grant and self._app.forget():
            return await self._ask(path, params, ids)  # a token may end before its time
        return outcome

    async def _ask(
        self, path: str, params: Mapping[str, str | int], ids: Sequence[str]
    ) -> Outcome[Mapping[str, Any]]:
        token: Outcome[str] = Data(self._grant) if self._grant else await self._app.get()
        if not isinstance(token, Data):
            return token
        outcome = await self._client.get_json(
            URL(self._base + path).with_query([("id", native_id) for native_id in ids]),
            params=params,
            headers={"Client-Id": self._app.client_id},
            credential=token.value,
        )
        return _body(outcome.value) if isinstance(outcome, Data) else outcome


def _body(answer: Answer) -> Outcome[Mapping[str, Any]]:
    body = record(answer.json)
    if answer.ok:
        shaped = isinstance(body.get("data"), list)
        return Data(body) if shaped else Changed("twitch: an answer without data")
    if answer.status in (401, 403):
        return NeedsCredentials()
    return Gone() if answer.status in (404, 410) else Changed(f"twitch: HTTP {answer.status}")


@dataclass(frozen=True, slots=True)
class _Question:
    path: str
    params: Mapping[str, str | int]


class Timeline(Generic[Item]):
    """A list that comes newest first, read page by page, and no further than asked.

    `stopped` is the outcome that ended it too early; `oldest` is how far it came where its pages
    were used up, and None while more can be read or nothing is left.
    """

    def __init__(
        self,
        api: Api,
        path: str,
        params: Mapping[str, str | int],
        shape: type[Item],
        dated: Callable[[Item], datetime | None],
        pages: int,
    ) -> None:
        self._api = api
        self._question = _Question(path, {**params, "first": PAGE})
        self._shape = shape
        self._dated = dated
        self._left = pages
        self._cursors = [""]
        self._ended = False
        self._read: list[Item] = []
        self.total: int | None = None
        self.stopped: Failure | None = None

    @property
    def oldest(self) -> datetime | None:
        """How far it was read where it was cut."""
        if self._ended or self._left > 0:
            return None
        return earliest(self._dated(item) for item in self._read)

    async def between(self, start: datetime, end: datetime) -> list[Item]:
        """The items of a span of time. Spans are asked for newest first."""
        while not (self._ended or self.stopped or self._left <= 0 or self._reaches(start)):
            await self._turn()
        return [item for item in self._read if start <= (self._dated(item) or BORN) < end]

    async def all(self) -> list[Item]:
        """All items, as far as the pages go."""
        while not (self._ended or self.stopped or self._left <= 0):
            await self._turn()
        return list(self._read)

    @property
    def names_nobody(self) -> bool:
        """Whether there is a total, and none of those who make it up are shown."""
        return bool(self.total) and not self._read

    def _reaches(self, start: datetime) -> bool:
        last = self._dated(self._read[-1]) if self._read else None
        return last is not None and last < start

    async def _turn(self) -> None:
        self._left -= 1
        after: dict[str, str | int] = {"after": self._cursors[-1]} if self._cursors[-1] else {}
        outcome = await self._api.get(self._question.path, {**self._question.params, **after})
        if not isinstance(outcome, Data):
            self.stopped = outcome
            return
        listed = outcome.value["data"]
        found = each(self._shape, listed)
        if listed and not found:
            self.stopped = Changed("twitch: a list of another shape")
        self._read += found
        self.total = count(outcome.value.get("total"))
        cursor = text(record(outcome.value.get("pagination")).get("cursor"))
        self._ended = not cursor or cursor in self._cursors or not found
        self._cursors.append(cursor)

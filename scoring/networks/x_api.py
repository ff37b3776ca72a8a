"""How X is asked: every call is paid for before it is made, and refusals are told apart.

Prices are per thing returned (https://docs.x.com/x-api/getting-started/pricing). A call counts
for as much as it may return. X bills the same thing once a day and no refusal, so the bill is
never higher than what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

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
    Purse,
    Suspended,
)
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import Shape, Text, count, each, record
from scoring.networks.wire import Answer

NAME = "x"
USER_PRICE = 0.010  # dollars for each user that is returned
POST_PRICE = 0.005  # dollars for each post that is returned
SMALLEST_PAGE, LARGEST_PAGE = 5, 100
_HIDDEN = frozenset({"not-authorized-for-resource", "resource-unavailable"})
_UNKNOWN = "resource-not-found"
_OUT_OF_CREDIT = timedelta(days=1)


class _Problem(Shape):
    """RFC 7807 as X writes it; `type` is a URL."""

    type: Text = ""
    detail: Text = ""

    @property
    def kind(self) -> str:
        return self.type.rpartition("/")[2]


class Api:
    """GET with the operator's bearer token."""

    def __init__(
        self, client: GuardedClient, purse: Purse, base_url: str, token: str | None
    ) -> None:
        self._client = client
        self._purse = purse
        self._base = base_url.rstrip("/")
        self._token = token

    async def get(
        self, path: str, params: Mapping[str, str | int], dollars: float
    ) -> Outcome[dict[str, object]]:
        """The body of an answer that holds what was asked for; `dollars` are spent first."""
        closed = await self._closed(dollars)
        if closed is not None:
            return closed
        outcome = await self._client.get_json(
            self._base + path, params=params, credential=self._token
        )
        return self._body(outcome.value) if isinstance(outcome, Data) else outcome

    async def _closed(self, dollars: float) -> Failure | None:
        """Why nothing is asked now. Nothing is spent on a call that would not go out."""
        if self._token is None:
            return NeedsCredentials()
        now = self._client.clock.now()
        budget = self._client.budgets.of(URL(self._base).raw_host or "", self._token)
        until = budget.closed_until(now)
        if until is not None:
            return Limited(until)
        if await self._purse.spend(NAME, dollars):
            return None
        opens = await self._purse.opens(NAME, dollars)
        return NeedsCredentials() if opens is None else Limited(opens)

    def _body(self, answer: Answer) -> Outcome[dict[str, object]]:
        body = record(answer.json)
        if answer.ok and (body.get("data") or _is_empty(body)):
            return Data(body)  # errors beside data concern what it refers to
        if answer.status == 402:
            return Limited(self._client.clock.now() + _OUT_OF_CREDIT)
        return _refusal(answer.status, body)


def metric(figures: Mapping[str, object], *names: str) -> int | None:
    """A figure under the first of its names that is there: X has two vocabularies."""
    found = (count(figures.get(name)) for name in names)
    return next((number for number in found if number is not None), None)


def _is_empty(body: Mapping[str, object]) -> bool:
    """Whether the answer says that there is nothing."""
    return not body.get("errors") and record(body.get("meta")).get("result_count") == 0


def _refusal(status: int, body: Mapping[str, object]) -> Failure:
    """What is wrong: with the account where the problem names it, else with ourselves."""
    problems = each(_Problem, body.get("errors")) + each(_Problem, [body])
    if any("user has been suspended" in problem.detail.casefold() for problem in problems):
        return Suspended()
    kinds = {problem.kind for problem in problems}
    if _UNKNOWN in kinds:
        return Gone()
    if kinds & _HIDDEN:
        return Private()
    if status in (401, 403):
        return NeedsCredentials()
    named = " ".join(sorted(kinds - {""}))
    return Changed(f"x: HTTP {status} {named}".strip())

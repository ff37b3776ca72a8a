"""YouTube's Data API: one question, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from scoring.networks.base import (
    Changed,
    Data,
    Failure,
    Gone,
    Limited,
    NeedsCredentials,
    Outcome,
    Private,
    Suspended,
)
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.shapes import count, items, record, text
from scoring.networks.wire import Answer, Credential

BORN = datetime(2005, 2, 14, tzinfo=UTC)  # nothing was published here before
PER_CALL = 50  # ids in one question, items on one page
_PACIFIC = ZoneInfo("America/Los_Angeles")

_DAY_IS_OVER = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "servingLimitExceeded"})
_ASLEEP = frozenset({"accountSuspended", "channelSuspended", "accountTerminated"})
_NOBODY = frozenset(
    {"channelNotFound", "playlistNotFound", "accountClosed", "channelClosed", "notFound"}
)
_HIDDEN = frozenset(
    {"channelForbidden", "commentsDisabled", "playlistForbidden", "playlistItemsNotAccessible"}
)
_BAD_KEY = frozenset(
    {
        "keyInvalid",
        "keyExpired",
        "accessNotConfigured",
        "ipRefererBlocked",
        "authError",
        "required",
        "forbidden",
        "insufficientPermissions",
        "API_KEY_INVALID",
        "PERMISSION_DENIED",
    }
)


def number(value: object) -> int | None:
    """A count, which this network writes as a text; None where none is offered."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        return int(value)
    return count(value)


Number = Annotated[int | None, BeforeValidator(number)]


def next_quota(now: datetime) -> datetime:
    """When the day's quota starts anew: midnight in California."""
    tomorrow = now.astimezone(_PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), _PACIFIC).astimezone(UTC)


class Api:
    """REST by GET, with a key in the address."""

    def __init__(self, client: GuardedClient, base_url: str, key: str | None) -> None:
        self._client = client
        self._base = base_url.rstrip("/")
        self._key = Credential(key, parameter="key") if key else None

    @property
    def now(self) -> datetime:
        """The client's time."""
        return self._client.clock.now()

    async def list(
        self, resource: str, params: Mapping[str, str | int]
    ) -> Outcome[Mapping[str, Any]]:
        """One page of a resource; every refusal is an outcome."""
        if self._key is None:
            return NeedsCredentials()
        outcome = await self._client.get_json(
            f"{self._base}/{resource}", params=params, credential=self._key
        )
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if not answer.ok:
            return self._refusal(answer)
        body = record(answer.json)
        if "error" in body:
            return Changed("youtube: an error that is none")
        if not isinstance(body.get("items", []), list):
            return Changed("youtube: an answer without items")
        return Data(body)

    def _refusal(self, answer: Answer) -> Failure:
        """Most refusals are 403 or 400: only the reasons in the body tell them apart."""
        reasons = _reasons(answer)
        if reasons & _DAY_IS_OVER:
            return Limited(next_quota(self.now))
        if reasons & _TOO_FAST:
            return Limited(self.now + DEFAULT_LIMIT)
        if reasons & _ASLEEP:
            return Suspended()
        if reasons & _NOBODY or answer.status == 404:
            return Gone()
        if reasons & _HIDDEN:
            return Private()
        if reasons & _BAD_KEY or answer.status == 401:
            return NeedsCredentials()
        told = " ".join(sorted(reasons))
        return Changed(f"youtube: HTTP {answer.status} {told}".strip())


def _reasons(answer: Answer) -> frozenset[str]:
    """Every reason that a refusal names, in its old form and its new one."""
    error = record(record(answer.json).get("error"))
    told = [record(one) for one in [*items(error.get("errors")), *items(error.get("details"))]]
    reasons = {text(one.get("reason")) for one in told} | {text(error.get("status"))}
    if "api key" in text(error.get("message")).lower():
        reasons.add("keyInvalid")
    return frozenset(reasons - {""})

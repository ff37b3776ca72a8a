"""How much a host still allows: limits as headers tell them, one budget per host and credential."""

from __future__ import annotations

import hashlib
import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from scoring.networks.base import Allowance
from scoring.networks.usage import percent_used

RESERVE = 0.05  # of the limit is left to others behind the same address
FOR_MEMBERS = 0.2  # of the limit is left by the background to members who may ask
LONGEST = timedelta(days=1)  # no host is believed to be closed for longer
MOST_KEPT = 2_000  # budgets; beyond, those that say nothing are forgotten
_EPOCH_FROM = 1_000_000_000  # smaller numbers of a reset are seconds from now
_PREFIXES = ("x-ratelimit-", "ratelimit-", "x-rate-limit-")


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When to ask again after a limit: `Retry-After`, else the reset of the budget."""
    return retry_after(headers, now) or reset_at(headers, now)


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """`Retry-After`, in seconds or as a date."""
    text = headers.get("Retry-After")
    return _moment(text, now) if text is not None else None


def reset_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the budget starts anew (epoch, ISO-8601 or seconds); None where nothing says."""
    text = _header(headers, "reset")
    return _moment(text, now) if text is not None else None


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return next((headers[p + name] for p in _PREFIXES if p + name in headers), None)


def _moment(text: str, now: datetime) -> datetime | None:
    """Seconds, epoch, HTTP date or ISO-8601 as a time between now and tomorrow."""
    parsed = _number(text.strip(), now) or _iso(text.strip()) or _http_date(text.strip())
    return None if parsed is None else min(max(parsed, now), now + LONGEST)


def _number(text: str, now: datetime) -> datetime | None:
    try:
        value = float(text)
        if value >= _EPOCH_FROM:
            return datetime.fromtimestamp(value, UTC)
        return now + timedelta(seconds=value)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _http_date(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def credential_key(credential: str | None) -> str:
    """A name for a credential that does not tell it."""
    return hashlib.sha256(credential.encode()).hexdigest()[:16] if credential else ""


@dataclass(slots=True)
class Budget:
    """What one host grants one credential. `remaining` is None where it does not say.

    What it does not say and an `Allowance` does is counted here: calls of the last seconds,
    each from the moment of its answer, so that by the host's clock they are never more.
    """

    limit: int | None = None
    remaining: int | None = None
    until: datetime | None = None  # when `remaining` starts anew
    blocked: datetime | None = None  # after a refusal: not before
    in_flight: int = 0  # sent, and not yet in `remaining`
    span: float = 0.0  # for so many seconds calls are remembered
    answered: deque[float] = field(default_factory=deque)

    def closed_until(
        self, now: datetime, allowance: Allowance | None = None, *, reserve: float = RESERVE
    ) -> datetime | None:
        """When the next request may go out; None means now."""
        told, counted = self._told(now, reserve), self._counted(now, allowance, reserve)
        return max((until for until in (told, counted) if until is not None), default=None)

    def _told(self, now: datetime, reserve: float) -> datetime | None:
        """By what the host said."""
        if self.blocked is not None and self.blocked > now:
            return self.blocked
        if self.until is None or self.until <= now or self.remaining is None:
            return None
        left = self.remaining - self.in_flight
        return self.until if left <= (self.limit or 0) * reserve else None

    def _counted(
        self, now: datetime, allowance: Allowance | None, reserve: float
    ) -> datetime | None:
        """By the calls of the last seconds, of which there may be so many."""
        if allowance is None:
            return None
        self.span = max(self.span, allowance.seconds)
        self._forget(now)
        since = now.timestamp() - allowance.seconds
        whole = allowance.seconds >= self.span
        lately = self.answered if whole else deque(at for at in self.answered if at > since)
        room = max(1, math.floor(allowance.calls * (1 - reserve)))
        over = len(lately) + self.in_flight - room
        if over < 0:
            return None
        first = lately[over] if over < len(lately) else now.timestamp()
        until = datetime.fromtimestamp(first + allowance.seconds, UTC)
        return until if until > now else None

    def note_answer(self, now: datetime) -> None:
        """A call is over, whatever came of it."""
        if self.span:
            self.answered.append(now.timestamp())
            self._forget(now)

    def _forget(self, now: datetime) -> None:
        since = now.timestamp() - self.span
        while self.answered and self.answered[0] <= since:
            self.answered.popleft()

    def learn(self, headers: Mapping[str, str], now: datetime) -> None:
        """Take over what an answer says of the budget. Answers that say nothing change nothing."""
        remaining, until = _whole(headers, "remaining"), reset_at(headers, now)
        if remaining is not None and until is not None:
            self.limit, self.remaining, self.until = _whole(headers, "limit"), remaining, until
            return
        used = percent_used(headers, now)
        if used is not None:
            percent, until = used
            self.limit, self.remaining, self.until = 100, max(0, 100 - percent), until

    def block(self, until: datetime) -> None:
        """The host refused: nothing goes out before `until`, nor before an earlier such moment."""
        self.blocked = max(until, self.blocked or until)

    def is_idle(self, now: datetime) -> bool:
        """Whether nothing would be lost by forgetting it."""
        self._forget(now)
        return not self.in_flight and not self.answered and self._told(now, 1.0) is None


def is_spent(headers: Mapping[str, str]) -> bool:
    """Whether an answer says that nothing is left."""
    return _whole(headers, "remaining") == 0


def _whole(headers: Mapping[str, str], name: str) -> int | None:
    text = _header(headers, name)
    try:
        return int(text.split(",")[0]) if text is not None else None
    except ValueError:
        return None


class Budgets:
    """One budget per host and credential, shared by everybody who asks."""

    def __init__(self) -> None:
        self._budgets: dict[tuple[str, str], Budget] = {}

    def of(self, host: str, credential: str | None, now: datetime | None = None) -> Budget:
        """The budget, made at first use; hosts that anybody can name are not kept for ever."""
        key = (host, credential_key(credential))
        if key not in self._budgets and now is not None and len(self._budgets) >= MOST_KEPT:
            kept = ((k, one) for k, one in self._budgets.items() if not one.is_idle(now))
            self._budgets = dict(kept)
        return self._budgets.setdefault(key, Budget())

    def left(self) -> list[tuple[str, int | None, int | None]]:
        """(host, remaining, limit) of each budget, for the operator."""
        return [(host, b.remaining, b.limit) for (host, _), b in self._budgets.items()]

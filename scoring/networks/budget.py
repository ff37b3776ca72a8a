"""How much a host still allows: limits as headers tell them, one budget per host and credential."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

RESERVE = 0.05  # of the limit is left to others behind the same address
LONGEST = timedelta(days=1)  # no host is believed to be closed for longer
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
    """What one host grants one credential. `remaining` is None where it does not say."""

    limit: int | None = None
    remaining: int | None = None
    until: datetime | None = None  # when `remaining` starts anew
    blocked: datetime | None = None  # after a refusal: not before
    in_flight: int = 0  # sent, and not yet in `remaining`

    def closed_until(self, now: datetime) -> datetime | None:
        """When the next request may go out; None means now."""
        if self.blocked is not None and self.blocked > now:
            return self.blocked
        if self.until is None or self.until <= now or self.remaining is None:
            return None
        left = self.remaining - self.in_flight
        return self.until if left <= (self.limit or 0) * RESERVE else None

    def learn(self, headers: Mapping[str, str], now: datetime) -> None:
        """Take over what an answer says of the budget. Answers that say nothing change nothing."""
        remaining, until = _whole(headers, "remaining"), reset_at(headers, now)
        if remaining is None or until is None:
            return
        self.limit, self.remaining, self.until = _whole(headers, "limit"), remaining, until

    def block(self, until: datetime) -> None:
        """The host refused: nothing goes out before `until`."""
        self.blocked = until


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

    def of(self, host: str, credential: str | None) -> Budget:
        """The budget, made at first use."""
        return self._budgets.setdefault((host, credential_key(credential)), Budget())

    def left(self) -> list[tuple[str, int | None, int | None]]:
        """(host, remaining, limit) of each budget, for the operator."""
        return [(host, b.remaining, b.limit) for (host, _), b in self._budgets.items()]

"""Not too many questions at once from one person: a token bucket each, by the injected clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from scoring.clock import Clock
from scoring.errors import DomainError

CROWD = 10_000


class Throttle:
    """`burst` questions at once, and one more every `window / burst`."""

    def __init__(
        self, clock: Clock, burst: int = 5, window: timedelta = timedelta(seconds=10)
    ) -> None:
        self._clock = clock
        self._burst = burst
        self._step = window / burst
        self._full_at: dict[int, datetime] = {}  # when each person's bucket is full again

    def admit(self, user_id: int) -> None:
        """Count one question. Raises DomainError `too_fast` with the moment to come back."""
        now = self._clock.now()
        full_at = max(self._full_at.get(user_id, now), now) + self._step
        if full_at - now > self._step * self._burst:
            raise DomainError("too_fast", until=full_at - self._step * self._burst)
        self._full_at[user_id] = full_at
        if len(self._full_at) > CROWD:
            self._forget(now)

    def _forget(self, now: datetime) -> None:
        self._full_at = {user: at for user, at in self._full_at.items() if at > now}

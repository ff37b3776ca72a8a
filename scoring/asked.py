"""How often each subject was asked about lately: in memory, and nothing of who asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime, timedelta

from scoring.clock import Clock

HALF_LIFE = timedelta(days=7)
MOST = 10_000  # subjects; those asked about longest ago are forgotten


class Asked:
    """Counts that fade: an answer of a week ago counts half."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counts: OrderedDict[int, tuple[float, datetime]] = OrderedDict()

    def note(self, subject_id: int) -> None:
        """Somebody got an answer about this subject."""
        count = self.lately(subject_id) + 1.0
        self._counts[subject_id] = (count, self._clock.now())
        self._counts.move_to_end(subject_id)
        if len(self._counts) > MOST:
            self._counts.popitem(last=False)

    def forget(self, subject_ids: Iterable[int]) -> None:
        """These are gone: nothing of them is counted on."""
        for subject_id in subject_ids:
            self._counts.pop(subject_id, None)

    def lately(self, subject_id: int) -> float:
        """About how many answers there were in the last days."""
        count, at = self._counts.get(subject_id, (0.0, self._clock.now()))
        return float(count * 2.0 ** -((self._clock.now() - at) / HALF_LIFE))

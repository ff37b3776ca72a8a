"""What an operator wants to watch: is it connected, when did it last beat, what went wrong."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from scoring.clock import Clock


class Health:
    """The figures of one process, in a registry of its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.registry = CollectorRegistry()
        self._incidents = Counter(
            "renown_incidents", "Unexpected errors that were reported.", registry=self.registry
        )
        self._posts = Counter(
            "renown_weekly_posts", "Weekly posts by outcome.", ["outcome"], registry=self.registry
        )
        self._beat = Gauge(
            "renown_last_beat_seconds", "When the schedule last ran.", registry=self.registry
        )

    def incident(self, incident: str) -> None:
        """Count an unexpected error; its id is in the log."""
        del incident  # ids are for the log: as a label they would grow without end
        self._incidents.inc()

    def post(self, outcome: str) -> None:
        """Count a weekly post that was sent, failed or paused."""
        self._posts.labels(outcome).inc()

    async def beat(self) -> None:
        """Note that the schedule runs."""
        self._beat.set(self._clock.now().timestamp())

    def metrics(self) -> bytes:
        """Everything in Prometheus' text form."""
        return generate_latest(self.registry)

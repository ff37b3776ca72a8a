"""When a weekly post is due: plain wall-clock arithmetic, no memory of earlier runs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


def wall_time(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The UTC moment at which clocks in `zone` show `at` on `day`.

    A time that does not exist (spring) moves forward with the clocks; of a time that exists
    twice (autumn) the first is taken.
    """
    return datetime.combine(day, at, tzinfo=zone).replace(fold=0).astimezone(UTC)


def last_due(now: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The latest moment, not after `now`, at which the weekly post was due.

    `weekday` is 0 for Monday, `now` is aware, the result is in UTC.
    """
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - weekday) % 7)
    due = wall_time(day, at, zone)
    return due if due <= now else wall_time(day - WEEK, at, zone)


def next_due(now: datetime, weekday: int, at: time, zone: ZoneInfo) -> datetime:
    """The first moment after `now` at which the weekly post is due, in UTC."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=(weekday - local.weekday()) % 7)
    dues = (wall_time(day + n * WEEK, at, zone) for n in (-1, 0, 1))
    return next(due for due in dues if due > now)  # clocks may have moved the former past now


def iso_week(moment: datetime, zone: ZoneInfo) -> str:
    """The ISO week of a moment as people in `zone` would name it, for example 2026-W48."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return f"{year}-W{week:02d}"


def day_of(moment: datetime) -> int:
    """Days since 1970-01-01 in UTC: the key of daily snapshots."""
    return int(moment.timestamp()) // 86_400

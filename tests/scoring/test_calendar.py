"""When the weekly post is due: in every zone, over every change of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.calendar import WEEK, day_of, iso_week, last_due, next_due, wall_time
from tests.scoring.world import PURE, moments

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "Australia/Lord_Howe",  # half an hour of summer time
        "Pacific/Kiritimati",  # fourteen hours ahead
        "Pacific/Pago_Pago",  # eleven behind
        "America/Sao_Paulo",
        "America/Nuuk",  # its clocks jump over midnight
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Antarctica/Troll",  # two hours of summer time
    ]
).map(ZoneInfo)
MOMENTS = moments(2023, 2031)
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
WEEKDAYS = st.integers(0, 6)


def every_due(now: datetime, weekday: int, at: time, zone: ZoneInfo) -> list[datetime]:
    """By brute force: the wall time on each such weekday of the weeks around."""
    days = (now.astimezone(zone).date() + timedelta(days=n) for n in range(-15, 16))
    return [wall_time(day, at, zone) for day in days if day.weekday() == weekday]


@PURE
@given(MOMENTS, WEEKDAYS, TIMES, ZONES)
def test_last_due_is_the_latest_that_has_struck(
    now: datetime, weekday: int, at: time, zone: ZoneInfo
) -> None:
    """Against every due time of the month around."""
    struck = [due for due in every_due(now, weekday, at, zone) if due <= now]
    assert last_due(now, weekday, at, zone) == max(struck)


@PURE
@given(MOMENTS, WEEKDAYS, TIMES, ZONES)
def test_next_due_is_the_first_to_come(
    now: datetime, weekday: int, at: time, zone: ZoneInfo
) -> None:
    """After now, and nothing lies between the last and the next."""
    coming = [due for due in every_due(now, weekday, at, zone) if due > now]
    assert next_due(now, weekday, at, zone) == min(coming) > now


@PURE
@given(MOMENTS, WEEKDAYS, TIMES, ZONES)
def test_due_times_follow_each_other(now: datetime, weekday: int, at: time, zone: ZoneInfo) -> None:
    """What was next becomes last at the very moment when it strikes."""
    coming = next_due(now, weekday, at, zone)
    assert last_due(coming, weekday, at, zone) == coming
    assert last_due(coming - timedelta(microseconds=1), weekday, at, zone) <= now
    assert abs(coming - last_due(now, weekday, at, zone) - WEEK) <= timedelta(hours=2)


@PURE
@given(MOMENTS, TIMES, ZONES)
def test_a_time_is_on_the_wall_or_the_clocks_jumped_over_it(
    moment: datetime, at: time, zone: ZoneInfo
) -> None:
    """A wall time that exists is kept exactly; one that does not moves forward."""
    day = moment.astimezone(zone).date()
    local = wall_time(day, at, zone).astimezone(zone).replace(tzinfo=None)
    assert timedelta(0) <= local - datetime.combine(day, at) <= timedelta(hours=2)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 3:30
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # the first
    ],
    ids=["does not exist", "exists twice"],
)
def test_both_sundays_of_berlin(day: date, at: time, utc: datetime) -> None:
    """In spring forward with the clocks, in autumn the first of the two."""
    assert wall_time(day, at, BERLIN) == utc


def test_a_due_time_that_the_clocks_moved_to_the_next_day() -> None:
    """In Nuuk 23:30 of a spring Saturday is 0:30 on Sunday: until then it is still to come."""
    zone = ZoneInfo("America/Nuuk")
    due = wall_time(date(2026, 3, 28), time(23, 30), zone)
    assert due.astimezone(zone).strftime("%a %H:%M") == "Sun 00:30"
    before = due - timedelta(minutes=20)
    assert next_due(before, 5, time(23, 30), zone) == due
    assert last_due(before, 5, time(23, 30), zone) < before - timedelta(days=6)


def test_half_an_hour_on_lord_howe() -> None:
    """A change by half an hour moves a post by half an hour."""
    zone = ZoneInfo("Australia/Lord_Howe")
    gap = wall_time(date(2026, 10, 4), time(2, 10), zone)
    assert gap.astimezone(zone).time() == time(2, 40)


def test_forty_mondays_at_midnight_in_berlin() -> None:
    """Over both changes of the clocks: forty Mondays, none left out and none twice."""
    now = datetime(2026, 2, 20, tzinfo=UTC)
    dues = []
    for _ in range(40):
        now = next_due(now, 0, time(0, 0), BERLIN)
        dues.append(now)
    assert all(due.astimezone(BERLIN).strftime("%a %H:%M") == "Mon 00:00" for due in dues)
    assert len({iso_week(due, BERLIN) for due in dues}) == 40
    days = [due.astimezone(BERLIN).date() for due in dues]
    assert all(later - earlier == WEEK for earlier, later in pairwise(days))


def test_the_week_is_the_one_that_people_there_live_in() -> None:
    """On one Sunday evening in UTC it is the next week already on Kiritimati."""
    moment = datetime(2027, 1, 3, 18, 0, tzinfo=UTC)
    assert iso_week(moment, ZoneInfo("UTC")) == "2026-W53"
    assert iso_week(moment, ZoneInfo("Pacific/Kiritimati")) == "2027-W01"


@PURE
@given(MOMENTS)
def test_days_are_counted_in_utc(moment: datetime) -> None:
    """The key of snapshots is the number of the day, whatever the zone."""
    assert day_of(moment) == (moment.date() - date(1970, 1, 1)).days
    assert day_of(moment.astimezone(BERLIN)) == day_of(moment)

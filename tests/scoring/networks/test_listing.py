"""Dates that hold, and how far a list was read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scoring.networks.base import Profile
from scoring.networks.listing import covered, epoch, sensible
from tests.scoring.networks.serving import NOW

BORN = datetime(2010, 1, 1, tzinfo=UTC)
ADA = Profile("any", "7", "ada", "Ada", "", BORN)


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(None, None), (datetime(1970, 1, 1, tzinfo=UTC), None), (days(3), days(3)), (days(-3), NOW)],
)
def test_sensible_dates(at: datetime | None, expected: datetime | None) -> None:
    """A date before the network existed is none, and one in the future is now."""
    assert sensible(at, BORN, NOW) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (1_600_000_000.5, datetime(2020, 9, 13, 12, 26, 40, 500_000, tzinfo=UTC)),
        (True, None),
        ("1600000000", None),
        (None, None),
        (10**18, None),
        (float("nan"), None),
        (float("inf"), None),
    ],
)
def test_unix_seconds(value: object, expected: datetime | None) -> None:
    """Only a number that is a time becomes one."""
    assert epoch(value) == expected


@pytest.mark.parametrize(
    ("ages", "since", "last", "expected"),
    [
        ([1, 2], None, False, (days(2), False)),
        ([1, 2], None, True, (BORN, True)),
        ([1, 40], days(30), False, (days(30), True)),
        ([1, 2], days(30), True, (days(30), True)),
        ([1, 2], days(30), False, (days(2), False)),
        ([], None, False, (None, False)),
    ],
)
def test_how_far(
    ages: list[int],
    since: datetime | None,
    last: bool,
    expected: tuple[datetime | None, bool],
) -> None:
    """A whole list reaches as far as was asked; part of one as far as its oldest date."""
    assert covered(map(days, ages), ADA, since, last=last) == expected

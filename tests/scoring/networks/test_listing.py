"""Dates that hold, and how far a list was read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scoring.networks.base import Kind, Profile, Publication
from scoring.networks.listing import covered, faceless, sensible
from tests.scoring.networks.reading import days
from tests.scoring.networks.serving import NOW

BORN = datetime(2010, 1, 1, tzinfo=UTC)
ADA = Profile("any", "7", "ada", "Ada", "", BORN)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(None, None), (datetime(1970, 1, 1, tzinfo=UTC), None), (days(3), days(3)), (days(-3), NOW)],
)
def test_sensible_dates(at: datetime | None, expected: datetime | None) -> None:
    """A date before the network existed is none, and one in the future is now."""
    assert sensible(at, BORN, NOW) == expected


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


def test_totals_without_faces() -> None:
    """What is hidden is no total; of what is shown nothing is read."""
    shown = {Kind.LIKE: 3, Kind.COMMENT: 0, Kind.REPOST: None}
    totals = {Kind.LIKE: 3, Kind.COMMENT: 0}
    expected = Publication("1", NOW, totals, ("maps",), unread={Kind.LIKE: 3})
    assert faceless("1", NOW, shown, ("maps",)) == expected

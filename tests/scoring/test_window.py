"""How far an account was read: nothing is claimed that was not, and every rest is finished."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.networks.base import Reading
from scoring.window import LATE_REACTIONS, YEAR, Forward, Onward, Plan, Rest, Window
from tests.scoring.world import DAY, NOW, PURE, ago

FRESH = timedelta(hours=20)
STEP = 5 * DAY  # that one page reaches back


@dataclass
class Diary:
    """An account that publishes every hour, read in pages of five days."""

    resumable: bool = True
    now = NOW
    known: Window = field(default_factory=Window)
    spans: list[tuple[float, float]] = field(default_factory=list)  # read: from, to
    pages: int = 0

    def plan(self) -> Plan:
        fresh = self.known.read_at is not None and self.now - self.known.read_at < FRESH
        if fresh and self.known.rest is not None:
            return Onward(self.known, self.known.rest)
        return Forward(self.known, self.now)

    def read(self, pages: int, *, crash: bool = False) -> None:
        """So many pages at most; after a crash nobody remembers where the reading stood."""
        plan = self.plan()
        at = ago(float(plan.rest.position)) if isinstance(plan, Onward) else self.now
        while True:
            lowest = max(at - STEP, plan.since)
            self.spans.append((lowest.timestamp(), at.timestamp()))
            self.pages, at = self.pages + 1, lowest
            complete, pages = lowest <= plan.since, pages - 1
            position = str((NOW - lowest) / DAY) if self.resumable and not complete else None
            self.known = plan.after(Reading((), (), lowest, complete, position=position))
            if complete or pages <= 0:
                break
        if not complete and not crash:
            self.known = plan.stopped(lowest, position)

    def is_read(self, begin: float, end: float) -> bool:
        """Whether every moment in between was read."""
        reached = end
        for lowest, highest in sorted(self.spans, key=lambda span: -span[1]):
            if highest >= reached - 1 and lowest < reached:
                reached = lowest
        return reached <= begin + 1


ACTS = st.tuples(st.sampled_from([0.05, 0.9, 3, 40, 200, 500]), st.integers(1, 90), st.booleans())


@PURE
@given(st.booleans(), st.lists(ACTS, min_size=1, max_size=8))
def test_nothing_is_claimed_that_was_not_read(
    resumable: bool, acts: list[tuple[float, int, bool]]
) -> None:
    """After any cuts, crashes and absences the window lies within what was read."""
    diary = Diary(resumable)
    for days, pages, crash in acts:
        diary.read(pages, crash=crash)
        known = diary.known
        if known.read_at is not None and known.read_from is not None:
            assert diary.is_read(known.read_from.timestamp(), known.read_at.timestamp())
            if not known.cut:
                assert known.read_from <= known.read_at - YEAR
        diary.now += timedelta(days=days)


@pytest.mark.parametrize("crash", [False, True])
@pytest.mark.parametrize("pages", [1, 2, 7, 72])
def test_a_year_is_read_once_however_often_it_is_cut(pages: int, crash: bool) -> None:
    """Limits and crashes alike: each page is read by one reading, then the year is whole."""
    diary, turns = Diary(), 0
    while diary.known.cut or not turns:
        diary.read(pages, crash=crash)
        diary.now += timedelta(minutes=5)
        turns += 1
    assert turns == -(-73 // pages)
    assert diary.pages == 73
    assert diary.known.rest is None
    assert diary.known.read_from == NOW - YEAR


def test_news_are_read_while_the_year_is_not_whole() -> None:
    """A day later what is new comes first; the rest waits where it was, and is not lost."""
    diary = Diary()
    diary.read(10)
    rest = diary.known.rest
    diary.now += DAY
    diary.read(10)
    assert diary.known == Window(NOW + DAY, ago(50), cut=True, rest=rest)
    diary.read(90)
    assert diary.known == Window(NOW + DAY, NOW - YEAR)


def test_after_a_long_absence_the_gap_is_not_claimed() -> None:
    """What lies before the gap is not claimed until the gap is read, and then it is."""
    diary = Diary()
    diary.read(90)
    diary.now += 100 * DAY
    diary.read(2)
    back = diary.now - 2 * STEP
    assert (diary.known.read_from, diary.known.cut) == (back, True)
    diary.read(90)
    assert diary.known == Window(diary.now, diary.now - YEAR)


def test_a_crash_in_the_gap_starts_anew() -> None:
    """Nothing of the former window is given up for a reading of which nothing is remembered."""
    diary = Diary()
    diary.read(90)
    before = diary.known
    diary.now += 100 * DAY
    diary.read(2, crash=True)
    assert diary.known == before


def test_late_reactions_that_were_not_reached_are_read_on() -> None:
    """A daily reading that is cut below what is known leaves a rest, and cuts no window."""
    diary = Diary()
    diary.read(90)
    diary.now += DAY
    diary.read(1)
    assert diary.known.rest == Rest(str(4.0), NOW - LATE_REACTIONS)
    assert (diary.known.cut, diary.known.read_at) == (False, NOW + DAY)
    diary.read(90)
    assert diary.known == Window(NOW + DAY, NOW - YEAR)


def test_a_network_that_cannot_resume_leaves_no_rest() -> None:
    """Its window is what was read; a crash on the first reading starts anew."""
    diary = Diary(resumable=False)
    diary.read(3, crash=True)
    assert diary.known == Window()
    diary.read(3)
    assert diary.known == Window(NOW, NOW - 3 * STEP, cut=True)
    diary.now += DAY
    diary.read(90)
    assert diary.known == Window(NOW + DAY, NOW - LATE_REACTIONS, cut=True)


def test_a_position_that_the_network_forgot() -> None:
    """The rest is given up; the window stays what it was."""
    known = Window(NOW, ago(9), cut=True, rest=Rest("x", ago(365)))
    assert Onward(known, Rest("x", ago(365))).refused() == Window(NOW, ago(9), cut=True)


def test_names_that_were_left_out_on_the_way() -> None:
    """A reading may come to its end by totals: it is whole, and its names are read on."""
    page = Reading((), (), ago(365), complete=True, position="p")
    assert Forward(Window(), NOW).after(page) == Window(NOW, ago(365), rest=Rest("p", ago(365)))
    onward = Onward(Window(NOW, ago(365)), Rest("p", ago(365)))
    assert onward.after(page).rest == Rest("p", ago(365))
    assert onward.finished().rest is None


def test_an_answer_without_evidence_is_no_reading() -> None:
    """Who was suspended since the link is read for a year once they are back."""
    assert Forward(Window(read_at=ago(3)), NOW).since == NOW - YEAR

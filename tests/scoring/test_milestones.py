"""Marks worth a smile: upward only, sure only, each told once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scoring.milestones import Known, Milestone, Present, begun, heard, milestones, ten_of
from tests.scoring.world import PURE

VALUES = st.floats(10, 100)
KNOWN = Known(True, 20, 25.0, 10.0, frozenset({1}))
RISEN = Present(38.0, 33.0, 60.0, sure=True, boards=frozenset({1}), best=30.0)


@st.composite
def presents(draw: st.DrawFn) -> Present:
    """Any score with a range around it."""
    value = draw(VALUES)
    return Present(
        value,
        draw(st.floats(10, value)),
        draw(st.floats(0, 1e6)),
        sure=draw(st.booleans()),
        boards=draw(st.frozensets(st.integers(1, 3))),
        best=draw(st.none() | VALUES),
    )


@st.composite
def knowns(draw: st.DrawFn) -> Known:
    """Anything that somebody may have heard before."""
    value = draw(VALUES)
    people = draw(st.floats(0, 1e6))
    return Known(draw(st.booleans()), ten_of(value), value, people, frozenset({1}))


def walked(known: Known, days: Sequence[Present]) -> list[Milestone]:
    """All marks that are told on the way."""
    told: list[Milestone] = []
    for day in days:
        marks = milestones(known, day)
        known = heard(known, day, marks)
        told += marks
    return told


def test_a_ten_a_best_and_nothing_else() -> None:
    """From 25 to 38, with all of the range above 25 and above the quarter's best."""
    assert milestones(KNOWN, RISEN) == (Milestone.TEN, Milestone.BEST)


def test_a_rise_inside_the_margin_is_no_news() -> None:
    """The ten is crossed by the number and not by the range."""
    assert milestones(KNOWN, replace(RISEN, low=24.0)) == ()


def test_ten_times_as_many_people() -> None:
    """Counted from where there were five people at least."""
    assert milestones(KNOWN, replace(RISEN, people=100.0))[0] is Milestone.TENFOLD
    few = replace(KNOWN, people=4.0)
    assert Milestone.TENFOLD not in milestones(few, replace(RISEN, people=100.0))


def test_a_new_board_is_told_whatever_the_score_does() -> None:
    """Even where it fell."""
    there = Present(20.0, 15.0, 5.0, sure=True, boards=frozenset({1, 2}))
    assert milestones(KNOWN, there) == (Milestone.BOARD,)


def test_the_first_score_is_told_alone_and_when_it_is_sure() -> None:
    """Its tens are no news beside it, and none afterwards."""
    new = begun(RISEN, fresh=True)
    assert milestones(new, replace(RISEN, sure=False)) == ()
    assert milestones(new, RISEN) == (Milestone.FIRST,)
    assert milestones(heard(new, RISEN, (Milestone.FIRST,)), RISEN) == ()


@PURE
@given(knowns(), presents())
def test_what_is_not_sure_is_no_mark(before: Known, after: Present) -> None:
    """Neither provisional scores nor bursts."""
    assert milestones(before, replace(after, sure=False)) == ()


@PURE
@given(knowns(), presents())
def test_a_fall_is_no_mark(before: Known, after: Present) -> None:
    """A score at or below the last mark reaches no ten and is no best."""
    lower = replace(after, value=min(after.value, before.value), low=min(after.low, before.value))
    rises = {Milestone.TEN, Milestone.BEST}
    assert not rises & set(milestones(replace(before, measured=True), lower))


@PURE
@given(knowns(), presents())
def test_a_mark_is_told_once(before: Known, after: Present) -> None:
    """The same score a second time reaches nothing, once what it reached was told."""
    marks = milestones(before, after)
    assert milestones(heard(before, after, marks), after) == ()


@PURE
@given(knowns(), st.lists(presents(), min_size=2, max_size=2))
def test_back_and_forth_tells_once(before: Known, pair: list[Present]) -> None:
    """However often a score goes to and fro between two places."""
    told = walked(before, pair * 6)
    assert len(told) == len(walked(before, pair * 2))
    assert told.count(Milestone.FIRST) <= 1
    assert told.count(Milestone.BOARD) <= 3


@PURE
@given(knowns(), st.lists(presents(), max_size=30))
def test_on_any_walk_there_are_few_tens(before: Known, days: list[Present]) -> None:
    """At most one for each ten of the scale; and what is known never falls."""
    told, known = [], before
    for day in days:
        marks = milestones(known, day)
        after = heard(known, day, marks)
        assert (after.ten, after.value) >= (known.ten, known.value)
        assert after.boards >= known.boards
        known = after
        told += marks
    assert told.count(Milestone.TEN) <= 9


@PURE
@given(presents())
def test_what_was_there_at_the_beginning_is_known(after: Present) -> None:
    """Whoever had a score before anything was kept hears nothing of it."""
    known = begun(after, fresh=False)
    assert milestones(known, after) == ()

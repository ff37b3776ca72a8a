"""Names of people are data, never markdown; numbers are said in words that people use."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.coverage import closed_reason, coverage_line, coverage_lines, network_title
from bot.ui.parts import bar, cut, goal, name_of, people, safe, slash, when
from scoring.models import Coverage, CoverageStatus, SubjectKind
from tests.bot.ui.samples import EN, FR, LANGUAGES, NOW, subject

MARKS = set("*_~`|<>[]")


@given(st.text(max_size=200))
def test_a_name_cannot_say_anything_to_discord(raw: str) -> None:
    """Every mark of markdown is escaped; no mention, no link, no second line."""
    shown = safe(raw)
    plain = ""
    rest = iter(shown)
    for character in rest:
        if character == "\\":
            plain += next(rest)
            continue
        assert character not in MARKS
        plain += character
    assert "://" not in shown
    assert "@everyone" not in shown
    assert not re.search(r"<@[!&]?\d", shown)
    assert len(shown.splitlines()) <= 1
    unseen = str.maketrans("", "", "\u200b\u2068\u2069")  # what keeps links and directions apart
    assert plain.translate(unseen) == cut(raw).translate(unseen)


@given(st.text(max_size=200), st.integers(2, 60))
def test_cutting_keeps_to_its_length_and_is_stable(raw: str, length: int) -> None:
    """A cut name is at most that long, and cutting twice changes nothing."""
    once = cut(raw, length)
    assert len(once) <= length
    assert cut(once, length) == once


def test_direction_and_control_marks_disappear() -> None:
    """A name cannot turn the rest of the line around."""
    assert cut("a\u202eb\u2066c\x00d\ne") == "abc d e"


def test_names_that_run_left_do_not_turn_their_line() -> None:
    """They stand in an isolate of their own; others stand as they are."""
    assert safe("محمد") == "\u2068محمد\u2069"
    assert safe("Ada שלום") == "\u2068Ada שלום\u2069"
    assert safe("Ada") == "Ada"


def test_who_is_not_known_is_someone() -> None:
    """A missing name is said in words; a page has its own."""
    assert name_of(subject(1), {}, EN) == "someone"
    assert name_of(subject(1), {1: "\u202e"}, FR) == "quelqu’un"
    assert name_of(subject(1), {1: "\u3164 \u2800"}, FR) == "quelqu’un"
    assert name_of(subject(2, SubjectKind.PAGE), {}, EN) == "Page 2"


@pytest.mark.parametrize(
    ("m", "english", "french"),
    [
        (0, "nobody yet", "personne encore"),
        (0.4, "fewer than one person", "moins d’une personne"),
        (1.2, "about 1 person", "environ 1 personne"),
        (250.6, "about 251 people", "environ 251 personnes"),
        (1e6, "about 1,000,000 people", "environ 1\u202f000\u202f000 de personnes"),
    ],
)
def test_people_are_counted_in_words(m: float, english: str, french: str) -> None:
    """Nobody, a fraction, one and many each read naturally in both languages."""
    assert people(m, EN) == english
    assert people(m, FR) == french


@given(st.floats(-50, 200))
def test_a_bar_is_always_as_wide(value: float) -> None:
    """A bar has twelve cells, at least one of them full."""
    drawn = bar(value)
    assert len(drawn) == 12
    assert drawn.startswith("▰")


def test_a_goal_is_written_as_people_say_it() -> None:
    """35 stays 35, a half keeps its half."""
    assert (goal(35.0, EN), goal(33.5, FR)) == ("35", "33,5")


def test_moments_are_left_to_discord() -> None:
    """A time is Discord's own mark, so that everybody reads it in their zone."""
    assert when(datetime(2026, 1, 1, tzinfo=UTC)) == "<t:1767225600:R>"


def test_a_command_without_translation_keeps_its_path() -> None:
    """A command is written as the reader can type it."""
    assert slash("no such command", EN) == "`/no such command`"


@pytest.mark.parametrize("status", CoverageStatus)
@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
def test_every_status_has_its_sentence(status: CoverageStatus, t: object) -> None:
    """Each status names the network and the handle, in both languages differently."""
    coverage = Coverage("bluesky", "ada.example", status, until=NOW)
    lines = {coverage_line(coverage, language) for language in LANGUAGES}
    assert len(lines) == 2
    assert all("Bluesky" in line and "ada.example" in line for line in lines)


def test_a_limit_says_when_it_ends() -> None:
    """Limited until a known moment gives that moment, else no moment."""
    known = Coverage("github", "ada", CoverageStatus.LIMITED, until=NOW)
    unknown = Coverage("github", "ada", CoverageStatus.LIMITED)
    assert when(NOW) in coverage_line(known, EN)
    assert "<t:" not in coverage_line(unknown, EN)


@pytest.mark.parametrize(
    ("network", "words"),
    [("viadeo", "no data"), ("googleplus", "2019"), ("klout", "2018"), ("reddit", "forbid")],
)
def test_a_closed_network_says_why(network: str, words: str) -> None:
    """The reason is the network's own, and the sentence says that nothing is lost."""
    line = coverage_line(Coverage(network, "ada", CoverageStatus.CLOSED, "closed_shut_down"), EN)
    assert words in line
    assert "does not fall" in line


def test_reasons_fall_back_from_the_network_to_its_like() -> None:
    """A network without a sentence of its own shares one; an unknown reason says nothing."""
    assert "shut down" in closed_reason("orkut", "closed_shut_down", EN)
    assert closed_reason("orkut", "no such reason", EN) == ""
    assert closed_reason("orkut", None, EN) == ""


def test_an_unknown_network_is_still_named() -> None:
    """A network without an entry shows its name as a word."""
    assert network_title("my_forum", EN) == "My forum"


def test_a_long_list_of_accounts_says_how_many_are_left() -> None:
    """Beyond ten lines the rest is counted."""
    covered = [Coverage("bluesky", f"a{n}", CoverageStatus.GONE) for n in range(14)]
    lines = coverage_lines(covered, EN)
    assert len(lines) == 11
    assert lines[-1] == "And 4 more accounts."

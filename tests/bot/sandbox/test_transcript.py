"""The channel in a terminal."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from rich.console import Console

from bot.sandbox.events import Line
from bot.sandbox.transcript import Transcript, styled

NOW = datetime(2026, 10, 5, 9, 20, tzinfo=UTC)


def printed(*lines: Line) -> str:
    console = Console(file=io.StringIO(), width=100)
    transcript = Transcript(console, UTC, {7: "Ada"}.get)
    for line in lines:
        transcript(line)
    return console.file.getvalue()  # type: ignore[attr-defined]


def said(text: str, **more: str) -> Line:
    return Line(NOW, "#harbour", "Renown", text, **more)


def test_headings_and_bold_words_lose_their_marks() -> None:
    """A terminal shows them by their weight."""
    text = styled("## Weekly board\n**1.** Ada · **44.0**")
    assert text.plain == "Weekly board\n1. Ada · 44.0"
    assert [text.plain[span.start : span.end] for span in text.spans if span.style == "bold"] == [
        "Weekly board",
        "1.",
        "44.0",
    ]


def test_people_and_times_are_written_out() -> None:
    """Mentions become names, timestamps become hours."""
    shown = printed(said(f"<@7> at <t:{int(NOW.timestamp())}:R>, <@8>"))
    assert "@Ada at 05 Oct 09:20, @someone" in shown


def test_who_alone_sees_it_is_said() -> None:
    """An ephemeral answer names its reader, a command what caused it."""
    shown = printed(said("hello", ephemeral_to="Ada", cause="Ada used /score"))
    assert "(Ada used /score)" in shown
    assert "only Ada sees this" in shown


def test_an_edit_that_changes_nothing_is_printed_once() -> None:
    """The same text twice in a row is one event to a reader."""
    assert printed(said("hello"), said("hello")).count("hello") == 1

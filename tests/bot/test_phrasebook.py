"""The tables of words and phrases, and how a message is read with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n import LOCALES
from bot.phrasebook import FOLDER, phrasebook
from bot.wording import read

BOOK = phrasebook()


def said(text: str) -> str:
    return read(text, bot=1, book=BOOK).said


def test_every_language_of_the_bot_has_its_phrases() -> None:
    """A third language is one more file here too, and no file is left over."""
    assert {p.stem for p in FOLDER.glob("*.toml")} == {p.stem for p in LOCALES.glob("*.toml")}


def test_all_languages_know_the_same_intents() -> None:
    """What can be asked in one language can be asked in the other."""
    english, french = (set(BOOK.phrases[language]) for language in ("en", "fr"))
    assert english == french


def test_what_is_foreign_is_nothing_else() -> None:
    """A word that stops a sentence is not at the same time one that a question needs."""
    meant = {"score", "number", "board", "best", "place", "topic", "rise", "pages", "me", "polite"}
    for name in meant & BOOK.classes.keys():
        assert not BOOK.classes["foreign"] & BOOK.classes[name]


def test_a_class_that_is_missing_is_told(tmp_path: Path) -> None:
    """A phrase that names no class fails at once, and says which."""
    tables = (
        '[words]\nother = ""\npolite = "hi"\n[spelled]\n[numbers]\n[phrases]\nscore = ["{nix}"]'
    )
    (tmp_path / "xx.toml").write_text(tables, encoding="utf-8")
    with pytest.raises(KeyError, match="nix"):
        phrasebook(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@1> cest koi le scor de Théo ?", "c est quoi le score de ~theo ."),
        ("whats my scroe, plz", "what is my score , please"),
        ("<@!2>’s klout", "@2 s klout"),
        ("“La Grande Ourse” score", "~la-grande-ourse score"),
        ("leaderbord", "leaderboard"),
        ("the store", "the store"),
        ("le Leader", "le ~leader"),
        ("3-1", "~3-1"),
    ],
)
def test_reading(text: str, words: str) -> None:
    """Short forms in full, slips mended, strange words marked, proper names left alone."""
    assert said(text) == words


def test_a_place_in_what_is_said_is_a_place_in_the_message() -> None:
    """A name is found again as it was spelled."""
    reading = read("c koi le score de “Café Central” ?", bot=1, book=BOOK)
    start = reading.said.index("~")
    assert reading.spelled(start, start + len("~cafe-central")) == "Café Central"


@given(st.text(max_size=700))
def test_reading_never_raises_and_is_bounded(text: str) -> None:
    """However long or odd a message is, little of it is read."""
    reading = read(text, bot=1, book=BOOK)
    assert len(reading.words) <= 60
    assert 1 not in reading.people

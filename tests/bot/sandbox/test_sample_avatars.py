"""The pictures of the sample community."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from PIL import Image

from bot.sandbox.sample import lives
from bot.sandbox.sample.avatars import SIZE, avatar_png, initials
from bot.sandbox.sample.lives import Member, Page

PEOPLE: tuple[Member | Page, ...] = (*lives.load().members, *lives.load().pages)


def test_everybody_has_a_small_picture_of_their_own() -> None:
    """128 x 128 PNGs, all different, light enough to send."""
    pictures = [avatar_png(somebody) for somebody in PEOPLE]
    assert len(set(pictures)) == len(PEOPLE)
    for data in pictures:
        assert len(data) < 16_000
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.format, picture.size) == ("PNG", (SIZE, SIZE))


def test_a_picture_is_always_the_same() -> None:
    """Drawing it again gives the same bytes."""
    assert avatar_png(PEOPLE[0]) == avatar_png(PEOPLE[0])


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Óscar Villanueva", "OV"),
        ("Ελένη Μαρκάκη", "EM"),
        ("Оксана Тарасенко", "OT"),
        ("Bram de Wit", "BW"),
        ("Pip", "P"),
    ],
)
def test_initials_are_letters_that_the_font_has(name: str, letters: str) -> None:
    """Accents fall away, Greek and Cyrillic letters become the Latin ones they look like."""
    assert initials(name) == letters


def test_everybody_has_initials() -> None:
    """No picture of the community is without letters."""
    lengths = Counter(len(initials(somebody.name)) for somebody in PEOPLE)
    assert set(lengths) == {2}

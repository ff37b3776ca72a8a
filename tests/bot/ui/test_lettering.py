"""Names in every script: drawn in a font that has them, in their order, and never as boxes."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.ui import raster, svg
from bot.ui.lettering import clusters, drawable, fit, pieces, text_width
from bot.ui.palette import DARK
from bot.ui.specimens import SCRIPTS
from bot.ui.typeface import FACES
from tests.bot.ui.samples import WORST_NAMES

ANY_TEXT = st.text(max_size=60) | st.sampled_from([*WORST_NAMES, *SCRIPTS.values()])
FAMILY = "👩\u200d👩\u200d👧"


def drawn(words: str) -> Image.Image:
    """A line on the ground of a card."""
    line = svg.label((20, 60), words, 40, fill="#ffffff", room=560)
    return Image.open(io.BytesIO(raster.png(svg.sheet(600, 100, [line], DARK)))).convert("RGB")


def ink(words: str) -> tuple[int, int, int, int] | None:
    """Where something is drawn."""
    return ImageChops.difference(drawn(words), drawn("")).getbbox()


@pytest.mark.parametrize("script", sorted(set(SCRIPTS) - {"unknown"}))
def test_every_script_is_drawn_and_its_letters_differ(script: str) -> None:
    """Each letter leaves ink, and not the same ink for all, as boxes would."""
    letters = {letter for letter in clusters(drawable(SCRIPTS[script])) if not letter.isspace()}
    pictures = {drawn(letter).tobytes() for letter in letters}
    assert all(ink(letter) for letter in letters)
    assert len(pictures) > len(letters) * 0.7 or len(letters) < 3


@pytest.mark.parametrize(
    "words", ["𐊠𐊡", "\u3164\u2800", "\x00\u202e\ufeff", "\ue000", "\U000e0041"]
)
def test_what_no_font_has_leaves_nothing(words: str) -> None:
    """No box, no blank, no width."""
    assert drawable(words) == ""
    assert ink(words) is None
    assert drawable(f"a{words}b") == "ab"


@given(ANY_TEXT)
def test_every_piece_is_in_a_font_that_has_it(words: str) -> None:
    """The renderer never looks for another font, where it may fail."""
    for piece in pieces(drawable(words)):
        assert all(piece.face.has(c) for c in piece.words if c not in "\u200d\ufe0f")


@given(ANY_TEXT)
def test_order_loses_nothing_and_drawing_twice_changes_nothing(words: str) -> None:
    """Pieces hold all letters of the line, mirrored ones aside; cleaning is done once."""
    shown = drawable(words)
    flat = str.maketrans(")]}>»", "([{<«")
    seen = "".join(piece.words for piece in pieces(shown)).translate(flat)
    assert sorted(seen) == sorted(shown.translate(flat))
    assert drawable(shown) == shown


@given(ANY_TEXT, st.integers(40, 400), st.booleans())
def test_cut_lines_fit_their_room(words: str, room: int, bold: bool) -> None:
    """A line is never wider than its room, and stays whole where it fits."""
    shown = fit(words, room, 20, bold=bold)
    assert text_width(shown, 20, bold=bold) <= room
    if text_width(drawable(words), 20, bold=bold) <= room:
        assert shown == drawable(words)


@pytest.mark.parametrize("words", [*SCRIPTS.values(), "W" * 30, "الله محمد", "ffi office"])
def test_ink_stays_within_the_measured_width(words: str) -> None:
    """What is measured is what is drawn, give or take the slant of a letter."""
    shown = fit(words, 560, 40)
    box = ink(shown)
    if box is None:
        assert shown == ""
        return
    scale = drawn("").width / 600
    assert box[2] / scale <= 20 + text_width(shown, 40) + 8


def test_words_that_run_left_keep_the_line_in_order() -> None:
    """A name from right to left turns itself around, and nothing beside it."""
    seen = [piece.words for piece in pieces("Ada שלום עולם 12 (b)")]
    assert seen[0].startswith("Ada")
    assert [part for part in seen if part.strip()][1:] == ["12", "עולם", "שלום", " (b)"]
    turned = [piece.words for piece in pieces("שלום (Ada)")]
    assert turned == ["(", "Ada", ") ", "שלום"]
    digits = [piece.words for piece in pieces("علي 2026") if piece.words.strip()]
    assert digits == ["2026", "علي"]


def test_letters_are_cut_whole() -> None:
    """Marks, joined emoji and flags stay together."""
    assert list(clusters(f"e\u0301{FAMILY}🇫🇷🇩🇪👍🏽❤\ufe0f")) == [
        "e\u0301",
        FAMILY,
        "🇫🇷",
        "🇩🇪",
        "👍🏽",
        "❤\ufe0f",
    ]
    for room in range(30, 200, 7):
        assert fit(FAMILY * 9, room, 20).replace(FAMILY, "") in ("", "…")


def test_marks_do_not_pile_up() -> None:
    """At most two on a letter."""
    assert drawable("x" + "\u0301" * 40) == "x\u0301\u0301"


def test_fonts_have_what_they_stand_for() -> None:
    """Every file is there, and no face is empty."""
    assert all(face.path().exists() and face.path(bold=True).exists() for face in FACES)
    for face, letter in zip(FACES, "aعשกनঅமაԱ山⚕★🦄🇫", strict=False):
        assert face.has(letter), face.family

"""Pictures: real PNGs of a known size that change with their data, and never lie in words."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.ui import gallery, picture, raster, svg
from bot.ui.parts import Picture, cut
from tests.bot.ui import samples
from tests.bot.ui.samples import EN, FR, WORST_NAMES

ANY_NAME = st.text(max_size=60) | st.sampled_from(WORST_NAMES)


def opened(made: Picture) -> Image.Image:
    """The picture, decoded."""
    image = Image.open(io.BytesIO(made.png))
    image.load()
    return image


async def test_every_picture_decodes_has_its_size_and_words() -> None:
    """All states of the gallery: PNG with transparent corners, at most its size, described."""
    seen = set()
    async for state, made in gallery.pictures(EN):
        image = opened(made)
        assert image.format == "PNG"
        assert image.width * image.height <= svg.MOST_PIXELS * 1.01, state
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0, state  # type: ignore[index]
        assert 0 < len(made.description) <= 1024
        seen.add(made.png)
    assert len(seen) == 10


async def test_a_card_has_the_declared_size() -> None:
    """A card is as large as its sheet says."""
    image = opened(await picture.card(samples.card(), "Ada", EN))
    assert image.size == svg.pixels(picture.WIDTH, picture.CARD_HEIGHT)


async def test_each_datum_changes_the_picture() -> None:
    """Name, number, range, trend, networks and language: each of them is drawn."""
    card = samples.card()
    assert card.score
    variants = [
        (card, "Ada", EN),
        (card, "Ben", EN),
        (card, "Ada", FR),
        (replace(card, score=replace(card.score, value=33.1)), "Ada", EN),
        (replace(card, score=replace(card.score, high=60.0)), "Ada", EN),
        (replace(card, score=replace(card.score, provisional=True)), "Ada", EN),
        (replace(card, score=replace(card.score, parts=card.score.parts[:1])), "Ada", EN),
        (replace(card, trend=()), "Ada", EN),
    ]
    made = {(await picture.card(*variant)).png for variant in variants}
    assert len(made) == len(variants)


async def test_the_words_of_a_picture_have_its_numbers() -> None:
    """The description tells score, range, trend and networks."""
    said = (await picture.card(samples.card(), "Ada", FR)).description
    for words in ("Ada", "33,0", "27–38", "89 jours", "Bluesky +13,8"):
        assert words in said


async def test_the_histogram_counts_without_names() -> None:
    """Bins that hold members are told with their numbers, empty ones are left out."""
    said = (await picture.histogram((0, 2, 0, 1, 0, 0, 0, 0, 0), EN)).description
    assert said == "Members by score: 20 to 30: 2; 40 to 50: 1."


async def test_no_score_no_picture() -> None:
    """A card without a score is never drawn as if it had one."""
    with pytest.raises(ValueError, match="no picture"):
        await picture.card(samples.card(score=None), "Ada", EN)


@given(ANY_NAME)
def test_any_name_makes_well_formed_svg(name: str) -> None:
    """No name can break out of its place in the drawing."""
    card = samples.card()
    assert card.score
    root = ElementTree.fromstring(picture.card_svg(card, card.score, cut(name), EN))  # noqa: S314 - our own
    labels = [element for element in root.iter() if element.tag.endswith("text")]
    plain = ElementTree.fromstring(picture.card_svg(card, card.score, "Ada", EN))  # noqa: S314 - our own
    assert len(labels) == len([e for e in plain.iter() if e.tag.endswith("text")])


@given(ANY_NAME, st.integers(40, 400), st.booleans())
def test_cut_lines_fit_their_room(words: str, room: int, bold: bool) -> None:
    """A line is never wider than its room, and stays whole where it fits."""
    shown = raster.fit(words, room, 20, bold=bold)
    assert raster.text_width(shown, 20, bold=bold) <= room
    if raster.text_width(words, 20, bold=bold) <= room:
        assert shown == words


@settings(max_examples=5)
@given(st.sampled_from(WORST_NAMES))
def test_worst_names_are_drawn(name: str) -> None:
    """Marks, emoji, fancy letters and other scripts all give a picture."""
    sheet = svg.sheet(300, 60, [svg.label((10, 40), name, 20, room=280)])
    assert raster.png(sheet).startswith(b"\x89PNG")


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ufffe", "\uffff", "\ud800", "<", "&", '"'])
def test_no_character_can_spoil_a_picture(character: str) -> None:
    """What XML forbids is left out, what it reserves is escaped."""
    sheet = svg.sheet(60, 60, [svg.label((5, 30), f"a{character}b", 20)])
    assert raster.png(sheet).startswith(b"\x89PNG")


async def test_the_same_picture_is_drawn_once() -> None:
    """Equal data gives the very same bytes, from memory."""
    first = await raster.render(svg.sheet(50, 50, []))
    assert await raster.render(svg.sheet(50, 50, [])) is first

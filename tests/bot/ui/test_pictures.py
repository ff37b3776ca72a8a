"""Pictures: real PNGs of a known size that change with their data, and never lie in words."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.ui import gallery, picture, portrait, raster, svg
from bot.ui.palette import DARK
from bot.ui.parts import Picture, cut
from scoring.models import Theme
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
        seen.add(state)
    assert len(seen) > 40


async def test_a_card_has_the_declared_size() -> None:
    """A card is as large as its sheet says."""
    image = opened(await picture.card(samples.card(), "Ada", EN))
    assert image.size == svg.pixels(portrait.WIDTH, portrait.HEIGHT)


async def test_each_datum_changes_the_picture() -> None:
    """Name, number, range, trend, networks, facts, language and ground: each of them is drawn."""
    card = samples.card()
    assert card.score
    draw = partial(picture.card, card, "Ada", EN)
    variants = [
        draw(),
        picture.card(card, "Ben", EN),
        picture.card(card, "Ada", FR),
        draw(theme=Theme.LIGHT),
        draw(avatar=png_of("red")),
        draw(avatar=png_of("blue")),
        picture.card(replace(card, score=replace(card.score, value=33.1)), "Ada", EN),
        picture.card(replace(card, score=replace(card.score, high=60.0)), "Ada", EN),
        picture.card(replace(card, score=replace(card.score, provisional=True)), "Ada", EN),
        picture.card(replace(card, score=replace(card.score, parts=())), "Ada", EN),
        picture.card(replace(card, trend=()), "Ada", EN),
        picture.card(replace(card, percentile=None), "Ada", EN),
        picture.card(replace(card, average=31.0), "Ada", EN),
        picture.card(replace(card, topics=()), "Ada", EN),
        picture.card(replace(card, coverage=card.coverage[:1]), "Ada", EN),
        picture.card(replace(card, rank=5), "Ada", EN),
    ]
    made = {(await variant).png for variant in variants}
    assert len(made) == len(variants)


async def test_the_words_of_a_picture_have_its_numbers() -> None:
    """The description tells score, range, trend, networks and every fact below them."""
    said = (await picture.card(samples.card(), "Ada", FR)).description
    for words in ("Ada", "33,0", "27–38", "89 jours", "Bluesky +13,8", "76 %", "30,2", "python"):
        assert words in said.replace("\u202f", " ").replace("\xa0", " ")


async def test_a_comparison_says_where_everybody_stands_and_came_from() -> None:
    """Numbers and ranges of all sides, and the ends of their lines."""
    sides = [
        picture.Side("Ada", samples.score(20), samples.line(33.0, 90, 0.05)),
        picture.Side("Ben", samples.score(400)),
    ]
    said = (await picture.comparison(sides, EN)).description
    for words in ("Ada 33.0 (range 27–38)", "from 29.4 to 33.0", "Ben 46.0"):
        assert words in said
    assert (await picture.comparison(sides, EN)).png != (await picture.comparison(sides, FR)).png


async def test_a_history_says_what_it_draws() -> None:
    """First and last value, both extremes and the range; nobody is named where there is no name."""
    line = samples.line(33.0, 90, 0.05)
    said = (await picture.history(line, "Ada", EN)).description
    for words in ("Ada", "89 days", "29.4", "33.0", "28–37"):
        assert words in said
    alone = await picture.history(line, None, FR, theme=Theme.LIGHT)
    assert alone.description.startswith("Un score")
    with pytest.raises(ValueError, match="two points"):
        await picture.history(line[:1], "Ada", EN)


async def test_the_histogram_counts_without_names() -> None:
    """Bins that hold members are told with their numbers, empty ones are left out."""
    said = (await picture.histogram((0, 2, 0, 1, 0, 0, 0, 0, 0), EN)).description
    assert said == "Members by score: 20 to 30: 2; 40 to 50: 1."
    marked = (await picture.histogram((0, 2, 0, 1, 0, 0, 0, 0, 0), EN, 31.0)).description
    assert marked == f"{said} The average is 31.0."


async def test_no_score_no_picture() -> None:
    """A card without a score is never drawn as if it had one."""
    with pytest.raises(ValueError, match="no picture"):
        await picture.card(samples.card(score=None), "Ada", EN)


@settings(max_examples=40)
@given(ANY_NAME)
def test_any_name_makes_well_formed_svg(name: str) -> None:
    """No name can break out of its place in the drawing."""
    card = samples.card()
    assert card.score
    draw = partial(portrait.card_svg, card, card.score)
    labels, plain = (
        [e for e in ElementTree.fromstring(draw(who, EN, DARK)).iter() if e.tag.endswith("text")]  # noqa: S314 - our own
        for who in (cut(name), "Ada")
    )
    assert len(labels) == len(plain)


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ufffe", "\uffff", "\ud800", "<", "&", '"'])
def test_no_character_can_spoil_a_picture(character: str) -> None:
    """What XML forbids is left out, what it reserves is escaped."""
    words = svg.label((5, 30), f"a{character}b", 20, fill="#fff")
    assert raster.png(svg.sheet(60, 60, [words], DARK)).startswith(b"\x89PNG")


async def test_the_same_picture_is_drawn_once() -> None:
    """Equal data gives the very same bytes, from memory; so does an equal avatar."""
    first = await picture.card(samples.card(), "Ada", EN, avatar=png_of("red"))
    again = await picture.card(samples.card(), "Ada", EN, avatar=png_of("red"))
    assert again.png is first.png


def png_of(colour: str) -> bytes:
    """A square of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(stream, "PNG")
    return stream.getvalue()

"""Time zones found by their cities."""

from zoneinfo import ZoneInfo

import pytest

from bot.zones import SHOWN, ZoneIndex


@pytest.fixture(scope="module")
def index() -> ZoneIndex:
    return ZoneIndex.build(["en", "fr"])


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Paris", "Europe/Paris"),
        ("par", "Europe/Paris"),
        ("londres", "Europe/London"),
        ("London", "Europe/London"),
        ("new york", "America/New_York"),
        ("sao paulo", "America/Sao_Paulo"),
        ("são", "America/Sao_Paulo"),
        ("Lodnon", "Europe/London"),
        ("europe/berlin", "Europe/Berlin"),
        ("utc", "UTC"),
    ],
)
def test_search(index: ZoneIndex, typed: str, key: str) -> None:
    """A city is found by its beginning, in each language, without accents, and with a slip."""
    assert key in [zone.key for zone in index.search(typed)]


@pytest.mark.parametrize("typed", ["", "a", "e", "zzzz", "   ", "_"])
def test_suggestions_fit_and_exist(index: ZoneIndex, typed: str) -> None:
    """Never more than Discord takes, never a zone that does not exist."""
    found = index.search(typed)
    assert len(found) <= SHOWN
    assert all(ZoneInfo(zone.key) and len(zone.label) <= 100 for zone in found)


def test_beginnings_come_first(index: ZoneIndex) -> None:
    """What begins as it was typed stands before what only contains it."""
    words = [zone.words for zone in index.search("rome")]
    assert any(word.startswith("rome") for word in words[0])


def test_answers_to(index: ZoneIndex) -> None:
    """A zone answers to its city's name in any spelling, and to its key."""
    (zone,) = [zone for zone in index.search("new york") if zone.key == "America/New_York"]
    assert zone.answers_to("NEW_YORK")
    assert zone.answers_to("America/New_York")
    assert not zone.answers_to("york")

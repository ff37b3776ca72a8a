"""The settings of communities in words, in every language and in the documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.i18n import Translator
from bot.panels.community_values import hint, table, worded
from scoring.community_settings import SETTINGS, Kind
from scoring.models import Community
from tests.bot.ui.samples import EN, FR, LANGUAGES

DOCS = Path(__file__).parents[2] / "docs" / "communities.md"


@pytest.mark.parametrize("t", LANGUAGES, ids=lambda t: t.language)
def test_every_choice_has_its_word(t: Translator) -> None:
    """Whatever may be stored can be said, and no two choices are said alike."""
    for setting in SETTINGS.values():
        name = setting.fields[0]
        stored = setting.choices.values()
        said = {worded(setting, replace(Community(1), **{name: value}), t) for value in stored}
        assert len(said) == len(setting.choices)


def test_lists_name_only_what_is_there() -> None:
    """Deleted roles are one word, however many; nobody is *none*."""
    roles = SETTINGS["podium_roles"]
    chosen = Community(1, podium_roles=(5, 6, 7))
    assert worded(roles, chosen, EN, {5}) == "<@&5>, a deleted role"
    assert worded(roles, Community(1), EN) == "none"
    assert worded(roles, Community(1), FR) == "aucun"


def test_a_language_is_named_in_the_readers_own() -> None:
    """French is *French* in English and *français* in French."""
    french = Community(1, locale="fr")
    assert [worded(SETTINGS["language"], french, t) for t in LANGUAGES] == ["French", "français"]


def test_only_what_is_typed_needs_a_hint() -> None:
    """Each form has its line, within Discord's hundred characters."""
    for setting in SETTINGS.values():
        typed = setting.kind in (Kind.HOUR, Kind.NUMBER, Kind.ZONE)
        for t in LANGUAGES:
            assert t.has(f"community.hint.{setting.name}") is typed
            assert not typed or len(hint(setting, t)) <= 100


def test_the_document_says_what_the_declaration_says() -> None:
    """docs/communities.md holds the table as it is printed."""
    assert table(EN) in DOCS.read_text(encoding="utf-8")

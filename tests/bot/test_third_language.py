"""A third language is one file: nothing else has to know of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.i18n import DEFAULT, I18n
from bot.naming import CommandTranslator, languages
from bot.sandbox.strict import COMPONENTS_V2, Uploads, message_problems
from bot.sandbox.strict_commands import command_problems
from bot.ui.parts import isolated, safe
from scoring.clock import ManualClock
from tests.bot.languages import folder_with
from tests.bot.ui import test_limits
from tests.bot.world import offline_bot
from tests.every_command.registered import leaves

NEW = ("ar", "de", "pt-BR")


@pytest.fixture(scope="module")
def i18n(tmp_path_factory: pytest.TempPathFactory) -> I18n:
    return I18n.load(folder_with(tmp_path_factory.mktemp("locales") / "all", *NEW))


def test_the_file_is_all_it_takes(i18n: I18n) -> None:
    """The languages are those of the folder, the default first."""
    assert i18n.languages == (DEFAULT, "ar", "de", "fr", "pt-BR")


@pytest.mark.parametrize("language", NEW)
async def test_the_longest_views_stay_within_the_limits(i18n: I18n, language: str) -> None:
    """Words that are 40 % longer still fit, in every view."""
    async for name, made in test_limits.every_view(i18n.speak(language)):
        files = Uploads({n: file.name for n, file in enumerate(made.files)})
        body = {"components": made.view.to_components(), "flags": COMPONENTS_V2}
        assert message_problems(body, files) == [], name


async def test_commands_are_named_in_it(i18n: I18n, tmp_path: Path) -> None:
    """Discord is told the names in each language it knows, and takes them all."""
    clock = ManualClock(datetime(2026, 3, 2, tzinfo=UTC))
    async with offline_bot(tmp_path, clock) as bot:
        translator = CommandTranslator(i18n)
        entries = bot.tree.get_commands()
        payloads = [await e.get_translated_payload(bot.tree, translator) for e in entries]
    assert command_problems(payloads) == []
    for leaf in leaves(payloads):
        for thing in (*leaf.labels, *leaf.options):
            assert {"de", "fr", "pt-BR"} == set(thing["name_localizations"])


def test_it_counts_as_its_speakers_do(i18n: I18n) -> None:
    """Arabic has six forms, and each is found by its number."""
    t = i18n.speak("ar")
    key = next(k for k, m in i18n.catalogue("ar").messages.items() if not isinstance(m, str))
    message = i18n.catalogue("ar").messages[key]
    assert not isinstance(message, str)
    wanted = {0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other"}
    said = {n: t.locale.plural_form(n) for n in wanted}
    assert said == wanted
    assert {f"‹{form}›" for form in wanted.values()} == {m.split()[-1] for m in message.values()}


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en-US", "en"), ("en-GB", "en"), ("fr", "fr"), ("de", "de"), ("pt-BR", "pt-BR"),
        ("pt", "pt-BR"), ("pt_BR", "pt-BR"), ("es-419", "en"), ("zh-TW", "en"), (None, "en"),
    ],
)  # fmt: skip
def test_locales_find_their_language(i18n: I18n, locale: str | None, language: str) -> None:
    """A region's own file comes before its language's, and the default before nothing."""
    assert i18n.speak(locale).language == language


def test_a_language_serves_its_regions(tmp_path: Path) -> None:
    """`pt.toml` and `sv.toml` are enough for `pt-BR` and `sv-SE`."""
    i18n = I18n.load(folder_with(tmp_path / "all", "pt", "sv", "es", "zh"))
    found = [i18n.speak(locale).language for locale in ("pt-BR", "sv-SE", "es-419", "zh-TW")]
    assert found == ["pt", "sv", "es", "zh"]


def test_languages_are_offered_by_their_names(i18n: I18n) -> None:
    """The choice of languages comes from the files, named in the reader's words."""
    assert [choice.value for choice in languages()] == list(I18n.load().languages)
    assert i18n.speak("fr").language_name("de") == "allemand"
    assert i18n.speak("en").language_name("pt-BR") == "Portuguese (Brazil)"


@pytest.mark.parametrize(
    ("name", "held"), [("Ada", False), ("漢字", False), ("שלום", True), ("علي 7", True)]
)
def test_names_from_right_to_left_keep_to_themselves(name: str, held: bool) -> None:
    """The number after such a name stays after it."""
    assert (safe(name) == f"\u2068{name}\u2069") is held
    assert (isolated(name) != name) is held

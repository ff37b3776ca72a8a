"""The words of the views: complete, in every language, and all of them used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Formatter

import pytest

import bot
from bot.i18n import Message
from bot.ui.controls import CONTROLS
from bot.ui.weekly import Post
from scoring.models import BoardKind, CoverageStatus, Echo, Margin, Period
from scoring.networks.base import Kind
from tests.bot.ui.samples import I18N

TABLES = (
    "ui",
    "card",
    "board",
    "compare",
    "history",
    "topics",
    "vouch",
    "why",
    "check",
    "weekly",
    "coverage",
    "kind",
    "network",
    "alt",
)
SOURCES = Path(bot.__file__).parents[1]
KEY = re.compile(rf"(?:{'|'.join(TABLES)})\\\.[a-z]")  # in an escaped pattern
NAMES = ("network.", "coverage.reason.")  # found by data: a network's name, a reason's key
LABELLED = {"board", "board_topic", "topics", "hide_topic", "unvouch"}  # each with its own words
VALUES = {
    *(f"kind.{kind}" for kind in Kind),
    *(f"coverage.{status}" for status in CoverageStatus),
    *(f"check.{verdict}" for verdict in Margin),
    *(f"check.reason_{verdict}" for verdict in Margin),
    *(f"card.echo_{echo}" for echo in Echo),
    *(f"weekly.{post}" for post in Post if post is not Post.DUE),
    *(f"board.title_{kind}_{period}" for kind in BoardKind for period in Period),
    *(f"board.empty_{kind}" for kind in BoardKind),
    *(f"ui.button.{control.name}" for control in CONTROLS if control.name not in LABELLED),
}


def own(language: str) -> dict[str, Message]:
    """The messages of the views in one language."""
    messages = I18N.catalogue(language).messages
    return {key: value for key, value in messages.items() if key.split(".")[0] in TABLES}


def forms(message: Message) -> list[str]:
    """All texts of a message."""
    return [message] if isinstance(message, str) else list(message.values())


def placeholders(text: str) -> set[str]:
    """What has to be filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def keys_in_code() -> Iterator[re.Pattern[str]]:
    """Patterns of the message keys that the code names, with anything for its variables."""
    for folder in ("bot", "cogs"):
        for path in sorted((SOURCES / folder).rglob("*.py")):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            joined = [value for n in nodes if isinstance(n, ast.JoinedStr) for value in n.values]
            pieces = {id(value) for value in joined} | set(_paths(nodes))
            for node in nodes:
                if id(node) not in pieces:
                    yield from pattern(node)


def _paths(nodes: Sequence[ast.AST]) -> Iterator[int]:
    """Paths of commands look like keys, and are none."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from (id(value) for value in node.args if node.func.id == "command")


def pattern(node: ast.AST) -> Iterator[re.Pattern[str]]:
    """A string of the code as a pattern, where it could be a key of ours."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        parts = [re.escape(node.value)]
    elif isinstance(node, ast.JoinedStr):
        parts = [
            re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[a-z_.]+"
            for v in node.values
        ]
    else:
        return
    if KEY.match(parts[0]) and not parts[0].endswith(".png"):
        yield re.compile("".join(parts))


def test_languages_say_the_same_things() -> None:
    """Every language has every key, with the same placeholders in every form."""
    english = own("en")
    for language in I18N.languages:
        other = own(language)
        assert other.keys() == english.keys()
        for key, message in other.items():
            counted = set() if isinstance(message, str) else {"n"}  # "since yesterday": no number
            wanted = placeholders(forms(english[key])[-1]) | counted
            assert all(placeholders(text) | counted == wanted for text in forms(message)), key


@pytest.mark.parametrize("language", I18N.languages)
def test_counted_messages_have_the_forms_of_their_language(language: str) -> None:
    """One and other are there, and no form that the language does not have."""
    catalogue = I18N.catalogue(language)
    known = set(catalogue.locale.plural_form.tags) | {"other"}
    counted = {k: m for k, m in own(language).items() if not isinstance(m, str)}
    assert counted
    for key, message in counted.items():
        assert {"one", "other"} <= set(message) <= known, key


@pytest.mark.parametrize("language", I18N.languages)
def test_no_message_is_empty_or_padded(language: str) -> None:
    """Texts are there and tidy."""
    for key, message in own(language).items():
        assert all(text == text.strip() and text for text in forms(message)), key


def test_every_message_is_used_and_every_key_exists() -> None:
    """No orphan in the catalogues, no key in the code without a message."""
    named = list(keys_in_code())
    keys = own("en").keys()
    used = VALUES | {key for key in keys for found in named if found.fullmatch(key)}
    assert {key for key in keys if not key.startswith(NAMES)} - used == set()
    missing = [p.pattern for p in named if not any(p.fullmatch(key) for key in keys)]
    assert missing == []


def test_every_value_of_the_models_has_its_words() -> None:
    """Kinds, statuses, verdicts, echoes, boards and buttons: none can meet a missing message."""
    assert VALUES - own("en").keys() == set()


def test_french_puts_its_spaces_before_marks() -> None:
    """No ordinary space stands before a colon, semicolon, question or exclamation mark."""
    for key, message in own("fr").items():
        assert not any(re.search(r" [:;?!]", text) for text in forms(message)), key

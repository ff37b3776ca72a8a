"""The words of commands, errors and panels: none missing, none left over, alike in both."""

from __future__ import annotations

import re
import string
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.client import Renown
from bot.i18n import I18n, Message
from scoring.clock import ManualClock
from tests.bot.world import offline_bot

ROOT = Path(__file__).resolve().parents[2]
TABLES = (
    "command",
    "error",
    "link",
    "privacy",
    "community",
    "about",
    "help",
    "question",
    "contacts",
    "milestone",
    "welcome",
)
I18N = I18n.load()

_KEY = rf"(?:{'|'.join(TABLES)})\.(?:[a-z0-9_.]|\{{[^}}]*\}})+"
_LITERAL = re.compile(rf"""(?<!command\()["']({_KEY})["']""")
_ERROR = re.compile(r'(?:DomainError|Problem)\(\s*"([a-z_]+)"((?:,[^()]*(?:\([^()]*\))?[^()]*)?)\)')
_CHOSEN = re.compile(r'(?:DomainError|super\(\).__init__)\(\s*"([a-z_]+)"(?: if [^"]*"([a-z_]+)")?')


def ours(language: str) -> Mapping[str, Message]:
    messages = I18N.catalogue(language).messages
    return {key: text for key, text in messages.items() if key.split(".")[0] in TABLES}


def placeholders(message: Message) -> set[str]:
    texts = [message] if isinstance(message, str) else list(message.values())
    fields = (field for text in texts for _, field, _, _ in string.Formatter().parse(text))
    return {field for field in fields if field}


def sources() -> Iterable[str]:
    for folder in ("bot", "cogs", "scoring"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.read_text(encoding="utf-8")


def error_keys() -> set[str]:
    found = (match for source in sources() for match in _CHOSEN.finditer(source))
    return {key for match in found for key in match.groups() if key} | {
        match[1] for source in sources() for match in _ERROR.finditer(source)
    }


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Renown]:
    async with offline_bot(tmp_path, ManualClock(datetime(2026, 3, 2, tzinfo=UTC))) as client:
        yield client


def test_both_languages_say_the_same_things() -> None:
    """Every message exists in both languages."""
    assert set(ours("en")) == set(ours("fr"))


@pytest.mark.parametrize("key", sorted(ours("en")))
def test_placeholders_agree(key: str) -> None:
    """A message has the same placeholders in both languages, and is not empty."""
    english, french = ours("en")[key], ours("fr").get(key, "")
    assert placeholders(english) == placeholders(french)
    assert english
    assert french


def test_every_error_has_words() -> None:
    """Each key of a DomainError in the code has a sentence, and each sentence a key."""
    said = {key.removeprefix("error.") for key in ours("en") if key.count(".") == 1}
    said &= {key.split(".")[1] for key in ours("en") if key.startswith("error.")}
    assert error_keys() - said == set()


def test_no_sentence_is_left_over() -> None:
    """No error sentence outlives its error."""
    text = "\n".join(sources())
    left = [
        key
        for key in ours("en")
        if re.fullmatch(r"error\.[a-z_]+", key) and f'"{key.removeprefix("error.")}"' not in text
    ]
    assert left == []


def test_every_literal_key_exists() -> None:
    """Each key written out in the code is in the catalogue, as a message or as a table."""
    known = set(ours("en"))
    tables = {key[:at] for key in known for at, sign in enumerate(key) if sign == "."}
    literals = {match[1] for source in sources() for match in _LITERAL.finditer(source)}
    files = {key for key in literals if "{" in key or key.endswith(".png")}
    assert literals - files - known - tables == set()


def test_no_message_is_left_over(bot: Renown) -> None:
    """Each message is asked for somewhere: as it stands, by a pattern, or by a command."""
    patterns = [
        re.compile(re.sub(r"\\\{[^}]*\\\}", r"[a-z0-9_]+", re.escape(match[1])))
        for source in sources()
        for match in _LITERAL.finditer(source)
    ]
    commands = set(_command_keys(bot))
    left = [
        key
        for key in ours("en")
        if not key.startswith("error.")
        and key not in commands
        and not any(pattern.fullmatch(key) for pattern in patterns)
        and key.rpartition(".")[0] not in _BY_NAME
    ]
    assert left == []


# Tables whose entries are chosen by a value of the code: see bot.reporter and bot.panels.
_BY_NAME = {"community.setting", "community.permission", "link.field", "help", "error.because"}


def _command_keys(bot: Renown) -> Iterable[str]:
    for entry in bot.tree.walk_commands():
        for words in (entry._locale_name, entry._locale_description):
            yield words.extras["key"] if words else ""
        for option in getattr(entry, "parameters", ()):
            for words in (option.locale_name, option.locale_description):
                yield words.extras["key"] if words else ""
            for choice in option.choices:
                words = choice._locale_name
                yield words.extras.get("key", "") if words else ""
    for menu in bot.tree._context_menus.values():
        yield menu._locale_name.extras["key"] if menu._locale_name else ""

"""Languages made up for tests: English in other letters, longer, and counted as they count."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.i18n import LOCALES, Catalogue, Message

LONGER = 1.4
_LATIN = str.maketrans("aceinouyACEINOUY", "åçëïñöüÿÅÇËÏÑÖÜŸ")
_ARABIC = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابثدهفغحيجكلمنوپقرستعڤوخيز")
_KEPT = re.compile(r"(\{[^}]*\}|\]\([^)]*\)|`[^`]*`)")  # placeholders, addresses, commands
# What Discord bounds in the catalogue itself: names and descriptions of commands.
_NAME = re.compile(r"command\..*\.name")
_SHORT = re.compile(r"command\..*")
NAME_MAX, SHORT_MAX = 32, 100


def folder_with(target: Path, *languages: str) -> Path:
    """The catalogues that are there, and those of the languages made up."""
    shutil.copytree(LOCALES, target, dirs_exist_ok=True)
    for language in languages:
        lines = [f"{key} = {_toml(text)}" for key, text in _messages(language)]
        (target / f"{language}.toml").write_text("\n".join(lines), encoding="utf-8")
    return target


def _messages(language: str) -> Iterator[tuple[str, Message]]:
    catalogue = Catalogue(language, {})
    forms = {*catalogue.locale.plural_form.tags, "other"}
    for key, message in Catalogue.read(LOCALES / "en.toml").messages.items():
        if isinstance(message, str):
            yield key, _said(key, message, language)
        else:
            other = _said(key, message["other"], language)
            yield key, {form: f"{other} ‹{form}›" for form in sorted(forms)}


def _said(key: str, text: str, language: str) -> str:
    letters = _ARABIC if catalogue_runs_left(language) else _LATIN
    parts = _KEPT.split(text)
    made = "".join(p if _KEPT.fullmatch(p) else p.translate(letters) for p in parts)
    if _NAME.fullmatch(key):
        return made[:NAME_MAX]
    padded = made + " " + "ö" * max(0, round(len(text) * (LONGER - 1)) - 1)
    return (padded[:SHORT_MAX] if _SHORT.fullmatch(key) else padded).strip()


def catalogue_runs_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return Catalogue(language, {}).locale.text_direction == "rtl"


def _toml(message: Message) -> str:
    if isinstance(message, str):
        return json.dumps(message, ensure_ascii=False)
    forms = ", ".join(f"{name} = {_toml(text)}" for name, text in message.items())
    return f"{{ {forms} }}"

"""Words in the reader's language: one catalogue file a language, numbers and dates by Babel.

A message is a text with `{placeholders}`; one that counts is a table of plural forms (`one`,
`other`, ...) chosen by its `n`. Missing keys are an error in tests and at start, not at run time
in front of a reader: there the default language stands in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

LOCALES = Path(__file__).with_name("locales")
DEFAULT = "en"

Message = str | Mapping[str, str]


class Catalogue:
    """All messages of one language, by dotted key."""

    def __init__(self, language: str, messages: Mapping[str, Message]) -> None:
        self.language = language
        self.locale = Locale.parse(language, sep="-")
        self.messages = messages

    @classmethod
    def read(cls, path: Path) -> Catalogue:
        """Read one catalogue file, named after its language."""
        return cls(path.stem, _messages(path, path.stat().st_mtime_ns))


class Translator:
    """Speaks one language: `t("card.title", name=...)`, and writes its numbers and dates."""

    def __init__(self, catalogue: Catalogue, fallback: Catalogue) -> None:
        self._catalogue = catalogue
        self._fallback = fallback
        self.language = catalogue.language
        self.locale = catalogue.locale

    def __call__(self, key: str, **data: object) -> str:
        """The message `key` with its placeholders filled; counting messages need `n`."""
        source = self._catalogue if key in self._catalogue.messages else self._fallback
        message = source.messages[key]
        if not isinstance(message, str):
            n = data["n"]
            form = source.locale.plural_form(abs(n)) if isinstance(n, int | float) else "other"
            message = message.get(form, message["other"])
        return message.format(**{name: self._written(value) for name, value in data.items()})

    def has(self, key: str) -> bool:
        """Whether there is such a message."""
        return key in self._catalogue.messages or key in self._fallback.messages

    def number(self, value: float, digits: int = 0) -> str:
        """A number with exactly `digits` decimals, grouped as the language does."""
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(round(value, digits), format=pattern, locale=self.locale)

    def signed(self, value: float, digits: int = 1) -> str:
        """A number that shows its sign: a difference."""
        sign = "+" if value > 0 else "−" if value < 0 else "±"
        return sign + self.number(abs(value), digits)

    def percent(self, share: float) -> str:
        """A share from 0 to 1 in whole per cent."""
        return format_percent(round(share, 2), locale=self.locale)

    def date(self, moment: datetime, zone: ZoneInfo, style: str = "long") -> str:
        """A calendar date as people in `zone` read it."""
        return format_date(moment.astimezone(zone).date(), format=style, locale=self.locale)

    def day(self, moment: datetime, *, year: bool = False) -> str:
        """A day as briefly as the language allows, by UTC: 3 Nov."""
        return format_skeleton("yMMMd" if year else "MMMd", moment, locale=self.locale)

    def datetime(self, moment: datetime, zone: ZoneInfo) -> str:
        """Date and hour as people in `zone` read it."""
        hour = format_time(moment, "HH:mm", tzinfo=zone, locale=self.locale)
        return f"{self.date(moment, zone, 'full')}, {hour}"

    def language_name(self, language: str) -> str:
        """What a language is called in this one: *French*, *français*."""
        return Locale.parse(language, sep="-").get_display_name(self.locale) or language

    def listing(self, items: list[str]) -> str:
        """Items joined as in a sentence."""
        return format_list(items, locale=self.locale) if items else ""

    def _written(self, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return self.number(value, 0 if isinstance(value, int) else 1)


class I18n:
    """The languages that are there."""

    def __init__(self, catalogues: Mapping[str, Catalogue]) -> None:
        self._catalogues = catalogues
        self._known = {name.lower(): name for name in self.languages}

    @classmethod
    def load(cls, folder: Path = LOCALES) -> I18n:
        """Read every catalogue of a folder."""
        files = sorted(folder.glob("*.toml"))
        return cls({path.stem: Catalogue.read(path) for path in files})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are there, the default first."""
        rest = sorted(name for name in self._catalogues if name != DEFAULT)
        return (DEFAULT, *rest)

    def catalogue(self, language: str) -> Catalogue:
        """One catalogue, as it stands in its file."""
        return self._catalogues[language]

    def speak(self, locale: str | None) -> Translator:
        """The translator for a locale such as `fr` or `en-GB`; the default where unknown."""
        fallback = self._catalogues[DEFAULT]
        return Translator(self._catalogues[self.language_of(locale) or DEFAULT], fallback)

    def language_of(self, locale: str | None) -> str | None:
        """The catalogue for a locale: its own, else its language's, else none.

        `pt-BR` finds `pt-BR.toml` before `pt.toml`; `pt` alone finds either.
        """
        wanted = (locale or DEFAULT).replace("_", "-").lower()
        regional = (name for name in self._known if name.split("-")[0] == wanted)
        found = (wanted, wanted.split("-")[0], *regional)
        return next((self._known[name] for name in found if name in self._known), None)


@lru_cache
def _messages(path: Path, changed: int) -> Mapping[str, Message]:  # noqa: ARG001 - a key
    """The messages of a file, read once for each time that it was `changed`."""
    return dict(_flatten(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Message]]:
    """Dotted keys; a table whose keys are plural forms is a message."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and "other" not in value:
            yield from _flatten(value, f"{key}.")
        elif isinstance(value, Mapping):
            yield key, {form: str(text) for form, text in value.items()}
        else:
            yield key, str(value)

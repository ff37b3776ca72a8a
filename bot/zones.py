"""Time zones found by the names of their cities, in the languages of the catalogues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import available_timezones

from babel import Locale

from bot.folding import fold, near

SHOWN = 25
_TECHNICAL = ("Etc/", "SystemV/", "posix/", "right/")


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone and the folded names it answers to."""

    key: str
    label: str
    words: tuple[str, ...]

    def begins_with(self, folded: str) -> bool:
        """Whether one of its names begins like that."""
        return any(word.startswith(folded) for word in self.words)

    def answers_to(self, name: str) -> bool:
        """Whether this is the zone's key or the name of its city, in any spelling."""
        return fold(name.replace("_", " ")).strip() in self.words


class ZoneIndex:
    """Every zone of the machine. Building one takes some 50 ms: do it off the loop."""

    def __init__(self, zones: Iterable[Zone]) -> None:
        self._zones = sorted(zones, key=lambda zone: zone.label)

    @classmethod
    def build(cls, languages: Iterable[str]) -> ZoneIndex:
        """Index the machine's zones with the names of their cities in each language."""
        cities = [Locale.parse(language).time_zones for language in languages]
        keys = (key for key in available_timezones() if _is_place(key))
        return cls(_zone(key, [names.get(key, {}).get("city") for names in cities]) for key in keys)

    def search(self, partial: str) -> list[Zone]:
        """Zones for what was typed so far: beginnings first, then parts, then slips."""
        wanted = fold(partial.replace("_", " ")).strip()
        if not wanted:
            return [zone for zone in self._zones if "/" not in zone.key][:SHOWN]
        parts = [z for z in self._zones if any(wanted in word for word in z.words)]
        found = sorted(parts, key=lambda zone: not zone.begins_with(wanted))
        return (found or self._similar(wanted))[:SHOWN]

    def _similar(self, wanted: str) -> list[Zone]:
        """Slips are looked for among names with the same initial: 600 zones would take too long."""
        return [
            zone
            for zone in self._zones
            if any(near(wanted, word) for word in zone.words if word[0] == wanted[0])
        ]


def _is_place(key: str) -> bool:
    return key == "UTC" or ("/" in key and not key.startswith(_TECHNICAL))


def _zone(key: str, cities: Iterable[str | None]) -> Zone:
    city = key.rsplit("/", 1)[-1].replace("_", " ")
    names = dict.fromkeys([city, *(name for name in cities if name), key.replace("_", " ")])
    label = " / ".join(name for name in names if "/" not in name)
    return Zone(key, f"{label} ({key})"[:100], tuple(fold(name) for name in names))

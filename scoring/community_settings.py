"""What a community may choose, each thing declared once: bounds, panel and docs follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scoring.errors import DomainError
from scoring.models import Community, Theme

MOST_LISTED = 25  # roles or members: as many as one of Discord's menus takes
LONGEST_LANGUAGE = 3  # letters of an ISO 639 code


class Kind(StrEnum):
    """How a setting is chosen."""

    CHANNEL = "channel"
    CHOICE = "choice"
    LANGUAGE = "language"
    HOUR = "hour"
    ZONE = "zone"
    NUMBER = "number"
    ROLES = "roles"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `fields` are those of `Community` that hold it, and their columns' names;
    `choices` are words of the catalogues and what each of them stores. Its default is
    `Community`'s own."""

    name: str
    kind: Kind
    fields: tuple[str, ...]
    choices: Mapping[str, Any] = field(default_factory=dict)
    bounds: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def of(self, community: Community) -> dict[str, Any]:
        """What a community has chosen, by field."""
        return {name: getattr(community, name) for name in self.fields}

    @property
    def defaults(self) -> dict[str, Any]:
        """What holds where nothing was chosen, by field."""
        return self.of(Community(0))

    def is_default(self, community: Community) -> bool:
        """Whether a community left it as it was at first."""
        return self.of(community) == self.defaults


ON_OFF = {"on": True, "off": False}
SETTINGS: Mapping[str, Setting] = {
    one.name: one
    for one in (
        Setting("channel", Kind.CHANNEL, ("channel_id",)),
        Setting(
            "day",
            Kind.CHOICE,
            ("weekday",),
            {f"day_{n}": n for n in range(7)},
            {"weekday": (0, 6)},
        ),
        Setting(
            "time",
            Kind.HOUR,
            ("hour", "minute"),
            bounds={"hour": (0, 23), "minute": (0, 59)},
        ),
        Setting("zone", Kind.ZONE, ("zone",)),
        Setting("language", Kind.LANGUAGE, ("locale",)),
        Setting("rows", Kind.NUMBER, ("rows",), bounds={"rows": (3, 25)}),
        Setting("podium_roles", Kind.ROLES, ("podium_roles",)),
        Setting("podium_members", Kind.MEMBERS, ("podium_members",)),
        Setting("newcomers", Kind.CHOICE, ("newcomers",), ON_OFF),
        Setting("pages", Kind.CHOICE, ("pages",), ON_OFF),
        Setting("pictures", Kind.CHOICE, ("pictures",), ON_OFF),
        Setting("theme", Kind.CHOICE, ("theme",), {theme.value: theme for theme in Theme}),
        Setting("lookups", Kind.CHOICE, ("lookups",), {"allowed": True, "off": False}),
    )
}
BOUNDS = {name: ends for one in SETTINGS.values() for name, ends in one.bounds.items()}
DEFAULTS = {name: value for one in SETTINGS.values() for name, value in one.defaults.items()}


def check(name: str, value: Any) -> None:
    """Raises DomainError where a field cannot have this value."""
    if name in BOUNDS:
        _within(name, value)
    elif name == "zone":
        _zone(value)
    elif name in ("podium_roles", "podium_members") and len(value) > MOST_LISTED:
        raise DomainError("setting_too_many", name=name, n=MOST_LISTED)
    elif name == "locale" and not (value.isalpha() and len(value) <= LONGEST_LANGUAGE):
        raise DomainError("option_invalid")


def _within(name: str, value: int) -> None:
    low, high = BOUNDS[name]
    if not low <= value <= high:
        raise DomainError("setting_out_of_range", name=name, low=low, high=high)


def _zone(key: str) -> None:
    try:
        ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DomainError("zone_unknown", zone=key) from None

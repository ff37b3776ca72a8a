"""Who lives in the sample community, read from `lives.toml` into frozen values.

Days count from the day on which the sandbox starts: negative ones are past.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Self

from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from scoring.networks.base import Kind

DAYS_BEFORE = 365
DAYS_AHEAD = 56
BORN_AT = timedelta(hours=6)

_STRICT = ConfigDict(extra="forbid")
_DISCORD_EPOCH_MS = 1_420_070_400_000
_FIRST_ARRIVAL_MS = 1_451_606_400_000
_ARRIVALS_MS = 220_000_000_000  # seven years of arrivals

Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Handle = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{1,29}$")]


class LinkState(StrEnum):
    """What the owner of a sample account has decided about it when the sandbox starts."""

    SHOWN = "shown"
    ONLY_ME = "only_me"
    HIDDEN = "hidden"
    OPTED_OUT = "opted_out"
    UNLINKED = "unlinked"


@dataclass(frozen=True, config=_STRICT)
class Words:
    """One sentence in both languages."""

    en: str
    fr: str


@dataclass(frozen=True, config=_STRICT)
class Phase:
    """How somebody lives from day `start` to day `end`.

    `posts` a week; `people` is how many different people act in four weeks, moving evenly on
    the scale of the score to `people_end`; of them a share `fans` comes back again and again
    and a share `fresh` acts on nobody else.
    """

    start: int
    end: int
    posts: Amount
    people: Annotated[float, Field(gt=0)]
    people_end: Annotated[float, Field(gt=0)] | None = None
    fans: Share = 0.2
    fresh: Share = 0.0

    def people_on(self, day: float) -> float:
        """The people in four weeks that this phase stands for on `day`."""
        if self.people_end is None:
            return self.people
        done = (day - self.start) / (self.end - self.start)
        return float(self.people * (self.people_end / self.people) ** done)


@dataclass(frozen=True, config=_STRICT)
class Moment:
    """A day on which something went round: `people` more came by, most within three days."""

    day: Annotated[int, Field(ge=-DAYS_BEFORE, lt=DAYS_AHEAD)]
    people: Annotated[int, Field(gt=0)]


@dataclass(frozen=True, config=_STRICT)
class Account:
    """An account on the sample network and the life that it leads.

    `friends` are handles of accounts in this community which act on this one.
    """

    handle: Handle
    name: str
    bio: str
    created: Annotated[int, Field(gt=0)]  # days before the start
    state: LinkState
    topics: tuple[str, ...]
    kinds: Mapping[Kind, int]
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)]
    friends: tuple[Handle, ...] = ()
    moments: tuple[Moment, ...] = ()

    @property
    def native_id(self) -> str:
        """What the sample network calls this account, whatever its handle."""
        return native_id(self.handle)

    @property
    def first_day(self) -> int:
        """The first day of which there is any evidence."""
        return max(-DAYS_BEFORE, -self.created)

    def created_at(self, start: datetime) -> datetime:
        """When the account was made, for a sandbox that starts on the day of `start`."""
        return midnight(start) - timedelta(days=self.created) + BORN_AT

    def phase_on(self, day: float) -> Phase:
        """The phase in which `day` lies. Raises LookupError where no life is told."""
        for phase in self.phases:
            if phase.start <= day < phase.end:
                return phase
        raise LookupError(f"{self.handle} has no life on day {day}")

    @model_validator(mode="after")
    def _whole_life(self) -> Self:
        """Phases follow each other without a gap from the first day to the last one ahead."""
        whole = self.phases[0].start <= self.first_day and self.phases[-1].end == DAYS_AHEAD
        if not whole or any(a.end != b.start for a, b in pairwise(self.phases)):
            raise ValueError(f"the phases of {self.handle} leave a gap")
        return self


@dataclass(frozen=True, config=_STRICT)
class Member:
    """Somebody whom a newcomer can be on the chat page."""

    key: str
    name: str
    language: Annotated[str, Field(pattern="^(en|fr)$")]
    about: Words
    colours: tuple[Colour, Colour]
    manager: bool = False
    findable: bool = True  # agreed to be found among contacts
    accounts: tuple[Account, ...] = ()

    @property
    def user_id(self) -> int:
        """A made-up Discord id that never changes."""
        return snowflake(f"user:{self.key}")


@dataclass(frozen=True, config=_STRICT)
class Page:
    """A brand or an association, linked by its steward (the key of a member)."""

    key: str
    name: str
    steward: str
    about: Words
    colours: tuple[Colour, Colour]
    account: Account


@dataclass(frozen=True, config=_STRICT)
class Channel:
    """A text channel of the sample guild."""

    name: str
    topic: Words

    @property
    def id(self) -> int:
        """A made-up Discord id that never changes."""
        return snowflake(f"channel:{self.name}")


@dataclass(frozen=True, config=_STRICT)
class SampleCommunity:
    """The whole harbour. The first channel is for talk, the last for the weekly board."""

    guild: str
    channels: tuple[Channel, ...]
    members: tuple[Member, ...]
    pages: tuple[Page, ...] = ()

    @property
    def guild_id(self) -> int:
        """A made-up Discord id that never changes."""
        return snowflake(f"guild:{self.guild}")

    @property
    def talk(self) -> Channel:
        """Where people talk."""
        return self.channels[0]

    @property
    def weekly(self) -> Channel:
        """Where the weekly board appears."""
        return self.channels[-1]

    def member(self, key: str) -> Member:
        """The member with this key. Raises LookupError where there is none."""
        for member in self.members:
            if member.key == key:
                return member
        raise LookupError(f"nobody here is called {key}")

    def owned(self) -> Iterator[tuple[Member | Page, Account]]:
        """Every sample account with the member or page that it belongs to."""
        for member in self.members:
            for account in member.accounts:
                yield member, account
        for page in self.pages:
            yield page, page.account

    @model_validator(mode="after")
    def _sound(self) -> Self:
        """Names are unique, and everybody who is named exists."""
        handles = [account.handle for _, account in self.owned()]
        keys = [m.key for m in self.members] + [p.key for p in self.pages]
        doubled = _repeated(handles) + _repeated(keys)
        friends = {friend for _, account in self.owned() for friend in account.friends}
        unknown = (friends - set(handles)) | ({p.steward for p in self.pages} - set(keys))
        if doubled or unknown:
            raise ValueError(f"named twice: {sorted(doubled)}; unknown: {sorted(unknown)}")
        return self


@cache
def load() -> SampleCommunity:
    """The community of `lives.toml`. Raises pydantic's ValidationError on a mistake in it."""
    text = files(__package__).joinpath("lives.toml").read_text(encoding="utf-8")
    return TypeAdapter(SampleCommunity).validate_python(tomllib.loads(text))


def native_id(handle: str) -> str:
    """The network's own name for an account."""
    return f"hl-{handle}"


def midnight(moment: datetime) -> datetime:
    """The beginning of the day (UTC) of `moment`, from which all days count."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@cache
def snowflake(name: str) -> int:
    """A Discord id made from a name: the same on every machine and in every run."""
    draw = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    arrived = _FIRST_ARRIVAL_MS - _DISCORD_EPOCH_MS + (draw >> 22) % _ARRIVALS_MS
    return arrived << 22 | (draw & 0x3FFFFF)


def _repeated(names: list[str]) -> list[str]:
    return [name for name, n in Counter(names).items() if n > 1]

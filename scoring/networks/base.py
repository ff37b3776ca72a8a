"""What every network must offer, and the words in which it answers.

A connector never raises an HTTP status at the scorer: it returns an `Outcome`. `None` in a
figure means *not offered*, `0` means zero.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")


class Kind(StrEnum):
    """What somebody did because of something that the subject published."""

    LIKE = "like"
    REPOST = "repost"
    REPLY = "reply"
    QUOTE = "quote"
    MENTION = "mention"
    STAR = "star"
    FORK = "fork"
    COMMENT = "comment"
    ANSWER = "answer"
    ACCEPTED = "accepted"
    CLIP = "clip"
    FOLLOW = "follow"


class NetworkClass(StrEnum):
    """How open a network is (docs/networks.md)."""

    SCORED = "scored"
    CREDENTIALS = "credentials"
    CLOSED = "closed"


class Capability(StrEnum):
    """In which forms a network shows reactions (docs/score.md), and what else it tells."""

    EVENTS = "events"  # who, what kind, when
    COUNTS = "counts"  # totals per publication
    SNAPSHOTS = "snapshots"  # totals of the profile, of which differences count
    TOPICS = "topics"


class Proof(StrEnum):
    """How an account is proved to be the member's."""

    CODE = "code"  # a code in `ownership_field`
    REL_ME = "rel_me"  # links that point at each other
    DOMAIN = "domain"  # a file or a meta tag on the domain
    ATPROTO = "atproto"  # the name service or well-known file behind a handle
    CONNECTION = "connection"  # Discord's own connections confirm it
    OAUTH = "oauth"  # the member's consent on the network itself


class Hosts(StrEnum):
    """Who says which host is asked."""

    FIXED = "fixed"  # the network's own
    NAMED = "named"  # whoever writes the handle: treated as an attack


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a host allows that its headers do not tell: so many calls in so many seconds."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class OAuth:
    """Where a member gives a network their consent, and to what."""

    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    separator: str = " "  # between scopes
    basic: bool = False  # the application's secret goes into a header, not into the form


@dataclass(frozen=True, slots=True)
class Declaration:
    """All that the rest of the program knows of a network, said once.

    `url_patterns` are regular expressions over a pasted URL without its scheme; their groups,
    put into `url_handle`, make the handle. `handle_pattern` is what a handle looks like after
    `normalise`. `reason` says in which way a network that is not scored is closed (an i18n key).
    `needs` names the settings of the network without which nothing can be read. `calls` is what
    one refresh usually costs, `price` what it costs in money, in US dollars.
    """

    name: str
    title: str
    network_class: NetworkClass
    kinds: tuple[Kind, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    handle_pattern: str = r".+"
    handle_example: str = ""
    url_patterns: tuple[str, ...] = ()
    url_handle: str = "{0}"
    ownership_field: str | None = None
    proofs: tuple[Proof, ...] = ()
    connection: str | None = None  # what Discord calls it among a member's connections
    home: str = ""
    other_hosts: tuple[str, ...] = ()  # of the same network, besides its home
    terms: str = ""
    reason: str | None = None
    case_sensitive: bool = False
    calibrated: bool = False
    actors: bool = False  # whether the profiles of those who act can be asked for
    hosts: Hosts = Hosts.FIXED
    bare: bool = True  # whether a handle without the network's name may be one of this network
    allowance: Allowance | None = None
    at_once: int = 1  # requests to one host, by its terms
    needs: tuple[str, ...] = ()
    calls: str = ""  # in words, such as "2 to 12"
    price: float = 0.0
    consent: bool = False  # whether the member is asked once more before anything is read
    beside: bool = False  # figures stand beside the score, never in it: its terms say so
    oauth: OAuth | None = None  # read with the member's own consent


@dataclass(frozen=True, slots=True)
class Profile:
    """A public account as its network shows it now; `created_at` is None where it does not say.

    `texts` and `links` serve proof of ownership only and are never stored. `links` are the places
    that the network itself presents as the owner's own (its `rel=me`), not links in their prose;
    None where nobody could tell now.
    """

    network: str
    native_id: str
    handle: str
    name: str
    url: str
    created_at: datetime | None
    texts: tuple[str, ...] = ()
    followers: int | None = None
    publications: int | None = None
    listed: bool = True  # False: the account asks not to be shown to strangers
    links: tuple[str, ...] | None = ()


@dataclass(frozen=True, slots=True)
class ActorProfile:
    """Somebody who acted, as their profile shows them. Weighed in memory, never stored."""

    native_id: str
    created_at: datetime | None = None
    followers: int | None = None
    followings: int | None = None
    publications: int | None = None
    has_picture: bool | None = None
    has_text: bool | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    """Somebody acted on one publication. `at` is None where the network does not date it."""

    publication: str  # native id, unique within the account
    actor: str  # native id, unique within the network
    kind: Kind
    at: datetime | None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """One thing that the subject published, with the network's own totals by kind.

    `unread` tells, by kind, how many reactions within the reading's time have no face in its
    `reactions`: all of a kind where the network names nobody, the rest of a sample where our
    budget ended, absent where everybody was read.
    """

    native_id: str
    at: datetime
    totals: Mapping[Kind, int] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    approx: bool = False
    unread: Mapping[Kind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of evidence. `reached` is the oldest moment that this reading covers so far.

    `observable` is False where the network shows reactions to others, but none could have been
    seen on this account: a feed without comment counts, say. Then nothing is measured.

    `position` is where `Resumable.resume` can go on, in the network's own words: after this
    page, or before the first publication whose names had to be left out. It names nobody but
    the account itself. None where nothing was left, or nothing can be taken up again.
    """

    publications: tuple[Publication, ...]
    reactions: tuple[Reaction, ...]
    reached: datetime | None
    complete: bool  # True on the last page, where the account's history or `since` was reached
    observable: bool = True
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Data(Generic[T]):
    """The answer itself."""

    value: T


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing changed since the last reading."""


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such account (now). Only two misses a day apart erase anything."""


@dataclass(frozen=True, slots=True)
class Suspended:
    """The network suspended the account, or its owner put it to sleep."""


@dataclass(frozen=True, slots=True)
class Private:
    """The owner asked that strangers do not read this."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The account lives under another name now; it needs a new proof."""

    handle: str


@dataclass(frozen=True, slots=True)
class NeedsCredentials:
    """The operator has to configure a token first."""


@dataclass(frozen=True, slots=True)
class Limited:
    """The budget of this host is used up until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Temporary:
    """Out of order for now. `reachable` is False where no connection could be made at all."""

    detail: str
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Changed:
    """The answer no longer fits what we know of this network: for the operator's log."""

    detail: str


Failure = (
    NotModified
    | Gone
    | Suspended
    | Private
    | Moved
    | NeedsCredentials
    | Limited
    | Temporary
    | Changed
)
Outcome = Data[T] | Failure


class Purse(Protocol):
    """Money that calls cost, counted before they are made."""

    async def spend(self, network: str, dollars: float) -> bool:
        """Whether the caps of the settings allow it; if so it is spent."""
        ...

    async def opens(self, network: str, dollars: float) -> datetime | None:
        """When so much may be spent again; None: never, as the settings are."""
        ...


class Network(Protocol):
    """One connector. It fetches through the guarded client only and stores nothing."""

    @property
    def declaration(self) -> Declaration: ...

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a handle or native id, as it is now.

        Asked by native id it follows renames; asked by a former handle it says `Moved` or `Gone`.
        """
        ...

    def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Evidence page by page, newest publications first, back to `since` at least.

        Publications older than `since` may be left out; those younger must be read again, as
        reactions arrive late. The iteration ends after a page with `complete`, after the first
        outcome that is not `Data`, or, where the connector's own limits cut the reading, after
        a page without `complete` whose `reached` says how far it came.
        """
        ...

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles of people who acted, asked for only where the declaration offers it.

        One for each that was asked: without any figure where the network shows nobody under
        that id, and fewer than `native_ids`, from the front, where the calls do not last.
        """
        ...


@runtime_checkable
class Resumable(Protocol):
    """A network whose readings can be taken up where they were cut short."""

    def resume(
        self, profile: Profile, position: str, *, since: datetime, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Like `read`, from a position that an earlier page gave. `Changed` if it is unknown."""
        ...


@runtime_checkable
class Grantable(Protocol):
    """A network that is read with the member's own consent (`Declaration.oauth`)."""

    def granted(self, token: str) -> Granted:
        """The same connector, asking with this member's token."""
        ...


class Granted(Network, Protocol):
    """A connector that asks with a member's token."""

    async def owner(self) -> Outcome[Profile]:
        """The account to which the token belongs: what consent proves."""
        ...

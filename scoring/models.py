"""The value objects that the core gives to those who ask. All are frozen; times are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntFlag, StrEnum

from scoring.networks.base import Kind, Proof


class SubjectKind(StrEnum):
    """A person is scored for themselves; a page is linked by its steward."""

    PERSON = "person"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a score is about. `user_id` is the person, or the page's steward."""

    id: int
    kind: SubjectKind
    user_id: int
    name: str = ""  # of a page or a look-up; members' names are Discord's to tell


class AccountState(StrEnum):
    """What the network last said of a linked account."""

    ACTIVE = "active"
    MISSING = "missing"  # one miss; a second one a day later is *gone*
    GONE = "gone"
    SUSPENDED = "suspended"
    PRIVATE = "private"
    MOVED = "moved"
    NEEDS_CONSENT = "needs_consent"  # read with the member's own consent, which is not there


@dataclass(frozen=True, slots=True)
class Account:
    """A linked account: proved, bound to the network's native id and not to its handle.

    `proved_by` is None for accounts of a time when that was not noted; `unproved_since` is when
    the proof was first not found any more.
    """

    id: int
    subject_id: int
    network: str
    native_id: str
    handle: str
    name: str
    url: str
    state: AccountState
    created_at: datetime | None
    linked_at: datetime
    read_at: datetime | None
    proved_by: Proof | None = None
    unproved_since: datetime | None = None


class CoverageStatus(StrEnum):
    """Why a network is, or is not, part of a score."""

    MEASURED = "measured"
    WAITING = "waiting"  # linked, not read yet
    BESIDE = "beside"  # measured, and by its rules no part of the score
    NOT_OFFERED = "not_offered"
    CLOSED = "closed"
    OFF = "off"
    SUSPENDED = "suspended"
    PRIVATE = "private"
    GONE = "gone"
    MOVED = "moved"
    NEEDS_CREDENTIALS = "needs_credentials"
    NEEDS_CONSENT = "needs_consent"
    LIMITED = "limited"
    UNREACHABLE = "unreachable"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One line of what a score covers. `reason` is a message key, `until` a limit's end."""

    network: str
    handle: str
    status: CoverageStatus
    reason: str | None = None
    until: datetime | None = None
    people: float | None = None  # of a network beside the score


@dataclass(frozen=True, slots=True)
class Part:
    """Points of the score above 10 that one kind of reaction on one network brings."""

    network: str
    kind: Kind
    points: float
    people: float


@dataclass(frozen=True, slots=True)
class Score:
    """The number, its range (80 %), what it counts, and how old it is.

    `value`, `low` and `high` are points on the scale, `people*` are people in four weeks.
    `parts` are rounded so that 10.0 plus their points is `value` exactly as shown.
    `credibility` is what people count on average, by the profiles of `weighed` of them.
    """

    value: float
    low: float
    high: float
    people: float
    people_low: float
    people_high: float
    provisional: bool
    parts: tuple[Part, ...]
    measured_at: datetime
    formula_version: int
    calibrated: bool = False
    sampled: bool = False
    totals_only: bool = False
    burst: bool = False
    credibility: float = 1.0
    weighed: int = 0
    observed_days: float = 0.0
    ever: int = 0
    voice: float = 0.0


@dataclass(frozen=True, slots=True)
class Point:
    """One day of a history."""

    at: datetime
    value: float
    low: float
    high: float


class Echo(StrEnum):
    """How much somebody says, and how far it carries. Beside the score, never in it."""

    QUIET_HEARD = "quiet_heard"
    LOUD_HEARD = "loud_heard"
    LOUD_LITTLE_HEARD = "loud_little_heard"
    QUIET_LITTLE_HEARD = "quiet_little_heard"


@dataclass(frozen=True, slots=True)
class Former:
    """What the formula before this one says, shown beside until a day."""

    version: int
    value: float
    until: datetime


@dataclass(frozen=True, slots=True)
class Vouch:
    """One endorsement on a topic; `by` is None for a voucher who is not shown here."""

    id: int
    key: str
    topic: str
    by: Subject | None


@dataclass(frozen=True, slots=True)
class Card:
    """The answer to *what is my score?*. `score` is None where nothing could be measured.

    `average` and `percentile` are None in a community with fewer than five shown members.
    """

    subject: Subject
    score: Score | None
    coverage: tuple[Coverage, ...]
    trend: tuple[Point, ...] = ()
    topics: tuple[tuple[str, float], ...] = ()
    echo: Echo | None = None
    rank: int | None = None
    members: int | None = None
    percentile: float | None = None
    average: float | None = None
    shown: bool = False
    own: bool = False
    former: Former | None = None
    stored: bool = True  # False: a look-up, for the asker only, kept for an hour
    vouches: tuple[Vouch, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two to five cards, and whether their differences are larger than the margin."""

    cards: tuple[Card, ...]
    missing: tuple[int, ...]  # positions in the question for which there is no score to show
    networks: tuple[tuple[str, tuple[float, ...]], ...]  # people by network, one per card
    topics: tuple[tuple[str, tuple[float, ...]], ...]
    within_margin: bool


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One line of a board. `change` is points against the period's start, None if new.

    Who stands `aside` keeps the place and leaves the podium to others; `ahead` is how many of
    those stand above this line. On a topic's board value and change stand for `people` who act on
    the topic in four weeks.
    """

    rank: int
    subject: Subject
    value: float
    change: float | None = None
    provisional: bool = False
    aside: bool = False
    ahead: int = 0
    people: float | None = None

    @property
    def medal(self) -> int | None:
        """The place among those who compete for the podium."""
        return None if self.aside else self.rank - self.ahead


class BoardKind(StrEnum):
    """What a leaderboard is sorted by."""

    SCORE = "score"
    RISE = "rise"
    TOPIC = "topic"
    PAGES = "pages"


class Period(StrEnum):
    """Over which time a board looks."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class BoardTopic:
    """What a board is about: a short id for buttons, and a spelling for people."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Board:
    """One page of a leaderboard and, wherever they stand, the asker's own line."""

    kind: BoardKind
    period: Period
    rows: tuple[BoardRow, ...]
    page: int
    pages: int
    total: int
    own: BoardRow | None
    average: float | None
    topic: BoardTopic | None = None


class Margin(StrEnum):
    """The answer of a check against a minimum."""

    YES = "yes"
    NO = "no"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Check:
    """Is the asker's own score above a minimum?"""

    minimum: float
    verdict: Margin
    score: Score
    people_needed: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a score is what it is, and what would move it. `targets` are (score, people)."""

    card: Card
    networks: Mapping[str, float] = field(default_factory=dict)
    targets: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class WeeklyBoard:
    """What one weekly post shows. Names are looked up when it is sent, never stored."""

    week: str
    due_at: datetime
    rises: tuple[BoardRow, ...]
    top: tuple[BoardRow, ...]
    newcomers: tuple[BoardRow, ...]
    pages: tuple[BoardRow, ...]
    average: float | None
    average_change: float | None
    shown: int
    histogram: tuple[int, ...]  # members by ten points, 10-20 first


class Theme(StrEnum):
    """The ground on which pictures are drawn: Discord tells no bot which one a reader has."""

    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Community:
    """A guild's settings. None means: not set. `podium_*` are roles and members out of it."""

    id: int
    channel_id: int | None = None
    weekday: int = 0
    hour: int = 9
    minute: int = 0
    zone: str = "UTC"
    locale: str = "en"
    rows: int = 10
    lookups: bool = False
    pictures: bool = True
    theme: Theme = Theme.DARK
    newcomers: bool = True
    pages: bool = True
    podium_roles: tuple[int, ...] = ()
    podium_members: tuple[int, ...] = ()
    enabled_at: datetime | None = None
    paused_at: datetime | None = None
    pause_reason: str | None = None
    resumed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """Who last changed which of a community's settings, and when."""

    user_id: int
    setting: str
    at: datetime


class Flag(IntFlag):
    """What has to be said beside a figure."""

    NONE = 0
    SAMPLED = 1
    TOTALS_ONLY = 2
    YOUNG = 4
    BURST = 8
    BESIDE = 16  # of a network whose figures stand beside the score, never in it


@dataclass(frozen=True, slots=True)
class Branch:
    """People on one of several topics, each counted once; `of` are these topics."""

    people: float
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one account was worth on one day. `people` is None where nothing was measurable."""

    account_id: int
    formula_version: int
    measured_at: datetime
    people: float | None
    variance: float = 0.0
    observed_days: float = 0.0
    ever: int = 0
    voice: float = 0.0
    flags: Flag = Flag.NONE
    credibility: float = 1.0
    weighed: int = 0
    kinds: Mapping[Kind, float] = field(default_factory=dict)
    topics: Mapping[str, float] = field(default_factory=dict)
    wider: Mapping[str, Branch] = field(default_factory=dict)

"""Pinterest: how often an account's own pins were saved, liked and commented, as totals.

It shows an account to its owner alone: everything here needs the member's own consent, and nobody
can be looked up. It names nobody who acted. Of most pins made before 20 March 2023 it offers no
lifetime figures at all. Pins saved from others, and secret boards, are not read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Gone,
    Kind,
    NeedsCredentials,
    NetworkClass,
    OAuth,
    Outcome,
    Profile,
    Proof,
    Publication,
    Reading,
)
from scoring.networks.connecting import Tools
from scoring.networks.http import GuardedClient
from scoring.networks.listing import faceless, sensible
from scoring.networks.shapes import (
    Count,
    Moment,
    Record,
    Shape,
    Text,
    count,
    each,
    earliest,
    listed,
    one,
    record,
    text,
    topics_of,
)
from scoring.settings import NetworkSettings

BASE_URL = "https://api.pinterest.com/v5"
BORN = datetime(2010, 3, 1, tzinfo=UTC)  # nothing was published here before
PAGE = 250  # the most that the network gives at once
_RESERVED = (
    "_|about|app|business|categories|convert|discover|explore|ideas|login|logout|news_hub|oauth"
    "|password|pin|pin-builder|pin-creation-tool|resource|search|settings|shopping|signup|today"
    "|topics|tv|videos"
)

DECLARATION = Declaration(
    name="pinterest",
    title="Pinterest",
    network_class=NetworkClass.CREDENTIALS,
    kinds=(Kind.REPOST, Kind.LIKE, Kind.COMMENT),
    capabilities=(Capability.COUNTS, Capability.TOPICS),
    handle_pattern=r"[a-z0-9_-]{1,50}",
    handle_example="pinterest",
    url_patterns=(
        r"(?:[a-z]{2,3}\.)?(?:www\.)?pinterest\.(?:com?\.[a-z]{2}|[a-z]{2,3})/"
        rf"(?!(?:{_RESERVED})(?:[/?#]|$))([^/?#]+)",
    ),
    proofs=(Proof.OAUTH,),
    home="https://www.pinterest.com",
    terms="https://developers.pinterest.com/terms/",
    calls="3 to 13",
    needs=("client_id", "client_secret"),
    oauth=OAuth(
        authorize_url="https://www.pinterest.com/oauth/",
        token_url="https://api.pinterest.com/v5/oauth/token",  # noqa: S106 -- an address
        scopes=("user_accounts:read", "pins:read", "boards:read"),
        separator=",",
        basic=True,
    ),
)

_METRICS = {Kind.REPOST: "save", Kind.LIKE: "reaction", Kind.COMMENT: "comment"}
_NO_RIGHT = (401, 403)


@dataclass(frozen=True, slots=True)
class Limits:
    """Pages of 250 in one reading."""

    pins: int = 10
    boards: int = 2


class _Account(Shape):
    id: str
    username: str
    about: Text = ""
    business_name: Text = ""
    follower_count: Count = None
    pin_count: Count = None


class _Board(Shape):
    id: str
    name: Text = ""
    privacy: Text = ""


class _Pin(Shape):
    id: str
    created_at: Moment = None
    board_id: Text = ""
    parent_pin_id: Text = ""
    is_owner: Any = None
    pin_metrics: Record = Field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether the account made it, and did not save it from somebody."""
        return self.is_owner is not False and not self.parent_pin_id

    def publication(self, at: datetime, board: str) -> Publication:
        """Its lifetime figures, where they are offered, are numbers without faces."""
        told = record(self.pin_metrics.get("lifetime_metrics"))
        figures = {kind: count(told.get(name)) for kind, name in _METRICS.items()}
        return faceless(self.id, at, figures, topics_of([board]))


@dataclass(frozen=True, slots=True)
class _Page:
    pins: Sequence[_Pin]
    bookmark: str


class Pinterest:
    """The connector; it reads nothing until a member `granted` it a token."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        grant: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._client = client
        self._base = (base_url or BASE_URL).rstrip("/")
        self._grant = grant
        self._limits = limits or Limits()

    def granted(self, token: str) -> Pinterest:
        """The same connector, asking with this member's token."""
        return Pinterest(self._client, self._base, token, limits=self._limits)

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account that gave its consent, if it is the one behind this name or id."""
        outcome = await self.owner()
        if isinstance(outcome, Data) and handle.casefold() not in (
            outcome.value.native_id,
            outcome.value.handle,
        ):
            return NeedsCredentials()  # somebody else gave this consent
        return outcome

    async def owner(self) -> Outcome[Profile]:
        """The account that gave its consent."""
        outcome = await self._get("/user_account", {})
        if not isinstance(outcome, Data):
            return outcome
        found = one(_Account, outcome.value)
        if found is None:
            return Changed("pinterest: a profile without id and name")
        return Data(_profile(found))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Own pins with their totals. The network does not promise that the newest come first."""
        boards = await self._boards()
        if not isinstance(boards, Data):
            yield boards
            return
        bookmarks = [""]
        reached: datetime | None = None
        for _ in range(self._limits.pins):
            page = await self._page(bookmarks[-1])
            if not isinstance(page, Data):
                yield page
                return
            reading = _reading(page.value, boards.value, profile, since, now, reached)
            yield Data(reading)
            if reading.complete or page.value.bookmark in bookmarks:
                return
            reached = reading.reached
            bookmarks.append(page.value.bookmark)

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Nobody is named, so there is nobody to ask for."""
        return Data([ActorProfile(native_id) for native_id in native_ids])

    async def _boards(self) -> Outcome[Mapping[str, str]]:
        """The names of boards by id, for topics; those of secret ones are not kept."""
        found: list[_Board] = []
        bookmark = ""
        for _ in range(self._limits.boards):
            outcome = await self._get("/boards", _paged(bookmark))
            if not isinstance(outcome, Data):
                return outcome
            found += each(_Board, outcome.value.get("items"))
            bookmark = text(outcome.value.get("bookmark"))
            if not bookmark:
                break
        return Data({board.id: board.name for board in found if board.privacy != "SECRET"})

    async def _page(self, bookmark: str) -> Outcome[_Page]:
        wanted = {"pin_metrics": "true", "pin_filter": "exclude_repins"}
        outcome = await self._get("/pins", {**wanted, **_paged(bookmark)})
        if not isinstance(outcome, Data):
            return outcome
        found = listed(_Pin, outcome.value.get("items"))
        if found is None:
            return Changed("pinterest: pins of another shape")
        return Data(_Page(found, text(outcome.value.get("bookmark")) if found else ""))

    async def _get(self, path: str, params: Mapping[str, str | int]) -> Outcome[Mapping[str, Any]]:
        """A JSON object; without a member's consent nothing is asked."""
        if not self._grant:
            return NeedsCredentials()
        outcome = await self._client.get_json(
            self._base + path, params=params, credential=self._grant
        )
        if not isinstance(outcome, Data):
            return outcome
        status, body = outcome.value.status, record(outcome.value.json)
        if outcome.value.ok:
            return Data(body)
        if status in _NO_RIGHT:
            return NeedsCredentials()
        return Gone() if status in (404, 410) else Changed(f"pinterest: HTTP {status}")


def connect(tools: Tools, settings: NetworkSettings) -> Pinterest:
    """The connector as the settings want it; the application's id and secret serve its consent."""
    return Pinterest(tools.client, settings.base_url)


def _paged(bookmark: str) -> dict[str, str | int]:
    return {"page_size": PAGE} | ({"bookmark": bookmark} if bookmark else {})


def _profile(found: _Account) -> Profile:
    return Profile(
        network=DECLARATION.name,
        native_id=found.id,
        handle=found.username.lower(),
        name=found.business_name or found.username,
        url=f"{DECLARATION.home}/{found.username}/",
        created_at=None,
        texts=(found.about,) if found.about else (),
        followers=found.follower_count,
        publications=found.pin_count,
    )


def _reading(
    page: _Page,
    boards: Mapping[str, str],
    profile: Profile,
    since: datetime | None,
    now: datetime,
    reached: datetime | None,
) -> Reading:
    """One page. Only a page on which every pin is older than `since` ends a reading early."""
    dated = [(pin, sensible(pin.created_at, BORN, now)) for pin in page.pins]
    publications = tuple(
        pin.publication(at, boards.get(pin.board_id, ""))
        for pin, at in dated
        if at is not None and (since is None or at >= since) and pin.is_own
    )
    known = [at for _, at in dated if at is not None]
    old = since is not None and bool(known) and max(known) < since
    complete = old or not page.bookmark
    oldest = earliest([*known, reached])
    return Reading(
        publications,
        (),
        (since or profile.created_at or oldest) if complete else oldest,
        complete,
    )

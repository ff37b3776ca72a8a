"""DEV and other communities that run Forem: own articles, and by name who commented on them.

Reactions (hearts, unicorns) are totals without names. Comments that the subject wrote below
articles of others, and who follows, are not shown. An organisation is an account too: what its
members publish under its name. Other communities than DEV are the operator's choice (base_url).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Gone,
    Kind,
    Moved,
    NetworkClass,
    Outcome,
    Profile,
    Proof,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.forem_names import PAGE, Api, Article, NameLimits, NameReader, User, oldest
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import listed
from scoring.settings import NetworkSettings

BASE_URL = "https://dev.to"
_ORGANISATION = "organization/"  # before the number: people and organisations count apart
_RESERVED = (
    "about|admin|api|badge|badges|billboards|challenges|code-of-conduct|connect|contact|dashboard"
    "|embed|enter|events|faq|feed|guidelines|help|infinity|internal|latest|listings|mod|new"
    "|notifications|pod|podcasts|privacy|reading|readinglist|search|settings|shop|signout_confirm"
    "|stories|subforems|subscriptions|t|tags|terms|top|users|videos|welcome"
)

DECLARATION = Declaration(
    name="forem",
    title="DEV",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.COMMENT, Kind.LIKE),
    handle_pattern=r"(?=.*[a-z_-])[a-z0-9_-]{2,50}",
    handle_example="ben",
    url_patterns=(rf"(?:www\.)?dev\.to/(?:feed/)?(?!(?:{_RESERVED})(?:[/?#]|$))([a-z0-9_-]+)",),
    ownership_field="bio",
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.REL_ME),
    calls="2 to 70",
    home="https://dev.to",
    terms="https://dev.to/terms",
    actors=True,
)


@dataclass(frozen=True, slots=True)
class _Listing:
    articles: Sequence[Article]
    last: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of a hundred articles, calls for profiles and for names."""

    pages: int = 10
    actors: int = 20
    names: NameLimits = field(default_factory=NameLimits)


class Forem:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        key: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._api = Api(client, base_url or BASE_URL, key)
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a name, or behind an id (digits, `organization/` and digits)."""
        found = await self._find(handle)
        if not isinstance(found, Data):
            return found
        if found.value is None:
            return Gone()
        return self._profile(found.value, handle)

    async def _find(self, handle: str) -> Outcome[User | None]:
        if handle.startswith(_ORGANISATION):
            return await self._api.user(f"/organizations/{handle.removeprefix(_ORGANISATION)}")
        if handle.isdecimal():
            return await self._api.user(f"/users/{handle}")
        return await self._by_name(handle)

    async def _by_name(self, name: str) -> Outcome[User | None]:
        """A person of that name, else an organisation: both stand at the same address."""
        found = await self._api.user("/users/by_username", url=name)
        if not isinstance(found, Data) or found.value is not None:
            return found
        other = await self._api.user(f"/organizations/{name}")
        if isinstance(other, Data) and other.value and other.value.username.lower() != name:
            return Data(None)  # names that begin with digits are taken for ids there
        return other

    def _profile(self, found: User, asked: str) -> Outcome[Profile]:
        organisation = found.type_of == "organization"
        native_id = f"{_ORGANISATION}{found.id}" if organisation else str(found.id)
        handle = found.username.lower()
        if asked not in (native_id, handle):
            by_id = asked.isdecimal() or asked.startswith(_ORGANISATION)
            return Changed("forem: somebody else’s profile") if by_id else Moved(handle)
        return Data(
            Profile(
                network=DECLARATION.name,
                native_id=native_id,
                handle=handle,
                name=found.name or found.username,
                url=f"{self._api.base}/{found.username}",
                created_at=found.joined_at,
                texts=found.words,
                links=(found.website_url,) if found.website_url else (),
            )
        )

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Articles, newest first, with their totals and those who commented."""
        names = NameReader(self._api, profile, now, self._limits.names)
        seen: set[int] = set()
        for number in range(1, self._limits.pages + 1):
            outcome = await self._articles(profile, number)
            if not isinstance(outcome, Data):
                yield outcome
                return
            page = outcome.value.articles
            fresh = [article for article in page if article.id not in seen]
            if page and not fresh:
                return  # a server that turns in circles
            seen.update(article.id for article in fresh)
            last = outcome.value.last or _is_past(page, since)
            yield Data(await self._reading(fresh, profile, since, names, last=last))
            if names.stopped is not None:
                yield names.stopped
            if names.stopped or last:
                return

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles behind the first of these ids, one call for each."""
        found: list[ActorProfile] = []
        for native_id in native_ids[: self._limits.actors]:
            outcome = await self._api.user(f"/users/{native_id}")
            if isinstance(outcome, Data):
                user = outcome.value
                found.append(user.actor() if user else ActorProfile(native_id))
            elif isinstance(outcome, Changed):
                found.append(ActorProfile(native_id))
            else:
                return Data(found) if found else outcome
        return Data(found)

    async def _articles(self, profile: Profile, number: int) -> Outcome[_Listing]:
        """One page of what stands under the account's name."""
        params: dict[str, str | int] = {
            "username": profile.handle,
            "page": number,
            "per_page": PAGE,
        }
        outcome = await self._api.get("/articles", params)
        if not isinstance(outcome, Data):
            return outcome
        body = outcome.value.json
        found = listed(Article, body)
        if not outcome.value.ok or found is None:
            return Changed(f"forem: no articles, HTTP {outcome.value.status}")
        return Data(_Listing(found, last=len(body) < PAGE))

    async def _reading(
        self,
        page: Sequence[Article],
        profile: Profile,
        since: datetime | None,
        names: NameReader,
        *,
        last: bool,
    ) -> Reading:
        publications: list[Publication] = []
        reactions: list[Reaction] = []
        for article in page:
            if _is_of(article, profile) and (since is None or names.published(article) >= since):
                publication, found = await names.read(article)
                publications.append(publication)
                reactions += found
        complete = last and names.stopped is None
        reached = oldest(page)
        if complete:
            reached = since or profile.created_at or reached
        return Reading(tuple(publications), tuple(reactions), reached, complete)


def connect(tools: Tools, settings: NetworkSettings) -> Forem:
    """The connector as the settings want it."""
    return Forem(tools.client, settings.base_url, secret(settings.api_key))


def _is_of(article: Article, profile: Profile) -> bool:
    """Whether a person wrote it: their name may have become somebody else's in between."""
    if profile.native_id.startswith(_ORGANISATION) or article.author is None:
        return True
    return str(article.author) == profile.native_id


def _is_past(page: Sequence[Article], since: datetime | None) -> bool:
    reached = oldest(page)
    return since is not None and reached is not None and reached < since

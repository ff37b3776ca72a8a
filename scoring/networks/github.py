"""GitHub: own repositories, and by name who starred, forked or commented on them, and when.

An account is bound to its numeric id. Names made of digits only are read as ids.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Failure,
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
from scoring.networks.github_actors import User, read_actors
from scoring.networks.github_names import PAGE, Api, CallLimits, NameReader, Repository
from scoring.networks.github_walk import Place, Walk, steps
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import Shape, Text, each, one
from scoring.networks.wire import Answer
from scoring.settings import NetworkSettings

BASE_URL = "https://api.github.com"
_RESERVED = (
    "about|apps|codespaces|collections|contact|customer-stories|enterprise|events|explore|features"
    "|issues|join|login|marketplace|new|notifications|orgs|organizations|pricing|pulls|search"
    "|security|settings|signup|sponsors|stars|team|topics|trending"
)

DECLARATION = Declaration(
    name="github",
    title="GitHub",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.STAR, Kind.FORK, Kind.COMMENT),
    handle_pattern=r"(?=[0-9-]*[a-z])[a-z0-9](?:-?[a-z0-9]){0,38}",
    handle_example="octocat",
    url_patterns=(
        rf"(?:www\.)?github\.com/(?:orgs/|sponsors/)?(?!(?:{_RESERVED})(?:[/?#]|$))([^/?#]+)",
        r"gist\.github\.com/([^/?#]+)",
        r"([a-z0-9-]+)\.github\.io(?:[/?#].*)?$",
    ),
    ownership_field="bio",
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.REL_ME, Proof.CONNECTION),
    connection="github",
    calls="3 to 55, with a token up to 355",
    home="https://github.com",
    terms="https://docs.github.com/site-policy/github-terms/github-terms-of-service",
    actors=True,
)


LISTINGS = 3  # pages of a hundred repositories
WITH_TOKEN = CallLimits(calls=300, actors=50)


class _Profile(User):
    login: str


class _Link(Shape):
    url: Text = ""


@dataclass(frozen=True, slots=True)
class _Listing:
    repositories: Sequence[Repository]
    last: bool


class GitHub:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        token: str | None = None,
        *,
        limits: CallLimits | None = None,
    ) -> None:
        self._api = Api(client, base_url or BASE_URL, token)
        self._limits = limits or (WITH_TOKEN if token else CallLimits())

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a login, or behind an id (digits)."""
        by_id = handle.isdecimal()
        outcome = await self._api.get(f"/user/{handle}" if by_id else f"/users/{handle}")
        if not isinstance(outcome, Data):
            return outcome
        if not outcome.value.ok:
            return _refusal(outcome.value)
        found = one(_Profile, outcome.value.json)
        if found is None:
            return Changed("github: a profile without id and login")
        if not by_id and found.login.casefold() != handle.casefold():
            return Moved(found.login)
        return Data(_profile(found, await self._links(found.login)))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Repositories, youngest first, with totals, and who acted on them since."""
        names = NameReader(self._api, profile, since=since, now=now, limits=self._limits)
        async for outcome in self._listings(profile, since, names, Walk(Place())):
            yield outcome

    async def resume(
        self, profile: Profile, position: str, *, since: datetime, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """The same from the first repository whose names were left out."""
        place = Place.parse(position)
        if place is None:
            yield Changed("github: an unknown position")
            return
        names = NameReader(self._api, profile, since=since, now=now, limits=self._limits)
        async for outcome in self._listings(profile, since, names, Walk(place)):
            yield outcome

    async def _listings(
        self, profile: Profile, since: datetime | None, names: NameReader, walk: Walk
    ) -> AsyncIterator[Outcome[Reading]]:
        for _ in range(LISTINGS):
            outcome = await self._repositories(profile, walk.place.page)
            if not isinstance(outcome, Data):
                yield outcome
                return
            listing = outcome.value
            own = [one for one in listing.repositories if one.counts_for(since)]
            for step, last in steps(own, walk.place):
                read = await self._read(step, own, names)
                stopped = names.stopped is not None
                walk.step(step, last, listing.last, whole=not names.spent, stopped=stopped)
                complete = walk.ended and not names.cut
                reached = names.reached or since or profile.created_at
                yield Data(Reading(*read, reached, complete, position=walk.position))
                if names.stopped is not None:
                    yield names.stopped
                if stopped or walk.ended:
                    return

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles behind the first of these ids."""
        return await read_actors(self._api, native_ids, self._limits.actors)

    async def _links(self, login: str) -> Sequence[str] | None:
        """Other places that the account's owner names as theirs; None where nobody tells."""
        outcome = await self._api.get(f"/users/{login}/social_accounts", {"per_page": PAGE})
        if not isinstance(outcome, Data) or not outcome.value.ok:
            return None
        return [found.url for found in each(_Link, outcome.value.json) if found.url]

    async def _repositories(self, profile: Profile, number: int) -> Outcome[_Listing]:
        """One page of the repositories that the account owns."""
        order = {"type": "owner", "sort": "created", "direction": "desc"}
        path = f"/users/{profile.handle}/repos"
        outcome = await self._api.get(path, {**order, "per_page": PAGE, "page": number})
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if not answer.ok:
            return _refusal(answer)
        found = each(Repository, answer.json)
        if not isinstance(answer.json, list) or (answer.json and not found):
            return Changed("github: repositories of another shape")
        return Data(_Listing(found, last=answer.link("next") is None))

    async def _read(
        self, step: Sequence[Repository], order: Sequence[Repository], names: NameReader
    ) -> tuple[tuple[Publication, ...], tuple[Reaction, ...]]:
        """Those that others noticed most come first, as calls may not last for all."""
        publications: dict[int, Publication] = {}
        reactions: list[Reaction] = []
        for repository in step:
            publications[repository.id], found = await names.read(repository)
            reactions += found
        in_order = tuple(publications[one.id] for one in order if one.id in publications)
        return in_order, tuple(reactions)


def connect(tools: Tools, settings: NetworkSettings) -> GitHub:
    """The connector as the settings want it."""
    return GitHub(tools.client, settings.base_url, secret(settings.token))


def _profile(found: _Profile, links: Sequence[str] | None) -> Profile:
    own = None if links is None else (found.blog, *links)
    return Profile(
        network=DECLARATION.name,
        native_id=str(found.id),
        handle=found.login.lower(),
        name=found.name or found.login,
        url=f"{DECLARATION.home}/{found.login}",
        created_at=found.created_at,
        texts=tuple(dict.fromkeys((*found.words, *(links or ())))),
        followers=found.followers,
        publications=found.public_repos,
        links=None if own is None else tuple(dict.fromkeys(link for link in own if link)),
    )


def _refusal(answer: Answer) -> Failure:
    if answer.status in (404, 410):
        return Gone()
    return Changed(f"github: HTTP {answer.status}")

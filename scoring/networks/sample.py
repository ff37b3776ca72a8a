"""Connector of the sample network, which serves the sandbox's made-up community.

One request brings some thousand rows, so that a year of an account costs one to three.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ValidationError
from yarl import URL

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Gone,
    Kind,
    NetworkClass,
    Outcome,
    Profile,
    Proof,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.connecting import Tools
from scoring.networks.http import GuardedClient
from scoring.settings import NetworkSettings

Model = TypeVar("Model", bound=BaseModel)

DECLARATION = Declaration(
    name="sample",
    title="Sample",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.LIKE, Kind.REPOST, Kind.REPLY, Kind.QUOTE),
    handle_pattern=r"[a-z0-9][a-z0-9_.-]{1,29}",
    handle_example="lucie",
    url_patterns=(r"sample\.example/@([A-Za-z0-9_.-]+)",),
    ownership_field="bio",
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.CONNECTION),
    connection="sample",
    home="https://sample.example",
    actors=True,
)


def connect(tools: Tools, settings: NetworkSettings) -> SampleConnector:
    """The connector at the address that the settings name; it takes no token."""
    return SampleConnector(tools.client, settings.base_url or "")


class _Account(BaseModel):
    id: str
    handle: str
    name: str
    url: str
    bio: str
    created_at: AwareDatetime
    publications: int


class _Publication(BaseModel):
    id: str
    at: AwareDatetime
    totals: dict[Kind, int]
    topics: tuple[str, ...]


class _Reaction(BaseModel):
    publication: str
    actor: str
    kind: Kind
    at: AwareDatetime


class _Evidence(BaseModel):
    publications: list[_Publication]
    reactions: list[_Reaction]
    next: int | None


class _Actor(BaseModel):
    id: str
    created_at: AwareDatetime
    followers: int
    followings: int
    publications: int
    picture: bool
    text: bool

    def profile(self) -> ActorProfile:
        return ActorProfile(
            native_id=self.id,
            created_at=self.created_at,
            followers=self.followers,
            followings=self.followings,
            publications=self.publications,
            has_picture=self.picture,
            has_text=self.text,
        )


class _Actors(BaseModel):
    actors: list[_Actor]


class SampleConnector:
    """Reads accounts from the sample network at `base_url`, through the guarded client."""

    def __init__(self, client: GuardedClient, base_url: str) -> None:
        self._client = client
        self._base = URL(base_url)

    @property
    def declaration(self) -> Declaration:
        return DECLARATION

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a handle or native id, as it is now."""
        answer = await self._ask(self._base / "accounts" / handle, {}, _Account)
        if not isinstance(answer, Data):
            return answer
        account = answer.value
        return Data(
            Profile(
                network=DECLARATION.name,
                native_id=account.id,
                handle=account.handle,
                name=account.name,
                url=account.url,
                created_at=account.created_at,
                texts=(account.bio,),
                publications=account.publications,
            )
        )

    async def read(
        self,
        profile: Profile,
        *,
        since: datetime | None,
        now: datetime,  # noqa: ARG002 - the sample network tells the time itself
    ) -> AsyncIterator[Outcome[Reading]]:
        """Publications newer than `since`, or acted on since then, with all their reactions."""
        url = self._base / "accounts" / profile.native_id / "evidence"
        params: dict[str, str | int] = {} if since is None else {"since": since.isoformat()}
        page: int | None = 0
        while page is not None:
            answer = await self._ask(url, {**params, "page": page}, _Evidence)
            if not isinstance(answer, Data):
                yield answer
                return
            page = answer.value.next
            yield Data(_reading(answer.value, since or profile.created_at))

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles of people who acted, in one request."""
        params: dict[str, str | int] = {"ids": ",".join(native_ids)}
        answer = await self._ask(self._base / "actors", params, _Actors)
        if not isinstance(answer, Data):
            return answer
        known = {actor.id: actor.profile() for actor in answer.value.actors}
        return Data([known.get(one, ActorProfile(one)) for one in native_ids])

    async def _ask(
        self, url: URL, params: Mapping[str, str | int], model: type[Model]
    ) -> Outcome[Model]:
        outcome = await self._client.get_json(url, params=params)
        if not isinstance(outcome, Data):
            return outcome
        if outcome.value.status == 404:
            return Gone()
        if not outcome.value.ok:
            return Changed(f"HTTP {outcome.value.status}")
        return _parsed(outcome.value.json, model)


def _parsed(value: Any, model: type[Model]) -> Outcome[Model]:
    try:
        return Data(model.model_validate(value))
    except ValidationError as error:
        return Changed(f"{error.error_count()} unexpected fields in {model.__name__}")


def _reading(evidence: _Evidence, beginning: datetime | None) -> Reading:
    """One page. The last one reaches back to `beginning`, the others to their oldest row."""
    publications = {
        item.id: Publication(item.id, item.at, item.totals, item.topics)
        for item in evidence.publications
    }
    oldest = min((item.at for item in publications.values()), default=beginning)
    if evidence.next is None or (oldest and beginning and oldest < beginning):
        oldest = beginning
    return Reading(
        publications=tuple(publications.values()),
        reactions=tuple(
            Reaction(
                item.publication,
                item.actor,
                item.kind,
                item.at,
                publications[item.publication].topics,
            )
            for item in evidence.reactions
            if item.publication in publications
        ),
        reached=oldest,
        complete=evidence.next is None,
    )

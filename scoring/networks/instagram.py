"""Instagram by business discovery: media of professional accounts, with their totals.

The operator's own professional account asks for others by name, as there is no other way to find
them: an account is bound to its id together with the name under which it was proved, and another
account under that name is not taken for it. Nobody is named; private and personal accounts are
not shown at all. An owner may hide likes, and comments include the owner's own. Hashtags of
captions become topics; of the captions nothing is kept.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
    Outcome,
    Profile,
    Proof,
    Reading,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.graph import GraphApi
from scoring.networks.graph_posts import Page, readings
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import Count, Moment, Shape, Text, each, one, record, text
from scoring.settings import NetworkSettings

_RESERVED = (
    "about|accounts|ar|challenge|developer|direct|directory|explore|legal|p|popular|reel|reels|s"
    "|share|stories|tv|web"
)
_HOST = r"(?:(?:www|m)\.)?(?:instagram\.com|instagr\.am)"

DECLARATION = Declaration(
    name="instagram",
    title="Instagram",
    network_class=NetworkClass.CREDENTIALS,
    kinds=(Kind.LIKE, Kind.COMMENT),
    capabilities=(Capability.COUNTS, Capability.TOPICS),
    handle_pattern=r"(?!\.)(?!.*\.\.)[a-z0-9._]{1,30}(?<!\.)",
    handle_example="ada.lovelace",
    url_patterns=(
        rf"{_HOST}/(?:stories|_u)/(?!highlights(?:[/?#]|$))([^/?#]+)",
        rf"{_HOST}/@?(?!(?:{_RESERVED}|_u)(?:[/?#]|$))([^/?#]+)",
        r"ig\.me/m/([^/?#]+)",
    ),
    ownership_field="bio",
    proofs=(Proof.CODE, Proof.CONNECTION),
    connection="instagram",
    home="https://www.instagram.com",
    terms="https://developers.facebook.com/terms",
    needs=("token", "account_id"),
    calls="2 to 11",
)

PAGE = 50
_BOUND = re.compile(r"([0-9]+):([a-z0-9._]{1,30})")
_NAME = re.compile(r"[a-z0-9._]{1,30}")
_CURSOR = re.compile(r"[A-Za-z0-9_=+/-]*")
_PROFILE = "id,username,name,biography,website,followers_count,media_count"
_MEDIA = "id,caption,comments_count,like_count,timestamp"


@dataclass(frozen=True, slots=True)
class Limits:
    """Pages of fifty media in one reading."""

    pages: int = 10


class _Profile(Shape):
    id: str = Field(pattern=r"^[0-9]+$")
    username: Text = ""
    name: Text = ""
    biography: Text = ""
    website: Text = ""
    followers_count: Count = None
    media_count: Count = None


class _Medium(Shape):
    id: str
    at: Moment = Field(default=None, alias="timestamp")
    words: Text = Field(default="", alias="caption")
    like_count: Count = None
    comments_count: Count = None

    @property
    def shown(self) -> dict[Kind, int | None]:
        return {Kind.LIKE: self.like_count, Kind.COMMENT: self.comments_count}


class Instagram:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        token: str | None = None,
        account_id: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._api = GraphApi(client, base_url, token)
        self._account_id = account_id
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a name, or behind a native id: an id and the name it was bound to."""
        bound = _BOUND.fullmatch(handle)
        name = bound[2] if bound else handle
        outcome = await self._discover(name, _PROFILE)
        if not isinstance(outcome, Data):
            return outcome
        found = one(_Profile, outcome.value)
        if found is None:
            return Changed("instagram: a profile without id")
        if bound and found.id != bound[1]:
            return Gone()  # the name is somebody else's now
        return Data(_profile(found, name))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Media, newest first, with their totals."""
        ask = partial(self._page, profile)
        async for outcome in readings(ask, self._limits.pages, profile, since, now):
            yield outcome

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Nobody acts by name here."""
        del native_ids
        return Data(())

    async def _page(self, profile: Profile, position: Mapping[str, str]) -> Outcome[Page]:
        after = f".after({position['after']})" if position else ""
        fields = f"id,media{after}.limit({PAGE}){{{_MEDIA}}}"
        outcome = await self._discover(profile.handle, fields)
        if not isinstance(outcome, Data):
            return outcome
        owner = text(outcome.value.get("id"))
        if not owner:
            return Changed("instagram: media without their owner")
        if _native_id(owner, profile.handle) != profile.native_id:
            return Gone()
        media = record(outcome.value.get("media"))
        found = each(_Medium, media.get("data"))
        if media.get("data") and not found:
            return Changed("instagram: media of another shape")
        cursor = text(record(record(media.get("paging")).get("cursors")).get("after"))
        if not _CURSOR.fullmatch(cursor):
            return Changed("instagram: a cursor of another shape")
        return Data(Page(found, {"after": cursor} if cursor else {}))

    async def _discover(self, name: str, fields: str) -> Outcome[dict[str, Any]]:
        """What our own account is shown of another."""
        if self._account_id is None or not self._account_id.isdecimal():
            return NeedsCredentials()
        if not _NAME.fullmatch(name):
            return Gone()
        wanted = f"business_discovery.username({name}){{{fields}}}"
        outcome = await self._api.get(self._account_id, {"fields": wanted})
        if not isinstance(outcome, Data):
            return outcome
        found = record(outcome.value.get("business_discovery"))
        return Data(found) if found else Changed("instagram: nothing discovered")


def connect(tools: Tools, settings: NetworkSettings) -> Instagram:
    """The connector as the settings want it."""
    account_id = settings.account_id or None
    return Instagram(tools.client, settings.base_url, secret(settings.token), account_id)


def _native_id(number: str, name: str) -> str:
    """What `profile` understands again: the number says who it is, the name how to ask."""
    return f"{number}:{name}"


def _profile(found: _Profile, name: str) -> Profile:
    handle = found.username.lower() or name
    return Profile(
        network=DECLARATION.name,
        native_id=_native_id(found.id, handle),
        handle=handle,
        name=found.name or handle,
        url=f"{DECLARATION.home}/{handle}/",
        created_at=None,
        texts=tuple(word for word in (found.biography, found.website) if word),
        followers=found.followers_count,
        publications=found.media_count,
    )

"""Accounts as instances show them, and the faces met while reading, kept in memory only.

Lists of those who acted carry whole profiles, so that nobody has to be asked for them again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Annotated

from pydantic import BeforeValidator, Field

from scoring.networks.base import ActorProfile
from scoring.networks.mastodon_hosts import host_of
from scoring.networks.shapes import (
    Count,
    Items,
    Moment,
    Record,
    Shape,
    Text,
    each,
    text,
)

MOST_FACES = 20_000
REMEMBERED = timedelta(hours=1)
_NO_PICTURE = ("missing.png", "/avi.png", "/default_avatars/", "/default.jpg", "/default.png")


def _identifier(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Identifier = Annotated[str, BeforeValidator(_identifier)]
Flag = Annotated[bool, BeforeValidator(lambda value: value is True)]


class _Markup(HTMLParser):
    """The words of a piece of HTML, paragraphs apart by a space, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._parts: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    @property
    def words(self) -> str:
        return "".join(self._parts).strip()

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "p"):
            self._parts.append(" ")
        if tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value]


class _Field(Shape):
    value: Text = ""
    verified_at: Moment = None


class Account(Shape):
    """Somebody, as one instance shows them."""

    id: Identifier
    username: str
    acct: Text = ""
    display_name: Text = ""
    uri: Text = ""
    url: Text = ""
    note: Text = ""
    avatar: Text = ""
    created_at: Moment = None
    followers_count: Count = None
    following_count: Count = None
    statuses_count: Count = None
    locked: Flag = False
    bot: Flag = False
    group: Flag = False
    noindex: Flag = False
    suspended: Flag = False
    limited: Flag = False
    moved: Record = Field(default_factory=dict)
    fields: Items = Field(default_factory=list)
    pleroma: Record = Field(default_factory=dict)

    @property
    def is_remote(self) -> bool:
        """Whether it lives elsewhere, so that this instance knows only a part of it."""
        return "@" in self.acct

    @property
    def is_person(self) -> bool:
        """Neither a program nor a group that passes on what others say."""
        return not (self.bot or self.group)

    @property
    def own_uri(self) -> str:
        """The actor's URI where the instance tells it."""
        return self.uri or text(self.pleroma.get("ap_id"))

    def actor(self, host: str) -> str:
        """The actor's URI, the same on every instance. Where `host` does not tell it, it is the
        one that all servers with this API give their people."""
        domain = host_of(self.url) or self.acct.partition("@")[2] or host
        return self.own_uri or f"https://{domain if self.is_remote else host}/users/{self.username}"

    @property
    def words(self) -> tuple[str, ...]:
        """What they wrote about themselves: the bio, the fields, and links proved by `rel=me`."""
        fields = [(_Markup(one.value), one.verified_at) for one in each(_Field, self.fields)]
        verified = [link for found, at in fields if at is not None for link in found.links]
        written = [_Markup(self.note).words, *(found.words for found, _ in fields), *verified]
        return tuple(dict.fromkeys(line for line in written if line))

    @property
    def own_places(self) -> tuple[str, ...]:
        """Where the fields of the profile lead: servers write `rel=me` into these links."""
        fields = (_Markup(one.value) for one in each(_Field, self.fields))
        return tuple(dict.fromkeys(link for found in fields for link in found.links))

    def face(self, actor: str) -> ActorProfile:
        """The figures by which somebody who acted is weighed."""
        drawn = any(mark in self.avatar for mark in _NO_PICTURE)
        return ActorProfile(
            native_id=actor,
            created_at=self.created_at,
            followers=self._known(self.followers_count),
            followings=self._known(self.following_count),
            publications=self._known(self.statuses_count),
            has_picture=bool(self.avatar) and not drawn,
            has_text=bool(self.words),
        )

    def _known(self, figure: int | None) -> int | None:
        """Of strangers from elsewhere an instance often knows nothing, and then it says 0."""
        return None if self.is_remote and not figure else figure


@dataclass(frozen=True, slots=True)
class _Seen:
    at: datetime
    face: ActorProfile


class Faces:
    """Who was met in the last hour, at most twenty thousand of them."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def meet(self, actor: str, account: Account, now: datetime) -> None:
        """Remember how somebody looks."""
        self._seen[actor] = _Seen(now, account.face(actor))
        self._seen.move_to_end(actor)
        if len(self._seen) > MOST_FACES:
            self._seen.popitem(last=False)

    def forget(self, now: datetime) -> None:
        """Drop those who were met more than an hour ago."""
        while self._seen and next(iter(self._seen.values())).at < now - REMEMBERED:
            self._seen.popitem(last=False)

    def of(self, actors: Sequence[str]) -> list[ActorProfile]:
        """Those asked for, from the front, up to the first who is not remembered."""
        found: list[ActorProfile] = []
        for actor in actors:
            if actor not in self._seen:
                break
            found.append(self._seen[actor].face)
        return found

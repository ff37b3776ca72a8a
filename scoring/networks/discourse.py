"""Discourse, any brand's own community: topics and replies, and by name who liked or answered.

Forums show likes by name without their time, replies, quotes and mentions with it. Mentions and
quotes are seen in the topics in which the account wrote, not elsewhere. People are bound to
their number on their forum. A forum lives at the root of its host; one under a path, as in
`brand.example/community`, cannot be named. What a profile hides, and what a forum shows to its
members only, is not read.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from scoring.networks.base import (
    ActorProfile,
    Allowance,
    Capability,
    Changed,
    Data,
    Declaration,
    Failure,
    Gone,
    Hosts,
    Kind,
    Moved,
    NetworkClass,
    Outcome,
    Private,
    Profile,
    Proof,
    Publication,
    Reaction,
    Reading,
    Suspended,
)
from scoring.networks.connecting import Tools
from scoring.networks.discourse_names import NameLimits, NameReader, person
from scoring.networks.discourse_shapes import Api, Row, User
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import each, earliest, one, record
from scoring.networks.wire import Answer
from scoring.settings import NetworkSettings

ROWS = 30  # of activity in one page
CARDS = 50  # users in one call
_HOST = r"(?:[\w-]{1,63}\.)+(?!\d+$)[\w-]{2,63}"
_USER = r"\w(?:[\w.-]{0,58}\w)?"
_ID = re.compile(r"#(\d{1,18})@(\S+)")

DECLARATION = Declaration(
    name="discourse",
    title="Discourse",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.LIKE, Kind.REPLY, Kind.QUOTE, Kind.MENTION, Kind.ACCEPTED),
    handle_pattern=rf"{_USER}@{_HOST}",
    handle_example="ada@forum.example.com",
    url_patterns=(rf"({_HOST.replace('$', '/')})/u/([^/?#]+?)(?:\.json)?(?:[/?#].*)?$",),
    url_handle="{1}@{0}",
    ownership_field="bio",
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.REL_ME),
    calls="5 to 150",
    home="https://www.discourse.org",
    actors=True,
    bare=False,
    hosts=Hosts.NAMED,
    allowance=Allowance(calls=200, seconds=60),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of activity, and calls for topics and names."""

    pages: int = 10
    names: NameLimits = field(default_factory=NameLimits)


@dataclass(frozen=True, slots=True)
class _Page:
    """Rows of activity, and how many the forum gave."""

    rows: Sequence[Row]
    length: int

    def recent(self, since: datetime | None) -> list[Row]:
        """Those not older than `since`."""
        return [r for r in self.rows if not (since and r.created_at and r.created_at < since)]

    def over(self, since: datetime | None) -> bool:
        """Whether nothing follows that matters."""
        return self.length < ROWS or len(self.recent(since)) < len(self.rows)


class Discourse:
    """The connector. `base_url` stands in for every forum."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        base_url: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._client = client
        self._api = Api(client, base_url)
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind `user@host`, or behind the native id `#number@host`."""
        by_id = _ID.fullmatch(handle)
        if by_id is not None:
            return await self._numbered(int(by_id[1]), by_id[2])
        username, _, host = handle.rpartition("@")
        return await self._named(username, host)

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Topics and replies, newest first, with who liked, answered, quoted or mentioned."""
        names = NameReader(self._api, profile, since=since, now=now, limits=self._limits.names)
        seen: set[Row] = set()
        offset = 0
        for _ in range(self._limits.pages):
            outcome = await self._rows(profile, offset)
            if not isinstance(outcome, Data):
                if offset == 0 or not isinstance(outcome, Changed):
                    yield outcome
                return
            page = outcome.value
            fresh = [row for row in page.rows if row not in seen]
            if page.rows and not fresh:
                return  # a forum that turns in circles
            seen.update(fresh)
            offset += page.length
            reading = await self._reading(replace(page, rows=fresh), profile, since, names)
            yield Data(reading)
            if names.stopped is not None:
                yield names.stopped
            if reading.complete or names.spent or page.over(since):
                return

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Since when people are there, as far as their forum shows them to strangers.

        Most have neither picture nor text, and no figures: that says nothing of them.
        """
        found: list[ActorProfile] = []
        for start in range(0, len(native_ids), CARDS):
            chunk = native_ids[start : start + CARDS]
            outcome = await self._cards(chunk)
            if not isinstance(outcome, Data):
                return Data(found) if found else outcome
            found += [ActorProfile(one, outcome.value.get(one)) for one in chunk]
        return Data(found)

    async def _numbered(self, number: int, host: str) -> Outcome[Profile]:
        """Cards are the only place where forums look people up by number."""
        path = "/user-cards.json"
        outcome = await self._asked(host, path, {"user_ids": number})
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if not answer.ok:
            return (
                Private() if answer.status == 403 else Changed(f"discourse: HTTP {answer.status}")
            )
        answered = self._api.answered(host, answer)
        body = record(answer.json)
        if not isinstance(body.get("users"), list):
            return Changed("discourse: cards of another shape")
        found = next((user for user in each(User, body["users"]) if user.id == number), None)
        if found is None:
            return Private()  # hidden, or no more: a forum does not tell strangers which
        if answered != host:
            return Moved(f"{found.username.lower()}@{answered}")
        return await self._named(found.username, host)

    async def _named(self, username: str, host: str) -> Outcome[Profile]:
        outcome = await self._asked(host, f"/u/{quote(username, safe='')}.json")
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if not answer.ok:
            return _refusal(answer)
        found = one(User, record(answer.json).get("user"))
        if found is None:
            return Changed("discourse: a profile without id and username")
        host = self._api.answered(host, answer)
        if found.username.casefold() != username.casefold():
            return Moved(f"{found.username.lower()}@{host}")
        return _closed(found, self._client.clock.now()) or Data(_profile(found, host))

    async def _asked(
        self, host: str, path: str, params: dict[str, str | int] | None = None
    ) -> Outcome[Answer]:
        outcome = await self._api.get(host, path, params)
        return await self._api.why(host, path, outcome) if isinstance(outcome, Changed) else outcome

    async def _rows(self, profile: Profile, offset: int) -> Outcome[_Page]:
        """One page of activity. Forums may hide it from everybody."""
        username, _, host = profile.handle.rpartition("@")
        params: dict[str, str | int] = {"username": username, "filter": "4,5"}
        params |= {"offset": offset, "limit": ROWS}
        outcome = await self._api.get(host, "/user_actions.json", params)
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if not answer.ok:
            return Private() if answer.status in (403, 404) else _refusal(answer)
        body = record(answer.json)
        if not isinstance(body.get("user_actions"), list):
            return Changed("discourse: activity of another shape")
        found = each(Row, body["user_actions"])
        if body["user_actions"] and not found:
            return Changed("discourse: activity of another shape")
        return Data(_Page(found, len(body["user_actions"])))

    async def _reading(
        self, page: _Page, profile: Profile, since: datetime | None, names: NameReader
    ) -> Reading:
        """One page of evidence. Topics keep the order of the rows."""
        recent = page.recent(since)
        publications: list[Publication] = []
        reactions: list[Reaction] = []
        reached = earliest(row.created_at for row in page.rows)
        for topic in dict.fromkeys(row.topic_id for row in recent):
            own = [row for row in recent if row.topic_id == topic]
            if names.spent:
                names.cut = True
                reached = max((at for row in own if (at := row.created_at)), default=reached)
                break
            found, acts = await names.read(topic, own)
            publications += found
            reactions += acts
        complete = page.over(since) and not names.cut
        if complete:
            reached = since or profile.created_at or reached
        return Reading(tuple(publications), tuple(reactions), reached, complete)

    async def _cards(self, native_ids: Sequence[str]) -> Outcome[dict[str, datetime | None]]:
        """Since when each of these people is there, by native id. All are of one forum."""
        known = [found for one in native_ids if (found := _ID.fullmatch(one)) is not None]
        if not known:
            return Data({})
        host = known[0][2]
        numbers = ",".join(found[1] for found in known if found[2] == host)
        outcome = await self._api.get(host, "/user-cards.json", {"user_ids": numbers})
        if not isinstance(outcome, Data):
            return outcome
        users = each(User, record(outcome.value.json).get("users"))
        return Data({person(user.id, host): user.created_at for user in users})


def connect(tools: Tools, settings: NetworkSettings) -> Discourse:
    """The connector as the settings want it."""
    return Discourse(tools.client, settings.base_url)


def _closed(found: User, now: datetime) -> Failure | None:
    """Why somebody who is there is not to be read."""
    if not found.is_person:
        return Gone()
    if found.inactive or (found.suspended_till is not None and found.suspended_till > now):
        return Suspended()
    return Private() if found.profile_hidden else None


def _profile(found: User, host: str) -> Profile:
    written = (found.bio_raw, found.bio_cooked, found.bio_excerpt, found.website, found.location)
    username = found.username
    return Profile(
        network=DECLARATION.name,
        native_id=person(found.id, host),
        handle=f"{username.lower()}@{host}",
        name=found.name or username,
        url=f"https://{host}/u/{quote(username, safe='')}",
        created_at=found.created_at,
        texts=tuple(words for words in written if words),
        links=(found.website,) if found.website else (),
    )


def _refusal(answer: Answer) -> Failure:
    if answer.status in (404, 410):
        return Gone()
    if answer.status == 403:
        return Private()
    return Changed(f"discourse: HTTP {answer.status}")

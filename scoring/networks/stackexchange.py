"""Stack Exchange, any of its sites: own questions and answers, and by name who commented, answered
or accepted.

An account lives on one site and is bound to the site's host and its id there, such as
`stackoverflow.com/22656`. The network account (stackexchange.com) stands for the site where it has
the highest reputation. Votes have no names: up-votes are totals, and a score, up minus down, is no
number of people. When an answer was accepted is not told.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from itertools import groupby

from scoring.networks.base import (
    ActorProfile,
    Allowance,
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
    Reading,
    Suspended,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.http import GuardedClient
from scoring.networks.markup import plain, words_and_links
from scoring.networks.shapes import Count, Epoch, Shape, Text, each, earliest, one
from scoring.networks.stackexchange_api import PAGE, Api
from scoring.networks.stackexchange_names import (
    Answer,
    NameLimits,
    NameReader,
    Post,
    Question,
)
from scoring.settings import NetworkSettings

BASE_URL = "https://api.stackexchange.com/2.3"
_NETWORK = "stackexchange.com"
_NO_SITES = "api|area51|blog|chat|data|elections|openid|www"
_SITE = (
    r"(?:[a-z]{2}\.)?(?:meta\.)?stackoverflow\.com"
    r"|(?:meta\.)?(?:askubuntu\.com|mathoverflow\.net|serverfault\.com|superuser\.com)"
    r"|stackapps\.com"
    rf"|(?!(?:{_NO_SITES})\.)[a-z0-9](?:[a-z0-9-]{{0,30}}[a-z0-9])?(?:\.meta)?\.stackexchange\.com"
)
_ID = r"[1-9]\d{0,9}"
_LINK = re.compile(rf"https?://({_SITE})/users/({_ID})(?:/|$)")

DECLARATION = Declaration(
    name="stackexchange",
    title="Stack Exchange",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.COMMENT, Kind.ANSWER, Kind.ACCEPTED, Kind.LIKE),
    handle_pattern=rf"(?:{_SITE}|stackexchange\.com)/{_ID}",
    handle_example="stackoverflow.com/22656",
    url_patterns=(
        rf"(?:www\.)?({_SITE}|stackexchange\.com)/(?:users|u)/(?:flair/)?({_ID})(?:[/?#.]|$)",
    ),
    url_handle="{0}/{1}",
    ownership_field="about",
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.REL_ME),
    calls="4 to 30, with a key up to 125",
    home="https://stackexchange.com",
    terms="https://stackoverflow.com/legal/api-terms-of-use",
    actors=True,
    allowance=Allowance(calls=30, seconds=1.0),
)

_HANDLE = re.compile(DECLARATION.handle_pattern)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of a hundred posts, calls for names and for profiles."""

    pages: int = 8
    actors: int = 1
    names: NameLimits = field(default_factory=NameLimits)


WITH_KEY = Limits(pages=20, actors=3, names=NameLimits(calls=100, pages=20))


class _User(Shape):
    user_id: int
    user_type: Text = ""
    display_name: Text = ""
    link: Text = ""
    creation_date: Epoch = None
    timed_penalty_date: Epoch = None
    about_me: Text = ""
    website_url: Text = ""
    location: Text = ""
    profile_image: Text = ""
    answer_count: Count = None
    question_count: Count = None

    @property
    def publications(self) -> int | None:
        known = [n for n in (self.answer_count, self.question_count) if n is not None]
        return sum(known) if known else None


class _NetworkUser(Shape):
    site_url: str
    user_id: int
    reputation: Count = None


@dataclass(slots=True)
class _Shelf:
    """One of the two lists in which an account's posts stand, newest first."""

    path: str
    shape: type[Post]
    number: int = 0
    more: bool = True
    oldest: datetime | None = None


class StackExchange:
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
        self._clock = client.clock
        self._limits = limits or (WITH_KEY if key else Limits())

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind `host/id`; behind a network account, that of its main site."""
        if _HANDLE.fullmatch(handle) is None:
            return Gone()
        site, _, number = handle.rpartition("/")
        if site == _NETWORK:
            return await self._of_network(number)
        outcome = await self._api.ask(f"/users/{number}", {"site": site})
        if not isinstance(outcome, Data):
            return outcome
        if not outcome.value.items:
            return Gone()
        found = one(_User, outcome.value.items[0])
        if found is None or str(found.user_id) != number:
            return Changed("stackexchange: a profile without its id")
        return self._profile(found, site)

    def _profile(self, found: _User, site: str) -> Outcome[Profile]:
        link = _LINK.match(found.link)
        if link is not None and link[1] != site:
            return Moved(f"{link[1]}/{link[2]}")
        if found.user_type == "does_not_exist":
            return Gone()
        if found.timed_penalty_date and found.timed_penalty_date > self._clock.now():
            return Suspended()
        handle = f"{site}/{found.user_id}"
        texts = (*words_and_links(found.about_me), found.website_url, plain(found.location))
        return Data(
            Profile(
                network=DECLARATION.name,
                native_id=handle,
                handle=handle,
                name=unescape(found.display_name) or handle,
                url=f"https://{site}/users/{found.user_id}",
                created_at=found.creation_date,
                texts=tuple(written for written in texts if written),
                links=(found.website_url,) if found.website_url else (),
                publications=found.publications,
            )
        )

    async def _of_network(self, number: str) -> Outcome[Profile]:
        outcome = await self._api.ask(f"/users/{number}/associated", {"pagesize": PAGE})
        if not isinstance(outcome, Data):
            return outcome
        accounts = each(_NetworkUser, outcome.value.items)
        for account in sorted(accounts, key=lambda one: one.reputation or 0, reverse=True):
            found = _LINK.match(f"{account.site_url}/users/{account.user_id}")
            if found is not None:
                return await self.profile(f"{found[1]}/{found[2]}")
        return Changed("stackexchange: unknown sites") if outcome.value.items else Gone()

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Answers and questions, newest first, with their totals and the names behind them."""
        names = NameReader(self._api, profile, now, self._limits.names)
        shelves = [_Shelf("answers", Answer), _Shelf("questions", Question)]
        seen: set[int] = set()
        turn = shelves
        for _ in range(self._limits.pages):
            posts: list[Post] = []
            for shelf in turn:
                failure = await self._take(profile, shelf, since, posts)
                if failure is not None:
                    yield failure
                    return
            fresh = [post for post in posts if post.number not in seen]
            if posts and not fresh:
                return  # a server that turns in circles
            seen.update(post.number for post in fresh)
            yield Data(await self._reading(fresh, shelves, profile, since, names))
            if names.stopped is not None:
                yield names.stopped
            open_ones = [shelf for shelf in shelves if shelf.more]
            if names.stopped or not open_ones:
                return
            turn = [max(open_ones, key=lambda shelf: shelf.oldest or now)]

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles behind the first of these ids, a hundred of one site to the call."""
        found: list[ActorProfile] = []
        calls = 0
        for site, ids in groupby(native_ids, key=lambda native: native.rpartition("/")[0]):
            asked = list(ids)
            for start in range(0, len(asked), PAGE):
                if calls >= self._limits.actors:
                    return Data(found)
                calls += 1
                outcome = await self._actors(site, asked[start : start + PAGE])
                if not isinstance(outcome, Data):
                    return Data(found) if found else outcome
                found += outcome.value
        return Data(found)

    async def _actors(self, site: str, ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        numbers = ";".join(native.rpartition("/")[2] for native in ids)
        params: dict[str, str | int] = {"site": site, "pagesize": PAGE}
        outcome = await self._api.ask(f"/users/{numbers}", params)
        if not isinstance(outcome, Data):
            return outcome
        known = {f"{site}/{user.user_id}": user for user in each(_User, outcome.value.items)}
        return Data([_actor(native, known.get(native)) for native in ids])

    async def _take(
        self, profile: Profile, shelf: _Shelf, since: datetime | None, posts: list[Post]
    ) -> Failure | None:
        """Put the next page of a list to the others; the failure where there is none."""
        site, _, number = profile.native_id.rpartition("/")
        shelf.number += 1
        params: dict[str, str | int] = {"site": site, "sort": "creation", "order": "desc"}
        params |= {"pagesize": PAGE, "page": shelf.number}
        params |= {"fromdate": int(since.timestamp())} if since else {}
        outcome = await self._api.ask(f"/users/{number}/{shelf.path}", params)
        if not isinstance(outcome, Data):
            return outcome
        found = each(shelf.shape, outcome.value.items)
        if outcome.value.items and not found:
            return Changed(f"stackexchange: {shelf.path} of another shape")
        shelf.oldest = earliest(post.creation_date for post in found) or shelf.oldest
        past = since is not None and shelf.oldest is not None and shelf.oldest < since
        shelf.more = outcome.value.more and not past
        posts += [post for post in found if _is_since(post, since)]
        return None

    async def _reading(
        self,
        posts: Sequence[Post],
        shelves: Sequence[_Shelf],
        profile: Profile,
        since: datetime | None,
        names: NameReader,
    ) -> Reading:
        in_order = sorted(posts, key=names.published, reverse=True)
        publications, reactions = await names.read(in_order)
        unfinished = [shelf for shelf in shelves if shelf.more]
        complete = names.stopped is None and not unfinished
        covered = [shelf.oldest for shelf in unfinished or shelves if shelf.oldest is not None]
        reached = max(covered, default=None)
        if complete:
            reached = since or profile.created_at or earliest(covered)
        return Reading(tuple(publications), tuple(reactions), reached, complete)


def connect(tools: Tools, settings: NetworkSettings) -> StackExchange:
    """The connector as the settings want it."""
    return StackExchange(tools.client, settings.base_url, secret(settings.api_key))


def _is_since(post: Post, since: datetime | None) -> bool:
    return since is None or post.creation_date is None or post.creation_date >= since


def _actor(native_id: str, user: _User | None) -> ActorProfile:
    """Drawn pictures of Gravatar look like any other of its pictures: they say nothing."""
    if user is None:
        return ActorProfile(native_id)
    drawn = not user.profile_image or "gravatar.com" in user.profile_image
    return ActorProfile(
        native_id=native_id,
        created_at=user.creation_date,
        publications=user.publications,
        has_picture=None if drawn else True,
        has_text=bool(user.about_me or user.website_url or user.location),
    )

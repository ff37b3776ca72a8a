"""Mastodon and all that speak its API: posts, totals, and by name who favourited, boosted or
answered them.

An account is asked for on its own instance, where alone its totals are true, and bound to its
actor's URI, which every instance knows it by. Favourites and boosts have no date. What locked
accounts publish is not read, nor anything that is not for everybody. Other servers with this
API (Pleroma, Akkoma, GoToSocial, Pixelfed) show less: where a list of names wants a token its
totals remain, where everything does, `NeedsCredentials` says so.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yarl import URL

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
    Reading,
    Suspended,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.http import GuardedClient
from scoring.networks.mastodon_actors import Account, Faces
from scoring.networks.mastodon_finger import Finger, WebFinger
from scoring.networks.mastodon_hosts import (
    ANYWHERE,
    Address,
    Instances,
    address,
    host_of,
    parse_tokens,
)
from scoring.networks.mastodon_names import (
    PAGE,
    Api,
    NameLimits,
    NameReader,
    Status,
    cursor_of,
)
from scoring.networks.shapes import each, one, record, text
from scoring.networks.walk import Page, Place, Walk
from scoring.networks.wire import Answer
from scoring.settings import NetworkSettings

_LETTER = r"[a-z0-9\u0080-\U0010ffff]"
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|-){{0,61}}{_LETTER})?"
_HOST = rf"(?:{_LABEL}\.)+(?![0-9]){_LABEL}"
_USER = r"[a-z0-9_](?:[a-z0-9_.-]{0,62}[a-z0-9_])?"
_NO_INSTANCE = r"(?!(?:[a-z0-9-]+\.)*(?:medium|substack|tiktok|youtube)\.com/)"
_BEFORE = rf"{_NO_INSTANCE}(?:elk\.zone/)?"
_END = r"(?:[/?#]|$)"

DECLARATION = Declaration(
    name="mastodon",
    title="Mastodon",
    network_class=NetworkClass.SCORED,
    kinds=(Kind.LIKE, Kind.REPOST, Kind.REPLY, Kind.QUOTE),
    handle_pattern=rf"{_USER}@{_HOST}",
    handle_example="ada@mastodon.social",
    url_patterns=(
        rf"(?=[^@]+@[^@]+@([^@/?#]+)){_BEFORE}{_HOST}/(?:(?:web|deck)/)?@([^@/?#]+)@",
        rf"{_BEFORE}({_HOST})/(?:(?:web|deck)/)?@([^@/?#]+){_END}",
        rf"({_HOST})/users/([^@/?#]+){_END}",
    ),
    url_handle="{1}@{0}",
    ownership_field="bio",
    capabilities=(Capability.EVENTS, Capability.COUNTS, Capability.TOPICS),
    proofs=(Proof.CODE, Proof.REL_ME, Proof.CONNECTION),
    connection="mastodon",
    home="https://joinmastodon.org",
    terms="https://docs.joinmastodon.org/api/guidelines/",
    actors=True,
    hosts=Hosts.NAMED,
    allowance=Allowance(300, 300.0),
    calls="4 to 145",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: pages of forty posts, and calls for names."""

    pages: int = 20
    names: NameLimits = field(default_factory=NameLimits)


class Mastodon:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        instances: Instances | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        instances = instances or Instances()
        self._clock = client.clock
        self._api = Api(client, instances)
        self._finger = WebFinger(client, instances)
        self._limits = limits or Limits()
        self._faces = Faces()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind `user@host`, or behind an actor's URI."""
        if (host := host_of(handle)) is not None:
            return await self._profile(handle, host, None)
        named = address(handle)
        if named is None:
            return Gone()
        outcome = await self._finger.ask(named)
        if not isinstance(outcome, Data):
            return outcome
        return await self._profile(outcome.value.actor, outcome.value.host, outcome.value)

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Posts and replies, newest first, with their totals and the names behind them."""
        async for outcome in self._read(profile, Place(), since, now):
            yield outcome

    async def resume(
        self, profile: Profile, position: str, *, since: datetime, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """The same from where names or pages ended."""
        place = Place.parse(position)
        if place is None:
            yield Changed("mastodon: an unknown position")
            return
        async for outcome in self._read(profile, place, since, now):
            yield outcome

    async def _read(
        self, profile: Profile, place: Place, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        self._faces.forget(self._clock.now())
        host = host_of(profile.native_id) or ""
        outcome = await self._account(profile.native_id, host)
        if not isinstance(outcome, Data):
            yield outcome
            return
        account = outcome.value
        names = NameReader(self._api, self._faces, host, account, now, self._limits.names)
        walk = Walk(place, since, account.created_at)
        async for reading in self._pages(host, account, names, walk):
            yield reading

    async def _pages(
        self, host: str, account: Account, names: NameReader, walk: Walk
    ) -> AsyncIterator[Outcome[Reading]]:
        cursors: list[str] = []
        for _ in range(self._limits.pages):
            page = await self._page(host, account, walk.place.cursor)
            if not isinstance(page, Data):
                if not cursors or not isinstance(page, Changed):
                    yield page
                return  # a later page that nobody serves cuts the reading, it does not end it
            cursor = page.value.cursor
            until = None if cursors else walk.place.until  # of the page that is taken up again
            for statuses, last in page.value.parts(until):
                yield Data(await self._reading(statuses, account, names, walk, cursor, last=last))
                if names.stopped is not None:
                    yield names.stopped
                if names.stopped or walk.arrived:
                    return
            if cursor in cursors:
                return
            cursors.append(cursor)

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The profiles of people who were met while reading. This asks nobody."""
        self._faces.forget(self._clock.now())
        return Data(self._faces.of(native_ids))

    async def _profile(self, actor: str, host: str, known: Finger | None) -> Outcome[Profile]:
        """The account of an actor. `known` is what WebFinger said, if somebody typed a handle."""
        outcome = await self._account(actor, host, is_known=known is not None)
        if not isinstance(outcome, Data):
            return outcome
        account = outcome.value
        native = account.own_uri if host_of(account.own_uri) == host else actor
        local = Address(account.username.lower(), host)
        called = await self._finger.handle(actor, local, known)
        if not isinstance(called, Data):
            return called
        if account.moved:
            return Moved(_new_handle(account, called.value))
        return Data(_profile(account, native, called.value, host))

    async def _account(self, actor: str, host: str, *, is_known: bool = False) -> Outcome[Account]:
        """The account of an actor on its own instance, where it may be read.

        Whoever is `is_known` to WebFinger and not to the API lives on a server without one.
        """
        path, params = _place(actor)
        outcome = await self._api.get(host, path, params)
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if not answer.ok:
            return _refusal(answer, is_known=is_known)
        found = one(Account, answer.json)
        if found is None or found.is_remote:
            return Changed("mastodon: an account of another shape")
        if not is_known and host_of(found.own_uri) == host and found.own_uri != actor:
            return Gone()  # somebody else took the name
        return _hidden(found) or Data(found)

    async def _page(self, host: str, account: Account, cursor: str) -> Outcome[Page[Status]]:
        """One page of posts, boosts of others left out."""
        params: dict[str, str | int] = {"limit": PAGE, "exclude_reblogs": "true"}
        params |= {"max_id": cursor} if cursor else {}
        outcome = await self._api.get(host, f"/accounts/{account.id}/statuses", params)
        if not isinstance(outcome, Data):
            return outcome
        answer = outcome.value
        if not answer.ok:
            return Changed(f"mastodon: no posts, HTTP {answer.status}")
        found = each(Status, answer.json)
        if not isinstance(answer.json, list) or (answer.json and not found):
            return Changed("mastodon: posts of another shape")
        return Data(Page(found, _next(answer, found)))

    async def _reading(
        self,
        statuses: Sequence[Status],
        account: Account,
        names: NameReader,
        walk: Walk,
        cursor: str,
        *,
        last: bool,
    ) -> Reading:
        publications = []
        reactions = []
        for status in statuses:
            if status.reblog or status.account.id != account.id or not status.is_public:
                continue
            names.note_own_reply(status)
            at = names.published(status)
            if walk.since is None or at >= walk.since:
                publication, found = await names.read(status, at)
                publications.append(publication)
                reactions += found
        stopped = names.stopped is not None
        walk.step(statuses, cursor, last=last, whole=not (stopped or names.spent), stopped=stopped)
        complete = walk.arrived and not stopped
        return Reading(
            tuple(publications),
            tuple(reactions),
            walk.reached,
            complete,
            position=walk.position,
        )


def connect(tools: Tools, settings: NetworkSettings) -> Mastodon:
    """The connector as the settings want it: `base_url` may contain `{host}`.

    Raises ConfigError.
    """
    tokens = parse_tokens(secret(settings.token))
    return Mastodon(tools.client, Instances(settings.base_url or ANYWHERE, tokens))


def _place(actor: str) -> tuple[str, dict[str, str | int]]:
    """Where an instance keeps an actor: newer ones have their number in the URI."""
    parts = [part for part in URL(actor).parts if part != "/"]
    name = parts[-1].removeprefix("@") if parts else ""
    if parts[:2] == ["ap", "users"] and name.isdecimal():
        return f"/accounts/{name}", {}
    return "/accounts/lookup", {"acct": name}


def _next(answer: Answer, found: Sequence[Status]) -> str:
    """The place of the next page. A server that links nowhere is asked for what is older."""
    if "Link" in answer.headers:
        return cursor_of(answer.link("next"))
    return found[-1].id if len(answer.json) >= PAGE else ""


def _hidden(found: Account) -> Failure | None:
    """Why an account that is there is not read. One that moved says first where to."""
    if found.suspended:
        return Suspended()
    return Private() if found.locked and not found.moved else None


def _new_handle(account: Account, former: Address) -> str:
    """The handle of the account to which this one moved."""
    target = text(account.moved.get("acct")).lower()
    return target if "@" in target else f"{target}@{former.host}"


def _profile(account: Account, native: str, called: Address, host: str) -> Profile:
    return Profile(
        network=DECLARATION.name,
        native_id=native,
        handle=str(called),
        name=account.display_name or account.username,
        url=account.url if host_of(account.url) == host else f"https://{host}/@{account.username}",
        created_at=account.created_at,
        texts=account.words,
        followers=account.followers_count,
        publications=account.statuses_count,
        listed=not (account.noindex or account.limited),
        links=account.own_places,
    )


def _refusal(answer: Answer, *, is_known: bool) -> Failure:
    if is_known and answer.status in (404, 410) and not record(answer.json):
        return Changed("mastodon: an instance without this API")
    if answer.status in (404, 410):
        return Gone()
    return Changed(f"mastodon: HTTP {answer.status}")

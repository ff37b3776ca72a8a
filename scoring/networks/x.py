"""X (API v2): own posts with their totals by kind. It shows no names at a price worth paying.

Who liked or reposted costs a cent a person, so only the totals that come with a post are read,
and only the newest hundred posts of a refresh. An account is bound to its numeric id; names made
of digits only are read as ids. Hashtags are topics; no text of a post is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scoring.networks.base import (
    ActorProfile,
    Capability,
    Changed,
    Data,
    Declaration,
    Kind,
    NetworkClass,
    Outcome,
    Private,
    Profile,
    Proof,
    Purse,
    Reading,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.http import GuardedClient
from scoring.networks.shapes import each, one, record, text
from scoring.networks.x_api import (
    LARGEST_PAGE,
    NAME,
    POST_PRICE,
    SMALLEST_PAGE,
    USER_PRICE,
    Api,
    metric,
)
from scoring.networks.x_posts import Page, Post, User, reading_of
from scoring.settings import NetworkSettings

BASE_URL = "https://api.x.com"
_RESERVED = (
    "about|account|compose|download|explore|hashtag|help|home|i|intent|jobs|login|logout|messages"
    "|notifications|oauth|privacy|search|settings|share|signup|tos|who_to_follow"
)
_HOST = r"(?:(?:www|mobile|m)\.)?(?:x|twitter)\.com"

DECLARATION = Declaration(
    name=NAME,
    title="X",
    network_class=NetworkClass.CREDENTIALS,
    kinds=(Kind.LIKE, Kind.REPOST, Kind.REPLY, Kind.QUOTE),
    capabilities=(Capability.COUNTS, Capability.TOPICS),
    handle_pattern=r"(?=[0-9]*[a-z_])[a-z0-9_]{1,15}|[0-9]{16,19}",
    handle_example="ada_l",
    url_patterns=(
        rf"{_HOST}/i/user/([0-9]+)",
        rf"{_HOST}/(?:intent/(?:user|follow)\?(?:[^#]*&)?screen_name=)([a-z0-9_]+)",
        rf"{_HOST}/(?:#!/)?@?(?!(?:{_RESERVED})(?:[/?#]|$))([^/?#]+)",
    ),
    ownership_field="bio",
    proofs=(Proof.CODE, Proof.CONNECTION),
    connection="twitter",
    home="https://x.com",
    terms="https://docs.x.com/developer-terms/policy",
    needs=("token", "cap_day", "cap_month"),
    calls="2",
    price=0.51,  # one user and a hundred posts
    consent=True,
)

_FIRST = datetime(2010, 11, 6, tzinfo=UTC)  # the network refuses to begin earlier
_USER_FIELDS = "created_at,description,entities,location,protected,public_metrics,url"
_POST_FIELDS = "created_at,edit_history_tweet_ids,entities,public_metrics,referenced_tweets"


@dataclass(frozen=True, slots=True)
class Limits:
    """Posts in one refresh: each costs."""

    posts: int = 100


class X:
    """The connector."""

    declaration = DECLARATION

    def __init__(
        self,
        client: GuardedClient,
        purse: Purse,
        base_url: str | None = None,
        token: str | None = None,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._api = Api(client, purse, base_url or BASE_URL, token)
        self._limits = limits or Limits()

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a name, or behind an id (digits)."""
        path = f"/2/users/{'' if handle.isdecimal() else 'by/username/'}{handle}"
        outcome = await self._api.get(path, {"user.fields": _USER_FIELDS}, USER_PRICE)
        if not isinstance(outcome, Data):
            return outcome
        found = one(User, outcome.value.get("data"))
        if found is None:
            return Changed("x: a profile without id and name")
        return Private() if found.protected is True else Data(_profile(found))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Posts, newest first, with their totals, as far as the limit of posts goes."""
        own: Counter[tuple[str, Kind]] = Counter()
        tokens = [""]
        left = self._limits.posts
        while left >= SMALLEST_PAGE:
            size = _page_size(left, profile)
            left -= size
            page = await self._page(profile, since, size, tokens[-1])
            if not isinstance(page, Data):
                yield page
                return
            reading = reading_of(page.value, profile, since, now, own)
            yield Data(reading)
            if reading.complete or page.value.token in tokens:
                return
            tokens.append(page.value.token)

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """Nobody acts by name here."""
        del native_ids
        return Data(())

    async def _page(
        self, profile: Profile, since: datetime | None, size: int, token: str
    ) -> Outcome[Page]:
        params: dict[str, str | int] = {
            "max_results": size,
            "exclude": "retweets",
            "tweet.fields": _POST_FIELDS,
        }
        if since is not None:
            params["start_time"] = max(since, _FIRST).strftime("%Y-%m-%dT%H:%M:%SZ")
        params |= {"pagination_token": token} if token else {}
        path = f"/2/users/{profile.native_id}/tweets"
        outcome = await self._api.get(path, params, size * POST_PRICE)
        if not isinstance(outcome, Data):
            return outcome
        found = each(Post, outcome.value.get("data"))
        if outcome.value.get("data") and not found:
            return Changed("x: posts of another shape")
        return Data(Page(found, text(record(outcome.value.get("meta")).get("next_token"))))


def connect(tools: Tools, settings: NetworkSettings) -> X:
    """The connector as the settings want it."""
    return X(tools.client, tools.purse, settings.base_url, secret(settings.token))


def _page_size(left: int, profile: Profile) -> int:
    """No larger than the account has posts: what may be returned is what is paid for."""
    posts = LARGEST_PAGE if profile.publications is None else profile.publications
    return max(SMALLEST_PAGE, min(left, posts, LARGEST_PAGE))


def _profile(found: User) -> Profile:
    return Profile(
        network=NAME,
        native_id=found.id,
        handle=found.username.lower(),
        name=found.name or found.username,
        url=f"{DECLARATION.home}/{found.username}",
        created_at=found.created_at,
        texts=found.words,
        followers=metric(found.public_metrics, "followers_count"),
        publications=metric(found.public_metrics, "tweet_count", "post_count"),
    )

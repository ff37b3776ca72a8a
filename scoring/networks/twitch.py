"""Twitch: who began to follow a channel and when, and who made clips of its streams.

Followers are shown to the broadcaster alone, so a channel is read with its owner's own consent;
to name and to link it, the application's token is enough. Views are not reactions and chat is not
kept by the network. Of four weeks it shows the thousand clips that were seen most. A suspended
channel looks as if it did not exist.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    NeedsCredentials,
    NetworkClass,
    OAuth,
    Outcome,
    Profile,
    Proof,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.connecting import Tools, secret
from scoring.networks.listing import sensible
from scoring.networks.shapes import Moment, Shape, Text, count, each, record, text, topics_of
from scoring.networks.twitch_api import BORN, PAGE, Api, AppToken, Timeline
from scoring.settings import NetworkSettings

BASE_URL = "https://api.twitch.tv/helix"
_OAUTH = OAuth(
    authorize_url="https://id.twitch.tv/oauth2/authorize",
    token_url="https://id.twitch.tv/oauth2/token",  # noqa: S106 -- an address
    scopes=("moderator:read:followers",),
)
_RESERVED = (
    "directory|videos?|clips?|clip|downloads|jobs|p|store|turbo|subscriptions|inventory|wallet|drops"
    "|settings|search|login|signup|user|team|popout|embed|moderator|collections|events|about|legal"
)

DECLARATION = Declaration(
    name="twitch",
    title="Twitch",
    network_class=NetworkClass.CREDENTIALS,
    kinds=(Kind.FOLLOW, Kind.CLIP),
    capabilities=(Capability.EVENTS, Capability.TOPICS),
    handle_pattern=r"(?=[0-9]*[a-z_])[a-z0-9][a-z0-9_]{1,24}",
    handle_example="twitchdev",
    url_patterns=(
        rf"(?:(?:www|m|go)\.)?twitch\.tv/(?!(?:{_RESERVED})(?:[/?#]|$))([^/?#]+)",
        r"(?:www\.)?twitch\.tv/(?:popout|moderator|embed)/([^/?#]+)",
        r"dashboard\.twitch\.tv/u/([^/?#]+)",
    ),
    ownership_field="description",
    proofs=(Proof.OAUTH, Proof.CODE, Proof.CONNECTION),
    connection="twitch",
    home="https://www.twitch.tv",
    terms="https://legal.twitch.com/legal/developer-agreement/",
    calls="4 to 60",
    needs=("client_id", "client_secret"),
    actors=True,
    oauth=_OAUTH,
)

WINDOW = timedelta(days=28)
_NO_PICTURE = "user-default-pictures"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost: spans of four weeks, and pages of a hundred for each list.

    The pages of clips are for one span, those of followers and videos for the whole reading.
    """

    windows: int = 14
    clips: int = 10
    follows: int = 20
    videos: int = 5


class _User(Shape):
    id: str
    login: str
    display_name: Text = ""
    description: Text = ""
    profile_image_url: Text = ""
    created_at: Moment = None


class _Follow(Shape):
    user_id: str
    followed_at: Moment = None


class _Clip(Shape):
    id: str
    creator_id: Text = ""
    video_id: Text = ""
    game_id: Text = ""
    created_at: Moment = None


class _Video(Shape):
    id: str
    published_at: Moment = None
    created_at: Moment = None
    viewable: Text = ""

    @property
    def dated(self) -> datetime | None:
        return self.published_at or self.created_at


class Twitch:
    """The connector, as the application or, once `granted`, as the owner of a channel."""

    declaration = DECLARATION

    def __init__(self, api: Api, *, limits: Limits | None = None, grant: bool = False) -> None:
        self._api = api
        self._limits = limits or Limits()
        self._grant = grant

    def granted(self, token: str) -> Twitch:
        """The same connector, asking with this member's token."""
        return Twitch(self._api.granted(token), limits=self._limits, grant=True)

    async def profile(self, handle: str) -> Outcome[Profile]:
        """The account behind a login, or behind an id (digits)."""
        by_id = handle.isdecimal()
        outcome = await self._api.get("/users", {"id" if by_id else "login": handle})
        if not isinstance(outcome, Data):
            return outcome
        listed = outcome.value["data"]
        found = each(_User, listed)
        if not found:
            return Changed("twitch: a profile without id and login") if listed else Gone()
        if not by_id and found[0].login.casefold() != handle.casefold():
            return Moved(found[0].login)
        followers = await self._followers(found[0].id)
        return Data(_profile(found[0], followers, self._api.now))

    async def owner(self) -> Outcome[Profile]:
        """The account to which a member's token belongs: the one that is shown unasked."""
        if not self._grant:
            return NeedsCredentials()
        outcome = await self._api.get("/users", {})
        if not isinstance(outcome, Data):
            return outcome
        found = each(_User, outcome.value["data"])
        if len(found) != 1:
            return Changed("twitch: a token without its account")
        return Data(_profile(found[0], None, self._api.now))

    async def read(
        self, profile: Profile, *, since: datetime | None, now: datetime
    ) -> AsyncIterator[Outcome[Reading]]:
        """Follows and clips by name and date, four weeks at a time, newest first."""
        if not self._grant:
            yield NeedsCredentials()
            return
        channel = _Channel(self._api, profile, now, self._limits)
        floor = min(max(since or BORN, profile.created_at or BORN), now)
        end = now
        for _ in range(self._limits.windows):
            start = max(end - WINDOW, floor)
            reading = await channel.read(start, end, last=start == floor)
            if channel.stopped is not None:
                yield channel.stopped  # a span that was read in part is read again as a whole
                return
            yield Data(reading)
            if reading.complete or reading.reached != start:
                return
            end = start

    async def _followers(self, native_id: str) -> int | None:
        """Their number is shown with any token; an account is one without it."""
        question: dict[str, str | int] = {"broadcaster_id": native_id, "first": 1}
        outcome = await self._api.get("/channels/followers", question)
        return count(outcome.value.get("total")) if isinstance(outcome, Data) else None

    async def actors(self, native_ids: Sequence[str]) -> Outcome[Sequence[ActorProfile]]:
        """The accounts behind these ids, a hundred at a time. Their audience is not shown."""
        found: dict[str, ActorProfile] = {}
        for begin in range(0, len(native_ids), PAGE):
            chunk = native_ids[begin : begin + PAGE]
            outcome = await self._api.get("/users", {}, chunk)
            if not isinstance(outcome, Data):
                return Data(list(found.values())) if found else outcome
            known = {user.id: user for user in each(_User, outcome.value["data"])}
            found |= {one: _actor(one, known.get(one), self._api.now) for one in chunk}
        return Data([found[one] for one in native_ids])


class _Channel:
    """One channel's lists during one reading."""

    def __init__(self, api: Api, profile: Profile, now: datetime, limits: Limits) -> None:
        self._api = api
        self._id = profile.native_id
        self._now = now
        self._clips = limits.clips
        self._games: dict[str, str] = {}
        self._failed: Failure | None = None
        self._follows = Timeline(
            api,
            "/channels/followers",
            {"broadcaster_id": self._id},
            _Follow,
            lambda follow: sensible(follow.followed_at, BORN, now),
            limits.follows,
        )
        self._videos = Timeline(
            api,
            "/videos",
            {"user_id": self._id, "sort": "time"},
            _Video,
            lambda video: sensible(video.dated, BORN, now),
            limits.videos,
        )

    @property
    def stopped(self) -> Failure | None:
        """The outcome after which no further call makes sense."""
        return self._failed or self._follows.stopped or self._videos.stopped

    async def read(self, start: datetime, end: datetime, *, last: bool) -> Reading:
        """What happened from `start` until before `end`; now itself counts to the newest span."""
        until = end + timedelta(microseconds=1) if end == self._now else end
        reactions = await self._new_followers(start, until)
        if self.stopped is None:
            reactions += await self._clips_of(start, end)
        publications = await self._streams(start, until) if self.stopped is None else []
        cut = [oldest for oldest in (self._follows.oldest, self._videos.oldest) if oldest]
        reached = max([start, *cut])
        complete = last and reached == start
        return Reading(tuple(publications), tuple(reactions), reached, complete)

    async def _new_followers(self, start: datetime, end: datetime) -> list[Reaction]:
        """Each follow is an act on the channel itself, which is not one of its publications."""
        found = await self._follows.between(start, end)
        if self._follows.names_nobody:
            self._failed = NeedsCredentials()  # the token is not the broadcaster's
        return [
            Reaction(self._id, one.user_id, Kind.FOLLOW, sensible(one.followed_at, BORN, self._now))
            for one in found
            if one.user_id not in ("", self._id)
        ]

    async def _streams(self, start: datetime, end: datetime) -> list[Publication]:
        """Recordings of streams and other videos, for their dates: nothing else is counted."""
        found = await self._videos.between(start, end)
        return [
            Publication(video.id, at)
            for video in found
            if (at := sensible(video.dated, BORN, self._now)) is not None
            and video.viewable in ("", "public")
        ]

    async def _clips_of(self, start: datetime, end: datetime) -> list[Reaction]:
        """Clips are sorted by views, so they are asked for by span. Game names are topics."""
        span = {"started_at": _iso(start), "ended_at": _iso(end)}
        clips: Timeline[_Clip] = Timeline(
            self._api,
            "/clips",
            {"broadcaster_id": self._id, **span},
            _Clip,
            lambda _: None,
            self._clips,
        )
        found = await clips.all()
        self._failed = self._failed or clips.stopped
        await self._name_games({clip.game_id for clip in found})
        return [
            self._clip(clip, at)
            for clip in found
            if (at := sensible(clip.created_at, BORN, self._now)) is not None
            and clip.creator_id not in ("", "0", self._id)
        ]

    def _clip(self, clip: _Clip, at: datetime) -> Reaction:
        """An act on the recording, or on the clip itself where the recording is gone."""
        topics = topics_of([self._games.get(clip.game_id)])
        return Reaction(clip.video_id or clip.id, clip.creator_id, Kind.CLIP, at, topics)

    async def _name_games(self, ids: Iterable[str]) -> None:
        unknown = sorted({game for game in ids if game} - set(self._games))[:PAGE]
        if not unknown or self.stopped is not None:
            return
        outcome = await self._api.get("/games", {}, unknown)
        games = outcome.value["data"] if isinstance(outcome, Data) else []
        named = {text(record(game).get("id")): text(record(game).get("name")) for game in games}
        self._games |= dict.fromkeys(unknown, "") | named


def connect(tools: Tools, settings: NetworkSettings) -> Twitch:
    """The connector as the settings want it. Another server has its tokens beside its API."""
    base = (settings.base_url or BASE_URL).rstrip("/")
    tokens = f"{base}/oauth2/token" if settings.base_url else _OAUTH.token_url
    app = AppToken(tools.client, tokens, settings.client_id, secret(settings.client_secret))
    return Twitch(Api(tools.client, base, app))


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _profile(found: _User, followers: int | None, now: datetime) -> Profile:
    return Profile(
        network=DECLARATION.name,
        native_id=found.id,
        handle=found.login.lower(),
        name=found.display_name or found.login,
        url=f"{DECLARATION.home}/{found.login}",
        created_at=sensible(found.created_at, BORN, now),
        texts=(found.description,) if found.description else (),
        followers=followers,
    )


def _actor(native_id: str, found: _User | None, now: datetime) -> ActorProfile:
    if found is None:
        return ActorProfile(native_id)
    picture = found.profile_image_url
    return ActorProfile(
        native_id=native_id,
        created_at=sensible(found.created_at, BORN, now),
        has_picture=_NO_PICTURE not in picture if picture else None,
        has_text=bool(found.description.strip()),
    )

"""Channels of YouTube: how they are written, and what they tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Private,
    Profile,
    Suspended,
)
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import build_networks
from scoring.networks.youtube import DECLARATION, YouTube
from scoring.networks.youtube_api import next_quota, number
from scoring.settings import NetworkSettings
from tests.scoring.networks.channels import (
    ADA,
    BORN,
    CHANNELS,
    FAN,
    ME,
    MIDNIGHT,
    channel,
    listed,
    refused,
)
from tests.scoring.networks.reading import iso, read
from tests.scoring.networks.serving import NOW, Host, Reply


@pytest.fixture
def youtube(client: GuardedClient, host: Host) -> YouTube:
    host.reply(CHANNELS, listed(channel()))
    return YouTube(client, host.url, "a-key")


@pytest.mark.parametrize(
    ("handle", "parameter", "wanted"),
    [
        (ME, "id", ME),
        ("ada", "forHandle", "@ada"),
        ("@Ada", "forHandle", "@ada"),
        ("c/OldName", "forHandle", "@oldname"),
        ("user/OldName", "forUsername", "OldName"),
    ],
)
async def test_a_profile(
    host: Host, youtube: YouTube, handle: str, parameter: str, wanted: str
) -> None:
    """A channel is its id, however it was named; counts are texts; the key is a parameter."""
    home = "https://www.youtube.com/@ada"
    texts = ("renown-1234",)
    expected = Profile("youtube", ME, "ada", "Ada L.", home, BORN, texts, 1230, 2)
    assert await youtube.profile(handle) == Data(expected)
    query = host.seen[0].query
    assert (query[parameter], query["key"]) == (wanted, "a-key")
    assert "Authorization" not in host.seen[0].headers


async def test_a_hidden_number(host: Host, youtube: YouTube) -> None:
    """Subscribers that are hidden are not offered; an older address is no handle."""
    told = {"subscriberCount": "0", "hiddenSubscriberCount": True, "videoCount": "0"}
    host.reply(CHANNELS, listed(channel(statistics=told, snippet={"customUrl": "oldname"})))
    outcome = await youtube.profile("c/oldname")
    home = f"https://www.youtube.com/channel/{ME}"
    assert outcome == Data(Profile("youtube", ME, ME, ME, home, None, publications=0))


async def test_a_bare_profile(host: Host, youtube: YouTube) -> None:
    """Of what the network leaves out nothing is made up."""
    host.reply(CHANNELS, listed({"id": ME}))
    outcome = await youtube.profile(ME)
    assert isinstance(outcome, Data)
    assert (outcome.value.followers, outcome.value.publications) == (None, None)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({"pageInfo": {"totalResults": 0}}), Gone()),
        (Reply(listed()), Gone()),
        (refused(404, "channelNotFound"), Gone()),
        (refused(404), Gone()),
        (refused(403, "channelSuspended"), Suspended()),
        (refused(403, "channelForbidden"), Private()),
        (Reply(listed(channel(status={"privacyStatus": "private"}))), Private()),
        (refused(403, "quotaExceeded"), Limited(MIDNIGHT)),
        (refused(403, "dailyLimitExceeded", state="PERMISSION_DENIED"), Limited(MIDNIGHT)),
        (refused(403, "rateLimitExceeded"), Limited(NOW + DEFAULT_LIMIT)),
        (refused(400, "keyInvalid"), NeedsCredentials()),
        (refused(400, "badRequest", message="API key not valid."), NeedsCredentials()),
        (
            Reply({"error": {"code": 400, "details": [{"reason": "API_KEY_INVALID"}]}}, 400),
            NeedsCredentials(),
        ),
        (refused(403, "accessNotConfigured"), NeedsCredentials()),
        (refused(401), NeedsCredentials()),
        (refused(400, "invalidParameter"), Changed("youtube: HTTP 400 invalidParameter")),
        (Reply({"error": "odd"}, 400), Changed("youtube: HTTP 400")),
        (Reply({"error": "odd"}), Changed("youtube: an error that is none")),
        (Reply({"items": {}}), Changed("youtube: an answer without items")),
        (Reply(listed({"id": "short"})), Changed("youtube: a channel without id")),
        (Reply(listed(channel(snippet={"customUrl": "@Ada2"}))), Moved("ada2")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, youtube: YouTube, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Refusals are told apart by their reasons; a day's quota returns at midnight in California."""
    host.reply(CHANNELS, reply)
    assert await youtube.profile("ada") == outcome


async def test_an_unlisted_channel(host: Host, youtube: YouTube) -> None:
    """A channel that is not listed is not shown to strangers."""
    host.reply(CHANNELS, listed(channel(status={"privacyStatus": "unlisted"})))
    outcome = await youtube.profile(ME)
    assert isinstance(outcome, Data)
    assert not outcome.value.listed


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 7, 1, 6, 59, tzinfo=UTC), datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), datetime(2026, 7, 2, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 1, 12, 0, tzinfo=UTC), datetime(2026, 11, 2, 8, 0, tzinfo=UTC)),
    ],
)
def test_midnight_in_california(now: datetime, expected: datetime) -> None:
    """Summer time included, and on the day when it ends."""
    assert next_quota(now) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [("12", 12), ("0", 0), (3, 3), ("-1", None), ("1.2K", None), ("²", None), (None, None)],
)
def test_counts_as_texts(told: object, expected: int | None) -> None:
    """A text of digits is a number; anything else is none."""
    assert number(told) == expected


async def test_without_a_key(host: Host, client: GuardedClient) -> None:
    """Without a key nothing is asked at all."""
    youtube = YouTube(client, host.url)
    assert await youtube.profile("ada") == await youtube.actors([FAN]) == NeedsCredentials()
    assert await read(youtube, ADA) == [NeedsCredentials()]
    assert host.seen == []


async def test_off_until_the_operator_wants_it(client: GuardedClient, host: Host) -> None:
    """A key alone does not switch it on, and its figures stand beside the score."""
    host.reply(CHANNELS, listed(channel()))
    key = NetworkSettings(api_key=SecretStr("a-key"), base_url=host.url)
    assert build_networks(client, {"youtube": key}).connector("youtube") is None
    on = key.model_copy(update={"enabled": True})
    network = build_networks(client, {"youtube": on}).reachable("youtube")
    assert isinstance(await network.profile("ada"), Data)
    assert network.declaration.beside


async def test_actors(host: Host, youtube: YouTube) -> None:
    """Fifty channels come in one call; those that are gone have no figures."""
    asked = [FAN, *(f"UC{n:022}" for n in range(60))]
    known = channel(id=FAN, snippet={"publishedAt": iso(BORN), "description": ""})
    host.reply(CHANNELS, listed(known), listed())
    outcome = await youtube.actors(asked)
    assert isinstance(outcome, Data)
    first, *others = outcome.value
    assert first == ActorProfile(FAN, BORN, 1230, publications=2, has_text=False)
    assert others == [ActorProfile(native_id) for native_id in asked[1:]]
    assert [len(one.query["id"].split(",")) for one in host.seen] == [50, 11]


async def test_actors_that_do_not_come(host: Host, youtube: YouTube) -> None:
    """A failure is told where it comes first, and cuts the list where it comes later."""
    asked = [f"UC{n:022}" for n in range(60)]
    host.reply(CHANNELS, listed(), refused(403, "quotaExceeded"))
    assert await youtube.actors(asked) == Data([ActorProfile(one) for one in asked[:50]])
    assert await youtube.actors(asked) == Limited(MIDNIGHT)


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("youtube:ada", "ada"),
        ("YouTube: @Ada.Maps", "Ada.Maps"),
        (f"youtube:{ME}", ME),
        ("https://www.youtube.com/@Ada/videos?x=1", "Ada"),
        ("https://m.youtube.com/@%E6%9C%9D%E6%97%A5", "朝日"),
        (f"youtube.com/channel/{ME}/about", ME),
        ("https://www.youtube.com/c/OldName", "c/OldName"),
        ("https://youtube.com/user/OldName", "user/OldName"),
        ("https://www.youtube.com/watch?v=abc", None),
        ("https://youtu.be/abc", None),
        ("https://www.youtube.com/", None),
        ("https://youtube.com.evil.example/@ada", None),
        ("youtube:a/b", None),
    ],
)
def test_what_people_type(text: str, handle: str | None) -> None:
    """Handles, ids and all forms of addresses name one channel; other pages name none."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["youtube"])
    else:
        found = parse_reference(text, [DECLARATION])
        assert found.handle == handle
        assert parse_reference(str(found), [DECLARATION]) == found


async def test_the_key_shows_nowhere(host: Host, client: GuardedClient) -> None:
    """The key is in no text of the connector."""
    youtube = YouTube(client, host.url, "a-secret-key")
    host.reply(CHANNELS, refused(400, "odd"))
    outcome = await youtube.profile("ada")
    assert "a-secret-key" not in repr(youtube) + repr(outcome) + repr(client.budgets)

"""Channels of Twitch: whose consent it is, how they are written, and what they tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from scoring.clock import ManualClock
from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Grantable,
    Moved,
    NeedsCredentials,
    Outcome,
    Profile,
)
from scoring.networks.http import GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import build_networks
from scoring.networks.twitch import DECLARATION, Twitch
from scoring.settings import NetworkSettings
from tests.scoring.networks.serving import NOW, Host, Reply, client_for
from tests.scoring.networks.streams import (
    BORN,
    CLIPS,
    FOLLOWERS,
    TOKEN,
    USERS,
    VIDEOS,
    connector,
    listed,
    refused,
    user,
)


@pytest.fixture
def client(client: GuardedClient, host: Host) -> GuardedClient:
    host.reply(TOKEN, {"access_token": "app-token", "expires_in": 5000, "token_type": "bearer"})
    host.reply(USERS, listed(user()))
    for path in (FOLLOWERS, CLIPS, VIDEOS):
        host.reply(path, listed())
    return client


@pytest.fixture
def twitch(client: GuardedClient, host: Host) -> Twitch:
    return connector(client, host).granted("member-token")


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply({}, 401), NeedsCredentials()),
        (listed(), Changed("twitch: a token without its account")),
        (listed(user(), user("8", "bob")), Changed("twitch: a token without its account")),
        (Reply({}, 404), Gone()),
    ],
)
async def test_whose_consent_it_is(
    host: Host, twitch: Twitch, client: GuardedClient, reply: Any, outcome: Outcome[Profile]
) -> None:
    """The channel that is shown unasked is the token’s own: to be shown one proves nothing."""
    host.reply(USERS, listed(user("8", "bob")), reply)
    owner = await twitch.owner()
    assert isinstance(owner, Data)
    assert (owner.value.native_id, owner.value.handle) == ("8", "bob")
    assert dict(host.asked(USERS)[0].query) == {}
    assert host.asked(USERS)[0].headers["Authorization"] == "Bearer member-token"
    assert await twitch.owner() == outcome
    assert await connector(client, host).owner() == NeedsCredentials()


async def test_a_profile(host: Host, client: GuardedClient) -> None:
    """An account is its numeric id; the application's token is enough, and asked for once."""
    host.reply(FOLLOWERS, listed(total=8))
    twitch = connector(client, host)
    home = "https://www.twitch.tv/ada"
    expected = Profile("twitch", "7", "ada", "Ada", home, BORN, ("renown-1234",), 8)
    assert await twitch.profile("ada") == await twitch.profile("7") == Data(expected)
    assert [dict(asked.query) for asked in host.asked(USERS)] == [{"login": "ada"}, {"id": "7"}]
    assert len(host.asked(TOKEN)) == 1
    headers = host.asked(USERS)[0].headers
    assert (headers["Authorization"], headers["Client-Id"]) == ("Bearer app-token", "an-id")


async def test_a_bare_profile(host: Host, client: GuardedClient) -> None:
    """Of what the network leaves out nothing is made up; followers may be refused."""
    host.reply(USERS, listed({"id": "7", "login": "ada"}))
    host.reply(FOLLOWERS, refused(401))
    outcome = await connector(client, host).profile("7")
    assert outcome == Data(Profile("twitch", "7", "ada", "ada", "https://www.twitch.tv/ada", None))


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(listed()), Gone()),
        (refused(404), Gone()),
        (refused(401), NeedsCredentials()),
        (refused(400), Changed("twitch: HTTP 400")),
        (Reply({}), Changed("twitch: an answer without data")),
        (Reply({"data": {}}), Changed("twitch: an answer without data")),
        (Reply(listed({"id": "7"})), Changed("twitch: a profile without id and login")),
        (Reply(listed(user(login="ada2"))), Moved("ada2")),
    ],
)
async def test_profiles_that_are_none(
    host: Host, client: GuardedClient, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Each refusal of the network has its own outcome."""
    host.reply(USERS, reply)
    assert await connector(client, host).profile("ada") == outcome


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(400, "invalid client"), NeedsCredentials()),
        (refused(403, "invalid client secret"), NeedsCredentials()),
        (Reply({"token": "odd"}), Changed("twitch: no token")),
        (refused(404), Changed("twitch: no token")),
    ],
)
async def test_no_token_for_the_application(
    host: Host, client: GuardedClient, reply: Reply, outcome: Outcome[Profile]
) -> None:
    """Without a token of its own the application asks for nothing else."""
    host.reply(TOKEN, reply)
    assert await connector(client, host).profile("ada") == outcome
    assert host.asked(USERS) == []


async def test_a_token_that_expires(host: Host) -> None:
    """The application's token is used until a minute before its end."""
    clock = ManualClock(NOW)
    host.reply(TOKEN, {"access_token": "t", "expires_in": 600})
    host.reply(USERS, listed(user()))
    async with client_for(host, clock=clock) as client:
        twitch = connector(client, host)
        for minutes, asked in ((0, 1), (8, 1), (2, 2)):
            clock.advance(timedelta(minutes=minutes))
            assert isinstance(await twitch.profile("7"), Data)
            assert len(host.asked(TOKEN)) == asked


async def test_a_token_that_ends_before_its_time(host: Host, client: GuardedClient) -> None:
    """A token that is refused is replaced once."""
    first, second = ({"access_token": name, "expires_in": 5000} for name in ("old", "new"))
    host.reply(TOKEN, first, second)
    host.reply(USERS, refused(401), listed(user()))
    assert isinstance(await connector(client, host).profile("7"), Data)
    assert host.asked(USERS)[1].headers["Authorization"] == "Bearer new"


async def test_without_credentials(host: Host, client: GuardedClient) -> None:
    """Without the application's id and secret nothing is asked at all."""
    twitch = build_networks(client, {"twitch": NetworkSettings(enabled=True)}).reachable("twitch")
    assert await twitch.profile("ada") == await twitch.actors(["1"]) == NeedsCredentials()
    assert host.seen == []


async def test_settings_reach_the_connector(host: Host, client: GuardedClient) -> None:
    """It is off until the operator wants it; then its id, secret and server are those used."""
    settings = NetworkSettings(
        base_url=host.url, client_id="an-id", client_secret=SecretStr("a-secret")
    )
    assert build_networks(client, {"twitch": settings}).connector("twitch") is None
    on = settings.model_copy(update={"enabled": True})
    network = build_networks(client, {"twitch": on}).reachable("twitch")
    assert isinstance(await network.profile("ada"), Data)
    assert isinstance(network, Grantable)
    assert network.declaration.oauth is not None


async def test_actors(host: Host, client: GuardedClient) -> None:
    """A hundred accounts come in one call; those that are gone have no figures."""
    pictures = "https://static-cdn.jtvnw.net/user-default-pictures-uv/a.png"
    host.reply(USERS, listed(user("1", profile_image_url=pictures, description="")), listed())
    asked = [str(n) for n in range(1, 131)]
    outcome = await connector(client, host).actors(asked)
    assert isinstance(outcome, Data)
    first, *others = outcome.value
    assert first == ActorProfile("1", BORN, has_picture=False, has_text=False)
    assert others == [ActorProfile(native_id) for native_id in asked[1:]]
    assert [len(one.query.getall("id")) for one in host.asked(USERS)] == [100, 30]


async def test_actors_that_do_not_come(host: Host, client: GuardedClient) -> None:
    """A failure is told where it comes first, and cuts the list where it comes later."""
    asked = [str(n) for n in range(1, 131)]
    host.reply(USERS, listed(), refused(404))
    twitch = connector(client, host)
    assert await twitch.actors(asked) == Data([ActorProfile(one) for one in asked[:100]])
    assert await twitch.actors(asked) == Gone()


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("twitch:Ada", "ada"),
        ("https://www.twitch.tv/Ada", "ada"),
        ("twitch.tv/ada_1/videos?filter=all", "ada_1"),
        ("https://m.twitch.tv/ada/about", "ada"),
        ("https://www.twitch.tv/popout/ada/chat", "ada"),
        ("https://dashboard.twitch.tv/u/ada/home", "ada"),
        ("https://www.twitch.tv/videos/123", None),
        ("https://www.twitch.tv/directory/game/Chess", None),
        ("https://clips.twitch.tv/Awkward", None),
        ("https://www.twitch.tv/", None),
        ("twitch:123", None),
    ],
)
def test_what_people_type(text: str, handle: str | None) -> None:
    """Logins and pasted addresses name one channel; other pages name none."""
    if handle is None:
        with pytest.raises(UnclearReferenceError):
            parse_reference(text, [DECLARATION], on=["twitch"])
    else:
        assert parse_reference(text, [DECLARATION]).handle == handle


async def test_secrets_show_nowhere(host: Host, client: GuardedClient) -> None:
    """Neither the secret nor a token is in any text."""
    network = connector(client, host)
    outcome = await network.profile("ada")
    shown = repr(network) + repr(network.granted("member-token")) + repr(outcome)
    for secret in ("a-secret", "app-token", "member-token"):
        assert secret not in shown + repr(client.budgets)

"""The Twitch connector on small answers of the network's shape, and on its own examples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from scoring.clock import ManualClock
from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Grantable,
    Kind,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Profile,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.http import GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import build_networks
from scoring.networks.twitch import DECLARATION, WINDOW, Limits, Twitch
from scoring.networks.twitch_api import Api, AppToken
from scoring.settings import NetworkSettings
from tests.scoring.networks.reading import days, iso, read, value
from tests.scoring.networks.serving import NOW, Host, Reply, client_for

BORN = datetime(2016, 5, 1, tzinfo=UTC)
ADA = Profile("twitch", "7", "ada", "Ada", "https://www.twitch.tv/ada", BORN)
TOKEN, USERS, GAMES = "/oauth2/token", "/users", "/games"
FOLLOWERS, CLIPS, VIDEOS = "/channels/followers", "/clips", "/videos"
DESCRIPTION = "twitch/helix.subset.json"


LATELY = days(20)


def user(native_id: str = "7", login: str = "ada", **fields: Any) -> dict[str, Any]:
    return {
        "id": native_id,
        "login": login,
        "display_name": "Ada",
        "description": "renown-1234",
        "created_at": iso(BORN),
    } | fields


def listed(*found: Any, cursor: str = "", **more: Any) -> dict[str, Any]:
    return {"data": list(found), "pagination": {"cursor": cursor} if cursor else {}} | more


def follow(number: int | str, age: float) -> dict[str, Any]:
    return {"user_id": str(number), "user_login": "x", "followed_at": iso(days(age))}


def clip(name: str, by: int | str, age: float = 1, **fields: Any) -> dict[str, Any]:
    made = {"id": name, "creator_id": str(by), "created_at": iso(days(age))}
    return made | {"video_id": "v1", "game_id": "33"} | fields


def broadcast(name: str = "v1", age: float = 2, **fields: Any) -> dict[str, Any]:
    return {"id": name, "published_at": iso(days(age)), "viewable": "public"} | fields


def refused(status: int, message: str = "no") -> Reply:
    return Reply({"error": "no", "status": status, "message": message}, status)


def connector(client: GuardedClient, host: Host, **limits: int) -> Twitch:
    app = AppToken(client, host.url + TOKEN, "an-id", "a-secret")
    return Twitch(Api(client, host.url, app), limits=Limits(**limits))


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


async def test_without_a_grant(host: Host, client: GuardedClient) -> None:
    """A channel is read with its owner's consent only."""
    assert await read(connector(client, host), ADA, LATELY) == [NeedsCredentials()]
    assert host.seen == []


async def test_who_did_what(host: Host, twitch: Twitch) -> None:
    """New followers and makers of clips are read by name and date, with the member's token."""
    host.reply(FOLLOWERS, listed(follow(1, 3), follow(2, 40), total=2))
    host.reply(CLIPS, listed(clip("c1", 3), clip("c2", 3, 5, video_id="", game_id="")))
    host.reply(GAMES, listed({"id": "33", "name": "Fortnite"}))
    host.reply(VIDEOS, listed(broadcast()))
    (outcome,) = await read(twitch, ADA, LATELY)
    assert value(outcome) == Reading(
        (Publication("v1", days(2)),),
        (
            Reaction("7", "1", Kind.FOLLOW, days(3)),
            Reaction("v1", "3", Kind.CLIP, days(1), ("fortnite",)),
            Reaction("c2", "3", Kind.CLIP, days(5)),
        ),
        days(20),
        complete=True,
    )
    (asked,) = host.asked(CLIPS)
    assert asked.headers["Authorization"] == "Bearer member-token"
    span = (asked.query["started_at"], asked.query["ended_at"])
    assert span == (iso(days(20)), iso(NOW))
    assert host.asked(TOKEN) == []


async def test_what_is_left_out(host: Host, twitch: Twitch) -> None:
    """One's own clips, deleted makers, undated follows, private and odd things are nobody."""
    undated = {"user_id": "4", "followed_at": "soon"}
    late = clip("c4", 3, created_at="soon")
    host.reply(FOLLOWERS, listed(follow(7, 1), undated, follow("", 1), "odd", follow(5, -3)))
    host.reply(CLIPS, listed(clip("c1", 7), clip("c2", 0), clip("c3", ""), {"odd": 1}, late))
    host.reply(VIDEOS, listed(broadcast("p", viewable="private"), {"odd": 1}, {"id": "u"}))
    (outcome,) = await read(twitch, ADA, LATELY)
    assert value(outcome).reactions == (Reaction("7", "5", Kind.FOLLOW, NOW),)
    assert value(outcome).publications == ()


async def test_four_weeks_at_a_time(host: Host, twitch: Twitch) -> None:
    """Clips are asked for by span, newest first; followers and videos are read once."""
    host.reply(FOLLOWERS, listed(follow(1, 1), follow(2, 30), follow(3, 57), total=3))
    outcomes = await read(twitch, ADA, since=days(60))
    readings = [value(outcome) for outcome in outcomes]
    assert [[r.actor for r in one.reactions] for one in readings] == [["1"], ["2"], ["3"]]
    assert [one.reached for one in readings] == [NOW - WINDOW, NOW - 2 * WINDOW, days(60)]
    assert [one.complete for one in readings] == [False, False, True]
    assert len(host.asked(FOLLOWERS)) == len(host.asked(VIDEOS)) == 1


async def test_the_beginning_of_the_account(twitch: Twitch) -> None:
    """Nothing is asked for from before the account was made."""
    young = Profile("twitch", "7", "ada", "Ada", "", days(5))
    for since in (None, days(300)):
        (outcome,) = await read(twitch, young, since)
        assert (value(outcome).reached, value(outcome).complete) == (days(5), True)


async def test_pages_of_followers(host: Host, twitch: Twitch) -> None:
    """Pages follow each other by cursor, no further than `since`."""
    pages = [[follow(n + 100, n) for n in span] for span in (range(9), range(9, 19), range(19, 29))]
    host.reply(FOLLOWERS, *(listed(*page, cursor=f"c{page[0]}", total=29) for page in pages))
    (outcome,) = await read(twitch, ADA, LATELY)
    assert len(value(outcome).reactions) == 21
    assert len(host.asked(FOLLOWERS)) == 3
    assert "after" not in host.asked(FOLLOWERS)[0].query


async def test_more_followers_than_calls(host: Host, client: GuardedClient) -> None:
    """Where the pages are used up, the reading ends at the oldest follow that was read."""

    async def page(request: web.Request) -> web.StreamResponse:
        turn = int(request.query.get("after", "1"))
        return web.json_response(listed(follow(turn, turn), cursor=str(turn + 1), total=10_000))

    host.handle(FOLLOWERS, page)
    (outcome,) = await read(connector(client, host, follows=3).granted("t"), ADA, LATELY)
    assert (value(outcome).reached, value(outcome).complete) == (days(3), False)
    assert len(value(outcome).reactions) == 3


@pytest.mark.parametrize("path", [FOLLOWERS, CLIPS, VIDEOS])
async def test_lists_in_circles(host: Host, twitch: Twitch, path: str) -> None:
    """A cursor that comes again ends its list."""
    found = {FOLLOWERS: follow(1, 1), CLIPS: clip("c1", 3), VIDEOS: broadcast()}[path]
    host.reply(path, listed(found, cursor="again"))
    (outcome,) = await read(twitch, ADA, LATELY)
    assert value(outcome).complete
    assert len(host.asked(path)) == 2


async def test_a_thousand_clips(host: Host, client: GuardedClient) -> None:
    """Of one span the network shows no more than a thousand clips, and no more is asked."""

    async def page(request: web.Request) -> web.StreamResponse:
        turn = int(request.query.get("after", "0"))
        found = [clip(f"c{turn}-{n}", n + 10) for n in range(100)]
        return web.json_response(listed(*found, cursor=str(turn + 1)))

    host.handle(CLIPS, page)
    (outcome,) = await read(connector(client, host).granted("t"), ADA, LATELY)
    assert len(value(outcome).reactions) == 1000
    assert len(host.asked(CLIPS)) == 10


async def test_a_year_and_no_more(host: Host, client: GuardedClient) -> None:
    """A reading costs a limited number of spans, and says how far it came."""
    outcomes = await read(connector(client, host, windows=2).granted("t"), ADA, since=None)
    assert [value(one).reached for one in outcomes] == [NOW - WINDOW, NOW - 2 * WINDOW]
    assert not value(outcomes[-1]).complete


async def test_a_consent_that_is_not_the_broadcasters(host: Host, twitch: Twitch) -> None:
    """Where only the number of followers is shown, the consent is another's or too small."""
    host.reply(FOLLOWERS, listed(total=8))
    assert await read(twitch, ADA, LATELY) == [NeedsCredentials()]


@pytest.mark.parametrize("path", [FOLLOWERS, CLIPS, VIDEOS])
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (refused(401), NeedsCredentials()),
        (refused(404), Gone()),
        (refused(400), Changed("twitch: HTTP 400")),
        (Reply({}), Changed("twitch: an answer without data")),
        (Reply(listed({"odd": 1})), Changed("twitch: a list of another shape")),
    ],
)
async def test_lists_that_are_refused(
    host: Host, twitch: Twitch, path: str, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """A span that could not be read as a whole is not read, and one outcome says why."""
    host.reply(path, reply)
    assert await read(twitch, ADA, LATELY) == [outcome]


async def test_a_failure_later_on(host: Host, twitch: Twitch) -> None:
    """What was read before a failure stays; the failure follows it."""
    host.reply(CLIPS, listed(), refused(401))
    one, two = await read(twitch, ADA, since=days(60))
    assert (value(one).complete, two) == (False, NeedsCredentials())


async def test_games_that_have_no_name(host: Host, twitch: Twitch) -> None:
    """Where games cannot be named, clips count without a topic."""
    host.reply(CLIPS, listed(clip("c1", 3)))
    host.reply(GAMES, refused(401))
    (outcome,) = await read(twitch, ADA, LATELY)
    assert [one.topics for one in value(outcome).reactions] == [()]


async def test_the_budget_of_the_headers(host: Host, twitch: Twitch) -> None:
    """What the headers say is left is kept to before the network has to refuse."""
    reset = NOW + timedelta(seconds=40)
    headers = {
        "Ratelimit-Limit": "800",
        "Ratelimit-Remaining": "1",
        "Ratelimit-Reset": str(int(reset.timestamp())),
    }
    host.reply(FOLLOWERS, Reply(listed(), 200, headers))
    assert await read(twitch, ADA, LATELY) == [Limited(reset)]


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


def examples(document: dict[str, Any], path: str) -> list[Any]:
    """The answers that the network's description shows for a path."""
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    return [one["value"] for one in content["examples"].values()]


async def test_examples_of_the_description(
    host: Host, twitch: Twitch, recorded: Callable[[str], Any]
) -> None:
    """The network's own examples of a user, followers, clips, videos and games are understood."""
    document = recorded(DESCRIPTION)
    for path in (USERS, FOLLOWERS, CLIPS, VIDEOS, GAMES):
        host.reply(path, examples(document, path)[0])
    outcome = await twitch.profile("twitchdev")
    assert isinstance(outcome, Data)
    assert (outcome.value.native_id, outcome.value.followers) == ("141981764", 8)
    assert outcome.value.created_at == datetime(2016, 12, 14, 20, 32, 28, tzinfo=UTC)
    readings = [value(one) for one in await read(twitch, outcome.value, days(40))]
    clips = {one for reading in readings for one in reading.reactions if one.kind is Kind.CLIP}
    assert {(one.publication, one.actor) for one in clips} == {("205586603", "53834192")}


PATHS = (USERS, FOLLOWERS, CLIPS, VIDEOS, GAMES, "/channels", "/streams", "/schedule")


@pytest.mark.parametrize("name", [*PATHS, "/search/channels", "/subscriptions", "/teams/channel"])
async def test_any_example_anywhere(
    host: Host, twitch: Twitch, recorded: Callable[[str], Any], name: str
) -> None:
    """Whichever example stands in for whichever answer, every outcome is a declared one."""
    for answer in examples(recorded(DESCRIPTION), name):
        host.reply(USERS, answer)
        expected = Moved | Data if name == USERS else Changed | Gone
        assert isinstance(await twitch.profile("ada"), expected)
        for path in (FOLLOWERS, CLIPS, VIDEOS, GAMES):
            for other in (FOLLOWERS, CLIPS, VIDEOS):
                host.reply(other, listed())
            host.reply(path, answer)
            outcomes = await read(twitch, ADA, LATELY)
            assert all(isinstance(one, Data | Changed | NeedsCredentials) for one in outcomes)

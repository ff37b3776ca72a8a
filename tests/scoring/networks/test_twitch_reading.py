"""Reading followers, clips and broadcasts of Twitch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from scoring.networks.base import (
    Changed,
    Data,
    Gone,
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
from scoring.networks.twitch import WINDOW, Twitch
from tests.scoring.networks.reading import days, iso, read, value
from tests.scoring.networks.serving import NOW, Host, Reply
from tests.scoring.networks.streams import (
    ADA,
    CLIPS,
    DESCRIPTION,
    FOLLOWERS,
    GAMES,
    LATELY,
    PATHS,
    TOKEN,
    USERS,
    VIDEOS,
    broadcast,
    clip,
    connector,
    examples,
    follow,
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

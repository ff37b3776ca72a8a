"""The YouTube connector on small answers of the network's shape."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from scoring.networks.base import (
    ActorProfile,
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    Moved,
    NeedsCredentials,
    Outcome,
    Private,
    Profile,
    Publication,
    Reaction,
    Reading,
    Suspended,
)
from scoring.networks.http import DEFAULT_LIMIT, GuardedClient
from scoring.networks.reference import UnclearReferenceError, parse_reference
from scoring.networks.registry import build_networks
from scoring.networks.youtube import DECLARATION, Limits, YouTube
from scoring.networks.youtube_api import next_quota, number
from scoring.networks.youtube_comments import CommentLimits
from scoring.settings import NetworkSettings
from tests.scoring.networks.reading import days, iso, read, value
from tests.scoring.networks.serving import NOW, Host, Reply

BORN = datetime(2012, 5, 1, tzinfo=UTC)
ME = "UC" + "a" * 22
FAN, OTHER = "UC" + "b" * 22, "UC" + "c" * 22
ADA = Profile("youtube", ME, "ada", "Ada", "https://www.youtube.com/@ada", BORN)
CHANNELS, ITEMS, VIDEOS, THREADS = "/channels", "/playlistItems", "/videos", "/commentThreads"
MIDNIGHT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def channel(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "youtube#channel",
        "id": ME,
        "snippet": {
            "title": "Ada L.",
            "description": "renown-1234",
            "customUrl": "@ada",
            "publishedAt": iso(BORN),
        },
        "statistics": {
            "viewCount": "99",
            "subscriberCount": "1230",
            "hiddenSubscriberCount": False,
            "videoCount": "2",
        },
        "status": {"privacyStatus": "public"},
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": "UUada"}},
    } | fields


def listed(*found: Any, token: str | None = None) -> dict[str, Any]:
    more = {"nextPageToken": token} if token else {}
    return {"kind": "list", "etag": "e", "items": list(found)} | more


def item(video: str = "v1", age: float = 1) -> dict[str, Any]:
    return {"contentDetails": {"videoId": video, "videoPublishedAt": iso(days(age))}}


def video(name: str = "v1", likes: Any = "0", comments: Any = "0", **fields: Any) -> Any:
    told = {"viewCount": "7", "likeCount": likes, "commentCount": comments}
    return {
        "id": name,
        "snippet": {"channelId": ME, "tags": []},
        "status": {"privacyStatus": "public"},
        "statistics": {key: value for key, value in told.items() if value is not None},
    } | fields


def said(name: str, by: str | None, age: float = 0.5) -> dict[str, Any]:
    author = {} if by is None else {"authorChannelId": {"value": by}}
    return {"id": name, "snippet": {"publishedAt": iso(days(age)), **author}}


def thread(name: str, by: str | None, *replies: Any, total: int | None = None) -> dict[str, Any]:
    told = len(replies) if total is None else total
    return {
        "id": name,
        "snippet": {"topLevelComment": said(name, by), "totalReplyCount": told},
        **({"replies": {"comments": list(replies)}} if replies else {}),
    }


def refused(status: int, *reasons: str, message: str = "", state: str | None = None) -> Reply:
    errors = [{"domain": "youtube", "reason": reason, "message": ""} for reason in reasons]
    error = {"code": status, "message": message, "errors": errors}
    return Reply({"error": error | ({"status": state} if state else {})}, status)


@pytest.fixture
def youtube(client: GuardedClient, host: Host) -> YouTube:
    host.reply(CHANNELS, listed(channel()))
    return YouTube(client, host.url, "a-key")


def serve(host: Host, *videos: Any, items: list[Any] | None = None) -> None:
    """A channel with these videos, the first of them a day old, the next two."""
    own = [item(one["id"], age) for age, one in enumerate(videos, 1)]
    host.reply(ITEMS, listed(*(items or own)))
    host.reply(VIDEOS, listed(*videos))


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


async def test_who_commented(host: Host, youtube: YouTube) -> None:
    """Likes are totals without faces; comments and answers are read by name and date."""
    about = {
        "snippet": {"channelId": ME, "tags": ["Maps", "Old Paper"]},
        "topicDetails": {
            "topicCategories": ["https://en.wikipedia.org/wiki/Lifestyle_(sociology)"]
        },
    }
    serve(host, video(likes="9", comments="3", **about))
    host.reply(THREADS, listed(thread("c1", FAN, said("c1.1", ME), said("c1.2", OTHER, 0.25))))
    (outcome,) = await read(youtube, ADA, since=days(30))
    topics = ("lifestyle (sociology)", "maps", "old paper")
    totals = {Kind.LIKE: 9, Kind.COMMENT: 2}
    assert value(outcome) == Reading(
        (Publication("v1", days(1), totals, topics, unread={Kind.LIKE: 9}),),
        (
            Reaction("v1", FAN, Kind.COMMENT, days(0.5), topics),
            Reaction("v1", OTHER, Kind.COMMENT, days(0.25), topics),
        ),
        days(30),
        complete=True,
    )
    assert host.asked(ITEMS)[0].query["playlistId"] == "UUada"
    for path in (VIDEOS, THREADS):  # no text of anybody travels
        wanted = host.asked(path)[0].query["fields"]
        assert not {"title", "description", "textDisplay"} & set(re.findall(r"\w+", wanted))


async def test_answers_that_are_not_shown(host: Host, youtube: YouTube) -> None:
    """Of a long conversation only a few answers come along: the rest has no face."""
    serve(host, video(comments="40"))
    host.reply(THREADS, listed(thread("c1", FAN, said("c1.1", OTHER), total=39)))
    (outcome,) = await read(youtube, ADA)
    assert value(outcome).publications[0].unread == {Kind.COMMENT: 38}


async def test_people_who_are_gone(host: Host, youtube: YouTube) -> None:
    """Comments of closed channels are nobody's; an author told by address only is somebody."""
    by_address = thread("c2", None)
    url = f"http://www.youtube.com/channel/{OTHER}"
    by_address["snippet"]["topLevelComment"]["snippet"]["authorChannelUrl"] = url
    serve(host, video(comments="2"))
    host.reply(THREADS, listed(thread("c1", None), by_address, {"odd": 1}, "odd"))
    (outcome,) = await read(youtube, ADA)
    assert [one.actor for one in value(outcome).reactions] == [OTHER]
    assert value(outcome).publications[0].unread == {}


async def test_comments_that_are_off(host: Host, youtube: YouTube) -> None:
    """Closed comments are no total; where they closed later, the total has no faces."""
    serve(host, video("v1", comments=None, likes=None), video("v2", comments="5"))
    host.reply(THREADS, refused(403, "commentsDisabled", state="PERMISSION_DENIED"))
    (outcome,) = await read(youtube, ADA)
    one, two = value(outcome).publications
    assert (one.totals, one.unread) == ({}, {})
    assert two.totals == {Kind.LIKE: 0, Kind.COMMENT: 5}
    assert two.unread == {Kind.COMMENT: 5}
    assert len(host.asked(THREADS)) == 1


async def test_what_is_left_out(host: Host, youtube: YouTube) -> None:
    """Private, unlisted and foreign videos are not read, nor those that nothing dates."""
    hidden = [video(v, status={"privacyStatus": v}) for v in ("private", "unlisted")]
    foreign = video("f", snippet={"channelId": OTHER})
    undated = {"contentDetails": {"videoId": "u"}}
    items = [item(v) for v in ("private", "unlisted", "f", "late")] + [undated, {"odd": 1}]
    late = item("late", -5)
    serve(host, *hidden, foreign, video("u"), video("late"), items=[late, *items])
    (outcome,) = await read(youtube, ADA)
    assert [one.native_id for one in value(outcome).publications] == ["late"]


@pytest.mark.parametrize("age", [-5, 3, 40_000])
async def test_odd_dates(host: Host, youtube: YouTube, age: float) -> None:
    """A comment is never later than now nor earlier than its video; a date of old is none."""
    serve(host, video(comments="1"))
    odd = thread("c1", FAN)
    odd["snippet"]["topLevelComment"] = said("c1", FAN, age)
    host.reply(THREADS, listed(odd))
    (outcome,) = await read(youtube, ADA)
    (reaction,) = value(outcome).reactions
    assert reaction.at == {-5: NOW, 3: days(1), 40_000: None}[age]


async def test_pages_and_since(host: Host, youtube: YouTube) -> None:
    """Pages follow each other by token until `since` is reached."""
    host.reply(ITEMS, listed(item("v1"), token="two"), listed(item("v2", 40), token="three"))
    host.reply(VIDEOS, listed(video("v1")), listed(video("v2")))
    one, two = await read(youtube, ADA, since=days(30))
    assert (value(one).reached, value(one).complete) == (days(1), False)
    assert value(two) == Reading((), (), days(30), complete=True)
    assert host.asked(ITEMS)[1].query["pageToken"] == "two"
    assert host.asked(VIDEOS)[1].query["id"] == "v2"


async def test_a_list_in_circles(host: Host, youtube: YouTube) -> None:
    """A token that comes again ends the reading, which is not whole."""
    host.reply(ITEMS, listed(item("v1"), token="two"), listed(item("v1"), token="two"))
    host.reply(VIDEOS, listed(video("v1")))
    outcomes = await read(youtube, ADA)
    assert [value(one).complete for one in outcomes] == [False, False]


async def test_ten_thousand_videos(host: Host, client: GuardedClient) -> None:
    """A list without end is cut after the pages that one reading may cost."""

    async def page(request: web.Request) -> web.StreamResponse:
        turn = int(request.query.get("pageToken", "1"))
        return web.json_response(listed(item(f"v{turn}", turn), token=str(turn + 1)))

    host.reply(CHANNELS, listed(channel()))
    host.handle(ITEMS, page)
    host.reply(VIDEOS, listed())
    outcomes = await read(YouTube(client, host.url, "a-key", limits=Limits(pages=3)), ADA)
    assert len(outcomes) == 3
    assert (value(outcomes[-1]).reached, value(outcomes[-1]).complete) == (days(3), False)


async def test_a_sample_of_many_comments(host: Host, client: GuardedClient) -> None:
    """Of many comments two pages are read by name; the rest has no face."""

    async def page(request: web.Request) -> web.StreamResponse:
        turn = int(request.query.get("pageToken", "1"))
        found = [thread(f"c{turn}-{n}", FAN) for n in range(100)]
        return web.json_response(listed(*found, token=str(turn + 1)))

    host.reply(CHANNELS, listed(channel()))
    serve(host, video(comments="5000"))
    host.handle(THREADS, page)
    (outcome,) = await read(YouTube(client, host.url, "a-key"), ADA)
    assert len(value(outcome).reactions) == 200
    assert value(outcome).publications[0].unread == {Kind.COMMENT: 4800}


async def test_calls_that_do_not_last(host: Host, client: GuardedClient) -> None:
    """Where the calls are spent, the rest has no face, and the reading is whole all the same."""
    host.reply(CHANNELS, listed(channel()))
    serve(host, video("v1", comments="1"), video("v2", comments="3"))
    host.reply(THREADS, listed(thread("c1", FAN)))
    limits = Limits(comments=CommentLimits(calls=1))
    (outcome,) = await read(YouTube(client, host.url, "a-key", limits=limits), ADA)
    assert [one.unread for one in value(outcome).publications] == [{}, {Kind.COMMENT: 3}]
    assert value(outcome).complete


async def test_threads_in_circles(host: Host, client: GuardedClient) -> None:
    """A list of comments that repeats itself ends."""
    host.reply(CHANNELS, listed(channel()))
    serve(host, video(comments="9"))
    host.reply(THREADS, listed(thread("c1", FAN), token="again"))
    limits = Limits(comments=CommentLimits(pages=20))
    (outcome,) = await read(YouTube(client, host.url, "a-key", limits=limits), ADA)
    assert len(host.asked(THREADS)) == 2
    assert value(outcome).publications[0].unread == {Kind.COMMENT: 8}


async def test_a_day_that_is_used_up(host: Host, youtube: YouTube) -> None:
    """A quota that ends among the comments ends the reading, and says until when."""
    serve(host, video(comments="3"))
    host.reply(THREADS, refused(403, "quotaExceeded"))
    one, two = await read(youtube, ADA)
    assert (value(one).reached, value(one).complete) == (days(1), False)
    assert two == Limited(MIDNIGHT)


async def test_a_channel_without_videos(host: Host, youtube: YouTube) -> None:
    """A list of uploads that does not exist is an empty one."""
    host.reply(ITEMS, refused(404, "playlistNotFound"))
    assert await read(youtube, ADA) == [Data(Reading((), (), BORN, complete=True))]
    host.reply(CHANNELS, listed(channel(contentDetails={})))
    assert await read(youtube, ADA) == [Data(Reading((), (), BORN, complete=True))]


@pytest.mark.parametrize(
    ("path", "reply", "outcome"),
    [
        (CHANNELS, Reply(listed()), Gone()),
        (CHANNELS, refused(403, "quotaExceeded"), Limited(MIDNIGHT)),
        (ITEMS, refused(403, "playlistItemsNotAccessible"), Private()),
        (ITEMS, Reply(listed({"odd": 1})), Changed("youtube: videos of another shape")),
        (VIDEOS, refused(403, "quotaExceeded"), Limited(MIDNIGHT)),
        (VIDEOS, refused(400, "odd"), Changed("youtube: HTTP 400 odd")),
    ],
)
async def test_no_list_of_videos(
    host: Host, youtube: YouTube, path: str, reply: Reply, outcome: Outcome[Reading]
) -> None:
    """Without videos there is one outcome that says why."""
    serve(host, video())
    host.reply(path, reply)
    assert await read(youtube, ADA) == [outcome]


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

"""Reading videos of YouTube, and who commented."""

from __future__ import annotations

import re

import pytest
from aiohttp import web

from scoring.networks.base import (
    Changed,
    Data,
    Gone,
    Kind,
    Limited,
    Outcome,
    Private,
    Publication,
    Reaction,
    Reading,
)
from scoring.networks.http import GuardedClient
from scoring.networks.youtube import Limits, YouTube
from scoring.networks.youtube_comments import CommentLimits
from tests.scoring.networks.channels import (
    ADA,
    BORN,
    CHANNELS,
    FAN,
    ITEMS,
    ME,
    MIDNIGHT,
    OTHER,
    THREADS,
    VIDEOS,
    channel,
    item,
    listed,
    refused,
    said,
    serve,
    thread,
    video,
)
from tests.scoring.networks.reading import days, read, value
from tests.scoring.networks.serving import NOW, Host, Reply


@pytest.fixture
def youtube(client: GuardedClient, host: Host) -> YouTube:
    host.reply(CHANNELS, listed(channel()))
    return YouTube(client, host.url, "a-key")


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
